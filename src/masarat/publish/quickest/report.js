"use strict";
// Moves and zooms the map by its view box. Without scripts the whole map stands still.
(() => {
  const map = document.getElementById("map");
  if (map) {
    const whole = map.viewBox.baseVal;
    const first = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
    let view = { ...first };
    const show = () => map.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
    const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
      const width = Math.min(Math.max(view.width * factor, first.width / 60), first.width);
      const by = width / view.width;
      view = { x: x - (x - view.x) * by, y: y - (y - view.y) * by, width, height: view.height * by };
      if (width === first.width) view = { ...first };
      show();
    };
    const move = (x, y) => { view.x += x * view.width; view.y += y * view.height; show(); };
    const spot = (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      return [at.x, at.y];
    };
    map.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 0.8, ...spot(event));
    }, { passive: false });
    let held = null;
    map.addEventListener("pointerdown", (event) => { held = spot(event); map.setPointerCapture(event.pointerId); });
    map.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [x, y] = spot(event);
      view.x += held[0] - x;
      view.y += held[1] - y;
      show();
    });
    for (const name of ["pointerup", "pointercancel"]) map.addEventListener(name, () => { held = null; });
    map.addEventListener("keydown", (event) => {
      const action = {
        "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1.4), Home: () => zoom(1e9),
        ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
        ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
      }[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });
  }
  document.body.dataset.ready = "yes";
})();
