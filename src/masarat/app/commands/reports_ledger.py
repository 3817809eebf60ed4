"""`masarat reports add`, `import`, `export`, `list`, `show`, `correct`, `retract`, `link`, ..."""

from pathlib import Path

from masarat.app.commands.reports_options import (
    Asking,
    Credibility,
    Entering,
    Relation,
    Reliability,
    Said,
)
from masarat.app.exits import Exit
from masarat.app.terminal import complain, say, say_json

_MANY = 5_000
"""More reports than these take more than a second or two to enter."""


def add(*, said: Said | None = None, entering: Entering) -> int:
    """Enter one report: who said what about which place, through whom.

    Nothing is ever deleted: correct it with masarat reports correct.

        masarat reports add --about karm-aj-jabal --claim control --by government
            --said-by "?a Levant Front official | official | opposition"
            --through Reuters --published-by Microsyria --published 2016-12-05
            --as desk
    """
    from masarat.app.reports.desk import open_desk
    from masarat.app.reports.files import zone_named
    from masarat.app.reports.making import report_of, row_typed
    from masarat.reports.entries import Things

    report = report_of(row_typed(said or Said()), zone_named(entering.time_zone))
    new = open_desk(entering.journal).enter(Things(reports=(report,)), entering.by)
    say([f"Entered {report.id}" if new.reports else f"{report.id} is in the ledger already"])
    return Exit.DONE


def import_reports(file: Path, /, *, entering: Entering) -> int:
    """Enter all reports of a file: JSON, CSV with or without HXL tags, or JSON-LD.

    All or none: every fault is named with its row and column. What the ledger has
    already is left out, so that a file may be entered again.

        masarat reports import reports.csv --as desk --time-zone Asia/Damascus

    Parameters
    ----------
    file
        File that ends in .json, .csv or .jsonld.
    """
    from masarat.app.reports.desk import open_desk
    from masarat.app.reports.files import read_things, zone_named
    from masarat.reports.entries import FORMS

    things = read_things(file, zone_named(entering.time_zone))
    if len(things.reports) > _MANY:
        complain([f"{len(things.reports):,} reports are read and good; entering them"])
    new = open_desk(entering.journal).enter(things, entering.by)
    counts = [f"{len(new.of(form))} {form.several}" for form in FORMS if things.of(form)]
    say([f"Entered {', '.join(counts) or 'nothing'}"])
    return Exit.DONE


def export_reports(file: Path, /, *, journal: str | None = None) -> int:
    """Write all reports to a file: JSON, CSV with HXL tags, JSON-LD with PROV terms.

    What is written can be imported again, here or elsewhere.

        masarat reports export reports.csv

    Parameters
    ----------
    file
        File that ends in .json, .csv or .jsonld.
    journal
        The journal, an exported copy or a file of reports; else $MASARAT_JOURNAL, else
        masarat.sqlite here.
    """
    from masarat.app.reports.desk import everything, read_ledger
    from masarat.app.reports.files import write_things

    ledger = read_ledger(journal)
    write_things(everything(ledger), file)
    say([f"Wrote {file}: {len(ledger.reports)} reports"])
    return Exit.DONE


def list_reports(*about: str, asking: Asking | None = None) -> int:
    """List reports in the order of publication, each with its whole chain.

    All of them, or only those about the places that are named.

        masarat reports list
        masarat reports list ash-sha-ar --lang ar --scenario examples/aleppo-2016

    Parameters
    ----------
    about
        Places, links or corridors: only reports about them.
    """
    from masarat.app.reports.asked import asked as open_asked
    from masarat.app.reports.asking import reports_about
    from masarat.app.reports.telling import list_lines
    from masarat.reports.content import report_content

    asked = open_asked(asking or Asking())
    reports = reports_about(asked.ledger, about, asked.scenario)
    if asked.json:
        say_json([report_content(report) for report in reports])
    else:
        say(list_lines(reports, asked.ledger, asked.speech))
    return Exit.DONE


def show_report(*ids: str, asking: Asking | None = None) -> int:
    """Show everything about reports, and how others stand to them.

    One below the other, each with its whole chain.

        masarat reports show r-04c1
        masarat reports show icrc-1 centre-1

    Parameters
    ----------
    ids
        Ids of reports, or how they begin.
    """
    from masarat.app.journals import now
    from masarat.app.reports.asked import asked as open_asked
    from masarat.app.reports.desk import report_named
    from masarat.app.reports.telling import show_content, show_lines
    from masarat.core.errors import UsageError
    from masarat.reports.conflicts import conflicting

    if not ids:
        msg = "say which reports to show; see: masarat reports list"
        raise UsageError(msg)
    asked = open_asked(asking or Asking())
    reports = [report_named(asked.ledger, name) for name in ids]
    if asked.json:
        contents = [
            show_content(report, asked.ledger, conflicting(asked.ledger, report, now()))
            for report in reports
        ]
        say_json(contents)
        return Exit.DONE
    for place, report in enumerate(reports):
        conflicts = conflicting(asked.ledger, report, now())
        lines = show_lines(report, asked.ledger, asked.speech, conflicts)
        say([""] * bool(place) + lines)
    return Exit.DONE


def correct(
    report: str, /, *, said: Said | None = None, reason: str = "", entering: Entering
) -> int:
    """Enter a report again as it should have been.

    The old one stays, and no longer counts. Both are shown with the reason to
    whoever asks for the report.

        masarat reports correct r-04c1 --claim closed --as desk --reason "misread"

    Parameters
    ----------
    report
        Id of the report that was wrong; only what is wrong has to be said.
    reason
        Why.
    """
    from masarat.app.reports.desk import open_desk, report_named
    from masarat.app.reports.files import zone_named
    from masarat.app.reports.making import corrected
    from masarat.reports.entries import Things
    from masarat.reports.report import Link

    desk = open_desk(entering.journal)
    old = report_named(desk.ledger, report)
    new = corrected(old, said or Said(), zone_named(entering.time_zone))
    link = Link(relation="corrects", report=new.id, target=old.id, reason=reason)
    desk.enter(Things(reports=(new,), links=(link,)), entering.by)
    say([f"Entered {new.id}, which corrects {old.id}"])
    return Exit.DONE


def retract(report: str, /, *, at: str | None = None, reason: str = "", entering: Entering) -> int:
    """Take a report back: it stays in the ledger, and counts no longer.

    A source that takes back what it said says so in a report of its own: enter
    that, and masarat reports link NEW retracts OLD.

        masarat reports retract r-04c1 --as desk --reason "entered twice"

    Parameters
    ----------
    report
        Id of the report.
    at
        From which moment on; without one, as if it had never been published.
    reason
        Why.
    """
    from masarat.app.journals import now
    from masarat.app.reports.asking import moment_of
    from masarat.app.reports.desk import open_desk, report_named
    from masarat.app.reports.files import zone_named
    from masarat.reports.entries import Things
    from masarat.reports.report import Link

    desk = open_desk(entering.journal)
    target = report_named(desk.ledger, report).id
    moment = moment_of(at, zone_named(entering.time_zone), now()) if at else None
    link = Link(relation="retracts", target=target, at=moment, reason=reason)
    desk.enter(Things(links=(link,)), entering.by)
    say([f"Retracted {target}"])
    return Exit.DONE


def link_reports(
    report: str, relation: Relation, target: str, /, *, reason: str = "", entering: Entering
) -> int:
    """Say how one report stands to another.

    A report that repeats another counts as one statement with it.

        masarat reports link anadolu-3 repeats reuters-1 --as desk

    Parameters
    ----------
    report
        Id of the one that does so.
    relation
        What it does.
    target
        Id of the one that it is done to.
    reason
        Why.
    """
    from masarat.app.reports.desk import open_desk, report_named
    from masarat.reports.entries import Things
    from masarat.reports.report import Link

    desk = open_desk(entering.journal)
    first, second = (report_named(desk.ledger, name).id for name in (report, target))
    link = Link(relation=relation, report=first, target=second, reason=reason)
    desk.enter(Things(links=(link,)), entering.by)
    say([f"Entered: {first} {relation} {second}"])
    return Exit.DONE


def grade(
    of: str,
    /,
    *,
    reliability: Reliability | None = None,
    credibility: Credibility | None = None,
    reason: str = "",
    entering: Entering,
) -> int:
    """Grade a report or a source by the Admiralty code; the program never does.

    Whatever nobody has graded counts as F and 6: it cannot be judged.

        masarat reports grade r-04c1 --credibility 2 --as desk
        masarat reports grade Reuters --reliability B --as desk

    Parameters
    ----------
    of
        Id of a report, or the name of a source: then all its reports without a grading of
        their own are meant.
    reliability
        Of the source, A (completely reliable) to E (unreliable); F: cannot be judged.
    credibility
        Of the statement, 1 (confirmed) to 5 (improbable); 6: cannot be judged.
    reason
        Why.
    """
    from masarat.app.reports.desk import open_desk
    from masarat.reports.entries import Things
    from masarat.reports.report import Grading

    desk = open_desk(entering.journal)
    found = [name for name in desk.ledger.reports if name.startswith(of)]
    report = of if of in desk.ledger.reports else found[0] if len(found) == 1 else ""
    grading = Grading(
        report=report,
        source="" if report else of,
        reliability=reliability,
        credibility=credibility,
        reason=reason,
    )
    desk.enter(Things(gradings=(grading,)), entering.by)
    say([f"Graded {report or f'the source {of}'}"])
    return Exit.DONE


def side(
    id: str,  # noqa: A002  (what it is called on the command line)
    /,
    *,
    name: list[str] | None = None,
    ally: list[str] | None = None,
    rival: list[str] | None = None,
    entering: Entering,
) -> int:
    """Say what a side is called, who its allies and rivals are.

    What a side says of its own control, or of its rivals', serves it or not: see
    docs/status.md.

        masarat reports side government --rival opposition --as desk

    Parameters
    ----------
    id
        Id of the side.
    name
        Its name, as en=Government. Repeat it for more languages.
    ally
        Id of a side that it stands with. Repeat it for more.
    rival
        Id of a side that it stands against. Repeat it for more.
    """
    from masarat.app.reports.desk import open_desk
    from masarat.core.errors import UsageError
    from masarat.reports.entries import Things
    from masarat.reports.report import Side

    names = dict(each.partition("=")[::2] for each in name or ())
    if not all(names.values()):
        msg = "--name: expected LANGUAGE=NAME"
        raise UsageError(msg)
    made = Side(id=id, names=names, allies=frozenset(ally or ()), rivals=frozenset(rival or ()))
    open_desk(entering.journal).enter(Things(sides=(made,)), entering.by)
    say([f"Entered side {id}"])
    return Exit.DONE


def source(
    name: str, /, *, also: list[str] | None = None, side: str = "", entering: Entering
) -> int:
    """Enter the names of one source in all languages, so that its reports count once.

    Entered again, the names replace the earlier ones.

        masarat reports source Reuters --also رويترز --also Рейтер --as desk

    Parameters
    ----------
    name
        Its name.
    also
        Another name of it. Repeat it for more.
    side
        Side that it belongs to, where reports do not say.
    """
    from masarat.app.reports.desk import open_desk
    from masarat.reports.entries import Things
    from masarat.reports.report import Alias

    made = Alias(source=name, names=tuple(also or ()), side=side)
    open_desk(entering.journal).enter(Things(sources=(made,)), entering.by)
    say([f"Entered source {name}"])
    return Exit.DONE
