"""What is published of a quickest clearance that was solved by hand."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from tests.publish.quickest.by_hand import ANSWER, CLOSURES, PROBLEM, TRAFFIC, edition, whole

from masarat.core.canonical import digest
from masarat.core.languages import LANGUAGES
from masarat.network.traffic.case import Note
from masarat.plan.flows import check
from masarat.publish.quickest.document import summary
from masarat.publish.quickest.files import quickest_files
from masarat.publish.quickest.phrases import closure_sentence, listed, notes, sentences, time_words
from masarat.publish.wording import words


def rows(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"))))


def test_the_answer_by_hand_is_right() -> None:
    assert check(PROBLEM, ANSWER).ok


def test_sentences_say_the_time_its_proof_and_what_sets_it() -> None:
    assert sentences(edition()) == (
        "All who have a way out can be out in 15 minutes.",
        "It is proven that nothing is faster: the flow and the bound agree, and both were checked.",
        "600 vehicles/h at most can leave through CG-1; 2 places upstream: 96% of the vehicles.",
        "Within 14 minutes, 110 vehicles can pass there; 120 vehicles have to.",
        "hill: no way out for 5 vehicles.",
    )


def test_sentences_in_arabic_and_russian_name_the_same_numbers() -> None:
    for lang in ("ar", "ru"):
        text = " ".join(sentences(edition(lang)))
        for number in ("15", "600", "96", "14", "110", "120", "CG-1", "hill"):
            assert number in text
    assert "Запад" in edition("ru").source_name(0)


def test_full_sinks_and_too_little_room_are_said() -> None:
    assert ANSWER.binding is not None
    binding = replace(ANSWER.binding, full_sinks=whole(0), room=60 * 30)
    full = replace(edition(), answer=replace(ANSWER, binding=binding))
    assert "Full by then: =Exit <1>, with room for 30 vehicles." in sentences(full)
    never = replace(binding, horizon=None)
    small = replace(edition(), answer=replace(ANSWER, steps=None, binding=never, witness=None))
    assert sentences(small)[0] == (
        "No time is enough: there is room for 30 vehicles, and 120 vehicles need it."
    )
    assert summary(small)["clearance_seconds"] is None
    assert "report.html" not in quickest_files(small, report=False)


def test_nobody_with_a_way_out_is_no_clearance_in_no_time() -> None:
    answer = replace(ANSWER, steps=0, cut_off=whole(0, 1, 2), binding=None)
    alone = replace(edition(), answer=answer)
    assert sentences(alone)[0] == "Nobody has a way out."
    assert summary(alone)["clearance_seconds"] is None
    assert quickest_files(alone)["report.html"]


def test_departures_add_up_to_exactly_who_waits() -> None:
    [head, *body] = rows(quickest_files(edition())["departures.csv"])
    assert head[:6] == ["Place", "Route", "Exit", "From", "Until", "Vehicles"]
    left: dict[str, int] = {}
    for row in body:
        left[row[8]] = left.get(row[8], 0) + int(row[5])
    assert left == {"west": 100, "mill": 20}
    assert body[0][:8] == [
        "West",
        "CG-1",
        "'=Exit <1>",
        "0:02:00",
        "0:03:00",
        "10",
        "600",
        "0:03:00",
    ]
    assert body[0][10:] == ["120", "180", "a b"]


def test_arrivals_are_counted_to_the_last_vehicle() -> None:
    [_, *body] = rows(quickest_files(edition())["arrivals.csv"])
    assert body[-1] == ["0:15:00", "10", "120", "900"]
    assert [int(row[2]) for row in body[:5]] == [0, 0, 0, 10, 20]


def test_times_of_a_scenario_are_local() -> None:
    start = datetime(2030, 5, 1, 6, tzinfo=UTC)
    traffic = replace(TRAFFIC, start=start, time_zone="Asia/Damascus", until=600)
    local = replace(edition(), traffic=traffic)
    assert rows(quickest_files(local)["arrivals.csv"])[-1][0] == "2030-05-01 09:15:00"
    assert "That is 5 minutes after the scenario's end." in sentences(local)


def test_roads_carry_their_load_on_the_map() -> None:
    layer = json.loads(quickest_files(edition())["roads.geojson"])
    found = {f["properties"]["id"]: f for f in layer["features"]}
    assert found["b"]["properties"]["vehicles"] == 120
    assert found["b"]["properties"]["sets_the_time"] is True
    assert found["b"]["properties"]["load"] == 0.8  # 120 of 600 / h x 15 minutes
    assert found["b"]["geometry"]["coordinates"] == [[9.51, 47], [9.52, 47.001], [9.53, 47]]
    assert found["a"]["properties"]["sets_the_time"] is False
    assert found["hill"]["geometry"]["type"] == "Point"


def test_the_document_is_the_same_whatever_the_machine_and_carries_its_digest() -> None:
    octets = quickest_files(edition())["clearance.json"]
    slower = replace(edition(), answer=replace(ANSWER, seconds_used=99.0))
    assert quickest_files(slower)["clearance.json"] == octets
    content = json.loads(octets)
    stated = content.pop("digest")
    assert stated == digest(content)
    assert content["schema"] == "masarat clearance 1"
    assert content["clearance_seconds"] == content["bound_seconds"] == 900
    assert content["binding"] == {"sources": ["west", "mill"], "sinks": [], "arcs": ["b"]}
    text = gzip.decompress(quickest_files(edition())["flow.csv.gz"]).decode()
    assert text.splitlines()[-1] == "sink,0,3,15,600"
    assert content["flow"] == {
        "file": "flow.csv.gz",
        "rows": 6,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "denominator": "1",
    }
    assert content["unreachable"] == [
        {"source": "hill", "vehicles": 5, "file": "groups.csv", "line": 4}
    ]


def test_closures_are_ranked_with_who_is_cut_off() -> None:
    [_, *body] = rows(quickest_files(edition())["closures.csv"])
    assert body == [
        ["CG-1", "", "120", "b", "", "0"],
        ["West → junction", "0:00:00", "100", "a", "-600", "300"],
    ]
    assert closure_sentence(edition(), CLOSURES[0]) == "CG-1 closed: 120 vehicles cut off."


NOTES = (
    Note("people_counted", {"people": 83_888, "file": "andorra.osm.pbf"}),
    Note("spread", {"occupancy": "2", "metres": 1000}),
    *(Note(key) for key in ("exits_border", "exits_edge", "own", "everybody", "any_exit")),
    *(Note(f"occupancy_{key}", {"occupancy": "2"}) for key in ("said", "seats", "assumed")),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_readers_assume_has_words(lang: str) -> None:
    noted = replace(edition(lang), traffic=replace(TRAFFIC, notes=NOTES))
    told = notes(noted)
    assert len(set(told)) == len(NOTES)
    assert "andorra.osm.pbf" in told[0]
    assert words(lang).number(83_888) in told[0]


class _Page(HTMLParser):
    """Notes what a page would fetch and whether its elements close."""

    VOID = frozenset({"meta", "br", "input", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [
            v or "" for k, v in attrs if k in {"src", "href"} and not str(v).startswith("#")
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_is_whole_and_asks_for_nothing(lang: str) -> None:
    text = quickest_files(edition(lang))["report.html"].decode()
    page = _Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.fetched == []
    assert f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in text
    assert "<1>" not in text
    assert not re.search(r"\{\{|nan", text)
    assert text.count("<svg") == 2


def test_times_read_as_people_say_them() -> None:
    english = words("en")
    assert time_words(english, 0) == "0 seconds"
    assert time_words(english, 2630) == "43 minutes and 50 seconds"
    assert time_words(english, 90_061) == "1 day, 1 hour, 1 minute and 1 second"
    assert time_words(words("ru"), 7202) == "2 часа и 2 секунды"


def test_long_lists_are_counted() -> None:
    assert listed(words("en"), ["a", "b", "a"]) == "a and b"
    assert listed(words("en"), "abcde") == "a, b, c, d and e"
    assert listed(words("en"), "abcdefg") == "a, b, c, d and 3 more"


def test_intervals_are_lengths_that_people_can_keep_to() -> None:
    def interval(steps: int) -> int:
        return replace(edition(), answer=replace(ANSWER, steps=steps)).interval

    assert [interval(n) for n in (0, 24, 25, 243, 17_000)] == [60, 60, 300, 900, 3600]
