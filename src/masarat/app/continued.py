"""Plans that go on from history: which instance they are of, and what it takes as given.

A replanned plan is of the scenario's instance with what happened since: corridors that closed,
suspensions, vehicles lost or added. That instance lies beside the plan. It is believed only if
nothing else differs from the scenario, and whoever checks the plan is told what does.

`check` judges a plan of another scenario, too, and says that it is one. Whoever goes on from a plan
asks for `matching_case`: news that is forgotten would make a plan that looks right.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.app.instance_file import NAME
from masarat.app.loading import cases, instance_beside, plan_path
from masarat.app.streets.keeping import basis_of_plan
from masarat.core.errors import Fault, PlanError
from masarat.plan.content import plan_digest
from masarat.scenario.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.app.streets.basis import Basis
    from masarat.plan.document import Plan
    from masarat.scenario.document import Assume, Scenario
    from masarat.scenario.instance import Corridor, Instance, VehicleClass


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
        Where the plan was read; the instance of a replanned plan lies beside it.
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


def matching_case(
    scenario: Path,
    path: Path,
    plan: Plan,
    assume: Assume | None = None,
    reports: Path | None = None,
) -> tuple[Case, tuple[str, ...]]:
    """Return the case that a plan is of, as `case_of_plan` does, and no other.

    Raises
    ------
    PlanError
        If the plan is of another scenario, or what happened since is not beside it.
    ScenarioError, NetworkError, InputError, JournalError
        As `case_of_plan`.
    """
    case, given = case_of_plan(scenario, path, plan, assume, reports)
    if case.instance.digest != plan.instance:
        fault = Fault(
            file=str(plan_path(path)),
            field="instance",
            found=plan.instance,
            expected=(
                f"the digest of {scenario}, {case.instance.digest}, or of {NAME} beside the plan,"
                " which may differ from it only in what can have happened since"
            ),
            hint=_why_not_beside(path, plan),
        )
        raise PlanError([fault])
    return case, given


def refuse_altered(path: Path, plan: Plan) -> None:
    """Refuse a plan whose file is not what masarat wrote, where nothing else would check it.

    Raises
    ------
    PlanError
        If its digest is another.
    """
    digest = plan_digest(plan)
    if plan.stated is not None and plan.stated.digest != digest:
        fault = Fault(
            file=str(plan_path(path)),
            field="digest",
            found=plan.stated.digest,
            expected=f"{digest}, the digest of what is in it",
            hint="it was altered after it was written; masarat check says what it breaks",
        )
        raise PlanError([fault])


def _why_not_beside(path: Path, plan: Plan) -> str:
    beside = plan_path(path).parent / NAME
    if _beside(path, plan) is not None:
        return f"{beside} differs in more: was the scenario edited since?"
    if beside.exists():
        return f"{beside} is not this plan's"
    return f"there is no {beside}"


def _beside(path: Path, plan: Plan) -> Instance | None:
    try:
        return instance_beside(path, plan)
    except PlanError:
        return None


def _goes_on(before: Instance, after: Instance) -> bool:
    """Whether `after` differs from `before` only in what can have happened since."""
    corridors = {corridor.id: corridor for corridor in after.corridors}
    classes = {cls.id: cls for cls in after.classes}
    known = {cls.id for cls in before.classes}
    same_rest = replace(
        after,
        now=before.now,
        held=before.held,
        gave_up=before.gave_up,
        corridors=before.corridors,
        suspensions=before.suspensions,
        classes=before.classes,
        _digest=[],
    )
    return (
        same_rest.digest == before.digest
        and corridors.keys() == {corridor.id for corridor in before.corridors}
        and all(
            _may_be(corridor, corridors[corridor.id], after.now) for corridor in before.corridors
        )
        and known <= classes.keys()
        and all(replace(classes[cls.id], lost=cls.lost) == cls for cls in before.classes)
        and all(_further(cls, before.classes) for cls in after.classes if cls.id not in known)
        and not before.suspensions.minus(after.suspensions)
        and _may_be_held(after)
    )


def _may_be_held(instance: Instance) -> bool:
    vehicles = {vehicle for cls in instance.classes for vehicle in cls.vehicle_ids()}
    points = {point.place for point in instance.assembly_points}
    return all(vehicle in vehicles and place in points for vehicle, place, _ in instance.held)


def _may_be(before: Corridor, after: Corridor, now: int) -> bool:
    """Whether a corridor is as before, or was closed by minute `now`."""
    closed = max((window.until for window in after.windows), default=0)
    shut = replace(before, windows=before.windows.clipped(0, closed), returns_in_windows=True)
    return after == before or (after == shut and closed <= now)


def _further(cls: VehicleClass, known: tuple[VehicleClass, ...]) -> bool:
    """Whether the vehicles of a class that came later are like those of one that was there."""
    return any(
        replace(cls, id=each.id, count=each.count, available=each.available, lost=each.lost) == each
        for each in known
    )


def _given(before: Instance, after: Instance, clock: Clock) -> Iterator[str]:
    if after.now:
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
    if after.gave_up:
        yield f"{', '.join(after.gave_up)} gave up"
    yield from _fleet_given(before, after, clock)


def _fleet_given(before: Instance, after: Instance, clock: Clock) -> Iterator[str]:
    known = {cls.id: cls for cls in before.classes}
    for cls in after.classes:
        if cls.id not in known:
            yield f"{cls.count:,} further vehicles of class {cls.id}"
            continue
        for vehicle, minute in cls.lost:
            if (vehicle, minute) not in known[cls.id].lost:
                yield f"{vehicle} is lost from {clock.write(minute)} on"
    for vehicle, place, minute in after.held:
        yield f"{vehicle} stands empty at {place} from {clock.write(minute)} on"
