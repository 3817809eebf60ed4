"""The law that holds: every clause in its table. docs/gate.md says them in words."""

from masarat.agreement.clauses.acts import ACTS, COMMON, TABLE_RIGHT
from masarat.agreement.clauses.drafts import DRAFTS
from masarat.agreement.clauses.gate import COUNTS, DISTINCT, GATE, LOOKS
from masarat.agreement.clauses.go import GO
from masarat.agreement.clauses.tabling import TABLING
from masarat.agreement.law import Law

LAW = Law(
    drafts=DRAFTS,
    acts=(*COMMON, TABLE_RIGHT, *TABLING, *ACTS),
    looks=LOOKS,
    counts=COUNTS,
    distinct=DISTINCT,
    gate=GATE,
    go=GO,
)

__all__ = ["LAW"]
