"""Files of JSON lines (gzip allowed) -> the questions, claims, written sets and papers that examples are made of.

Knows nothing of how examples are made, nor of the network.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from index.errors import FootnoteError
from index.sentences import SentenceSpan, split_sentences

WRITTEN = Path(__file__).with_name("questions.jsonl")
PAPERS = Path(__file__).with_name("papers.jsonl")
HELD_OUT = Path(__file__).with_name("papers-heldout.jsonl")  # never learnt from

Row = TypeVar("Row")


class MaterialError(FootnoteError):
    """A file to learn from, or a network's weights, cannot be used."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the sentence that answers it, among the sentences of its paragraph."""

    text: str
    sentences: tuple[str, ...]  # in order, white space made single blanks
    place: int  # of the sentence that answers, counted from 0
    start: int  # of the words in it that answer
    end: int
    origin: str  # the set it comes from

    @property
    def sentence(self) -> str:
        """The sentence that answers."""
        return self.sentences[self.place]

    @property
    def words(self) -> str:
        """The words that answer."""
        return self.sentence[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, and a text that supports it or does not."""

    source_text: str
    claim: str
    label: int  # 1: supported
    origin: str


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence, the questions it answers, each with its words that do, and questions it just misses."""

    context: str  # what stands before the sentence, or ""
    sentence: str
    answered: tuple[tuple[str, str], ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paper, the sentence that answers it best, and its words that do; or None, where none does."""

    q: str
    at: int | None  # of the sentence, counted from 0
    words: str = ""
    also: tuple[int, ...] = ()  # other sentences that would do


@dataclass(frozen=True, slots=True)
class Paper:
    """An invented document, sentence by sentence, and what is asked of it."""

    genre: str
    sentences: tuple[str, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    start: int  # in the context


@dataclass(frozen=True, slots=True)
class _QuestionRow:
    question: str
    context: str
    answers: tuple[_Answer, ...]
    origin: str


_QUESTION = TypeAdapter(_QuestionRow)
_CLAIM = TypeAdapter(Claim)
_WRITTEN = TypeAdapter(Written)
_PAPER = TypeAdapter(Paper)


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question-answering set; raises MaterialError.

    A row: {"question", "context", "answers": [{"text", "start"}, ...], "origin"}; other fields are ignored, and so are
    rows without an answer within one sentence of their context. Of several answers the shortest counts.
    """
    split: dict[str, tuple[SentenceSpan, ...]] = {}
    found: list[Question] = []
    for _, row in read_rows(path, _QUESTION):
        if row.context not in split:
            split[row.context] = split_sentences(row.context)
        found += _question(row, split[row.context])
    return tuple(found)


def load_claims(path: Path) -> tuple[Claim, ...]:
    """Read claims {"source_text", "claim", "label": 1 or 0, "origin"}; raises MaterialError."""
    return tuple(row for _, row in read_rows(path, _CLAIM))


def load_written(path: Path = WRITTEN) -> tuple[Written, ...]:
    """Read written sets {"context", "sentence", "answered": [[question, words], ...], "missed": [question, ...]}.

    Raises MaterialError, also where the words of an answer are not verbatim in the sentence.
    """
    rows: list[Written] = []
    for number, row in read_rows(path, _WRITTEN):
        for question, words in row.answered:
            if not words.strip() or words not in row.sentence:
                raise MaterialError(
                    f"{path.name}, line {number}: {words!r} is not in the sentence that answers {question!r}.",
                    hint="Copy the words exactly as they stand in the sentence.",
                )
        rows.append(row)
    return tuple(rows)


def load_papers(path: Path = PAPERS) -> tuple[Paper, ...]:
    """Read papers {"genre", "sentences": [...], "questions": [{"q", "at", "words", "also"}, ...]}.

    Raises MaterialError, also where the words of an answer are not verbatim in their sentence.
    """
    papers: list[Paper] = []
    for number, paper in read_rows(path, _PAPER):
        for asked in paper.questions:
            if asked.at is None:
                continue
            places = range(len(paper.sentences))
            if not ({asked.at, *asked.also} <= {*places} and asked.words and asked.words in paper.sentences[asked.at]):
                raise MaterialError(
                    f"{path.name}, line {number}: {asked.words!r} is not in sentence {asked.at}, said to answer "
                    f"{asked.q!r}.",
                    hint="Count the sentences from 0 and copy the words exactly as they stand.",
                )
        papers.append(paper)
    return tuple(papers)


def read_rows(path: Path, kind: TypeAdapter[Row]) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a file with their 1-based numbers; raises MaterialError."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            lines = list(file)
    except (OSError, EOFError, UnicodeDecodeError) as exc:
        raise MaterialError(f"{str(path)!r} cannot be read: {exc}.", hint="Name a file of JSON lines.") from exc
    for number, line in enumerate(lines, 1):
        try:
            yield number, kind.validate_json(line)
        except ValidationError as exc:
            problem = exc.errors()[0]
            field = ".".join(str(part) for part in problem["loc"])
            raise MaterialError(
                f"{path.name}, line {number}: {field + ': ' if field else ''}{problem['msg']}.",
                hint="eval/reader/README.md shows a row of each kind of file.",
            ) from exc


def _question(row: _QuestionRow, spans: tuple[SentenceSpan, ...]) -> Iterator[Question]:
    """Yield the row as a Question if one sentence holds its answer."""
    answer = min((answer for answer in row.answers if answer.text.strip()), key=_length, default=None)
    if answer is None:
        return
    end = answer.start + len(answer.text)
    place = next((at for at, span in enumerate(spans) if span.start <= answer.start and end <= span.end), None)
    if place is None:
        return
    sentences = tuple(_tidy(row.context[span.start : span.end]) for span in spans)
    words = _tidy(answer.text)
    # Single blanks move the words, but never before what stands before them.
    start = sentences[place].index(words, len(_tidy(row.context[spans[place].start : answer.start])))
    yield Question(_tidy(row.question), sentences, place, start, start + len(words), row.origin)


def _length(answer: _Answer) -> int:
    return len(answer.text)


def _tidy(text: str) -> str:
    return " ".join(text.split())
