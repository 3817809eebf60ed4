"""`masarat reports review`: drafts, one by one, before a person."""

from pathlib import Path

from masarat.app.commands.options import Lang
from masarat.app.commands.reports_options import Entering
from masarat.app.exits import Exit
from masarat.app.terminal import say


def review(
    drafts: Path,
    /,
    *,
    published: str = "",
    document: str = "",
    scenario: Path | None = None,
    lang: Lang = "en",
    entering: Entering,
) -> int:
    """Go through drafts one by one: accept, edit or reject each.

    Nothing enters unreviewed. Whatever was accepted is entered at the end, all or
    none, with the office that reviewed it. Drafts that were entered before are left
    out, so that a review can be continued.

        masarat reports draft article.txt --json > drafts.json
        masarat reports review drafts.json --as desk --time-zone Asia/Damascus

    Parameters
    ----------
    drafts
        File of drafts, as masarat reports draft --json prints them.
    published
        When the text was published, where the drafts do not tell.
    document
        Address of the text.
    scenario
        Scenario with the names of places.
    lang
        Language of the questions: Arabic, English or Russian.
    """
    from masarat.app.reports.desk import open_desk
    from masarat.app.reports.drafts import read_drafts
    from masarat.app.reports.review import hold, to_review
    from masarat.app.reports.speech import speech_of
    from masarat.reports.entries import Things
    from masarat.scenario import load

    read = read_drafts(drafts, published=published, document=document)
    desk = open_desk(entering.journal)
    named = load(scenario) if scenario else None
    speech = speech_of(lang, desk.ledger, named, entering.time_zone)
    begun = to_review(read, desk.ledger)
    done = hold(begun, speech, input, say)
    accepted = done.accepted if done else ()
    desk.enter(Things(reports=accepted), entering.by)
    if done:
        rejected = len(done.decided) - len(accepted)
        left = len(done.drafts) - len(done.decided)
        counts = {"accepted": len(accepted), "rejected": rejected, "left": left}
        say([speech.text("review_done", **counts)])
    say([speech.count("entered_reports", len(accepted))])
    return Exit.DONE
