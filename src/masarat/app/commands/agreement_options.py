"""Options that the commands of agreements share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which agreement.

    Parameters
    ----------
    journal
        The journal, or an exported copy; else $MASARAT_JOURNAL, else masarat.sqlite here.
    agreement
        Its id; needed only where the journal has several.
    """

    journal: str | None = None
    agreement: str | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who acts.

    Parameters
    ----------
    by
        Signatory who acts, with the key on this machine.
    journal
        The journal; else $MASARAT_JOURNAL, else masarat.sqlite here.
    agreement
        Id of the agreement; needed only where the journal has several.
    out
        Write the signed act to this file instead, to be carried and taken elsewhere
        (masarat agreement take). Then the journal may be an exported copy.
    """

    by: Annotated[str, Parameter(name="--as")]
    journal: str | None = None
    agreement: str | None = None
    out: Path | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What is reported of streets.

    Parameters
    ----------
    reports
        Journal or file of reports on streets; else those in the agreement's journal.
    scenario
        Folder of tables or .xlsx workbook: then streets between the places of a
        corridor count too.
    """

    reports: Path | None = None
    scenario: Path | None = None
