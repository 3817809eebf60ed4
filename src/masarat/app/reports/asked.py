"""A question about reports as asked on the command line: which ledger, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.app.reports.desk import read_ledger
from masarat.app.reports.speech import Speech, speech_of
from masarat.scenario import load

if TYPE_CHECKING:
    from masarat.app.commands.reports_options import Asking
    from masarat.reports.ledger import Ledger
    from masarat.scenario.document import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The ledger that is asked, the scenario that names places, and the words of the answer."""

    ledger: Ledger
    scenario: Scenario | None
    speech: Speech
    json: bool


def asked(asking: Asking) -> Asked:
    """Open what is asked.

    Raises
    ------
    MasaratError
        If the ledger or the scenario cannot be used.
    """
    ledger = read_ledger(asking.journal)
    scenario = load(asking.scenario) if asking.scenario else None
    speech = speech_of(asking.lang, ledger, scenario, asking.time_zone)
    return Asked(ledger=ledger, scenario=scenario, speech=speech, json=asking.json)
