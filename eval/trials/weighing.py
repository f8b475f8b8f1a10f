"""Development cases -> the weights of app/extractive/judging.py: logistic regression, cross-validated by question.

Each of the sentences that the engine reads for a question is one example: it states the expected facts, or not; of a
question that the documents do not answer, none does.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.corpus.inquiries import recognise
from app.extractive import judging
from app.extractive.evidence import gather
from app.extractive.question import analyse
from app.extractive.ranking import rank
from app.extractive.reader import open_reader
from app.followups import resolve
from eval.cases import Case
from eval.checks import occurs
from index.opening import Library

READ = 8  # sentences of a question: more than the engine reads, so that the weights also know what it leaves out
FOLDS = 6
RIDGE = 1.0  # of the scaled weights: keeps two signals that say the same from growing against each other

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence that was read for one question."""

    suite: str
    case: str
    answerable: bool
    right: bool
    signals: dict[str, float]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weights, and what they are worth on questions that they were not learnt from."""

    bias: float
    weights: dict[str, float]
    effects: dict[str, float]  # weight times the signal's standard deviation: which matter
    suites: dict[str, tuple[float, float | None]]  # share of right first sentences; AUC said against not said


def examples(suite: str, cases: Sequence[Case], library: Library, *, passages: int) -> Iterator[Example]:
    """Yield the sentences read for each case, as the engine would read them."""
    for case in cases:
        question = resolve(case.question, case.history)
        if recognise(question):
            continue
        asked = analyse(question, library.lexicon)
        hits = library.search(question, passages)
        evidence, vectors = gather(hits, library)
        ranked = rank(asked, evidence, vectors, library.embedder.encode_query(question), hits)
        for one in judging.judge(asked, ranked, open_reader(), steps=(READ,)):
            told = one.ranked.evidence
            states = any if asked.wants_many else all  # a list is made of several sentences
            right = case.answerable and states(any(occurs(fact, told.text) for fact in group) for group in case.must)
            if told.kind == "body":
                yield Example(suite, case.id, case.answerable, bool(case.must) and right, dict(one.signals))


def weigh(found: Sequence[Example], shares: dict[str, float]) -> Weighed:
    """Fit the weights; `shares` says how much each suite counts, whatever its size."""
    names = list(judging.WEIGHTS)
    rows = np.array([[one.signals[name] for name in names] for one in found])
    right = np.array([one.right for one in found], dtype=float)
    suites = np.array([one.suite for one in found])
    counts = np.array([shares[one.suite] / np.sum(suites == one.suite) for one in found]) * len(found)
    folds = np.array([zlib.crc32(f"{one.suite}/{one.case}".encode()) % FOLDS for one in found])
    odds = np.zeros(len(found))
    for fold in range(FOLDS):
        kept = folds != fold
        odds[~kept] = _odds(rows[~kept], _fit(rows[kept], right[kept], counts[kept]))
    fitted = _fit(rows, right, counts)
    weights = dict(zip(names, fitted[:-1].tolist(), strict=True))
    spread = dict(zip(names, rows.std(axis=0).tolist(), strict=True))
    return Weighed(
        bias=float(fitted[-1]),
        weights=weights,
        effects={name: weights[name] * spread[name] for name in names},
        suites={suite: _worth([one for one in found if one.suite == suite], odds[suites == suite]) for suite in shares},
    )


def _fit(rows: Floats, right: Floats, counts: Floats) -> Floats:
    """Return the weights and the bias of a ridge logistic regression, by Newton's method."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    scale = design.std(axis=0)
    scale[scale == 0] = 1
    design = design / scale
    penalty = np.full(design.shape[1], RIDGE)
    penalty[-1] = 0
    fitted = np.zeros(design.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-design @ fitted))
        slope = design.T @ (counts * (likely - right)) + penalty * fitted
        curve = (design * (counts * likely * (1 - likely))[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        fitted -= step
        if np.abs(step).max() < 1e-8:
            break
    result: Floats = fitted / scale
    return result


def _odds(rows: Floats, fitted: Floats) -> Floats:
    result: Floats = rows @ fitted[:-1] + fitted[-1]
    return result


def _worth(found: Sequence[Example], odds: Floats) -> tuple[float, float | None]:
    """Return the share of answerable questions whose likeliest sentence is right, and the area under the ROC curve."""
    best: dict[str, tuple[float, Example]] = {}
    for one, value in zip(found, odds.tolist(), strict=True):
        if one.case not in best or value > best[one.case][0]:
            best[one.case] = (value, one)
    said = np.array([value for value, one in best.values() if one.answerable])
    unsaid = np.array([value for value, one in best.values() if not one.answerable])
    right = float(np.mean([one.right for _, one in best.values() if one.answerable]))
    return right, float(np.mean(said[:, None] > unsaid[None])) if len(unsaid) else None
