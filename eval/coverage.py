"""Which paragraphs of a folder no case asks about? A suite that leaves some out cannot see them break."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from eval.cases import Case, Read, open_documents, same_spaces
from index.documents import Document
from index.reading import find_files
from index.sentences import split_sentences

ASIDE = ("title", "heading", "label")  # they say what stands below them and nothing more
FEWEST = 5  # words: what has fewer is a greeting or a remnant


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of a document that no evidence touches."""

    document: str
    start: int
    end: int
    text: str


def uncovered(cases: Sequence[Case], folder: Path) -> list[Paragraph]:
    """Return the paragraphs of the folder's documents that hold no evidence of any case, in order."""
    read = open_documents(folder)
    names = sorted(path.relative_to(folder).as_posix() for path in find_files(folder))
    return [
        paragraph
        for name in names
        for paragraph in _paragraphs(read(name))
        if not any(_touches(paragraph, start, end) for start, end in _evidence(cases, name, read))
    ]


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    aside = {span.start for span in document.spans if span.kind in ASIDE}
    body = [one for one in split_sentences(document.text, document.spans) if one.start not in aside]
    for _, sentences in groupby(body, key=lambda one: one.paragraph):
        spans = [*sentences]
        start, end = spans[0].start, spans[-1].end
        text = document.text[start:end]
        if len(text.split()) >= FEWEST:
            yield Paragraph(document.id, start, end, text)


def _evidence(cases: Sequence[Case], name: str, read: Read) -> list[tuple[int, int]]:
    text = same_spaces(read(name).text)
    places = []
    for one in (one for case in cases for one in case.evidence if one.source == name):
        start = text.find(same_spaces(one.quote))
        places.append((start, start + len(one.quote)))
    return places


def _touches(paragraph: Paragraph, start: int, end: int) -> bool:
    return start < paragraph.end and paragraph.start < end
