"""Reports of a small scenario: a gate, a bridge 1 km on, a ford 3 km round."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.network.test_build import a_bus, a_corridor, a_group, a_link, a_scenario

from masarat.app.streets.files import ledger_bytes
from masarat.reports.entries import Things
from masarat.reports.ledger import Ledger
from masarat.reports.report import Claim, Report, Source, Subject, When, link, place
from masarat.scenario import folder
from masarat.scenario.document import ScenarioCheckpoint
from masarat.scenario.statuses import ReportsUse, StatusRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from masarat.scenario.document import Scenario

BRIDGE = link("gate", "bridge")
CAMP = place("camp")
EVENING = datetime(2016, 12, 14, 18, 0, tzinfo=UTC)
"""Ten hours before the scenario's start."""


def scenario(rules: Mapping[str, str] = {}, *, way_round: bool = True) -> Scenario:
    round_ = (a_link("gate", "ford", 1500), a_link("ford", "bridge", 1500)) if way_round else ()
    statuses = {
        status: tuple(StatusRule(*text.split()) for text in said.split(","))  # type: ignore[arg-type]
        for status, said in rules.items()
    }
    return replace(
        a_scenario(),
        links=(*a_scenario().links, *round_),
        groups=(a_group(destinations=("east",), people=200),),
        vehicles=(a_bus(start_place="depot", load=5, unload=5),),
        corridors=(a_corridor("gate", "bridge"),),
        checkpoints=(ScenarioCheckpoint(place="bridge", lanes=2, minutes=1),),
        reports=ReportsUse(statuses=statuses),
    )


def written(where: Path, made: Scenario) -> Path:
    folder.write(made, where)
    return where


def report(
    name: str, about: Subject, kind: str, hours: float = 0, *, by: str = "", source: str = ""
) -> Report:
    """Return what `source` says, published so many hours after the evening."""
    return Report(
        id=name,
        about=(about,),
        claim=Claim(kind=kind, by=by),
        published=When(start=EVENING + timedelta(hours=hours)),
        said_by=Source(name=source or f"office {name}"),
        published_by=Source(name="a paper"),
    )


def ledger(*reports: Report, **more: Any) -> Ledger:
    return Ledger.of(Things(reports=reports, **more))


def file_of(path: Path, *reports: Report) -> Path:
    path.write_bytes(ledger_bytes(ledger(*reports)))
    return path
