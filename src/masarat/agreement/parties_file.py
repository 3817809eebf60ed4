"""parties.yaml: who takes part, who signs for whom, what is required, and the parties' terms.

YAML 1.2, read as scenario.yaml is: every fault with its row and field, what was found and what was
expected, a suggestion where one helps, all at once. The keys (docs/agreement.md explains them):

    agreement, title.*
    parties.<id>        role, name.*
    signatories.<id>    party, office.*, key (64 hexadecimal digits, or a file that holds them)
    required.<kind>     <party>: how many of its signatories must sign; under `default` all others
    may                 table, suspend, record, count: parties
    must_renew          <party>: how many of its signatories must renew the guarantee
    waivers             <kind>: reason
    inspection.<place>  by: parties; carried.*: what may be carried; under `default` all others
    ceasefire           area.*, start, until
    notice_minutes      least minutes between a convoy's notification and its departure

There is no key for anything about a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.agreement.details import KINDS
from masarat.agreement.parties import OTHERS, RIGHTS, ROLES, STANDING, Draft, Party, Signatory
from masarat.agreement.parties_reading import Reader
from masarat.agreement.terms import Inspection, Terms
from masarat.core.errors import AgreementError, ScenarioError
from masarat.core.signing import check_public
from masarat.scenario.yaml_text import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from masarat.scenario.clock import Clock

DEFAULT = "default"
NOTICE = 60
_KEY = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, kw_only=True)
class Charter:
    """What a parties.yaml says.

    `waivers` are standing kinds that are left out, each with its reason.
    """

    agreement: str
    title: Mapping[str, str]
    parties: tuple[Party, ...]
    required: Mapping[str, Mapping[str, int]]
    entitled: Mapping[str, tuple[str, ...]]
    renew: Mapping[str, int]
    waivers: Mapping[str, str]
    terms: Terms

    def draft(self, scenario: str, plan: str) -> Draft:
        """Return the draft of the agreement on a scenario and a plan, given by their digests."""
        return Draft(
            agreement=self.agreement,
            title=self.title,
            scenario=scenario,
            plan=plan,
            parties=self.parties,
            required=self.required,
            kinds=(),
            entitled=self.entitled,
            renew=self.renew,
        )


def read_charter(path: Path, clock: Clock, checkpoints: tuple[str, ...]) -> Charter:
    """Read the parties.yaml at `path`.

    Parameters
    ----------
    clock
        The scenario's: times of the ceasefire are written as in the scenario.
    checkpoints
        The scenario's: whoever inspects, inspects at one of them.

    Raises
    ------
    AgreementError
        With every fault.
    OSError
        If there is no such file.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings, faults = read_settings(text, name)
    except UnicodeDecodeError as error:
        raise AgreementError([Reader(name).fault("", "text in UTF-8")]) from error
    except ScenarioError as error:
        raise AgreementError(error.faults) from error
    reader = Reader(name, settings, list(faults))
    charter = _charter(reader, clock, checkpoints, path.parent)
    reader.refuse_unknown()
    if reader.faults:
        raise AgreementError(reader.in_order())
    return charter


def _charter(reader: Reader, clock: Clock, checkpoints: tuple[str, ...], folder: Path) -> Charter:
    agreement = reader.text("agreement", "an id for the agreement")
    title = reader.words("title", needed=True)
    parties = _parties(reader, folder)
    known = tuple(party.id for party in parties)
    sizes = {party.id: max(1, len(party.signatories)) for party in parties}  # 0: a fault already
    entitled = _entitled(reader, parties)
    renew = _row(reader, "must_renew", sizes) or _guarantors(parties)
    terms = Terms(
        names={party.id: party.names for party in parties},
        area=reader.words("ceasefire.area"),
        start=_moment(reader, "ceasefire.start", clock),
        until=_moment(reader, "ceasefire.until", clock),
        inspections=_inspections(reader, checkpoints, known),
        notice_minutes=reader.count("notice_minutes", NOTICE),
        monitors=tuple(party.id for party in parties if party.role == "monitor"),
        notified=known,
        may_suspend=entitled["suspend"],
        must_renew=tuple(renew),
    )
    _check_span(reader, terms.start, terms.until)
    return Charter(
        agreement=agreement,
        title=title,
        parties=parties,
        required=_required(reader, sizes),
        entitled=entitled,
        renew=renew,
        waivers=_waivers(reader),
        terms=terms,
    )


def _parties(reader: Reader, folder: Path) -> tuple[Party, ...]:
    ids = reader.below("parties")
    if not ids:
        reader.fault("parties", "at least one party: parties: {government: {role: party, ...}}")
    signatories = _signatories(reader, folder, ids)
    parties = []
    for each in ids:
        mine = tuple(signatory for party, signatory in signatories if party == each)
        if not mine and all(party for party, _ in signatories):
            reader.fault(f"parties.{each}", "at least one of the signatories to sign for it")
        parties.append(
            Party(
                id=each,
                names=reader.words(f"parties.{each}.name", needed=True),
                role=reader.choice(f"parties.{each}.role", ROLES),
                signatories=mine,
            )
        )
    return tuple(parties)


def _signatories(
    reader: Reader, folder: Path, parties: tuple[str, ...]
) -> list[tuple[str, Signatory]]:
    found: list[tuple[str, Signatory]] = []
    holders: dict[str, str] = {}
    for each in reader.below("signatories"):
        where = f"signatories.{each}"
        party = reader.choice(f"{where}.party", parties)
        key = _key(reader, f"{where}.key", folder)
        if key and key in holders:
            reader.fault(f"{where}.key", f"a key of its own: this is the key of {holders[key]}")
        holders.setdefault(key, each)
        office = reader.words(f"{where}.office", needed=True)
        found.append((party, Signatory(id=each, office=office, key=key)))
    return found


def _key(reader: Reader, field: str, folder: Path) -> str:
    text = reader.text(field, "a public key, or the file that holds it")
    if not text:
        return ""
    if not _KEY.fullmatch(text):
        text = _key_in_file(reader, field, folder / text)
    if not text:
        return ""
    try:
        check_public(text)
    except ValueError as error:
        reader.fault(field, "a public key that can be used", hint=str(error))
        return ""
    return text


def _key_in_file(reader: Reader, field: str, path: Path) -> str:
    hint = f"masarat keys new {path.stem}; masarat keys export {path.stem} --out {path}"
    try:
        found: set[str] = set(_KEY.findall(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        reader.fault(field, "64 hexadecimal digits, or a file that is there", hint=hint)
        return ""
    if len(found) != 1:
        reader.fault(field, "a file with one public key of 64 hexadecimal digits", hint=hint)
        return ""
    return found.pop()


def _entitled(reader: Reader, parties: tuple[Party, ...]) -> dict[str, tuple[str, ...]]:
    """Read who may do what; by default the roles say it."""
    roles = {
        "table": ("guarantor", "party"),
        "suspend": ROLES,
        "record": ("implementer",),
        "count": ("monitor",),
    }
    known = tuple(party.id for party in parties)
    return {
        right: reader.ids(f"may.{right}", known)
        or tuple(party.id for party in parties if party.role in roles[right])
        for right in RIGHTS
    }


def _guarantors(parties: tuple[Party, ...]) -> dict[str, int]:
    """Return who must renew guarantees where nothing is said: the guarantors, else the parties."""
    for role in ("guarantor", "party"):
        row = {party.id: 1 for party in parties if party.role == role}
        if row:
            return row
    return {party.id: 1 for party in parties}


def _row(reader: Reader, field: str, sizes: Mapping[str, int]) -> dict[str, int]:
    row = {}
    for party in reader.below(field):
        where = f"{field}.{party}"
        if reader.known(where, party, sizes):
            row[party] = reader.count(where, 1, most=sizes[party], of="its signatories")
    return row


def _required(reader: Reader, sizes: Mapping[str, int]) -> dict[str, dict[str, int]]:
    required = {}
    for kind in reader.below("required"):
        where = f"required.{kind}"
        if kind == DEFAULT or reader.known(where, kind, (*KINDS, "list", DEFAULT)):
            required[OTHERS if kind == DEFAULT else kind] = _row(reader, where, sizes)
        else:
            reader.pass_over(where)
    return {OTHERS: dict.fromkeys(sizes, 1), **{k: row for k, row in required.items() if row}}


def _waivers(reader: Reader) -> dict[str, str]:
    waivers = {}
    for kind in reader.below("waivers"):
        where = f"waivers.{kind}"
        reason = reader.text(where, "the reason why it is waived: it is recorded")
        if reader.known(where, kind, STANDING):
            waivers[kind] = reason
    return waivers


def _inspections(
    reader: Reader, checkpoints: tuple[str, ...], parties: tuple[str, ...]
) -> dict[str, Inspection]:
    inspections = {}
    for place in reader.below("inspection"):
        where = f"inspection.{place}"
        if not reader.known(where, place, (*checkpoints, DEFAULT)):
            reader.pass_over(where)
            continue
        inspections["" if place == DEFAULT else place] = Inspection(
            by=reader.ids(f"{where}.by", parties), carried=reader.words(f"{where}.carried")
        )
    return inspections


def _moment(reader: Reader, field: str, clock: Clock) -> datetime | None:
    text = reader.optional(field)
    return reader.moment(field, text, clock) if text else None


def _check_span(reader: Reader, start: datetime | None, until: datetime | None) -> None:
    if start is not None and until is not None and until <= start:
        reader.fault("ceasefire.until", "a time after the ceasefire starts")
