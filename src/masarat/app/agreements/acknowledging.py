"""What was done, said back: one line an act, or one for many of a kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from masarat.agreement.acts import Act
    from masarat.app.agreements.doing import Done

_DIGITS = 12
_FEW = 3


def done_lines(done: Done, out: Path | None) -> Iterator[str]:
    """Yield what was done, and where it is."""
    if not done.acts:
        yield "Nothing is left to do."
        return
    yield from act_lines(done.acts)
    if out is not None:
        yield f"Wrote {out}: carry it to where the journal is, and: masarat agreement take {out}"


def act_lines(acts: Sequence[Act]) -> Iterator[str]:
    """Yield a line an act; sign-offs of one signatory in one line where there are many."""
    many = Counter((act.by, act.kind) for act in acts)
    said = set()
    for act in acts:
        key = (act.by, act.kind)
        if act.kind == "sign-off" and many[key] > _FEW:
            if key not in said:
                yield f"{act.by} signed {many[key]} details of revision {act['revision']}"
            said.add(key)
        else:
            yield f"{act.by} {_SAID[act.kind](act)}"


def _people(act: Act) -> str:
    count = sum(count for goes in act["people"].values() for count in goes.values())
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _about(act: Act) -> str:
    detail: str = act["detail"]
    return "every detail" if detail == ALL else detail


def _suspended(act: Act) -> str:
    what = act["corridor"] or "the movement"
    place = f" at {act['place']}" if act["place"] else ""
    return f"suspended {what}: {act['incident']}{place} ({act.digest[:_DIGITS]})"


_SAID: dict[str, Callable[[Act], str]] = {
    "tabled": lambda act: f"tabled revision {act['revision']}",
    "position": lambda act: (
        f"on {act['detail'] or 'revision ' + str(act['revision'])}: {act['stance']}"
    ),
    "consultation-called": lambda act: f"called consultation {act['consultation']}",
    "consultation-postponed": lambda act: f"postponed consultation {act['consultation']}",
    "consultation-held": lambda act: f"held consultation {act['consultation']}",
    "sign-off": lambda act: f"signed {act['detail']} ({act['digest'][:_DIGITS]})",
    "withdrawn": lambda act: f"withdrew from {_about(act)}",
    "suspended": _suspended,
    "guarantee-renewed": lambda act: (
        f"renewed the guarantee after suspension {act['suspension'][:_DIGITS]}"
    ),
    "departed": lambda act: f"reports: {act['convoy']} departed at {act['at']}, {_people(act)}",
    "arrived": lambda act: f"reports: {act['convoy']} arrived at {act['at']}, {_people(act)}",
    "turned-back": lambda act: f"reports: {act['convoy']} turned back at {act['at']}",
    "counted": lambda act: f"counted at {act['convoy']}, {act['stage']}: {_people(act)}",
    "received": lambda act: f"confirmed receipt of {act['of'][:_DIGITS]}",
}
