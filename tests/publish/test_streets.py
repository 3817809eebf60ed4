"""Streets that reports speak of: in the report's head, on its map, and as layers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyogrio
import pytest
from tests.publish.reporting import DENIES, HOLDS, OFFICE, OFFICIAL, reported

from masarat.core.languages import LANGUAGES
from masarat.publish.geojson import geojson_texts
from masarat.publish.geopackage import write_geopackage
from masarat.publish.layers import NAMES as LAYERS
from masarat.publish.report.build import report_html
from masarat.publish.report.data import report_data
from masarat.publish.streets import chain_words, says_words, status_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from masarat.publish import Edition

    Small = Callable[[str], Edition]


def features(edition: Edition, layer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(geojson_texts(edition)[layer])["features"]
    return found


def test_without_reports_there_are_no_further_layers_and_nothing_in_the_report(
    small_edition: Small,
) -> None:
    edition = small_edition("en")
    assert len(geojson_texts(edition)) == 5
    assert report_data(edition)["streets"] == []
    assert 'id="streets"' not in report_html(edition)


def test_every_layer_is_one_of_those_that_there_can_be(small_edition: Small) -> None:
    assert set(geojson_texts(reported(small_edition("en")))) == set(LAYERS)


def test_roads_and_places_have_a_feature_for_each_span(small_edition: Small) -> None:
    edition = reported(small_edition("en"))
    roads = features(edition, "road_statuses")
    assert [(f["properties"]["id"], f["properties"]["status"]) for f in roads] == [
        ("bridge - gate", "closed"),
        ("bridge - gate", "contested"),
        ("south", "open"),
    ]
    assert roads[0]["geometry"]["type"] == "LineString"
    assert roads[0]["properties"]["begins_local"] == "2016-12-15 06:00"
    assert roads[0]["properties"]["ends_local"] == "2016-12-15 07:00"
    assert roads[0]["properties"]["reports"] == (
        "r-1: closed (said by an official, through Reuters, published by a paper, 2016-12-15 04:00)"
    )
    assert "r-2: open" in roads[0]["properties"]["against"]
    places = features(edition, "place_statuses")
    assert [f["properties"]["status_words"] for f in places] == [
        "controlled by the north",
        "unknown",
    ]
    assert places[0]["geometry"]["coordinates"] == [37.2, 36.2]


def test_a_gis_reads_the_statuses(small_edition: Small, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write_geopackage(reported(small_edition("ar")), path)
    assert {"place_statuses", "road_statuses"} <= {name for name, _ in pyogrio.list_layers(path)}
    meta, _, _, columns = pyogrio.raw.read(path, layer="road_statuses", datetime_as_string=True)
    read = dict(zip(meta["fields"], columns, strict=True))
    assert list(read["status_words"]) == ["مغلق", "متنازع عليه", "مفتوح"]
    assert read["begins"][0] == "2016-12-15T04:00:00Z"


def test_the_map_gets_every_span_with_who_said_what(small_edition: Small) -> None:
    streets = report_data(reported(small_edition("en")))["streets"]
    link = streets[0]
    assert (link["kind"], link["name"], link["place"]) == ("link", "Bridge - South gate", -1)
    assert [span[:4] for span in link["spans"]] == [
        [0, 60, 1, "closed"],
        [60, link["spans"][1][1], 2, "contested"],
    ]
    assert link["spans"][0][4][0][:4] == [
        "r-1", "closed", "said by an official, through Reuters, published by a paper", -120,
    ]  # fmt: skip
    assert streets[2]["place"] >= 0
    assert link["passed"] == [["Bridge - South gate: contested", ["c1"]]]
    assert streets[1]["passed"] == []
    assert len(link["line"]) >= 4


def test_a_place_that_no_corridor_has_is_on_the_map_too(small_edition: Small) -> None:
    edition = reported(small_edition("en"))
    data = report_data(edition)
    names = [data["places"][street["place"]][0] for street in data["streets"][2:]]
    assert names == ["depot", "Mosque"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_says_it_in_every_language(small_edition: Small, lang: str) -> None:
    edition = reported(small_edition(lang))
    page = report_html(edition)
    assert f"<summary>{edition.words.text('head_streets')}</summary>" in page
    for status in ("closed", "contested", "open", "unknown"):
        assert f"<td>{status_words(edition, status, ())}</td>" in page
    assert f"<td>{status_words(edition, 'controlled', ('north',))}</td>" in page
    assert "<b>الطريق" not in page  # quoted words are text, never markup


def test_what_the_plan_does_with_it_stands_beside_it(small_edition: Small) -> None:
    page = report_html(reported(small_edition("en")))
    assert "closed to all; gone round by " in page
    assert "forbidden to: convoys, " in page
    assert "passed by 1 convoy" in page
    assert "<td>nothing</td>" in page


def test_chains_and_denials_in_words(small_edition: Small) -> None:
    edition = reported(small_edition("en"))
    assert chain_words(edition, OFFICE) == "published by an office"
    assert chain_words(edition, OFFICIAL) == (
        "said by an official, through Reuters, published by a paper"
    )
    assert says_words(edition, DENIES.says) == "denies: clashes"
    assert says_words(edition, HOLDS.says) == "controlled by the north"
    assert says_words(edition, "not control south") == "denies: controlled by south"
    assert status_words(edition, "controlled", ()) == "controlled"
