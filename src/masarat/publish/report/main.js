// Puts the parts together: the range's buttons, then every view.

function rangeView() {
  const host = byId("range-days");
  const add = (words, from, until) => {
    const button = element("button", { type: "button" }, words);
    button.addEventListener("click", () => setSpan(from, until));
    const mark = () => button.setAttribute("aria-pressed", String(
      Math.abs(span.from - from) < 1 && Math.abs(span.until - until) < 1));
    onSpan.add(mark);
    mark();
    host.append(button);
  };
  add(text("ui_whole"), whole.from, whole.until);
  const days = midnights(1, whole.until - 1);
  [whole.from, ...days].forEach((from, i, all) => {
    if (all.length === 1 || all.length > 40) return;
    const until = all[i + 1] ?? whole.until;
    // the shortest days would be drawn as little more than a line
    if (until - from >= 30) add(day(from), from, until);
  });
  byId("range-in").addEventListener("click", () => zoomSpan(0.6));
  byId("range-out").addEventListener("click", () => zoomSpan(1 / 0.6));
  byId("range-earlier").addEventListener("click", () => shiftSpan(-0.5));
  byId("range-later").addEventListener("click", () => shiftSpan(0.5));
  const words = byId("range-words");
  const tell = () => {
    words.textContent = text("ui_range", { from: dateTime(Math.round(span.from)), until: dateTime(Math.round(span.until)) });
  };
  onSpan.add(tell);
  tell();
}

rangeView();
mapView();
arrivalsView();
timeSpaceView();
checkpointsView();
vehiclesView();
driverView();
tableView();
document.body.dataset.ready = "yes";
