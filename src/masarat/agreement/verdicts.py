"""What the gate answers: verdicts that name every clause, detail, party and signatory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from datetime import datetime

SIGNED, MISSING = "signed", "missing"
WITHDRAWN, EXPIRED, OTHER = "withdrawn", "expired", "other content"
SAME_KEY = "same key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason why the answer is no: the clause, and what is wanting under it."""

    clause: str
    says: str
    detail: str = ""
    party: str = ""

    def to_data(self) -> dict[str, str]:
        """Return it as plain data."""
        data = {"clause": self.clause, "says": self.says}
        if self.detail:
            data["detail"] = self.detail
        if self.party:
            data["party"] = self.party
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryVerdict:
    """Where a signatory stands on a detail.

    `status` is "signed", "missing" (never signed), "withdrawn", "expired", "other content" or
    "same key" (its key has counted for another signatory). `act` is the digest of the sign-off
    that this rests on, `until` when it expires, both as far as there are.
    """

    signatory: str
    status: str
    act: str = ""
    until: datetime | None = None

    def to_data(self) -> dict[str, str]:
        """Return it as plain data."""
        data = {"signatory": self.signatory, "status": self.status}
        if self.act:
            data["act"] = self.act
        if self.until is not None:
            data["until"] = write_instant(self.until)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyVerdict:
    """Where a party stands on a detail: `signed` of its signatories, `needed` by the matrix."""

    party: str
    needed: int
    signed: int
    signatories: tuple[SignatoryVerdict, ...]

    @property
    def ok(self) -> bool:
        """Whether enough have signed."""
        return self.signed >= self.needed

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "party": self.party,
            "needed": self.needed,
            "signed": self.signed,
            "ok": self.ok,
            "signatories": [signatory.to_data() for signatory in self.signatories],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailVerdict:
    """Where each party stands on a detail of the current revision."""

    detail: str
    kind: str
    digest: str
    expires: datetime | None
    parties: tuple[PartyVerdict, ...]

    @property
    def ok(self) -> bool:
        """Whether every party has signed that must."""
        return all(party.ok for party in self.parties)

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "detail": self.detail,
            "kind": self.kind,
            "digest": self.digest,
            "expires": "" if self.expires is None else write_instant(self.expires),
            "ok": self.ok,
            "parties": [party.to_data() for party in self.parties],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionVerdict:
    """A suspension that is not lifted: who must still renew the guarantee, and how many of them."""

    suspension: str
    corridor: str
    incident: str
    by: str
    since: datetime
    missing: tuple[tuple[str, int], ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "suspension": self.suspension,
            "corridor": self.corridor,
            "incident": self.incident,
            "by": self.by,
            "since": write_instant(self.since),
            "missing": dict(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """The one next action of a party.

    `action` is "table", "renew" (the guarantee after `about`, a suspension), "sign" (`about` are
    details), "look" (at what is reported of the streets of `about`, details) or "none"; "wait" when
    it is others who must act (`about` are parties) or a moment that must come (`about` is it).
    """

    party: str
    action: str
    about: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"party": self.party, "action": self.action, "about": list(self.about)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an agreement is in force at a moment, and everything that this rests on.

    `coordinated`: every party has signed every detail that it must, whatever the hour.
    `sequence` is that of the last journal entry known. `revision` is 0 before any was tabled.
    `starts` and `ends` are the ceasefire's, None where it is waived.
    """

    agreement: str
    at: datetime
    sequence: int
    in_force: bool
    coordinated: bool
    revision: int
    starts: datetime | None
    ends: datetime | None
    reasons: tuple[Reason, ...]
    details: tuple[DetailVerdict, ...]
    suspensions: tuple[SuspensionVerdict, ...]
    next: tuple[NextAction, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "agreement": self.agreement,
            "at": write_instant(self.at),
            "sequence": self.sequence,
            "in_force": self.in_force,
            "coordinated": self.coordinated,
            "revision": self.revision,
            "starts": "" if self.starts is None else write_instant(self.starts),
            "ends": "" if self.ends is None else write_instant(self.ends),
            "reasons": [reason.to_data() for reason in self.reasons],
            "details": [detail.to_data() for detail in self.details],
            "suspensions": [suspension.to_data() for suspension in self.suspensions],
            "next": [action.to_data() for action in self.next],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GoVerdict:
    """Whether a convoy may depart at a moment, and what holds it back if not."""

    agreement: str
    convoy: str
    at: datetime
    go: bool
    departs: datetime | None
    reasons: tuple[Reason, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "agreement": self.agreement,
            "convoy": self.convoy,
            "at": write_instant(self.at),
            "go": self.go,
            "departs": "" if self.departs is None else write_instant(self.departs),
            "reasons": [reason.to_data() for reason in self.reasons],
        }
