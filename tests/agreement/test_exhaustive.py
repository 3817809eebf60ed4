"""Every sequence of events of a small agreement, against the naive model.

Two parties with one signatory each, two details (the list and a ceasefire), and every event that
can change the gate. After each event the law must have taken exactly what the naive model finds
lawful, and the gate must answer as the naive model does. What is refused changes nothing, so a
sequence that goes on after a refusal is one of the shorter ones.

Once from the draft on, and once from an agreement in force.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from tests.agreement import naive
from tests.agreement.acting import after, content, draft_data, instant, key_of, listed, party, plain

from masarat.agreement.contents import tabling
from masarat.agreement.gate import gate
from masarat.agreement.parties import STANDING, read_draft
from masarat.agreement.record import State
from masarat.agreement.state import take
from masarat.core.canonical import canonical_bytes
from masarat.core.errors import Refused
from masarat.core.signing import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = draft_data(
    parties=[party("A", ["a"]), party("B", ["b"])],
    required={"*": {"A": 1, "B": 1}},
    entitled={"table": ["A"], "suspend": ["B"], "record": [], "count": []},
    renew={"A": 1, "B": 1},
)
DRAFT = read_draft(DATA)
WAIVED = {kind: "waived in this test" for kind in STANDING if kind != "ceasefire"}
CEASEFIRES = (
    content("ceasefire", start=instant(3), until=instant(16)),
    content("ceasefire", start=instant(3), until=instant(15)),
)


@dataclass(frozen=True)
class Path:
    """A sequence of events so far, an event a minute."""

    state: State
    entries: tuple[naive.Entry, ...]
    open: bool = False

    @property
    def minute(self) -> int:
        return len(self.entries)

    def taking(self, kind: str, body: dict[str, Any]) -> Path | None:
        """Return the path with one more event; None if the law refuses it, rightly."""
        entry = listed(len(self.entries) + 1, after(self.minute), kind, body)
        told = plain(entry)
        lawful = kind != "agreement.act" or naive.lawful(list(self.entries), told)
        try:
            state, refused = take(self.state, entry, vouched=True), ""
        except Refused as error:
            state, refused = self.state, str(error)
        assert bool(refused) != lawful, (refused or "taken, though unlawful", self, told)
        if refused:
            return None
        is_open = gate(state, "east", entry.time).in_force
        entries = (*self.entries, told)
        assert is_open == naive.in_force(list(entries), "east", told["time"]), (self, told)
        return Path(state, entries, is_open)


@cache
def _signed(by: str, text: str) -> dict[str, Any]:
    act = json.loads(text)
    signature = sign(key_of(by), "masarat act 1", canonical_bytes(act))
    return {"act": act, "signature": signature}


def acted(path: Path, by: str, kind: str, dated: int = 0, **members: Any) -> Path | None:
    act = {
        "format": "masarat act",
        "version": 1,
        "agreement": "east",
        "draft": DRAFT.digest,
        "act": kind,
        "by": by,
        "time": instant(path.minute + dated),
        **members,
    }
    return path.taking("agreement.act", _signed(by, json.dumps(act)))


def tables(which: int) -> Callable[[Path], Path | None]:
    members = tabling({"ceasefire": CEASEFIRES[which]}, ["g"], WAIVED)

    def event(path: Path) -> Path | None:
        number = len(path.state.agreements["east"].revisions) + 1
        return acted(path, "a", "tabled", revision=number, place="", **members)

    return event


def signs(by: str, detail: str, dated: int = 0) -> Callable[[Path], Path | None]:
    def event(path: Path) -> Path | None:
        revision = path.state.agreements["east"].revision
        if revision is None:
            return None
        given: dict[str, Any] = {"revision": revision.number, "until": ""}
        given["digest"] = revision.details[detail]
        return acted(path, by, "sign-off", dated, detail=detail, intent="accept", **given)

    return event


def withdraws(by: str, dated: int) -> Callable[[Path], Path | None]:
    return lambda path: acted(path, by, "withdrawn", dated, detail="", reason="")


def suspends(path: Path) -> Path | None:
    given: dict[str, Any] = {"incident": "shots", "place": "", "corridor": "", "reason": ""}
    return acted(path, "b", "suspended", **given)


def renews(by: str) -> Callable[[Path], Path | None]:
    def event(path: Path) -> Path | None:
        known = path.state.agreements["east"].all_taken("suspended")
        if not known:
            return None
        return acted(path, by, "guarantee-renewed", suspension=known[-1].digest, terms="")

    return event


EVENTS: dict[str, Callable[[Path], Path | None]] = {
    "A tables one ceasefire": tables(0),
    "A tables the other": tables(1),
    "A signs the list": signs("a", "list"),
    "A signs the ceasefire": signs("a", "ceasefire"),
    "B signs the list": signs("b", "list"),
    "B signs the ceasefire": signs("b", "ceasefire"),
    "B's sign-off comes late": signs("b", "ceasefire", -2),
    "B withdraws": withdraws("b", 0),
    "B's withdrawal comes late": withdraws("b", -2),
    "B suspends": suspends,
    "A renews": renews("a"),
    "B renews": renews("b"),
}


def explored(path: Path, depth: int) -> Iterator[Path]:
    """Yield every path of at most `depth` further events."""
    for event in EVENTS.values() if depth else ():
        longer = event(path)
        if longer is not None:
            yield longer
            yield from explored(longer, depth - 1)


def drafted() -> Path:
    path = Path(State(), ()).taking("agreement.drafted", DATA)
    assert path is not None
    return path


def in_force() -> Path:
    path = drafted()
    for event in list(EVENTS)[:1] + list(EVENTS)[2:6]:
        longer = EVENTS[event](path)
        assert longer is not None
        path = longer
    assert path.open
    return path


def opened(paths: Iterator[Path]) -> tuple[int, int]:
    """Return how many sequences there are, and after how many the agreement is in force."""
    answers = [path.open for path in paths]
    return len(answers), sum(answers)


# Counted once: fewer would mean that events are refused that were lawful.
SHORT = {"drafted": (3, (374, 0)), "in force": (3, (1_068, 230))}
LONG = {"drafted": (6, (407_643, 2_352)), "in force": (5, (118_972, 11_455))}
ROOTS = {"drafted": drafted, "in force": in_force}


@pytest.mark.parametrize("root", ROOTS)
def test_every_short_sequence(root: str) -> None:
    depth, count = SHORT[root]
    assert opened(explored(ROOTS[root](), depth)) == count


@pytest.mark.slow
@pytest.mark.parametrize("root", ROOTS)
def test_every_long_sequence(root: str) -> None:
    depth, count = LONG[root]
    assert opened(explored(ROOTS[root](), depth)) == count
