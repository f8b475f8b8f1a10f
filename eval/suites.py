"""A suite = cases and the folder they are about; running one from the first question to the report, resumably.

Knows nothing of the screen.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import AppSettings
from eval.attribution import Judge
from eval.cases import Case, CaseError, load_cases, open_documents, sample_cases
from eval.gate import load_gate
from eval.journal import Journal
from eval.judging.judge import OfflineJudge
from eval.reporting.report import Asked, made_of, report, run_name
from eval.running import Outcome, Results, run_cases
from eval.scores import Scored, score_outcomes, scores
from eval.trials.baselines import EngineName, open_ask
from index.settings import PROJECT

CASES = Path(__file__).with_name("cases")
INVENTED = Path(__file__).with_name("folders")
_NAMES = (
    "harbour", "ministry", "mixed", "grid", "campus", "press", "trade", "agri", "energy", "transport", "health",
    "water", "digital",
)  # fmt: skip
FOLDERS = {"seeds": PROJECT / "seeds", "asked": PROJECT / "seeds", **{name: INVENTED / name for name in _NAMES}}
REPORTS = "evaluations"  # the folder of the last reports, below the folder of the index


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases and what they are about."""

    name: str
    cases: Path
    documents: Path


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A suite that was run: its outcomes, what was measured of them, the report, and what is below the gate."""

    results: Results
    scored: tuple[Scored, ...]
    report: dict[str, Any]
    shortfalls: tuple[str, ...]


def open_judge() -> Judge:
    """Return who judges whether quotes carry their sentences."""
    return OfflineJudge()


def packaged(name: str) -> Suite:
    """Return a suite that comes with Footnote; raises CaseError for a name that is none."""
    if name not in FOLDERS:
        raise CaseError(f"There is no suite {name!r}.", hint=f"Name one of {', '.join(FOLDERS)}, or use --cases.")
    return Suite(name, CASES / f"{name}.jsonl", FOLDERS[name])


def run_suite(
    suite: Suite,
    settings: AppSettings,
    *,
    judge: Judge,
    engine: EngineName = "footnote",
    sample: int | None = None,
    jobs: int = 1,
    resume: bool = False,
    announce: Callable[[int], None] = lambda total: None,
) -> SuiteRun:
    """Ask every case, score the outcomes and hold them against the gate; raises CaseError, and what opening raises.

    Each outcome is on disk as soon as it is there, and a run that was interrupted goes on with `resume`. A follow-up
    whose case has its stand-alone form is asked in that form too. `announce` hears with each outcome how many there
    will be, from any thread.
    """
    read = open_documents(suite.documents)
    loaded = load_cases(suite.cases, suite.documents)
    cases = sample_cases(loaded, sample)
    alone = {case.id: _alone(case) for case in cases if case.standalone}
    every = [*cases, *alone.values()]
    asked = Asked(suite.name, engine, judge.name, settings.model_dump(mode="json"), suite.cases, suite.documents)
    journal = Journal(settings.data / REPORTS / f"{run_name(suite.name, engine)}.unfinished.jsonl", _digest(asked))
    recorded = journal.resume(every, read) if resume else journal.begin()

    def settled(outcome: Outcome) -> None:
        if outcome.case.id not in recorded:
            journal.add(outcome)
        announce(len(every))

    outcomes = run_cases(
        every, open_ask(engine, settings), read=read, jobs=jobs, recorded=recorded, announce=settled
    ).outcomes
    results = Results(outcomes[: len(cases)])
    of_alone = dict(zip(alone, outcomes[len(cases) :], strict=True))
    scored = score_outcomes(results, read=read, judge=judge, alone=of_alone)
    gate = load_gate(suite.name if len(cases) == len(loaded) else f"{suite.name}-sample")
    crashes = results.overall.crashes
    shortfalls = gate.shortfalls(scores(scored), crashes=crashes) if engine == "footnote" else ()
    written = report(asked, results, scored, shortfalls=shortfalls)
    journal.end()
    return SuiteRun(results, scored, written, shortfalls)


def _alone(case: Case) -> Case:
    return dataclasses.replace(case, id=f"{case.id} (alone)", question=case.standalone, history=(), standalone="")


def _digest(asked: Asked) -> str:
    """Return what a run must share with the interrupted one; its cases are compared one by one."""
    made = {name: value for name, value in made_of(asked).items() if name != "cases_file"}
    return hashlib.sha256(json.dumps([asked.engine, made], sort_keys=True).encode()).hexdigest()
