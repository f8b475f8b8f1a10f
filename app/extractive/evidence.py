"""The sentences of the passages that were found, each with what ranking and composing look at. Knows no question."""

import functools
import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.extractive.leaning import speaks_on
from app.extractive.tables import head_of, is_row
from app.periods import Period, find_periods, loose_periods, relative_years, scope_periods
from app.quantities import Quantity, find_quantities
from index.documents import Document, Hit
from index.opening import Library
from index.sentences import SentenceSpan
from index.words import STOPWORDS, root, stem, tokens

SentenceKind = Literal["body", "heading", "title", "label", "question"]

_SAYS = (
    r"(?:said|says|stated|noted|pointed out|added|explained|introduced|announced|told|believes?|argued|stressed"
    r"|emphasi[sz]ed)"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a document; start and end are offsets into the document's text."""

    document: Document
    number: int  # position among the document's sentences
    start: int
    end: int
    text: str  # with white space as one space
    kind: SentenceKind
    paragraph: int
    stems: tuple[str, ...]  # of all its words, stop words included, in order
    bag: frozenset[str]  # the same without order
    roots: frozenset[str]
    initials: str  # of its words, stop words left out: where an acronym may be spelt out
    quantities: tuple[Quantity, ...]
    periods: frozenset[Period]  # that it names itself
    beside: frozenset[Period]  # those among them that it only compares with
    loose: frozenset[Period]  # the quarters, halves and months among them without a year beside them
    scope: frozenset[Period]  # that it inherits from what stands before it
    context: frozenset[str]  # stems of its paragraph, its heading, the document's title and first words
    under: int | None  # the number of the heading or of the interviewer's question that it stands under
    speaker: str | None  # who says it: named in it, or the last one named before it
    speaker_at: int | None  # the number of the sentence that names the speaker
    words: int  # its length
    continues: bool  # what it is about stands, at least in part, in the sentence before it
    dated: frozenset[Period]  # the document's own date, and what its title names


def gather(hits: Sequence[Hit], library: Library) -> tuple[list[Evidence], NDArray[np.float32]]:
    """Return the sentences of these hits in document order, and their unit vectors as rows."""
    chosen: dict[str, set[int]] = {}
    for hit in hits:
        view = _view(library, hit.passage.document_id)
        chosen.setdefault(hit.passage.document_id, set()).update(view.between(hit.passage.start, hit.passage.end))
    evidence: list[Evidence] = []
    numbers: list[int] = []
    for document_id in sorted(chosen):
        view = _view(library, document_id)
        first = library.catalog.sentence_numbers(document_id).start
        for position in sorted(chosen[document_id]):
            evidence.append(view.evidence(position))
            numbers.append(first + position)
    return evidence, library.catalog.sentence_vectors(numbers)


def _view(library: Library, document_id: str) -> "_View":
    views = _VIEWS.setdefault(library, {})
    if document_id not in views:
        if len(views) >= VIEWS:
            views.clear()
        views[document_id] = _View(library.document(document_id), library.catalog.sentences(document_id))
    return views[document_id]


OPENING_WORDS = 80  # of a document, that say what all of it is about
HEAD = 200  # characters in which a document without a date of its own may name its year
ANSWERED_IN = 4  # paragraphs after a question that may answer it
TURN = 5  # sentences of somebody who asks; a longer paragraph with a question at its end tells something itself
VIEWS = 512  # documents whose analysed sentences are kept
# Weak: what was analysed goes with its library when a new index is put in force.
_VIEWS: "weakref.WeakKeyDictionary[Library, dict[str, _View]]" = weakref.WeakKeyDictionary()


class _View:
    """A document's sentences, each analysed once, when it is first found."""

    def __init__(self, document: Document, sentences: Sequence[SentenceSpan]) -> None:
        self._document = document
        self._sentences = sentences
        self._marks = [span for span in document.spans if span.kind in ("heading", "title", "label")]
        self._evidence = functools.cache(self._analyse)

    def between(self, start: int, end: int) -> Iterator[int]:
        """Yield the positions of the sentences that lie within an offset range."""
        return (n for n, one in enumerate(self._sentences) if start <= one.start and one.end <= end)

    def evidence(self, position: int) -> Evidence:
        """Return the sentence at a position."""
        return self._evidence(position)

    def _analyse(self, position: int) -> Evidence:
        span = self._sentences[position]
        text = " ".join(self._document.text[span.start : span.end].split())
        named = find_periods(text)
        if is_row(text):
            named |= find_periods(head_of(self._document.text, span.start))
        stems = stems_of(text)
        return Evidence(
            document=self._document,
            number=position,
            start=span.start,
            end=span.end,
            text=text,
            kind=self._kind(span, text),
            paragraph=span.paragraph,
            stems=stems,
            bag=frozenset(stems),
            roots=frozenset(root(token) for token in tokens(text)),
            initials="".join(token[0] for token in tokens(text) if token not in STOPWORDS),
            quantities=find_quantities(text),
            periods=named | (relative_years(text, self._year) if self._year else frozenset()),
            beside=named - scope_periods(text),
            loose=loose_periods(text),
            scope=self._scopes[position],
            context=self._contexts[span.paragraph],
            under=self._under[position],
            speaker=self._speakers[position][0],
            speaker_at=self._speakers[position][1],
            words=len(text.split()),
            continues=speaks_on(text),
            dated=self._dated,
        )

    def _kind(self, span: SentenceSpan, text: str) -> SentenceKind:
        mark = next((mark for mark in self._marks if mark.start < span.end and span.start < mark.end), None)
        if mark and mark.kind in ("heading", "title", "label"):
            return mark.kind
        return "question" if asks(text) or span.paragraph in self._asked else "body"

    @functools.cached_property
    def _dated(self) -> frozenset[Period]:
        return find_periods(self._document.date or "") | find_periods(self._document.title or "")

    @functools.cached_property
    def _asked(self) -> frozenset[int]:
        """The paragraphs that are somebody's turn to ask: a few sentences, the last or the last but one a question."""
        turns: dict[int, list[str]] = {}
        for span in self._sentences:
            turns.setdefault(span.paragraph, []).append(self._document.text[span.start : span.end])
        return frozenset(
            paragraph
            for paragraph, said in turns.items()
            if len(said) <= TURN and any(asks(text) for text in said[-2:])
        )

    @functools.cached_property
    def _year(self) -> int | None:
        """The one year the document is of, which "last year" counts from: by its date, head or file name."""
        head = self._document.text[:HEAD].splitlines()
        for place in (self._document.date, self._document.title, *head, re.sub(r"[_\W]+", " ", self._document.id)):
            years = {period.number for period in find_periods(place or "") if period.kind == "year"}
            if len(years) == 1:
                return years.pop()
        # "July 16" of a dateline, and "on July 16, 2024" in the text.
        day = re.match(r"[A-Z][a-z]+ \d{1,2}(?= \(year not stated\))", self._document.date or "")
        said = day and re.search(rf"\b{day.group()},? (?P<year>(?:19|20)\d\d)\b", self._document.text)
        return int(said["year"]) if said else None

    def _to_come(self, period: Period) -> bool:
        return period.kind == "year" and self._year is not None and period.number > self._year

    @functools.cached_property
    def _scopes(self) -> list[frozenset[Period]]:
        """Per sentence, the years and plans last named before it: they hold until others are named."""
        scope = frozenset(
            period for period in find_periods(self._document.title or "") if period.kind in ("year", "plan")
        )
        if not scope and self._year:
            scope = frozenset({Period("year", self._year)})  # a bulletin speaks of the year it is of
        scopes = []
        paragraph = -1
        for span in self._sentences:
            if span.paragraph != paragraph:
                paragraph, scope = span.paragraph, frozenset(one for one in scope if one.kind != "month")
            scopes.append(scope)
            own = scope_periods(self._document.text[span.start : span.end])
            # A year to come is a target's; what follows it is of the time before.
            years = frozenset(one for one in own if one.kind in ("year", "plan") and not self._to_come(one))
            parts = frozenset(period for period in own if period.kind in ("quarter", "half", "month"))
            if years or parts:
                # "In the first half it handled more": of the year that was named before.
                scope = parts | (years or frozenset(one for one in scope if one.kind in ("year", "plan")))
        return scopes

    @functools.cached_property
    def _contexts(self) -> dict[int, frozenset[str]]:
        """Per paragraph, the stems of the paragraph, of the heading above, the question it answers, and the title."""
        title = frozenset(stems_of(self._document.title or "")) | self._opening
        heading: frozenset[str] = frozenset()
        asked: tuple[int, frozenset[str]] = (-1, frozenset())  # a questioner's paragraph and what it says
        found: dict[int, set[str]] = {}
        for span in self._sentences:
            text = self._document.text[span.start : span.end]
            kind, stems = self._kind(span, text), frozenset(stems_of(text))
            if kind == "heading":
                heading, asked = stems, (-1, frozenset())
            elif kind == "question" and span.paragraph in self._asked:
                asked = (span.paragraph, stems | (asked[1] if asked[0] == span.paragraph else frozenset()))
            answers = asked[1] if span.paragraph - asked[0] <= ANSWERED_IN else frozenset()
            found.setdefault(span.paragraph, {*title, *heading, *answers}).update(stems)
        return {paragraph: frozenset(stems) for paragraph, stems in found.items()}

    @functools.cached_property
    def _under(self) -> list[int | None]:
        """Per sentence, the last heading or question before it; a question holds until somebody else has answered."""
        under: list[int | None] = []
        last: int | None = None
        for position, span in enumerate(self._sentences):
            text = self._document.text[span.start : span.end]
            under.append(last)
            if self._kind(span, text) in ("heading", "question"):
                last = position
        return under

    @functools.cached_property
    def _opening(self) -> frozenset[str]:
        """The stems of the document's first words: a headline that is marked as none, a news story's lead."""
        opening: list[str] = []
        for span in self._sentences:
            if len(opening) >= OPENING_WORDS:
                break
            opening += stems_of(self._document.text[span.start : span.end])
        return frozenset(opening)

    @functools.cached_property
    def _speakers(self) -> list[tuple[str | None, int | None]]:
        """Per sentence, who speaks and which sentence says so: an attribution holds until the next one."""
        speakers: list[tuple[str | None, int | None]] = []
        speaker: tuple[str | None, int | None] = (None, None)
        for position, span in enumerate(self._sentences):
            text = " ".join(self._document.text[span.start : span.end].split())
            if self._kind(span, text) == "label":
                speaker = (text.rstrip(":： "), position)
            elif said := speaker_in(text):
                speaker = (said, position)
            speakers.append(speaker)
        return speakers


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of all the words of a text, in order."""
    return tuple(stem(token) for token in tokens(text))


def asks(text: str) -> bool:
    """Return whether a sentence or a heading is a question."""
    return text.rstrip("\"'”’*_ ").endswith(("?", "？"))


def speaker_in(text: str) -> str | None:
    """Return the person to whom a sentence attributes what it says, where it names one."""
    name = r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]+){1,3})"
    match = re.search(rf"{name}(?:, [^.;]{{0,160}}?,)? {_SAYS}\b", text) or re.search(rf"\b{_SAYS} {name}", text)
    return match["name"] if match else None
