"""What a clause is asked about: a draft, an act, an agreement at a moment, a sign-off, a convoy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.agreement.acts import Act
    from masarat.agreement.contents import Convoy
    from masarat.agreement.law import Law
    from masarat.agreement.parties import Draft
    from masarat.agreement.record import Agreement, Revision, State, Taken
    from masarat.agreement.verdicts import DetailVerdict, SuspensionVerdict, Verdict


@dataclass(frozen=True, slots=True)
class DraftCase:
    """Whether `draft` may be taken by `state`."""

    state: State
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ActCase:
    """Whether `act` may be taken, at the time `at` of the entry.

    `vouched`: its signature was verified when a node took it, and the caller answers for that.
    """

    state: State
    agreement: Agreement
    act: Act
    at: datetime
    signature: str
    vouched: bool

    @property
    def party(self) -> str:
        """The signatory's party; empty where nobody is enrolled as such."""
        enrolled = self.agreement.draft.by_signatory.get(self.act.by)
        return enrolled[0].id if enrolled else ""


@dataclass(frozen=True)
class Moment:
    """An agreement at a moment, under a law: nothing that was taken later is looked at."""

    agreement: Agreement
    at: datetime
    law: Law

    def looks_at(self, taken: Taken) -> bool:
        """Whether the law looks at `taken` at this moment."""
        return all(clause.check(taken, self) for clause in self.law.looks)

    def taken(self, kind: str, *key: str) -> tuple[Taken, ...]:
        """Return the acts of `kind` about `key` that are looked at."""
        return tuple(filter(self.looks_at, self.agreement.taken(kind, *key)))

    @cached_property
    def revision(self) -> Revision | None:
        """The current revision at this moment."""
        tabled = (r for r in reversed(self.agreement.revisions) if self.looks_at(r.taken))
        return next(tabled, None)

    @cached_property
    def spans(self) -> tuple[tuple[datetime, datetime], ...]:
        """From when to when each ceasefire of the current revision lasts."""
        if self.revision is None:
            return ()
        contents = (self.agreement.content(self.revision, d) for d in self.revision.details)
        return tuple(content.span for content in contents if content.span is not None)

    @cached_property
    def convoys(self) -> dict[str, Convoy]:
        """The convoys of the current revision's timetables, by id."""
        if self.revision is None:
            return {}
        contents = (self.agreement.content(self.revision, d) for d in self.revision.details)
        return {convoy.id: convoy for content in contents for convoy in content.convoys}

    @cached_property
    def details(self) -> tuple[DetailVerdict, ...]:
        """Where each party stands on each detail of the current revision, by id of detail."""
        from masarat.agreement.standing import detail_verdicts  # noqa: PLC0415

        return detail_verdicts(self)

    @cached_property
    def suspensions(self) -> tuple[SuspensionVerdict, ...]:
        """The suspensions that are not lifted, oldest first."""
        from masarat.agreement.standing import open_suspensions  # noqa: PLC0415

        return open_suspensions(self)

    def last_withdrawal(self, signatory: str, detail: str) -> tuple[datetime | None, int]:
        """Return the latest date and the latest sequence of the signatory's withdrawals from it."""
        about = [
            taken
            for taken in self.taken("withdrawn", signatory)
            if taken.act["detail"] in (ALL, detail)
        ]
        if not about:
            return None, 0
        return max(taken.act.time for taken in about), about[-1].sequence


@dataclass(frozen=True, slots=True)
class SignOffCase:
    """Whether `sign_off` counts for `detail`, which is of `revision`, at the moment."""

    moment: Moment
    revision: Revision
    detail: str
    sign_off: Taken
    withdrawn: tuple[datetime | None, int]


@dataclass(frozen=True, slots=True)
class GoCase:
    """Whether the convoy may depart, given the gate's `verdict` at the moment."""

    moment: Moment
    verdict: Verdict
    convoy: str

    @property
    def planned(self) -> Convoy | None:
        """The convoy on the current timetable."""
        return self.moment.convoys.get(self.convoy)

    @property
    def suspensions(self) -> tuple[SuspensionVerdict, ...]:
        """The suspensions that are not lifted."""
        return self.verdict.suspensions
