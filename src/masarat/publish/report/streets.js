// Streets that reports speak of: coloured by their status at the slider's time; who said what.

// Colours that the colour-blind tell apart (Okabe and Ito 2008), each with a sign of its own.
const STATUS_LOOKS = [
  { words: "ui_status_open", colour: "#009e73", sign: "✓", dash: [] },
  { words: "ui_status_closed", colour: "#c4161c", sign: "✕", dash: [] },
  { words: "ui_status_contested", colour: "#e69f00", sign: "!", dash: [9, 6] },
  { words: "ui_status_controlled", colour: "#0072b2", sign: "■", dash: [] },
  { words: "ui_status_unknown", colour: "#7a7f85", sign: "?", dash: [2, 6] },
];
const STREET_NEAR = 16; // pixels within which a click means a street

function streetsOnMap(project, screen, spot, request) {
  const streets = data.streets.map((street) => ({
    ...street,
    points: lineOf(street.line, project),
    spans: street.spans.map(([from, until, status, words, pro, contra]) => (
      { from, until, status, words, pro, contra })),
  }));
  const host = byId("map-streets");
  const list = byId("map-street-list");
  const told = byId("map-street");
  let chosen = null;
  let shown = "";
  host.hidden = streets.length === 0;

  const spanAt = (street, now) => street.spans.find((s) => s.from <= now && now < s.until);

  // Under corridors and places, wide enough to be seen beside them.
  function draw(pen, now) {
    for (const street of streets) {
      const span = spanAt(street, now);
      if (!span) continue;
      const look = STATUS_LOOKS[span.status];
      pen.strokeStyle = look.colour;
      pen.globalAlpha = street === chosen ? 1 : 0.75;
      pen.setLineDash(look.dash);
      pen.beginPath();
      if (street.place >= 0) {
        if (spot[street.place]) pen.arc(...screen(spot[street.place]), 14, 0, 7);
        pen.lineWidth = street === chosen ? 7 : 5;
      } else {
        street.points.points.map(screen).forEach(([x, y], i) => pen[i ? "lineTo" : "moveTo"](x, y));
        pen.lineWidth = street === chosen ? 16 : 12;
      }
      pen.stroke();
      pen.setLineDash([]);
      pen.globalAlpha = 1;
    }
  }

  // Signs on top of everything, so that colour alone never says it.
  function drawSigns(pen, now) {
    for (const street of streets) {
      const span = spanAt(street, now);
      const point = span && middle(street);
      if (!point) continue;
      const [x, y] = screen(point);
      const look = STATUS_LOOKS[span.status];
      const [left, top] = street.place >= 0 ? [x + 13, y - 13] : [x, y];
      pen.beginPath();
      pen.arc(left, top, 8, 0, 7);
      pen.fillStyle = look.colour;
      pen.fill();
      pen.strokeStyle = "#ffffff";
      pen.lineWidth = 1.5;
      pen.stroke();
      label(pen, look.sign, left, top + 0.5, { align: "center", colour: "#ffffff", size: 11, bold: true });
    }
  }

  const middle = (street) => (street.place >= 0 ? spot[street.place] : street.points.at(0.5));

  function choose(x, y, now) {
    const found = streets.filter((street) => spanAt(street, now))
      .map((street) => [street, away(street, x, y)]).sort((a, b) => a[1] - b[1])[0];
    if (found && found[1] <= STREET_NEAR) pick(found[0], now);
  }

  function away(street, x, y) {
    const points = street.place >= 0 ? [spot[street.place]].filter(Boolean) : street.points.points;
    const on = points.map(screen);
    if (on.length === 1) return Math.hypot(on[0][0] - x, on[0][1] - y);
    return Math.min(Infinity, ...on.slice(1).map(([bx, by], i) => {
      const [ax, ay] = on[i];
      const square = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const part = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
      return Math.hypot(ax + part * (bx - ax) - x, ay + part * (by - ay) - y);
    }));
  }

  function pick(street, now) {
    chosen = street;
    shown = "";
    tell(now);
    request();
  }

  // The list and what is told of the chosen street change only when a status does.
  function tell(now) {
    const spans = streets.map((street) => spanAt(street, now));
    const key = spans.map((span) => (span ? span.from : -1)).join() + "|" + streets.indexOf(chosen);
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...streets.map((street, i) => {
      const words = spans[i] ? spans[i].words : text("ui_street_nothing");
      const button = element("button", {
        type: "button", "aria-pressed": String(street === chosen), onclick: () => pick(street, now),
      }, mark(spans[i]), text("ui_street_line", { street: street.name, status: words }));
      return element("li", {}, button);
    }));
    told.replaceChildren(...(chosen ? tellOf(chosen, spans[streets.indexOf(chosen)]) : []));
  }

  function mark(span) {
    const look = span ? STATUS_LOOKS[span.status] : { colour: "#ffffff", sign: "" };
    const key = element("i", { class: "sign", "aria-hidden": "true" }, look.sign);
    key.style.setProperty("--key", look.colour);
    return key;
  }

  function tellOf(street, span) {
    const status = span ? span.words : text("ui_street_nothing");
    const made = [element("h3", {}, text("ui_street_line", { street: street.name, status }))];
    if (!span) return made;
    made.push(element("p", { class: "note" }, text("ui_street_span", {
      from: dateTime(span.from), until: dateTime(span.until) })));
    for (const [heading, reports] of [["ui_reports_for", span.pro], ["ui_reports_against", span.contra]]) {
      made.push(element("h4", {}, text(heading)));
      made.push(reports.length ? element("ul", {}, ...reports.map(reportItem))
        : element("p", {}, text("ui_reports_none")));
    }
    return made;
  }

  function reportItem([id, says, chain, published, quote]) {
    const line = text("ui_report_line", { id, says, chain, moment: dateTime(published) });
    const item = element("li", {}, line);
    if (quote) item.append(element("blockquote", { dir: "auto" }, quote));
    return item;
  }

  function legend(add) {
    const used = new Set(streets.flatMap((street) => street.spans.map((span) => span.status)));
    STATUS_LOOKS.forEach((look, i) => {
      if (used.has(i)) add("sign", look.colour, text("ui_status_key", { status: text(look.words) }), look.sign);
    });
  }

  return { draw, drawSigns, choose, tell, legend };
}
