// What all drawings share: colours, crisp canvases, one time range for all time charts.
// Time runs left to right in every language, so that parties can lay their prints side by side.

// Okabe and Ito's palette, told apart by colour-blind readers (jfly.uni-koeln.de/color, 2008).
// Corridors and priorities share no colour: a dot on a line is never taken for the line.
const CORRIDOR_COLOURS = ["#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
const PRIORITY_COLOURS = ["#d55e00", "#0072b2", "#000000", "#7a6a00", "#6b7680"];
const INK = "#17222d";
const FAINT = "#566370";
const GRID = "#dbe1e7";
const OPEN = "#e6f1f8";
const CLOSED = "#eceae6";
const FONT = '"Noto Sans", "Noto Sans Arabic", "Segoe UI", Tahoma, "Helvetica Neue", Arial, sans-serif';

function priorityColour(priority) {
  return PRIORITY_COLOURS[Math.min(priorities.indexOf(priority), PRIORITY_COLOURS.length - 1)];
}

function corridorColour(index) {
  return CORRIDOR_COLOURS[index % CORRIDOR_COLOURS.length];
}

// Prints are drawn for a page: A4 upright within margins of 1 cm, 96 pixels an inch.
const PAGE_WIDTH = 718;
let printing = false;
const paints = new Set();
for (const name of ["beforeprint", "afterprint"]) {
  window.addEventListener(name, () => {
    printing = name === "beforeprint";
    for (const paint of paints) paint();
  });
}

// A canvas that draws itself again when its size changes; returns a function that asks for it.
function surface(canvas, draw) {
  let waiting = false;
  paints.add(paint);
  function paint() {
    waiting = false;
    const width = printing ? PAGE_WIDTH : canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width || !height) return;
    const ratio = Math.max(2, window.devicePixelRatio || 1); // 2 at least: prints are sharp
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.font = "12px " + FONT;
    pen.direction = rightToLeft ? "rtl" : "ltr";
    pen.textBaseline = "middle";
    draw(pen, width, height);
  }
  function request() {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  }
  new ResizeObserver(request).observe(canvas);
  queueMicrotask(paint); // first as soon as all scripts have run, not a frame later
  return request;
}

function label(pen, words, x, y, { align = "left", colour = INK, size = 12, bold = false, halo = false } = {}) {
  pen.font = (bold ? "600 " : "") + size + "px " + FONT;
  pen.textAlign = align;
  if (halo) {
    pen.strokeStyle = "rgba(255,255,255,0.9)";
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.strokeText(words, x, y);
  }
  pen.fillStyle = colour;
  pen.fillText(words, x, y);
}

// `words` cut so that it fits into `width` pixels.
function fitted(pen, words, width, size = 12) {
  pen.font = "600 " + size + "px " + FONT;
  if (pen.measureText(words).width <= width) return words;
  let shorter = words;
  while (shorter.length > 1 && pen.measureText(shorter + "…").width > width) {
    shorter = shorter.slice(0, -1);
  }
  return shorter.trimEnd() + "…";
}

function widest(pen, list, size = 12) {
  pen.font = "600 " + size + "px " + FONT;
  return Math.max(0, ...list.map((words) => pen.measureText(words).width));
}

// ---- one time range for all

const span = { from: 0, until: Math.max(60, Math.ceil(lastMinute * 1.02)) };
const whole = { ...span };
const onSpan = new Set();

function setSpan(from, until) {
  const least = 30;
  const length = Math.min(Math.max(until - from, least), whole.until - whole.from);
  const first = Math.min(Math.max(from, whole.from), whole.until - length);
  span.from = first;
  span.until = first + length;
  for (const listener of onSpan) listener();
}

function zoomSpan(factor, around = (span.from + span.until) / 2) {
  setSpan(around - (around - span.from) * factor, around + (span.until - around) * factor);
}

function shiftSpan(share) {
  const by = share * (span.until - span.from);
  setSpan(span.from + by, span.until + by);
}

// All time charts begin at the same pixel, so that a minute is at one place down the page.
function marginOf(width) {
  return width < 520 ? 92 : 168;
}

function timeScale(width) {
  const left = marginOf(width);
  const right = width - 12;
  const perMinute = (right - left) / (span.until - span.from);
  const x = (minute) => left + (minute - span.from) * perMinute;
  return Object.assign(x, {
    left,
    right,
    perMinute,
    minute: (at) => span.from + (at - left) / perMinute,
    shows: (from, until) => from <= span.until && until >= span.from,
  });
}

const STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720];

function timeTicks(x) {
  const step = STEPS.find((minutes) => minutes * x.perMinute >= 46);
  return {
    days: midnights(span.from, span.until),
    times: step ? readings(step, span.from, span.until) : [],
  };
}

const AXIS_HEIGHT = 34;

// Grid lines between top and bottom; hours and, below them, dates.
function timeAxis(pen, x, top, bottom) {
  const { days, times } = timeTicks(x);
  pen.lineWidth = 1;
  for (const minute of times) {
    rule(pen, x(minute), top, x(minute), bottom, GRID);
    if (x(minute) >= x.left + 12 && x(minute) <= x.right - 12) {
      label(pen, timeOfDay(minute), x(minute), bottom + 10, { align: "center", colour: FAINT, size: 11 });
    }
  }
  const wide = widest(pen, days.map(day).concat(day(span.from)), 11);
  let free = x.left + 3;
  if (days.length === 0 || x(days[0]) > x.left + wide + 8) {
    label(pen, day(span.from), x.left, bottom + 25, { colour: INK, size: 11 });
    free += wide;
  }
  for (const minute of days) {
    rule(pen, x(minute), top, x(minute), bottom + 6, "#9aa6b2");
    const at = Math.min(x(minute) + 3, x.right + 8 - wide);
    if (at < free) continue;
    label(pen, day(minute), at, bottom + 25, { colour: INK, size: 11 });
    free = at + wide + 8;
  }
}

function rule(pen, x1, y1, x2, y2, colour, width = 1, dash = []) {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
  pen.restore();
}

// Fill the parts of [top, bottom) that belong to the windows.
function shade(pen, x, windows, top, bottom, colour) {
  pen.fillStyle = colour;
  for (const [from, until] of windows) {
    const left = Math.max(x(from), x.left);
    const right = Math.min(x(until), x.right);
    if (right > left) pen.fillRect(left, top, right - left, bottom - top);
  }
}

let hatching = null;

function hatch(pen, x, windows, top, bottom) {
  if (windows.length === 0) return;
  if (!hatching) {
    const tile = element("canvas", { width: 12, height: 12 });
    const draw = tile.getContext("2d");
    draw.strokeStyle = "#8a5a3c";
    draw.lineWidth = 1.4;
    for (const shift of [-12, 0, 12]) {
      draw.moveTo(shift, 12);
      draw.lineTo(shift + 12, 0);
    }
    draw.stroke();
    hatching = pen.createPattern(tile, "repeat");
  }
  shade(pen, x, windows, top, bottom, "rgba(213, 94, 0, 0.08)");
  shade(pen, x, windows, top, bottom, hatching);
}

// Dragging, wheel with Ctrl or Shift, and keys on a time chart move or zoom the range of all.
function timeGestures(canvas, scaleOf) {
  canvas.tabIndex = 0;
  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, from: span.from, until: span.until, scale: scaleOf() };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const by = (held.x - event.clientX) / held.scale.perMinute;
    setSpan(held.from + by, held.until + by);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
    canvas.addEventListener(name, () => { held = null; });
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    const turn = event.deltaY || event.deltaX;
    zoomSpan(turn > 0 ? 1.25 : 0.8, scaleOf().minute(event.offsetX));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const action = {
      ArrowLeft: () => shiftSpan(-0.2),
      ArrowRight: () => shiftSpan(0.2),
      "+": () => zoomSpan(0.7),
      "=": () => zoomSpan(0.7),
      "-": () => zoomSpan(1.4),
      Home: () => setSpan(whole.from, whole.until),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

// ---- the bubble that names what is under the pointer

function bubble(words, event) {
  const box = byId("bubble");
  box.hidden = !words;
  if (!words) return;
  box.textContent = words;
  const width = box.offsetWidth;
  const left = Math.min(event.clientX + 14, window.innerWidth - width - 8);
  box.style.left = Math.max(4, left) + "px";
  box.style.top = event.clientY + 16 + "px";
}

function convoyWords(convoy) {
  return text("ui_convoy_bubble", {
    id: convoy.id,
    from: places[convoy.origin].name,
    depart: dateTime(convoy.depart),
    arrive: dateTime(convoy.lastArrival),
    vehicles: count("vehicles", convoy.rides.length),
    people: count("people", convoy.people),
  });
}

// A figure with a heading, a canvas, a legend (entries: [colour, words, style]) and a note.
function figure(host, { title, height, description, legend = [], note = "" }) {
  const canvas = element("canvas", { role: "img", "aria-label": description });
  canvas.style.height = height + "px";
  const parts = title ? [element("h3", {}, title)] : [];
  parts.push(canvas);
  if (legend.length) {
    const list = element("ul", { class: "legend" });
    for (const [colour, words, style] of legend) {
      const key = element("i", { class: style || "box", "aria-hidden": "true" });
      key.style.setProperty("--key", colour);
      list.append(element("li", {}, key, words));
    }
    parts.push(list);
  }
  if (note) parts.push(element("p", { class: "note" }, note));
  host.append(element("figure", {}, ...parts));
  return canvas;
}
