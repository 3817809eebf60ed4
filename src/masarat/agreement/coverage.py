"""Which agreement covers each group: several agreements may share an area, never a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.cases import Moment
from masarat.agreement.clauses import LAW

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.agreement.law import Law
    from masarat.agreement.record import State


def coverage(state: State, at: datetime, *, law: Law = LAW) -> dict[str, str]:
    """Return the agreement whose current revision at the moment `at` covers each group, by group.

    No group is there twice: a revision that would cover another agreement's group is not tabled
    (clause T5). Groups that no agreement covers are not there.
    """
    covered = {}
    for agreement in state.agreements.values():
        revision = Moment(agreement, at, law).revision
        if revision is not None:
            covered.update(dict.fromkeys(agreement.listing(revision).groups, agreement.id))
    return dict(sorted(covered.items()))
