// Occupancy of and queue at every checkpoint.

function checkpointsView() {
  const host = byId("checkpoint-figures");
  const used = checkpoints.filter((checkpoint) => checkpoint.passages.length);
  if (!used.length) host.append(element("p", { class: "note" }, text("ui_no_checkpoints")));
  for (const checkpoint of used) checkpointFigure(host, checkpoint);
}

function checkpointFigure(host, checkpoint) {
  const { passages } = checkpoint;
  const inspected = passages.reduce((sum, p) => sum + p.vehicles, 0);
  const longest = Math.max(...passages.map((p) => p.start - p.arrive));
  const first = passages[0].start;
  const last = Math.max(...passages.map((p) => p.until));
  const busy = passages.reduce((sum, p) => sum + p.until - p.start, 0);
  const open = checkpoint.windows.reduce((sum, [from, until]) => (
    sum + Math.max(0, Math.min(until, last) - Math.max(from, first))), 0);
  const summary = [
    text("ui_checkpoint_summary", {
      share: percent(busy / (open || 1)),
      vehicles: count("vehicles", inspected),
      convoys: count("ui_convoys", passages.length),
      lanes: count("ui_lanes", checkpoint.lanes),
    }),
    longest > 0 ? text("ui_longest_wait", { wait: duration(longest) }) : text("ui_no_wait"),
  ].join(" ");
  const queue = longest > 0;
  const canvas = figure(host, {
    title: checkpoint.place.name,
    height: queue ? 220 : 150,
    description: text("ui_checkpoint_label", { name: checkpoint.place.name }) + " " + summary,
    note: summary,
    legend: [
      ["#4d8fbd", text("ui_busy_share"), "box"],
      ...(queue ? [["#e69f00", text("ui_vehicles_waiting"), "box"]] : []),
      [CLOSED, text("ui_window_closed"), "box"],
    ],
  });
  let x = null;
  onSpan.add(surface(canvas, draw));
  timeGestures(canvas, () => x);

  function draw(pen, width, height) {
    const left = marginOf(width);
    const bottom = height - AXIS_HEIGHT;
    const top = 12;
    const middle = queue ? bottom - 70 : bottom;
    x = timeScale(width);
    pen.fillStyle = CLOSED;
    pen.fillRect(left, top, x.right - left, bottom - top);
    shade(pen, x, checkpoint.windows, top, bottom, "#ffffff");
    timeAxis(pen, x, top, bottom);
    hatch(pen, x, data.suspensions, top, bottom);
    for (const share of [0, 0.5, 1]) {
      const y = (queue ? middle - 10 : middle) - share * ((queue ? middle - 10 : middle) - top);
      rule(pen, left, y, x.right, y, GRID);
      label(pen, percent(share), left - 6, y, { align: "right", colour: FAINT, size: 11 });
    }
    drawBusy(pen, queue ? middle - 10 : middle, top);
    if (queue) drawQueue(pen, bottom, middle);
  }

  function drawBusy(pen, bottom, top) {
    const bucket = [1, 5, 15, 60, 120, 240, 480].find((m) => m * x.perMinute >= 3) || 1440;
    const shares = new Map();
    for (const { start, until } of passages) {
      if (!x.shows(start, until)) continue;
      for (let b = Math.floor(start / bucket); b * bucket < until; b += 1) {
        const inside = Math.min(until, (b + 1) * bucket) - Math.max(start, b * bucket);
        shares.set(b, (shares.get(b) || 0) + inside / bucket);
      }
    }
    pen.fillStyle = "#4d8fbd";
    for (const [b, sum] of shares) {
      const share = Math.min(sum, 1);
      const from = Math.max(x(b * bucket), x.left);
      const wide = Math.min(x((b + 1) * bucket), x.right) - from;
      if (wide > 0) pen.fillRect(from, bottom - share * (bottom - top), Math.max(wide - 0.4, 0.8), share * (bottom - top));
    }
  }

  function drawQueue(pen, bottom, top) {
    const waits = passages.filter((p) => p.start > p.arrive);
    const most = Math.max(...waits.map((p) => queueAt(waits, p.arrive)));
    const high = bottom - top;
    label(pen, number(most), x.left - 6, top + 4, { align: "right", colour: FAINT, size: 11 });
    rule(pen, x.left, top, x.right, top, GRID);
    rule(pen, x.left, bottom, x.right, bottom, "#9aa6b2");
    pen.fillStyle = "#e69f00";
    const edges = [...new Set(waits.flatMap((p) => [p.arrive, p.start]))].sort((a, b) => a - b);
    for (let i = 0; i + 1 < edges.length; i += 1) {
      if (!x.shows(edges[i], edges[i + 1])) continue;
      const tall = (queueAt(waits, edges[i]) / most) * high;
      const from = Math.max(x(edges[i]), x.left);
      if (tall) pen.fillRect(from, bottom - tall, Math.max(Math.min(x(edges[i + 1]), x.right) - from, 0.8), tall);
    }
  }
}

// Vehicles of convoys that have reached the checkpoint and are not yet inspected at `minute`.
function queueAt(waits, minute) {
  let vehicleCount = 0;
  for (const p of waits) if (p.arrive <= minute && minute < p.start) vehicleCount += p.vehicles;
  return vehicleCount;
}
