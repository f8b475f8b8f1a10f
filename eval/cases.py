"""A file of questions -> Cases, each with what a right answer states and cites; knows nothing of answers.

The loader refuses evidence that is not verbatim in its source: a case can never expect what the documents do not say.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.answers import Turn
from index.documents import Document
from index.errors import FootnoteError, UnreadableFile
from index.reading import find_files, read_document

Read = Callable[[str], Document]  # a document's id -> the document as it stands in the folder; raises UnreadableFile


class CaseError(FootnoteError):
    """A file of cases cannot be used."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a document that make a case's facts true."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question, and what is known about the right answer to it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: str
    type: str
    question: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()  # of each inner tuple, one alternative occurs in the answer
    must_not: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # any one of them cited is right
    sources_all: tuple[tuple[str, ...], ...] = ()  # of each inner tuple, one is cited
    max_words: int | None = None
    evidence: tuple[Evidence, ...] = ()
    standalone: str = ""  # of a follow-up: the question as it would be asked without the conversation
    drafted: bool = False  # made by `new-suite`, and not yet read by anyone


_CASE = TypeAdapter(Case)


def load_cases(path: Path, documents: Path) -> tuple[Case, ...]:
    """Read the cases of a JSON-lines file about a folder of documents; raises CaseError for one that cannot be used."""
    read = open_documents(documents)
    cases: list[Case] = []
    line_of: dict[str, int] = {}
    for number, line in read_lines(path):
        case = _parse(line, where=f"{path.name}, line {number}")
        if case.id in line_of:
            raise CaseError(
                f"{path.name}, line {number}: the id {case.id!r} is taken by line {line_of[case.id]}.",
                hint="Give each case an id of its own.",
            )
        verify(case, read, where=f"{path.name}, line {number}")
        line_of[case.id] = number
        cases.append(case)
    if not cases:
        raise CaseError(f"{str(path)!r} holds no case.", hint="Write one JSON object on each line.")
    return tuple(cases)


def sample_cases(cases: Sequence[Case], count: int | None) -> tuple[Case, ...]:
    """Return `count` of the cases (None: all), in their order, answerable and not in the proportion in which they come.

    Drawn by a hash of the id: the same cases every time, and the same ones of a file with the same ids.
    """
    if count is None or count >= len(cases):
        return tuple(cases)
    answerable = [case for case in cases if case.answerable]
    unanswerable = [case for case in cases if not case.answerable]
    share = round(count * len(answerable) / len(cases))
    drawn = {*_draw(answerable, share), *_draw(unanswerable, count - share)}
    return tuple(case for case in cases if case.id in drawn)


def _draw(cases: Sequence[Case], count: int) -> list[str]:
    return sorted((case.id for case in cases), key=lambda id_: hashlib.sha256(id_.encode()).digest())[:count]


def open_documents(folder: Path) -> Read:
    """Return what reads a document of the folder by its id, each at most once."""
    paths = {path.relative_to(folder).as_posix(): path for path in find_files(folder)}

    @functools.cache
    def read(name: str) -> Document:
        if name not in paths:
            raise UnreadableFile(
                f"There is no document {name!r} in {str(folder)!r}.",
                hint="Correct the name, or choose the folder with --documents.",
            )
        return read_document(paths[name], folder)

    return read


def same_spaces(text: str) -> str:
    """Return the text with no-break spaces as plain ones, every character in its place."""
    return text.replace("\u00a0", " ")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Return the lines that are not blank, with their 1-based numbers; raises CaseError for an unreadable file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CaseError(
            f"The cases in {str(path)!r} cannot be read: {exc}.", hint="Name a UTF-8 file with --cases."
        ) from exc
    # Not splitlines(): it also breaks at U+2028, which JSON allows inside a string.
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parse(line: str, *, where: str) -> Case:
    try:
        return _CASE.validate_json(line, strict=True)
    except ValidationError as exc:
        problem = exc.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        known = ", ".join(Case.__dataclass_fields__)
        raise CaseError(
            f"{where}: {field + ': ' if field else ''}{problem['msg']}.",
            hint=f"Each line is one JSON object with these fields: {known}.",
        ) from exc


def verify(case: Case, read: Read, *, where: str) -> None:
    """Raise CaseError where a source does not exist or evidence is not verbatim in its source."""
    named = [*case.sources, *(name for group in case.sources_all for name in group)]
    for name in [*named, *(evidence.source for evidence in case.evidence)]:
        try:
            read(name)
        except UnreadableFile as exc:
            raise CaseError(f"{where}: {exc.message}", hint=exc.hint) from exc
    for evidence in case.evidence:
        if not evidence.quote.strip() or same_spaces(evidence.quote) not in same_spaces(read(evidence.source).text):
            raise CaseError(
                f"{where}: the evidence {evidence.quote!r} is not in {evidence.source}.",
                hint="Copy the words exactly as they stand in the document, line breaks included.",
            )
