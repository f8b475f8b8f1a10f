"""A text -> its sentences, read: words with their stems, numbers, rarity and vectors; judges nothing."""

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import packaged_folder
from index.sentences import split_sentences
from index.words import STOPWORDS, root, stem, token_spans

Vectors = NDArray[np.float32]

FIRST_WORD = 1996  # in BERT's vocabulary, "the"; from here on words stand by how often they occur
WORDS = 30_522  # in it

_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9}


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number of a text."""

    token: str
    stem: str
    root: str  # shared with its derivations
    is_number: bool
    is_name: bool  # begins with a capital where a sentence does not begin
    is_initials: bool  # "NEVs", "IPCC": may stand for words that begin so
    rarity: float  # 0 (the) to 1


@dataclass(frozen=True, slots=True)
class Read:
    """One sentence, read."""

    text: str
    words: tuple[Word, ...]
    tokens: frozenset[str]
    vectors: Vectors  # one row a word


@functools.lru_cache(maxsize=64)
def read_sentences(text: str) -> tuple[Read, ...]:
    """Return the sentences of a text that hold a word."""
    reads = (read(text[span.start : span.end]) for span in split_sentences(text))
    return tuple(one for one in reads if one.words)


@functools.lru_cache(maxsize=4096)
def read(text: str) -> Read:
    """Read one sentence."""
    text = re.sub(r"n['’]t\b", " not", text)
    words = [_word(token, text[start:end], at) for at, (token, start, end) in enumerate(token_spans(text))]
    words = _scaled(words)
    vectors = np.array([_vector(word.token) for word in words]).reshape(len(words), _vocabulary()[1].shape[1])
    return Read(text, tuple(words), frozenset(word.token for word in words), vectors)


def content(sentence: Read) -> list[Word]:
    """Return the words that say something, in order."""
    return [word for word in sentence.words if word.token not in STOPWORDS]


def _word(token: str, written: str, at: int) -> Word:
    value = _NUMBERS.get(token, token)
    number = value[0].isdigit()
    name = at > 0 and written[0].isupper()
    initials = re.fullmatch(r"[A-Z]{3,}s?", written) is not None
    if number:
        return Word(value, value, value, True, False, False, 1.0)
    return Word(value, stem(token), _root(token), False, name, initials, _rarity(token))


@functools.lru_cache(maxsize=100_000)
def _root(token: str) -> str:
    return root(token)


def _scaled(words: Sequence[Word]) -> list[Word]:
    """Write "2.115 million" as 2115000, so that both spellings are one number."""
    found: list[Word] = []
    for word in words:
        power = _SCALES.get(word.token)
        if power and found and found[-1].is_number:
            value = f"{float(found[-1].token.replace(',', '')) * 10**power:.0f}" if _is_plain(found[-1].token) else ""
            if value:
                found[-1] = Word(value, value, value, True, False, False, 1.0)
                continue
        found.append(word)
    return found


def _is_plain(number: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", number) is not None


@functools.lru_cache(maxsize=100_000)
def _rarity(token: str) -> float:
    """Return how rare a word is, by its place in BERT's vocabulary: 0 for the first, 1 for those it does not hold.

    Word lists follow Zipf's law, so the logarithm of the place stands for the inverse frequency. Squared, that the
    words of grammar weigh little.
    """
    place = _vocabulary()[0].token_to_id(token)
    if place is None or place < FIRST_WORD:
        return 1.0
    return float((math.log1p(place - FIRST_WORD) / math.log(WORDS - FIRST_WORD)) ** 2)


@functools.lru_cache(maxsize=100_000)
def _vector(token: str) -> Vectors:
    """Return the unit vector of a word alone, from MiniLM's table of word pieces, less what all words share."""
    tokenizer, table, mean = _vocabulary()
    pieces = tokenizer.encode(token, add_special_tokens=False).ids
    vector = table[pieces].mean(axis=0) - mean if pieces else mean
    unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


@functools.cache
def _vocabulary() -> tuple[Any, Vectors, Vectors]:
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = packaged_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    with safe_open(str(folder / "model.safetensors"), framework="numpy") as file:
        table = file.get_tensor("embeddings.word_embeddings.weight")
    return tokenizer, table, table[FIRST_WORD:].mean(axis=0)
