"""The commands of `footnote-eval` that measure parts of the product, and the product beside others."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.searching import ready_library
from app.settings import AppSettings
from eval.cases import Case, CaseError, load_cases, open_documents, sample_cases
from eval.peers.peer_tables import show_peers
from eval.peers.peers import measure_peers
from eval.peers.recipes import PEERS
from eval.reporting.report import stamped, without_secrets, write_json
from eval.reporting.tables import (
    show_ablation,
    show_bench,
    show_caught,
    show_growth,
    show_judged_sets,
    show_public,
    show_weighed,
)
from eval.suites import FOLDERS, packaged
from eval.trials.ablation import ablate
from eval.trials.baselines import EngineName, open_ask
from eval.trials.bench import measure
from eval.trials.growth import measure_growth
from eval.trials.judge_tables import show_found_out, show_measured
from eval.trials.judges import load_labelled, measure_labelled, measure_sets
from eval.trials.public import find_question_files, load_any, load_files, run_public
from eval.trials.weighing import Example, examples, weigh
from eval.verifying.verification import Pair, judge_mutations, judge_sets
from index.ingest import build_index
from index.settings import PROJECT
from index.terminal import err, load_settings, progress_bar

SEEDS = packaged("seeds").cases
BUILD_WAIT = 600  # seconds to wait for another process that is building the index we need

commands = typer.Typer()

JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write everything measured to this file.")]
Sample = Annotated[
    int | None,
    typer.Option(min=1, help="Ask only so many, the same ones every time.", show_default="all"),
]


@commands.command()
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


@commands.command(name="weigh")
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


@commands.command()
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


@commands.command()
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


@commands.command(name="verify")
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


@commands.command(name="judge")
def measure_judge(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of sets of pairs: NAME/pairs.jsonl.gz (see eval/trials/judges.py).")
    ] = None,
    sample: Sample = None,
    skip: Annotated[
        int, typer.Option(min=0, help="Leave out so many of each set, those that a sample draws first.")
    ] = 0,
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

            measured += measure_sets(folder, sample=sample, skip=skip, track=track)
    show_measured(measured)
    if json_file:
        sets, errors = [asdict(one) for one in measured], [asdict(one) for one in kinds]
        write_json(json_file, stamped({"sets": sets, "errors": errors}))


@commands.command()
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


@commands.command()
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
