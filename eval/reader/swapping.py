"""A question with one word swapped for a near one: it looks as if the sentence answered it, and asks something else.

Near is by the word vectors of the packaged MiniLM, among the words of the other questions. Knows nothing of examples.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding import packaged_folder
from index.words import STOPWORDS, stem, token_spans, words

# Cosine: a nearer word may well mean the same ("film", "movie"), a farther one makes no question.
NEAREST, FARTHEST = 0.62, 0.10
LOOKED_AT = 80  # words nearest by the vectors, before those too near are left out
DRAWN_FROM = slice(2, 40)  # of those that remain
FEWEST = 5
SHARED = 0.75  # the share of swaps at a word that the sentence has too: that is what makes a near miss
_ENDINGS = ("ing", "ed", "tion", "ly", "er", "ies", "s")


class NearWords:
    """The words that a set of questions asks with, by kind, and which of them are near each other."""

    def __init__(self, questions: Iterable[str]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for question in questions:
            for _, start, end in _spots(question):
                counts[_kind(question[start:end])][question[start:end]] += 1
        # What stands in one question only is as a rule a rare name or a slip of the keys.
        self._words = {kind: [word for word, count in of.items() if count > 1] for kind, of in counts.items()}
        self._vectors = {kind: _vectors(of) for kind, of in self._words.items() if of}
        self._near = functools.cache(self._look_up)

    def swap(self, question: str, *, beside: str, rng: Random) -> str | None:
        """Return the question with one word swapped for a near one that `beside` lacks; None where there is none."""
        there = set(words(beside))
        spots = _spots(question)
        shared = [spot for spot in spots if stem(spot[0]) in there]
        pool = shared if shared and rng.random() < SHARED else spots
        if not pool:
            return None
        _, start, end = rng.choice(pool)
        near = [word for word in self._near(question[start:end]) if stem(word.lower()) not in there]
        if len(near) < FEWEST:
            return None
        return question[:start] + rng.choice(near[DRAWN_FROM]) + question[end:]

    def _look_up(self, word: str) -> tuple[str, ...]:
        """Return the near words of the word's kind, the nearest first."""
        kind = _kind(word)
        if kind not in self._vectors:
            return ()
        likeness = self._vectors[kind] @ _vectors([word])[0]
        nearest = np.argsort(-likeness, kind="stable")[:LOOKED_AT]
        near = [self._words[kind][at] for at in nearest if FARTHEST < likeness[at] < NEAREST]
        return tuple(other for other in near if stem(other.lower()) != stem(word.lower()))


def _spots(question: str) -> list[tuple[str, int, int]]:
    """Return (token, start, end) of what can be swapped: not the first word, no word that says nothing."""
    return [spot for spot in token_spans(question) if spot[0] not in STOPWORDS and len(spot[0]) > 2 and spot[1] > 0]


def _kind(word: str) -> str:
    """Return what a word must share with another to stand in its place: number, name, or ending."""
    if word[0].isdigit():
        return "number"
    if word[0].isupper():
        return "name"
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "plain")


def _vectors(of: list[str]) -> NDArray[np.float32]:
    """Return one unit vector for each word: the mean of its pieces'."""
    tokenizer, pieces = _pieces()
    vectors = np.stack([pieces[tokenizer.encode(word, add_special_tokens=False).ids].mean(axis=0) for word in of])
    unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit


@functools.cache
def _pieces() -> tuple[Tokenizer, NDArray[np.float32]]:
    """Return the tokenizer and the vectors of its pieces, less their mean, which all of them share."""
    from safetensors.numpy import load_file

    folder = packaged_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    vectors = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
    return tokenizer, vectors - vectors.mean(axis=0)
