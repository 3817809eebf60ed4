"""Whether an act may be taken: each clause returns what speaks against it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL, verify_act
from masarat.agreement.law import Clause
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from masarat.agreement.cases import ActCase

RIGHT_OF = {
    "suspended": "suspend",
    "departed": "record",
    "arrived": "record",
    "turned-back": "record",
    "counted": "count",
}
MOVEMENTS = ("departed", "arrived", "turned-back", "counted")
CONSULTATIONS = ("consultation-called", "consultation-postponed", "consultation-held")


def enrolled(case: ActCase) -> str:
    """The signatory is enrolled in this agreement, and the signature is by the enrolled key."""
    if not case.party:
        return f"{case.act.by} is no signatory of {case.agreement.id}"
    if case.vouched or verify_act(case.agreement.draft, case.act, case.signature):
        return ""
    return f"the signature is not by the key of {case.act.by}"


def not_ahead(case: ActCase) -> str:
    """No act is dated after the entry that takes it."""
    if case.act.time <= case.at:
        return ""
    return f"dated {write_instant(case.act.time)}, and it is {write_instant(case.at)}"


def once(case: ActCase) -> str:
    """No act is taken twice."""
    return f"act {case.act.digest} was taken before" if case.agreement.has(case.act) else ""


def this_draft(case: ActCase) -> str:
    """An act names the draft under which it was made: these parties, this matrix."""
    if case.act.draft == case.agreement.draft.digest:
        return ""
    return f"made under another draft of {case.agreement.id}: other parties or another matrix"


def may_table(case: ActCase) -> str:
    """Who tables a revision is entitled to."""
    return _entitled(case, "table")


def entitled(case: ActCase) -> str:
    """Who suspends, records or counts is entitled to."""
    return _entitled(case, RIGHT_OF[case.act.kind])


def _entitled(case: ActCase, right: str) -> str:
    if case.party in case.agreement.draft.entitled[right]:
        return ""
    return f"{case.party} is not entitled to {right}"


def may_renew(case: ActCase) -> str:
    """Who renews the guarantee is one of those who must."""
    if case.party in case.agreement.draft.renew:
        return ""
    return f"{case.party} is not among those who renew guarantees"


def position_on(case: ActCase) -> str:
    """A position is on a revision that was tabled, or on a detail of it."""
    number, detail = case.act["revision"], case.act["detail"]
    if number > len(case.agreement.revisions):
        return f"revision {number} is not tabled"
    known = case.agreement.revisions[number - 1].details
    return "" if detail in (ALL, *known) else f"revision {number} has no detail {detail}"


def on_current(case: ActCase) -> str:
    """A sign-off names a detail of the current revision, exactly its digest, and a revision that
    had it.
    """
    revision = case.agreement.revision
    detail, number = case.act["detail"], case.act["revision"]
    if revision is None or detail not in revision.details:
        return f"the current revision has no detail {detail}"
    if case.act["digest"] != revision.details[detail]:
        return f"detail {detail} has other content in the current revision, {revision.number}"
    if revision.since[detail] <= number <= revision.number:
        return ""
    return f"revision {number} does not have detail {detail} with this content up to now"


def of_something(case: ActCase) -> str:
    """A withdrawal names a detail that a revision has had, or all."""
    detail = case.act["detail"]
    if detail == ALL or any(detail in r.details for r in case.agreement.revisions):
        return ""
    return f"no revision has had a detail {detail}"


def known_corridor(case: ActCase) -> str:
    """A suspension is of every corridor, or of one that a revision has had."""
    corridor = case.act["corridor"]
    if corridor == ALL or corridor in case.agreement.corridors:
        return ""
    return f"no revision has had a corridor {corridor}"


def of_suspension(case: ActCase) -> str:
    """A renewed guarantee names a suspension of this agreement."""
    suspension = case.act["suspension"]
    if case.agreement.taken("suspended", suspension):
        return ""
    return f"there is no suspension {suspension}"


def known_convoy(case: ActCase) -> str:
    """A movement is of a convoy that a revision has had."""
    convoy = case.act["convoy"]
    return "" if convoy in case.agreement.convoys else f"no revision has had a convoy {convoy}"


def known_groups(case: ActCase) -> str:
    """People are counted by groups that a revision has covered."""
    unknown = sorted(case.act["people"].keys() - case.agreement.groups)
    return f"no revision has covered group {unknown[0]}" if unknown else ""


def has_happened(case: ActCase) -> str:
    """What is reported has happened by the date of the report."""
    if case.act["at"] <= write_instant(case.act.time):
        return ""
    return f"reported for {case.act['at']}, before it happened"


def consultation_in_order(case: ActCase) -> str:
    """A consultation is called once; it is postponed or held only after that, and held once."""
    name, kind = case.act["consultation"], case.act.kind
    called = bool(case.agreement.taken("consultation-called", name))
    if kind == "consultation-called":
        return f"consultation {name} was called before" if called else ""
    if not called:
        return f"consultation {name} was not called"
    held = case.agreement.taken("consultation-held", name)
    return f"consultation {name} was held" if held else ""


def takes_part(case: ActCase) -> str:
    """Those who are asked to a consultation are parties."""
    others = [p for p in case.act["participants"] if p not in case.agreement.draft.by_party]
    return f"there is no party {others[0]}" if others else ""


def window(case: ActCase) -> str:
    """The window in which a consultation is expected ends after it starts."""
    start, until = case.act["from"], case.act["until"]
    return "" if start < until else f"expected from {start} until {until}"


COMMON = (
    Clause("A1", enrolled),
    Clause("A2", not_ahead),
    Clause("A3", once),
    Clause("A5", this_draft),
)
ACTS = (
    Clause("E1", entitled, tuple(RIGHT_OF)),
    Clause("E2", may_renew, ("guarantee-renewed",)),
    Clause("P1", position_on, ("position",)),
    Clause("S1", on_current, ("sign-off",)),
    Clause("W1", of_something, ("withdrawn",)),
    Clause("U1", known_corridor, ("suspended",)),
    Clause("U2", of_suspension, ("guarantee-renewed",)),
    Clause("X1", known_convoy, MOVEMENTS),
    Clause("X2", known_groups, ("departed", "arrived", "counted")),
    Clause("X3", has_happened, (*MOVEMENTS, "consultation-held")),
    Clause("C1", consultation_in_order, CONSULTATIONS),
    Clause("C2", takes_part, ("consultation-called",)),
    Clause("C3", window, ("consultation-called", "consultation-postponed")),
)
TABLE_RIGHT = Clause("T1", may_table, ("tabled",))
