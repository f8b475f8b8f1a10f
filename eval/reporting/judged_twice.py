"""What judges said by ragas' metrics of two runs -> each metric's difference, of the answers that both runs gave.

Pairs are of one judge: what two judges say of an answer differs more than most changes do. Knows nothing of ragas.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.intervals import Interval, paired_interval

JudgedReport = Mapping[str, Any]  # as JudgedRun.to_dict() writes it


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """One metric of both runs, 0 to 1: over the answers scored in both, or over each run's own where none are named."""

    label: str
    first: float | None
    second: float | None
    interval: Interval | None  # 95 %, of second minus first; None unless paired
    answers: int | None  # that are scored in both runs; None where the reports name none
    failed: tuple[int, int]  # answers without a score in each run, because the judgement failed

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class JudgedTwice:
    """Both runs as one judge sees them."""

    judge: str
    metrics: tuple[MetricDifference, ...]
    calls_failed: tuple[int, int]


def judged_twice(
    first: Sequence[JudgedReport], second: Sequence[JudgedReport], *, shared: Collection[str]
) -> tuple[tuple[JudgedTwice, ...], tuple[str, ...]]:
    """Return each judge of both runs over the cases `shared`, by id, and who judged only one of the runs."""
    before, after = ({one["judge"]: one for one in judged} for judged in (first, second))
    both = [judge for judge in before if judge in after]
    alone = sorted({*before, *after} - {*both})
    return tuple(_judged(judge, before[judge], after[judge], shared) for judge in both), tuple(alone)


def _judged(judge: str, first: JudgedReport, second: JudgedReport, shared: Collection[str]) -> JudgedTwice:
    names = [name for name in first["means"] if name in second["means"]]
    return JudgedTwice(
        judge,
        tuple(_difference(name, first, second, shared) for name in names),
        (first["calls_failed"], second["calls_failed"]),
    )


def _difference(name: str, first: JudgedReport, second: JudgedReport, shared: Collection[str]) -> MetricDifference:
    means = [run["means"][name] for run in (first, second)]
    label, failed = means[1]["label"], (means[0]["failed"], means[1]["failed"])
    if "rows" not in first or "rows" not in second:
        return MetricDifference(label, means[0]["value"], means[1]["value"], None, None, failed)
    before, after = _values(name, first, shared), _values(name, second, shared)
    ids = [id_ for id_ in before if id_ in after]
    ones, others = [before[id_] for id_ in ids], [after[id_] for id_ in ids]
    return MetricDifference(label, _mean(ones), _mean(others), _interval(ones, others), len(ids), failed)


def _values(name: str, run: JudgedReport, shared: Collection[str]) -> dict[str, float]:
    found = {row["id"]: row["values"].get(name) for row in run["rows"] if row["id"] in shared}
    return {id_: value for id_, value in found.items() if value is not None and math.isfinite(value)}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _interval(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    percents = paired_interval([(value, 1.0) for value in first], [(value, 1.0) for value in second])
    return percents and (percents[0] / 100, percents[1] / 100)
