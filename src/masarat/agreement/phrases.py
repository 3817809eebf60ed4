"""A phrase: the key of a text with the values that go into it, in no language yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Phrase:
    """`key` names a text; `values` are plain data (moments as `masarat.core.instants` spells)."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
