"""A reader, and papers not learnt from -> how well it tells which sentence answers a question, and whether any does.

Reads what the engine would give it; knows nothing of how it was trained.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.extractive.judging import BEFORE_WORDS
from app.extractive.reader import Reader, Reading
from eval.reader.material import Asked, Paper


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a reader's readings, each share 0 to 1."""

    answered: int  # questions that a sentence of their paper answers
    first: float  # share of them whose likeliest sentence does
    pointed: float  # share of those whose words that answer overlap those pointed at
    missed: int  # questions that none answers
    told_apart: float  # area under the ROC curve of the likeliest sentence's odds, answered against missed


def measure(reader: Reader, papers: Iterable[Paper]) -> Measured:
    """Read every sentence of a paper for each of its questions."""
    first: list[bool] = []
    pointed: list[bool] = []
    odds: dict[bool, list[float]] = {True: [], False: []}
    for paper in papers:
        for asked in paper.questions:
            readings = _readings(reader, asked, paper)
            place = max(range(len(readings)), key=lambda place: readings[place].answers)
            odds[asked.at is not None].append(readings[place].answers)
            if asked.at is not None:
                first.append(place in (asked.at, *asked.also))
                key = readings[asked.at].key
                pointed.append(bool(key) and (key in asked.words or asked.words in key))
    said, unsaid = (np.array(odds[answered]) for answered in (True, False))
    right = [key for key, found in zip(pointed, first, strict=True) if found]
    return Measured(
        len(said),
        float(np.mean(first)),
        float(np.mean(right)),
        len(unsaid),
        float(np.mean(said[:, None] > unsaid[None])),
    )


def _readings(reader: Reader, asked: Asked, paper: Paper) -> list[Reading]:
    befores = [paper.genre.capitalize(), *(f"{paper.genre.capitalize()} {sentence}" for sentence in paper.sentences)]
    pairs = (
        (" ".join(before.split()[-BEFORE_WORDS:]), sentence)
        for before, sentence in zip(befores, paper.sentences, strict=False)
    )
    return reader.read(asked.q, list(pairs))
