"""Words that a writer claims to quote -> where a passage has them: exactly, in other dress, nearly, or what is nearest.

Knows passages and their sentences, not who wrote the words, and makes no citation.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.documents import Passage
from index.opening import Library
from index.words import STOPWORDS, stem, tokens

NEAR = 90.0  # of 100: how alike words and text must be to pass for a slip of the pen
NEAR_CHARACTERS = 20  # fewer are alike by chance
TELLING = 3  # words; fewer are looked for only in the passage that was named
SHARED = 0.3  # the share of a sentence's words that the best sentence of a passage must have at least
SLIP = 3  # characters by which almost the same words may reach into the sentence beside them
LONGEST = 1_000  # characters of words that are looked for
MOST_PLACES = 20  # at which the same words of one passage are compared

_LEFT_OUT = re.compile(r"\s*[\[(]?\s*(?:\.{3,}|…)\s*[\])]?\s*")
_DRESS = {
    ord(char): plain
    for chars, plain in (
        ('“”„‟«»‘’‚‛`´"′″「」『』', "'"),
        ("[【{<‹〔", "("),
        ("]】}>›〕", ")"),
        ("‐‑‒–—―−", "-"),
    )
    for char in chars
}
_DECIMAL = re.compile(r"\d[.,]\d")
_INVISIBLE = frozenset("*_\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document, whole sentences of it, and whether the words looked for stand in it as given."""

    document_id: str
    start: int
    end: int
    exact: bool


def locate(
    sentence: str, words: Sequence[str], named: Sequence[Passage], *, others: Sequence[Passage], library: Library
) -> list[Place]:
    """Return where the words stand on which a sentence says it rests, each place once, those of the words first.

    Without words, the sentence is looked for itself.
    Words are looked for in the passages that the sentence named, then in the others. A passage that was named and has
    none of the words gives the sentence of it that shares most with what was written, marked as not exact.
    """
    places: list[Place] = []
    found: set[str] = set()
    for phrase in (part for one in words or [sentence] for part in _LEFT_OUT.split(one[:LONGEST])):
        for passage, place in _first(phrase, sentence, named, others, library):
            places.append(place)
            found.add(passage.id)
    if found and found.isdisjoint(passage.id for passage in named):
        named = ()  # the words stand elsewhere: the marker was wrong
    for passage in named:
        best = None if passage.id in found else _best_sentence(passage, " ".join([sentence, *words]), library)
        places += [best] if best else []
    exact = {(one.document_id, one.start, one.end) for one in places if one.exact}
    kept = (one for one in places if one.exact or (one.document_id, one.start, one.end) not in exact)
    return list(dict.fromkeys(kept))


def _first(
    phrase: str, sentence: str, named: Sequence[Passage], others: Sequence[Passage], library: Library
) -> Iterator[tuple[Passage, Place]]:
    """Yield the first passage that has the phrase, and where."""
    wanted = folded(phrase)[0].strip(" .,;:'()-")
    elsewhere = [one for one in others if one not in named] if len(wanted.split()) >= TELLING else []
    for passage in (*named, *elsewhere):
        spans = list(_as_given(wanted, passage))
        if spans:
            places = [_whole(passage, start, end, library, exact=True) for start, end in spans]
            yield passage, max(places, key=lambda place: shared(sentence, _text(place, passage)))
            return
    for passage in named:
        if span := _nearly(wanted, passage):
            yield passage, _whole(passage, *span, library, exact=False)
            return


def _as_given(wanted: str, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where a passage has the words, whatever the white space, the quotation marks, dashes and capitals."""
    text, offsets = folded(passage.text)
    at = text.find(wanted) if any(char.isalnum() for char in wanted) else -1
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        # Not within a word or a number: "1.1%" is not in "31.1%".
        if not (_cuts(text, at) or _cuts(text, at + len(wanted))):
            yield offsets[at], offsets[at + len(wanted) - 1] + 1
        at = text.find(wanted, at + 1)


def _cuts(text: str, at: int) -> bool:
    """Return whether a place is within a word or a number: "1.1%" is not in "31.1%"."""
    around = text[max(0, at - 1) : at + 1]
    if len(around) == 2 and around.isascii() and around.isalnum():
        return True
    return any(_DECIMAL.fullmatch(text[max(0, at - before) : at + 3 - before]) for before in (1, 2))


def _nearly(wanted: str, passage: Passage) -> tuple[int, int] | None:
    """Return where a passage has almost the words: a slip of the pen, an ending, a word left out."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    text, offsets = folded(passage.text)
    if len(wanted) < NEAR_CHARACTERS or len(wanted) > len(text):
        return None
    found = partial_ratio_alignment(wanted, text, score_cutoff=NEAR)
    return (offsets[found.dest_start], offsets[found.dest_end - 1] + 1) if found and found.dest_end else None


def _best_sentence(passage: Passage, written: str, library: Library) -> Place | None:
    spans = [span for span in library.catalog.sentences(passage.document_id) if _inside(span.start, span.end, passage)]
    if not spans:
        return None
    shares = [shared(written, passage.text[one.start - passage.start : one.end - passage.start]) for one in spans]
    best = shares.index(max(shares))
    if shares[best] < SHARED:
        return None
    return Place(passage.document_id, spans[best].start, spans[best].end, exact=False)


def _whole(passage: Passage, start: int, end: int, library: Library, *, exact: bool) -> Place:
    """Widen a stretch of a passage to whole sentences: what carries a fact must say of what, and of when."""
    first, last = passage.start + start + SLIP * (not exact), passage.start + end - SLIP * (not exact)
    touched = [
        span
        for span in library.catalog.sentences(passage.document_id)
        if span.start < last and first < span.end and _inside(span.start, span.end, passage)
    ]
    first = min([first, *(span.start for span in touched)])
    last = max([last, *(span.end for span in touched)])
    return Place(passage.document_id, first, last, exact)


def _inside(start: int, end: int, passage: Passage) -> bool:
    return passage.start <= start and end <= passage.end


def _text(place: Place, passage: Passage) -> str:
    return passage.text[place.start - passage.start : place.end - passage.start]


def shared(written: str, text: str) -> float:
    """Return which share of the words written a text has, 0 to 1; a number counts twice."""
    have = {stem(token) for token in tokens(text)}
    wanted = {stem(token): 2 if token[0].isdigit() else 1 for token in tokens(written) if token not in STOPWORDS}
    return sum(weight for word, weight in wanted.items() if word in have) / max(1, sum(wanted.values()))


@functools.lru_cache(maxsize=256)
def folded(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text in plain dress, and for each of its characters the offset that it had."""
    plain: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        if char in _INVISIBLE:
            continue
        same = " " if char.isspace() else unicodedata.normalize("NFKC", char).casefold().translate(_DRESS)
        for one in same:
            if one == " " and (not plain or plain[-1] == " "):
                continue
            plain.append(one)
            offsets.append(at)
    return "".join(plain), tuple(offsets)
