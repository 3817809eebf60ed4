"""The map and the arrival curve as SVG: drawn without scripts, so that paper shows them too.

Time runs from left to right in every language, as in the report of a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import cos, isfinite, radians, sqrt
from typing import TYPE_CHECKING

from masarat.publish.quickest.edition import HOUR, elapsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from masarat.publish.quickest.edition import Load, QuickestEdition

WIDTH, MOST_HEIGHT = 1000.0, 760.0
MARGIN = 24.0
MOST_NAMED = 4000
"""Roads that carry vehicles and say so under the pointer; of more, only those that carry most."""
MOST_LABELS = 14

# Five steps of ColorBrewer's YlOrRd without its palest (Brewer, colorbrewer2.org): darker is more.
LOAD_COLOURS = ("#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026")
CUT_COLOUR = "#17222d"
PLACE_COLOUR = "#6b7680"
BINDING_COLOUR = "#0072b2"
EXIT_COLOUR = "#009e73"


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the input's coordinates to the drawing's, in the middle of its width."""

    x0: float
    y0: float
    across: float
    scale: float
    left: float
    height: float

    def spot(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.left + (x - self.x0) * self.across * self.scale,
            self.height - MARGIN - (y - self.y0) * self.scale,
        )

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        spots = [self.spot(*point) for point in points]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)


def _frame(edition: QuickestEdition) -> _Frame | None:
    traffic = edition.traffic
    spots = [
        (x, y)
        for x, y in zip(traffic.x.tolist(), traffic.y.tolist(), strict=True)
        if isfinite(x) and isfinite(y)
    ]
    if not spots:
        return None
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    across = cos(radians((min(ys) + max(ys)) / 2)) if traffic.degrees else 1.0
    across = max(across, 0.05)
    wide, tall = (max(xs) - min(xs)) * across, max(ys) - min(ys)
    room = WIDTH - 2 * MARGIN
    scale = min(room / max(wide, 1e-9), (MOST_HEIGHT - 2 * MARGIN) / max(tall, 1e-9))
    height = tall * scale + 2 * MARGIN
    left = (WIDTH - wide * scale) / 2
    return _Frame(min(xs), min(ys), across, scale, left, max(height, 120.0))


def load_class(share: float) -> int:
    """Return which of the five classes a share of capacity belongs to."""
    return min(int(share * len(LOAD_COLOURS)), len(LOAD_COLOURS) - 1)


def map_svg(edition: QuickestEdition) -> str:
    """Return the map: roads by load, the cut, places, exits; empty where nothing has a position."""
    frame = _frame(edition)
    if frame is None:
        return ""
    parts = [
        _unused(edition, frame),
        *_loaded(edition, frame),
        *_cut(edition, frame),
        *_places(edition, frame),
        *_exits(edition, frame),
    ]
    wide = WIDTH
    label = escape(edition.words.text("quickest_head_map"))
    return (
        f'<svg id="map" viewBox="0 0 {wide:g} {frame.height:.0f}" role="img" aria-label="{label}"'
        f' tabindex="0" direction="ltr">{"".join(parts)}</svg>'
    )


def _unused(edition: QuickestEdition, frame: _Frame) -> str:
    used = {load.arc for load in edition.loads}
    seen: set[str] = set()
    for arc in range(len(edition.traffic.arc_id)):
        if arc not in used and (points := edition.traffic.points(arc)):
            path = frame.path(points)
            if frame.path(reversed(points)) not in seen:
                seen.add(path)
    return f'<path class="unused" d="{"".join(sorted(seen))}"/>'


def _loaded(edition: QuickestEdition, frame: _Frame) -> Iterator[str]:
    most = max((load.vehicles for load in edition.loads), default=1.0)
    order = sorted(edition.loads, key=lambda load: (-load.vehicles, load.arc))[:MOST_NAMED]
    for load in sorted(order, key=lambda load: (load.share, load.arc)):
        points = edition.traffic.points(load.arc)
        if not points:
            continue
        width = 1.6 + 6 * sqrt(load.vehicles / most)
        colour = LOAD_COLOURS[load_class(load.share)]
        yield (
            f'<path class="road" stroke="{colour}" stroke-width="{width:.1f}"'
            f' d="{frame.path(points)}"><title>{escape(_road_words(edition, load))}</title></path>'
        )


def _road_words(edition: QuickestEdition, load: Load) -> str:
    words = edition.words
    vehicles = words.count("vehicles", round(load.vehicles))
    capacity = words.number(int(edition.traffic.capacity[load.arc]))
    head = words.text("quickest_column_capacity")
    return f"{edition.arc_name(load.arc)}: {vehicles}; {head}: {capacity}"


def _cut(edition: QuickestEdition, frame: _Frame) -> Iterator[str]:
    for row in edition.cut:
        points = edition.traffic.points(row.arc)
        if points:
            name = escape(edition.arc_name(row.arc))
            line = frame.path(points)
            yield f'<path class="halo" d="{line}"/>'
            yield f'<path class="cut" d="{line}"><title>{name}</title></path>'


def _places(edition: QuickestEdition, frame: _Frame) -> Iterator[str]:
    traffic = edition.traffic
    binding, lost = set(edition.binding_sources), set(edition.cut_off)
    most = max(traffic.supply.tolist(), default=1) or 1
    for at, node in enumerate(traffic.source.tolist()):
        x, y = float(traffic.x[node]), float(traffic.y[node])
        if not (isfinite(x) and isfinite(y)):
            continue
        cx, cy = frame.spot(x, y)
        radius = 2.5 + 9 * sqrt(int(traffic.supply[at]) / most)
        kind = "lost" if at in lost else "binding" if at in binding else "place"
        vehicles = edition.words.count("vehicles", int(traffic.supply[at]))
        title = escape(f"{edition.source_name(at)}: {vehicles}")
        yield (
            f'<circle class="{kind}" cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}">'
            f"<title>{title}</title></circle>"
        )


def _exits(edition: QuickestEdition, frame: _Frame) -> Iterator[str]:
    traffic = edition.traffic
    labelled = len(traffic.sink) <= MOST_LABELS
    taken: list[tuple[float, float]] = []
    for at, node in enumerate(traffic.sink.tolist()):
        x, y = float(traffic.x[node]), float(traffic.y[node])
        if not (isfinite(x) and isfinite(y)):
            continue
        cx, cy = frame.spot(x, y)
        name = escape(edition.sink_name(at))
        yield (
            f'<path class="exit" d="M{cx:.1f} {cy - 8:.1f}l7 14h-14z"><title>{name}</title></path>'
        )
        free = all(abs(cx - a) > 90 or abs(cy - b) > 16 for a, b in taken)  # noqa: PLR2004
        if labelled and free:
            taken.append((cx, cy))
            anchor, dx = ("end", -11) if cx > WIDTH / 2 else ("start", 11)
            yield (f'<text x="{cx + dx:.1f}" y="{cy + 5:.1f}" text-anchor="{anchor}">{name}</text>')


# ---- the arrival curve

CURVE_WIDTH, CURVE_HEIGHT = 1000.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 86.0, 24.0, 18.0, 52.0
STEPS = (10, 30, 60, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)


def curve_svg(edition: QuickestEdition) -> str:
    """Return the arrival curve with the bound as a dashed line; empty where nobody arrives."""
    corners, seconds = edition.arrivals, edition.seconds
    if not corners or not seconds:
        return ""
    words = edition.words
    total = float(corners[-1][1]) or 1.0
    until = seconds * 1.04

    def x(at: float) -> float:
        return LEFT + (CURVE_WIDTH - LEFT - RIGHT) * at / until

    def y(vehicles: float) -> float:
        return TOP + (CURVE_HEIGHT - TOP - BOTTOM) * (1 - vehicles / (total * 1.05))

    line = "M" + "L".join(f"{x(at):.1f} {y(float(value)):.1f}" for at, value in _thinned(corners))
    area = f"{line}L{x(corners[-1][0]):.1f} {y(0):.1f}L{x(0):.1f} {y(0):.1f}Z"
    bottom = CURVE_HEIGHT - BOTTOM
    parts = [f'<path class="area" d="{area}"/>']
    step = next((s for s in STEPS if until / s <= 12), STEPS[-1])  # noqa: PLR2004
    for at in range(0, int(until) + 1, step):
        parts.append(f'<path class="grid" d="M{x(at):.1f} {TOP}V{bottom}"/>')
        shown = elapsed(at) if step < 60 else elapsed(at)[:-3]  # noqa: PLR2004  (minutes)
        parts.append(_tick(x(at), bottom + 18, "middle", shown))
    for value in _marks(total):
        parts += [
            f'<path class="grid" d="M{LEFT} {y(value):.1f}H{CURVE_WIDTH - RIGHT}"/>',
            _tick(LEFT - 8, y(value) + 4, "end", words.number(value)),
        ]
    parts.append(f'<path class="flow" d="{line}"/>')
    bound = edition.bound_seconds
    if bound is not None:
        parts.append(f'<path class="bound" d="M{x(bound):.1f} {TOP}V{bottom}"/>')
    parts.append(
        f'<text class="axis" x="{(LEFT + CURVE_WIDTH - RIGHT) / 2:.0f}" y="{CURVE_HEIGHT - 10}"'
        f' text-anchor="middle">{escape(words.text("quickest_axis_time"))}</text>'
    )
    label = escape(words.text("quickest_head_arrivals"))
    return (
        f'<svg class="curve" viewBox="0 0 {CURVE_WIDTH:g} {CURVE_HEIGHT:g}" role="img"'
        f' aria-label="{label}" direction="ltr">{"".join(parts)}</svg>'
    )


def _tick(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _thinned(corners: tuple[tuple[int, object], ...]) -> Iterator[tuple[int, float]]:
    """Yield corners that lie at least half a pixel apart, and both ends."""
    apart = corners[-1][0] / (2 * CURVE_WIDTH)
    last = -apart
    for i, (at, value) in enumerate(corners):
        if at - last >= apart or i == len(corners) - 1:
            last = at
            yield at, float(value)  # type: ignore[arg-type]


def _marks(total: float) -> range:
    """Return four to eight round numbers from 0 to `total`."""
    step, power = 1, 1
    while total / step > 8:  # noqa: PLR2004
        step = next((n * power for n in (2, 5) if n * power > step), 10 * power)
        power = step if step == 10 * power else power
    return range(0, int(total) + 1, step)
