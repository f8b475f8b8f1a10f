"""How far do the quotes mean what a sentence says? Four signals of likeness; no rule is kept here."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.extractive.reader import open_reader
from app.verifying.said import Said, Source, Word
from index.embedding import open_embedder

TOGETHER = 3  # adjoining sentences that may carry a claim between them
LIKENED = (
    4  # sentences with most of the claim's words: a vector takes 5 ms, and reading the words of a hundred takes less
)
READ = 2  # sentences of these that are read together: a statement is often spread over two
SURELY = 4.0  # log odds beyond which the reader's certainty counts no more
REACH = 3  # words from one to another that belong together
KEPT = 4096  # vectors of sentences: the sentences of an answer rest on the same quotes

Vectors = NDArray[np.float32]
_kept: dict[str, Vectors] = {}


def signals(claim: Said, source: Source) -> Mapping[str, float]:
    """Return what speaks for the claim, by the names of the weights in verdict.py; 0 to 1, the reader's -1 to 1."""
    wanted = tuple({word.stem: word for word in claim.words if word.content}.values())
    held = source.holds(wanted)
    shares = {said: float(row.mean()) if wanted else 0.0 for said, row in zip(source.every, held, strict=True)}
    best = sorted(source.sentences, key=lambda said: -shares[said])[:LIKENED]
    said, *theirs = _vectors([claim.text, *(one.text for one in best)])
    likeness = {one: float(vector @ said) for one, vector in zip(best, theirs, strict=True)}
    both = sorted(best, key=lambda one: -likeness[one] - shares[one])[:READ]
    odds = open_reader().supports(claim.text, " ".join(one.text for one in source.sentences if one in both))
    return {
        "words": _together(held),
        "order": _order(wanted, source),
        "meaning": max(likeness.values()),
        "reader": max(-SURELY, min(SURELY, odds)) / SURELY,
    }


def _together(held: NDArray[np.bool_]) -> float:
    """Return the largest share of the words (columns) that adjoining sentences (rows) have."""
    if not held.size:
        return 0.0
    first = [held[max(0, row + 1 - TOGETHER) : row + 1].any(axis=0).mean() for row in range(len(held))]
    return float(max(first))


def _order(wanted: Sequence[Word], source: Source) -> float:
    """Return the share of the claim's neighbouring words that are neighbours in the source: who did what to whom."""
    pairs = list(itertools.pairwise(word.stem for word in wanted))
    if not pairs:
        return 1.0
    theirs: set[tuple[str, str]] = set()
    for said in source.sentences:
        stems = [word.stem for word in said.words if word.content]
        theirs.update((one, two) for at, one in enumerate(stems) for two in stems[at + 1 : at + 1 + REACH])
    return sum(pair in theirs for pair in pairs) / len(pairs)


def _vectors(texts: Sequence[str]) -> Vectors:
    """Return the unit vectors of texts; those that are new pass through the model together, which is much faster."""
    found = {text: vector for text in texts if (vector := _kept.get(text)) is not None}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    if new:
        found |= zip(new, open_embedder().encode_documents(new), strict=True)
        if len(_kept) > KEPT:
            _kept.clear()
        _kept.update(found)
    return np.array([found[text] for text in texts])
