"""A claim and a text -> the signals that the offline judge weighs, each 0 to 1; decides nothing."""

import functools
import itertools
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from eval.judging import figures, force
from eval.judging.reading import Read, Vectors, content, read, read_sentences
from index.embedding import open_embedder

Signal = Literal[
    "words", "neighbours", "likeness", "missing", "name", "number", "unit", "rival", "denied", "opposed", "widened",
]  # fmt: skip

READ = 3  # sentences of the evidence that a claim may draw on together
UNLIKE, ALIKE = 0.25, 0.75  # cosines of two words' vectors: nothing in common, as good as the same
BEST_ALIKE = 0.8  # what another word can count at most
APART = 2  # words that say something: so far apart, two of the evidence still are neighbours
ENOUGH = 0.3  # the share of a claim's neighbours from which it is in the evidence's own words


def signals(claim: str, evidence: str) -> dict[Signal, float]:
    """Return the signals of a one-sentence claim; {} where it holds no word.

    What turns a sentence round counts by the square of how much of the claim the best sentence of the evidence holds:
    a "not" on one side only says something where the rest is the same.
    """
    said, sentences = read(claim), read_sentences(evidence)
    if not said.words:
        return {}
    if not sentences:
        return dict.fromkeys(get_args(Signal), 0.0) | {"missing": 1.0, "number": 1.0, "name": 1.0}
    matched = np.array([_matches(said, sentence) for sentence in sentences])
    weights = np.array([word.rarity for word in said.words])
    chosen = _choose(matched, weights)
    best, used = sentences[chosen[0]], [sentences[place] for place in chosen]
    alike = _share(matched[chosen[0]], weights)
    return {
        "words": _shared_words(said, sentences),
        "neighbours": _shared_neighbours(said, sentences),
        "likeness": _likeness(claim, [one.text for one in used]),
        "missing": alike**2 * float((weights * (1 - matched[chosen].max(axis=0))).max()),
        "number": figures.lacking(said, sentences),
        "unit": alike * figures.other_unit(said, used),
        "rival": alike * figures.rival(said, used),
        "name": _lacking_names(said, sentences),
        "denied": alike**2 * force.denied(said, best),
        "opposed": alike**2 * force.opposed(said, best),
        "widened": alike**2 * force.widened(said, used),
    }


def _shared_words(claim: Read, sentences: Sequence[Read]) -> float:
    """Return the share of the claim's words that the evidence has, words of grammar left out."""
    ours = {word.stem for word in content(claim)}
    held = {word.stem for sentence in sentences for word in sentence.words}
    return len(ours & held) / len(ours) if ours else 1.0


def _shared_neighbours(claim: Read, sentences: Sequence[Read]) -> float:
    """Return whether words that follow one another do so in the evidence: 1 from a third of them on."""
    ours = list(itertools.pairwise(word.stem for word in content(claim)))
    held: set[tuple[str, str]] = set()
    for sentence in sentences:
        stems = [word.stem for word in content(sentence)]
        for apart in range(1, APART + 1):
            held.update(zip(stems, stems[apart:], strict=False))
    if not ours:
        return _shared_words(claim, sentences)
    return min(sum(pair in held for pair in ours) / len(ours) / ENOUGH, 1.0)


def _matches(claim: Read, sentence: Read) -> Vectors:
    """Return for each word of the claim how well the sentence holds it: 1 the word itself, less for a like one."""
    alike = np.clip((claim.vectors @ sentence.vectors.T - UNLIKE) / (ALIKE - UNLIKE), 0, 1).max(axis=1) * BEST_ALIKE
    stems = {word.stem for word in sentence.words}
    roots = {word.root for word in sentence.words}
    initials = "".join(word.token[0] for word in sentence.words)
    for place, word in enumerate(claim.words):
        if word.stem in stems or word.root in roots or (word.is_initials and word.stem in initials):
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
    """Return the cosine of the claim and of the sentences together."""
    own, together = _meaning(claim), np.sum([_meaning(text) for text in sentences], axis=0)
    return float(together @ own) / max(float(np.linalg.norm(together)), 1e-9)


@functools.lru_cache(maxsize=8192)
def _meaning(text: str) -> Vectors:
    vector: Vectors = open_embedder().encode_documents([text])[0]
    return vector


def _lacking_names(claim: Read, sentences: Sequence[Read]) -> float:
    """Return the share of the claim's capitalised words that the evidence lacks."""
    names = {word.stem for word in claim.words if word.is_name and not word.is_initials}
    held = {word.stem for sentence in sentences for word in sentence.words}
    return len(names - held) / len(names) if names else 0.0
