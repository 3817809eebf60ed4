// People arrived over time, by priority, against the bound.

function arrivalsView() {
  const host = byId("arrivals-figures");
  const totals = priorities.map((priority) => runningTotal(rides.flatMap((ride) => (
    ride.loads.filter((load) => load.group.priority === priority)
      .map((load) => [ride.arrive, load.people])))));
  // a bound is about plans that take everybody: where people are left, it does not end this one
  const bounded = data.bound > 0 && left.length === 0;
  // and it is about those with the same history
  const given = data.now ? "_since" : "";
  if (bounded) {
    const intro = text("ui_intro_bound" + given, { moment: dateTime(data.now) });
    byId("arrivals-intro").append(" " + intro);
  }
  const canvas = figure(host, {
    height: 320,
    description: text("ui_arrivals_label"),
    legend: [
      ...priorities.map((p) => [priorityColour(p), text("ui_people_of_priority", { n: p }), "box"]),
      ...(bounded ? [[INK, text("ui_bound_line" + given), "dashes"]] : []),
      [INK, text("ui_clearance_line"), "line"],
      ...(data.suspensions.length ? [["#d55e00", text("ui_suspension"), "hatch"]] : []),
    ],
  });
  let x = null;
  onSpan.add(surface(canvas, draw));
  timeGestures(canvas, () => x);
  canvas.addEventListener("pointermove", (event) => {
    const minute = x ? Math.round(x.minute(event.offsetX)) : -1;
    const inside = x && event.offsetX >= x.left && event.offsetX <= x.right && !event.buttons;
    bubble(inside ? arrivedWords(minute) : "", event);
  });
  canvas.addEventListener("pointerleave", (event) => bubble("", event));

  function arrivedWords(minute) {
    const sum = totals.reduce((all, total) => all + total(minute), 0);
    return text("ui_arrived_by", { moment: dateTime(minute), people: count("people", sum) });
  }

  function draw(pen, width, height) {
    const left = marginOf(width);
    const top = 40;
    const bottom = height - AXIS_HEIGHT;
    x = timeScale(width);
    hatch(pen, x, data.suspensions, top, bottom);
    timeAxis(pen, x, top, bottom);
    const most = Math.max(1, data.planned);
    const y = (people) => bottom - (people / most) * (bottom - top);
    const step = roundStep(most / 4);
    for (let people = 0; people <= most; people += step) {
      rule(pen, left, y(people), x.right, y(people), GRID);
      label(pen, number(people), left - 6, y(people), { align: "right", colour: FAINT, size: 11 });
    }
    drawAreas(pen, y);
    // the bound is never later: its line begins below the words of the other
    if (bounded) drawLine(pen, data.bound, text("ui_bound_short" + given), 28, [6, 4]);
    drawLine(pen, data.clearance, text("ui_clearance_short"), 12, []);
    drawLine(pen, data.now, text("ui_now_short"), 44, [1, 3]);
    function drawLine(to, minute, words, row, dash) {
      if (minute <= 0 || x(minute) < left || x(minute) > x.right + 1) return;
      rule(to, x(minute), row + 6, x(minute), bottom, INK, 1.6, dash);
      const said = words + " " + isolated(dateTime(minute));
      const right = x(minute) - 6 > widest(to, [said], 12);
      label(to, said, x(minute) + (right ? -6 : 6), row, {
        align: right ? "right" : "left", size: 12, halo: true,
      });
    }
  }

  function drawAreas(pen, y) {
    const under = new Float64Array(Math.ceil(x.right - x.left) + 1);
    priorities.forEach((priority, p) => {
      pen.beginPath();
      under.forEach((people, i) => pen[i ? "lineTo" : "moveTo"](x.left + i, y(people)));
      for (let i = under.length - 1; i >= 0; i -= 1) {
        under[i] += totals[p](Math.floor(x.minute(x.left + i)));
        pen.lineTo(x.left + i, y(under[i]));
      }
      pen.closePath();
      pen.fillStyle = priorityColour(priority);
      pen.globalAlpha = 0.75;
      pen.fill();
      pen.globalAlpha = 1;
    });
  }
}

function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
}
