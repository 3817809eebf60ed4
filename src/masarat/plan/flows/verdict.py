"""What the flow checker says: whether everything holds, and each thing that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

Law = Literal[
    "form", "capacity", "conservation", "supply", "time", "room", "cut off", "cut", "bound"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowViolation:
    """One law broken once.

    Parameters
    ----------
    law
        "form" (numbers that mean nothing), "capacity" (an arc takes more than it may),
        "conservation" (a node gives what it does not have, or keeps something), "supply" (a source
        does not send exactly what it has), "time" (before 0 or after the clearance time), "room"
        (a sink holds too much), "cut off" (wrongly said or not said to have no way), "cut" (the
        binding set misstates itself or proves nothing), "bound" (what it proves is not what is
        claimed).
    message
        What is wrong, in words.
    arc, node, step
        Where and when, as far as that applies: the first moment at which it shows.
    found, allowed
        The value found and the value that would hold, in units, units a step, or steps.
    """

    law: Law
    message: str
    arc: int | None = None
    node: int | None = None
    step: int | None = None
    found: Fraction | int | None = None
    allowed: Fraction | int | None = None

    def __str__(self) -> str:
        told = [
            f"{name} {value}"
            for name, value in (
                ("arc", self.arc),
                ("node", self.node),
                ("step", self.step),
                ("found", self.found),
                ("allowed", self.allowed),
            )
            if value is not None
        ]
        return f"{self.law}: {self.message}" + (f" ({', '.join(told)})" if told else "")


@dataclass(frozen=True, slots=True)
class FlowVerdict:
    """The checker's answer.

    Parameters
    ----------
    violations
        Everything found wrong.
    bound
        The proven bound on the clearance time in steps: everybody needs at least so long. None
        where nothing is proven.
    """

    violations: tuple[FlowViolation, ...]
    bound: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    @property
    def laws(self) -> frozenset[Law]:
        """The laws that are broken."""
        return frozenset(violation.law for violation in self.violations)

    def __str__(self) -> str:
        if self.ok:
            return "the flow obeys every law"
        return "\n".join(map(str, self.violations))
