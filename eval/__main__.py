"""The `footnote-eval` command (= python -m eval): cases against the gate, two runs compared, paragraphs without a case.

What measures parts of the product is in measuring.py, what drafts cases in drafting/.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress

from app.llm import check_model
from app.settings import AppSettings
from eval import measuring
from eval.attribution import Judge
from eval.cases import CaseError, load_cases, open_documents
from eval.coverage import uncovered
from eval.drafting import commands as drafting
from eval.faithfulness import has_ragas, judge_results
from eval.measuring import JsonFile, Sample
from eval.replies import ModelJudge
from eval.reporting.comparing import compare_reports
from eval.reporting.html import page
from eval.reporting.judged import JudgedRun
from eval.reporting.report import keep, load_report, write_json, write_text
from eval.reporting.run_tables import show_comparison, show_documents, show_scores, show_uncovered
from eval.reporting.tables import show_failures, show_run
from eval.scores import by_document, scores
from eval.settings import EvalSettings
from eval.suites import FOLDERS, REPORTS, Suite, SuiteRun, open_judge, packaged, run_suite
from eval.trials.baselines import EngineName
from eval.trials.judge_tables import show_judged
from index.terminal import err, errors_shown, load_settings, out

command = typer.Typer(
    name="footnote-eval",
    help="Does Footnote answer well, and how fast?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

command.add_typer(measuring.commands)
command.add_typer(drafting.commands)


@command.command()
def run(
    suites: Annotated[
        list[str] | None, typer.Argument(help="Suites that come with Footnote: seeds, harbour.", show_default="seeds")
    ] = None,
    cases: Annotated[Path | None, typer.Option(help="Instead of these, a JSON-lines file of cases.")] = None,
    documents: Annotated[Path | None, typer.Option(help="The folder of documents that those cases are about.")] = None,
    engine: Annotated[EngineName, typer.Option(help="Who answers: the product, or a plain recipe.")] = "footnote",
    sample: Sample = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Ask so many at once.", show_default="1, and 4 where a language model answers"),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that was interrupted.")] = False,
    json_file: JsonFile = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Also write a page with plots to this file.")] = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show each case that fails, and why.")] = False,
    ragas: Annotated[
        bool, typer.Option(help="Score the answers with ragas too, by the offline judge and by FOOTNOTE_JUDGE if set.")
    ] = True,
) -> None:
    """Ask every case and judge the answers; exit 1 where the product is below the gate."""
    below = False
    chosen = _chosen_suites(suites, cases, documents)
    for suite in chosen:
        settings = load_settings(EvalSettings, documents=suite.documents)
        if ragas and settings.judge:
            check_model(settings.model_copy(update={"model": settings.judge}))
        asked_at_once = jobs or (4 if settings.model else 1)  # the offline engine keeps two cores busy alone
        ran = _run_shown(suite, settings, engine=engine, sample=sample, jobs=asked_at_once, resume=resume)
        show_run(ran.results)
        show_scores(scores(ran.scored), judge=ran.report["judge"])
        show_documents(by_document(ran.scored))
        judged = _judged(ran, suite, settings) if ragas else []
        ran.report["ragas"] = [one.to_dict() for one in judged]
        if failures:
            show_failures(ran.results)
        for shortfall in ran.shortfalls:
            out.print(f"[red]Below the gate:[/] {escape(shortfall)}")
        keep(ran.report, settings.data / REPORTS)
        if json_file:
            write_json(_named(json_file, suite, chosen), ran.report)
        if html_file:
            write_text(_named(html_file, suite, chosen), page(ran.report))
        below = below or bool(ran.shortfalls)
    if below:
        raise typer.Exit(1)


@command.command(name="compare")
def compare_runs(
    first: Annotated[Path, typer.Argument(help="A report of `run --json`, or one that was kept.")],
    second: Annotated[Path, typer.Argument(help="Another one of the same suite.")],
) -> None:
    """Compare two runs case by case: what changed, whether beyond chance, and which cases flipped."""
    show_comparison(compare_reports(load_report(first), load_report(second)))


@command.command(name="coverage")
def coverage_of(
    suite: Annotated[str, typer.Argument(help="A suite that comes with Footnote: seeds, harbour.")] = "seeds",
    cases: Annotated[Path | None, typer.Option(help="Instead, a JSON-lines file of cases.")] = None,
    documents: Annotated[Path | None, typer.Option(help="The folder of documents that those cases are about.")] = None,
) -> None:
    """List the paragraphs that no case asks about."""
    (chosen,) = _chosen_suites(None if cases or documents else [suite], cases, documents)
    show_uncovered(uncovered(load_cases(chosen.cases, chosen.documents), chosen.documents))


def _chosen_suites(names: Sequence[str] | None, cases: Path | None, documents: Path | None) -> list[Suite]:
    """Return the packaged suites that are named, or the one that a file and a folder make."""
    if not (cases or documents):
        return [packaged(name) for name in names or ("seeds",)]
    if names:
        raise CaseError("Suites were named, and a file or folder too.", hint="Name the one or the other.")
    cases = cases or packaged("seeds").cases
    for suite in map(packaged, FOLDERS):
        if cases.resolve() == suite.cases.resolve():
            # Whatever folder the environment names: these cases are about no other.
            return [Suite(suite.name, cases, documents or suite.documents)]
    return [Suite(cases.stem, cases, load_settings(AppSettings, documents=documents).documents)]


def _run_shown(suite: Suite, settings: AppSettings, **options: Any) -> SuiteRun:
    """Run a suite with a progress bar; an interruption says how to go on."""
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(f"Asking {suite.name}", total=None)

        def announce(total: int) -> None:
            progress.update(task, total=total, advance=1)

        try:
            return run_suite(suite, settings, judge=open_judge(), announce=announce, **options)
        except KeyboardInterrupt:
            err.print("What was answered is kept: the same command with --resume goes on.")
            raise


def _judged(ran: SuiteRun, suite: Suite, settings: EvalSettings) -> list[JudgedRun]:
    """Have the answers scored by ragas and show it; nothing where ragas is not installed."""
    if not has_ragas():
        err.print("ragas is not installed: its scores are left out.", style="dim")
        return []
    judges: list[Judge | ModelJudge] = [open_judge()]
    if settings.judge:
        judges.append(ModelJudge(settings.judge, settings.judge_timeout))
    judged = []
    for judge in judges:
        with err.status(f"{judge.name} judges the answers about {suite.name}"):
            judged.append(judge_results(ran.results, read=open_documents(suite.documents), judge=judge))
        show_judged(judged[-1])
    return judged


def _named(path: Path, suite: Suite, chosen: Sequence[Suite]) -> Path:
    """Return the file for a suite's report: of several suites, each has its own."""
    return path if len(chosen) == 1 else path.with_stem(f"{path.stem}-{suite.name}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error is its message and hint, and exit code 2."""
    with errors_shown():
        command(args=arguments)


if __name__ == "__main__":
    main()
