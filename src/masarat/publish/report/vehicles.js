// Vehicles' days: what every vehicle does when. Only the rows in sight are drawn.

const STAGES = {
  load: ["#e69f00", "ui_stage_load"],
  wait: ["#c9d1d8", "ui_stage_wait"],
  queue: ["#c9d1d8", "ui_stage_wait"],
  drive: ["#0072b2", "ui_stage_drive"],
  inspect: [INK, "ui_stage_inspect"],
  unload: ["#56b4e9", "ui_stage_unload"],
  empty: ["#8793a0", "ui_stage_empty"],
};

// [from, until, stage] of a vehicle, in order of drawing.
function stagesOf(vehicle) {
  const found = [];
  for (const ride of vehicle.rides) {
    const loaded = ride.board + vehicle.kind.load;
    found.push([ride.board, loaded, "load"], [loaded, ride.convoy.depart, "wait"]);
    found.push([ride.convoy.depart, ride.arrive, "drive"]);
    for (const p of ride.convoy.passages) {
      found.push([p.arrive, p.start, "queue"], [p.start, p.until, "inspect"]);
    }
    found.push([ride.arrive, ride.arrive + vehicle.kind.unload, "unload"]);
  }
  for (const trip of vehicle.trips) {
    found.push([trip.depart, trip.arrive, "empty"]);
    for (const p of trip.passages) found.push([p.start, p.until, "inspect"]);
  }
  return found.filter(([from, until]) => until > from);
}

function vehiclesView() {
  const ROW = 18;
  const picker = byId("vehicles-class");
  picker.append(element("option", { value: "" }, text("ui_all_classes")));
  classes.forEach((kind, i) => {
    if (kind.used) picker.append(element("option", { value: i }, kind.name));
  });
  const scroller = byId("vehicles-scroll");
  const canvas = byId("vehicles-canvas");
  const inner = byId("vehicles-inner");
  let shown = vehicles;
  let x = null;
  const request = surface(canvas, draw);
  onSpan.add(request);
  timeGestures(canvas, () => x);
  scroller.addEventListener("scroll", request);

  function choose() {
    const kind = picker.value === "" ? null : classes[Number(picker.value)];
    shown = vehicles.filter((vehicle) => !kind || vehicle.kind === kind);
    const high = Math.min(440, shown.length * ROW + AXIS_HEIGHT + 14);
    scroller.style.height = high + "px";
    canvas.style.height = high + "px";
    canvas.style.marginBottom = -high + "px"; // it lies over what is scrolled
    inner.style.height = shown.length * ROW + AXIS_HEIGHT + 12 + "px";
    scroller.scrollTop = 0;
    byId("vehicles-note").textContent = classes.filter((k) => !kind || k === kind)
      .map((k) => text("ui_class_used", { name: k.name, used: number(k.used), total: number(k.total) }))
      .join(" · ");
    request();
  }
  picker.addEventListener("change", choose);

  const legend = byId("vehicles-legend");
  for (const [stage, [colour, words]] of Object.entries(STAGES)) {
    if (stage === "queue") continue; // looks like waiting before departure
    const key = element("i", { class: "box", "aria-hidden": "true" });
    key.style.setProperty("--key", colour);
    legend.append(element("li", {}, key, text(words)));
  }

  function rowAt(y) {
    return shown[Math.floor((y - 6 + scroller.scrollTop) / ROW)];
  }

  function draw(pen, width, height) {
    const bottom = height - AXIS_HEIGHT;
    const first = Math.max(0, Math.floor((scroller.scrollTop - 6) / ROW));
    const visible = shown.slice(first, first + Math.ceil(bottom / ROW) + 1);
    const left = marginOf(width);
    x = timeScale(width);
    timeAxis(pen, x, 0, bottom);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, width, bottom);
    pen.clip();
    hatch(pen, x, data.suspensions, 0, bottom);
    visible.forEach((vehicle, i) => {
      const y = 6 + (first + i) * ROW - scroller.scrollTop + ROW / 2;
      label(pen, fitted(pen, vehicle.id, left - 10, 11), left - 6, y, { align: "right", size: 11 });
      drawRow(pen, vehicle, y);
    });
    pen.restore();
  }

  function drawRow(pen, vehicle, y) {
    for (const [from, until, stage] of stagesOf(vehicle)) {
      if (!x.shows(from, until)) continue;
      const tall = { wait: 3, empty: 5, inspect: 12 }[stage] || 10;
      const start = Math.max(x(from), x.left);
      const end = Math.min(x(until), x.right);
      pen.fillStyle = STAGES[stage][0];
      pen.fillRect(start, y - tall / 2, Math.max(end - start, 0.7), tall);
    }
  }

  canvas.addEventListener("pointermove", (event) => {
    const vehicle = rowAt(event.offsetY);
    if (!vehicle || !x || event.buttons || event.offsetY > canvas.clientHeight - AXIS_HEIGHT) {
      bubble("", event);
      return;
    }
    const minute = x.minute(event.offsetX);
    const stage = stagesOf(vehicle).reverse().find(([from, until]) => from <= minute && minute < until);
    const doing = stage
      ? text("ui_doing", { what: text(STAGES[stage[2]][1]), from: dateTime(stage[0]), until: timeOfDay(stage[1]) })
      : "";
    bubble(vehicle.id + (doing ? " – " + doing : ""), event);
  });
  canvas.addEventListener("pointerleave", (event) => bubble("", event));
  canvas.addEventListener("dblclick", (event) => {
    const vehicle = rowAt(event.offsetY);
    if (vehicle) showDriver(vehicle, true);
  });
  choose();
}
