"""actual.csv: what became of convoys, where it differs from the plan.

One row a convoy; further rows of the same convoy say how many people of further groups were aboard.

| column | what it says |
| --- | --- |
| convoy | id of the convoy in the plan |
| status | departed (also when empty), cancelled, or turned back |
| departed | when it departed; empty: as planned |
| back | when a convoy that gave up stands empty at its assembly point again; empty: by the news |
| group, people | how many people of a group were aboard; empty: as planned |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, InputError, suggestion
from masarat.planning.replan import Actual, Movement, Status
from masarat.scenario import csv_text
from masarat.scenario.cells import as_seen, is_aside, plain
from masarat.scenario.clock import BadTimeError, Clock
from masarat.scenario.raw import no_results

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("convoy", "status", "departed", "back", "group", "people")


def read_actual(path: Path, clock: Clock) -> Actual:
    """Read what became of convoys.

    Parameters
    ----------
    clock
        The scenario's: times are written as there.

    Raises
    ------
    InputError
        With every fault: unknown columns, no convoy, statuses and times that are none, people
        without a group, rows of one convoy that contradict each other.
    """
    text = csv_text.decode(csv_text.read_bytes(path, path.name), path.name)
    lines = [line for line in csv_text.parse(text, path.name) if any(map(as_seen, line[1]))]
    lines = [line for line in lines if not is_aside(line[1][0])]
    reader = _Reader(path.name, clock, [])
    if not lines:
        reader.fault(1, "", "", f"columns {', '.join(COLUMNS)}")
        raise InputError(reader.faults)
    header = [as_seen(cell).casefold() for cell in lines[0][1]]
    reader.header(lines[0][0], header)
    movements: dict[str, Movement] = {}
    for row, cells in lines[1:]:
        if unresolved := no_results(header, cells, path.name, row):
            reader.faults.extend(unresolved)
            continue
        for cell in filter(as_seen, cells[len(header) :]):
            reader.fault(row, "", cell, "no cell beyond the last column of the header")
        record = dict(zip(header, map(as_seen, cells), strict=False))
        reader.add(movements, reader.movement(row, record))
    if reader.faults:
        raise InputError(reader.faults)
    return Actual(movements=tuple(movements.values()), file=path.name, write=clock.write)


@dataclass(slots=True)
class _Reader:
    """Reads rows and collects their faults."""

    file: str
    clock: Clock
    faults: list[Fault]

    def fault(self, row: int, field: str, found: str, expected: str, hint: str = "") -> None:
        fault = Fault(
            file=self.file, row=row, field=field, found=found, expected=expected, hint=hint
        )
        self.faults.append(fault)

    def header(self, row: int, names: list[str]) -> None:
        for name in names:
            if name not in COLUMNS:
                expected = f"one of the columns {', '.join(COLUMNS)}"
                self.fault(row, "", name, expected, suggestion(name, COLUMNS))
        if "convoy" not in names:
            self.fault(row, "", ", ".join(names), "a column convoy")

    def movement(self, row: int, record: dict[str, str]) -> Movement:
        if not record.get("convoy"):
            self.fault(row, "convoy", "", "the id of a convoy in the plan")
        self.contradictions(row, record)
        return Movement(
            convoy=record.get("convoy", ""),
            status=self.status(row, record.get("status", "")),
            departed=self.minute(row, "departed", record.get("departed", "")),
            back=self.minute(row, "back", record.get("back", "")),
            people=self.people(row, record.get("group", ""), record.get("people", "")),
            row=row,
        )

    def contradictions(self, row: int, record: dict[str, str]) -> None:
        """Refuse what cannot be said of a convoy with this status."""
        status = record.get("status", "").casefold()
        if status == Status.CANCELLED:
            for field in ("departed", "people"):
                if text := record.get(field, ""):
                    self.fault(
                        row, field, text, "nothing: a convoy that is cancelled did not depart"
                    )
        elif status in {"", Status.DEPARTED} and (text := record.get("back", "")):
            expected = f"nothing, or the status {Status.CANCELLED} or {Status.TURNED_BACK}"
            self.fault(row, "back", text, expected)

    def status(self, row: int, text: str) -> Status:
        words = [status.value for status in Status]
        word = text.casefold() or Status.DEPARTED.value
        if word not in words:
            self.fault(row, "status", text, f"one of {', '.join(words)}", suggestion(word, words))
            return Status.DEPARTED
        return Status(word)

    def minute(self, row: int, field: str, text: str) -> int | None:
        if not text:
            return None
        try:
            return self.clock.parse(plain(text))
        except BadTimeError as error:
            self.fault(row, field, text, error.expected, error.hint)
            return None

    def people(self, row: int, group: str, text: str) -> dict[str, int]:
        if not group and not text:
            return {}
        if not group:
            self.fault(row, "group", "", "the group of these people")
        elif not text.isdecimal():
            self.fault(row, "people", text, "a whole number of people aboard")
        else:
            return {group: int(text)}
        return {}

    def add(self, movements: dict[str, Movement], new: Movement) -> None:
        """Put a row to what is known of its convoy."""
        old = movements.setdefault(new.convoy, new)
        if old is new:
            return
        if (new.status, new.departed, new.back) != (old.status, old.departed, old.back):
            expected = f"what row {old.row} says of this convoy"
            self.fault(new.row or 0, "convoy", new.convoy, expected)
        for group in new.people.keys() & old.people.keys():
            self.fault(new.row or 0, "group", group, f"every group once ({new.convoy})")
        movements[new.convoy] = replace(old, people={**old.people, **new.people})
