"""Which streets have another status by now than a plan rests on, and who passes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from masarat.app.streets.basis import basis
from masarat.app.streets.files import ledger_at
from masarat.core.availability import Availability, Caution, Opening
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance
from masarat.planning.streets import passed_streets
from masarat.scenario.statuses import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.app.streets.basis import Basis
    from masarat.core.availability import Kind
    from masarat.plan.document import Plan
    from masarat.reports.ledger import Ledger

Street = tuple[str, tuple[str, ...]]
"""Kind and ids."""

Effect = tuple[str, str, tuple[str, ...]]
"""Status, what it does, to whom."""

NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """A street of which reports say something else by now.

    Parameters
    ----------
    before
        The statuses that the plan rests on, as far as they do something.
    after
        Those by now, with when.
    reports
        The reports that the new statuses rest on, and those against them.
    passed_by
        Convoys and empty trips of the plan that pass it while a new status holds.
    routes, closed
        Routes that pass it, and when it is closed to convoys now.
    """

    kind: str
    ids: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[tuple[str, Windows], ...]
    reports: tuple[str, ...]
    passed_by: tuple[str, ...]
    routes: frozenset[str]
    closed: Windows
    ledger: Ledger

    def closes(self, minute: int) -> frozenset[str]:
        """Return the routes that it closes to convoys at a minute."""
        shut = any(window.start <= minute < window.until for window in self.closed)
        return self.routes if shut else frozenset()

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "ids": list(self.ids),
            "before": list(self.before),
            "after": [
                {"status": word, "windows": [{"from": w.start, "until": w.until} for w in windows]}
                for word, windows in self.after
            ],
            "reports": list(self.reports),
            "passed_by": list(self.passed_by),
        }


def newer_than(case: Case, plan: Plan, reports: Path | None) -> tuple[Newer, ...] | None:
    """Return what the ledger `reports`, or the scenario's, says now; None if there is none to ask.

    Raises
    ------
    InputError, JournalError
        If the ledger cannot be read.
    """
    file = reports or case.scenario.ledger_file()
    if file is None or (reports is None and not file.exists()):
        return None
    return newer(case, plan, ledger_at(file, case.scenario.clock.zone))


def newer(case: Case, plan: Plan, ledger: Ledger) -> tuple[Newer, ...]:
    """Return the streets on which `ledger` says something else than what `plan` rests on.

    Parameters
    ----------
    case
        What the plan is of, with the reports that it rests on; without any, everything is new.
    """
    now = basis(ledger, case.scenario)
    whole = Windows.of([Window(0, case.scenario.end)])
    old, new = _effects(case.availability, whole), _effects(now.availability, whole)
    changed = [street for street in sorted({*old, *new}) if old.get(street) != new.get(street)]
    passed = _passed(case, plan, {street: new.get(street, {}) for street in changed})
    return tuple(
        Newer(
            kind=street[0],
            ids=street[1],
            before=tuple(dict.fromkeys(status for status, *_ in sorted(old.get(street, {})))),
            after=tuple((effect[0], new[street][effect]) for effect in sorted(new.get(street, {}))),
            reports=_reports(now, street),
            passed_by=passed[street][0],
            routes=passed[street][1],
            closed=_closed(new.get(street, {})),
            ledger=now.ledger,
        )
        for street in changed
    )


def _effects(availability: Availability, whole: Windows) -> dict[Street, dict[Effect, Windows]]:
    """Return what is done to each street, and when."""
    found: dict[Street, dict[Effect, Windows]] = {}
    said: tuple[Opening | Caution, ...] = (*availability.openings, *availability.cautions)
    for each in said:
        if isinstance(each, Opening):
            does, barred = "forbid" if each.barred else "close", each.barred
            windows = whole.minus(each.windows)
        else:
            does, barred, windows = "warn", NOBODY, each.windows
        effects = found.setdefault((each.kind, each.ids), {})
        effect = (each.reason, does, barred)
        effects[effect] = Windows.of([*effects.get(effect, ()), *windows])
    return found


def _closed(effects: Mapping[Effect, Windows]) -> Windows:
    """Return when convoys may not use the street."""
    shut = [w for (_, does, to), w in effects.items() if does == "close" or PEOPLE in to]
    return Windows.of(window for windows in shut for window in windows)


def _passed(
    case: Case, plan: Plan, changed: dict[Street, dict[Effect, Windows]]
) -> dict[Street, tuple[tuple[str, ...], frozenset[str]]]:
    """Return who passes each changed street while it matters, and which of the plan's routes do."""
    if not changed:
        return {}
    cautions = tuple(
        Caution(
            kind=cast("Kind", kind),
            ids=ids,
            windows=Windows.of(window for windows in effects.values() for window in windows),
        )
        for (kind, ids), effects in changed.items()
    )
    looked_at = Availability(case.availability.openings, cautions)
    instance = build_instance(case.scenario, availability=looked_at)
    ours = slice(len(looked_at.openings), None)
    found = zip(passed_streets(instance, plan)[ours], instance.statuses[ours], strict=True)
    return {
        (street.kind, street.ids): (
            (*street.convoys, *street.empty_trips),
            status.corridors | status.back_corridors,
        )
        for street, status in found
    }


def _reports(now: Basis, street: Street) -> tuple[str, ...]:
    said: tuple[Opening | Caution, ...] = (*now.availability.openings, *now.availability.cautions)
    ours = [each for each in said if (each.kind, each.ids) == street]
    named = (report for each in ours for report in (*each.reports, *each.against))
    return tuple(dict.fromkeys(named))
