"""`masarat agreement parties`, `draft`, `table`, `changes` and `show`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masarat.app.commands.agreement_options import Which
from masarat.app.commands.options import Lang
from masarat.app.commands.values import Out, whole
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def parties(file: Path, /) -> int:
    """Write a commented parties.yaml to start from.

    It says who takes part, who signs for whom, and who must sign what.

        masarat agreement parties parties.yaml

    Parameters
    ----------
    file
        File to make. What is there is never overwritten.
    """
    from masarat.app.agreements.drafting import write_parties_template

    write_parties_template(file)
    say([f"Wrote {file}. Now edit it, and: masarat agreement draft SCENARIO PLAN --parties {file}"])
    return Exit.DONE


def draft(
    scenario: Path,
    plan: Path,
    /,
    *,
    parties: Path,
    out: Out,
    after: Path | None = None,
    lang: Lang = "en",
) -> int:
    """Make the details of an agreement from a checked plan: what there is to sign.

    One detail a corridor, a timetable, a checkpoint; vehicles, destinations, the
    sick first, linked operations; and those that every agreement has: free choice
    and protection of those who stay, return and property, monitoring, notification,
    suspension, the ceasefire. Those are left out only where parties.yaml waives
    them by name, with a reason that is recorded. Nothing is tabled yet.

        masarat agreement draft my-scenario out --parties parties.yaml --out draft

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook that the plan was made from.
    plan
        plan.json, or the folder it is in.
    parties
        Who takes part and who must sign what.
    out
        Folder for the draft.
    after
        Draft of the current revision, where the plan goes on from it (masarat replan):
        convoys that have departed keep their names.
    lang
        Language of what is printed: Arabic, English or Russian.
    """
    from masarat.app.agreements.draft_file import NAME, write_drafted
    from masarat.app.agreements.drafting import draft_agreement
    from masarat.app.agreements.listing import draft_lines
    from masarat.app.writing.atomic import all_or_nothing
    from masarat.app.writing.writable import writable_folder

    writable_folder(out)
    drafted = draft_agreement(scenario, plan, parties, after)
    with all_or_nothing(out) as scratch:
        (scratch / NAME).write_bytes(write_drafted(drafted))
    say([*draft_lines(drafted, lang), f"Wrote {out / NAME}"])
    return Exit.DONE


def table(
    draft: Path,
    /,
    *,
    by: Annotated[str, Parameter(name="--as")],
    place: str = "",
    journal: str | None = None,
    lang: Lang = "en",
) -> int:
    """Put a draft on the table as the next revision, for a party that may.

    Details whose content is as before keep their sign-offs; the others lose them,
    and are named. To see them before: masarat agreement changes DRAFT.

        masarat agreement table draft --as guarantor-head --place Geneva

    Parameters
    ----------
    draft
        draft.json, or the folder it is in.
    by
        Signatory who tables it, with the key on this machine.
    place
        Where it is tabled.
    journal
        The journal; else $MASARAT_JOURNAL, else masarat.sqlite here.
    lang
        Language of what is printed: Arabic, English or Russian.
    """
    from masarat.app.agreements.desk import open_desk
    from masarat.app.agreements.draft_file import read_drafted
    from masarat.app.agreements.revisions import draft_change_lines, table_draft

    drafted = read_drafted(draft)
    desk = open_desk(journal)
    before = desk.state
    number = table_draft(desk, drafted, by, place)
    say(draft_change_lines(before, drafted, lang))
    say([f"Tabled revision {number} of {drafted.draft.agreement}"])
    return Exit.DONE


def changes(
    revision: str,
    second: Annotated[int | None, whole(0)] = None,
    /,
    *,
    which: Which | None = None,
    lang: Lang = "en",
    every: bool = False,
    json: bool = False,
) -> int:
    """Say what differs between two revisions, and which details lose their sign-offs.

    With a draft: what would become of the current revision if it were tabled.

        masarat agreement changes draft
        masarat agreement changes 1 2 --lang ar

    Parameters
    ----------
    revision
        A draft (its folder or file), or the number of the first revision.
    second
        Number of the second revision.
    lang
        Language of what is printed: Arabic, English or Russian.
    every
        Print every difference of each detail.
    json
        Print the changes as JSON, for programs.
    """
    from masarat.app.agreements.desk import read_state
    from masarat.app.agreements.revisions import asked_changes, change_lines

    asked = which or Which()
    state = read_state(asked.journal)
    speech, found = asked_changes(state, asked.agreement, (revision, second), lang)
    if json:
        say_json(found.to_data())
    else:
        say(change_lines(speech, found, every=every))
    return Exit.DONE


def show(
    detail: str | None = None,
    /,
    *,
    revision: Annotated[int | None, whole(0)] = None,
    which: Which | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Show what a detail says: read it before you sign it.

    Without a detail, all of them are listed.

        masarat agreement show
        masarat agreement show inspection/ramouseh-crossing --lang ru

    Parameters
    ----------
    detail
        Which detail; without one, all of them are listed.
    revision
        Of which revision; without one, the current one.
    lang
        Language of what is printed: Arabic, English or Russian.
    json
        Print the content as JSON, exactly what is signed.
    """
    from masarat.app.agreements.desk import agreement_of, read_state
    from masarat.app.agreements.listing import shown, shown_lines

    asked = which or Which()
    agreement = agreement_of(read_state(asked.journal), asked.agreement)
    found = shown(agreement, detail, revision)
    if json:
        say_json(found.contents if detail is None else found.contents[detail])
    else:
        say(shown_lines(found, lang))
    return Exit.DONE
