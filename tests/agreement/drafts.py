"""A small planned case to draft from: the second agreement of the Aleppo example."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from masarat.agreement.details import Source
from masarat.agreement.terms import Inspection, Terms
from masarat.app.loading import load_case
from masarat.planning import Options, solve

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "aleppo-2016" / "agreement"

TERMS = Terms(
    names={
        "a": {"en": "Party A", "ar": "الطرف الأول", "ru": "Первая сторона"},
        "b": {"en": "Party B"},
    },
    area={"en": "East Aleppo, al-Fu'ah, Kafriya", "ar": "شرق حلب والفوعة وكفريا"},
    start=datetime(2016, 12, 18, 21, 0, tzinfo=UTC),
    inspections={"": Inspection(by=("a",)), "ramouseh-west": Inspection(by=("b",))},
    monitors=("monitor",),
    notified=("a", "b"),
    may_suspend=("a", "b"),
    must_renew=("a", "b"),
)


@cache
def source(name: str = "second") -> Source:
    """Return a planned case of the example, ready to draft from."""
    case = load_case(FOLDER / name)
    plan = solve(case.instance, Options(effort=0, seed=1))
    return Source(scenario=case.scenario, instance=case.instance, plan=plan, terms=TERMS)
