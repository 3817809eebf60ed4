"""Where an agreement stands and how its movement goes: lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL
from masarat.app.agreements.answers import detail_table, next_lines, suspension_lines, table_lines
from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.agreement.execution import Execution
    from masarat.agreement.record import Agreement, Taken
    from masarat.agreement.verdicts import Verdict
    from masarat.app.agreements.speech import Speech


def status_lines(speech: Speech, agreement: Agreement, verdict: Verdict) -> Iterator[str]:
    """Yield the revision, every detail with who has signed it, positions, talks, next actions."""
    revision = agreement.revision
    if revision is None:
        yield speech.text("not_tabled", title=speech.title, moment=speech.moment(agreement.drafted))
    else:
        party = speech.name(revision.taken.party)
        values = {"n": revision.number, "party": party, "moment": speech.moment(revision.taken.at)}
        heading = speech.text("revision_heading", title=speech.title, **values)
        place = revision.taken.act["place"]
        yield speech.listed([heading, speech.text("at_place", place=place)]) if place else heading
        for kind, reason in agreement.listing(revision).waivers.items():
            yield speech.text("waived", kind=kind, reason=reason)
        yield ""
        yield from detail_table(speech, verdict.details)
    yield from _headed(speech, "suspensions_heading", list(suspension_lines(speech, verdict)))
    yield from _headed(speech, "positions_heading", list(_positions(speech, agreement)))
    yield from _headed(speech, "consultations_heading", list(_consultations(speech, agreement)))
    yield ""
    yield from next_lines(speech, verdict)


def _headed(speech: Speech, heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield speech.text(heading)
        yield from (f"  {line}" for line in lines)


def _positions(speech: Speech, agreement: Agreement) -> Iterator[str]:
    """Yield each signatory's latest position on each thing."""
    latest = {(t.act.by, t.act["detail"]): t for t in agreement.all_taken("position")}
    for (by, detail), taken in latest.items():
        party, _ = agreement.draft.by_signatory[by]
        about = (
            speech.text("whole_revision", n=taken.act["revision"])
            if detail == ALL
            else speech.detail(detail)
        )
        stance = speech.text(f"stance_{taken.act['stance']}")
        offices = agreement.draft.by_signatory[by][1].office
        office = offices.get(speech.lang) or offices.get("en") or by
        line = speech.text(
            "position", office=office, party=speech.name(party.id), detail=about, stance=stance
        )
        reason = taken.act["reason"]
        yield speech.text("because", statement=line, reason=reason) if reason else line


def _consultations(speech: Speech, agreement: Agreement) -> Iterator[str]:
    kinds = ("consultation-called", "consultation-postponed", "consultation-held")
    taken = sorted((t for kind in kinds for t in agreement.all_taken(kind)), key=_sequence)
    for each in taken:
        key = each.act.kind.replace("-", "_")
        yield speech.text(key, **_consultation(speech, each))


def _sequence(taken: Taken) -> int:
    return taken.sequence


def _consultation(speech: Speech, taken: Taken) -> dict[str, str]:
    act = taken.act
    said = {"id": act["consultation"], "party": speech.name(taken.party)}
    if act.kind == "consultation-held":
        moment = speech.moment(read_instant(act["at"]))
        return {"id": act["consultation"], "moment": moment, "outcome": act["outcome"]}
    start, until = read_instant(act["from"]), read_instant(act["until"])
    hours = f"{speech.hour(start)} - {speech.hour(until, start)}"
    said["expected"] = f"{act['expected']} ({hours})" if act["expected"] else hours
    if act.kind == "consultation-postponed":
        return {**said, "reason": act["reason"]}
    agenda = speech.listed(speech.detail(detail) for detail in act["agenda"])
    participants = speech.listed(speech.name(party) for party in act["participants"])
    return {**said, "place": act["place"], "agenda": agenda, "participants": participants}


def progress_lines(speech: Speech, execution: Execution) -> Iterator[str]:
    """Yield the people of each group on the way, convoys that are not as planned, alarms."""
    text = speech.text
    yield text("progress_heading", title=speech.title, moment=speech.moment(execution.at))
    heads = ("group", "planned", "departed", "arrived", "remaining")
    rows = [[text(f"progress_{head}") for head in heads]]
    for group in execution.groups:
        numbers = (group.planned, group.departed, group.arrived, group.remaining)
        rows.append([speech.name(group.group, "group"), *map(speech.words.number, numbers)])
    yield from table_lines(rows)
    moved = [
        text(
            "progress_convoy",
            convoy=convoy.convoy,
            status=text(f"convoy_{convoy.status.replace(' ', '_')}"),
        )
        for convoy in execution.convoys
        if convoy.status != "planned"
    ]
    yield from _headed(speech, "progress_convoys", moved)
    alarms = [
        text(
            "alarm",
            kind=text(f"alarm_{alarm.kind.replace(' ', '_')}"),
            about=speech.detail(alarm.about),
            says=alarm.says,
        )
        for alarm in execution.alarms
    ]
    yield from _headed(speech, "alarms_heading", alarms)
    yield from _headed(speech, "differences_heading", list(_differences(speech, execution)))
    yield from _headed(speech, "notices_heading", list(_notices(speech, execution)))


def _differences(speech: Speech, execution: Execution) -> Iterator[str]:
    for each in execution.differences:
        counts = speech.listed(
            f"{speech.name(party)} {speech.words.number(n)}" for party, n in each.counts
        )
        yield speech.text(
            "difference",
            convoy=each.convoy,
            stage=speech.text(f"stage_{each.stage}"),
            group=speech.name(each.group, "group"),
            destination=speech.name(each.destination, "place"),
            counts=counts,
        )


def _notices(speech: Speech, execution: Execution) -> Iterator[str]:
    for notice in execution.notifications:
        if notice.missing:
            kind = speech.text(f"notice_{notice.kind or 'other'}")
            missing = speech.listed(map(speech.name, notice.missing))
            yield speech.text("notice_missing", kind=kind, of=notice.of[:8], parties=missing)
