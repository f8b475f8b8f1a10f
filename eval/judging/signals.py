"""A claim and a text -> the signals that the offline judge weighs, each 0 to 1; decides nothing."""

import functools
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from eval.judging import figures, force
from eval.judging.reading import Read, Vectors, read, read_sentences
from index.embedding import open_embedder
from index.words import root

Signal = Literal[
    "alone", "together", "likeness", "missing", "order", "name", "number", "unit", "rival", "denied", "opposed",
    "widened",
]  # fmt: skip

READ = 3  # sentences of the evidence that a claim may draw on together
UNLIKE, ALIKE = 0.25, 0.75  # cosines of two words' vectors: nothing in common, as good as the same
BEST_ALIKE = 0.8  # what another word can count at most


def signals(claim: str, evidence: str) -> dict[Signal, float]:
    """Return the signals of a one-sentence claim; {} where it holds no word."""
    said, sentences = read(claim), read_sentences(evidence)
    if not said.words:
        return {}
    if not sentences:
        return dict.fromkeys(get_args(Signal), 0.0) | {"missing": 1.0, "number": 1.0, "name": 1.0}
    matched = np.array([_matches(said, sentence) for sentence in sentences])
    weights = np.array([word.rarity for word in said.words])
    chosen = _choose(matched, weights)
    best, used = sentences[chosen[0]], [sentences[place] for place in chosen]
    union = matched[chosen].max(axis=0)
    return {
        "alone": _share(matched[chosen[0]], weights),
        "together": _share(union, weights),
        "missing": float((weights * (1 - union)).max()),
        "likeness": _likeness(claim, [one.text for one in used]),
        "number": figures.lacking(said, sentences),
        "unit": figures.other_unit(said, used),
        "rival": figures.rival(said, used),
        "name": _lacking_names(said, sentences),
        "order": force.order(said, best),
        "denied": force.denied(said, best),
        "opposed": force.opposed(said, best),
        "widened": force.widened(said, used),
    }


def _matches(claim: Read, sentence: Read) -> Vectors:
    """Return for each word of the claim how well the sentence holds it: 1 the word itself, less for a like one."""
    alike = np.clip((claim.vectors @ sentence.vectors.T - UNLIKE) / (ALIKE - UNLIKE), 0, 1).max(axis=1) * BEST_ALIKE
    stems = {word.stem for word in sentence.words}
    roots = {root(word.token) for word in sentence.words}
    initials = "".join(word.token[0] for word in sentence.words)
    for place, word in enumerate(claim.words):
        if word.stem in stems or root(word.token) in roots or (word.is_initials and word.stem in initials):
            alike[place] = 1.0
        elif word.is_number:
            alike[place] = 0.0
    found: Vectors = alike
    return found


def _choose(matched: NDArray[Any], weights: NDArray[Any]) -> list[int]:
    """Return up to READ sentences, each the one that adds most to those before it; at least one."""
    chosen: list[int] = []
    held = np.zeros(len(weights))
    while len(chosen) < min(READ, len(matched)):
        gains = (np.maximum(matched, held) * weights).sum(axis=1)
        best = int(gains.argmax())
        if chosen and gains[best] <= (held * weights).sum() + 1e-6:
            break
        chosen.append(best)
        held = np.maximum(held, matched[best])
    return chosen


def _share(matched: NDArray[Any], weights: NDArray[Any]) -> float:
    return float((matched * weights).sum() / max(weights.sum(), 1e-9))


def _likeness(claim: str, sentences: Sequence[str]) -> float:
    own = _meaning(claim)
    return max(float(_meaning(text) @ own) for text in sentences)


@functools.lru_cache(maxsize=8192)
def _meaning(text: str) -> Vectors:
    vector: Vectors = open_embedder().encode_documents([text])[0]
    return vector


def _lacking_names(claim: Read, sentences: Sequence[Read]) -> float:
    """Return the share of the claim's capitalised words that the evidence lacks."""
    names = {word.stem for word in claim.words if word.is_name and not word.is_initials}
    held = {word.stem for sentence in sentences for word in sentence.words}
    return len(names - held) / len(names) if names else 0.0
