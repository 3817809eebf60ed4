"""Plans that go on from history: which instance they are of, and what it takes as given.

A replanned plan is of the scenario's instance with what happened since: corridors that closed,
suspensions, vehicles lost or added. That instance lies beside the plan. It is believed only if
nothing else differs from the scenario, and whoever checks the plan is told what does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.app.loading import cases, instance_beside, plan_path
from masarat.app.streets.keeping import basis_of_plan
from masarat.core.errors import PlanError
from masarat.scenario.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.app.streets.basis import Basis
    from masarat.plan.document import Plan
    from masarat.scenario.document import Assume, Scenario
    from masarat.scenario.instance import Corridor, Instance


def case_of_plan(
    scenario: Path,
    path: Path,
    plan: Plan,
    assume: Assume | None = None,
    reports: Path | None = None,
) -> tuple[Case, tuple[str, ...]]:
    """Return the case that a plan is of, and what the plan takes as given besides the scenario.

    Parameters
    ----------
    scenario
        Folder or workbook.
    path
        Where the plan was read; the instance of a plan with history lies beside it.
    assume
        Which of the uncertain counts to take; None: those that the plan was made with, which its
        digest tells.
    reports
        Where the reports are that the plan rests on, if they are not beside it.

    Returns
    -------
    Case, tuple of str
        If the plan is of another scenario: the scenario's case, for the checker to refuse it.

    Raises
    ------
    ScenarioError, NetworkError
        If the scenario cannot be used.
    InputError, JournalError
        If the plan rests on reports that are not to be found.
    """
    beside = _beside(path, plan)
    first: Case | None = None

    kept = plan_path(path).parent / "reports.json"

    def known(scenario: Scenario) -> Basis | None:
        file = kept if kept.exists() else reports or scenario.ledger_file()
        return basis_of_plan(plan, scenario, file)

    for case in cases(scenario, assume, known):
        if case.instance.digest == plan.instance:
            return case, ()
        if beside is not None and _goes_on(case.instance, beside):
            clock = Clock(case.scenario.start, case.scenario.end)
            given = tuple(_given(case.instance, beside, clock))
            return replace(case, instance=beside), given
        first = first or case
    if first is None:  # pragma: no cover  (there is a case for every scenario)
        raise AssertionError
    return first, ()


def _beside(path: Path, plan: Plan) -> Instance | None:
    try:
        instance = instance_beside(path, plan)
    except PlanError:
        return None
    return instance if instance.now else None


def _goes_on(before: Instance, after: Instance) -> bool:
    """Whether `after` differs from `before` only in what can have happened since."""
    corridors = {corridor.id: corridor for corridor in after.corridors}
    classes = {cls.id: cls for cls in after.classes}
    same_rest = replace(
        after,
        now=before.now,
        corridors=before.corridors,
        suspensions=before.suspensions,
        classes=before.classes,
        _digest=[],
    )
    return (
        same_rest.digest == before.digest
        and corridors.keys() == {corridor.id for corridor in before.corridors}
        and all(_narrower(corridor, corridors[corridor.id]) for corridor in before.corridors)
        and all(cls.id in classes for cls in before.classes)
        and all(replace(classes[cls.id], lost=cls.lost) == cls for cls in before.classes)
        and not before.suspensions.minus(after.suspensions)
    )


def _narrower(before: Corridor, after: Corridor) -> bool:
    same_rest = replace(after, windows=before.windows, returns_in_windows=before.returns_in_windows)
    return same_rest == before and not after.windows.minus(before.windows)


def _given(before: Instance, after: Instance, clock: Clock) -> Iterator[str]:
    yield f"what departed before {clock.write(after.now)} happened as the plan says"
    closed = {corridor.id: corridor for corridor in after.corridors}
    for corridor in before.corridors:
        for window in corridor.windows.minus(closed[corridor.id].windows):
            yield (
                f"corridor {corridor.id} is closed from {clock.write(window.start)}"
                f" until {clock.write(window.until)}"
            )
    for window in after.suspensions.minus(before.suspensions):
        yield f"nothing moves from {clock.write(window.start)} until {clock.write(window.until)}"
    known = {cls.id: cls for cls in before.classes}
    for cls in after.classes:
        if cls.id not in known:
            yield f"{cls.count:,} further vehicles of class {cls.id}"
            continue
        for vehicle, minute in cls.lost:
            if (vehicle, minute) not in known[cls.id].lost:
                yield f"{vehicle} is lost from {clock.write(minute)} on"
