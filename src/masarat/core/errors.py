"""The error tree. Everything that masarat raises on purpose is a `MasaratError`.

MasaratError
+-- InputError          what people wrote cannot be used: carries every fault found
|   +-- ScenarioError   a scenario folder or workbook
|   +-- NetworkError    a road network file
|   +-- PlanError       a plan document
|   +-- ReportsError    a file of reports or of drafts
|   +-- AgreementError  a parties.yaml, a draft, or a file that carries acts
+-- JournalError        a journal or a key cannot be used as asked (see `masarat.journal.errors`)
+-- CheckFailed         a plan broke a rule (a bug when the plan is our own)
+-- Refused             the law of the agreement refuses an entry: carries the clause
+-- UsageError          a call or command that makes no sense as asked
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with the input, located as exactly as the file allows.

    Parameters
    ----------
    file
        Name of the file (or workbook sheet) as the user knows it.
    row
        Line of a text file, or row of a table as spreadsheets count them, from 1.
    field
        Column or key.
    found
        What stood there, as written.
    expected
        What would have been right, as the end of the sentence "expected ...".
    hint
        A suggestion ("did you mean 'atarib'?"), or empty.
    """

    file: str
    expected: str
    row: int | None = None
    field: str = ""
    found: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.field:
            where += f", {self.field}"
        found = f"found {_quoted(self.found)}, " if self.found else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {found}expected {self.expected}{hint}"


def _quoted(text: str) -> str:
    """Return `text` in quotes as it looks, with escapes for what does not show."""
    spaces = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return repr(spaces)


class MasaratError(Exception):
    """Base of all errors that masarat raises on purpose."""


class InputError(MasaratError):
    """What people wrote cannot be used. `faults` holds every fault found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ScenarioError(InputError):
    """A scenario folder or workbook cannot be used."""


class NetworkError(InputError):
    """A road network file cannot be used."""


class PlanError(InputError):
    """A plan document cannot be read."""


class ReportsError(InputError):
    """A file of reports or of drafts cannot be used."""


class AgreementError(InputError):
    """A parties.yaml, a draft of an agreement, or a file that carries acts cannot be used."""


class JournalError(MasaratError):
    """A journal or a key cannot be used as asked."""


class CheckFailed(MasaratError):  # noqa: N818  (it reads as what happened)
    """A plan broke at least one rule."""


class Refused(MasaratError):  # noqa: N818  (it reads as what happened)
    """The law of the agreement refuses an entry: `clause` is its number, `says` what is wrong."""

    def __init__(self, clause: str, says: str) -> None:
        self.clause = clause
        self.says = says
        super().__init__(f"{clause}: {says}")


class UsageError(MasaratError):
    """A call or command that makes no sense as asked."""


def suggestion(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return "did you mean 'x'?" for the closest known word, or an empty string.

    A letter of another alphabet that looks like one of the word's is named: nobody sees it.
    """
    close = get_close_matches(word.casefold(), [k.casefold() for k in known], n=1, cutoff=cutoff)
    if not close:
        return ""
    original = next(k for k in known if k.casefold() == close[0])
    return f"did you mean '{original}'?{_foreign(word, original)}"


def _foreign(word: str, original: str) -> str:
    alphabets = {_alphabet(c) for c in original if c.isalpha()}
    letter = next((c for c in word if c.isalpha() and _alphabet(c) not in alphabets), None)
    if letter is None or not any(c in original for c in word if c.isalpha()):
        return ""
    return f" '{letter}' in what was found is a {_alphabet(letter).title()} letter"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "foreign").partition(" ")[0]
