"""A published question set -> what each engine makes of each of its files, and what a file of worse questions costs.

The set is a folder in the shape to which SQuAD-like sets are commonly converted:

    docs/*              the documents, whole: an answer is looked for in all of them
    questions.jsonl     one JSON object a line: {"id", "question", "answers": [...], "doc": "name below docs/",
                        "answerable": true, "para": [start, end]}; other fields are ignored, `para` too
    questions_X.jsonl   the same questions with typos, as heard, translated, paraphrased ...: same ids

Any one of the answers suffices, or with "answers_all": true every one is needed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.cases import Case, CaseError, Read, load_cases, read_lines, sample_cases, verify
from eval.checks import shown_words
from eval.confidence import confidence_numbers
from eval.running import Ask, Outcome, Results, Summary, run_cases, share, summarise

Files = Mapping[str, Sequence[Case]]  # a file's name -> its questions


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    question: str
    answers: tuple[str, ...]
    doc: str
    answerable: bool
    answers_all: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What one engine makes of one file."""

    summary: Summary
    gold: int  # answerable questions that are answered with the gold string in what is shown
    document: int  # answerable questions for which what is shown, the closest passage too, cites the right document
    words: float | None  # a shown answer's, on average

    @property
    def percents(self) -> dict[str, float | None]:
        """The shares, by name, with one decimal; of the answerable questions, `refused` of the others."""
        return {
            "gold_percent": share(self.gold, self.summary.answerable),
            "document_percent": share(self.document, self.summary.answerable),
            "abstained_percent": self.summary.percents["abstained_percent"],
            "refused_percent": self.summary.percents["refused_percent"],
        }


@dataclass(frozen=True, slots=True)
class Loss:
    """One engine's answerable questions in two files, paired by id: answered with the gold string in one and not the
    other."""

    pairs: int
    lost: int
    won: int

    @property
    def points(self) -> float | None:
        """How many percent points fewer are answered with the gold string."""
        return 100 * (self.lost - self.won) / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One engine on one file."""

    file: str
    engine: str
    results: Results
    score: Score
    loss: Loss | None  # against the first file; None of the first itself

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "file": self.file,
            "engine": self.engine,
            "summary": asdict(self.score.summary),
            "gold": self.score.gold,
            "document": self.score.document,
            "words": self.score.words,
            **self.score.percents,
            "loss": None if self.loss is None else asdict(self.loss) | {"points": self.loss.points},
            "confidence": confidence_numbers(self.results.outcomes),
            "questions": [_as_dict(outcome) for outcome in self.results.outcomes],
        }


def load_files(paths: Sequence[Path], read: Read, *, sample: int | None = None) -> dict[str, tuple[Case, ...]]:
    """Return the questions of each file by its name; with `sample`, so many of the first file and these of the others.

    Raises CaseError for a file that cannot be used.
    """
    loaded = {path.name: _load(path, read) for path in paths}
    drawn = {case.id for case in sample_cases(next(iter(loaded.values())), sample)}
    return {
        name: cases if sample is None else tuple(case for case in cases if case.id in drawn)
        for name, cases in loaded.items()
    }


def load_any(path: Path, documents: Path, read: Read) -> tuple[Case, ...]:
    """Return the cases of a file in either shape: our own, or a published question set's."""
    _, first = next(iter(read_lines(path)), (0, ""))
    return _load(path, read) if '"answers"' in first else load_cases(path, documents)


def find_question_files(folder: Path, named: Iterable[Path]) -> list[Path]:
    """Return the named files, a bare name looked for in the folder too, or all of the folder's, the plain one first."""
    found = [path if path.exists() else folder / path for path in named] or sorted(folder.glob("questions*.jsonl"))
    if not found:
        raise CaseError(
            f"{str(folder)!r} holds no questions*.jsonl.", hint="Name the folder of a question set, or files of it."
        )
    return found


def run_public(
    files: Files, engines: Mapping[str, Ask], *, read: Read, track: Callable[[Sequence[Case], str], Iterable[Case]]
) -> tuple[Entry, ...]:
    """Ask every engine every question of every file; `track` hears what is asked and hands it on."""
    entries: list[Entry] = []
    for file, cases in files.items():
        for engine, ask in engines.items():
            results = run_cases(track(cases, f"{file}: {engine}"), ask, read=read)
            first = next((one for one in entries if one.engine == engine), None)
            loss = compare(first.results.outcomes, results.outcomes) if first else None
            entries.append(Entry(file, engine, results, score(results.outcomes), loss))
    return tuple(entries)


def score(outcomes: Sequence[Outcome]) -> Score:
    """Count what the outcomes come to."""
    said = [outcome for outcome in outcomes if outcome.case.answerable]
    lengths = [len(shown_words(one.answer).split()) for one in outcomes if one.answer and one.answer.answered]
    return Score(
        summary=summarise(outcomes),
        gold=sum(map(_gold, said)),
        document=sum(one.passes("source") for one in said),
        words=sum(lengths) / len(lengths) if lengths else None,
    )


def compare(first: Sequence[Outcome], other: Sequence[Outcome]) -> Loss:
    """Return what the other file costs, over the answerable questions that both hold."""
    before = {one.case.id: _gold(one) for one in first if one.case.answerable}
    pairs = [(before[one.case.id], _gold(one)) for one in other if one.case.id in before]
    return Loss(len(pairs), pairs.count((True, False)), pairs.count((False, True)))


def _gold(outcome: Outcome) -> bool:
    return outcome.passes("answered", "facts")


_ROW = TypeAdapter(_Row)


def _load(path: Path, read: Read) -> tuple[Case, ...]:
    cases = []
    for number, line in read_lines(path):
        where = f"{path.name}, line {number}"
        try:
            row = _ROW.validate_json(line)
        except ValidationError as exc:
            problem = exc.errors()[0]
            field = ".".join(str(part) for part in problem["loc"])
            raise CaseError(
                f"{where}: {field + ': ' if field else ''}{problem['msg']}.",
                hint="Each line is one JSON object with id, question, answers, doc and answerable.",
            ) from exc
        case = _case(row)
        verify(case, read, where=where)
        cases.append(case)
    if not cases:
        raise CaseError(f"{str(path)!r} holds no question.", hint="Write one JSON object on each line.")
    return tuple(cases)


def _case(row: _Row) -> Case:
    # A quotation mark or a full stop at the end of an annotator's selection is no part of the answer.
    answers = tuple(filter(None, (re.sub(r"^[\s\"“”'(]+|[\s\"“”'),.;:]+$", "", answer) for answer in row.answers)))
    must = tuple((answer,) for answer in answers) if row.answers_all else ((answers,) if answers else ())
    return Case(
        id=row.id,
        type="answerable" if row.answerable else "unanswerable",
        question=row.question,
        answerable=row.answerable,
        must=must if row.answerable else (),
        sources=(row.doc,),
    )


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": outcome.case.id,
        "question": outcome.case.question,
        "gold": _gold(outcome) if outcome.case.answerable else None,
        "tier": answer and answer.tier,
        "confidence": answer and answer.confidence,
        "text": answer and answer.text,
        "cited": sorted({citation.source for citation in answer.citations}) if answer else [],
        "reasons": list(outcome.reasons),
        "milliseconds": round(outcome.milliseconds, 2),
    }
