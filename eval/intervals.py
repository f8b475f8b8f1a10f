"""How sure is a measured share? Bootstrap intervals, of one run and of the difference of two; numbers only."""

import functools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20_26
LEVEL = 95  # percent
Z = 1.96  # of the normal distribution, for that level

Parts = Sequence[tuple[float, float]]  # of each case, what it adds to the part and to the whole
Interval = tuple[float, float]


def interval(parts: Parts) -> Interval | None:
    """Return the 95 % interval of sum(part) / sum(whole) in percent, cases drawn anew; None of nothing.

    The percentile bootstrap with a fixed seed: Efron and Tibshirani, "An introduction to the bootstrap" (1993). Where
    all cases are alike it would say that nothing can vary; there Wilson's interval (1927) stands in.
    """
    counted = [(part, whole) for part, whole in parts if whole]
    if not counted:
        return None
    shares = {part / whole for part, whole in counted}
    if len(shares) == 1:
        return _wilson(shares.pop(), len(counted))
    return _percentiles(_resampled(counted, _draws(len(counted))))


def paired_interval(first: Parts, second: Parts) -> Interval | None:
    """Return the 95 % interval of the second share minus the first, the same cases drawn for both, in percent points.

    `first` and `second` belong to the same cases, in the same order. None where either is a share of nothing.
    """
    draws = _draws(len(first)) if first else None
    if draws is None or not any(whole for _, whole in first) or not any(whole for _, whole in second):
        return None
    differences = _resampled(second, draws) - _resampled(first, draws)
    return _percentiles(differences[np.isfinite(differences)])


def mcnemar(lost: int, won: int) -> float:
    """Return the exact two-sided p-value of McNemar's test: how likely so uneven a split is, were both equally good.

    McNemar, "Note on the sampling error of the difference between correlated proportions" (Psychometrika 1947).
    """
    flipped = lost + won
    tail = sum(math.comb(flipped, count) for count in range(min(lost, won) + 1))
    return min(1.0, 2 * tail / (1 << flipped))


@functools.lru_cache(maxsize=64)
def _draws(cases: int) -> NDArray[np.float64]:
    """Return how often each case is drawn, one row a resample."""
    drawn: NDArray[np.float64] = (
        np.random.default_rng(SEED).multinomial(cases, np.full(cases, 1 / cases), size=RESAMPLES).astype(float)
    )
    return drawn


def _resampled(parts: Parts, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = draws @ np.array(parts, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):  # a resample may hold no case that counts
        shares: NDArray[np.float64] = 100 * sums[:, 0] / sums[:, 1]
    return shares


def _percentiles(values: NDArray[np.float64]) -> Interval:
    outside = (100 - LEVEL) / 2
    low, high = np.percentile(values, [outside, 100 - outside])
    return round(float(low), 1), round(float(high), 1)


def _wilson(share: float, cases: int) -> Interval:
    middle, spread = share + Z**2 / (2 * cases), Z * math.sqrt(share * (1 - share) / cases + Z**2 / (4 * cases**2))
    low, high = ((middle + sign * spread) / (1 + Z**2 / cases) for sign in (-1, 1))
    return round(100 * max(low, 0.0), 1), round(100 * min(high, 1.0), 1)
