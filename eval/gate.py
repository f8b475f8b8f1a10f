"""What a run must reach, from gate.toml: a section of thresholds for each suite; knows nothing of how it was run."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.cases import CaseError
from eval.scores import MEASURES, Score

GATE = Path(__file__).with_name("gate.toml")
ANY = "any"  # the section for a suite that has none of its own: what holds for any folder


@dataclass(frozen=True, slots=True)
class Gate:
    """The least percentage of each score that counts, and the most crashes."""

    least: Mapping[str, float]
    crashes: int = 0

    def shortfalls(self, scores: Mapping[str, Score], *, crashes: int) -> tuple[str, ...]:
        """Return what is below the gate, one line each; a share of nothing cannot be."""
        found = [
            f"{name} is {value}, below {least}: {MEASURES[name].label}"
            for name, least in self.least.items()
            if (value := scores[name].value) is not None and value < least
        ]
        if crashes > self.crashes:
            found.append(f"crashes: {crashes}, above {self.crashes}")
        return tuple(found)


def load_gate(suite: str, path: Path = GATE) -> Gate:
    """Return the thresholds of a suite; raises CaseError for a score that there is not."""
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    least = dict(sections.get(suite, sections[ANY]))
    crashes = int(least.pop("crashes", 0))
    unknown = sorted(least.keys() - MEASURES.keys())
    if unknown:
        raise CaseError(
            f"{path.name}: there is no score {', '.join(unknown)}.", hint=f"The scores are {', '.join(MEASURES)}."
        )
    return Gate(least, crashes)
