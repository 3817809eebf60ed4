"""The answer as plain data: what `--json` prints, and clearance.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.core.canonical import canonical_bytes, digest

if TYPE_CHECKING:
    from fractions import Fraction

    from masarat.planning.flow.answer import Closure
    from masarat.publish.quickest.edition import QuickestEdition
    from masarat.publish.quickest.flow import FlowFile

SCHEMA = "masarat clearance 1"


def summary(edition: QuickestEdition) -> dict[str, Any]:
    """Return what was found, ids as in the input; exact but for `seconds_used`."""
    traffic = edition.traffic
    found: dict[str, Any] = {
        "name": traffic.name,
        "clearance_seconds": edition.seconds,
        "bound_seconds": edition.bound_seconds,
        "exact": edition.seconds is not None and edition.seconds == edition.bound_seconds,
        "resolution_seconds": edition.step,
        "vehicles": traffic.vehicles,
        "binding": {
            "sources": edition.ids(edition.binding_sources),
            "sinks": edition.sink_ids(edition.full_sinks),
            "arcs": [traffic.arc_id[row.arc] for row in sorted(edition.cut, key=lambda r: r.arc)],
        },
        "cut": _cut(edition),
        "unreachable": [
            {
                "source": traffic.node_id[traffic.source[at]],
                "vehicles": vehicles,
                "file": traffic.file,
                "line": traffic.source_row[at] if traffic.source_row else None,
            }
            for at, vehicles in edition.cut_off.items()
        ],
        "notes": [{"note": note.key, **note.values} for note in traffic.notes],
        "input": traffic.digest,
        "seconds_used": round(edition.answer.seconds_used, 6),
    }
    if edition.closures is not None:
        found["closures"] = [_closure(edition, closure) for closure in edition.closures]
    return found


def _cut(edition: QuickestEdition) -> dict[str, Any] | None:
    """Return the inequality that proves the bound: upstream > room + crossing, in vehicles."""
    binding = edition.binding
    if binding is None:
        return None
    capacity = edition.problem.network.capacity
    return {
        "within_seconds": None if binding.horizon is None else binding.horizon * edition.step,
        "upstream_vehicles": _number(edition.vehicles_of(binding.supply)),
        "room_vehicles": _number(edition.vehicles_of(binding.room)),
        "crossing_vehicles": _number(edition.vehicles_of(binding.crossing)),
        "vehicles_per_hour": edition.cut_per_hour,
        "arcs": [
            {
                "arc": edition.traffic.arc_id[row.arc],
                "name": edition.traffic.arc_name.get(row.arc, ""),
                "vehicles_per_hour": int(capacity[row.arc]),
                "seconds": row.seconds,
            }
            for row in edition.cut
        ],
    }


def _number(vehicles: Fraction) -> int | float:
    return int(vehicles) if vehicles.denominator == 1 else round(float(vehicles), 3)


def _closure(edition: QuickestEdition, closure: Closure) -> dict[str, Any]:
    delay, steps = closure.delay_steps, closure.steps
    arcs = edition.roads[closure.road]
    return {
        "arcs": [edition.traffic.arc_id[arc] for arc in arcs],
        "name": edition.traffic.arc_name.get(arcs[0], ""),
        "delay_seconds": None if delay is None else delay * edition.step,
        "clearance_seconds": None if steps is None else steps * edition.step,
        "cut_off": edition.ids(tuple(closure.cut_off.tolist())),
    }


def document(edition: QuickestEdition, flow: FlowFile | None) -> bytes:
    """Return clearance.json: the answer, which flow attains it, and a digest of both.

    Fractions are written as text; what depends on the machine is left out, so that the same input
    gives the same bytes.
    """
    content = {"schema": SCHEMA, **_plain(summary(edition))}
    del content["seconds_used"]
    content["flow"] = flow and {
        "file": flow.name,
        "rows": flow.rows,
        "sha256": flow.digest,
        "denominator": str(flow.denominator),
    }
    content["digest"] = digest(content)
    return canonical_bytes(content) + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401  (any plain data)
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
