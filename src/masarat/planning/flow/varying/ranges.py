"""Many ranges at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ranges(count: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each position as often as its count says, and 0, ..., count - 1 beside it."""
    position = np.arange(len(count)).repeat(count)
    return position, np.arange(len(position)) - (np.cumsum(count) - count)[position]
