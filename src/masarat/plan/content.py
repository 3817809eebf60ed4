"""The plan as plain data: what plan.json holds, what its digest covers, what shape it has."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masarat.core.canonical import digest
from masarat.plan.shapes import Exact, Listing, Ratio, Record, Text, Version, Whole

if TYPE_CHECKING:
    from masarat.plan.document import (
        Bound,
        Convoy,
        EmptyTrip,
        Passage,
        Passed,
        Plan,
        RestsOn,
    )
    from masarat.plan.shapes import Shape

FORMAT = "masarat plan"
VERSION = 1

_MINUTE = Whole()
_COUNT = Whole(least=0)
_ID = Text(filled=True)

_PASSAGE = Record(
    {"checkpoint": _ID, "arrive": _MINUTE, "start": _MINUTE, "until": _MINUTE},
    "A checkpoint on the way, reached at `arrive`, inspected during [start, until).",
)
_LOAD = Record({"group": _ID, "people": _COUNT}, "People of one group aboard one vehicle.")
_RIDE = Record(
    {
        "vehicle": _ID,
        "board": _MINUTE,
        "destination": _ID,
        "loads": Listing(_LOAD),
        "arrive": _MINUTE,
    },
    "One vehicle's part in a convoy.",
)
_CONVOY = Record(
    {
        "id": _ID,
        "corridor": _ID,
        "assembly_point": _ID,
        "depart": _MINUTE,
        "entry": _MINUTE,
        "exit": _MINUTE,
        "passages": Listing(_PASSAGE),
        "escort": Text(),
        "rides": Listing(_RIDE, filled=True),
    },
    "Vehicles that leave one assembly point together on one corridor.",
)
_EMPTY_TRIP = Record(
    {
        "id": _ID,
        "vehicles": Listing(_ID, filled=True),
        "origin": _ID,
        "target": _ID,
        "corridor": Text(),
        "depart": _MINUTE,
        "arrive": _MINUTE,
        "passages": Listing(_PASSAGE),
    },
    "Vehicles driving empty together; `corridor` is empty for the first trip from a start place.",
)
_LEFT = Record(
    {"group": _ID, "people": Whole(least=1), "reason": Text()},
    "People who are not on the movement table, and why.",
)
_BOUND = Record(
    {
        "minutes": _COUNT,
        "from": Listing(Text()),
        "certificate": Exact("Plain data from which the checker proves the bound again."),
    },
    "No valid plan that moves everybody in scope clears before `minutes`.",
)
_IDS = Listing(_ID)
_PASSED = Record(
    {
        "kind": _ID,
        "ids": Listing(_ID, filled=True),
        "status": _ID,
        "does": _ID,
        "barred": _IDS,
        "windows": Listing(Record({"from": _MINUTE, "until": _MINUTE})),
        "reports": _IDS,
        "against": _IDS,
        "avoided_by": _IDS,
        "convoys": _IDS,
        "empty_trips": _IDS,
    },
    "A corridor, place or link that reports speak of: its status, what that does (close, forbid to"
    " those `barred`, warn) within `windows`, the reports that it rests on and those against it,"
    " the corridors that go round it, the convoys and empty trips that pass it while it holds.",
)
_RESTS_ON = Record(
    {
        "known": _ID,
        "ledger": _ID,
        "reports": Listing(Record({"id": _ID, "digest": _ID})),
        "streets": Listing(_PASSED),
    },
    "What reports were known until `known`: digest of all of them about this scenario (reports.json"
    " beside the plan), digests of those that are named, and what they do. Missing where the plan"
    " was made without reports.",
)


def _document(*, derived: bool) -> Record:
    """Return the shape of the document, with or without what follows from the rest."""
    stated: dict[str, Shape] = {"digest": Text(filled=True)} if derived else {}
    gap: dict[str, Shape] = {"gap": Ratio()} if derived else {}
    priority = {
        "priority": Whole(),
        "clearance_minutes": _COUNT,
        "bound_minutes": _COUNT,
        **gap,
        "bound": _BOUND,
    }
    return Record(
        {
            "format": Text(exactly=FORMAT),
            "version": Version(VERSION),
            **stated,
            "instance": Text(filled=True),
            "title": Text(),
            "start": Text(),
            "clearance_minutes": _COUNT,
            "bound": _BOUND,
            **gap,
            "by_priority": Listing(Record(priority)),
            "people": Record({"planned": _COUNT, "left": _COUNT, "staying": _COUNT}),
            "left": Listing(_LEFT),
            "convoys": Listing(_CONVOY),
            "empty_trips": Listing(_EMPTY_TRIP),
            "person_minutes": Whole(),
            "vehicle_minutes": Whole(),
            "seed": Whole(),
            "effort": _COUNT,
            "rests_on": _RESTS_ON,
        },
        "A movement table with its bound. Minutes are whole minutes from `start`. `digest` is the"
        " SHA-256 of the canonical JSON (RFC 8785, text in NFC) of the document without `digest`"
        " and without every `gap`, which follow from the rest.",
        optional=frozenset({"rests_on"}),
    )


CONTENT = _document(derived=False)
"""The shape of `content(plan)`: what the digest covers."""

DOCUMENT = _document(derived=True)
"""The shape of plan.json."""


def gap_of(clearance: int, bound: int, since: int = 0) -> Fraction | None:
    """Return (clearance - bound) / bound, both counted from minute `since`.

    None where that says nothing: the bound is 0, or the clearance is below the bound, which can
    only be while people in its scope are left.
    """
    return Fraction(clearance - bound, bound - since) if since < bound <= clearance else None


def gap(clearance: int, bound: int) -> float | None:
    """Return the gap as files state it, a number."""
    share = gap_of(clearance, bound)
    return None if share is None else float(share)


def content(plan: Plan) -> dict[str, Any]:
    """Return everything in the plan as plain data: what the digest covers."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "instance": plan.instance,
        "title": plan.title,
        "start": plan.start,
        "clearance_minutes": plan.clearance_minutes,
        "bound": _bound(plan.bound),
        "by_priority": [
            {
                "priority": each.priority,
                "clearance_minutes": each.clearance_minutes,
                "bound_minutes": each.bound.minutes,
                "bound": _bound(each.bound),
            }
            for each in plan.by_priority
        ],
        "people": {"planned": plan.planned, "left": plan.people_left, "staying": plan.staying},
        "left": [
            {"group": left.group, "people": left.people, "reason": left.reason}
            for left in plan.left
        ],
        "convoys": [_convoy(convoy) for convoy in plan.convoys],
        "empty_trips": [_empty_trip(trip) for trip in plan.empty_trips],
        "person_minutes": plan.person_minutes,
        "vehicle_minutes": plan.vehicle_minutes,
        "seed": plan.seed,
        "effort": plan.effort,
        **({} if plan.rests_on is None else {"rests_on": rests_on_content(plan.rests_on)}),
    }


def plan_digest(plan: Plan) -> str:
    """Return the plan's digest: SHA-256 of the canonical JSON of `content(plan)`.

    Raises
    ------
    TypeError
        If the certificate holds a fraction or another type that canonical JSON refuses.
    """
    return digest(content(plan))


def _bound(bound: Bound) -> dict[str, Any]:
    return {
        "minutes": bound.minutes,
        "from": list(bound.source),
        "certificate": bound.certificate,
    }


def _passages(passages: tuple[Passage, ...]) -> list[dict[str, Any]]:
    return [
        {
            "checkpoint": passage.checkpoint,
            "arrive": passage.arrive,
            "start": passage.start,
            "until": passage.until,
        }
        for passage in passages
    ]


def _convoy(convoy: Convoy) -> dict[str, Any]:
    return {
        "id": convoy.id,
        "corridor": convoy.corridor,
        "assembly_point": convoy.assembly_point,
        "depart": convoy.depart,
        "entry": convoy.entry,
        "exit": convoy.exit,
        "passages": _passages(convoy.passages),
        "escort": convoy.escort,
        "rides": [
            {
                "vehicle": ride.vehicle,
                "board": ride.board,
                "destination": ride.destination,
                "loads": [{"group": load.group, "people": load.people} for load in ride.loads],
                "arrive": ride.arrive,
            }
            for ride in convoy.rides
        ],
    }


def _empty_trip(trip: EmptyTrip) -> dict[str, Any]:
    return {
        "id": trip.id,
        "vehicles": list(trip.vehicles),
        "origin": trip.origin,
        "target": trip.target,
        "corridor": trip.corridor,
        "depart": trip.depart,
        "arrive": trip.arrive,
        "passages": _passages(trip.passages),
    }


def rests_on_content(rests_on: RestsOn) -> dict[str, Any]:
    """Return what a plan rests on, as plain data."""
    return {
        "known": rests_on.known,
        "ledger": rests_on.ledger,
        "reports": [
            {"id": report, "digest": rests_on.digests[report]}
            for report in sorted(rests_on.digests)
        ],
        "streets": [_passed(street) for street in rests_on.streets],
    }


def _passed(street: Passed) -> dict[str, Any]:
    return {
        "kind": street.kind,
        "ids": list(street.ids),
        "status": street.status,
        "does": street.does,
        "barred": list(street.barred),
        "windows": [{"from": each.start, "until": each.until} for each in street.windows],
        "reports": list(street.reports),
        "against": list(street.against),
        "avoided_by": list(street.avoided_by),
        "convoys": list(street.convoys),
        "empty_trips": list(street.empty_trips),
    }
