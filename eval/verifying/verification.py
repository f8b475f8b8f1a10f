"""Is the run-time verifier right? As a judge of published pairs beside two plain measures, and on sentences made false.

A set of pairs is a folder with pairs.jsonl.gz: {"id", "source_text", "claim", "label": 1 or 0, "origin"}, one a line.
"""

import functools
import hashlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from app.verifying import verify
from eval.reader.material import MaterialError, read_rows
from eval.verifying.mutations import Claim, make_claims
from index.embedding import open_embedder
from index.reading import find_files, read_document
from index.sentences import split_sentences
from index.words import words

PAIRS = "pairs.jsonl.gz"
FEWEST_WORDS, MOST_WORDS = 6, 60  # of a sentence that is made false: what is shorter or longer is a heading or a list
# "5, 000", "1. 6" and "19 - year - old" of sets that were cut into words; not "May 5, 2022" or "in 2019. 6 of them".
_SPACED = re.compile(r"(?<=\d)(,) (?=\d{3}(?!\d))|(?<=\d)(?<!\d{4})(\.) (?=\d)| (-) (?=\w)")

Floats = NDArray[np.float64]
Track = Callable[[Sequence["Pair"], str], Iterable["Pair"]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, and a text that carries it (label 1) or does not (0)."""

    id: str
    source_text: str
    claim: str
    label: int
    origin: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What a measure of support is worth on one set; both 0 to 1, .5 is chance."""

    area: float  # under the ROC curve
    balanced: (
        float  # accuracy, mean of both labels; the threshold chosen on one half of the pairs, applied to the other
    )


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """One set of pairs, judged in one run."""

    name: str
    pairs: int
    carried: int  # label 1
    worth: dict[str, Worth]  # by the names of MEASURES
    p50_ms: float  # of the verifier, for one pair


@dataclass(frozen=True, slots=True)
class Caught:
    """How many of the sentences that were made false in one way were found out."""

    kind: str  # "" for those that stayed true: found out wrongly
    made: int
    found: int
    missed: tuple[Claim, ...]  # those judged wrongly

    @property
    def share(self) -> float:
        """Of those made, 0 to 1."""
        return self.found / self.made if self.made else 0.0


def judge_sets(folder: Path, *, sample: int | None, track: Track) -> list[JudgedSet]:
    """Judge every set below the folder; raises MaterialError where there is none or one cannot be read."""
    files = sorted(folder.glob(f"*/{PAIRS}"))
    if not files:
        raise MaterialError(f"{str(folder)!r} holds no NAME/{PAIRS}.", hint="Name a folder of sets of pairs.")
    return [_judge_set(file.parent.name, load_pairs(file, sample), track) for file in files]


def load_pairs(path: Path, sample: int | None = None) -> list[Pair]:
    """Return the pairs of a file, or `sample` of them drawn by a hash of the id; raises MaterialError."""
    rows = [row for _, row in read_rows(path, TypeAdapter(Pair))]
    if sample is not None:
        rows = sorted(rows, key=lambda row: _hash(row.id))[:sample]
    return [Pair(row.id, _joined(row.source_text), _joined(row.claim), row.label, row.origin) for row in rows]


def judge_mutations(folder: Path) -> list[Caught]:
    """Judge what was made of the sentences of a folder's documents, each against its own sentence; true ones first."""
    found: dict[str, list[tuple[Claim, bool]]] = {"": []}
    for claim in make_claims(list(_sentences(folder))):
        supported = verify(claim.text, [claim.quote]).supported
        found.setdefault(claim.kind, []).append((claim, supported))
    return [
        Caught(
            kind,
            len(judged),
            sum(not supported for _, supported in judged),
            tuple(claim for claim, supported in judged if supported == bool(kind)),
        )
        for kind, judged in found.items()
    ]


def overlap(claim: str, source: str) -> float:
    """Return the share of the claim's words that the source has."""
    ours, theirs = words(claim), set(words(source))
    return sum(word in theirs for word in ours) / len(ours) if ours else 0.0


def best_overlap(claim: str, source: str) -> float:
    """Return the largest share of the claim's words that one sentence of the source has."""
    return max((overlap(claim, sentence) for sentence in _cut(source)), default=0.0)


def cosine(claim: str, source: str) -> float:
    """Return the likeness of the claim and the sentence of the source that is most like it, by MiniLM's vectors."""
    return float((_vectors(source) @ open_embedder().encode_query(claim)).max(initial=0.0))


def support(claim: str, source: str) -> float:
    """Return the verifier's score."""
    return verify(claim, [source]).score


MEASURES: dict[str, Callable[[str, str], float]] = {
    "verifier": support,
    "words": overlap,
    "words of a sentence": best_overlap,
    "MiniLM": cosine,
}


def _judge_set(name: str, pairs: Sequence[Pair], track: Track) -> JudgedSet:
    pairs = sorted(pairs, key=lambda pair: pair.source_text)  # a source is read once for all its claims
    scores: dict[str, list[float]] = {measure: [] for measure in MEASURES}
    seconds = []
    for pair in track(pairs, name):
        for measure, judge in MEASURES.items():
            begun = time.perf_counter()
            scores[measure].append(judge(pair.claim, pair.source_text))
            if measure == "verifier":
                seconds.append(time.perf_counter() - begun)
    labels = np.array([pair.label for pair in pairs])
    halves = np.array([_hash(pair.id)[0] % 2 for pair in pairs])
    worth = {
        measure: Worth(area(np.array(given), labels), balanced(np.array(given), labels, halves))
        for measure, given in scores.items()
    }
    return JudgedSet(name, len(pairs), int(labels.sum()), worth, float(np.median(seconds)) * 1000)


def area(scores: Floats, labels: NDArray[np.int_]) -> float:
    """Return how often a carried claim scores more than one that is not, a tie counting half."""
    others = np.sort(scores[labels == 0])
    below, up_to = (np.searchsorted(others, scores[labels == 1], side=side) for side in ("left", "right"))
    return float(np.mean((below + up_to) / 2 / len(others)))


def balanced(scores: Floats, labels: NDArray[np.int_], halves: NDArray[np.int_]) -> float:
    """Return the balanced accuracy where each half is judged with the threshold that is best on the other."""
    judged = np.zeros(len(scores), dtype=bool)
    for half in (0, 1):
        theirs = halves != half
        judged[~theirs] = scores[~theirs] >= _best_threshold(scores[theirs], labels[theirs])
    return _accuracy(judged, labels)


def _best_threshold(scores: Floats, labels: NDArray[np.int_]) -> float:
    tried = np.unique(scores)
    return float(max(tried, key=lambda threshold: _accuracy(scores >= threshold, labels), default=0.0))


def _accuracy(judged: NDArray[np.bool_], labels: NDArray[np.int_]) -> float:
    return float(np.mean([np.mean(judged[labels == 1]), np.mean(~judged[labels == 0])]))


def _sentences(folder: Path) -> Iterable[str]:
    """Return the sentences of the folder's texts, each once, headings and lists left out."""
    found: dict[str, None] = {}
    for path in find_files(folder):
        document = read_document(path, folder)
        for span in split_sentences(document.text, document.spans):
            sentence = " ".join(document.text[span.start : span.end].split())
            if FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS and sentence[-1] in ".!?”\"'":
                found[sentence] = None
    return found


def _joined(text: str) -> str:
    return _SPACED.sub(lambda match: "".join(filter(None, match.groups())), text)


@functools.lru_cache(maxsize=64)
def _cut(source: str) -> tuple[str, ...]:
    return tuple(source[span.start : span.end] for span in split_sentences(source))


@functools.lru_cache(maxsize=64)
def _vectors(source: str) -> NDArray[np.float32]:
    return open_embedder().encode_documents(_cut(source))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
