"""plan.json: written byte for byte alike for the same plan, read with every fault named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from masarat.core.canonical import digest
from masarat.core.errors import Fault, PlanError
from masarat.core.windows import Window, Windows
from masarat.plan.content import DOCUMENT, content, gap
from masarat.plan.document import (
    Bound,
    Convoy,
    EmptyTrip,
    Left,
    Load,
    Passage,
    Passed,
    Plan,
    PriorityClearance,
    RestsOn,
    Ride,
    Stated,
)
from masarat.plan.shapes import shown

if TYPE_CHECKING:
    from os import PathLike

_MOST_FAULTS = 50


def to_json(plan: Plan) -> bytes:
    """Return the plan document: UTF-8 JSON with its digest and gaps inside.

    The same plan gives the same bytes. The digest covers everything but itself and the gaps, which
    are fractions and follow from clearance and bound.

    Raises
    ------
    TypeError
        If the certificate holds a fraction or another type that canonical JSON refuses.
    """
    plain = content(plan)
    document: dict[str, Any] = {}
    for name, value in plain.items():
        document[name] = value
        if name == "version":
            document["digest"] = digest(plain)
        if name == "bound":
            document["gap"] = gap(plan.clearance_minutes, plan.bound.minutes)
    document["by_priority"] = [
        {
            "priority": each["priority"],
            "clearance_minutes": each["clearance_minutes"],
            "bound_minutes": each["bound_minutes"],
            "gap": gap(each["clearance_minutes"], each["bound_minutes"]),
            "bound": each["bound"],
        }
        for each in plain["by_priority"]
    ]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def write(plan: Plan, path: str | PathLike[str]) -> None:
    """Write the plan document to `path`; a file that was there stays whole until the new one is.

    Raises
    ------
    PlanError
        If the file cannot be written.
    """
    target = Path(path)
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(to_json(plan))
        partial.replace(target)
    except OSError as error:
        expected = f"a file that can be written ({error.strerror})"
        raise PlanError([Fault(file=str(path), expected=expected)]) from error


def read(path: str | PathLike[str]) -> Plan:
    """Read a plan document.

    What the file states beside the plan (its digest, its gaps) is kept in `Plan.stated`: the
    checker judges it, so that an altered plan can still be read, shown and refused.

    Raises
    ------
    PlanError
        If the file cannot be read, or is not a plan document.
    """
    name = Path(path).name
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        raise PlanError([Fault(file=str(path), expected=f"a plan ({error.strerror})")]) from error
    return parse(text, name)


def parse(text: bytes, name: str = "plan.json") -> Plan:
    """Return the plan that `text` holds; `name` stands in the faults.

    Raises
    ------
    PlanError
        If it is not a plan document.
    """
    document = _json(text, name)
    faults = []
    for misfit in DOCUMENT.misfits(document, ""):
        faults.append(
            Fault(
                file=name,
                field=misfit.path,
                found=misfit.found,
                expected=misfit.expected,
                hint=misfit.hint,
            )
        )
        if len(faults) == _MOST_FAULTS:
            break
    if faults:
        raise PlanError(faults)
    return _plan(cast("dict[str, Any]", document), name)


class _NotAllowedError(ValueError):
    """JSON that this reader refuses."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"every field once, '{shown(ascii(twice))}' is there twice"
        raise _NotAllowedError(msg)
    return result


def _constant(text: str) -> float:
    msg = f"numbers, not {text}"
    raise _NotAllowedError(msg)


def _json(text: bytes, name: str) -> object:
    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        fault = Fault(file=name, expected=f"UTF-8 text (byte {error.start} is not)")
    except json.JSONDecodeError as error:
        fault = Fault(file=name, row=error.lineno, expected=f"JSON ({error.msg})")
    except _NotAllowedError as error:
        fault = Fault(file=name, expected=str(error))
    except ValueError:  # Python's limit on digits
        fault = Fault(file=name, expected="numbers of fewer than thousands of digits")
    except RecursionError:
        fault = Fault(file=name, expected="JSON that is not nested thousands of levels deep")
    raise PlanError([fault])


def _plan(document: dict[str, Any], name: str) -> Plan:
    by_priority = document["by_priority"]
    return Plan(
        instance=document["instance"],
        title=document["title"],
        start=document["start"],
        convoys=tuple(map(_convoy, document["convoys"])),
        empty_trips=tuple(map(_empty_trip, document["empty_trips"])),
        left=tuple(Left(**left) for left in document["left"]),
        clearance_minutes=document["clearance_minutes"],
        bound=_bound(document["bound"]),
        by_priority=tuple(
            PriorityClearance(
                priority=each["priority"],
                clearance_minutes=each["clearance_minutes"],
                bound=_bound(each["bound"]),
            )
            for each in by_priority
        ),
        planned=document["people"]["planned"],
        staying=document["people"]["staying"],
        person_minutes=document["person_minutes"],
        vehicle_minutes=document["vehicle_minutes"],
        seed=document["seed"],
        effort=document["effort"],
        rests_on=_rests_on(document.get("rests_on"), name),
        stated=Stated(
            digest=document["digest"],
            gap=document["gap"],
            priority_gaps=tuple(each["gap"] for each in by_priority),
            priority_bounds=tuple(each["bound_minutes"] for each in by_priority),
            people_left=document["people"]["left"],
        ),
    )


def _rests_on(said: dict[str, Any] | None, name: str) -> RestsOn | None:
    if said is None:
        return None
    return RestsOn(
        known=said["known"],
        ledger=said["ledger"],
        digests={each["id"]: each["digest"] for each in said["reports"]},
        streets=tuple(
            _passed(street, f"rests_on.streets[{i}].windows", name)
            for i, street in enumerate(said["streets"])
        ),
    )


def _passed(said: dict[str, Any], where: str, name: str) -> Passed:
    spans = [(window["from"], window["until"]) for window in said["windows"]]
    if any(until <= start for start, until in spans):
        expected = "windows that end after they start"
        raise PlanError([Fault(file=name, field=where, found=shown(spans), expected=expected)])
    listed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    listed["windows"] = Windows.of(Window(*span) for span in spans)
    return Passed(**listed)


def _bound(bound: dict[str, Any]) -> Bound:
    return Bound(
        minutes=bound["minutes"],
        source=tuple(bound["from"]),
        certificate=bound["certificate"],
    )


def _passages(passages: list[dict[str, Any]]) -> tuple[Passage, ...]:
    return tuple(Passage(**passage) for passage in passages)


def _convoy(convoy: dict[str, Any]) -> Convoy:
    rides = tuple(
        Ride(**{**ride, "loads": tuple(Load(**load) for load in ride["loads"])})
        for ride in convoy["rides"]
    )
    return Convoy(**{**convoy, "passages": _passages(convoy["passages"]), "rides": rides})


def _empty_trip(trip: dict[str, Any]) -> EmptyTrip:
    return EmptyTrip(
        **{
            **trip,
            "vehicles": tuple(trip["vehicles"]),
            "passages": _passages(trip["passages"]),
        },
    )
