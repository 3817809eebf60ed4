"""`masarat agreement go`, `suspend`, `renew`, `depart`, `arrive`, `back`, `count`, `progress`."""

from dataclasses import asdict
from pathlib import Path
from typing import Literal

from masarat.app.commands.agreement_options import Reported, Signing, Which
from masarat.app.commands.options import Lang
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json

Stage = Literal["departure", "arrival"]


def go(
    convoy: str,
    /,
    *,
    at: str | None = None,
    which: Which | None = None,
    reported: Reported | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Say whether a convoy may depart: only while the agreement is in force.

    Every reason why it may not is listed.

        masarat agreement go ramouseh/1
        masarat agreement go ramouseh/1 --at "2016-12-14 05:30"

    Exit code 0: go. 1: no go, with the reasons.

    Parameters
    ----------
    convoy
        Corridor and number, as on its timetable.
    at
        At which moment; without it, now.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print the verdict as JSON, for programs.
    """
    from masarat.app.agreements.answers import go_lines
    from masarat.app.agreements.asking import Where, ask, ask_go

    asked = ask(Where(**asdict(which or Which()), **asdict(reported or Reported()), at=at), lang)
    verdict, people = ask_go(asked, convoy)
    corridor = convoy.rpartition("/")[0]
    if json:
        say_json(asked.data(verdict.to_data()))
    else:
        say(go_lines(asked.speech, verdict, people))
        say(asked.flag_lines({f"corridor/{corridor}", f"timetable/{corridor}"}))
    return Exit.DONE if verdict.go else Exit.REFUSED


def suspend(
    *, incident: str, place: str = "", corridor: str = "", reason: str = "", signing: Signing
) -> int:
    """Suspend the movement: nothing departs until the guarantees are renewed.

    With --corridor, only that corridor stands still.

        masarat agreement suspend --incident "convoy turned back" --as second-head
        masarat agreement suspend --incident shots --corridor fuah --as first-head

    Parameters
    ----------
    incident
        What happened.
    place
        Where.
    corridor
        Suspend this corridor only.
    reason
        More about it.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, one, who

    said = {"incident": incident, "place": place, "corridor": corridor, "reason": reason}
    say(done_lines(do(who(signing), one("suspended", **said)), signing.out))
    return Exit.DONE


def renew(suspension: str | None = None, /, *, terms: str = "", signing: Signing) -> int:
    """Renew the guarantee after a suspension, for a party that must.

    The movement goes on when all who must have renewed theirs.

        masarat agreement renew --as guarantor-head
        masarat agreement renew --terms "both checkpoints know" --as first-head

    Parameters
    ----------
    suspension
        Beginning of its digest; without it, every one that waits for this party's guarantee.
    terms
        What is guaranteed now.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, renewals, who

    say(done_lines(do(who(signing), renewals(suspension, terms)), signing.out))
    return Exit.DONE


def depart(
    convoy: str,
    /,
    *,
    at: str | None = None,
    people: list[str] | None = None,
    signing: Signing,
) -> int:
    """Report that a convoy departed.

    How many people of which group, for which destination: counts only.

        masarat agreement depart ramouseh/1 --as implementer-office
        masarat agreement depart road/2 --people families:hall=580 --as implementer

    Parameters
    ----------
    convoy
        Corridor and number, as on its timetable.
    at
        When; without it, now.
    people
        GROUP:DESTINATION=COUNT. Repeat it for more; without any, as on the timetable.
    """
    return _moved("departed", convoy, (at, people), signing)


def arrive(
    convoy: str,
    /,
    *,
    at: str | None = None,
    people: list[str] | None = None,
    signing: Signing,
) -> int:
    """Report that a convoy arrived.

    How many people of which group, for which destination: counts only.

        masarat agreement arrive ramouseh/1 --as implementer-office

    Parameters
    ----------
    convoy
        Corridor and number, as on its timetable.
    at
        When; without it, now.
    people
        GROUP:DESTINATION=COUNT. Repeat it for more; without any, as on the timetable.
    """
    return _moved("arrived", convoy, (at, people), signing)


def _moved(
    kind: str, convoy: str, said: tuple[str | None, list[str] | None], signing: Signing
) -> int:
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.moving import moved

    done = do(who(signing), moved(kind, convoy, *said))
    say(done_lines(done, signing.out))
    return Exit.DONE


def back(convoy: str, /, *, at: str | None = None, reason: str = "", signing: Signing) -> int:
    """Report that a convoy turned back, or was turned back.

    Its people count as not departed.

        masarat agreement back ramouseh/1 --reason checkpoint --as implementer

    Parameters
    ----------
    convoy
        Corridor and number, as on its timetable.
    at
        When; without it, now.
    reason
        Why.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.moving import at_moment

    make = at_moment("turned-back", at, convoy=convoy, reason=reason)
    say(done_lines(do(who(signing), make), signing.out))
    return Exit.DONE


def count(
    convoy: str,
    /,
    *,
    stage: Stage,
    people: list[str],
    at: str | None = None,
    signing: Signing,
) -> int:
    """Report a monitor's own count.

    It is kept beside the implementer's; a difference is shown.

        masarat agreement count road/1 --stage arrival --people all:hall=96 --as me

    Parameters
    ----------
    convoy
        Corridor and number, as on its timetable.
    stage
        Where it was counted.
    people
        GROUP:DESTINATION=COUNT. Repeat it for more.
    at
        When; without it, now.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.moving import counted

    say(done_lines(do(who(signing), counted(convoy, stage, at, people)), signing.out))
    return Exit.DONE


def progress(
    *,
    at: str | None = None,
    which: Which | None = None,
    reported: Reported | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Show how the movement goes.

    People of each group, convoys that are not as planned, alarms, counts that
    differ, receipts that are missing, what is newly reported of streets.

        masarat agreement progress
        masarat agreement progress --at "2016-12-15 18:00" --json

    Parameters
    ----------
    at
        At which moment; without it, now.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print it as JSON, for programs.
    """
    from masarat.app.agreements.asking import Where, ask, ask_progress
    from masarat.app.agreements.overview import progress_lines

    asked = ask(Where(**asdict(which or Which()), **asdict(reported or Reported()), at=at), lang)
    found = ask_progress(asked)
    if json:
        say_json(asked.data(found.to_data()))
    else:
        say(progress_lines(asked.speech, found))
        say(asked.flag_lines())
    return Exit.DONE


def actual(draft: Path, /, *, out: Path, at: str | None = None, journal: str | None = None) -> int:
    """Write what became of convoys as a table, for planning the rest anew.

    Convoys that departed late or with other people, turned back, or have not
    departed by the moment; all others went as planned.

        masarat agreement actual draft --out actual.csv
        masarat replan my-scenario out --at "day 2 06:00" --actual actual.csv

    Parameters
    ----------
    draft
        Draft of the current revision (its folder or file).
    out
        File to write.
    at
        At which moment; without it, now.
    journal
        The journal, or an exported copy; else $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.agreements.actual import actual_table
    from masarat.app.agreements.draft_file import read_drafted
    from masarat.app.writing.atomic import write_whole

    table, differ = actual_table(journal, read_drafted(draft), at)
    write_whole(out, table)
    say([f"Wrote {out}: {differ} convoys not as planned"])
    return Exit.DONE
