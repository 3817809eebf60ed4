"""What `validate` says of a scenario that can be planned: who is left out, and what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault
from masarat.planning.reasons import unmovable
from masarat.scenario.notes import notes

if TYPE_CHECKING:
    from masarat.app.loading import Case


def unmovable_lines(case: Case) -> tuple[str, ...]:
    """Say of which groups nobody, or not everybody, can be moved, and why, as roads show it."""
    scenario = case.scenario
    rows = {group.id: scenario.where("groups", i) for i, group in enumerate(scenario.groups)}
    return tuple(
        str(Fault(file=file, row=row, found=name, expected="people who can be moved", hint=why))
        for name, why in unmovable(case.instance).items()
        for file, row in [rows[name]]
    )


def note_lines(case: Case) -> tuple[str, ...]:
    """Say what is probably not meant, though nobody is left out for it."""
    return tuple(str(note) for note in (*notes(case.scenario), *_idle_checkpoints(case)))


def _idle_checkpoints(case: Case) -> list[Fault]:
    return [
        Fault(
            file=file,
            row=row,
            field="place",
            found=point.place,
            expected="a place that a corridor passes",
            hint="nobody is inspected here",
        )
        for i, point in enumerate(case.instance.checkpoints)
        if not point.corridors and not point.back_corridors
        for file, row in [case.scenario.where("checkpoints", i)]
    ]
