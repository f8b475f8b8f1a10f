"""A document as a reader sees it: what stands above the text, its first paragraph, what stands below it.

Knows nothing of what a date, a publisher or a speaker is.
"""

from dataclasses import dataclass
from typing import NamedTuple

from index.documents import Span, SpanKind
from index.lines import Line, blocks_of, is_prose, lines_of, marks_of

READ = 200_000  # characters searched for what may stand anywhere: a longer text is a book, which has no one speaker


class Fact(NamedTuple):
    """What a document states, and where."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines above the first paragraph, that paragraph, the lines below the last."""

    text: str
    spans: tuple[Span, ...]
    head: list[Line]
    opening: list[Line]  # the first dozen lines, a summary above the byline included
    lead: Fact  # the first paragraph
    tail: list[Line]

    @property
    def around(self) -> list[Line]:
        """The lines above and below the text."""
        return self.head + self.tail

    def stated(self, kind: SpanKind) -> Fact | None:
        """Return what the file format, or cleaning, states of this kind."""
        span = next((span for span in self.spans if span.kind == kind), None)
        return fact_at(self.text, span.start, span.end) if span else None


def lay_out(text: str, spans: tuple[Span, ...]) -> Layout:
    """Return the layout of a text, given the spans that cleaning marked in it."""
    lines = lines_of(text)
    marks = marks_of(lines, spans)
    prose = [block for block in blocks_of(lines, marks) if is_prose(block) and marks.get(block[0].start) != "title"]
    if not prose:
        nothing = Fact("", len(text), len(text))
        return Layout(text, spans, head=lines[:15], opening=[], lead=nothing, tail=[])
    first, last = prose[0][0].start, prose[-1][-1].end
    return Layout(
        text,
        spans,
        head=[line for line in lines if line.start < first][:15],
        opening=lines[:12],
        lead=fact_at(text, first, prose[0][-1].end),
        tail=[line for line in lines if line.start >= last][:15] or lines[-1:],  # "This page was last edited on ..."
    )


def fact_at(text: str, start: int, end: int) -> Fact:
    """Return what text[start:end] says, its white space made single spaces."""
    return Fact(" ".join(text[start:end].split()), start, end)
