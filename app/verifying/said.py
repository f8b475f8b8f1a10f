"""A text as the checks read it: sentences of words with stems, cut into stretches; knows nothing of what is checked."""

import difflib
import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.extractive.synonyms import synonyms_of
from index.sentences import split_sentences
from index.words import STOPWORDS, root, stem, token_spans

MOST = 8  # sentences of the quotes that a claim is compared with: a quote is one or two, a careless one a document
ALIGNED = 0.5  # of a claim's words: what a sentence has of them that speaks of the same thing
ALIKE = 0.6  # of the words of two sentences together: what they share that are worded alike
SHORTENED = 0.85  # of a claim's words: what a longer sentence has of them that it was cut out of
LONGEST_COMPARED = 300  # words of a sentence
PREFIX = 3  # letters that a word shares with its derivations
SMALL = frozenset("of the for and in on de la".split())  # words that an acronym leaves out
LONGEST_QUOTE = 200_000  # characters

Place = tuple[int, int]  # half-open offsets into a sentence's text

# Where one statement of a sentence may end and another begin: "A rose 5 %, and B fell 3 %", "B, while C ...".
_BREAK = re.compile(
    r"\s*(?:[,;:](?!\d)|\s[–—-]\s|—)\s*(?:(?:and|but|or|while|whereas|although|though)\s)?"
    r"|\s(?:and|but|while|whereas|although|though)\s"
)
ASIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number: as written, its stem, whether it tells what is spoken of, and its place."""

    text: str
    token: str
    stem: str
    content: bool
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """One sentence, read."""

    text: str
    words: tuple[Word, ...]

    @functools.cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all its words."""
        return frozenset(word.stem for word in self.words)

    @functools.cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that tell what is spoken of."""
        return frozenset(word.stem for word in self.words if word.content)

    @functools.cached_property
    def initials(self) -> str:
        """The initials of all its words in a row, small words left out: an acronym is a part of it."""
        return "".join(word.token[0] for word in self.words if word.token not in SMALL)

    def within(self, place: Place, *, numbers: bool = False) -> frozenset[str]:
        """Return the stems of the words that tell something between two offsets, with numbers or without."""
        first = bisect_left(self.words, place[0], key=lambda word: word.start)
        last = bisect_left(self.words, place[1], key=lambda word: word.start)
        return frozenset(
            word.stem for word in self.words[first:last] if word.content and (numbers or not word.token[0].isdigit())
        )

    def statement(self, place: Place) -> Place:
        """Return the stretch around a place within which the sentence goes on without a break."""
        cuts = [match.span() for match in _BREAK.finditer(self.text)]
        start = max((end for _, end in cuts if end <= place[0]), default=0)
        return start, min((first for first, _ in cuts if first >= place[1]), default=len(self.text))

    def stretches(self, anchors: Iterable[Place]) -> list[tuple[Place, tuple[Place, ...]]]:
        """Cut the sentence where its statements part, so that each stretch holds an anchor; with the anchors it holds.

        "Sales of cars, vans and buses rose 5 % and of ships 3 %", cut by its numbers, is two stretches. An
        aside in brackets neither cuts nor holds.
        """
        asides = [match.span() for match in ASIDE.finditer(self.text)]
        held = sorted(place for place in anchors if not any(start < place[0] < end for start, end in asides))
        cuts = [
            match.end()
            for match in _BREAK.finditer(self.text)
            if not any(start < match.end() and match.start() < end for start, end in (*held, *asides))
        ]
        found: list[tuple[Place, tuple[Place, ...]]] = []
        begin = 0
        for cut in [*cuts, len(self.text)]:
            inside = tuple(place for place in held if begin <= place[0] < cut)
            if inside:
                found.append(((begin, cut), inside))
                begin = cut
        if found and begin < len(self.text):  # what follows the last anchor belongs to it
            (start, _), inside = found[-1]
            found[-1] = ((start, len(self.text)), inside)
        return found


@dataclass(frozen=True)
class Source:
    """The sentences of the quotes, and what they say together."""

    every: tuple[Said, ...]
    sentences: tuple[Said, ...]  # of them, those that have most of the claim's words
    date: str  # of the document, as it states it; "" where it does not

    @functools.cached_property
    def text(self) -> str:
        """All of it, one sentence a line."""
        return "\n".join(said.text for said in self.every)

    @functools.cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset().union(*(said.stems for said in self.every))

    @functools.cached_property
    def _places(self) -> dict[str, dict[str, set[int]]]:
        """Of each word the numbers of its sentences, by its first letters: a root is dear to find."""
        found: dict[str, dict[str, set[int]]] = {}
        for number, said in enumerate(self.every):
            for word in said.words:
                alike = found.setdefault(word.token[:PREFIX], {})
                alike.setdefault(word.token, set()).add(number)
        return found

    @functools.cached_property
    def _stems(self) -> dict[str, set[int]]:
        """The numbers of the sentences of each stem."""
        found: dict[str, set[int]] = {}
        for number, said in enumerate(self.every):
            for one in said.stems:
                found.setdefault(one, set()).add(number)
        return found

    def holds(self, words: Sequence[Word]) -> NDArray[np.bool_]:
        """Return for each sentence (a row) whether it has each word, or a derivation, a synonym or its initials."""
        held = np.zeros((len(self.every), len(words)), dtype=bool)
        for column, word in enumerate(words):
            held[sorted(self._having(word)), column] = True
        return held

    def _having(self, word: Word) -> set[int]:
        found = set().union(*(self._stems.get(one, ()) for one in {word.stem, *near(word.token)}))
        alike = self._places.get(word.token[:PREFIX], {})
        mine = root(word.token)
        found.update(*(where for token, where in alike.items() if token == word.token or root(token) == mine))
        if len(word.text) > 2 and word.text.isupper():  # "MIIT", spelt out there
            found.update(number for number, said in enumerate(self.every) if word.token in said.initials)
        return found

    def carries(self, word: Word) -> bool:
        """Return whether it has the word, a derivation or a synonym of it."""
        return bool(self._having(word))

    def tells(self, claim: Said, *, share: float = ALIGNED) -> bool:
        """Return whether its nearest sentence speaks of the same thing, so that a difference is a difference.

        `share`: of the claim's words, how many it must have.
        """
        wanted = [word for word in claim.words if word.content]
        return sum(has(self.nearest(claim).stems, word) for word in wanted) >= share * len(wanted)

    def nearest(self, claim: Said, leaving_out: Callable[[Word], bool] = lambda word: False) -> Said:
        """Return the sentence that has most of the claim's words."""
        wanted = [word for word in claim.words if word.content and not leaving_out(word)]
        return max(self.sentences, key=lambda said: sum(has(said.stems, word) for word in wanted))


def changes(claim: Said, other: Said) -> list[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Return where two sentences that are worded alike differ: the words of the one, and those of the other instead."""
    ours, theirs = ([word.stem for word in said.words] for said in (claim, other))
    shared = len(claim.stems & other.stems)
    alike = shared >= ALIKE * len(claim.stems | other.stems) or shared >= SHORTENED * len(claim.stems)
    if not alike or max(len(ours), len(theirs)) > LONGEST_COMPARED:
        return []
    steps = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [(claim.words[a:b], other.words[c:d]) for step, a, b, c, d in steps if step != "equal"]


def read(text: str) -> Said:
    """Read one sentence."""
    text = " ".join(text.split())
    words = tuple(
        Word(text[start:end], token, stem(token), _tells(token), start, end) for token, start, end in token_spans(text)
    )
    return Said(text, words)


def read_source(quotes: Sequence[str], date: str | None, claim: Said) -> Source:
    """Read the sentences of the quotes; of many, those that have most of the claim's words, in their order."""
    every = tuple({said.text: said for quote in quotes for said in _read_quote(quote[:LONGEST_QUOTE])}.values())
    best = every
    if len(every) > MOST:
        rare = {stem: 1 / (1 + sum(stem in said.stems for said in every)) for stem in claim.content}
        best = tuple(sorted(every, key=lambda said: -sum(rare[stem] for stem in claim.content & said.stems))[:MOST])
    return Source(every, best, date or "")


@functools.lru_cache(maxsize=64)  # the sentences of an answer rest on the same quotes
def _read_quote(quote: str) -> tuple[Said, ...]:
    cut = (quote[span.start : span.end] for span in split_sentences(quote))
    return tuple(said for said in map(read, dict.fromkeys(cut)) if said.words)


def has(stems: frozenset[str], word: Word) -> bool:
    """Return whether the stems have a word or a synonym of it."""
    return word.stem in stems or not near(word.token).isdisjoint(stems)


@functools.lru_cache(maxsize=20_000)
def near(token: str) -> frozenset[str]:
    """Return the stems of a word's synonyms."""
    forms = {token, token.removesuffix("s"), stem(token)}
    return frozenset(stem(other) for form in forms for other in synonyms_of(form))


def _tells(token: str) -> bool:
    return token not in STOPWORDS and not (len(token) == 1 and token.isascii() and token.isalpha())
