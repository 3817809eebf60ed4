"""`masarat agreement sign`, `withdraw`, `take`, `status`, `gate` and `coverage`."""

from dataclasses import asdict
from pathlib import Path

from masarat.app.commands.agreement_options import Reported, Signing, Which
from masarat.app.commands.options import Lang
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def sign(*details: str, all: bool = False, until: str = "", signing: Signing) -> int:  # noqa: A002  (the option's name)
    """Sign details of the current revision: exactly the content that they have now.

    A sign-off binds to the digest of a detail. If the content changes, it no longer
    counts. Read first: masarat agreement show DETAIL. Without a network: sign on an
    exported copy with --out, and carry the file to where the journal is.

        masarat agreement sign --all --as guarantor-head
        masarat agreement sign corridor/ramouseh fleet --as first-head
        masarat agreement sign --all --as first-head --out signed.json

    Parameters
    ----------
    details
        Which details.
    all
        Every detail that this party must sign and this signatory has not signed.
    until
        Until when the sign-off counts, as 2016-12-17 00:00; without it, until it is withdrawn.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, sign_offs, who
    from masarat.core.errors import UsageError

    if bool(details) == all:
        msg = "say which details to sign, or --all"
        raise UsageError(msg)
    done = do(who(signing), sign_offs(details, until))
    say(done_lines(done, signing.out))
    return Exit.DONE


def withdraw(
    detail: str | None = None,
    /,
    *,
    all: bool = False,  # noqa: A002  (the option's name)
    reason: str = "",
    signing: Signing,
) -> int:
    """Withdraw the sign-off on a detail, or on all.

    From then on it does not count; neither does an older one that arrives later.

        masarat agreement withdraw timetable/ramouseh --as first-head --reason night
        masarat agreement withdraw --all --as first-head

    Parameters
    ----------
    detail
        Which detail.
    all
        Every detail.
    reason
        Why.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who, withdrawal
    from masarat.core.errors import UsageError

    if (detail is not None) == all:
        msg = "say which detail to withdraw from, or --all"
        raise UsageError(msg)
    done = do(who(signing), withdrawal(detail, reason))
    say(done_lines(done, signing.out))
    return Exit.DONE


def take(file: Path, /, *, journal: str | None = None) -> int:
    """Take signed acts from a file into the journal.

    Any node can take them: each is judged by its own signature.

        masarat agreement take stick/signed.json

    Parameters
    ----------
    file
        File that another machine wrote with --out.
    journal
        The journal; else $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.agreements.acknowledging import act_lines
    from masarat.app.agreements.desk import open_desk, take_all
    from masarat.app.agreements.draft_file import read_acts

    bodies = read_acts(file)
    say(act_lines(take_all(open_desk(journal), bodies)))
    return Exit.DONE


def status(
    *,
    at: str | None = None,
    which: Which | None = None,
    reported: Reported | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Show where every party stands on every detail, and the next action of each.

    Details that rest on a street of which something was reported since they were
    tabled are named, with who said it through whom. That voids no sign-off.

        masarat agreement status
        masarat agreement status --lang ar

    Parameters
    ----------
    at
        At which moment, as 2016-12-14 05:00; without it, now.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print the verdict as JSON, for programs.
    """
    from masarat.app.agreements.asking import Where, ask
    from masarat.app.agreements.overview import status_lines

    asked = ask(Where(**asdict(which or Which()), **asdict(reported or Reported()), at=at), lang)
    if json:
        say_json(asked.data(asked.verdict.to_data()))
    else:
        say(status_lines(asked.speech, asked.agreement, asked.verdict))
        say(asked.flag_lines())
    return Exit.DONE


def gate(
    *,
    at: str | None = None,
    which: Which | None = None,
    reported: Reported | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Say whether the agreement is in force, and what is missing if it is not.

    In force is only what every party that must has signed, on the same content,
    neither withdrawn nor expired, from the ceasefire's start, and not suspended.

        masarat agreement gate
        masarat agreement gate --at "2016-12-14 05:00" --json

    Exit code 0: in force. 1: not in force.

    Parameters
    ----------
    at
        At which moment, as 2016-12-14 05:00; without it, now.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print the verdict as JSON, for programs.
    """
    from masarat.app.agreements.answers import gate_lines
    from masarat.app.agreements.asking import Where, ask

    asked = ask(Where(**asdict(which or Which()), **asdict(reported or Reported()), at=at), lang)
    verdict = asked.verdict
    if json:
        say_json(asked.data(verdict.to_data()))
    else:
        say(gate_lines(asked.speech, verdict))
        say(asked.flag_lines())
    return Exit.DONE if verdict.in_force else Exit.REFUSED


def coverage(
    *, at: str | None = None, journal: str | None = None, lang: Lang = "en", json: bool = False
) -> int:
    """Show which agreement covers each group.

    Several agreements may share an area, but never a group: a revision that would
    cover another's group is refused, and both are named.

        masarat agreement coverage --at 2016-12-19T00:00:00Z

    Parameters
    ----------
    at
        At which moment, as 2016-12-14T03:00:00Z; without it, now.
    journal
        The journal, or an exported copy; else $MASARAT_JOURNAL, else masarat.sqlite here.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print it as JSON, for programs.
    """
    from masarat.app.agreements.asking import covered, covered_lines

    found = covered(journal, at)
    if json:
        say_json(found.groups)
    else:
        say(covered_lines(found, lang))
    return Exit.DONE
