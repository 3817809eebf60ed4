"""Why people are left, in the reader's language.

The planner gives its reasons in English. Sentences it is known to write are put into words of the
edition; any other is shown as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.publish.edition import Edition

# Word key and the English sentence; what it names, and whether that is a place (or several).
_SENTENCES = (
    ("reason_no_corridor", r"no corridor can be reached from (?P<place>.+)"),
    (
        "reason_no_vehicle_reaches",
        r"no vehicle that can carry them serves a corridor from (?P<place>\S+) to (?P<places>.+)",
    ),
    (
        "reason_no_vehicle_serves",
        r"no vehicle that can carry them serves a corridor from (?P<place>.+)",
    ),
    ("reason_no_way", r"no corridor from (?P<place>.+) reaches (?P<places>.+)"),
    ("reason_aboard", r"every way would keep them aboard for longer than (?P<n>\d+) minutes"),
    (
        "reason_late",
        r"no vehicle that can carry them gets to (?P<places>.+) before the scenario's end",
    ),
    (
        "reason_closed",
        r"every corridor from (?P<place>\S+) to (?P<places>.+) is closed when they could use it",
    ),
    ("reason_escort", r"no corridor from (?P<place>\S+) to (?P<places>.+) has an escort team"),
    (
        "reason_hour",
        r"the smallest convoy has more vehicles than may enter a corridor in an hour",
    ),
    (
        "reason_checkpoint",
        r"on every way a checkpoint is not open for long enough when they could pass it",
    ),
    ("reason_suspended", r"the suspensions leave no time for the trip"),
    (
        "reason_once",
        r"the vehicles that can carry them come back for no second trip and take (?P<n>\d+) in all",
    ),
    (
        "reason_shared",
        r"their vehicles come back for no second trip and are too few, as groups share none",
    ),
    (
        "reason_window",
        r"no window of a corridor is long enough for the trip before the scenario's end",
    ),
    (
        "reason_capacity",
        r"the destinations they may go to \((?P<places>.+)\) take (?P<n>\d+) people in all",
    ),
    (
        "reason_one_destination",
        (
            r"they go to one destination, and none of theirs \((?P<places>.+)\)"
            r" has room for all (?P<n>\d+)"
        ),
    ),
    (
        "reason_together",
        (
            r"the groups of '(?P<label>.+)' go to one destination; none \((?P<places>.+)\)"
            r" has room for (?P<n>\d+)"
        ),
    ),
    (
        "reason_together_nowhere",
        r"the groups of '(?P<label>.+)' go to one destination, and none is permitted to all",
    ),
    (
        "reason_their_destination",
        r"they go to one destination, and that has no room for more people",
    ),
    (
        "reason_linked",
        r"the linked operation (?P<linked>.+) holds them until more of its other side leave",
    ),
    (
        "reason_time",
        r"not enough vehicles, time or corridor capacity before the scenario's end",
    ),
    ("reason_unit", r"no vehicle takes a unit of (?P<n>\d+) people together"),
    ("reason_need", r"no vehicle class has room for the need '(?P<need>.+)'"),
)


def reason_words(edition: Edition, reason: str) -> str:
    """Return a reason in the reader's language, or as it stands where its words are not known."""
    for key, pattern in _SENTENCES:
        match = re.fullmatch(pattern, reason)
        if match:
            return edition.words.text(key, **_values(edition, match.groupdict()))
    return reason


def _values(edition: Edition, found: dict[str, str]) -> dict[str, str]:
    values = dict(found)
    if "place" in values:
        values["place"] = edition.names.place(values["place"])
    if "places" in values:
        separator = edition.words.text("list_separator")
        values["places"] = separator.join(map(edition.names.place, values["places"].split(", ")))
    if "linked" in values:
        values["linked"] = edition.names.linked(values["linked"])
    if "n" in values:
        values["n"] = edition.words.number(int(values["n"]))
    if "need" in values:
        key = f"need_{values['need'].replace(' ', '_')}"
        values["need"] = edition.words.text(key) if key in edition.words.table else found["need"]
    return values
