"""`python -m eval.verifying.supporting QUESTIONS`: learn the weights of the verifier's signals; changes nothing.

Its paragraphs give sentences with their own quote (made false or reworded, eval/verifying/mutations.py) and reworded
sentences whose quote was taken away. Not from claims with support (SNLI, FEVER): the reader learnt from these and
would count for more than it is worth elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from pydantic import TypeAdapter

from app.verifying.said import read
from app.verifying.verdict import WEIGHTS, evidence
from eval.reader.material import read_rows
from eval.trials.weighing import _fit as fit  # the same ridge logistic regression as the engine's own weights
from eval.verifying.mutations import make_claims
from index.sentences import split_sentences
from index.terminal import err, errors_shown, out

FEWEST, LONGEST = 6, 60  # words of a sentence
AROUND = 2  # sentences on each side of a quote that stand with it
EACH = 3  # made false or reworded, of one paragraph
SEED = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, the text it is held against, and whether that carries it."""

    sentence: str
    text: str
    carried: bool
    moved: bool  # whether the text is what stands around the quote, without it


@dataclass(frozen=True, slots=True)
class _Paragraph:
    context: str


def make_examples(paragraphs: Sequence[str], count: int, *, seed: int = SEED) -> list[Example]:
    """Return `count` examples, or as many as the paragraphs give."""
    rng = Random(seed)
    found: list[Example] = []
    for paragraph in rng.sample(list(paragraphs), len(paragraphs)):
        if len(found) >= count:
            break
        cut = (" ".join(paragraph[span.start : span.end].split()) for span in split_sentences(paragraph))
        found += _of_paragraph([one for one in cut if FEWEST <= len(one.split()) <= LONGEST], rng)
    return found[:count]


def learn(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weights by the names of the verifier's table, "bias" last; both halves count the same."""
    judged = ((one, evidence(read(one.sentence), [one.text], None)) for one in examples)
    kept = [(one, [found[name][0] for name in WEIGHTS]) for one, found in judged if found]
    rows = np.array([row for _, row in kept])
    carried = np.array([one.carried for one, _ in kept], dtype=float)
    moved = np.array([one.moved for one, _ in kept])
    counts: Floats = np.where(moved, len(kept) / 2 / max(1, moved.sum()), len(kept) / 2 / max(1, (~moved).sum()))
    return dict(zip([*WEIGHTS, "bias"], fit(rows, carried, counts).tolist(), strict=True))


def _of_paragraph(sentences: list[str], rng: Random) -> Iterator[Example]:
    claims = list(make_claims(sentences))
    rng.shuffle(claims)
    for claim in claims[:EACH]:
        at = sentences.index(claim.quote)
        first, last = rng.randint(max(0, at - AROUND), at), rng.randint(at, min(len(sentences) - 1, at + AROUND))
        yield Example(claim.text, " ".join(sentences[first : last + 1]), carried=not claim.kind, moved=False)
    true = next((claim for claim in claims if not claim.kind), None)
    if true and len(sentences) > 1:
        at = sentences.index(true.quote)
        around = sentences[max(0, at - AROUND - 1) : at] + sentences[at + 1 : at + AROUND + 2]
        yield Example(true.text, " ".join(around), carried=False, moved=True)


def weigh(
    questions: Annotated[Path, typer.Argument(help='JSON lines with a "context" (eval/reader/README.md).')],
    count: Annotated[int, typer.Option(min=10, help="How many examples.")] = 1500,
) -> None:
    """Learn the weights and print them as the verifier's table has them."""
    paragraphs = dict.fromkeys(row.context for _, row in read_rows(questions, TypeAdapter(_Paragraph)))
    with err.status("Reading"):
        weights = learn(make_examples(list(paragraphs), count))
    for name, weight in weights.items():
        out.print(f'    "{name}": {weight:.2f},', highlight=False)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error is its message and hint, and exit code 2."""
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(weigh)
    with errors_shown():
        command(args=arguments)


if __name__ == "__main__":
    main()
