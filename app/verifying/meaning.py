"""How far do the quotes mean what a sentence says? Four signals of likeness; no rule is kept here."""

import functools
import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.extractive.reader import open_reader
from app.verifying.said import Said, Source, Word, near, read
from index.embedding import open_embedder
from index.words import root

READ = 2  # sentences of the source that are read together: a statement is often spread over two
SURELY = 4.0  # log odds beyond which the reader's certainty counts no more
REACH = 3  # words from one to another that belong together
KEPT = 4096  # vectors of sentences: the sentences of an answer rest on the same quotes

Vectors = NDArray[np.float32]
_kept: dict[str, Vectors] = {}


def signals(claim: Said, source: Source) -> Mapping[str, float]:
    """Return what speaks for the claim, by the names of the weights in verdict.py; 0 to 1, the reader's -1 to 1."""
    wanted = tuple({word.stem: word for word in claim.words if word.content}.values())
    texts = [said.text for said in source.sentences]
    said = _vectors([claim.text])[0]
    likeness = _vectors(texts) @ said
    shares = np.array([_share(wanted, one) for one in source.sentences])
    best = sorted(np.argsort(-(likeness + shares), kind="stable")[:READ])
    together = " ".join(texts[place] for place in best)
    odds = open_reader().supports(claim.text, together)
    return {
        "words": _share(wanted, read(together)),
        "order": _order(wanted, source),
        "meaning": float(max(likeness.max(), _vectors([together])[0] @ said)),
        "reader": max(-SURELY, min(SURELY, odds)) / SURELY,
    }


def _share(wanted: Sequence[Word], said: Said) -> float:
    """Return the share of the words that a sentence has, or derivations or synonyms of them."""
    roots = _roots(tuple(word.token for word in said.words))
    held = sum(
        word.stem in said.stems
        or root(word.token) in roots
        or not near(word.token).isdisjoint(said.stems)
        or (len(word.text) > 2 and word.text.isupper() and word.token in said.initials)  # "MIIT", spelt out there
        for word in wanted
    )
    return held / max(1, len(wanted))


@functools.lru_cache(maxsize=256)
def _roots(tokens: tuple[str, ...]) -> frozenset[str]:
    return frozenset(root(token) for token in tokens)


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
