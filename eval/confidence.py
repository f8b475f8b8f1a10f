"""Does the confidence know when the answer is right? A run's refusal curve, area under the ROC, calibration.

The engine shows what it has as an answer, as the closest passage or not at all. Here the confidence alone decides
instead, at any threshold: a sentence of the tier "closest" counts as an answer where its confidence reaches the
threshold, an answer as refused where it does not. A refusal without a sentence, and a crash, can never be shown.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.running import Outcome

BINS = 10  # of equal width, as usual for the expected calibration error


@dataclass(frozen=True, slots=True)
class Point:
    """What would come of showing just what reaches a threshold; each share 0 to 1, None of nothing."""

    threshold: float
    answered: float | None  # of the answerable ones
    right: float | None  # of the answerable ones that are answered
    refused: float | None  # of the unanswerable ones


@dataclass(frozen=True, slots=True)
class Bin:
    """The outcomes whose confidence lies in (low, high], the first bin's with low: what they promise and what holds."""

    low: float
    high: float
    outcomes: int
    confidence: float | None  # mean
    right: float | None  # share


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence against truth; `error` is None of no outcome."""

    bins: tuple[Bin, ...]
    error: float | None


def risk_coverage(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """Return the refusal curve: one point for each confidence that occurs, lowest first."""
    confidence = _confidences(outcomes)
    said = np.array([one.case.answerable for one in outcomes], dtype=bool)
    showable = np.array([one.answer is not None and bool(one.answer.sentences) for one in outcomes], dtype=bool)
    right = np.array([one.right_if_shown for one in outcomes], dtype=bool)
    points = []
    for threshold in np.unique(confidence):
        shown = showable & (confidence >= threshold)
        points.append(
            Point(float(threshold), _mean(shown[said]), _mean(right[shown & said]), _mean(~shown[~said])),
        )
    return tuple(points)


def roc_area(outcomes: Sequence[Outcome]) -> float | None:
    """Return how often an answerable question has more confidence than an unanswerable one, a tie counting half.

    None where either kind is missing. .5 is chance.
    """
    confidence = _confidences(outcomes)
    said = np.array([one.case.answerable for one in outcomes], dtype=bool)
    others = np.sort(confidence[~said])
    below, up_to = (np.searchsorted(others, confidence[said], side=side) for side in ("left", "right"))
    return _mean((below + up_to) / 2 / len(others)) if len(others) else None


def calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Return the expected calibration error and its bins: does 0.8 mean right four times in five?

    Right means that the documents say it and the sentences, were they shown, are right; an unanswerable question has
    no right sentence. Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (ICML 2017).
    """
    confidence = _confidences(outcomes)
    right = np.array([one.right_if_shown for one in outcomes], dtype=bool)
    edges = np.linspace(0, 1, BINS + 1)
    places = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, BINS - 1)
    bins = tuple(
        Bin(
            round(float(edges[number]), 3),
            round(float(edges[number + 1]), 3),
            int((places == number).sum()),
            _mean(confidence[places == number]),
            _mean(right[places == number]),
        )
        for number in range(BINS)
    )
    error = sum(abs(float((right - confidence)[places == number].sum())) for number in range(BINS))
    return Calibration(bins, error / len(outcomes) if outcomes else None)


def confidence_numbers(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return all of it as JSON-ready values."""
    measured = calibration(outcomes)
    return {
        "roc_area": roc_area(outcomes),
        "calibration_error": measured.error,
        "bins": [asdict(one) for one in measured.bins],
        "curve": [asdict(point) for point in risk_coverage(outcomes)],
    }


def _confidences(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    return np.array([one.answer.confidence if one.answer else 0.0 for one in outcomes], dtype=float)


def _mean(values: NDArray[Any]) -> float | None:
    return float(values.mean()) if len(values) else None
