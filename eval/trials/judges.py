"""Who judges the judge: the offline judge beside word overlap, on published pairs and on labelled sentences of ours.

A set of pairs is a folder with pairs.jsonl.gz (see eval/verifying/verification.py). The labelled sentences,
eval/labelled.jsonl, are answers of the engine as they were given, and sentences a language model might have written
instead, each beside its quote: true ones, and ones with one subtle error, whose kind is named.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, TypeAdapter

from eval.attribution import CARRIES, Judge, WordOverlap
from eval.judging.judge import OfflineJudge
from eval.reader.material import MaterialError, read_rows
from eval.verifying.verification import PAIRS, Pair, area, load_pairs

LABELLED = Path(__file__).parents[1] / "labelled.jsonl"

ErrorKind = Literal[
    "", "number", "unit", "date", "scope", "direction", "entity", "role", "modality", "quote", "generalisation",
    "merged",
]  # fmt: skip
Track = Callable[[Sequence[Pair], str], Iterable[Pair]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of an answer, the quote it cites, and whether that carries it; `error` says what is wrong."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: str
    source: str
    quote: str
    sentence: str
    supported: bool
    error: ErrorKind
    written_by: Literal["engine", "hand"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a judge is worth on a set of pairs; each 0 to 1, .5 is chance."""

    area: float  # under the ROC curve
    fixed: float  # balanced accuracy with the threshold as shipped
    best: float  # with the threshold that is best on these very pairs: what a better threshold could gain at most


@dataclass(frozen=True, slots=True)
class Measured:
    """A set of pairs, judged by each judge in one run."""

    name: str
    pairs: int
    carried: int
    worth: dict[str, Worth]  # by the judge's name


@dataclass(frozen=True, slots=True)
class FoundOut:
    """Of the labelled sentences with one kind of error (or none): how many each judge says are not carried."""

    error: ErrorKind
    sentences: int
    refused: dict[str, int]  # by the judge's name


def judges() -> tuple[Judge, ...]:
    """Return who is measured."""
    return OfflineJudge(), WordOverlap()


def load_labelled(path: Path = LABELLED) -> list[Labelled]:
    """Return the labelled sentences; raises MaterialError for a file that cannot be read."""
    return [row for _, row in read_rows(path, TypeAdapter(Labelled))]


def measure_labelled(rows: Sequence[Labelled]) -> tuple[list[Measured], list[FoundOut]]:
    """Judge the labelled sentences: all, and those written by hand alone, for the engine's own are quotations."""
    given = {judge.name: np.array([judge.support(row.sentence, row.quote) for row in rows]) for judge in judges()}
    labels = np.array([row.supported for row in rows], dtype=int)
    by_hand = np.array([row.written_by == "hand" for row in rows])
    errors = np.array([row.error for row in rows])
    everyone = np.ones(len(rows), dtype=bool)
    measured = [
        _measured(name, {judge: values[chosen] for judge, values in given.items()}, labels[chosen])
        for name, chosen in (("labelled sentences", everyone), ("of these by hand", by_hand))
    ]
    kinds = [
        FoundOut(
            error,
            int((errors == error).sum()),
            {judge: int((values[errors == error] < CARRIES).sum()) for judge, values in given.items()},
        )
        for error in dict.fromkeys(row.error for row in rows)
    ]
    return measured, kinds


def measure_sets(folder: Path, *, sample: int | None, skip: int = 0, track: Track) -> list[Measured]:
    """Judge every set of pairs below a folder: all, or `sample` of them drawn by a hash, the first `skip` left out.

    Of the same set the same pairs are drawn first: what was tried on the first so many is measured on those after them.
    Raises MaterialError where there is no set or one cannot be read.
    """
    files = sorted(folder.glob(f"*/{PAIRS}"))
    if not files:
        raise MaterialError(f"{str(folder)!r} holds no NAME/{PAIRS}.", hint="Name a folder of sets of pairs.")
    drawn = {file.parent.name: load_pairs(file, skip + (sample or sys.maxsize))[skip:] for file in files}
    return [_measure_set(name, pairs, track) for name, pairs in drawn.items() if pairs]


def _measure_set(name: str, pairs: Sequence[Pair], track: Track) -> Measured:
    given: dict[str, list[float]] = {judge.name: [] for judge in judges()}
    pairs = sorted(pairs, key=lambda pair: pair.source_text)  # what was read for one claim serves the next
    for pair in track(pairs, name):
        for judge in judges():
            given[judge.name].append(judge.support(pair.claim, pair.source_text))
    values = {judge: np.array(supports) for judge, supports in given.items()}
    return _measured(name, values, np.array([pair.label for pair in pairs]))


def _measured(name: str, given: dict[str, NDArray[np.float64]], labels: NDArray[np.int_]) -> Measured:
    worth = {judge: worth_of(values, labels) for judge, values in given.items()}
    return Measured(name, len(labels), int(labels.sum()), worth)


def worth_of(values: NDArray[np.float64], labels: NDArray[np.int_]) -> Worth:
    """Return what supports are worth against labels, 1 for carried and 0 for not."""
    tried = (_balanced(values >= threshold, labels) for threshold in np.unique(values))
    return Worth(area(values, labels), _balanced(values >= CARRIES, labels), max(tried))


def _balanced(judged: NDArray[np.bool_], labels: NDArray[np.int_]) -> float:
    return float((judged[labels == 1].mean() + (~judged[labels == 0]).mean()) / 2)
