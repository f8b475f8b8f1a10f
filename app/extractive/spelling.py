"""A misspelt everyday word of a question -> the word it most likely is; what the documents spell so is left alone.

The everyday words are those that the packaged model's vocabulary lists first: it is ordered by frequency.
"""

import functools
import json
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.embedding import packaged_folder
from index.words import STOPWORDS, stem, token_spans

COMMON = 15_000  # places in the vocabulary; names and rare words come after
_ENDINGS = ("s", "es", "ed", "d", "ing")
_BEGINNINGS = ("re", "un", "over", "under", "non", "pre", "dis", "mis")
LEAST = 4  # letters of what is left of a word without its ending or its beginning
SHORT = 5  # letters; in so short a word only two letters that have changed places are a slip


class Lexicon(Protocol):
    """The vocabulary of the documents."""

    def frequency(self, word: str) -> int:
        """Return how many passages hold a stem."""
        ...

    def nearest(self, word: str) -> str | None:
        """Return the stem of the documents that a misspelt word most likely means, or None."""
        ...


def respelt(question: str, lexicon: Lexicon) -> str:
    """Return the question with each misspelt everyday word put right: "how mcuh" -> "how much"."""
    for token, start, end in reversed(token_spans(question)):
        written = question[start:end]
        if written.islower() and written.isascii() and written.isalpha() and not _known(token, lexicon):
            question = question[:start] + (_meant(token) or written) + question[end:]
    return question


def _known(token: str, lexicon: Lexicon) -> bool:
    base = stem(token)
    if len(token) < 3 or token in STOPWORDS or any(form in _vocabulary() for form in (token, base, *_formed_of(token))):
        return True
    return bool(lexicon.frequency(base) or lexicon.nearest(base) or lexicon.nearest(token))


def _formed_of(token: str) -> set[str]:
    """Return what a word may be formed of: "lighthouse" of "lighthouses", "paint" of "repainted"."""
    whole = {token, *(token.removeprefix(beginning) for beginning in _BEGINNINGS)}
    bare = {form[: -len(ending)] for form in whole for ending in _ENDINGS if form.endswith(ending)}
    return {form for form in (*whole, *bare, *(f"{one}e" for one in bare)) if len(form) >= LEAST}


@functools.lru_cache(maxsize=1_000)
def _meant(token: str) -> str | None:
    """Return the everyday word one slip away that begins alike, the commonest of several."""
    # In order of frequency, which `extract` keeps among equals.
    found = process.extract(token, _everyday(), scorer=OSA.distance, score_cutoff=1, limit=20, processor=None)
    alike = (word for word, _, _ in found if word[0] == token[0])
    return next((word for word in alike if len(token) > SHORT or sorted(word) == sorted(token)), None)


@functools.cache
def _vocabulary() -> dict[str, int]:
    tokenizer = json.loads((packaged_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    return {word: place for word, place in tokenizer["model"]["vocab"].items() if word.isalpha() and len(word) > 1}


@functools.cache
def _everyday() -> tuple[str, ...]:
    places = {word: place for word, place in _vocabulary().items() if place < COMMON} | dict.fromkeys(STOPWORDS, 0)
    return tuple(sorted((word for word in places if len(word) > 2), key=lambda word: (places[word], word)))
