"""Whether an agreement may be drafted: each clause returns what speaks against it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.law import Clause
from masarat.agreement.parties import OTHERS
from masarat.core.signing import check_public

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.agreement.cases import DraftCase
    from masarat.agreement.parties import Draft


def _twice(names: Iterable[str]) -> str:
    """Return the first name that comes a second time, or nothing."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def drafted_once(case: DraftCase) -> str:
    """An agreement is drafted once."""
    known = case.draft.agreement in case.state.agreements
    return f"agreement {case.draft.agreement} is drafted already" if known else ""


def told_apart(case: DraftCase) -> str:
    """Parties have ids of their own and at least one signatory, signatories ids of their own."""
    parties = case.draft.parties
    if party := _twice(party.id for party in parties):
        return f"party {party} is there twice"
    if signatory := _twice(s.id for party in parties for s in party.signatories):
        return f"signatory {signatory} is there twice"
    silent = next((party.id for party in parties if not party.signatories), "")
    return f"party {silent} has no signatory" if silent else ""


def keys_apart(case: DraftCase) -> str:
    """No key belongs to two signatories, and no key is one for which anybody could sign."""
    for party in case.draft.parties:
        for signatory in party.signatories:
            try:
                check_public(signatory.key)
            except ValueError as error:
                return f"the key of {signatory.id}: {error}"
    keys = [s.key for party in case.draft.parties for s in party.signatories]
    if key := _twice(keys):
        both = [i for i, (_, s) in case.draft.by_signatory.items() if s.key == key]
        return f"{' and '.join(both)} have one key"
    return ""


def _impossible(draft: Draft, row: Mapping[str, int]) -> str:
    for party, needed in row.items():
        if party not in draft.by_party:
            return f"there is no party {party}"
        there = len(draft.by_party[party].signatories)
        if needed > there:
            return f"{needed} signatories of {party} are needed, and it has {there}"
    return "" if row else "nobody is named"


def matrix(case: DraftCase) -> str:
    """For every kind of detail somebody must sign, and each party named has as many signatories."""
    draft = case.draft
    if OTHERS not in draft.required:
        return f"who must sign details of other kinds ({OTHERS}) is not said"
    for kind, row in draft.required.items():
        if wrong := _impossible(draft, row):
            return f"who must sign {kind}: {wrong}"
    return ""


def rights(case: DraftCase) -> str:
    """Somebody may table, somebody may suspend, and somebody must renew guarantees."""
    draft = case.draft
    for right, parties in draft.entitled.items():
        if unknown := [party for party in parties if party not in draft.by_party]:
            return f"who may {right}: there is no party {unknown[0]}"
    for right in ("table", "suspend"):
        if not draft.entitled[right]:
            return f"who may {right}: nobody is named"
    wrong = _impossible(draft, draft.renew)
    return f"who must renew guarantees: {wrong}" if wrong else ""


DRAFTS = (
    Clause("D1", drafted_once),
    Clause("D2", told_apart),
    Clause("A4", keys_apart),
    Clause("D3", matrix),
    Clause("D4", rights),
)
