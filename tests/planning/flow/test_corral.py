"""The best combination of vertices is the best: no vertex outside it lowers what is lacking."""

from __future__ import annotations

import numpy as np
import pytest

from masarat.planning.flow.kernel import corral


@pytest.mark.parametrize("seed", range(8))
def test_no_vertex_lowers_what_the_best_weights_leave(seed: int) -> None:
    """Weights w are optimal iff no row has a smaller product with the lack than the lack itself."""
    rng = np.random.default_rng(seed)
    rows, width = [(3, 2), (12, 7), (30, 19), (60, 41)][seed % 4]
    deficits = rng.normal(0.3, 1, (rows, width))
    weights = np.zeros(rows)
    weights[0] = 1.0
    left = corral(deficits, weights, 1e-12, 10_000)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    assert left == pytest.approx(weights @ deficits, abs=1e-9)
    lack = np.maximum(left, 0)
    assert (deficits @ lack).min() >= lack @ lack - 1e-6
