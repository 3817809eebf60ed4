"""report.html: self-contained, complete, safe; its look is judged by test_report_in_browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import masarat
from masarat.network.build import build_instance
from masarat.plan.document import Bound
from masarat.planning import Options, solve
from masarat.publish import Edition, words
from masarat.publish.report.build import SCRIPTS, embedded_json, report_html
from masarat.publish.report.data import report_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Left

TINY = Path(__file__).parents[2] / "examples" / "tiny"


def _text(html: str) -> str:
    without = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    plain = unescape(re.sub(r"<[^>]+>", " ", without))
    return re.sub(r"\s+", " ", re.sub("[\u2067-\u2069]", "", plain))


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("lang", ["ar", "en", "ru"])
def test_nothing_is_asked_for_from_anywhere(
    small_edition: Callable[[str], Edition],
    lang: str,
) -> None:
    html = report_html(small_edition(lang))
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", html)
    assert not re.findall(r"https?:|@import|url\(|fetch\(|XMLHttp", html)
    assert "default-src 'none'" in html
    assert "{{" not in html


def test_the_head_says_what_a_negotiator_needs(small_edition: Callable[[str], Edition]) -> None:
    text = _text(report_html(small_edition("en")))
    assert "Proposed. Nothing here is in force" in text
    assert (
        "The last person on the movement table arrives on Thursday 15 December 2016, 09:59." in text
    )
    assert "No plan that takes everybody can be faster than 3 hours and 50 minutes." in text
    assert "12 chose to stay; protected" in text
    assert "Families 10 no vehicle is left" in text
    assert "the fleet: Bus inspection at: South gate something else" in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ar", "أسطول المركبات: حافلات (69%) التفتيش في: البوابة (17%)"),
        ("en", "the fleet: Buses (69%) inspection at: Gate (17%)"),
        ("ru", "парк машин: Автобусы (69 %) досмотр: Ворота (17 %)"),
    ],
)
def test_what_binds_stands_with_its_shares(lang: str, said: str) -> None:
    scenario = masarat.load(TINY)
    instance = build_instance(scenario)
    plan = solve(instance, Options(effort=2, threads=1))
    edition = Edition(scenario=scenario, instance=instance, plan=plan, words=words(lang))
    assert said in _text(report_html(edition))


def test_the_head_in_arabic_and_russian(small_edition: Callable[[str], Edition]) -> None:
    arabic = report_html(small_edition("ar"))
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "يصل آخر شخص مدرج في جدول الحركة في الخميس 15 كانون الأول 2016، 09:59." in _text(arabic)
    assert "اختاروا البقاء؛ وهم محميون" in _text(arabic)
    assert "Последний человек из графика прибывает: четверг, 15 декабря 2016 г., 09:59." in _text(  # noqa: RUF001  (Russian)
        report_html(small_edition("ru")),
    )


def test_what_is_proven_depends_on_the_bound_and_on_who_is_left(
    small_edition: Callable[[str], Edition],
) -> None:
    edition = small_edition("en")

    def text(minutes: int, left: tuple[Left, ...]) -> str:
        bound = Bound(minutes=minutes, source=(), certificate={})
        return _text(
            report_html(replace(edition, plan=replace(edition.plan, bound=bound, left=left)))
        )

    # (239 - 230) / 230 is 3.91 %
    gap = "No plan can be faster than 3 hours and 50 minutes; this one is within 4.0%"
    assert gap in text(230, ())
    assert "It is proven that no plan can be faster." in text(239, ())
    for minutes in (239, 500):
        assert "No plan that takes everybody can be faster" in text(minutes, edition.plan.left)
        assert "It is proven" not in text(minutes, edition.plan.left)


@pytest.mark.parametrize(
    ("lang", "gap", "shortest", "column"),
    [
        (
            "en",
            "no plan can be faster than 2 hours and 10 minutes; this one is within 7.0%",
            "It is proven that from Thursday 15 December 2016, 07:40 on, given what had departed,",
            "Given what had departed, no plan is faster than Gap",
        ),
        (
            "ar",
            "لا يمكن لأي خطة أن تستغرق أقل من هذه المدة: ساعتان و10 دقائق",
            "ابتداءً من الخميس 15 كانون الأول 2016، 07:40، مع ما انطلق قبل ذلك.",
            "مع ما انطلق من قبل، لا خطة في أقل من",
        ),
        (
            "ru",
            "уложиться в меньший срок, чем 2 часа и 10 минут; этот длиннее не более чем на 7,0 %.",
            "Доказано: с учётом отправленного до нового планирования (четверг,",  # noqa: RUF001
            "С учётом уже отправленного быстрее нельзя, чем за",  # noqa: RUF001
        ),
    ],
)
def test_what_is_proven_of_a_replanned_plan_counts_from_the_news(
    small_edition: Callable[[str], Edition], lang: str, gap: str, shortest: str, column: str
) -> None:
    edition = small_edition(lang)
    plan = replace(edition.plan, left=())
    later = replace(edition, instance=replace(edition.instance, now=100, _digest=[]), plan=plan)
    text = _text(report_html(later))  # (139 - 130) / 130 is 6.92 %
    assert gap in text
    assert column in text
    bound = replace(plan.bound, minutes=plan.clearance_minutes)
    assert shortest in _text(report_html(replace(later, plan=replace(plan, bound=bound))))
    assert _data(report_html(later))["now"] == 100


def test_a_priority_that_arrives_before_its_bound_has_no_gap(
    small_edition: Callable[[str], Edition],
) -> None:
    edition = small_edition("en")
    bound = Bound(minutes=500, source=(), certificate={})
    parts = tuple(replace(part, bound=bound) for part in edition.plan.by_priority)
    text = _text(report_html(replace(edition, plan=replace(edition.plan, by_priority=parts))))
    assert "8 hours and 20 minutes" in text
    assert "-" not in text.split("8 hours and 20 minutes")[1][:8]


def test_a_plan_that_moves_nobody_still_has_a_report(
    small_edition: Callable[[str], Edition],
) -> None:
    edition = small_edition("en")
    nobody = replace(
        edition.plan, convoys=(), empty_trips=(), by_priority=(), clearance_minutes=0, planned=0
    )
    assert "This plan moves nobody." in _text(report_html(replace(edition, plan=nobody)))


def test_names_cannot_break_out_of_the_page(small_edition: Callable[[str], Edition]) -> None:
    edition = small_edition("en")
    evil = "</script><script>alert(1)</script>"
    groups = tuple(replace(group, names={"en": evil}) for group in edition.scenario.groups)
    html = report_html(replace(edition, scenario=replace(edition.scenario, groups=groups)))
    assert "<script>alert" not in html
    assert _data(html)["groups"][0][0] == evil
    assert "Two &lt;quarters&gt; &amp; a camp" in html


def test_embedded_json_keeps_its_value() -> None:
    value = {"a": "</script> & <!--"}
    assert "<" not in embedded_json(value)
    assert json.loads(embedded_json(value)) == value


def test_the_data_hold_every_ride_and_passage(small_edition: Callable[[str], Edition]) -> None:
    data = report_data(small_edition("en"))
    ids = [row[0] for row in data["places"]]
    convoy = data["convoys"][1]
    assert (convoy[0], convoy[3], convoy[4], convoy[5]) == ("c2", 163, 209, 2)
    assert convoy[7] == [173, 189, 209, 209]
    assert convoy[8] == [[0, 173, 179, 189]]
    vehicle, board, destination, arrive, *loads = convoy[9][1]
    assert data["vehicles"][vehicle][0] == "bus-2"
    assert (board, ids[destination], arrive, loads) == (12, '=Camp, "east"', 239, [1, 30])
    assert [trip[7] for trip in data["trips"]] == [[], [], [123, 123, 143, 143]]
    assert data["corridors"][0]["shares"] == [0.0, 1.0]


def test_scripts_are_all_shipped_and_used(small_edition: Callable[[str], Edition]) -> None:
    from importlib.resources import files  # noqa: PLC0415

    shipped = {p.name for p in files("masarat.publish.report").iterdir() if p.name.endswith(".js")}
    assert shipped == set(SCRIPTS)
    assert report_html(small_edition("en")) == report_html(small_edition("en"))


def test_fifteen_thousand_rides_stay_small(big_edition: Edition) -> None:
    assert sum(len(convoy.rides) for convoy in big_edition.plan.convoys) == 15_000
    assert len(report_html(big_edition).encode()) < 2_000_000


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Not all can be moved by the end"),
        ("ar", "لا يمكن نقل الجميع قبل النهاية"),
        ("ru", "Полностью вывезти к концу нельзя"),
    ],
)
def test_a_priority_of_which_not_all_can_be_moved_is_told_so(
    small_edition: Callable[[str], Edition], lang: str, said: str
) -> None:
    edition = small_edition(lang)
    never = Bound(minutes=edition.instance.end + 1, source=(), certificate={})
    parts = tuple(
        replace(part, clearance_minutes=0, bound=never) for part in edition.plan.by_priority
    )
    text = _text(report_html(replace(edition, plan=replace(edition.plan, by_priority=parts))))
    assert said in text
    assert edition.words.duration(never.minutes) not in text
