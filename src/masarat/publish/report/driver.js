// One vehicle's day as a list, for its driver.

function driverView() {
  const picker = byId("driver-vehicle");
  for (const kind of classes) {
    if (!kind.used) continue;
    const members = vehicles.filter((vehicle) => vehicle.kind === kind);
    picker.append(element("optgroup", { label: kind.name }, ...members.map((vehicle) => (
      element("option", { value: vehicle.index }, vehicle.id)))));
  }
  picker.addEventListener("change", () => showDriver(vehicles[Number(picker.value)], false));
  byId("driver-print").addEventListener("click", () => printOnly("driver"));
  if (vehicles.length) showDriver(vehicles[0], false);
}

function showDriver(vehicle, scroll) {
  byId("driver-vehicle").value = vehicle.index;
  const steps = [...vehicle.rides.flatMap(rideSteps), ...vehicle.trips.flatMap(tripSteps)];
  steps.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
  const list = element("ol", { class: "sheet" });
  let lastDay = "";
  for (const [minute, words] of steps) {
    const today = dateTime(minute).replace(timeOfDay(minute), "").replace(/[,،\s\u2067-\u2069]+$/, "");
    if (today !== lastDay) list.append(element("li", { class: "day" }, today));
    lastDay = today;
    list.append(element("li", {}, element("time", { dir: "ltr" }, timeOfDay(minute)), element("span", {}, words)));
  }
  byId("driver-sheet").replaceChildren(
    element("h3", {}, text("ui_driver_title", { vehicle: vehicle.id, kind: vehicle.kind.name })),
    list,
  );
  if (scroll) byId("driver").scrollIntoView();
}

// [minute, words, order among steps of one minute]
function rideSteps(ride) {
  const { convoy } = ride;
  const aboard = ride.loads.map((load) => text("ui_load", { group: load.group.name, n: number(load.people) })).join(text("ui_separator"));
  const steps = [
    [ride.board, text("ui_step_load", { place: places[convoy.origin].name, loads: aboard }), 4],
    [convoy.depart, text("ui_step_depart", {
      convoy: convoy.id,
      vehicles: count("vehicles", convoy.rides.length),
      corridor: corridors[convoy.corridor].name,
    }) + (convoy.escort ? " " + text("ui_step_escort", { pool: convoy.escort }) : "") + warned(convoy), 5],
    [ride.arrive, text("ui_step_arrive", { place: places[ride.destination].name, people: count("people", ride.people) }), 1],
  ];
  return [...steps, ...passageSteps(convoy)];
}

function tripSteps(trip) {
  return [
    [trip.depart, text("ui_step_empty", { from: places[trip.origin].name, to: places[trip.target].name }) + warned(trip), 2],
    ...passageSteps(trip),
    [trip.arrive, text("ui_step_there", { place: places[trip.target].name }), 3],
  ];
}

// What is reported of streets on the way.
function warned(mover) {
  const told = data.streets.flatMap((street) => street.passed.filter(([, ids]) => ids.includes(mover.id)));
  if (told.length === 0) return "";
  return " " + text("ui_step_warned", { streets: told.map(([words]) => words).join(text("ui_separator")) });
}

function passageSteps(mover) {
  return mover.passages.map((p) => [p.start, text("ui_step_inspect", {
    place: checkpoints[p.checkpoint].place.name,
    until: timeOfDay(p.until),
  }), 0]);
}
