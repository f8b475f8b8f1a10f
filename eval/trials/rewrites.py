"""How close do our stand-alone questions come to the human ones? Scores app.followups.resolve; asks no document.

    python -m eval.trials.rewrites FILE [--sample N] [--show N]

FILE is JSON lines, gzip allowed, one follow-up question a line:
{"history": ["a question", "its answer", "a question", ...], "question": "as asked", "rewrite": "as a person put it"};
other fields are ignored, and so are rows without a history, which have nothing to resolve. `history` may also be
called `turns`, and may hold ["user" | "assistant", text] pairs.
"""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from app.answers import Turn
from app.extractive.question import CARRIED
from app.followups import resolve
from eval.cases import CaseError
from index.terminal import errors_shown, out

SEED = 7  # a sample is the same in every run
_HELP = "See `python -m eval.trials.rewrites --help`."


@dataclass(frozen=True, slots=True)
class Row:
    """A follow-up question, what was said before it, and the stand-alone question a person made of it."""

    history: tuple[Turn, ...]
    question: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well the rewritings agree with the human ones: shares from 0 to 1."""

    recall: float  # ROUGE-1, mean over the rows
    f1: float  # ROUGE-1, mean over the rows
    bleu: float  # BLEU-2, of the whole corpus
    exact: float  # the same words in the same order
    left: float  # of the questions a person changed, those left as they were asked
    changed: float  # of the questions a person left as they were, those changed


Rewrite = Callable[[Row], str]


def load_rows(path: Path) -> list[Row]:
    """Read the rows that have a history; raises CaseError for a file that cannot be used."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            lines = [line for line in file if line.strip()]
    except (OSError, UnicodeDecodeError) as exc:
        raise CaseError(f"{str(path)!r} cannot be read: {exc}.", hint="Name a file of JSON lines.") from exc
    rows = [row for number, line in enumerate(lines, 1) if (row := _row(line, number)).history]
    if not rows:
        raise CaseError(f"{str(path)!r} holds no follow-up question.", hint=_HELP)
    return rows


def score(rows: Sequence[Row], rewrite: Rewrite) -> Score:
    """Compare what `rewrite` makes of each row with the human rewriting; case and punctuation count for nothing."""
    given = [_words(rewrite(row)) for row in rows]
    asked = [_words(row.question) for row in rows]
    human = [_words(row.rewrite) for row in rows]
    rouge = [rouge1(ours, theirs) for ours, theirs in zip(given, human, strict=True)]
    kept = [ours == question for ours, question in zip(given, asked, strict=True)]
    human_kept = [theirs == question for theirs, question in zip(human, asked, strict=True)]
    return Score(
        recall=sum(recall for recall, _ in rouge) / len(rows),
        f1=sum(f1 for _, f1 in rouge) / len(rows),
        bleu=bleu2(given, human),
        exact=sum(ours == theirs for ours, theirs in zip(given, human, strict=True)) / len(rows),
        left=_share([ours for ours, theirs in zip(kept, human_kept, strict=True) if not theirs]),
        changed=_share([not ours for ours, theirs in zip(kept, human_kept, strict=True) if theirs]),
    )


def rouge1(given: Sequence[str], human: Sequence[str]) -> tuple[float, float]:
    """Return recall and F1 of the single words (ROUGE-1: Lin, 2004), each counted as often as it occurs."""
    common = sum((Counter(given) & Counter(human)).values())
    recall = common / len(human) if human else 0.0
    return recall, 2 * common / (len(given) + len(human)) if given or human else 0.0


def bleu2(given: Sequence[Sequence[str]], human: Sequence[Sequence[str]]) -> float:
    """Return the corpus BLEU of words and pairs of words with its brevity penalty (Papineni et al., 2002)."""
    logs = []
    for size in (1, 2):
        ours = [Counter(zip(*(words[start:] for start in range(size)), strict=False)) for words in given]
        theirs = [Counter(zip(*(words[start:] for start in range(size)), strict=False)) for words in human]
        common = sum(sum((one & other).values()) for one, other in zip(ours, theirs, strict=True))
        if not common:
            return 0.0
        logs.append(log(common / sum(sum(counter.values()) for counter in ours)))
    lengths = (sum(map(len, human)), sum(map(len, given)))
    return exp(min(0.0, 1 - lengths[0] / lengths[1]) + sum(logs) / len(logs))


def as_asked(row: Row) -> str:
    """Return the question as it was asked: the baseline that resolves nothing."""
    return row.question


def joined(row: Row) -> str:
    """Return the question with every earlier one, latest first: the baseline that loses nothing."""
    asked = [text for role, text in row.history if role == "user" and text.strip()]
    return CARRIED.join([row.question, *reversed(asked)])


def resolved(row: Row) -> str:
    """Return what the application makes of the question."""
    return resolve(row.question, row.history)


def _row(line: str, number: int) -> Row:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as exc:
        raise CaseError(f"Line {number} is no JSON: {exc.msg}.", hint="Write one JSON object on each line.") from exc
    try:
        history = tuple(_turn(turn, at) for at, turn in enumerate(values.get("history", values.get("turns")) or ()))
        return Row(history, " ".join(values["question"].split()), " ".join(values["rewrite"].split()))
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise CaseError(f"Line {number} lacks a field: {exc!r}.", hint=_HELP) from exc


def _turn(turn: str | Sequence[str], at: int) -> Turn:
    role, text = (("user", "assistant")[at % 2], turn) if isinstance(turn, str) else turn
    return role, " ".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def compare(
    file: Annotated[Path, typer.Argument(help="JSON lines, gzip allowed: history, question, rewrite.")],
    sample: Annotated[int | None, typer.Option(min=1, help="Score so many rows, drawn at random but the same.")] = None,
    show: Annotated[int, typer.Option(min=0, help="Show so many rows: asked, ours, the human one.")] = 0,
) -> None:
    """Score our stand-alone questions against human ones, beside two baselines."""
    rows = load_rows(file)
    if sample and sample < len(rows):
        rows = random.Random(SEED).sample(rows, sample)
    table = Table(f"{len(rows)} questions", box=box.SIMPLE, show_edge=False)
    for heading in ("recall", "F1", "BLEU-2", "exact", "left", "changed"):
        table.add_column(heading, justify="right")
    for name, rewrite in (("as asked", as_asked), ("all joined", joined), ("resolved", resolved)):
        got = score(rows, rewrite)
        table.add_row(
            name, *(f"{value:.1%}" for value in (got.recall, got.f1, got.bleu, got.exact, got.left, got.changed))
        )
    out.print(table)
    out.print("left: unchanged where a person changed it; changed: the other way round", style="dim")
    for row in random.Random(SEED).sample(rows, min(show, len(rows))):
        before = " / ".join(text for _, text in row.history[-4:])
        out.print(f"\n[dim]{escape(before)}[/]\n  asked  {escape(row.question)}")
        out.print(f"  ours   {escape(resolved(row))}\n  human  {escape(row.rewrite)}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error is its message and hint, and exit code 2."""
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(compare)
    with errors_shown():
        command(args=arguments)


if __name__ == "__main__":
    main()
