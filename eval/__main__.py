"""The `footnote-eval` command (= python -m eval): cases against the gate, published question sets beside plain recipes,
times and memory, and how they grow with the folder."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from app.chain import ready_library
from app.settings import AppSettings
from eval.ablation import ablate
from eval.baselines import EngineName, open_ask
from eval.bench import measure
from eval.cases import Case, CaseError, load_cases, open_documents, sample_cases
from eval.growth import measure_growth
from eval.public import find_question_files, load_any, load_files, run_public
from eval.report import report, stamped, without_secrets
from eval.running import Gate, run_cases
from eval.tables import show_ablation, show_bench, show_failures, show_growth, show_public, show_run, show_weighed
from eval.weighing import Example, examples, weigh
from index.ingest import build_index
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
    cases: Annotated[
        Path, typer.Option(help="A JSON-lines file of cases.", show_default="the cases of seeds/")
    ] = SEEDS,
    documents: Annotated[
        Path | None,
        typer.Option(help="The folder of documents the cases are about.", show_default="seeds/ for its own cases"),
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="Who answers: the product, or a plain recipe.")] = "footnote",
    sample: Sample = None,
    json_file: JsonFile = None,
    failures: Annotated[bool, typer.Option("--failures", help="Show each case that fails, and why.")] = False,
) -> None:
    """Ask every case and judge the answers; exit 1 where the product is below the gate."""
    if documents is None and cases.resolve() == SEEDS.resolve():
        documents = PROJECT / "seeds"  # whatever folder the environment names: these cases are about no other
    settings = load_settings(AppSettings, documents=documents)
    loaded = sample_cases(load_cases(cases, settings.documents), sample)
    read = open_documents(settings.documents)
    with Progress(console=err, transient=True) as progress:
        results = run_cases(progress.track(loaded, description="Asking"), open_ask(engine, settings), read=read)
    show_run(results)
    if failures:
        show_failures(results)
    if json_file:
        dumped = settings.model_dump(mode="json")
        written = report(results, settings=dumped, cases_file=cases, documents=settings.documents)
        _write(json_file, written | {"engine": engine})
    shortfalls = Gate.load().shortfalls(results.overall) if engine == "footnote" else ()
    for shortfall in shortfalls:
        out.print(f"[red]Below the gate:[/] {shortfall}")
    if shortfalls:
        raise typer.Exit(1)


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
    folder: Annotated[Path, typer.Argument(help="A question set: docs/ and questions*.jsonl (see eval/public.py).")],
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
        _write(json_file, stamped({"settings": dumped, "entries": [entry.to_dict() for entry in entries]}))


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
        _write(json_file, stamped({"words": words, "sizes": [asdict(size) for size in measured]}))


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
        _write(json_file, measured.to_dict())


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


def _write(path: Path, values: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as exc:
        raise CaseError(f"{str(path)!r} cannot be written: {exc.strerror}.", hint="Choose another file.") from exc


if __name__ == "__main__":
    main()
