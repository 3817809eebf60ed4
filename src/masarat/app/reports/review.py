"""The review: a person accepts, changes or rejects drafts one by one; nothing enters unreviewed.

`Review` is what was decided so far, a value; `answered` returns the next. `hold` asks and shows
until the person is done, through functions that are given to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.app.reports.making import report_of
from masarat.app.reports.telling import show_lines
from masarat.core.errors import UsageError
from masarat.reports.exchange.csv_file import COLUMNS, GLOSS
from masarat.reports.ledger import Ledger
from masarat.reports.vocabulary import LINKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from masarat.app.reports.drafts import Drafted
    from masarat.app.reports.speech import Speech
    from masarat.reports.report import Report

ACCEPT, EDIT, REJECT, UNDO, QUIT, EXIT = "a", "e", "r", "u", "q", "x"
FIELDS = tuple(
    name for name in COLUMNS if not name.startswith("quote") and name not in {"id", "extra", *LINKS}
)
"""Fields that a person may change: the words of the text stay as they are."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was decided so far.

    Parameters
    ----------
    drafts
        All drafts, in the order of the text, changed where a person changed them.
    decided
        For each draft so far: the report that was accepted, or None where it was rejected.
    """

    drafts: tuple[Drafted, ...]
    decided: tuple[Report | None, ...] = ()

    @property
    def current(self) -> Drafted | None:
        """The draft that is to be decided next."""
        place = len(self.decided)
        return self.drafts[place] if place < len(self.drafts) else None

    @property
    def accepted(self) -> tuple[Report, ...]:
        """The reports that were accepted."""
        return tuple(each for each in self.decided if each is not None)

    def changed(self, field: str, cell: str) -> Review:
        """Return the review with one field of the current draft changed; emptied if `cell` is."""
        place = len(self.decided)
        draft = self.drafts[place]
        row = {**draft.row, field: cell}
        new = replace(draft, row={name: text for name, text in row.items() if text})
        return replace(self, drafts=(*self.drafts[:place], new, *self.drafts[place + 1 :]))

    def with_(self, report: Report | None) -> Review:
        """Return the review with the current draft decided."""
        return replace(self, decided=(*self.decided, report))

    def undone(self) -> Review:
        """Return the review without the last decision."""
        return replace(self, decided=self.decided[:-1])


def to_review(drafts: Iterable[Drafted], ledger: Ledger) -> Review:
    """Return the review of drafts; those that were entered before are left out."""
    return Review(tuple(each for each in drafts if each.id not in ledger.reports))


def hold(
    review: Review,
    speech: Speech,
    ask: Callable[[str], str],
    show: Callable[[Sequence[str]], None],
) -> Review | None:
    """Ask about each draft until all are decided or the person is done.

    Parameters
    ----------
    ask
        Shows a line and returns the answer.
    show
        Shows lines.

    Returns
    -------
    Review | None
        What was decided; None if the person left without entering anything.
    """
    shown = None
    try:
        while (draft := review.current) is not None:
            if shown != (len(review.decided), draft):
                show(draft_lines(review, speech))
                shown = (len(review.decided), draft)
            answer = ask(f"{speech.text('review_ask')}: ").strip().casefold()[:1]
            if answer in (QUIT, EXIT):
                return review if answer == QUIT else None
            review = _answered(review, answer, speech, ask, show)
    except EOFError:  # the terminal was closed
        return None
    return review


def draft_lines(review: Review, speech: Speech) -> list[str]:
    """Return the current draft as the report that it would be, and the words that it is from."""
    draft = review.current
    if draft is None:
        return []
    number, every = len(review.decided) + 1, len(review.drafts)
    heading = ["", speech.text("review_heading", n=number, all=every)]
    try:
        report = _report(draft, speech)
    except UsageError as error:
        why = speech.text("review_missing", why=str(error).replace("\n", "; "))
        row = [f"  {name}: {speech.foreign(cell)}" for name, cell in draft.row.items()]
        return [*heading, *row, f"  {why}"]
    nobody = report.claim.kind == "control" and not report.claim.by
    note = [f"  {speech.text('review_by_missing')}"] if nobody else []
    return [*heading, *show_lines(report, Ledger(), speech)[1:], *note]


def _answered(
    review: Review,
    answer: str,
    speech: Speech,
    ask: Callable[[str], str],
    show: Callable[[Sequence[str]], None],
) -> Review:
    """Return the review after one answer."""
    draft = review.current
    if draft is None:
        return review
    if answer == ACCEPT:
        try:
            return review.with_(_report(draft, speech))
        except UsageError as error:
            show([speech.text("review_missing", why=str(error))])
    elif answer == REJECT:
        return review.with_(None)
    elif answer == UNDO and review.decided:
        return review.undone()
    elif answer == UNDO:
        show([speech.text("review_nothing_to_undo")])
    elif answer == EDIT:
        return _edited(review, speech, ask, show)
    else:
        show([speech.text("review_unknown")])
    return review


def _edited(
    review: Review,
    speech: Speech,
    ask: Callable[[str], str],
    show: Callable[[Sequence[str]], None],
) -> Review:
    """Ask for fields and their values until the answer is empty."""
    while True:
        field = ask(f"{speech.text('review_field', fields=', '.join(FIELDS))}: ").strip()
        field = field.replace("-", "_")
        if not field:
            return review
        if field not in FIELDS and not field.startswith(GLOSS):
            show([speech.text("review_field", fields=", ".join(FIELDS))])
            continue
        now = review.current.row.get(field, "") if review.current else ""
        label = speech.text("review_value", field=field, value=speech.foreign(now))
        review = review.changed(field, ask(f"{label}: ").strip())


def _report(draft: Drafted, speech: Speech) -> Report:
    """Return the report that a draft makes.

    Raises
    ------
    UsageError
        If it does not make one yet.
    """
    return report_of({**draft.row, "id": draft.id}, speech.zone)
