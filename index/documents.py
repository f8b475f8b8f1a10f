"""The types that flow out of this package: Span, Document, Passage, Hit. They know nothing of files or of search.

Offsets everywhere are half-open code-point indices into `Document.text`, which is never altered after reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SpanKind = Literal[
    "title",  # the document's own title
    "publisher",  # where the text names its publisher
    "date",  # where the text states its date
    "speaker",  # where the text names who speaks
    "author",  # where the text names who wrote it
    "heading",  # a heading inside the text: searched, never quoted as an answer
    "label",  # a line that only names the speaker of what follows ("Tao Qing:")
    "furniture",  # not the document's words: forms, pagination, captions, residue; never searched nor quoted
]

# What is never part of a sentence. Titles, headings and labels are sentences of their own.
OUTSIDE_TEXT: frozenset[SpanKind] = frozenset({"furniture"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text and what it is."""

    start: int
    end: int
    kind: SpanKind


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the folder, read.

    `text` is the file's decoded text (txt, md) or the text its reader extracts (html, pdf, docx).
    What the text does not state is None: title, publisher, date, speaker and author are never guessed,
    and each one that is known has a span of its kind that says where the text states it.
    `date` is ISO ("2024-02-01", "2024-02", "2024") or, without a year, "April 18 (year not stated)".
    """

    id: str  # path below the folder, POSIX
    text: str
    sha256: str  # of the file's bytes
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    speaker: str | None = None
    author: str | None = None
    spans: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()  # offset at which each page starts (pdf), else empty

    @property
    def name(self) -> str:
        """The title, or the file's name where the text states none."""
        return self.title or self.id.rsplit("/", 1)[-1]

    def stated(self, kind: SpanKind) -> Span | None:
        """Return the first span of this kind, or None."""
        return next((span for span in self.spans if span.kind == kind), None)

    def page_of(self, offset: int) -> int | None:
        """Return the 1-based page that holds this offset, or None where the format has no pages."""
        return sum(start <= offset for start in self.pages) or None


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one document, the unit of retrieval: text == document.text[start:end], always."""

    id: str
    document_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and why: `ranks` holds its 1-based rank in each retriever that found it."""

    passage: Passage
    score: float
    ranks: Mapping[str, int] = field(default_factory=dict)
