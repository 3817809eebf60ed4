"""The shipped examples say what their sources say."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from masarat.core.windows import Window
from masarat.network.build import build_instance
from masarat.scenario import Scenario, load, validate

ROOT = Path(__file__).resolve().parents[2]
ALEPPO = ROOT / "examples" / "aleppo-2016"
SOURCE = ROOT.parent / "shared" / "data" / "aleppo"
needs_source = pytest.mark.skipif(not SOURCE.exists(), reason="the source tables are not here")

EVERY = [
    ROOT / "examples" / "tiny",
    ALEPPO,
    *(path for path in sorted((ALEPPO / "variants").iterdir()) if path.is_dir()),
    *(path for path in sorted((ALEPPO / "agreement").iterdir()) if path.is_dir()),
]


@pytest.fixture(scope="module")
def aleppo() -> Scenario:
    return load(ALEPPO)


def variant(name: str) -> Scenario:
    return load(ALEPPO / "variants" / name)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_examples_have_nothing_wrong(path: Path) -> None:
    scenario = load(path)
    assert validate(scenario).messages() == ()
    names = [item.names for item in scenario.places]
    names += [item.names for item in scenario.groups]
    names += [item.names for item in scenario.corridors]
    names += [item.names for item in scenario.vehicles]
    assert all(set(one) == {"en", "ar", "ru"} for one in names)


def test_counts(aleppo: Scenario) -> None:
    people = {group.id: aleppo.people(group) for group in aleppo.groups}
    tied = people["fuah"] + people["kafriya"]
    assert sum(people.values()) - people["staying"] - tied == 35_000
    assert tied == 1_312
    assert sum(n for name, n in people.items() if name.startswith("wounded")) == 300
    assert sum(n for name, n in people.items() if name.startswith(("wounded", "patients"))) == 734
    fleet = {cls.id: cls for cls in aleppo.vehicles}
    assert {name: cls.count for name, cls in fleet.items()} == {
        "bus": 20, "bus-second": 40, "ambulance": 13, "bus-fuah": 20, "private": 1231,
    }  # fmt: skip
    assert fleet["bus-second"].available == fleet["private"].available == 1440
    assert not fleet["private"].comes_back
    assert aleppo.end == 8 * 1440 + 18 * 60
    for group in aleppo.groups:
        assert abs(group.people.least - Fraction(4, 5) * group.people.likely) <= Fraction(1, 2)
        assert abs(group.people.most - Fraction(5, 4) * group.people.likely) <= Fraction(1, 2)


def test_variants_differ_as_they_say(aleppo: Scenario) -> None:
    more = variant("more")
    assert [pool.teams for pool in more.escorts] == [20]
    assert {place.bays for place in more.places} == {None, 60}
    assert {place.id for place in more.places if place.bays} == {
        place.id for place in aleppo.places if place.bays == 12
    }
    daylight = variant("daylight")
    for corridor in daylight.corridors:
        assert daylight.open_windows(corridor.id).windows[:2] == (
            Window(0, 720),
            Window(1440, 2160),
        )
    assert list(variant("suspended").suspensions) == [Window(28 * 60, 3 * 1440 + 17 * 60)]
    assert [corridor.id for corridor in variant("one-corridor").corridors] == [
        "ramouseh", "airport-road", "fuah",
    ]  # fmt: skip
    assert variant("tight-link").linked[0].tolerance == Fraction(1, 20)
    assert variant("unlinked").linked == ()
    assert variant("unlinked").groups == aleppo.groups


@pytest.mark.parametrize(
    "path", [path for path in EVERY if path.parent.name == "variants"], ids=lambda path: path.name
)
def test_nobody_comes_west_by_way_of_jibreen(path: Path) -> None:
    """Castello's checkpoint bars the road from there; without it, the road itself is closed."""
    roads = build_instance(load(path)).roads
    west = {"atarib", "idlib", "ad-dana", "bab-al-hawa"}
    assert not {end for start, end in roads if start == "jibreen-centre"} & west


@needs_source
def test_places_and_links_are_the_source_s(aleppo: Scenario) -> None:
    with (SOURCE / "places.csv").open(encoding="utf-8") as file:
        places = [(row["id"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    assert [(place.id, place.lat, place.lon) for place in aleppo.places] == places
    with (SOURCE / "links.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [
        (link.start, link.end, str(link.length_m), link.road_class, link.crosses_contact_line)
        for link in aleppo.links
    ] == [
        (
            row["from"],
            row["to"],
            row["length_m"],
            row["class"],
            row["crosses_contact_line"] == "yes",
        )
        for row in rows
    ]
    assert sum(link.crossing_point for link in aleppo.links) == 3


@needs_source
def test_groups_and_fleet_are_the_source_s(aleppo: Scenario) -> None:
    text = (SOURCE / "scenario.md").read_text(encoding="utf-8")
    for group in aleppo.groups:
        if group.id in {"mashhad", "sukkari", "zebdiyeh", "sayf", "salah", "amiriyeh", "settle"}:
            destinations = ", ".join(group.destinations)
            row = (
                f"| {group.id} | {group.at} | {group.people.likely:,} | seat | 2 | {destinations} |"
            )
            assert row in text
    for corridor in aleppo.corridors:
        places = ", ".join(corridor.places).replace(
            "ramouseh-crossing, jibreen", "ramouseh-crossing, (government-held streets) jibreen"
        )
        assert f"| {corridor.id} | {places} |" in text
        assert f"| {corridor.headway} | {corridor.smallest}-{corridor.largest} |" in text
