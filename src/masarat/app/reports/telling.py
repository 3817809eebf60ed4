"""Reports and statuses in lines for people, and as content for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.core.instants import write_instant
from masarat.reports.content import link_content, report_content, source_content, when_content
from masarat.reports.status import RouteStatus, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.app.reports.speech import Speech
    from masarat.reports.figures import Figures
    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Link, Report
    from masarat.reports.status import Change, Evidence

BEARINGS = ("for", "against", "aside")


def report_line(report: Report, speech: Speech) -> str:
    """Return a report in one line: its id, when it was published, what about what, by whom."""
    about = speech.listed(speech.subject(each) for each in report.about)
    claim = f"{speech.foreign(about)}: {speech.claim(report)}"
    published = speech.when(report.published)
    line = speech.text("report_line", id=report.id, published=published, claim=claim)
    return f"{line} - {speech.chain(report)}"


def list_lines(reports: Sequence[Report], ledger: Ledger, speech: Speech) -> list[str]:
    """Return reports in the order of publication, and what could not be read."""
    ordered = sorted(reports, key=lambda each: (each.published.start, each.id))
    lines = [report_line(report, speech) for report in ordered] or [speech.text("no_reports")]
    notes = (speech.text("not_read", n=each.sequence, says=each.says) for each in ledger.not_read)
    return [*lines, *notes]


def show_lines(
    report: Report, ledger: Ledger, speech: Speech, conflicts: Sequence[Report] = ()
) -> list[str]:
    """Return everything about a report, how others stand to it, and what conflicts with it."""
    graded = (report.reliability, report.credibility)
    key = "grading_default" if graded == ("F", 6) else "grading"
    entered = ledger.entered.get(report.id)
    quote = report.quote
    rows = [
        ("about", speech.listed(speech.with_kind(each) for each in report.about)),
        ("claim", speech.claim(report)),
        ("text", speech.foreign(report.claim.text)),
        ("chain", speech.chain(report)),
        ("where", speech.foreign(report.where)),
        ("occurred", speech.when(report.occurred) if report.occurred else ""),
        ("said", speech.when(report.said) if report.said else ""),
        ("published", speech.when(report.published)),
        ("quote", speech.foreign(quote.text) if quote else ""),
        ("distance", speech.listed(map(speech.foreign, report.distance))),
        *(("gloss", speech.foreign(text)) for _, text in sorted(report.glosses.items())),
        ("grading", speech.text(key, reliability=graded[0], credibility=graded[1])),
        ("entered", speech.text("entered", by=entered.by, n=entered.sequence) if entered else ""),
    ]
    lines = [report.id, *(f"  {speech.text(f'field_{key}')}: {text}" for key, text in rows if text)]
    lines += [f"  {_link(each, report.id, speech)}" for each in links_of(ledger, report.id)]
    if conflicts:
        lines.append(f"  {speech.text('conflicts')}:")
        lines += [f"    {report_line(each, speech)}" for each in conflicts]
    return lines


def links_of(ledger: Ledger, report: str) -> list[Link]:
    """Return the links from and to a report."""
    return [each for each in ledger.links if report in (each.report, each.target)]


def show_content(
    report: Report, ledger: Ledger, conflicts: Sequence[Report] = ()
) -> dict[str, Any]:
    """Return a report for programs, with the links from and to it, and what conflicts with it."""
    entered = ledger.entered.get(report.id)
    return {
        "report": report_content(report),
        "links": [link_content(each) for each in links_of(ledger, report.id)],
        "conflicts": [each.id for each in conflicts],
        "entered": entered
        and {"by": entered.by, "sequence": entered.sequence, "at": write_instant(entered.at)},
    }


def status_lines(found: Status, ledger: Ledger, speech: Speech) -> list[str]:
    """Return a status with the reports for and against it, and what would change it."""
    value = speech.value(found.value, found.by)
    subject = speech.with_kind(found.subject)
    moment = speech.moment(found.at)
    lines = [speech.text("status_line", subject=subject, moment=moment, value=value)]
    if found.by and found.value != "controlled":
        side = speech.listed(speech.name("side", each) for each in found.by)
        lines.append(f"  {speech.text('also_controlled', side=side)}")
    lines.append(f"  {speech.text('decided_by', clauses=speech.listed(found.clauses))}")
    lines += evidence_lines(found.evidence, ledger, speech)
    if found.changes:
        lines.append(f"  {speech.text('would_change')}:")
        lines += [f"    {_change(each, speech)}" for each in found.changes]
    return lines


def overview_lines(found: Iterable[Status], speech: Speech) -> list[str]:
    """Return statuses in a line each."""
    lines = [
        speech.text(
            "overview",
            subject=speech.with_kind(each.subject),
            value=speech.value(each.value, each.by),
            pro=len(each.reports_for),
            con=len(each.reports_against),
        )
        for each in found
    ]
    return lines or [speech.text("no_reports")]


def evidence_lines(evidence: Iterable[Evidence], ledger: Ledger, speech: Speech) -> list[str]:
    """Return reports under for, against and aside, each with the clause by which."""
    every = tuple(evidence)
    lines = []
    for bearing in BEARINGS:
        kept = [each for each in every if each.bearing == bearing]
        if kept:
            lines.append(f"  {speech.text(bearing)}:")
            lines += [f"    {_evidence(each, ledger, speech)}" for each in kept]
        elif bearing != "aside":
            lines.append(f"  {speech.text(bearing)}: {speech.text('none')}")
    return lines


def route_lines(found: RouteStatus, name: str, ledger: Ledger, speech: Speech) -> list[str]:
    """Return the status of a route: each part in a line, the weakest in full."""
    value = speech.value(found.value, found.by)
    moment = speech.moment(found.at)
    lines = [speech.text("route_line", subject=name, moment=moment, value=value)]
    for part in found.parts:
        part_value = speech.value(part.value, part.by)
        subject = speech.with_kind(part.subject)
        lines.append(f"  {speech.text('route_part', subject=subject, value=part_value)}")
    for part in found.weakest:
        heading = speech.text("weakest_parts")
        lines += ["", f"{heading}: {speech.subject(part.subject)}"]
        lines += status_lines(part, ledger, speech)[1:]
    return lines


def status_content(found: Status | RouteStatus) -> dict[str, Any]:
    """Return a status for programs."""
    common: dict[str, Any] = {
        "at": write_instant(found.at),
        "value": found.value,
        "by": list(found.by),
        "for": list(found.reports_for),
        "against": list(found.reports_against),
    }
    if isinstance(found, RouteStatus):
        return {
            **common,
            "weakest": [str(part.subject) for part in found.weakest],
            "parts": [status_content(part) for part in found.parts],
        }
    evidence = ("report", "bearing", "clause", "says", "repeats")
    return {
        "subject": str(found.subject),
        **common,
        "clauses": list(found.clauses),
        "evidence": [{name: getattr(each, name) for name in evidence} for each in found.evidence],
        "changes": [
            {
                "what": each.what,
                "of": each.of,
                "report": each.report,
                "at": write_instant(each.at) if each.at else None,
                "to": each.to,
                "by": list(each.by),
            }
            for each in found.changes
        ],
    }


def _evidence(each: Evidence, ledger: Ledger, speech: Speech) -> str:
    report = ledger.reports[each.report]
    line = speech.text(
        "evidence",
        report=each.report,
        says=speech.says(each.says) if each.says else speech.claim(report),
        clause=each.clause,
        chain=speech.chain(report),
        published=speech.when(report.published),
    )
    return speech.text("evidence_repeats", line=line, first=each.repeats) if each.repeats else line


def _change(change: Change, speech: Speech) -> str:
    values = {
        "side": speech.name("side", change.of) if change.of else "",
        "report": change.report,
        "moment": speech.moment(change.at) if change.at else "",
    }
    what = speech.text(f"change_{change.what}", **values)
    return speech.text("change", what=what, value=speech.value(change.to, change.by))


def _link(link: Link, report: str, speech: Speech) -> str:
    relation = speech.text(f"relation_{link.relation}")
    if not link.report:
        said = speech.text("link_keeper")
    elif link.report == report:
        said = speech.text("link_to", relation=relation, other=link.target)
    else:
        said = speech.text("link_from", relation=relation, other=link.report)
    if not link.reason:
        return said
    return speech.text("link_reason", link=said, reason=speech.foreign(link.reason))


def figure_lines(found: Sequence[Figures], speech: Speech) -> list[str]:
    """Return figures side by side: each with who counted, through whom."""
    lines: list[str] = []
    for each in found:
        what = speech.text("people") if each.what in ("", "people") else speech.foreign(each.what)
        subject = speech.with_kind(each.subject)
        numbers = [speech.words.number(figure.number) for figure in each.figures]
        span = speech.count("figures_n", len(numbers))
        if not each.agree:
            span = speech.text("figures_range", figures=span, least=numbers[0], most=numbers[-1])
        period = [speech.when(each.when)] if each.when else []
        heading = speech.listed([what, subject, *period])
        lines += [""] * bool(lines) + [f"{heading}: {span}"]
        width = max(map(len, numbers))
        for number, figure in zip(numbers, each.figures, strict=True):
            said = f"{speech.chain(figure.report)} - {speech.when(figure.report.published)}"
            line = speech.text(
                "figure_line", number=number.rjust(width), report=figure.report.id, chain=said
            )
            lines.append(f"  {line}")
            if figure.report.claim.text:
                lines.append(f"  {' ' * width}  {speech.foreign(figure.report.claim.text)}")
            if figure.repeated:
                also = speech.text("figure_repeated", reports=speech.listed(figure.repeated))
                lines.append(f"  {' ' * width}  {also}")
    return lines or [speech.text("no_reports")]


def figures_content(found: Sequence[Figures]) -> list[dict[str, Any]]:
    """Return figures for programs."""
    return [
        {
            "subject": str(each.subject),
            "what": each.what,
            "when": when_content(each.when) if each.when else None,
            "figures": [
                {
                    "number": figure.number,
                    "report": figure.report.id,
                    "chain": [source_content(source) for source in figure.report.chain],
                    "repeated": list(figure.repeated),
                }
                for figure in each.figures
            ],
        }
        for each in found
    ]
