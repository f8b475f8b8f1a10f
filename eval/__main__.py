"""The `footnote-eval` command (= python -m eval): cases against the gate, published question sets beside plain recipes,
times and memory, and how they grow with the folder."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress

from app.chain import ready_library
from app.llm import check_model
from app.settings import AppSettings
from eval.attribution import Judge
from eval.cases import Case, CaseError, load_cases, open_documents, sample_cases
from eval.coverage import uncovered
from eval.drafting import draft_cases
from eval.drafting.writing import write_cases
from eval.faithfulness import JudgedRun, ModelJudge, has_ragas, judge_results
from eval.peers.peer_tables import show_peers
from eval.peers.peers import measure_peers
from eval.peers.recipes import PEERS
from eval.reporting.comparing import compare_reports
from eval.reporting.html import page
from eval.reporting.report import keep, load_report, stamped, without_secrets, write_json, write_text
from eval.reporting.run_tables import show_comparison, show_documents, show_scores, show_uncovered
from eval.reporting.tables import (
    show_ablation,
    show_bench,
    show_caught,
    show_failures,
    show_growth,
    show_judged_sets,
    show_public,
    show_run,
    show_weighed,
)
from eval.scores import by_document, scores
from eval.settings import EvalSettings
from eval.suites import FOLDERS, REPORTS, Suite, SuiteRun, open_judge, packaged, run_suite
from eval.trials.ablation import ablate
from eval.trials.baselines import EngineName, open_ask
from eval.trials.bench import measure
from eval.trials.growth import measure_growth
from eval.trials.judge_tables import show_found_out, show_judged, show_measured
from eval.trials.judged import load_labelled, measure_labelled, measure_sets
from eval.trials.public import find_question_files, load_any, load_files, run_public
from eval.trials.weighing import Example, examples, weigh
from eval.verifying.verification import Pair, judge_mutations, judge_sets
from index.ingest import build_index
from index.reading import find_files
from index.settings import PROJECT
from index.terminal import err, errors_shown, load_settings, out, progress_bar

SEEDS = Path(__file__).with_name("cases") / "seeds.jsonl"
BUILD_WAIT = 600  # seconds to wait for another process that is building the index we need

command = typer.Typer(
    name="footnote-eval",
    help="Does Footnote answer well, and how fast?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write everything measured to this file.")]
Sample = Annotated[
    int | None,
    typer.Option(min=1, help="Ask only so many, the same ones every time.", show_default="all"),
]


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


@command.command()
def ablation(
    cases: Annotated[Path, typer.Option(help="A JSON-lines file of cases.")] = SEEDS,
    documents: Annotated[Path | None, typer.Option(help="The folder of documents the cases are about.")] = None,
) -> None:
    """Ask the cases again with one signal after another left out: what each is worth."""
    if documents is None and cases.resolve() == SEEDS.resolve():
        documents = PROJECT / "seeds"
    settings = load_settings(AppSettings, documents=documents)
    loaded = load_cases(cases, settings.documents)
    with err.status("Asking") as status:
        rows = list(
            ablate(
                loaded,
                open_ask("footnote", settings),
                read=open_documents(settings.documents),
                announce=lambda left_out: status.update(f"Asking without {left_out}"),
            )
        )
    show_ablation(rows)


@command.command(name="weigh")
def weigh_signals(
    suites: Annotated[
        list[str],
        typer.Argument(help="CASES:DOCUMENTS:SHARE[:SAMPLE], the share being how much these cases count."),
    ],
) -> None:
    """Learn the weights of the engine's signals from development cases and print them; changes nothing."""
    found: list[Example] = []
    shares: dict[str, float] = {}
    with err.status("Reading") as status:
        for suite in map(_suite, suites):
            status.update(f"Reading the documents for {suite.name}")
            settings = load_settings(AppSettings, documents=suite.documents)
            read = open_documents(settings.documents)
            cases = sample_cases(load_any(suite.cases, settings.documents, read), suite.sample)
            library = ready_library(settings)
            found += examples(suite.name, cases, library, passages=settings.passages)
            shares[suite.name] = suite.share
    show_weighed(weigh(found, shares), examples=len(found))


@command.command()
def public(
    folder: Annotated[Path, typer.Argument(help="A set: docs/ and questions*.jsonl (see eval/trials/public.py).")],
    questions: Annotated[
        list[Path] | None,
        typer.Option(help="A file of questions, several times; the first is what the others are compared with."),
    ] = None,
    sample: Sample = None,
    json_file: JsonFile = None,
) -> None:
    """Ask a published question set, the product beside two plain recipes, on clean and on worse questions."""
    settings = load_settings(AppSettings, documents=folder / "docs")
    read = open_documents(settings.documents)
    files = load_files(find_question_files(folder, questions or ()), read, sample=sample)
    with progress_bar() as building:
        build_index(settings, wait=BUILD_WAIT, progress=building)
    engines: tuple[EngineName, ...] = ("footnote", "dense", "bm25")
    with Progress(console=err, transient=True) as progress:

        def track(cases: Sequence[Case], description: str) -> Iterable[Case]:
            return progress.track(cases, description=description)

        entries = run_public(files, {name: open_ask(name, settings) for name in engines}, read=read, track=track)
    show_public(entries)
    if json_file:
        dumped = without_secrets(settings.model_dump(mode="json"))
        write_json(json_file, stamped({"settings": dumped, "entries": [entry.to_dict() for entry in entries]}))


@command.command()
def growth(
    documents: Annotated[str, typer.Option(help="Sizes of folder, with commas between.")] = "10,1000,10000",
    words: Annotated[
        int, typer.Option(min=20, help="The length of an invented document; 10,000 of 50 build in 15 busy minutes.")
    ] = 50,
    json_file: JsonFile = None,
) -> None:
    """Measure building and answering over the seeds among ever more invented documents."""
    sizes = _sizes(documents)
    with err.status("Measuring") as status:
        measured = measure_growth(
            sizes,
            seeds=PROJECT / "seeds",
            cases=SEEDS,
            words=words,
            announce=lambda doing: status.update(f"Measuring: {doing}"),
        )
    show_growth(measured, words=words)
    if json_file:
        write_json(json_file, stamped({"words": words, "sizes": [asdict(size) for size in measured]}))


@command.command(name="verify")
def measure_verifier(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Sets of pairs: NAME/pairs.jsonl.gz (see eval/verifying/verification.py)."),
    ] = None,
    documents: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder whose sentences are made false, several times.", show_default="those of the packaged cases"
        ),
    ] = None,
    sample: Sample = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show the sentences that were judged wrongly.")] = False,
    json_file: JsonFile = None,
) -> None:
    """Measure the check on every sentence: on sentences made false, and on published pairs beside plain measures."""
    caught = {}
    for texts in documents or FOLDERS.values():
        with err.status(f"Making sentences of {texts} false"):
            caught[str(texts)] = judge_mutations(texts)
    show_caught(caught, failures=failures)
    sets = []
    if folder:
        with Progress(console=err, transient=True) as progress:

            def track(pairs: Sequence[Pair], name: str) -> Iterable[Pair]:
                return progress.track(pairs, description=name)

            sets = judge_sets(folder, sample=sample, track=track)
        show_judged_sets(sets)
    if json_file:
        mutations = {name: [asdict(one) for one in kinds] for name, kinds in caught.items()}
        write_json(json_file, stamped({"mutations": mutations, "sets": [asdict(one) for one in sets]}))


@command.command(name="judge")
def measure_judge(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of sets of pairs: NAME/pairs.jsonl.gz (see eval/trials/judged.py).")
    ] = None,
    sample: Sample = None,
    json_file: JsonFile = None,
) -> None:
    """Measure the offline judge beside word overlap: on labelled sentences of ours, and on published pairs."""
    with err.status("Judging the labelled sentences"):
        measured, kinds = measure_labelled(load_labelled())
    show_found_out(kinds)
    if folder:
        with Progress(console=err, transient=True) as progress:

            def track(pairs: Sequence[Pair], name: str) -> Iterable[Pair]:
                return progress.track(pairs, description=name)

            measured += measure_sets(folder, sample=sample, track=track)
    show_measured(measured)
    if json_file:
        sets, errors = [asdict(one) for one in measured], [asdict(one) for one in kinds]
        write_json(json_file, stamped({"sets": sets, "errors": errors}))


@command.command()
def bench(json_file: JsonFile = None) -> None:
    """Measure building, asking cold and warm, importing and memory over the seeds."""
    settings = load_settings(AppSettings, documents=PROJECT / "seeds")
    with err.status("Measuring") as status:
        measured = measure(
            load_cases(SEEDS, settings.documents),
            documents=settings.documents,
            read=open_documents(settings.documents),
            open_ask=lambda data: open_ask("footnote", settings.model_copy(update={"data": data})),
            announce=lambda name: status.update(f"Measuring: {name}"),
        )
    show_bench(measured)
    if json_file:
        write_json(json_file, measured.to_dict())


@command.command()
def peers(
    suites: Annotated[list[str] | None, typer.Argument(help="Suites that come with Footnote.")] = None,
    json_file: JsonFile = None,
) -> None:
    """Find the cases' evidence beside langchain, LlamaIndex and Haystack: same texts, same embedding model."""
    measured = {}
    for suite in map(packaged, suites or FOLDERS):
        settings = load_settings(AppSettings, documents=suite.documents)
        cases, read = load_cases(suite.cases, suite.documents), open_documents(suite.documents)
        with err.status(f"Indexing and searching {suite.documents.name} with each"):
            measured[suite.name] = list(
                measure_peers(cases, settings, [peer for peer in PEERS if peer.version], read=read)
            )
        show_peers(suite.name, measured[suite.name], missing=[peer for peer in PEERS if not peer.version])
    if json_file:
        rows = {name: [asdict(one) for one in found] for name, found in measured.items()}
        write_json(json_file, stamped({"suites": rows}))


@command.command(name="new-suite")
def new_suite(
    folder: Annotated[Path, typer.Argument(help="A folder of your own documents.")],
    to: Annotated[Path, typer.Option("--out", help="The JSON-lines file to write.")],
    cases: Annotated[int, typer.Option(min=4, help="Draft at most so many.")] = 60,
) -> None:
    """Draft cases from a folder's own sentences, a quarter of them unanswerable, for you to read and edit."""
    read = open_documents(folder)
    documents = [read(path.relative_to(folder).as_posix()) for path in find_files(folder)]
    drafted = draft_cases(documents, count=cases)
    write_cases(to, drafted)
    load_cases(to, folder)
    out.print(f"{len(drafted)} cases drafted in {to}: read each, mend or delete it, and take its `drafted` away.")
    out.print(f"Then: footnote-eval run --cases {to} --documents {folder} --failures", highlight=False)


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


@dataclass(frozen=True, slots=True)
class _Suite:
    name: str
    cases: Path
    documents: Path
    share: float
    sample: int | None


def _suite(given: str) -> _Suite:
    try:
        cases, documents, share, *sample = given.split(":")
        drawn = int(sample[0]) if sample else None
        return _Suite(
            f"{Path(documents).parent.name}/{Path(cases).stem}", Path(cases), Path(documents), float(share), drawn
        )
    except (ValueError, IndexError) as exc:
        raise CaseError(
            f"{given!r} is no suite.", hint="Write CASES:DOCUMENTS:SHARE or CASES:DOCUMENTS:SHARE:SAMPLE."
        ) from exc


def _sizes(given: str) -> list[int]:
    try:
        return [int(size) for size in given.split(",")]
    except ValueError as exc:
        raise CaseError(f"{given!r} are no numbers.", hint="Write --documents 10,1000,10000.") from exc


if __name__ == "__main__":
    main()
