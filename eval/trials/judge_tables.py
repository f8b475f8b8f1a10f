"""What judges said, and what they are worth -> tables on the terminal; judges nothing."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from eval.reporting.judged import LABELS, JudgedRun
from eval.trials.judges import FoundOut, Measured
from index.terminal import out


def show_judged(run: JudgedRun) -> None:
    """Print ragas' scores of a run, how many judgements failed, and who judged."""
    table = _table("ragas", "mean", "answers", "failed")
    for name, mean in run.means.items():
        value = "-" if mean.value is None else f"{mean.value:.3f}"
        table.add_row(LABELS[name], value, str(mean.scored), str(mean.failed or "-"))
    out.print(table)
    out.print(f"Judged by {run.judge}; {run.calls_failed or 'none'} of its replies could not be used.", markup=False)
    if apart := run.abstentions:
        out.print(
            f"Beside these {apart.rightly} rightly not answered, {apart.wrongly} wrongly, {apart.crashes} crashed.",
            style="dim",
        )


def show_measured(sets: Sequence[Measured]) -> None:
    """Print what each judge is worth on each set of pairs."""
    names = list(sets[0].worth)
    table = _table("pairs", "number", "carried", *(f"{name}\n{what}" for name in names for what in _WORTHS))
    for one in sets:
        worths = [one.worth[name] for name in names]
        cells = [f"{value:.3f}" for worth in worths for value in (worth.area, worth.fixed, worth.best)]
        table.add_row(one.name, str(one.pairs), str(one.carried), *cells)
    out.print(table)
    out.print(
        "AUC; balanced accuracy at .5, as shipped, and with the threshold that is best on these pairs. .5 is chance.",
        style="dim",
    )


def show_found_out(kinds: Sequence[FoundOut]) -> None:
    """Print how many of the labelled sentences of each kind each judge refuses."""
    names = list(kinds[0].refused)
    table = _table("error", "sentences", *(f"{name}\nrefuses" for name in names))
    for one in kinds:
        table.add_row(one.error or "none: carried", str(one.sentences), *(str(one.refused[name]) for name in names))
    out.print(table)


_WORTHS = ("AUC", "at .5", "best")


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, padding=0)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right", min_width=5)
    return table
