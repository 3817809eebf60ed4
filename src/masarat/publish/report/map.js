// The map: roads, corridors, places; convoys move under the time slider.

const WAITING = "rgba(230, 159, 0, 0.5)";
const ARRIVED = "rgba(86, 180, 233, 0.5)";

function mapView() {
  const canvas = byId("map");
  const slider = byId("map-time");
  const located = places.filter((place) => place.lon !== null);
  if (located.length === 0) {
    byId("map-view").replaceChildren(element("p", { class: "note" }, text("ui_no_positions")));
    return;
  }

  // Web Mercator, in units of the earth's circumference; y grows downwards.
  const mercator = (lon, lat) => {
    const s = Math.sin((lat * Math.PI) / 180);
    return [lon / 360 + 0.5, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
  };
  const spot = places.map((p) => (p.lon === null ? null : mercator(p.lon, p.lat)));
  const roads = data.links.map(([a, b, c, d]) => [mercator(a, b), mercator(c, d)]);
  const lines = corridors.map((corridor) => lineOf(corridor.line, mercator));

  const view = { x: 0.5, y: 0.5, scale: 1 };
  let now = 0;
  let size = [1, 1];
  const request = surface(canvas, draw);
  const reported = streetsOnMap(mercator, (point) => screen(point), spot, request);

  function fit(points, width, height) {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const least = 1e-5;
    const wide = Math.max(Math.max(...xs) - Math.min(...xs), least);
    const high = Math.max(Math.max(...ys) - Math.min(...ys), least);
    view.x = (Math.max(...xs) + Math.min(...xs)) / 2;
    view.y = (Math.max(...ys) + Math.min(...ys)) / 2;
    view.scale = Math.min((width - 90) / wide, (height - 110) / high);
  }
  const everything = [...spot.filter(Boolean), ...lines.flatMap((line) => line.points)];
  const gathering = mostPeopleAt();
  let fitTo = everything;

  // Assembly points around their middle that hold most people: a town far off would hide the rest.
  function mostPeopleAt() {
    const held = places.map(() => 0);
    for (const group of groups) held[group.place] += group.people;
    const points = spot.map((p, i) => [p, held[i]]).filter(([p, n]) => p && n);
    const all = points.reduce((sum, [, n]) => sum + n, 0);
    const middle = (axis) => {
      let sum = 0;
      const sorted = [...points].sort((a, b) => a[0][axis] - b[0][axis]);
      return (sorted.find(([, n]) => (sum += n) >= all / 2) || [[0.5, 0.5]])[0][axis];
    };
    const centre = [middle(0), middle(1)];
    const away = ([p]) => Math.hypot(p[0] - centre[0], p[1] - centre[1]);
    let sum = 0;
    return points.sort((a, b) => away(a) - away(b)).filter(([, n]) => (sum += n) - n < 0.8 * all)
      .map(([p]) => p);
  }

  const screen = ([x, y]) => [
    (x - view.x) * view.scale + size[0] / 2,
    (y - view.y) * view.scale + size[1] / 2,
  ];

  function draw(pen, width, height) {
    size = [width, height];
    if (fitTo) fit(fitTo, width, height);
    pen.fillStyle = "#f7f5f0";
    pen.fillRect(0, 0, width, height);
    for (const [a, b] of roads) rule(pen, ...screen(a), ...screen(b), "#d6d2c8", 1);
    reported.draw(pen, now);
    drawApproaches(pen);
    for (const corridor of corridors) drawCorridor(pen, corridor);
    const taken = [];
    drawPlaces(pen, taken);
    reported.drawSigns(pen, now);
    drawMoving(pen);
    drawLabels(pen, taken, width, height);
    drawScaleBar(pen, width, height);
  }

  // A path some pixels to the right of the way, so that corridors on one road are seen side by side.
  function traceBeside(pen, points, away) {
    const on = points.map(screen).filter(([x, y], i, all) => !i || Math.hypot(x - all[i - 1][0], y - all[i - 1][1]) > 0.5);
    pen.beginPath();
    on.forEach(([x, y], i) => {
      const [ax, ay] = on[Math.max(i - 1, 0)];
      const [bx, by] = on[Math.min(i + 1, on.length - 1)];
      const long = Math.hypot(bx - ax, by - ay) || 1;
      pen[i ? "lineTo" : "moveTo"](x - (away * (by - ay)) / long, y + (away * (bx - ax)) / long);
    });
  }

  // Thin lines from assembly points to the corridor and from its end to the destinations.
  const approaches = new Map();
  for (const convoy of convoys) {
    const along = corridors[convoy.corridor].places;
    const ends = along.length ? [along[0], along[along.length - 1]] : [null, convoy.origin];
    if (ends[0] !== null) approaches.set(convoy.corridor + "|" + convoy.origin + "|" + ends[0], 1);
    for (const { destination } of convoy.arrivals) {
      approaches.set(convoy.corridor + "|" + ends[1] + "|" + destination, 1);
    }
  }
  const approachLines = [...approaches.keys()].map((key) => key.split("|").map(Number));

  const crowded = approachLines.length > 300;

  function drawApproaches(pen) {
    for (const [corridor, from, to] of approachLines) {
      if (!spot[from] || !spot[to] || from === to) continue;
      pen.globalAlpha = crowded ? 0.15 : 0.55;
      const dash = crowded ? [] : [2, 4];
      rule(pen, ...screen(spot[from]), ...screen(spot[to]), corridorColour(corridor), 1.4, dash);
      pen.globalAlpha = 1;
    }
  }

  function drawCorridor(pen, corridor) {
    const { points } = lines[corridor.index];
    if (points.length < 2) return;
    pen.lineJoin = "round";
    pen.lineCap = "round";
    pen.strokeStyle = "#ffffff";
    pen.lineWidth = 6;
    traceBeside(pen, points, 1.5 + 4 * (corridor.index % 3));
    pen.stroke();
    pen.strokeStyle = corridorColour(corridor.index);
    pen.lineWidth = 3.5;
    pen.stroke();
    pen.lineCap = "butt";
  }

  const waiting = places.map((_, i) => runningTotal(
    convoys.filter((c) => c.origin === i).map((c) => [c.depart, c.people])));
  const inAll = waiting.map((total) => total(Infinity));
  for (const { group, people } of left) inAll[group.place] += people;
  const arrived = places.map((_, i) => runningTotal(
    convoys.flatMap((c) => c.arrivals.filter((a) => a.destination === i).map((a) => [a.arrive, a.people]))));
  const mostPeople = Math.max(1, ...inAll, ...arrived.map((total) => total(Infinity)));

  function peopleAt(index) {
    if (places[index].role === ASSEMBLY_POINT) return inAll[index] - waiting[index](now);
    return places[index].role === DESTINATION ? arrived[index](now) : 0;
  }

  function drawPlaces(pen, taken) {
    places.forEach((place, i) => {
      if (!spot[i]) return;
      const [x, y] = screen(spot[i]);
      const people = peopleAt(i);
      if (people > 0) {
        pen.fillStyle = place.role === ASSEMBLY_POINT ? WAITING : ARRIVED;
        pen.beginPath();
        pen.arc(x, y, 5 + 24 * Math.sqrt(people / mostPeople), 0, 7);
        pen.fill();
      }
      drawMark(pen, place.role, x, y);
      taken.push([x - 7, y - 7, x + 7, y + 7]);
    });
  }

  function drawMark(pen, role, x, y) {
    pen.lineWidth = 1.5;
    pen.strokeStyle = "#ffffff";
    pen.fillStyle = role > CHECKPOINT ? "#8d98a3" : INK;
    pen.beginPath();
    if (role === CHECKPOINT) pen.rect(x - 5.5, y - 5.5, 11, 11);
    else if (role === DESTINATION) {
      pen.moveTo(x, y - 8);
      pen.lineTo(x + 7.5, y + 5.5);
      pen.lineTo(x - 7.5, y + 5.5);
      pen.closePath();
    } else if (role === DEPOT) {
      pen.moveTo(x, y - 6);
      pen.lineTo(x + 6, y);
      pen.lineTo(x, y + 6);
      pen.lineTo(x - 6, y);
      pen.closePath();
    } else pen.arc(x, y, role === ASSEMBLY_POINT ? 6 : 3.5, 0, 7);
    pen.fill();
    pen.stroke();
  }

  // Names where they fit: assembly points, destinations and checkpoints before junctions.
  function drawLabels(pen, taken, width, height) {
    const order = places.map((_, i) => i).filter((i) => spot[i])
      .sort((a, b) => rank(places[a].role) - rank(places[b].role) || inAll[b] - inAll[a]);
    for (const i of order) {
      const [x, y] = screen(spot[i]);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const people = peopleAt(i);
      const important = places[i].role <= DESTINATION;
      const words = fitted(pen, places[i].name, 190, important ? 13 : 11);
      const lines2 = people > 0 ? [words, number(people)] : [words];
      const wide = widest(pen, lines2, important ? 13 : 11) + 6;
      const high = 15 * lines2.length;
      const choices = [
        [x + 9, y - high / 2, "left"], [x - 9 - wide, y - high / 2, "right"],
        [x - wide / 2, y - high - 9, "center"], [x - wide / 2, y + 9, "center"],
        [x + 7, y - high - 5, "left"], [x + 7, y + 5, "left"],
        [x - 7 - wide, y - high - 5, "right"], [x - 7 - wide, y + 5, "right"],
      ];
      const fits = choices.find(([left, top]) => left > 2 && left + wide < width - 2 && top > 2
        && top + high < height - 26
        && !taken.some(([l, t, r, b]) => left < r && left + wide > l && top < b && top + high > t
          && !(l === x - 7 && t === y - 7)));
      if (!fits) continue;
      const [left, top, align] = fits;
      taken.push([left, top, left + wide, top + high]);
      const at = { left: left + 3, right: left + wide - 3, center: left + wide / 2 }[align];
      lines2.forEach((line, row) => label(pen, line, at, top + 8 + 15 * row, {
        align, halo: true, size: important ? 13 : 11, bold: important && row === 0,
        colour: row === 0 ? INK : ["#8a4b00", "#00507d"][places[i].role],
      }));
    }
  }

  const rank = (role) => [0, 0, 1, 3, 2][role];

  function drawMoving(pen) {
    for (const mover of trips) {
      for (const [point] of whereTrip(mover)) dot(pen, point, 2.5, "#ffffff", FAINT);
    }
    for (const convoy of convoys) {
      if (convoy.depart > now || convoy.lastArrival < now) continue;
      for (const [point, members] of whereConvoy(convoy)) {
        dot(pen, point, 3 + 1.2 * Math.sqrt(members), priorityColour(convoy.priority), "#ffffff");
      }
    }
  }

  function dot(pen, point, radius, fill, edge) {
    if (!point) return;
    pen.beginPath();
    pen.arc(...screen(point), radius, 0, 7);
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = edge;
    pen.lineWidth = 1.5;
    pen.stroke();
  }

  function whereConvoy(convoy) {
    const along = corridors[convoy.corridor].places;
    const legs = legsOf(convoy.origin, convoy.depart, along, convoy.stops);
    const onCorridor = place(corridors[convoy.corridor], along, legs, false);
    if (onCorridor) return [[onCorridor, convoy.rides.length]];
    const from = along.length ? along[along.length - 1] : convoy.origin;
    const left = along.length ? convoy.exit : convoy.depart;
    return convoy.arrivals.filter((a) => now <= a.arrive).map((a) => [
      between(spot[from], spot[a.destination], left, a.arrive), a.vehicles,
    ]);
  }

  function whereTrip(trip) {
    if (trip.depart > now || trip.arrive < now) return [];
    const along = trip.corridor < 0 || !trip.stops.length
      ? [] : [...corridors[trip.corridor].places].reverse();
    const legs = legsOf(trip.origin, trip.depart, along, trip.stops);
    const last = along.length ? legs[legs.length - 1] : { at: trip.origin, leave: trip.depart };
    const point = place(corridors[trip.corridor], along, legs, true)
      || between(spot[last.at], spot[trip.target], last.leave, trip.arrive);
    return [[point, trip.vehicles.length]];
  }

  function legsOf(origin, depart, along, stops) {
    const legs = [{ at: origin, reach: depart, leave: depart }];
    along.forEach((at, i) => legs.push({ at, reach: stops[2 * i], leave: stops[2 * i + 1], share: i }));
    return legs;
  }

  // Where a mover is among its stops now, or null after the last one.
  function place(corridor, along, legs, backwards) {
    for (let i = 0; i < legs.length; i += 1) {
      const stop = legs[i];
      if (now <= stop.leave && now >= stop.reach) return stopPoint(corridor, along, stop, backwards);
      const next = legs[i + 1];
      if (!next || now > next.reach) continue;
      if (stop.share === undefined) {
        return between(spot[stop.at], stopPoint(corridor, along, next, backwards), stop.leave, next.reach);
      }
      const part = (now - stop.leave) / Math.max(1, next.reach - stop.leave);
      const a = shareOf(corridor, along, stop, backwards);
      const b = shareOf(corridor, along, next, backwards);
      return lines[corridor.index].at(a + part * (b - a));
    }
    return null;
  }

  function shareOf(corridor, along, stop, backwards) {
    return corridor.shares[backwards ? along.length - 1 - stop.share : stop.share];
  }

  function stopPoint(corridor, along, stop, backwards) {
    if (stop.share === undefined) return spot[stop.at];
    return lines[corridor.index].at(shareOf(corridor, along, stop, backwards)) || spot[stop.at];
  }

  function between(a, b, from, until) {
    if (!a || !b) return a || b;
    const part = Math.min(1, Math.max(0, (now - from) / Math.max(1, until - from)));
    return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
  }

  function drawScaleBar(pen, width, height) {
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * view.y)));
    const metresPerPixel = (40075016.686 * Math.cos(lat)) / view.scale;
    const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000];
    const metres = steps.find((m) => m / metresPerPixel >= 60) || 500000;
    const long = metres / metresPerPixel;
    const y = height - 12;
    pen.fillStyle = "rgba(255,255,255,0.85)";
    pen.fillRect(8, y - 12, long + 78, 22);
    rule(pen, 14, y, 14 + long, y, INK, 2);
    for (const x of [14, 14 + long]) rule(pen, x, y - 5, x, y + 1, INK, 2);
    const words = metres >= 1000 ? text("ui_km", { n: metres / 1000 }) : text("ui_m", { n: metres });
    label(pen, words, 20 + long, y - 1, { size: 11 });
  }

  // ---- moving about

  function zoom(factor, x = size[0] / 2, y = size[1] / 2) {
    fitTo = null;
    const limited = Math.min(Math.max(view.scale * factor, 200), 5e8);
    view.x += (x - size[0] / 2) * (1 / view.scale - 1 / limited);
    view.y += (y - size[1] / 2) * (1 / view.scale - 1 / limited);
    view.scale = limited;
    request();
  }
  function pan(x, y) {
    fitTo = null;
    view.x += x / view.scale;
    view.y += y / view.scale;
    request();
  }
  function show(points) {
    fitTo = points;
    request();
  }
  const held = new Map();
  let pressed = null;
  canvas.addEventListener("pointerdown", (event) => {
    pressed = [event.offsetX, event.offsetY];
    held.set(event.pointerId, [event.clientX, event.clientY]);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const after = [event.clientX, event.clientY];
    if (held.size === 1) pan(before[0] - after[0], before[1] - after[1]);
    else pinch(event.pointerId, before, after);
    held.set(event.pointerId, after);
  });
  function pinch(moved, before, after) {
    const other = [...held].find(([id]) => id !== moved)[1];
    const apart = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    zoom(apart(after) / apart(before));
  }
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => held.delete(event.pointerId));
  }
  canvas.addEventListener("click", (event) => {
    const moved = pressed ? Math.hypot(event.offsetX - pressed[0], event.offsetY - pressed[1]) : 0;
    if (moved < 5) reported.choose(event.offsetX, event.offsetY, now);
  });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    zoom((event.deltaY || event.deltaX) > 0 ? 0.8 : 1.25, event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const action = {
      ArrowLeft: () => pan(-60, 0),
      ArrowRight: () => pan(60, 0),
      ArrowUp: () => pan(0, -60),
      ArrowDown: () => pan(0, 60),
      "+": () => zoom(1.4),
      "=": () => zoom(1.4),
      "-": () => zoom(0.7),
      Home: () => show(everything),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  byId("map-in").addEventListener("click", () => zoom(1.5));
  byId("map-out").addEventListener("click", () => zoom(1 / 1.5));
  byId("map-whole").addEventListener("click", () => show(everything));
  byId("map-gathering").addEventListener("click", () => show(gathering.length ? gathering : everything));

  // ---- time

  const aboard = runningTotal(convoys.flatMap((c) => [
    [c.depart, c.people], ...c.arrivals.map((a) => [a.arrive, -a.people])]));
  const everybody = left.reduce((sum, { people }) => sum + people, data.planned);
  const done = runningTotal(convoys.flatMap((c) => c.arrivals.map((a) => [a.arrive, a.people])));
  const moving = runningTotal(convoys.flatMap((c) => [[c.depart, 1], [c.lastArrival, -1]]));

  function setNow(minute) {
    now = Math.min(Math.max(minute, 0), lastMinute);
    slider.value = Math.round(now);
    const at = Math.floor(now);
    slider.setAttribute("aria-valuetext", dateTime(at));
    byId("map-clock").textContent = dateTime(at);
    byId("map-counts").textContent = text("ui_map_counts", {
      moving: count("ui_convoys", moving(at)),
      aboard: number(aboard(at)),
      arrived: number(done(at)),
      waiting: number(Math.max(0, everybody - done(at) - aboard(at))),
    });
    reported.tell(at);
    request();
  }
  slider.max = lastMinute;
  slider.addEventListener("input", () => {
    stop();
    setNow(Number(slider.value));
  });

  const button = byId("map-play");
  const speed = byId("map-speed");
  let frame = 0;
  let before = 0;
  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    button.textContent = "▶ " + text("ui_play");
    button.setAttribute("aria-pressed", "false");
  }
  function step(time) {
    const passed = before ? Math.min(time - before, 200) : 0;
    before = time;
    setNow(now + (passed / 1000) * Number(speed.value));
    if (now >= lastMinute) stop();
    else frame = requestAnimationFrame(step);
  }
  button.addEventListener("click", () => {
    if (frame) {
      stop();
      return;
    }
    if (now >= lastMinute) setNow(0);
    before = 0;
    button.textContent = "❚❚ " + text("ui_pause");
    button.setAttribute("aria-pressed", "true");
    frame = requestAnimationFrame(step);
  });
  stop();
  setNow(convoys.length ? Math.min(data.clearance / 3, lastMinute) : 0);
  mapLegend(reported);
}

function mapLegend(reported) {
  const list = byId("map-legend");
  const add = (style, colour, words, sign = "") => {
    const key = element("i", { class: style, "aria-hidden": "true" }, sign);
    key.style.setProperty("--key", colour);
    list.append(element("li", {}, key, words));
  };
  add("round", INK, text("ui_role_assembly_point"));
  add("triangle", INK, text("ui_role_destination"));
  add("box", INK, text("ui_role_checkpoint"));
  if (places.some((p) => p.role === DEPOT)) add("diamond", "#8d98a3", text("ui_role_depot"));
  add("round", WAITING, text("ui_people_waiting"));
  add("round", ARRIVED, text("ui_people_arrived"));
  for (const corridor of corridors.slice(0, 12)) {
    add("line", corridorColour(corridor.index), text("ui_corridor", { name: corridor.name }));
  }
  for (const priority of priorities) {
    add("round", priorityColour(priority), text("ui_convoy_of_priority", { n: priority }));
  }
  add("ring", FAINT, text("ui_empty_vehicles"));
  reported.legend(add);
}

// A line's points and, by share of its length, the point there.
function lineOf(flat, project) {
  const points = [];
  for (let i = 0; i < flat.length; i += 2) points.push(project(flat[i], flat[i + 1]));
  const sums = [0];
  for (let i = 1; i < points.length; i += 1) {
    sums.push(sums[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
  }
  const total = sums[sums.length - 1] || 1;
  function at(share) {
    if (points.length < 2) return points[0] || null;
    const along = Math.min(Math.max(share, 0), 1) * total;
    let i = 1;
    while (i < points.length - 1 && sums[i] < along) i += 1;
    const part = (along - sums[i - 1]) / (sums[i] - sums[i - 1] || 1);
    return [0, 1].map((axis) => points[i - 1][axis] + part * (points[i][axis] - points[i - 1][axis]));
  }
  return { points, at };
}
