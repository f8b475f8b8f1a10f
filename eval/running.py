"""Cases and something to ask -> Results, their numbers and the gate; a crash is recorded, never an aborted run.

Knows nothing of the engine (`ask` is any function) nor of the screen.
"""

import dataclasses
import math
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.answers import Answer
from eval.cases import Case, Read
from eval.checks import CheckName, Judgement, judge

GATE = Path(__file__).with_name("gate.toml")
Ask = Callable[[Case], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: an answer and its judgement, or the error it crashed with."""

    case: Case
    answer: Answer | None
    judgement: Judgement | None
    error: str | None
    milliseconds: float
    warm: bool  # False for the first case of a run, which also loads the index and the model
    right_if_shown: bool = False  # whether the sentences are right, were they shown as an answer whatever the tier

    @property
    def right(self) -> bool:
        """Whether it is what the case asks for; a crash is not."""
        return self.judgement is not None and self.judgement.right

    def passes(self, *names: CheckName) -> bool:
        """Return whether it passes all of these checks; a crash passes none."""
        return self.judgement is not None and all(check.name not in names for check in self.judgement.failures)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it fails, in words; () where nothing does."""
        if self.judgement is None:
            return (f"it crashed: {self.error}",)
        return tuple(f"{check.name}: {check.reason}" for check in self.judgement.failures)


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a set of outcomes; a percentage of nothing is None."""

    answerable: int
    right: int
    abstained: int
    unanswerable: int
    refused: int
    answers: int  # cases that did not crash
    cited: int  # answers with every sentence cited and the numbers in order
    citations: int
    verbatim: int
    crashes: int
    p50_ms: float | None
    p95_ms: float | None

    @property
    def percents(self) -> dict[str, float | None]:
        """The shares, by name, with one decimal."""
        return {
            "right_percent": share(self.right, self.answerable),
            "abstained_percent": share(self.abstained, self.answerable),
            "refused_percent": share(self.refused, self.unanswerable),
            "verbatim_percent": share(self.verbatim, self.citations),
            "cited_percent": share(self.cited, self.answers),
        }


@dataclass(frozen=True, slots=True)
class Results:
    """The outcomes of a run, in the order of its cases."""

    outcomes: tuple[Outcome, ...]

    @property
    def overall(self) -> Summary:
        """The numbers of all cases."""
        return summarise(self.outcomes)

    @property
    def by_type(self) -> dict[str, Summary]:
        """The numbers of each type of case, in order of first appearance."""
        types = dict.fromkeys(outcome.case.type for outcome in self.outcomes)
        return {type_: summarise([one for one in self.outcomes if one.case.type == type_]) for type_ in types}


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run must reach."""

    right_percent: float
    refused_percent: float
    verbatim_percent: float
    cited_percent: float
    crashes: int

    @classmethod
    def load(cls, path: Path = GATE) -> "Gate":
        """Read the thresholds from their file."""
        return cls(**tomllib.loads(path.read_text(encoding="utf-8")))

    def shortfalls(self, summary: Summary) -> tuple[str, ...]:
        """Return what is below the gate, one line each; a share of nothing cannot be."""
        least = {name: value for name, value in asdict(self).items() if name != "crashes"}
        found = [
            f"{name} is {given}, below {least[name]}"
            for name, given in summary.percents.items()
            if name in least and given is not None and given < least[name]
        ]
        if summary.crashes > self.crashes:
            found.append(f"crashes: {summary.crashes}, above {self.crashes}")
        return tuple(found)


def run_cases(cases: Iterable[Case], ask: Ask, *, read: Read) -> Results:
    """Ask every case in turn and judge what comes back."""
    return Results(tuple(_outcome(case, ask, read, warm=number > 0) for number, case in enumerate(cases)))


def _outcome(case: Case, ask: Ask, read: Read, *, warm: bool) -> Outcome:
    answer, error = None, None
    began = time.perf_counter()
    try:
        answer = ask(case)
    except Exception as exc:  # noqa: BLE001 - whatever an engine raises is a finding about it
        error = f"{type(exc).__name__}: {exc}"
    milliseconds = (time.perf_counter() - began) * 1000
    judgement = None if answer is None else judge(case, answer, read=read)
    return Outcome(case, answer, judgement, error, milliseconds, warm, _right_if_shown(case, answer, read))


def _right_if_shown(case: Case, answer: Answer | None, read: Read) -> bool:
    if answer is None or not answer.sentences or not case.answerable:
        return False
    return judge(case, dataclasses.replace(answer, tier="answer"), read=read).right


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Count what the outcomes come to; only warm questions that did not crash are timed."""
    judged = [one.judgement for one in outcomes if one.judgement is not None]
    times = [one.milliseconds for one in outcomes if one.warm and one.error is None]
    return Summary(
        answerable=sum(one.case.answerable for one in outcomes),
        right=sum(one.case.answerable and one.right for one in outcomes),
        abstained=sum(judgement.abstained for judgement in judged),
        unanswerable=sum(not one.case.answerable for one in outcomes),
        refused=sum(not one.case.answerable and one.right for one in outcomes),
        answers=len(judged),
        cited=sum(all(check.name != "cited" for check in judgement.failures) for judgement in judged),
        citations=sum(judgement.citations for judgement in judged),
        verbatim=sum(judgement.verbatim for judgement in judged),
        crashes=sum(one.error is not None for one in outcomes),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
    )


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the nearest-rank percentile: a value that was measured; None of nothing."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]


def share(part: int, whole: int) -> float | None:
    """Return the percentage with one decimal; None of nothing."""
    # Rounded down: 1999 of 2000 must not read 100 and pass a gate of 100.
    return math.floor(1000 * part / whole) / 10 if whole else None
