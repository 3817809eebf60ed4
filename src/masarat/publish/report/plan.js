// The plan's lists as objects.

const places = data.places.map(([name, role, lon, lat]) => ({ name, role, lon, lat }));
const ASSEMBLY_POINT = 0;
const DESTINATION = 1;
const CHECKPOINT = 2;
const DEPOT = 3;

const groups = data.groups.map(([name, place, people, priority]) => (
  { name, place, people, priority }
));
const left = data.left.map(([group, people]) => ({ group: groups[group], people }));
const classes = data.classes.map(([name, total, seats, stretchers, load, unload]) => (
  { name, total, seats, stretchers, load, unload, used: 0 }
));
const vehicles = data.vehicles.map(([id, kind], index) => {
  classes[kind].used += 1;
  return { id, index, kind: classes[kind], rides: [], trips: [] };
});
const checkpoints = data.checkpoints.map(([place, lanes, minutes, windows]) => (
  { place: places[place], at: place, lanes, minutes, windows, passages: [] }
));

function passagesOf(list, mover, vehicleCount) {
  return list.map(([checkpoint, arrive, start, until]) => {
    const passage = { checkpoint, arrive, start, until, mover, vehicles: vehicleCount };
    checkpoints[checkpoint].passages.push(passage);
    return passage;
  });
}

// Rides of one convoy that end at the same place and minute travel on as one.
function arrivalsOf(rides) {
  const found = new Map();
  for (const ride of rides) {
    const key = ride.destination + "|" + ride.arrive;
    if (!found.has(key)) {
      const { destination, arrive } = ride;
      found.set(key, { destination, arrive, people: 0, vehicles: 0 });
    }
    found.get(key).people += ride.people;
    found.get(key).vehicles += 1;
  }
  return [...found.values()];
}

const convoys = data.convoys.map((row) => {
  const [id, corridor, origin, depart, exit, priority, escort, stops, passages, rideRows] = row;
  const convoy = { id, corridor, origin, depart, exit, priority, escort, stops };
  convoy.passages = passagesOf(passages, convoy, rideRows.length);
  convoy.rides = rideRows.map(([vehicle, board, destination, arrive, ...flat]) => {
    const loads = [];
    for (let i = 0; i < flat.length; i += 2) {
      loads.push({ group: groups[flat[i]], people: flat[i + 1] });
    }
    const people = loads.reduce((sum, load) => sum + load.people, 0);
    const ride = { convoy, vehicle: vehicles[vehicle], board, destination, arrive, loads, people };
    vehicles[vehicle].rides.push(ride);
    return ride;
  });
  convoy.people = convoy.rides.reduce((sum, ride) => sum + ride.people, 0);
  convoy.arrivals = arrivalsOf(convoy.rides);
  convoy.lastArrival = Math.max(...convoy.rides.map((ride) => ride.arrive));
  return convoy;
});

const trips = data.trips.map((row) => {
  const [id, members, origin, target, corridor, depart, arrive, stops, passages] = row;
  const trip = { id, origin, target, corridor, depart, arrive, stops, empty: true };
  trip.vehicles = members.map((vehicle) => vehicles[vehicle]);
  trip.passages = passagesOf(passages, trip, members.length);
  for (const vehicle of trip.vehicles) vehicle.trips.push(trip);
  return trip;
});

for (const vehicle of vehicles) {
  vehicle.rides.sort((a, b) => a.board - b.board);
  vehicle.trips.sort((a, b) => a.depart - b.depart);
}
for (const checkpoint of checkpoints) checkpoint.passages.sort((a, b) => a.start - b.start);

const corridors = data.corridors.map((corridor, index) => ({
  ...corridor,
  index,
  convoys: convoys.filter((convoy) => convoy.corridor === index),
  trips: trips.filter((trip) => trip.corridor === index),
}));

const rides = convoys.flatMap((convoy) => convoy.rides);
const priorities = [...new Set(groups.map((group) => group.priority))].sort((a, b) => a - b);
const lastMinute = trips.reduce((last, trip) => Math.max(last, trip.arrive), data.clearance);

// A running total: `total(t)` is the sum of amounts at or before minute t.
function runningTotal(events) {
  const sorted = [...events].sort((a, b) => a[0] - b[0]);
  const minutes = sorted.map(([minute]) => minute);
  const sums = [];
  let sum = 0;
  for (const [, amount] of sorted) sums.push((sum += amount));
  return (minute) => {
    let low = 0;
    let high = minutes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (minutes[middle] <= minute) low = middle + 1;
      else high = middle;
    }
    return low ? sums[low - 1] : 0;
  };
}
