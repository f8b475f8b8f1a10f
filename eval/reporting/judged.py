"""What a judge makes of a run by ragas' metrics: each answer's scores, their means, what failed. Judges nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from eval.reporting.rows import Abstentions

LABELS = {
    "faithfulness": "statements of an answer that its quotes carry",
    "response_groundedness": "answers that rest on their quotes (rated 0, 1, 2)",
    "context_precision": "retrieved passages that help, the upper ones counting more",
    "context_recall": "reference sentences that the retrieved passages carry",
    "factual_correctness": "reference sentences that the answer carries",
    "noise_sensitivity": "statements carried by a passage but not by the reference (lower is better)",
    "semantic_similarity": "likeness of answer and reference, by MiniLM; no judge",
}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One answer's scores, 0 to 1, by the names of LABELS; what was not to be judged is in neither."""

    id: str
    values: Mapping[str, float]
    failures: Mapping[str, str]  # why there is no score: what the judge said could not be used, or it said nothing


@dataclass(frozen=True, slots=True)
class Mean:
    """A metric over all rows; `value` is of those scored alone, and None of none."""

    value: float | None
    scored: int
    failed: int


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """All answers of a run as one judge sees them."""

    judge: str
    rows: tuple[JudgedRow, ...]
    abstentions: Abstentions | None  # None where only rows were given
    calls_failed: int  # replies of the judge that could not be used, those that ragas asked for again among them

    @property
    def means(self) -> dict[str, Mean]:
        """The metrics by name, in the order of LABELS."""
        return {name: self._mean(name) for name in LABELS}

    def _mean(self, name: str) -> Mean:
        values = [row.values[name] for row in self.rows if name in row.values]
        failed = sum(name in row.failures for row in self.rows)
        return Mean(sum(values) / len(values) if values else None, len(values), failed)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready values."""
        means = {name: asdict(mean) | {"label": LABELS[name]} for name, mean in self.means.items()}
        return asdict(self) | {"means": means}
