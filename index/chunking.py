"""A document -> passages of whole sentences, about as long as an embedding model reads well.

Knows nothing of embeddings, stores or search.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Literal

from index.documents import Document, Passage
from index.lines import IDEOGRAPH, IDEOGRAPHS
from index.paragraphs import separators, starts_item
from index.sentences import SentenceSpan

CHUNKING_VERSION = 1

_WORD = re.compile(f"[{IDEOGRAPHS}]|[^\\W{IDEOGRAPHS}][^\\s{IDEOGRAPHS}]*")
_LONG_WORD = 12  # characters; links, codes and rows of symbols count at least one word for each such stretch


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage and which sentences it is: `sentences[first:last]`."""

    passage: Passage
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive sentences that stay together: one with the headings or label above it, or a paragraph of such."""

    first: int
    last: int
    words: float
    paragraph: int
    item: bool


def chunk(document: Document, sentences: Sequence[SentenceSpan], *, words: int = 120) -> tuple[Chunk, ...]:
    """Return the passages of a document in order; each sentence lies in exactly one.

    Paragraphs stay whole where they fit in `words`; only a sentence that is too long by itself, or with the heading
    above it, makes a longer passage. No passage goes over a heading or over furniture of a line or more.
    """
    chunks = []
    for section in _sections(document, sentences):
        for first, last in _packed(section, words=words):
            start, end = sentences[first].start, sentences[last - 1].end
            passage = Passage(f"{document.id}#{start}-{end}", document.id, start, end, document.text[start:end])
            chunks.append(Chunk(passage, first, last))
    return tuple(chunks)


def _sections(document: Document, sentences: Sequence[SentenceSpan]) -> Iterator[list[_Run]]:
    """Yield the stretches that passages stay within, each as runs of one sentence with what leads it."""
    roles, walls = _roles(document, sentences), _walls(document, sentences)
    section: list[_Run] = []
    first = 0  # of the headings and labels that wait for the sentence they lead
    for number, role in enumerate(roles):
        heads = role == "heading" and number > 0 and roles[number - 1] != "heading"
        if heads or walls[number]:
            if first < number:
                section.append(_run(document, sentences, first, number))
            if section:
                yield section
            section, first = [], number
        if role is None:
            section.append(_run(document, sentences, first, number + 1))
            first = number + 1
    if first < len(sentences):
        section.append(_run(document, sentences, first, len(sentences)))
    if section:
        yield section


def _roles(document: Document, sentences: Sequence[SentenceSpan]) -> list[Literal["heading", "label"] | None]:
    """Return for each sentence whether it only leads what follows."""
    leads = sorted(span for span in document.spans if span.kind in ("title", "heading", "label"))
    roles: list[Literal["heading", "label"] | None] = []
    at = 0
    for sentence in sentences:
        while at < len(leads) and leads[at].end <= sentence.start:
            at += 1
        if at == len(leads) or leads[at].start > sentence.start:
            roles.append(None)
        else:
            roles.append("label" if leads[at].kind == "label" else "heading")
    return roles


def _walls(document: Document, sentences: Sequence[SentenceSpan]) -> list[bool]:
    """Return for each sentence whether furniture of a line or more stands right before it."""
    starts = [start for start, _ in separators(document.text, document.spans)]
    before = [bisect_left(starts, sentence.start) for sentence in sentences]
    return [False, *(one < two for one, two in pairwise(before))] if before else []


def _run(document: Document, sentences: Sequence[SentenceSpan], first: int, last: int) -> _Run:
    length = sum(_length(document.text[sentence.start : sentence.end]) for sentence in sentences[first:last])
    item = starts_item(document.text, sentences[first].start)
    return _Run(first, last, length, sentences[last - 1].paragraph, item)


def _length(text: str) -> float:
    """Return how many words long a text is; in Chinese and Japanese two characters are about a word."""
    found = _WORD.findall(text)
    ideographs = sum(IDEOGRAPH.match(word) is not None for word in found)
    return max(len(found) - ideographs / 2, len(text) / _LONG_WORD)


def _packed(section: list[_Run], *, words: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of passages that hold as many whole paragraphs of the section as fit."""
    paragraphs = [list(runs) for _, runs in groupby(section, key=attrgetter("paragraph"))]
    lengths = [sum(run.words for run in paragraph) for paragraph in paragraphs]
    items = [paragraph[0].item for paragraph in paragraphs]
    held: list[_Run] = []
    filled = 0.0
    for number, (paragraph, length) in enumerate(zip(paragraphs, lengths, strict=True)):
        if held and filled + _needed(lengths, items, number, words=words) > words:
            yield held[0].first, held[-1].last
            held, filled = [], 0.0
        if length > words:
            yield from _parts(paragraph, words=words)
        else:
            held += paragraph
            filled += length
    if held:
        yield held[0].first, held[-1].last


def _needed(lengths: list[float], items: list[bool], number: int, *, words: int) -> float:
    """Return the length of a paragraph, or of the list it leads where that fits in one passage."""
    total = needed = lengths[number]
    following = number + 1
    while not items[number] and following < len(items) and items[following] and total <= words:
        total += lengths[following]
        following += 1
    return total if total <= words else needed


def _parts(paragraph: list[_Run], *, words: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of roughly equal parts of a paragraph that is too long for one passage."""
    left = sum(run.words for run in paragraph)
    first, filled, share = 0, 0.0, left / math.ceil(left / words)
    for number, run in enumerate(paragraph):
        # A run goes where the greater half of it belongs.
        if number > first and (filled + run.words > words or filled + run.words / 2 > share):
            yield paragraph[first].first, paragraph[number - 1].last
            left -= filled
            first, filled, share = number, 0.0, left / math.ceil(left / words)
        filled += run.words
    yield paragraph[first].first, paragraph[-1].last
