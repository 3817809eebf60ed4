"""Who takes part, and who must sign what: the draft under which an agreement is negotiated.

A draft is plain data, the body of a journal entry of kind "agreement.drafted":

    agreement   its id
    title       text by language
    scenario    digest of the scenario, or empty
    plan        digest of the plan, or empty
    parties     [{party, names, role, signatories: [{signatory, office, key}]}]
    required    {kind of detail: {party: how many of its signatories must sign}}; "*": all others
    kinds       kinds of detail that must be there besides STANDING
    entitled    {"table" | "suspend" | "record" | "count": [party]}
    renew       {party: how many of its signatories must renew the guarantee after a suspension}

Signatories are offices ("head of delegation, party A"), never persons. Every act names the digest
of this body, so that nobody's signature can be used under other parties or another matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masarat.agreement import shapes
from masarat.core.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("guarantor", "party", "implementer", "monitor")
"""Roles of DESIGN: who vouches, who is bound, who carries it out, who watches."""

RIGHTS = ("table", "suspend", "record", "count")
"""What parties may be entitled to: table revisions; suspend; record departures and arrivals;
count independently."""

STANDING = ("voluntariness", "return", "monitoring", "notification", "suspension", "ceasefire")
"""Kinds of detail that every revision has or waives with a reason: UN Security Council resolution
2328 (2016) asks for monitoring and voluntary, safe passage; the rest is practice of the ICRC."""

OTHERS = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """An office that signs for a party, with its public key."""

    id: str
    office: Mapping[str, str]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side, guarantor, implementer or monitor."""

    id: str
    names: Mapping[str, str]
    role: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """See the module."""

    agreement: str
    title: Mapping[str, str]
    scenario: str
    plan: str
    parties: tuple[Party, ...]
    required: Mapping[str, Mapping[str, int]]
    kinds: tuple[str, ...]
    entitled: Mapping[str, tuple[str, ...]]
    renew: Mapping[str, int]

    @cached_property
    def digest(self) -> str:
        """What every act under this draft names."""
        return digest(write_draft(self))

    @cached_property
    def by_signatory(self) -> Mapping[str, tuple[Party, Signatory]]:
        """Party and signatory by the signatory's id."""
        return {s.id: (party, s) for party in self.parties for s in party.signatories}

    @cached_property
    def by_party(self) -> Mapping[str, Party]:
        """Parties by id."""
        return {party.id: party for party in self.parties}

    def row(self, kind: str) -> Mapping[str, int]:
        """Return how many signatories of which party must sign details of `kind`."""
        return self.required.get(kind) or self.required[OTHERS]


_IDS = shapes.list_of(shapes.identifier)
_WORDS = shapes.map_of(shapes.identifier, shapes.some_text)
_NUMBERS = shapes.map_of(shapes.identifier, shapes.positive)
_SIGNATORY = {
    "signatory": shapes.identifier,
    "office": _WORDS,
    "key": shapes.digest,
}
_PARTY = {
    "party": shapes.identifier,
    "names": _WORDS,
    "role": shapes.one_of(*ROLES),
    "signatories": shapes.list_of(lambda item: shapes.members(item, _SIGNATORY, "a signatory")),
}
_DRAFT = {
    "agreement": shapes.identifier,
    "title": _WORDS,
    "scenario": shapes.or_empty(shapes.digest),
    "plan": shapes.or_empty(shapes.digest),
    "parties": shapes.list_of(lambda item: shapes.members(item, _PARTY, "a party")),
    "required": shapes.map_of(shapes.identifier, _NUMBERS),
    "kinds": _IDS,
    "entitled": lambda item: shapes.members(item, dict.fromkeys(RIGHTS, _IDS), "entitled"),
    "renew": _NUMBERS,
}


def read_draft(data: Any) -> Draft:  # noqa: ANN401  (anything that JSON holds)
    """Return the draft that `data` is.

    Raises
    ------
    ValueError
        If a member is missing, unknown or not as expected. Whether it may be drafted is another
        question: `masarat.agreement.law`.
    """
    shapes.members(data, _DRAFT, "a draft")
    return Draft(
        agreement=data["agreement"],
        title=data["title"],
        scenario=data["scenario"],
        plan=data["plan"],
        parties=tuple(_party(item) for item in data["parties"]),
        required=data["required"],
        kinds=tuple(data["kinds"]),
        entitled={right: tuple(data["entitled"][right]) for right in RIGHTS},
        renew=data["renew"],
    )


def _party(data: Mapping[str, Any]) -> Party:
    signatories = tuple(
        Signatory(id=item["signatory"], office=item["office"], key=item["key"])
        for item in data["signatories"]
    )
    return Party(id=data["party"], names=data["names"], role=data["role"], signatories=signatories)


def write_draft(draft: Draft) -> dict[str, Any]:
    """Return `draft` as plain data, the body of its journal entry."""
    return {
        "agreement": draft.agreement,
        "title": dict(draft.title),
        "scenario": draft.scenario,
        "plan": draft.plan,
        "parties": [
            {
                "party": party.id,
                "names": dict(party.names),
                "role": party.role,
                "signatories": [
                    {"signatory": s.id, "office": dict(s.office), "key": s.key}
                    for s in party.signatories
                ],
            }
            for party in draft.parties
        ],
        "required": {kind: dict(row) for kind, row in draft.required.items()},
        "kinds": list(draft.kinds),
        "entitled": {right: list(parties) for right, parties in draft.entitled.items()},
        "renew": dict(draft.renew),
    }
