"""The law as tables of clauses, each one function with its number (docs/gate.md says them all).

`LAW` in `masarat.agreement.clauses` is the law that holds. `Law.without` returns the law without
one clause: what a test uses to see that no clause is idle.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from masarat.agreement.cases import ActCase, DraftCase, GoCase, Moment, SignOffCase
    from masarat.agreement.record import Taken
    from masarat.agreement.verdicts import Reason

Check_co = TypeVar("Check_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Clause(Generic[Check_co]):
    """One clause: its number, and the function that checks it.

    `kinds` are the kinds of act that it speaks of; empty: all. What the clause says is the
    docstring of `check`.
    """

    id: str
    check: Check_co
    kinds: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The clause in words."""
        return " ".join((self.check.__doc__ or "").split())


@dataclass(frozen=True, kw_only=True)
class Law:
    """Every clause, by what it decides.

    Parameters
    ----------
    drafts, acts
        Whether a draft, an act, may be taken: each returns what speaks against it, or nothing.
    looks
        Whether something taken is looked at, at a moment.
    counts
        Whether a sign-off counts: each returns why not ("withdrawn"), or nothing.
    distinct
        Whether a further signatory with this key counts beside those with these keys.
    gate
        What keeps the gate closed.
    go
        What holds a convoy back.
    """

    drafts: tuple[Clause[Callable[[DraftCase], str]], ...]
    acts: tuple[Clause[Callable[[ActCase], str]], ...]
    looks: tuple[Clause[Callable[[Taken, Moment], bool]], ...]
    counts: tuple[Clause[Callable[[SignOffCase], str]], ...]
    distinct: tuple[Clause[Callable[[str, frozenset[str]], bool]], ...]
    gate: tuple[Clause[Callable[[Moment], tuple[Reason, ...]]], ...]
    go: tuple[Clause[Callable[[GoCase], str]], ...]

    @cached_property
    def by_id(self) -> Mapping[str, str]:
        """What each clause says, by number, in order."""
        return {clause.id: clause.says for f in fields(self) for clause in getattr(self, f.name)}

    @cached_property
    def for_acts(self) -> Mapping[str, tuple[Clause[Callable[[ActCase], str]], ...]]:
        """The clauses about acts that speak of a kind."""
        from masarat.agreement.acts import KINDS  # noqa: PLC0415

        return {
            kind: tuple(c for c in self.acts if not c.kinds or kind in c.kinds) for kind in KINDS
        }

    def without(self, number: str) -> Law:
        """Return the law without the clause of this number.

        Raises
        ------
        KeyError
            If there is no such clause.
        """
        if number not in self.by_id:
            raise KeyError(number)
        tables = {
            f.name: tuple(clause for clause in getattr(self, f.name) if clause.id != number)
            for f in fields(self)
        }
        return replace(self, **tables)
