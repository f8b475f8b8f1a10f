"""The `footnote-eval` command (= python -m eval): run the cases against the gate, or measure times and memory."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from app.settings import AppSettings
from eval.bench import BASELINE, Bench, measure
from eval.cases import Case, CaseError, load_cases, open_documents
from eval.running import Ask, Gate, Outcome, Results, Summary, report, run_cases
from index.errors import FootnoteError

SEEDS = Path(__file__).with_name("cases") / "seeds.jsonl"

command = typer.Typer(help="Does Footnote answer well, and how fast?", no_args_is_help=True, add_completion=False)
console = Console()

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write everything measured to this file.")]


@command.command()
def run(
    cases: Annotated[
        Path, typer.Option(help="A JSON-lines file of cases.", show_default="the cases of seeds/")
    ] = SEEDS,
    documents: Annotated[Path | None, typer.Option(help="The folder of documents the cases are about.")] = None,
    json_file: JsonFile = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show each case that fails, and why.")] = False,
) -> None:
    """Ask every case and judge the answers; exit 1 below the gate."""
    settings = AppSettings.load(documents=documents)
    loaded = load_cases(cases, settings.documents)
    read = open_documents(settings.documents)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        results = run_cases(progress.track(loaded, description="Asking"), _asker(settings), read=read)
    _show(results)
    if failures:
        _show_failures(results)
    if json_file:
        dumped = settings.model_dump(mode="json")
        _write(json_file, report(results, settings=dumped, cases_file=cases, documents=settings.documents))
    shortfalls = Gate.load().shortfalls(results.overall)
    for shortfall in shortfalls:
        console.print(f"[red]Below the gate:[/] {shortfall}")
    if shortfalls:
        raise typer.Exit(1)


@command.command()
def bench(json_file: JsonFile = None) -> None:
    """Measure building, asking cold and warm, importing and memory over the seeds."""
    settings = AppSettings.load(documents=AppSettings.model_fields["documents"].default)
    with console.status("Measuring") as status:
        measured = measure(
            load_cases(SEEDS, settings.documents),
            documents=settings.documents,
            read=open_documents(settings.documents),
            open_ask=lambda data: _asker(settings.model_copy(update={"data": data})),
            announce=lambda name: status.update(f"Measuring: {name}"),
        )
    _show_bench(measured)
    if json_file:
        _write(json_file, measured.to_dict())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error is its message and hint, and exit code 2."""
    try:
        command(args=arguments)
    except FootnoteError as exc:
        # Not through rich: it would wrap paths and read brackets as markup.
        print(f"{exc.message}\n{exc.hint}", file=sys.stderr)
        raise SystemExit(2) from exc


def _asker(settings: AppSettings) -> Ask:
    from app import answer

    return lambda case: answer(case.question, history=case.history, settings=settings)


def _write(path: Path, values: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as exc:
        raise CaseError(f"{str(path)!r} cannot be written: {exc.strerror}.", hint="Choose another file.") from exc


def _show(results: Results) -> None:
    table = Table("type", box=box.SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    table.columns[0].no_wrap = True
    for heading in (
        *("answ-\nerable", "right\n%", "falsely\nabst. %", "not\nansw.", "refused\n%"),
        *("verba-\ntim %", "cited\n%", "crash-\nes", "p50\nms", "p95\nms"),
    ):
        table.add_column(heading, justify="right")
    for type_, summary in results.by_type.items():
        table.add_row(type_, *_cells(summary))
    table.add_section()
    table.add_row("all", *_cells(results.overall), style="bold")
    console.print(table)


def _cells(summary: Summary) -> list[str]:
    percents = {name: "-" if value is None else f"{value:.1f}" for name, value in summary.percents.items()}
    times = ["-" if value is None else f"{value:.0f}" for value in (summary.p50_ms, summary.p95_ms)]
    return [
        str(summary.answerable or "-"),
        percents["right_percent"],
        percents["abstained_percent"],
        str(summary.unanswerable or "-"),
        percents["refused_percent"],
        percents["verbatim_percent"],
        percents["cited_percent"],
        str(summary.crashes or "-"),
        *times,
    ]


def _show_failures(results: Results) -> None:
    for outcome in results.outcomes:
        if outcome.reasons:
            console.print(f"\n[bold]{escape(outcome.case.id)}[/]  {escape(outcome.case.question)}")
            console.print(f"  expected  {escape(_expected(outcome.case))}", highlight=False)
            console.print(f"  given     {escape(_given(outcome))}", highlight=False)
            for reason in outcome.reasons:
                console.print(f"  [red]because[/]   {escape(reason)}", highlight=False)


def _expected(case: Case) -> str:
    if not case.answerable:
        return "that the documents do not say"
    facts = [" or ".join(group) for group in case.must]
    sources = [*case.sources_all, *([case.sources] if case.sources else [])]
    return f"{', '.join(facts)}; from {' and '.join(' or '.join(group) for group in sources)}"


def _given(outcome: Outcome) -> str:
    return outcome.answer.text if outcome.answer else "nothing"


def _show_bench(measured: Bench) -> None:
    table = Table("measured", "runs", "median s", "max s", "peak MB", f"of {BASELINE}")
    for timing in measured.timings:
        seconds = (f"{timing.median:.2f}", f"{max(timing.seconds):.2f}")
        table.add_row(
            timing.name, str(len(timing.seconds)), *seconds, f"{timing.peak_mb:.0f}", f"{measured.ratio(timing):.2f}"
        )
    console.print(table)
    p50, p95 = ("-" if value is None else f"{value:.0f} ms" for value in (measured.warm_p50_ms, measured.warm_p95_ms))
    console.print(f"A warm question: p50 {p50}, p95 {p95} ({measured.questions} questions); load {measured.load:.1f}")


if __name__ == "__main__":
    main()
