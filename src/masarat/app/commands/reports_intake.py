"""`masarat reports draft`: from a news text to draft reports."""

from pathlib import Path

from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def draft(
    article: Path,
    /,
    *,
    places: Path | None = None,
    published_by: str = "",
    date: str = "",
    encoding: str | None = None,
    json: bool = False,
) -> int:
    """Read draft reports from a news text in Arabic, English or Russian.

    Says for each statement who said it, through whom, when it happened, which
    places it is about, how firmly it is said and whether the publisher keeps
    its distance. Nothing is recorded: a person accepts, edits or rejects each.

        masarat reports draft article.txt
        masarat reports draft article.txt --places places.csv --json
        masarat reports draft article.txt --published-by SANA --date 2016-12-05

    Offsets count the characters of the decoded text from 0, line ends as they
    stand in the file, without a byte order mark.

    Parameters
    ----------
    article
        Text file, UTF-8.
    places
        Table of places (CSV: id, name_ar, name_en, ...); if none is given, the neighbourhoods of
        Aleppo and the roads out.
    published_by
        Who published it, if the text does not say.
    date
        The day it was published (2016-12-05), if the text does not say.
    encoding
        Encoding of the file (cp1256, cp1251, utf-16-le), if it is not UTF-8.
    json
        Print the drafts as JSON, for programs: with the words that each field was read from.
    """
    from masarat.app.intake import draft_lines, drafts_of, patience

    with patience(article, places):
        drafts = drafts_of(article, places, published_by=published_by, day=date, encoding=encoding)
    if json:
        say_json([draft.content() for draft in drafts])
    else:
        say(draft_lines(drafts))
    return Exit.DONE
