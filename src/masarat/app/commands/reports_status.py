"""`masarat reports status` and `figures`: what the reports, taken together, say."""

from masarat.app.commands.reports_options import Asking
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def status(
    *of: str, at: str | None = None, known: str | None = None, asking: Asking | None = None
) -> int:
    """Say what the reports make of a place or a route at a moment, and by whom.

    One of open, closed, contested, controlled by a side, unknown: by the clauses of
    docs/status.md, with every report for and against, and with what would change
    it.

        masarat reports status ash-sha-ar --at "2016-12-05 18:00"
        masarat reports status corridor:ramouseh --scenario examples/aleppo-2016
        masarat reports status al-amiriyeh ramouseh-crossing rashidin --lang ar

    Parameters
    ----------
    of
        A place, link:ID,ID or a corridor; several places are a route in this order. Without
        any: everything that a report is about, a line each.
    at
        The moment, as 2016-12-05 18:00; without one, now.
    known
        Look at reports published until then, as 2016-12-07 12:00; without it, until the moment.
    """
    from masarat.app.journals import now
    from masarat.app.reports.asked import asked
    from masarat.app.reports.asking import moment_of, route_name, statuses_of
    from masarat.app.reports.telling import (
        overview_lines,
        route_lines,
        status_content,
        status_lines,
    )
    from masarat.reports.status import RouteStatus, Status

    question = asked(asking or Asking())
    ledger, speech, scenario = question.ledger, question.speech, question.scenario
    moment = moment_of(at, speech.zone, now())
    until = moment_of(known, speech.zone, moment) if known else None
    found = statuses_of(of, ledger, scenario, moment, until)
    if isinstance(found, tuple):
        if question.json:
            say_json([status_content(each) for each in found])
        else:
            say(overview_lines(found, speech))
        return Exit.DONE
    if question.json:
        say_json(status_content(found))
    elif isinstance(found, RouteStatus):
        say(route_lines(found, route_name(of, scenario, speech), ledger, speech))
    else:
        assert isinstance(found, Status)  # noqa: S101  (what is no route)
        say(status_lines(found, ledger, speech))
    return Exit.DONE


def figures(
    of: str | None = None,
    /,
    *,
    what: str = "",
    during: tuple[str, str] | None = None,
    known: str | None = None,
    asking: Asking | None = None,
) -> int:
    """Put figures side by side: what sources count of the same, and through whom.

    Nothing is averaged and nothing is chosen.

        masarat reports figures corridor:ramouseh --what people
        masarat reports figures --during "2016-12-15 00:00" "2016-12-16 12:00"

    Parameters
    ----------
    of
        A place, a link, a corridor or an agreement; without one, everything.
    what
        What is counted, as people.
    during
        Only figures of this time, or nearly: half of either is common.
    known
        Look at reports published until then; without it, until now.
    """
    from masarat.app.journals import now
    from masarat.app.reports.asked import asked
    from masarat.app.reports.asking import moment_of, subject_named
    from masarat.app.reports.telling import figure_lines, figures_content
    from masarat.reports.figures import figures as side_by_side
    from masarat.reports.report import When

    question = asked(asking or Asking())
    ledger, zone = question.ledger, question.speech.zone
    span = during and [moment_of(each, zone, now()) for each in during]
    found = side_by_side(
        ledger,
        moment_of(known, zone, now()),
        subject=subject_named(of, ledger, question.scenario) if of else None,
        what=what,
        during=When(start=span[0], until=span[1]) if span else None,
    )
    if question.json:
        say_json(figures_content(found))
    else:
        say(figure_lines(found, question.speech))
    return Exit.DONE
