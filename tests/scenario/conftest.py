"""A small valid scenario folder, and changed copies of it."""

# ruff: noqa: E501  (tables keep their lines)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = {
    "scenario.yaml": """\
title: Small
start: 2016-12-15 06:00
end: day 3 00:00
time_zone: Asia/Damascus
languages: [en, ar]
rules:
  aboard_limit: 240
  suspensions: [2016-12-15 20:00 to day 2 04:00]
""",
    "places.csv": "id,name_en,kind,bays,capacity\nsquare,Square,assembly,2,\ngate,Gate,checkpoint,,\n"
    "hall,Hall,destination,,100\nfar,Far,destination,,50\n",
    "groups.csv": "id,at,people,need,priority,destinations,unit,may_split\n"
    "families,square,60,seat,2,hall;far,5,yes\nsick,square,4,stretcher,1,hall,,\n"
    "home,square,9,stay,,,,\n",
    "corridors.csv": "id,places,headway,smallest,largest\nroad,square;gate;hall,5,1,4\n",
    "checkpoints.csv": "place,lanes,minutes,corridors\ngate,2,3,road\n",
    "vehicles.csv": "id,count,seats,stretchers,start_place,load\nbus,3,10,0,hall,10\nvan,1,1,2,,5\n",
    "escorts.csv": "id,teams,corridors\nescort,2,\n",
    "windows.csv": "of,from,until\nroad,06:00,18:00\n",
    "linked.csv": "id,a,b,tolerance\ntie,families,sick,1\n",
    "travel.csv": "from,to,minutes\nsquare,gate,10\ngate,hall,20\nhall,far,15\n",
}


@pytest.fixture(scope="session")
def small_files() -> dict[str, str]:
    return dict(SMALL)


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[..., Path]:
    """Write the small scenario with some files changed (None: left out) and return its folder."""

    def make(changes: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        for name, text in {**SMALL, **(changes or {})}.items():
            if isinstance(text, bytes):
                (folder / name).write_bytes(text)
            elif text is not None:
                (folder / name).write_text(text, encoding="utf-8")
        return folder

    return make
