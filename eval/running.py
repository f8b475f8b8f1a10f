"""Cases and something to ask -> Results and their numbers; a crash is recorded, never an aborted run.

Knows nothing of the engine (`ask` is any function) nor of the screen.
"""

import dataclasses
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.answers import Answer
from eval.cases import Case, Read
from eval.checks import CheckName, Judgement, judge

Ask = Callable[[Case], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: an answer and its judgement, or the error it crashed with."""

    case: Case
    answer: Answer | None
    judgement: Judgement | None
    error: str | None
    milliseconds: float
    warm: bool  # False for what is asked before one has been answered: it also waits for the index and the model
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


def run_cases(
    cases: Iterable[Case],
    ask: Ask,
    *,
    read: Read,
    jobs: int = 1,
    recorded: Mapping[str, Outcome] | None = None,
    announce: Callable[[Outcome], None] = lambda outcome: None,
) -> Results:
    """Ask every case and judge what comes back; the outcomes keep the order of the cases.

    With several `jobs`, so many threads ask at once: of use where an engine waits for a server. The offline one gains
    a tenth on two cores, for its reader uses both, and its times are then no longer those of one question.
    What is already `recorded`, by case id, is not asked again. `announce` hears each outcome as it comes, from any
    thread.
    """
    answered = threading.Event()

    def settle(case: Case) -> Outcome:
        outcome = (recorded or {}).get(case.id)
        if outcome is None:
            outcome = _outcome(case, ask, read, warm=answered.is_set())
            answered.set()
        announce(outcome)
        return outcome

    if jobs == 1:
        return Results(tuple(map(settle, cases)))
    with ThreadPoolExecutor(jobs) as pool:  # an interruption cancels what has not begun
        return Results(tuple(pool.map(settle, cases)))


def _outcome(case: Case, ask: Ask, read: Read, *, warm: bool) -> Outcome:
    answer, error = None, None
    began = time.perf_counter()
    try:
        answer = ask(case)
    except Exception as exc:  # noqa: BLE001 - whatever an engine raises is a finding about it
        error = f"{type(exc).__name__}: {exc}"
    milliseconds = (time.perf_counter() - began) * 1000
    return judged(case, answer, error=error, milliseconds=milliseconds, warm=warm, read=read)


def judged(
    case: Case, answer: Answer | None, *, error: str | None, milliseconds: float, warm: bool, read: Read
) -> Outcome:
    """Return the outcome of a case: an answer checked against it, or an error."""
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


def share(part: float, whole: float) -> float | None:
    """Return the percentage with one decimal; None of nothing."""
    # Rounded down: 1999 of 2000 must not read 100 and pass a gate of 100; three thirds must.
    return math.floor(1000 * part / whole + 1e-9) / 10 if whole else None
