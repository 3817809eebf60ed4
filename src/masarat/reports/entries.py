"""Entries of a journal that hold reports: their kinds, their bodies, and back.

Each body has a list of one sort of thing, and `by`: the office or desk that reviewed it.

    reports.reported   reports   `masarat.reports.content` says each form
    reports.linked     links
    reports.graded     gradings
    reports.side       sides
    reports.source     sources
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from masarat.reports import content
from masarat.reports.members import Wrong, WrongContentError
from masarat.reports.report import Alias, Grading, Link, Report, Side
from masarat.reports.text import WrongTextError, check_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OURS = "reports."

Thing: TypeAlias = Report | Link | Grading | Side | Alias


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of entry: its name, the list in its body, and how one thing is read and written."""

    kind: str
    several: str
    type: type[Thing]
    read: Callable[[object], Thing]
    write: Callable[[Any], dict[str, Any]]


FORMS = (
    Form("reports.side", "sides", Side, content.read_side, content.side_content),
    Form("reports.source", "sources", Alias, content.read_alias, content.alias_content),
    Form("reports.reported", "reports", Report, content.read_report, content.report_content),
    Form("reports.linked", "links", Link, content.read_link, content.link_content),
    Form("reports.graded", "gradings", Grading, content.read_grading, content.grading_content),
)
"""All kinds, in the order in which a file that holds several is entered."""

KINDS: Mapping[str, Form] = {form.kind: form for form in FORMS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """Reports and what is said of them, together: what a file holds, or an entry."""

    reports: tuple[Report, ...] = ()
    links: tuple[Link, ...] = ()
    gradings: tuple[Grading, ...] = ()
    sides: tuple[Side, ...] = ()
    sources: tuple[Alias, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def of(self, form: Form) -> tuple[Thing, ...]:
        """Return the things of one form."""
        things: tuple[Thing, ...] = getattr(self, form.several)
        return things


def make_bodies(things: Things, by: str, most: int = 500) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and body of the entries that hold `things`, at most `most` in each."""
    made: list[tuple[str, dict[str, Any]]] = []
    for form in FORMS:
        every = things.of(form)
        for start in range(0, len(every), most):
            written = [form.write(thing) for thing in every[start : start + most]]
            made.append((form.kind, {"by": by, form.several: written}))
    return made


def read_body(kind: str, body: Mapping[str, Any]) -> tuple[str, Sequence[Thing]]:
    """Return who reviewed an entry and the things that it holds.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    form = KINDS.get(kind)
    if form is None:
        raise WrongContentError([Wrong("kind", f"one of {', '.join(KINDS)}", kind)])
    items = body.get(form.several)
    if not isinstance(items, list) or not items:
        raise WrongContentError([Wrong(form.several, "a list that is not empty")])
    by = body.get("by")
    wrong: list[Wrong] = []
    try:
        check_text(by if isinstance(by, str) else "")
    except WrongTextError as error:
        wrong.append(Wrong("by", error.expected, error.found))
    if not isinstance(by, str) or not by.strip():
        wrong.append(Wrong("by", "the office or desk that reviewed it"))
    things: list[Thing] = []
    for place, item in enumerate(items, 1):
        try:
            things.append(form.read(item))
        except WrongContentError as error:
            wrong += [
                Wrong(f"{form.several}.{place}.{w.field}", w.expected, w.found, w.hint)
                for w in error.wrong
            ]
    if wrong:
        raise WrongContentError(wrong)
    return str(by), things
