// The movement table: searchable, and only the rows in sight are in the page.

function tableView() {
  const ROW = 34;
  const scroller = byId("table-scroll");
  const body = byId("table-body");
  const search = byId("table-search");
  const pickers = [["table-corridor", corridors, (r) => r.convoy.corridor],
    ["table-origin", places, (r) => r.convoy.origin],
    ["table-destination", places, (r) => r.destination],
    ["table-class", classes, (r) => classes.indexOf(r.vehicle.kind)]];
  const rows = rides.map((ride) => ({ ride, keys: pickers.map(([, , key]) => key(ride)), words: null }));
  pickers.forEach(([id, named], i) => {
    const used = [...new Set(rows.map((row) => row.keys[i]))];
    used.sort((a, b) => named[a].name.localeCompare(named[b].name, data.lang));
    byId(id).append(element("option", { value: "" }, text("ui_all")),
      ...used.map((index) => element("option", { value: index }, named[index].name)));
    byId(id).addEventListener("change", filter);
  });
  search.addEventListener("input", filter);
  scroller.addEventListener("scroll", () => requestAnimationFrame(() => paint(false)));
  byId("table-print").addEventListener("click", () => {
    paint(true);
    printOnly("table", () => paint(false));
  });
  let shown = rows;
  let drawn = "";

  function cellsOf(ride) {
    const { convoy } = ride;
    return [
      dateTime(convoy.depart), convoy.id, corridors[convoy.corridor].name, places[convoy.origin].name,
      ride.vehicle.id, ride.vehicle.kind.name, dateTime(ride.board),
      ride.loads.map((load) => text("ui_load", { group: load.group.name, n: number(load.people) })).join(text("ui_separator")),
      number(ride.people),
      convoy.passages.map((p) => text("ui_passage", {
        place: checkpoints[p.checkpoint].place.name, from: timeOfDay(p.start), until: timeOfDay(p.until),
      })).join(text("ui_separator")),
      places[ride.destination].name, dateTime(ride.arrive), convoy.escort,
    ];
  }

  function filter() {
    const wanted = search.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const chosen = pickers.map(([id]) => byId(id).value);
    shown = rows.filter((row) => {
      if (chosen.some((value, i) => value !== "" && row.keys[i] !== Number(value))) return false;
      if (!wanted.length) return true;
      row.words ??= cellsOf(row.ride).join(" ").replace(/[\u2067-\u2069]/g, "").toLocaleLowerCase();
      return wanted.every((word) => row.words.includes(word));
    });
    byId("table-count").textContent = text("ui_rows_shown", {
      shown: number(shown.length), all: number(rows.length),
    });
    scroller.scrollTop = 0;
    drawn = "";
    paint(false);
  }

  function paint(all) {
    const from = all ? 0 : Math.max(0, Math.floor(scroller.scrollTop / ROW) - 8);
    const until = all ? shown.length : Math.min(shown.length, from + Math.ceil(scroller.clientHeight / ROW) + 16);
    if (!all && drawn === from + "-" + until) return;
    drawn = all ? "" : from + "-" + until;
    const padding = (n) => element("tr", { "aria-hidden": "true", class: "padding", style: `height:${n * ROW}px` });
    body.replaceChildren(
      padding(from),
      ...shown.slice(from, until).map((row, i) => rowOf(row.ride, from + i)),
      padding(shown.length - until),
    );
    byId("table-table").setAttribute("aria-rowcount", shown.length + 1);
  }

  const NUMERIC = new Set([8]);
  const LEFT_TO_RIGHT = new Set([1, 4, 12]);

  function rowOf(ride, index) {
    const row = element("tr", { "aria-rowindex": index + 2 });
    cellsOf(ride).forEach((words, i) => {
      const cell = element("td", { title: words, ...(NUMERIC.has(i) ? { class: "number" } : {}) });
      if (i === 4) {
        cell.append(element("button", { class: "plain", dir: "ltr", onclick: () => showDriver(ride.vehicle, true) }, words));
      } else cell.append(LEFT_TO_RIGHT.has(i) ? element("bdi", { dir: "ltr" }, words) : words);
      row.append(cell);
    });
    return row;
  }
  filter();
}

// Print one section alone. Some browsers return from print() before they have printed.
function printOnly(name, after = () => {}) {
  document.body.dataset.print = name;
  window.addEventListener("afterprint", () => {
    delete document.body.dataset.print;
    after();
  }, { once: true });
  window.print();
}
