"""The `footnote-eval` command (= python -m eval): run the cases against the gate, or measure times and memory."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from app.settings import AppSettings
from eval.bench import BASELINE, Bench, measure
from eval.cases import Case, CaseError, load_cases, open_documents
from eval.running import Ask, Gate, Outcome, Results, Summary, report, run_cases
from index.settings import PROJECT
from index.terminal import err, errors_shown, load_settings, out

SEEDS = Path(__file__).with_name("cases") / "seeds.jsonl"

command = typer.Typer(
    name="footnote-eval",
    help="Does Footnote answer well, and how fast?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write everything measured to this file.")]


@command.command()
def run(
    cases: Annotated[
        Path, typer.Option(help="A JSON-lines file of cases.", show_default="the cases of seeds/")
    ] = SEEDS,
    documents: Annotated[
        Path | None,
        typer.Option(help="The folder of documents the cases are about.", show_default="seeds/ for its own cases"),
    ] = None,
    json_file: JsonFile = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show each case that fails, and why.")] = False,
) -> None:
    """Ask every case and judge the answers; exit 1 below the gate."""
    if documents is None and cases.resolve() == SEEDS.resolve():
        documents = PROJECT / "seeds"  # whatever folder the environment names: these cases are about no other
    settings = load_settings(AppSettings, documents=documents)
    loaded = load_cases(cases, settings.documents)
    read = open_documents(settings.documents)
    with Progress(console=err, transient=True) as progress:
        results = run_cases(progress.track(loaded, description="Asking"), _asker(settings), read=read)
    _show(results)
    if failures:
        _show_failures(results)
    if json_file:
        dumped = settings.model_dump(mode="json")
        _write(json_file, report(results, settings=dumped, cases_file=cases, documents=settings.documents))
    shortfalls = Gate.load().shortfalls(results.overall)
    for shortfall in shortfalls:
        out.print(f"[red]Below the gate:[/] {shortfall}")
    if shortfalls:
        raise typer.Exit(1)


@command.command()
def bench(json_file: JsonFile = None) -> None:
    """Measure building, asking cold and warm, importing and memory over the seeds."""
    settings = load_settings(AppSettings, documents=PROJECT / "seeds")
    with err.status("Measuring") as status:
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
    with errors_shown():
        command(args=arguments)


def _asker(settings: AppSettings) -> Ask:
    from app import answer

    return lambda case: answer(case.question, history=case.history, settings=settings)


def _write(path: Path, values: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as exc:
        raise CaseError(f"{str(path)!r} cannot be written: {exc.strerror}.", hint="Choose another file.") from exc


def _show(results: Results) -> None:
    table = Table("type", box=box.SIMPLE, show_edge=False, padding=0)
    table.columns[0].no_wrap = True
    headings = (
        "said",
        "right\n%",
        "false\nabst.",
        "not\nsaid",
        "refu-\nsed%",
        "verb.\n%",
        "cited\n%",
        "crash",
        "p50\nms",
        "p95\nms",
    )
    for heading in headings:
        table.add_column(heading, justify="right", min_width=4)
    for type_, summary in results.by_type.items():
        table.add_row(type_, *_cells(summary))
    table.add_section()
    table.add_row("all", *_cells(results.overall), style="bold")
    out.print(table)
    out.print("said, not said: how many cases ask what the documents say, and what they do not", style="dim")


def _cells(summary: Summary) -> list[str]:
    percents = {name: "-" if value is None else f"{value:.3g}" for name, value in summary.percents.items()}
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
            out.print(f"\n[bold]{escape(outcome.case.id)}[/]  {escape(outcome.case.question)}")
            out.print(f"  expected  {escape(_expected(outcome.case))}")
            out.print(f"  given     {escape(_given(outcome))}")
            for reason in outcome.reasons:
                out.print(f"  [red]because[/]   {escape(reason)}")


def _expected(case: Case) -> str:
    if not case.answerable:
        return "that the documents do not say"
    facts = [" or ".join(group) for group in case.must]
    sources = [*case.sources_all, *([case.sources] if case.sources else [])]
    return f"{', '.join(facts)}; from {' and '.join(' or '.join(group) for group in sources)}"


def _given(outcome: Outcome) -> str:
    return outcome.answer.text if outcome.answer else "nothing"


def _show_bench(measured: Bench) -> None:
    table = Table("measured", "runs", "median s", "max s", "peak MB", "of baseline", box=box.SIMPLE, show_edge=False)
    for timing in measured.timings:
        seconds = (f"{timing.median:.2f}", f"{max(timing.seconds):.2f}")
        table.add_row(
            timing.name, str(len(timing.seconds)), *seconds, f"{timing.peak_mb:.0f}", f"{measured.ratio(timing):.2f}"
        )
    out.print(table)
    p50, p95 = ("-" if value is None else f"{value:.0f} ms" for value in (measured.warm_p50_ms, measured.warm_p95_ms))
    out.print(f"The baseline is a bare `{BASELINE}`; the machine's load was {measured.load:.1f}.")
    out.print(f"A warm question: p50 {p50}, p95 {p95} ({measured.questions} questions).")


if __name__ == "__main__":
    main()
