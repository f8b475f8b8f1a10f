"""Two reports of runs -> what changed: each score's difference with its interval, and the cases that flipped.

The runs are paired by case, so that a hard case is hard for both. Knows nothing of what was changed in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import CaseError
from eval.intervals import Interval, mcnemar, paired_interval
from eval.reporting.judged_twice import JudgedTwice, judged_twice
from eval.running import share

Report = Mapping[str, Any]  # as eval/reporting/report.py writes it


@dataclass(frozen=True, slots=True)
class Difference:
    """One score of both runs over the cases they share, in percent."""

    name: str
    label: str
    first: float | None
    second: float | None
    interval: Interval | None  # 95 %, of second minus first

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that only one of the runs gets right."""

    id: str
    question: str
    won: bool  # by the second run
    first: str  # what was given
    second: str
    reasons: tuple[str, ...]  # why the one that is wrong is wrong


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first."""

    cases: int  # that both hold, unchanged
    left_out: tuple[str, ...]  # the ids of the others
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]  # lost first
    judged: tuple[JudgedTwice, ...]  # by ragas' metrics, one for each judge of both runs
    judged_once: tuple[str, ...]  # who judged only one of the runs by them

    @property
    def lost(self) -> int:
        """How many cases only the first gets right."""
        return sum(not flip.won for flip in self.flips)

    @property
    def won(self) -> int:
        """How many cases only the second gets right."""
        return sum(flip.won for flip in self.flips)

    @property
    def p_value(self) -> float:
        """How likely so uneven a split is by chance (McNemar, exact)."""
        return mcnemar(self.lost, self.won)


def compare_reports(first: Report, second: Report) -> Comparison:
    """Compare two runs case by case; raises CaseError where they share none."""
    before, after = _by_id(first), _by_id(second)
    shared = [id_ for id_ in before if id_ in after and before[id_]["case"] == after[id_]["case"]]
    if not shared:
        raise CaseError("The two runs share no case.", hint="Compare two runs of the same suite.")
    pairs = [(before[id_], after[id_]) for id_ in shared]
    flips = [_flip(one, other) for one, other in pairs if one["right"] != other["right"]]
    judged, judged_once = judged_twice(first.get("ragas", ()), second.get("ragas", ()), shared=set(shared))
    return Comparison(
        cases=len(shared),
        left_out=tuple(sorted({*before, *after} - {*shared})),
        differences=tuple(
            _difference(name, label, pairs) for name, label in first["labels"].items() if name in second["labels"]
        ),
        flips=tuple(sorted(flips, key=lambda flip: flip.won)),
        judged=judged,
        judged_once=judged_once,
    )


def _by_id(report: Report) -> dict[str, Report]:
    return {one["case"]["id"]: one for one in report["cases"]}


def _difference(name: str, label: str, pairs: Sequence[tuple[Report, Report]]) -> Difference:
    first, second = ([tuple(run["parts"][name]) for run in runs] for runs in zip(*pairs, strict=True))
    return Difference(name, label, _share(first), _share(second), paired_interval(first, second))


def _share(parts: Sequence[tuple[float, float]]) -> float | None:
    return share(sum(part for part, _ in parts), sum(whole for _, whole in parts))


def _flip(one: Report, other: Report) -> Flip:
    won = bool(other["right"])
    wrong = one if won else other
    case = one["case"]
    return Flip(case["id"], case["question"], won, _given(one), _given(other), tuple(wrong["reasons"]))


def _given(run: Report) -> str:
    return run["answer"]["text"] if run["answer"] else f"it crashed: {run['error']}"
