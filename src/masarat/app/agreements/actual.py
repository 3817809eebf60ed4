"""actual.csv from the journal: what became of convoys, for planning the rest anew.

`masarat replan --actual` reads it. Only convoys that differ from the plan are in it: later or
earlier than planned, with other people, turned back, or not departed by the moment.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from masarat.agreement.contents import read_content
from masarat.agreement.execution import execution
from masarat.agreement.movements import TURNED_BACK, by_group
from masarat.app.actual_file import COLUMNS
from masarat.app.agreements.asking import asked
from masarat.app.agreements.doing import agreement_zone
from masarat.publish.spreadsheet import csv_bytes
from masarat.scenario.clock import write_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from masarat.agreement.contents import Convoy
    from masarat.agreement.movements import ConvoyState
    from masarat.app.agreements.draft_file import Drafted

    Row = tuple[object, ...]

_MINUTE = timedelta(minutes=1)


def actual_table(journal: str | None, drafted: Drafted, at: str | None) -> tuple[bytes, int]:
    """Return the table of what became of a draft's convoys by the moment, and how many differ.

    Raises
    ------
    UsageError, JournalError
        If the journal, the agreement or the moment is not to be found.
    """
    state, agreement, moment = asked(journal, drafted.draft.agreement, at)
    zone = agreement_zone(agreement)
    states = {each.convoy: each for each in execution(state, agreement.id, moment).convoys}
    contents = map(read_content, drafted.contents.values())
    rows: list[Row] = []
    differ = 0
    for convoy in (convoy for content in contents for convoy in content.convoys):
        found = list(_rows(states.get(convoy.id), convoy, moment, zone))
        rows += [(drafted.convoys[convoy.id], *row) for row in found]
        differ += bool(found)
    return csv_bytes([COLUMNS, *rows]), differ


def _rows(
    state: ConvoyState | None, convoy: Convoy, moment: datetime, zone: ZoneInfo
) -> Iterator[Row]:
    """Yield status, departed, back, group and people, where the convoy is not as planned."""
    if state is not None and state.status == TURNED_BACK:
        yield ("turned back", "", "", "", "")
    elif state is None or state.departed is None:
        if convoy.departs < moment:
            yield ("cancelled", "", "", "", "")
    else:
        late = abs(state.departed - convoy.departs) >= _MINUTE
        departed = write_moment(state.departed.astimezone(zone)) if late else ""
        other = _other_people(state.departed_people, by_group(convoy.people))
        for group, people in other.items():
            yield ("departed", departed, "", group, people)
        if departed and not other:
            yield ("departed", departed, "", "", "")


def _other_people(departed: Mapping[str, int], planned: Mapping[str, int]) -> dict[str, int]:
    """Return people by group who were aboard, where they differ from those planned."""
    return {
        group: departed.get(group, 0)
        for group in sorted(planned.keys() | departed.keys())
        if departed.get(group, 0) != planned.get(group, 0)
    }
