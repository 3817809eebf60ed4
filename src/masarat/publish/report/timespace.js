// Time-distance diagram of a corridor: time to the right, the way out upwards.

const CHECKPOINT_CLOSED = "#f3cfa8";

function timeSpaceView() {
  const host = byId("timespace-figures");
  const busiest = corridors.filter((c) => c.convoys.length)
    .sort((a, b) => b.convoys.length - a.convoys.length);
  const picker = byId("timespace-corridor");
  const many = busiest.length > 6;
  picker.parentElement.hidden = !many;
  if (!many) {
    for (const corridor of busiest) timeSpaceFigure(host, corridor);
    return;
  }
  for (const corridor of busiest) picker.append(element("option", { value: corridor.index }, corridor.name));
  const choose = () => {
    host.replaceChildren();
    timeSpaceFigure(host, corridors[Number(picker.value)]);
  };
  picker.addEventListener("change", choose);
  choose();
}

function timeSpaceFigure(host, corridor) {
  const levels = levelsOf(corridor);
  const aboard = [...new Set(corridor.convoys.map((c) => c.priority))].sort((a, b) => a - b);
  const inspections = corridor.convoys.flatMap((c) => c.passages);
  const waits = inspections.some((p) => p.start > p.arrive);
  const closes = levels.checkpoints.some((c) => c && gaps(c.windows, whole.from, whole.until).length);
  const people = corridor.convoys.reduce((sum, c) => sum + c.people, 0);
  const summary = text("ui_timespace_summary", {
    convoys: count("ui_convoys", corridor.convoys.length),
    people: count("people", people),
    first: dateTime(Math.min(...corridor.convoys.map((c) => c.depart))),
    last: dateTime(Math.max(...corridor.convoys.map((c) => c.lastArrival))),
  });
  const canvas = figure(host, {
    title: text("ui_corridor", { name: corridor.name }),
    height: 70 + levels.height,
    description: text("ui_timespace_label", { name: corridor.name }) + " " + summary,
    note: summary,
    legend: [
      ...aboard.map((p) => [priorityColour(p), text("ui_convoy_of_priority", { n: p }), "line"]),
      ...(corridor.trips.length ? [["#9aa6b2", text("ui_empty_vehicles"), "dashes"]] : []),
      ...(inspections.length ? [[INK, text("ui_inspection"), "box"]] : []),
      ...(waits ? [["#e69f00", text("ui_waiting"), "box"]] : []),
      [OPEN, text("ui_window_open"), "box"],
      [CLOSED, text("ui_window_closed"), "box"],
      ...(closes ? [[CHECKPOINT_CLOSED, text("ui_checkpoint_closed"), "box"]] : []),
      ...(data.suspensions.length ? [["#d55e00", text("ui_suspension"), "hatch"]] : []),
    ],
  });
  let x = null;
  const request = surface(canvas, draw);
  onSpan.add(request);
  timeGestures(canvas, () => x);
  canvas.addEventListener("pointermove", (event) => {
    const found = event.buttons ? null : nearest(event.offsetX, event.offsetY);
    bubble(found ? convoyWords(found) : "", event);
  });
  canvas.addEventListener("pointerleave", (event) => bubble("", event));

  const top = 14;

  function draw(pen, width, height) {
    const left = marginOf(width);
    const names = levels.names.map((name) => fitted(pen, name, left - 12, 12));
    const bottom = height - AXIS_HEIGHT;
    x = timeScale(width);
    pen.fillStyle = CLOSED;
    pen.fillRect(left, top, x.right - left, bottom - top);
    shade(pen, x, corridor.windows, top, bottom, OPEN);
    timeAxis(pen, x, top, bottom);
    hatch(pen, x, data.suspensions, top, bottom);
    const y = (level) => bottom - 8 - (levels.at[level] / levels.height) * (bottom - top - 16);
    names.forEach((name, level) => {
      rule(pen, left, y(level), x.right, y(level), levels.checkpoints[level] ? "#aab4be" : GRID);
      label(pen, name, left - 8, y(level), { align: "right", bold: levels.checkpoints[level] !== null });
    });
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, x.right - left, bottom);
    pen.clip();
    levels.checkpoints.forEach((checkpoint, level) => {
      if (!checkpoint) return;
      const closed = gaps(checkpoint.windows, span.from, span.until);
      shade(pen, x, closed, y(level) - 6, y(level) + 6, CHECKPOINT_CLOSED);
    });
    pen.globalAlpha = 0.7;
    for (const trip of corridor.trips) {
      if (x.shows(trip.depart, trip.arrive)) drawTrip(pen, trip, y);
    }
    pen.globalAlpha = 1;
    const shown = corridor.convoys.filter((c) => x.shows(c.depart, c.lastArrival));
    const apart = (x.right - left) / Math.max(shown.length, 1);
    const thickness = Math.min(2.2, Math.max(0.8, apart * 0.4));
    for (const convoy of shown) drawConvoy(pen, convoy, y, thickness);
    for (const convoy of shown) drawPassages(pen, convoy, y);
    pen.restore();
  }

  // Points (minute, level) of a convoy up to its corridor's end; level 0 is the assembly points.
  function path(convoy) {
    const points = [[convoy.depart, 0]];
    for (let i = 0; i < convoy.stops.length; i += 2) {
      points.push([convoy.stops[i], 1 + i / 2]);
      if (convoy.stops[i + 1] > convoy.stops[i]) points.push([convoy.stops[i + 1], 1 + i / 2]);
    }
    return points;
  }

  const topLevel = levels.names.length - 1;

  function stroke(pen, points, y) {
    pen.beginPath();
    points.forEach(([minute, level], i) => pen[i ? "lineTo" : "moveTo"](x(minute), y(level)));
    pen.stroke();
  }

  function drawConvoy(pen, convoy, y, width) {
    const points = path(convoy);
    pen.strokeStyle = priorityColour(convoy.priority);
    pen.lineWidth = width;
    pen.setLineDash([]);
    stroke(pen, points, y);
    const last = points[points.length - 1];
    for (const { arrive } of convoy.arrivals) stroke(pen, [last, [arrive, topLevel]], y);
  }

  function drawTrip(pen, trip, y) {
    const points = [[trip.depart, topLevel]];
    trip.stops.forEach((minute, i) => points.push([minute, corridor.places.length - (i >> 1)]));
    points.push([trip.arrive, 0]);
    pen.strokeStyle = "#8793a0";
    pen.lineWidth = 1;
    pen.setLineDash([3, 3]);
    stroke(pen, points, y);
    pen.setLineDash([]);
  }

  function drawPassages(pen, convoy, y) {
    for (const passage of convoy.passages) {
      const level = levels.checkpoints.indexOf(checkpoints[passage.checkpoint]);
      if (level < 0) continue;
      if (passage.start > passage.arrive) {
        pen.fillStyle = "#e69f00";
        pen.fillRect(x(passage.arrive), y(level) - 3, x(passage.start) - x(passage.arrive), 6);
      }
      pen.fillStyle = INK;
      const wide = (passage.until - passage.start) * x.perMinute;
      pen.fillRect(x(passage.start), y(level) - 4, Math.max(wide - 0.5, 0.7), 8);
    }
  }

  function nearest(atX, atY) {
    const height = canvas.clientHeight;
    const bottom = height - AXIS_HEIGHT;
    const y = (level) => bottom - 8 - (levels.at[level] / levels.height) * (bottom - top - 16);
    let best = null;
    let least = 7;
    for (const convoy of corridor.convoys) {
      if (!x || atX < x(convoy.depart) - 8 || atX > x(convoy.lastArrival) + 8) continue;
      const points = path(convoy);
      points.push([convoy.lastArrival, topLevel]);
      for (let i = 1; i < points.length; i += 1) {
        const away = toSegment(atX, atY, x(points[i - 1][0]), y(points[i - 1][1]), x(points[i][0]), y(points[i][1]));
        if (away < least) [best, least] = [convoy, away];
      }
    }
    return best;
  }
}

// What windows leave of [from, until].
function gaps(windows, from, until) {
  const found = [];
  let at = from;
  for (const [start, end] of [...windows, [until, until]]) {
    if (start > at) found.push([at, Math.min(start, until)]);
    at = Math.max(at, end);
    if (at >= until) break;
  }
  return found;
}

function toSegment(px, py, ax, ay, bx, by) {
  const square = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
  const part = Math.min(1, Math.max(0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / square));
  return Math.hypot(px - ax - part * (bx - ax), py - ay - part * (by - ay));
}

// Heights of assembly points, the corridor's places and destinations: minutes, but never so close
// that their names would overlap.
function levelsOf(corridor) {
  const only = (list, word) => {
    const found = [...new Set(list)];
    return found.length === 1 ? places[found[0]].name : text(word);
  };
  const convoysHere = corridor.convoys;
  const entries = convoysHere.map((c) => (c.stops.length ? c.stops[0] : c.lastArrival) - c.depart);
  const tails = convoysHere.map((c) => c.lastArrival - c.exit);
  const gaps = [Math.max(...entries), ...corridor.minutes.slice(1).map((m, i) => m - corridor.minutes[i])];
  const ends = [...new Set(convoysHere.flatMap((c) => c.arrivals.map((a) => a.destination)))];
  // a corridor that ends at the only destination has no stretch after it
  const beyond = corridor.places.length > 0 && !(ends.length === 1 && corridor.places.at(-1) === ends[0]);
  if (beyond) gaps.push(Math.max(...tails));
  const at = [0];
  const perMinute = 150 / (gaps.reduce((a, b) => a + b, 0) || 1);
  for (const minutes of gaps) at.push(at[at.length - 1] + 20 + minutes * perMinute);
  const names = [
    only(convoysHere.map((c) => c.origin), "ui_assembly_points"),
    ...corridor.places.map((place) => places[place].name),
    ...(beyond || !corridor.places.length ? [only(ends, "ui_destinations")] : []),
  ];
  const inspecting = new Set(convoysHere.flatMap((c) => c.passages.map((p) => checkpoints[p.checkpoint])));
  const marks = [null, ...corridor.places.map((place) => (
    [...inspecting].find((checkpoint) => checkpoint.at === place) || null)), null].slice(0, names.length);
  return { at, names, checkpoints: marks, height: at[at.length - 1] };
}
