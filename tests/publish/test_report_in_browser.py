"""The report in headless Chromium: it draws, logs no error and asks for nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from tests.publish.reporting import reported

from masarat.core.windows import Window, Windows
from masarat.plan.document import Passage
from masarat.publish.plurals import plural_category
from masarat.publish.report.build import report_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.publish import Edition

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=4000",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium on the path"),
]


def _opened(html: str, folder: Path, *, width: int = 1300) -> tuple[str, str]:
    """Return the page after its scripts ran, and what the browser's console said."""
    # Asked from inside the page: what was loaded, whether anything is wider than the screen, and
    # whether every canvas has been drawn on.
    probe = """<script>addEventListener("load", () => setTimeout(() => {
      const blank = [...document.querySelectorAll("canvas")].filter((c) => !c.getContext("2d")
        .getImageData(0, 0, c.width, c.height).data.some((v) => v)).length;
      document.title = JSON.stringify({ requests: performance.getEntriesByType("resource").length,
        wide: document.documentElement.scrollWidth > innerWidth, blank });
    }, 1500));</script></body>"""
    page = folder / "report.html"
    page.write_text(html.replace("</body>", probe), encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},1600",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return done.stdout, console


def _told(html: str, folder: Path, script: str, *, width: int = 1300) -> Any:
    """Return what the script, run in the page, returns."""
    act = f"""<script>addEventListener("load", () => setTimeout(() => {{
      document.body.dataset.told = JSON.stringify((() => {{ {script} }})());
    }}, 500));</script></body>"""
    page, console = _opened(html.replace("</body>", act), folder, width=width)
    assert console == ""
    told = re.search(r'data-told="(.*?)"', page)
    assert told
    return json.loads(unescape(told[1]))


@pytest.mark.parametrize(("lang", "width"), [("en", 1300), ("ar", 1300), ("ru", 500), ("ar", 500)])
def test_the_report_draws_without_errors(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
    lang: str,
    width: int,
) -> None:
    page, console = _opened(report_html(small_edition(lang)), tmp_path, width=width)
    assert console == ""
    assert 'data-ready="yes"' in page
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1] == '{"requests":0,"wide":false,"blank":0}'
    # map, arrivals, one corridor, one checkpoint, vehicles
    assert page.count("<canvas") == 5
    assert len(re.findall(r'<tr aria-rowindex="\d+">', page)) == 3
    assert page.count('<li class="day">') == 1
    for canvas in re.findall(r"<canvas[^>]*>", page):
        assert "aria-label=" in canvas


@pytest.mark.parametrize(("lang", "width"), [("en", 1300), ("ar", 500), ("ru", 1300)])
def test_streets_have_the_status_of_the_sliders_time_and_tell_who_said_what(
    small_edition: Callable[[str], Edition], tmp_path: Path, lang: str, width: int
) -> None:
    edition = reported(small_edition(lang))
    act = """
      const slider = document.getElementById("map-time");
      const said = () => document.getElementById("map-street").textContent;
      const at = (minute) => { slider.value = minute; slider.dispatchEvent(new Event("input")); };
      at(10);
      document.querySelector("#map-street-list button").click();
      const early = said();
      at(70);
      const box = document.getElementById("map").getBoundingClientRect();
      return [early, said(), box.width > 0,
        document.querySelectorAll("#map-street-list li").length,
        document.querySelectorAll("#map-legend i.sign").length,
        document.getElementById("driver-sheet").textContent];"""
    told = _told(report_html(edition), tmp_path, act, width=width)
    early, later, drawn, streets, signs, sheet = told
    assert (drawn, streets, signs) == (True, 4, 5)
    text = edition.words.text
    assert text("ui_status_closed") in early
    assert "Reuters" in early
    assert "<b>الطريق مغلق</b>" in early  # as text
    assert text("ui_status_contested") in later
    assert text("ui_reports_none") in later
    assert text("ui_step_warned", streets="-").partition(":")[0] in sheet  # the driver is told


@pytest.mark.parametrize(
    ("start", "days"),
    [
        # 23 hours on the 31st, 25 on the 27th
        ("2030-03-30 20:00", ["30 Mar", "31 Mar", "1 Apr"]),
        ("2030-10-26 20:00", ["26 Oct", "27 Oct", "28 Oct"]),
    ],
    ids=["forward", "back"],
)
def test_days_begin_at_midnight_after_the_clock_was_changed(
    small_edition: Callable[[str], Edition], tmp_path: Path, start: str, days: list[str]
) -> None:
    edition = small_edition("en")
    moment = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    scenario = replace(edition.scenario, start=moment, time_zone="Europe/Berlin")
    last = replace(edition.plan.empty_trips[-1], arrive=29 * 60 + 30)
    plan = replace(edition.plan, empty_trips=(*edition.plan.empty_trips[:-1], last))
    shown = """
      return [...document.querySelectorAll("#range-days button")].slice(1).map((button) => {
        button.click();
        return [button.textContent, document.getElementById("range-words").textContent];
      });"""
    told = _told(report_html(replace(edition, scenario=scenario, plan=plan)), tmp_path, shown)
    assert [name for name, _ in told] == days
    assert all(f"{days[i]}, 00:00" in words for i, (_, words) in enumerate(told) if i)
    assert told[1][1].endswith(f"{days[2]}, 00:00")


def test_the_map_counts_those_who_are_left(
    small_edition: Callable[[str], Edition], tmp_path: Path
) -> None:
    edition = small_edition("en")
    at_the_end = """
      const slider = document.getElementById("map-time");
      slider.value = slider.max;
      slider.dispatchEvent(new Event("input"));
      return document.getElementById("map-counts").textContent;"""
    assert edition.plan.people_left == 10
    told = _told(report_html(edition), tmp_path, at_the_end)
    assert told.endswith("Still waiting: 10.")


@pytest.mark.parametrize("everybody", [True, False])
def test_arrivals_have_a_bound_where_everybody_is_moved(
    small_edition: Callable[[str], Edition], tmp_path: Path, *, everybody: bool
) -> None:
    edition = small_edition("en")
    if everybody:
        edition = replace(edition, plan=replace(edition.plan, left=()))
    told = _told(
        report_html(edition), tmp_path, 'return document.getElementById("arrivals").textContent;'
    )
    assert ("no plan can end before" in told) is everybody
    assert ("before the dashed line" in told) is everybody


PRINTED = """
  for (const rule of document.styleSheets[0].cssRules) {
    if (rule.media && rule.media.mediaText === "print") rule.media.mediaText = "all";
  }
  const style = (selector) => getComputedStyle(document.querySelector(selector));"""
"""Makes the page look as its prints do."""


@pytest.mark.parametrize("part", ["table", "driver"])
def test_prints_of_a_part_bear_title_status_and_digest(
    small_edition: Callable[[str], Edition], tmp_path: Path, part: str
) -> None:
    script = f"""{PRINTED}
      document.body.dataset.print = "{part}";
      return [["header", "h1", ".status", "footer", "#{part}"], ["#summary", "#map-section"]]
        .map((parts) => parts.map((selector) => style(selector).display !== "none"));"""
    shown, hidden = _told(report_html(small_edition("ar")), tmp_path, script)
    assert all(shown)
    assert not any(hidden)


def test_the_printed_summary_is_not_cut_off(
    small_edition: Callable[[str], Edition], tmp_path: Path
) -> None:
    script = f"""{PRINTED}
      return [style(".wide").overflow, style(".columns").display, style("#summary").breakInside];"""
    told = _told(report_html(small_edition("en")), tmp_path, script)
    assert told == ["visible", "block", "auto"]


def test_diagrams_are_drawn_for_the_page_when_it_is_printed(
    small_edition: Callable[[str], Edition], tmp_path: Path
) -> None:
    script = """
      const canvas = document.querySelector("#arrivals canvas");
      const pixels = () => canvas.width / 2;
      const seen = [pixels()];
      for (const name of ["beforeprint", "afterprint"]) {
        dispatchEvent(new Event(name));
        seen.push(pixels());
      }
      return [...seen, canvas.clientWidth];"""
    before, printed, after, wide = _told(
        report_html(small_edition("en")), tmp_path, script, width=1900
    )
    assert printed == 718
    assert before == after == wide > 1000


@pytest.mark.parametrize("closes", [True, False])
def test_closed_hours_of_a_checkpoint_are_in_the_legend_of_its_corridor(
    small_edition: Callable[[str], Edition], tmp_path: Path, *, closes: bool
) -> None:
    edition = small_edition("en")
    windows = Windows.of([Window(0, 200 if closes else edition.instance.end)])
    gate = replace(edition.instance.checkpoints[0], windows=windows)
    instance = replace(edition.instance, checkpoints=(gate,), _digest=[])
    told = _told(
        report_html(replace(edition, instance=instance)),
        tmp_path,
        'return document.querySelector("#timespace .legend").textContent;',
    )
    assert ("checkpoint closed" in told) is closes


def test_fifteen_thousand_rides_open(big_edition: Edition, tmp_path: Path) -> None:
    page, console = _opened(report_html(big_edition), tmp_path)
    assert console == ""
    assert 'data-ready="yes"' in page
    # only the rows in sight are in the page
    assert 5 < len(re.findall(r'<tr aria-rowindex="\d+">', page)) < 60
    assert 'aria-rowcount="15001"' in page


def test_plural_rules_are_the_browsers(tmp_path: Path) -> None:
    counts = [*range(230), 1000, 1001, 1002, 1011, 10_000, 1_000_000]
    script = f"""<title></title><script>document.title = ["ar", "en", "ru"].map((lang) =>
      {counts}.map((n) => new Intl.PluralRules(lang).select(n)).join(" ")).join(";")</script>"""
    page, _ = _opened(script, tmp_path)
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    ours = [" ".join(plural_category(lang, n) for n in counts) for lang in ("ar", "en", "ru")]
    assert title[1] == ";".join(ours)


def test_a_plan_that_moves_nobody_opens(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
) -> None:
    edition = small_edition("en")
    plan = replace(
        edition.plan, convoys=(), empty_trips=(), by_priority=(), clearance_minutes=0, planned=0
    )
    page, console = _opened(report_html(replace(edition, plan=plan)), tmp_path)
    assert console == ""
    assert 'data-ready="yes"' in page


def test_without_positions_the_rest_still_opens(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
) -> None:
    edition = small_edition("ru")
    places = tuple(replace(place, lat=None, lon=None) for place in edition.scenario.places)
    nowhere = replace(edition, scenario=replace(edition.scenario, places=places))
    page, console = _opened(report_html(nowhere), tmp_path)
    assert console == ""
    assert 'data-ready="yes"' in page
    assert "Положение мест не указано" in page


def test_vehicles_of_one_convoy_may_part_for_two_destinations(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
) -> None:
    edition = small_edition("ar")
    first, second = edition.plan.convoys
    parted = replace(second.rides[1], destination="bridge", arrive=209)
    convoys = (first, replace(second, rides=(second.rides[0], parted)))
    inspected = replace(
        edition.plan.empty_trips[2],
        passages=(Passage(checkpoint="gate", arrive=143, start=145, until=150),),
    )
    plan = replace(
        edition.plan, convoys=convoys, empty_trips=(*edition.plan.empty_trips[:2], inspected)
    )
    page, console = _opened(report_html(replace(edition, plan=plan)), tmp_path)
    assert console == ""
    assert 'data-ready="yes"' in page
