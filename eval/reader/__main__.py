"""`python -m eval.reader`: make a stage's examples, train on them, export the weights, measure them. See README.md."""

from collections import deque
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from eval.reader.examples import SEED, STAGES, Material, load_examples, make_examples, save_examples
from eval.reader.material import HELD_OUT, PAPERS, WRITTEN, load_claims, load_papers, load_questions, load_written
from index.terminal import err, errors_shown, out

SAVED_EVERY = 500  # steps
SHOWN_EVERY = 100

command = typer.Typer(
    name="eval.reader",
    help="How the trained reader was made: examples, training, weights; and how good it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@command.command()
def examples(
    questions: Annotated[Path, typer.Argument(help="A question-answering set, JSON lines (README.md: the fields).")],
    claims: Annotated[Path, typer.Argument(help="Claims with and without support, JSON lines.")],
    to: Annotated[Path, typer.Argument(help="The file of examples to write, gzipped JSON lines.")],
    stage: Annotated[int, typer.Option(min=min(STAGES), max=max(STAGES), help="Of the training.")] = 1,
    written: Annotated[
        Path, typer.Option(help="Written sets, JSON lines.", show_default="questions.jsonl beside this")
    ] = WRITTEN,
    papers: Annotated[Path, typer.Option(help="Papers, JSON lines.", show_default="papers.jsonl beside this")] = PAPERS,
    seed: Annotated[int, typer.Option(help="Of every draw; the same in all stages.")] = SEED,
) -> None:
    """Make a stage's examples."""
    material = Material(load_questions(questions), load_claims(claims), load_written(written), load_papers(papers))
    with err.status("Making examples"):
        made = make_examples(material, STAGES[stage], seed=seed)
    save_examples(to, made)
    out.print(f"{len(made)} examples, {sum(example.label for example in made)} of them positive.")


@command.command()
def train(
    learnt_from: Annotated[Path, typer.Argument(metavar="EXAMPLES", help="A file of examples.")],
    to: Annotated[Path, typer.Argument(help="The file of weights to write, every 500 steps and at the end.")],
    start: Annotated[
        Path | None, typer.Option(help="The weights to go on from.", show_default="the packaged MiniLM's")
    ] = None,
    steps: Annotated[int, typer.Option(min=1, help="Of 48 examples each.")] = 1000,
    rate: Annotated[float, typer.Option(help="Of learning, at the beginning.")] = 1.2e-4,
    last_rate: Annotated[float, typer.Option(help="Of learning, at the end.")] = 9e-5,
    threads: Annotated[int, typer.Option(min=1, help="Cores to use.")] = 1,
    seed: Annotated[int, typer.Option(help="Of the order of the examples, and of what is dropped out.")] = 1,
) -> None:
    """Train the network on a stage's examples."""
    import torch

    from eval.reader import training
    from eval.reader.network import open_network, save_network

    torch.set_num_threads(threads)
    torch.manual_seed(seed)  # the heads begin at random
    network = open_network(start)
    schedule = training.Schedule(steps, rate, last_rate, seed=seed)
    with _bar() as bar:
        task = bar.add_task("Training", total=steps)
        recent: deque[training.Step] = deque(maxlen=SHOWN_EVERY)
        for step in training.train(network, load_examples(learnt_from), schedule):
            recent.append(step)
            bar.update(task, completed=step.number)
            if step.number % SHOWN_EVERY == 0 or step.number == steps:
                bar.console.print(training.shown(recent))
            if step.number % SAVED_EVERY == 0 or step.number == steps:
                save_network(network, to)


@command.command()
def mix(
    first: Annotated[Path, typer.Argument(help="Weights that `train` has written.")],
    second: Annotated[Path, typer.Argument(help="Weights trained on from them.")],
    share: Annotated[float, typer.Argument(min=0, max=1, help="How far of the way to the second.")],
    to: Annotated[Path, typer.Argument(help="The file of weights to write.")],
) -> None:
    """Write weights between two others."""
    from eval.reader.network import mixed, open_network, save_network

    save_network(mixed(open_network(first), open_network(second), share), to)


@command.command()
def export(
    weights: Annotated[Path, typer.Argument(help="Weights that `train` has written.")],
    to: Annotated[Path, typer.Argument(help="The file to write: app/extractive/reader.onnx.")],
) -> None:
    """Write trained weights as the reader runs them."""
    from eval.reader.export import export as write
    from eval.reader.network import open_network

    write(open_network(weights), to)
    out.print(f"{to.stat().st_size / 1e6:.1f} MB")


@command.command()
def measure(
    papers: Annotated[Path, typer.Argument(help="Papers, JSON lines.", show_default="papers-heldout.jsonl")] = HELD_OUT,
) -> None:
    """Measure the reader that ships on papers it has not learnt from, each question asked of its own paper."""
    from app.extractive.reader import open_reader
    from eval.reader.measuring import measure as measured

    with err.status("Reading"):
        found = measured(open_reader(), load_papers(papers))
    out.print(f"Of {found.answered} questions that a sentence answers: the right one first {found.first:.1%}, ", end="")
    out.print(f"pointing at words that overlap the right ones in {found.pointed:.1%} of these.")
    out.print(f"Told from {found.missed} that none answers: area under the ROC curve {found.told_apart:.3f}.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error is its message and hint, and exit code 2."""
    with errors_shown():
        command(args=arguments)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(
        *columns, TimeElapsedColumn(), TimeRemainingColumn(), console=err, transient=True, disable=not err.is_terminal
    )


if __name__ == "__main__":
    main()
