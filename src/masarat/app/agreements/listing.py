"""What a draft holds and what details say, as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.app.agreements.answers import table_lines
from masarat.app.agreements.contents import content_lines
from masarat.app.agreements.doing import current
from masarat.app.agreements.revisions import contents_of
from masarat.app.agreements.speech import Speech
from masarat.core.canonical import digest
from masarat.core.errors import UsageError, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from masarat.agreement.record import Agreement
    from masarat.app.agreements.draft_file import Drafted

_DIGITS = 12


def draft_lines(drafted: Drafted, lang: str) -> Iterator[str]:
    """Yield every detail of a draft with the beginning of its digest, and what is waived."""
    speech = Speech(lang, drafted.draft, drafted.all_contents)
    yield speech.title
    yield from _listed(speech, drafted.all_contents)
    yield speech.count("draft_details", len(drafted.all_contents))
    protected = drafted.contents.get("voluntariness", {}).get("protected", ())
    if protected:
        yield speech.count("people_stay", sum(each["people"] for each in protected))
    for kind, reason in drafted.waivers.items():
        yield speech.text("waived", kind=kind, reason=reason)


def _listed(speech: Speech, contents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    rows = [
        [f"  {detail}", digest(content)[:_DIGITS], speech.detail(detail)]
        for detail, content in contents.items()
    ]
    yield from table_lines(rows)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown of an agreement: the contents of a revision, and which of them in full."""

    agreement: Agreement
    contents: Mapping[str, Mapping[str, Any]]
    detail: str | None


def shown(agreement: Agreement, detail: str | None, revision: int | None) -> Shown:
    """Return what is to be shown of a revision: one detail, or the list of all.

    Raises
    ------
    UsageError
        If there is no such revision or detail.
    """
    if revision is None:
        revision = current(agreement).number
    contents = contents_of(agreement, revision)
    if detail is not None and detail not in contents:
        hint = suggestion(detail, contents) or f"there are: {', '.join(contents)}"
        msg = f"revision {revision} has no detail {detail!r} ({hint})"
        raise UsageError(msg)
    return Shown(agreement=agreement, contents=contents, detail=detail)


def shown_lines(asked: Shown, lang: str) -> Iterator[str]:
    """Yield what a detail says, or the list of all details."""
    speech = Speech(lang, asked.agreement.draft, asked.contents)
    if asked.detail is None:
        yield from _listed(speech, asked.contents)
    else:
        content = asked.contents[asked.detail]
        yield from content_lines(speech, content, digest(content))
