"""The reports that `footnote-eval run` leaves in the data folder -> runs to look at and to compare. Draws nothing."""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import AppSettings
from index.errors import FootnoteError


class ReportUnreadable(FootnoteError):
    """A report cannot be read, or another version has written it."""


@dataclass(frozen=True, slots=True)
class Score:
    """A share in percent with its 95 % interval, of so many cases; None of nothing."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Tried:
    """One case: what was asked, what was expected, what came."""

    id: str
    type: str
    question: str
    before: tuple[str, ...]  # what had been said, of a follow-up
    expected: tuple[str, ...]
    given: str
    sources: tuple[str, ...]
    right: bool
    reasons: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What would come of showing only answers of some confidence; shares 0 to 1, None of nothing."""

    threshold: float
    answered: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Metric:
    """One of ragas' metrics over all answers, 0 to 1; None of nothing."""

    label: str
    value: float | None
    failed: int  # answers whose judgement failed; they are no part of the value
    by_case: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers as one judge sees them."""

    judge: str
    metrics: tuple[Metric, ...]
    calls_failed: int  # replies of the judge that could not be used


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation."""

    suite: str
    engine: str
    judge: str
    when: str  # ISO time, UTC
    scores: tuple[Score, ...]
    types: tuple[Score, ...]  # answered or refused right, by type of case
    curve: tuple[Shown, ...]
    cases: tuple[Tried, ...]
    shortfalls: tuple[str, ...]  # what is below the gate, in words
    judged: tuple[Judged, ...]  # by ragas; () where it was left out


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that only one of two runs gets right."""

    first: Tried
    second: Tried


@dataclass(frozen=True, slots=True)
class Change:
    """One of ragas' metrics over the answers that both runs gave, as the same judge sees them."""

    judge: str
    label: str
    first: float
    second: float
    answers: int


def reports(settings: AppSettings) -> list[Path]:
    """Return the files of the last runs, latest first."""
    found = (settings.data / "evaluations").glob("*.json")
    return sorted(found, key=lambda path: (path.stem.rsplit("-", 1)[-1], path.name), reverse=True)


def load_run(path: Path) -> Run:
    """Read a report; raises ReportUnreadable."""
    try:
        return _run(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ReportUnreadable(
            f"The report {path.name!r} cannot be read; another version may have written it.",
            hint="Run `footnote-eval run` again.",
        ) from exc


def flips(first: Run, second: Run) -> list[Flip]:
    """Return the cases of both that only one gets right, those that were lost first."""
    changed = [one for one in _shared(first, second) if one.first.right != one.second.right]
    return sorted(changed, key=lambda one: one.second.right)


def changes(first: Run, second: Run) -> list[Change]:
    """Return what became of ragas' metrics: of judges that saw both runs, over the answers scored in both."""
    shared = {one.second.id for one in _shared(first, second)}
    before = {(judged.judge, metric.label): metric for judged in first.judged for metric in judged.metrics}
    pairs = [
        (judged.judge, old, metric)
        for judged in second.judged
        for metric in judged.metrics
        if (old := before.get((judged.judge, metric.label)))
    ]
    return [found for judge, old, now in pairs if (found := _change(judge, old, now, shared))]


# ---------------------------------------------------------------------------------------------------------------------


def _shared(first: Run, second: Run) -> list[Flip]:
    before = {one.id: one for one in first.cases}
    pairs = (Flip(before[one.id], one) for one in second.cases if one.id in before)
    return [one for one in pairs if _same(one.first, one.second)]


def _change(judge: str, old: Metric, now: Metric, shared: Set[str]) -> Change | None:
    ids = old.by_case.keys() & now.by_case.keys() & shared
    if not ids:
        return None
    first, second = (sum(metric.by_case[id_] for id_ in sorted(ids)) / len(ids) for metric in (old, now))
    return Change(judge, now.label, first, second, len(ids))


def _same(one: Tried, other: Tried) -> bool:
    return (one.question, one.expected) == (other.question, other.expected)


def _run(values: Mapping[str, Any]) -> Run:
    labels = values["labels"]
    return Run(
        suite=values["suite"],
        engine=values["engine"],
        judge=values["judge"],
        when=values["when"],
        scores=tuple(_score(labels[name], one) for name, one in values["scores"].items()),
        types=tuple(_score(name, _right(one["scores"])) for name, one in values["types"].items()),
        curve=tuple(Shown(one["threshold"], one["answered"], one["right"]) for one in values["confidence"]["curve"]),
        cases=tuple(_tried(one) for one in values["cases"]),
        shortfalls=tuple(values["shortfalls"]),
        judged=tuple(map(_judged, values.get("ragas", ()))),
    )


def _right(scores: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the score that says how often a type of case is right: answered right, or refused where it must be."""
    answered, refused = scores["right_percent"], scores["refused_percent"]
    chosen: Mapping[str, Any] = answered if answered["cases"] >= refused["cases"] else refused
    return chosen


def _score(label: str, values: Mapping[str, Any]) -> Score:
    low, high = values["interval"] or (None, None)
    return Score(label, values["value"], low, high, values["cases"])


def _judged(values: Mapping[str, Any]) -> Judged:
    metrics = (
        Metric(
            label=mean["label"],
            value=mean["value"],
            failed=mean["failed"],
            by_case={row["id"]: row["values"][name] for row in values["rows"] if name in row["values"]},
        )
        for name, mean in values["means"].items()
    )
    return Judged(values["judge"], tuple(metrics), values["calls_failed"])


def _tried(values: Mapping[str, Any]) -> Tried:
    case, answer = values["case"], values["answer"]
    return Tried(
        id=case["id"],
        type=case["type"],
        question=case["question"],
        before=tuple(said for _, said in case["history"]),
        expected=_expected(case),
        given=answer["text"] if answer else f"An error: {values['error']}",
        sources=tuple(dict.fromkeys(one["source"] for one in answer["citations"])) if answer else (),
        right=values["right"],
        reasons=tuple(values["all_reasons"]),
        milliseconds=values["milliseconds"],
    )


def _expected(case: Mapping[str, Any]) -> tuple[str, ...]:
    """Return in words what a right answer has."""
    if not case["answerable"]:
        return ("that the documents do not say it",)
    facts = [" or ".join(f"“{one}”" for one in alternatives) for alternatives in case["must"]]
    wrong = [f"not “{one}”" for one in case["must_not"]]
    sources = [f"from {' or '.join(case['sources'])}"] if case["sources"] else []
    also = [f"from {' or '.join(names)}" for names in case["sources_all"]]
    quoted = [f"as in: “{one['quote']}”" for one in case["evidence"]]
    return (*facts, *wrong, *sources, *also, *quoted)
