"""How answering grows with the folder: the same questions over the seeds among ever more invented documents.

Everything is measured on the product's own commands as whole processes. Knows nothing of how an answer is found.
"""

import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import CaseError
from eval.trials.bench import BenchError, run_process
from index.reading import find_files
from index.settings import PREFIX

QUESTIONS = 40
BELOW_GATE = 1  # `run` ends with it where answers are wrong: a finding here, not a failure
_SYLLABLES = "ba dor el fen gri hal ith jo kev lun mar nos or pel quen ras sil tov ul ven wyn yar zeb".split()
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Size:
    """What one size of folder costs; times warm, memory the most that the process took in MB."""

    documents: int
    build_seconds: float
    build_mb: float
    p50_ms: float
    p95_ms: float
    ask_mb: float
    right_percent: float | None
    refused_percent: float | None


def measure_growth(
    sizes: Sequence[int],
    *,
    seeds: Path,
    cases: Path,
    words: int,
    announce: Callable[[str], None] = lambda doing: None,
) -> tuple[Size, ...]:
    """Measure each size of folder, with `words` words an invented document; `announce` hears what is being done.

    Raises CaseError for a size that does not hold the seeds, BenchError where a command fails.
    """
    least = len(find_files(seeds))
    if min(sizes) < least:
        raise CaseError(f"{min(sizes)} documents do not hold the {least} seeds.", hint=f"Begin at {least} or more.")
    return tuple(_measure(size, seeds, cases, words, announce) for size in sizes)


def write_documents(folder: Path, count: int, *, seeds: Path, words: int) -> None:
    """Write `count` documents into a new folder: the seeds, and invented ones of about `words` words each.

    An invented document has the words of the seeds' paragraphs without their sense: shuffled within the sentence, other
    digits in every number, every other name replaced by an invented one. Equal arguments, equal bytes.
    """
    originals = find_files(seeds)
    shutil.copytree(seeds, folder)
    paragraphs = [
        paragraph.split()
        for path in originals
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
        if len(paragraph.split()) > 20
    ]
    for number in range(count - len(originals)):
        text = _invent(random.Random(f"document {number}"), paragraphs, words)
        (folder / f"invented-{number:06}.txt").write_text(text, encoding="utf-8")


def _measure(size: int, seeds: Path, cases: Path, words: int, announce: Callable[[str], None]) -> Size:
    with tempfile.TemporaryDirectory() as place:
        folder, data, report = (Path(place) / name for name in ("documents", "data", "report.json"))
        write_documents(folder, size, seeds=seeds, words=words)
        environment = os.environ | {f"{PREFIX}DOCUMENTS": str(folder), f"{PREFIX}DATA": str(data)}
        announce(f"building {size:,} documents")
        build_seconds, build_mb = run_process(("-m", "index", "build"), environment=environment)
        announce(f"asking {size:,} documents")
        run = ("-m", "eval", "run", "--cases", str(cases), "--documents", str(folder), "--sample", str(QUESTIONS))
        _, ask_mb = run_process((*run, "--json", str(report)), environment=environment, accept=(0, BELOW_GATE))
        found = json.loads(report.read_text(encoding="utf-8"))["summary"]
    if found["p50_ms"] is None:
        raise BenchError(
            f"Every question over {size} documents crashed.",
            hint="Ask one by hand with `footnote ask` to see why.",
        )
    return Size(
        documents=size,
        build_seconds=build_seconds,
        build_mb=build_mb,
        p50_ms=found["p50_ms"],
        p95_ms=found["p95_ms"],
        ask_mb=ask_mb,
        right_percent=found["right_percent"],
        refused_percent=found["refused_percent"],
    )


def _invent(chance: random.Random, paragraphs: Sequence[Sequence[str]], count: int) -> str:
    sentences: list[str] = []
    written = 0
    while written < count:
        source = chance.choice(paragraphs)
        length = min(chance.randint(15, 25), count - written + 5)
        first = chance.randrange(max(1, len(source) - length))
        taken = [_other(word.strip(".,;:"), chance) for word in source[first : first + length]]
        chance.shuffle(taken)
        sentence = " ".join(taken)
        sentences.append(sentence[:1].upper() + sentence[1:] + ".")
        written += len(taken)
    return f"{_name(chance)} {_name(chance)} on {_name(chance)}\n\n{' '.join(sentences)}\n"


def _other(word: str, chance: random.Random) -> str:
    if word[:1].isupper() and chance.random() < 0.5:
        return _name(chance)
    return _NUMBER.sub(lambda _: str(chance.randint(1, 9)), word)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))).capitalize()
