"""A run's scores, the comparison of two runs, paragraphs without a case -> tables on the terminal; measures nothing."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from eval.coverage import Paragraph
from eval.intervals import Interval
from eval.reporting.comparing import Comparison
from eval.reporting.judged_twice import JudgedTwice
from eval.scores import MEASURES, Score
from index.terminal import out, plain

LONGEST = 160  # characters of a paragraph or an answer that are shown


def show_scores(found: Mapping[str, Score], *, judge: str) -> None:
    """Print every score that is of something, with its interval."""
    table = _table("", "%", "95 % interval", "cases")
    for name, score in found.items():
        if score.cases:
            table.add_row(MEASURES[name].label, _number(score.value), _range(score.interval), str(score.cases))
    out.print(table)
    out.print(f"Whether quotes carry their sentences was judged by {judge}.", style="dim", markup=False)


def show_documents(documents: Mapping[str, Mapping[str, Score]]) -> None:
    """Print what the cases come to whose answer each document holds."""
    names = {"right_percent": "right", "recall_at_5": "evidence in 5", "citation_recall": "carried"}
    table = _table("document", "cases", *names.values())
    for document, found in documents.items():
        table.add_row(
            plain(document), str(found["right_percent"].cases), *(_number(found[name].value) for name in names)
        )
    out.print(table)


def show_comparison(comparison: Comparison) -> None:
    """Print each score of both runs, whether they differ beyond chance, and the cases that flipped."""
    table = _table("", "first", "second", "change", "95 % interval")
    for one in comparison.differences:
        if one.first is not None and one.second is not None:
            change = f"{one.second - one.first:+.1f}"
            beyond = "bold" if one.beyond_chance else None
            table.add_row(
                one.label, _number(one.first), _number(one.second), change, _range(one.interval), style=beyond
            )
    out.print(table)
    out.print(f"{comparison.cases} cases in both runs; bold: the interval leaves out no change.", style="dim")
    if comparison.left_out:
        out.print(f"Left out, because in one run only or edited: {', '.join(comparison.left_out)}.", markup=False)
    for judged in comparison.judged:
        _show_judged_twice(judged)
    if comparison.judged_once:
        judges = ", ".join(comparison.judged_once)
        out.print(f"Judged by ragas' metrics in one run only, so not compared: {judges}.", markup=False)
    out.print(
        f"{comparison.lost} cases lost, {comparison.won} won: p = {comparison.p_value:.3f} (McNemar's exact test: "
        "how often chance alone would flip them so unevenly)."
    )
    for flip in comparison.flips:
        out.print(f"\n[bold]{escape(flip.id)}[/]  {escape(plain(flip.question))}")
        out.print(f"  {'[green]won[/]' if flip.won else '[red]lost[/]'}")
        out.print(f"  first    {escape(_short(flip.first))}")
        out.print(f"  second   {escape(_short(flip.second))}")
        for reason in flip.reasons:
            out.print(f"  because  {escape(plain(reason))}")


def _show_judged_twice(judged: JudgedTwice) -> None:
    table = _table("ragas", "first", "second", "change", "95 % interval", "answers", "failed")
    for one in judged.metrics:
        values = ["-" if value is None else f"{value:.3f}" for value in (one.first, one.second)]
        change = "-" if one.first is None or one.second is None else f"{one.second - one.first:+.3f}"
        spread = "-" if one.interval is None else f"{one.interval[0]:.3f} to {one.interval[1]:.3f}"
        answers = "-" if one.answers is None else str(one.answers)
        beyond = "bold" if one.beyond_chance else None
        table.add_row(one.label, *values, change, spread, answers, "{}, {}".format(*one.failed), style=beyond)
    out.print(table)
    out.print(
        f"Judged by {judged.judge}, the answers that both runs gave; replies of it that could not be used: "
        "{}, {}.".format(*judged.calls_failed),
        style="dim",
        markup=False,
    )


def show_uncovered(paragraphs: Sequence[Paragraph]) -> None:
    """Print the paragraphs that no case asks about."""
    for one in paragraphs:
        out.print(f"{plain(one.document)}, characters {one.start} to {one.end}", style="bold", markup=False)
        out.print(f"  {_short(one.text)}", markup=False)
    out.print(f"Paragraphs without a case: {len(paragraphs)}.")


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _range(interval: Interval | None) -> str:
    return "-" if interval is None else f"{interval[0]:.1f} to {interval[1]:.1f}"


def _short(text: str) -> str:
    shown = plain(" ".join(text.split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
