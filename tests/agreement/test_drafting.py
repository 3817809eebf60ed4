"""Details: what each is about, and nothing else (promise 6)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.drafts import FOLDER, source

from masarat.agreement.details import KINDS, Source
from masarat.agreement.drafting import draft_details, groups_covered
from masarat.agreement.parties import STANDING
from masarat.agreement.wording import texts
from masarat.core.canonical import canonical_bytes
from masarat.core.languages import LANGUAGES
from masarat.core.windows import Window, Windows
from masarat.plan.document import Left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from masarat.plan.document import Convoy
    from masarat.scenario.instance import Instance

Edit = tuple[str, frozenset[str], "Callable[[Source], Source]"]


def on_instance(**fields: Callable[[Instance], Any]) -> Callable[[Source], Source]:
    def edited(before: Source) -> Source:
        made = {name: make(before.instance) for name, make in fields.items()}
        return replace(before, instance=replace(before.instance, **made, _digest=[]))

    return edited


def first(items: tuple[Any, ...], where: str, which: str, **fields: Any) -> tuple[Any, ...]:
    return tuple(
        replace(item, **fields) if getattr(item, where) == which else item for item in items
    )


def later(corridor: str) -> Callable[[Source], Source]:
    """Let the last convoy of a corridor leave and arrive a minute later."""

    def edited(before: Source) -> Source:
        last = max(
            (c for c in before.plan.convoys if c.corridor == corridor), key=lambda c: c.depart
        )
        rides = tuple(replace(ride, arrive=ride.arrive + 1) for ride in last.rides)
        moved: Convoy = replace(last, depart=last.depart + 1, exit=last.exit + 1, rides=rides)
        convoys = tuple(moved if c is last else c for c in before.plan.convoys)
        return replace(before, plan=replace(before.plan, convoys=convoys))

    return edited


def other_effort(before: Source) -> Source:
    return replace(before, plan=replace(before.plan, effort=7, seed=9, person_minutes=1))


def other_spelling(before: Source) -> Source:
    """Spell every name of the scenario in NFD."""

    def decomposed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            replace(item, names={k: unicodedata.normalize("NFD", v) for k, v in item.names.items()})
            for item in items
        )

    scenario = before.scenario
    tables: dict[str, Any] = {
        name: decomposed(getattr(scenario, name))
        for name in ("places", "groups", "corridors", "vehicles")
    }
    return replace(before, scenario=replace(scenario, **tables))


def people_left(before: Source) -> Source:
    left = Left(group="sukkari-rest", people=5, reason="no room")
    return replace(before, plan=replace(before.plan, left=(left,)))


def with_terms(**fields: Any) -> Callable[[Source], Source]:
    return lambda before: replace(before, terms=replace(before.terms, **fields))


def shut(instance: Instance) -> tuple[Any, ...]:
    return first(instance.corridors, "id", "fuah", windows=Windows.of([Window(420, 900)]))


EDITS: tuple[Edit, ...] = (
    ("another search", frozenset(), other_effort),
    ("names in NFD", frozenset(), other_spelling),
    ("a convoy on ramouseh", frozenset({"timetable/ramouseh"}), later("ramouseh")),
    ("a convoy on fuah", frozenset({"timetable/fuah"}), later("fuah")),
    (
        "one more lane",
        frozenset({"inspection/ramouseh-crossing"}),
        on_instance(
            checkpoints=lambda i: first(i.checkpoints, "place", "ramouseh-crossing", lanes=5)
        ),
    ),
    ("the other town's hours", frozenset({"corridor/fuah"}), on_instance(corridors=shut)),
    (
        "more room",
        frozenset({"destinations"}),
        on_instance(destinations=lambda i: first(i.destinations, "place", "idlib", capacity=9)),
    ),
    ("people left", frozenset({"destinations"}), people_left),
    (
        "a tighter tie",
        frozenset({"linked/west-and-fuah"}),
        on_instance(
            linked=lambda i: first(i.linked, "id", "west-and-fuah", tolerance=Fraction(1, 20))
        ),
    ),
    (
        "faster loading",
        frozenset({"fleet"}),
        on_instance(classes=lambda i: first(i.classes, "id", "bus", load=19)),
    ),
    (
        "the limit aboard",
        frozenset({"timetable/ramouseh", "timetable/fuah"}),
        on_instance(aboard_limit=lambda _: 300),
    ),
    ("earlier notice", frozenset({"notification"}), with_terms(notice_minutes=90)),
    ("another guarantor", frozenset({"suspension"}), with_terms(must_renew=("a",))),
    ("more monitors", frozenset({"monitoring"}), with_terms(monitors=("monitor", "a"))),
    ("a smaller area", frozenset({"ceasefire"}), with_terms(area={"en": "Ramouseh"})),
)


def digests(of: Source) -> dict[str, str]:
    return {detail.id: detail.digest for detail in draft_details(of)}


@pytest.mark.parametrize(("name", "expected", "edit"), EDITS, ids=[edit[0] for edit in EDITS])
def test_an_edit_changes_what_it_is_about_and_nothing_else(
    name: str, expected: frozenset[str], edit: Callable[[Source], Source]
) -> None:
    before, after = digests(source()), digests(edit(source()))
    assert before.keys() == after.keys()
    assert {detail for detail in before if before[detail] != after[detail]} == expected


@settings(max_examples=40)
@given(chosen=st.sets(st.sampled_from(range(len(EDITS)))))
def test_several_edits_change_what_they_are_about_together(chosen: set[int]) -> None:
    after, expected = source(), set[str]()
    for each in sorted(chosen):
        _, about, edit = EDITS[each]
        after, expected = edit(after), expected | about
    before, now = digests(source()), digests(after)
    assert {detail for detail in before if before[detail] != now[detail]} == expected


def test_digests_differ_exactly_where_contents_differ() -> None:
    ours = {detail.id: detail for detail in draft_details(source())}
    theirs = {detail.id: detail for detail in draft_details(source("first"))}
    assert set(ours) & set(theirs)
    for name in set(ours) & set(theirs):
        same = canonical_bytes(ours[name].content) == canonical_bytes(theirs[name].content)
        assert same == (ours[name].digest == theirs[name].digest)
    assert ours["return"].digest == theirs["return"].digest


def test_two_spellings_of_a_name_have_one_digest_and_keep_their_wording() -> None:
    nfc, nfd = source(), other_spelling(source())
    arabic = {name for place in nfc.places.values() for name in place.values()}
    assert any(unicodedata.normalize("NFD", name) != name for name in arabic)
    assert digests(nfc) == digests(nfd)
    written = {detail.id: detail.content for detail in draft_details(nfd)}["destinations"]
    names = written["place_names"]["idlib"]
    assert names["ar"] == unicodedata.normalize("NFD", "إدلب") != "إدلب"


def test_every_kind_is_there_once_or_once_an_object() -> None:
    details = draft_details(source("first"))
    assert len({detail.id for detail in details}) == len(details)
    kinds = [detail.kind for detail in details]
    assert sorted(set(kinds), key=KINDS.index) == list(dict.fromkeys(kinds))
    assert set(STANDING) <= set(kinds)
    for detail in details:
        assert detail.content["detail"] == detail.id
        assert detail.content["kind"] == detail.kind
        assert set(detail.title) == {"en", "ar", "ru"}


def test_only_what_is_waived_by_name_is_missing() -> None:
    everything = {detail.id for detail in draft_details(source())}
    waived = {detail.id for detail in draft_details(source(), waived=["return", "approach"])}
    assert everything - waived == {"return", "approach"}


def test_convoys_are_named_by_corridor_and_number_in_order_of_departure() -> None:
    content = {d.id: d.content for d in draft_details(source())}["timetable/ramouseh"]
    names = [convoy["convoy"] for convoy in content["convoys"]]
    assert names == [f"ramouseh/{number}" for number in range(1, len(names) + 1)]
    departures = [convoy["departs"] for convoy in content["convoys"]]
    assert departures == sorted(departures)


def test_timetables_carry_everybody_that_the_plan_moves() -> None:
    for name in ("first", "second"):
        of = source(name)
        contents = {d.id: d.content for d in draft_details(of)}
        aboard = [
            count
            for detail, content in contents.items()
            if detail.startswith("timetable/")
            for convoy in content["convoys"]
            for by_destination in convoy["people"].values()
            for count in by_destination.values()
        ]
        assert sum(aboard) == of.plan.planned
        going = [
            each["people"]
            for group in contents["destinations"]["groups"]
            for each in group["go_to"]
        ]
        assert sum(going) == of.plan.planned


def test_times_are_moments_of_the_worlds_clock() -> None:
    content = {d.id: d.content for d in draft_details(source())}["corridor/ramouseh"]
    assert content["windows"] == [{"from": "2016-12-18T21:00:00Z", "until": "2016-12-23T22:00:00Z"}]
    assert content["expires"] == "2016-12-23T22:00:00Z"


def test_suspensions_known_beforehand_are_cut_out_of_the_windows() -> None:
    edit = on_instance(suspensions=lambda _: Windows.of([Window(60, 120)]))
    content = {d.id: d.content for d in draft_details(edit(source()))}["corridor/ramouseh"]
    assert [window["until"] for window in content["windows"]] == [
        "2016-12-18T22:00:00Z",
        "2016-12-23T22:00:00Z",
    ]


def test_those_who_stay_are_numbers_to_protect() -> None:
    content = {d.id: d.content for d in draft_details(source())}["voluntariness"]
    assert content["protected"] == [{"place": "as-salheen", "people": 2000}]
    whole = json.dumps(content, ensure_ascii=False)
    assert "staying" not in whole  # neither the group's id nor its name


def test_groups_covered_are_those_planned() -> None:
    assert groups_covered(source()) == ("fuah", "kafriya", "mashhad-rest", "sukkari-rest")


def test_drafting_again_gives_the_same_bytes() -> None:
    once = [canonical_bytes(detail.content) for detail in draft_details(source())]
    assert once == [canonical_bytes(detail.content) for detail in draft_details(source())]


def test_a_scenario_in_a_language_without_texts_gets_english() -> None:
    of = replace(source(), scenario=replace(source().scenario, languages=("fr",)))
    assert {frozenset(detail.title) for detail in draft_details(of)} == {frozenset({"en"})}


PERSONAL = ("person", "phone", "email", "passport", "identity", "photo", "birth", "surname")


def members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


def test_no_member_can_hold_a_person() -> None:
    for name in ("first", "second"):
        for detail in draft_details(source(name)):
            found = {m for m in members(detail.content) if any(word in m for word in PERSONAL)}
            assert found == set()


CALLED = ("legal", "lawful", "قانوني", "شرعي", "юридич", "законн", "правов")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_calls_an_agreement_legal(lang: str) -> None:
    for key, text in texts(lang).items():
        assert not [word for word in CALLED if word in text.casefold()], key


def test_texts_are_the_same_in_every_language() -> None:
    english = texts("en")
    for lang in LANGUAGES:
        assert texts(lang).keys() == english.keys()
        for key, text in texts(lang).items():
            assert text
            assert set(re.findall(r"\{(\w+)\}", text)) == set(
                re.findall(r"\{(\w+)\}", english[key])
            )


def test_the_example_is_where_it_is_said_to_be() -> None:
    assert (FOLDER / "first" / "scenario.yaml").exists()


def contents(of: Source) -> dict[str, Any]:
    return {detail.id: detail.content for detail in draft_details(of)}


def test_an_open_corridor_says_that_the_roads_are_open() -> None:
    opened = on_instance(
        corridors=lambda i: first(
            i.corridors, "id", "fuah", places=(), legs=((),), back_legs=((),), returns=False
        )
    )
    purpose = contents(opened(source()))["corridor/fuah"]["purpose"]["en"]
    assert purpose == texts("en")["corridor_open"]
    one_way = on_instance(corridors=lambda i: first(i.corridors, "id", "fuah", returns=False))
    assert "come back" not in contents(one_way(source()))["corridor/fuah"]["purpose"]["en"]


def test_what_is_not_used_has_no_timetable_and_no_first_trips() -> None:
    plan = source().plan
    convoys = tuple(convoy for convoy in plan.convoys if convoy.corridor != "fuah")
    unused = replace(source(), plan=replace(plan, convoys=convoys, empty_trips=()))
    assert contents(source()).keys() - contents(unused).keys() == {"timetable/fuah", "approach"}


def test_a_tie_by_ratio_says_so() -> None:
    tied = on_instance(
        linked=lambda i: first(
            i.linked, "id", "west-and-fuah", tolerance=None, ratio=Fraction(1, 3), slack=50
        )
    )
    content = contents(tied(source()))["linked/west-and-fuah"]
    assert (content["ratio"], content["slack"]) == ("1/3", 50)
    assert "1/3 have departed on the second, less 50 people" in content["text"]["en"]
