"""The same cases asked again with one signal of the engine left out: what each is worth.

A signal is left out by giving it no weight; the others keep theirs, so the loss is that of the engine as it stands.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.extractive import judging, ranking
from eval.cases import Case, Read
from eval.running import Ask, Summary, run_cases

# What is left out, by the signals that are: some stand for one idea in both tables.
VARIANTS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "the reader": ("reader",),
    "meaning (vectors)": ("meaning",),
    "coverage (words)": ("coverage", "missing"),
    "context (words around)": ("context",),
    "kind of answer": ("type", "lacks type"),
    "periods": ("period", "lacks period"),
    "speakers": ("speaker",),
    "the document's own questions": ("asked",),
    "words that must be said": ("lacks word",),
}


@dataclass(frozen=True, slots=True)
class Ablation:
    """What the cases come to without some signals."""

    left_out: str
    summary: Summary


def ablate(
    cases: Sequence[Case], ask: Ask, *, read: Read, announce: Callable[[str], None] = lambda left_out: None
) -> Iterator[Ablation]:
    """Yield one row for each variant, the whole engine first."""
    for left_out, signals in VARIANTS.items():
        announce(left_out)
        with _without(signals):
            yield Ablation(left_out, run_cases(cases, ask, read=read).overall)


@contextmanager
def _without(signals: Sequence[str]) -> Iterator[None]:
    tables = (ranking.WEIGHTS, judging.WEIGHTS)
    before = [dict(table) for table in tables]
    for table in tables:
        table.update({name: 0.0 for name in signals if name in table})
    try:
        yield
    finally:
        for table, kept in zip(tables, before, strict=True):
            table.update(kept)
