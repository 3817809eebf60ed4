"""What the checker says of a plan: whether it holds, and every rule that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14",
    "R15", "R16", "form", "objective", "bound", "digest", "reports",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule broken once.

    `rule` is a rule of docs/rules.md, or "form" (the plan contradicts itself or names what the
    instance does not have), "objective" (a stated figure is not what the movement table gives),
    "bound" (not proven), "digest" (of another instance, or altered) or "reports" (what it says of
    reported streets is not so, or it uses a closed one). `convoy`, `vehicle`,
    `group` and `minute` say where, as far as that applies; an empty trip stands under `convoy`.
    """

    rule: Rule
    message: str
    convoy: str = ""
    vehicle: str = ""
    group: str = ""
    minute: int | None = None

    def __str__(self) -> str:
        where = [
            f"{name} {value}"
            for name, value in (
                ("convoy", self.convoy),
                ("vehicle", self.vehicle),
                ("group", self.group),
                ("minute", "" if self.minute is None else str(self.minute)),
            )
            if value
        ]
        place = f" ({', '.join(where)})" if where else ""
        return f"{self.rule}: {self.message}{place}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checker's answer."""

    violations: tuple[Violation, ...]

    @property
    def ok(self) -> bool:
        """Whether the plan breaks no rule."""
        return not self.violations

    @property
    def rules(self) -> frozenset[Rule]:
        """The rules that are broken."""
        return frozenset(violation.rule for violation in self.violations)

    def __str__(self) -> str:
        if self.ok:
            return "the plan obeys every rule"
        return "\n".join(map(str, self.violations))
