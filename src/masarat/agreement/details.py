"""Details: what is to be coordinated, one by one, made from a checked plan.

A detail's content is plain data (whole numbers, text, lists) and depends only on what the detail is
about: the timetable of one corridor says nothing of another's, and no content names the plan. So a
changed plan changes the digests of exactly the details whose content differs (promise 6). Times are
moments (`masarat.core.instants`), names stand as the scenario spells them. Convoys are named by
their corridor and their number on it, in order of departure: `ramouseh/7`; one that has departed
keeps its name in every later revision. Vehicles are counted by class; which bus it is concerns the
dispatcher alone.

There are counts only: nothing here can hold a person's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masarat.agreement.parties import STANDING
from masarat.agreement.wording import in_languages
from masarat.core.canonical import digest
from masarat.core.instants import write_instant
from masarat.core.languages import LANGUAGES
from masarat.scenario.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.agreement.terms import Terms
    from masarat.core.windows import Windows
    from masarat.plan.document import Plan
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Instance

KINDS = (
    "corridor",
    "timetable",
    "inspection",
    "approach",
    "fleet",
    "destinations",
    "medical",
    "linked",
    *STANDING,
)
"""All kinds of details that drafting makes, in their order."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One thing to be coordinated.

    `id` is stable over revisions: `timetable/ramouseh`, `fleet`. `content` is what is signed; it
    says its detail, kind and title (by language) itself.
    """

    id: str
    kind: str
    title: Mapping[str, str]
    content: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content's canonical form: what a sign-off is bound to."""
        return digest(self.content)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What details are made from: a scenario, its instance, a plan that passed its check, terms.

    `kept` has the names of convoys that departed under an earlier revision, by id in the plan: they
    keep them, and no other convoy is given one.
    """

    scenario: Scenario
    instance: Instance
    plan: Plan
    terms: Terms
    kept: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The scenario's languages for which there are texts; English if there is none."""
        known = tuple(lang for lang in self.scenario.languages if lang in LANGUAGES)
        return known or ("en",)

    @cached_property
    def places(self) -> dict[str, Mapping[str, str]]:
        """Names of places."""
        return {place.id: place.names for place in self.scenario.places}

    @cached_property
    def groups(self) -> dict[str, Mapping[str, str]]:
        """Names of groups."""
        return {group.id: group.names for group in self.scenario.groups}

    @cached_property
    def corridors(self) -> dict[str, Mapping[str, str]]:
        """Names of corridors."""
        return {corridor.id: corridor.names for corridor in self.scenario.corridors}

    @cached_property
    def classes(self) -> dict[str, Mapping[str, str]]:
        """Names of vehicle classes."""
        return {vehicles.id: vehicles.names for vehicles in self.scenario.vehicles}

    def moment(self, minute: int) -> str:
        """Return a minute from the scenario's start as a moment."""
        return write_instant(Clock(self.scenario.start).moment(minute))

    def windows(self, windows: Windows) -> list[dict[str, str]]:
        """Return half-open windows as moments, suspensions known beforehand left out."""
        return [
            {"from": self.moment(window.start), "until": self.moment(window.until)}
            for window in windows.minus(self.instance.suspensions)
        ]

    def detail(
        self, kind: str, about: str, names: Mapping[str, str] | None, content: Mapping[str, Any]
    ) -> Detail:
        """Return the detail `kind` (or `kind/about`), titled with the names of what it is about."""
        detail = f"{kind}/{about}" if about else kind
        name = {"name": names or about} if about else {}
        title = in_languages(f"title_{kind}", self.languages, **name)
        whole = {"detail": detail, "kind": kind, "title": title, **content}
        return Detail(id=detail, kind=kind, title=title, content=whole)


def only(names: Mapping[str, Mapping[str, str]], ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the names of `ids`, as written, for readers of a content by itself."""
    return {each: dict(names[each]) for each in sorted(set(ids)) if names.get(each)}
