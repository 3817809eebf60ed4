"""Draft reports from an article's file, and as lines for people."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING

from masarat.app.terminal import error_console
from masarat.core.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from masarat.reports.intake.draft import Draft


_LONG = 200_000  # bytes that take about a second


def drafts_of(
    article: Path,
    places: Path | None = None,
    *,
    published_by: str = "",
    day: str = "",
    encoding: str | None = None,
) -> tuple[Draft, ...]:
    """Read the draft reports of the article in a file.

    Parameters
    ----------
    article
        Text file.
    places
        Table of places; None: the places that come with masarat.
    published_by, day
        Publisher and day (2016-12-05) where the text does not say.
    encoding
        Encoding of the file; None: UTF-8, or UTF-16 with a byte order mark.

    Raises
    ------
    InputError
        If the article or the table cannot be used.
    """
    from masarat.reports.intake.drafting import read_drafts
    from masarat.reports.intake.gazetteer import gazetteer
    from masarat.reports.intake.places import own_places, read_places, with_areas
    from masarat.reports.intake.source_text import read_text

    text = read_text(article, encoding)
    rows = own_places() if places is None else read_places(places)
    return read_drafts(
        text,
        gazetteer(with_areas(rows)),
        published_by=published_by,
        day=_day(day),
        file=article.name,
    )


def patience(*files: Path | None) -> AbstractContextManager[object]:
    """Show on a terminal that something is being read, where that takes more than a moment."""
    sizes = [file.stat().st_size for file in files if file is not None and file.is_file()]
    if sum(sizes) < _LONG:
        return nullcontext()
    return error_console().status(f"Reading {sum(sizes) / 2**20:.1f} MB")


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        fault = Fault(file="--date", found=written, expected="a day such as 2016-12-05")
        raise InputError([fault]) from None


def draft_lines(drafts: tuple[Draft, ...]) -> Iterator[str]:
    """Yield the drafts for people: the words on lines of their own, so that they read right."""
    for number, draft in enumerate(drafts, start=1):
        who = draft.said_by or "(no speaker named)" if draft.via else draft.said_by
        chain = [who or "the publisher itself", *draft.via, draft.published_by or "?"]
        yield f"{number}. {draft.claim}, {draft.modality}: {' < '.join(chain)}"
        facts = [draft.occurred or "no date", " ".join(draft.places) or "no place named"]
        if draft.distanced:
            facts.append("the publisher keeps its distance")
        yield f"   {'; '.join(facts)}; characters {draft.start}-{draft.end}"
        yield " ".join(draft.text.split())
        yield ""
    yield f"{len(drafts)} {'draft' if len(drafts) == 1 else 'drafts'}; nothing is recorded yet."
