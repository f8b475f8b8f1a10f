"""Questions, claims and written sets -> the examples of one of the three stages of training.

Which sentence is no answer is decided here: another of the paragraph, the same with a word of the question swapped,
a near miss that was thought up. Deterministic by seed; knows nothing of the network.
"""

import gzip
import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import TypeAdapter

from app.extractive.reader import CONTEXT
from eval.reader.material import Claim, Question, Written, read_rows
from eval.reader.swapping import NearWords
from index.words import words

SEED = 23
BEFORE = (0, 1, 1, 2)  # how many sentences stand before one, drawn
LONGEST_BEFORE = 60  # words, so that question, sentence and what stands before it fit into the reader's tokens
STRANGERS = 0.3  # the share of single sentences after a sentence about something else: it must not disturb
TELLING = 0.75  # the share of other sentences that are the likest to the question
LIKE = 6  # sentences of elsewhere, the likest to a question, ...
LIKE_DRAWN_FROM = 3  # ... and how many of them one is drawn from

Head = Literal["answers", "supports"]


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts, what is asked of them, and what is right."""

    head: Head
    first: str  # a question, or a claim
    second: str  # what is to answer or to support it, after what stands before it
    label: int  # 1: it does
    start: int = -1  # of the words in `second` that answer; -1: none do
    end: int = -1


@dataclass(frozen=True, slots=True)
class Take:
    """Which questions of an origin, in the order of the shuffle, and how many are asked with a word swapped too."""

    origin: str  # how the origin begins
    rows: slice
    swapped: float  # a share


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage of training learns from."""

    takes: tuple[Take, ...]
    before: bool  # whether anything stands before a sentence
    elsewhere: float = 0.0  # the share of single sentences, which have no neighbours, set beside one of elsewhere
    written: int = 0  # how often each written set without a context is given, ...
    written_in_context: int = 0  # ... and each with one
    claims: int | None = None  # None: all


# First what answering is, from all there is; then what stands before a sentence and near misses that were thought up;
# then, gently, sentences that only what stands before them explains; again the open sets, with what stands before; and
# last the kinds of documents that people have, asked in words far from theirs.
STAGES = {
    1: Stage(
        (
            Take("squadshifts", slice(None), 0.6),
            Take("qamr", slice(26_000), 0.6),
            Take("timeqa", slice(None), 0.6),
        ),
        before=False,
        elsewhere=0.5,
    ),
    2: Stage(
        (
            Take("squadshifts", slice(16_000), 0.3),
            Take("qamr", slice(6_000), 0.5),
            Take("timeqa", slice(None), 0.3),
        ),
        before=True,
        written=3,
        claims=24_000,
    ),
    3: Stage(
        (
            Take("squadshifts", slice(16_000, 23_000), 0.3),
            Take("qamr", slice(6_000, 8_000), 0.5),
            Take("timeqa", slice(500), 0.3),
        ),
        before=True,
        written=1,
        written_in_context=2,
        claims=6_000,
    ),
    4: Stage(
        (
            Take("squadshifts", slice(15_000), 0.3),
            Take("squadshifts", slice(23_000, 27_000), 0.3),
            Take("qamr", slice(8_000, 11_000), 0.5),
            Take("timeqa", slice(500, 1_000), 0.3),
        ),
        before=True,
        written=1,
        written_in_context=2,
        claims=6_000,
    ),
    5: Stage(
        (
            Take("squadshifts", slice(12_000, 14_500), 0.3),
            Take("qamr", slice(11_000, 11_300), 0.5),
            Take("timeqa", slice(900, 1_000), 0.3),
        ),
        before=True,
        written=1,
        written_in_context=2,
        claims=1_200,
    ),
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything there is to learn from."""

    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]
    written: tuple[Written, ...]


def make_examples(material: Material, stage: Stage, *, seed: int = SEED) -> list[Example]:
    """Return a stage's examples, shuffled; with one seed the takes of different stages do not overlap."""
    rng = Random(seed)
    questions = rng.sample(material.questions, len(material.questions))
    claims = rng.sample(material.claims, len(material.claims))
    # Sentences of an encyclopaedia before captions of pictures, which are less like documents.
    claims.sort(key=lambda claim: claim.origin.startswith("snli"))
    maker = _Maker(questions, stage, rng)
    examples: list[Example] = []
    for take in stage.takes:
        for question in [each for each in questions if each.origin.startswith(take.origin)][take.rows]:
            examples += maker.from_question(question, swapped=take.swapped)
    for written in material.written:
        for _ in range(stage.written_in_context if written.context else stage.written):
            examples += maker.from_written(written)
    examples += (Example("supports", each.claim, each.source_text, each.label) for each in claims[: stage.claims])
    rng.shuffle(examples)
    return examples


def save_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write examples as gzipped JSON lines, the same bytes for the same examples."""
    lines = "".join(json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in examples)
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))


def load_examples(path: Path) -> list[Example]:
    """Read what save_examples wrote; raises MaterialError."""
    return [example for _, example in read_rows(path, TypeAdapter(Example))]


class _Maker:
    """Makes examples; holds the draw, and what is looked up among all questions."""

    def __init__(self, questions: Sequence[Question], stage: Stage, rng: Random) -> None:
        self._stage = stage
        self._rng = rng
        self._near = NearWords(question.text for question in questions)
        paragraphs = list(dict.fromkeys(each.sentences for each in questions))
        self._singles = _Likeness([sentences[0] for sentences in paragraphs if len(sentences) == 1])
        self._openings = [sentences[0] for sentences in paragraphs]
        self._home = {
            sentence: (sentences, place)
            for sentences in paragraphs
            for place, sentence in enumerate(sentences)
            if len(sentences) > 1
        }

    def from_question(self, question: Question, *, swapped: float) -> Iterator[Example]:
        """Yield the question with its sentence, with another sentence, and with a word of it swapped."""
        before = self._before(question.sentences, question.place)
        here = _example(question.text, before, question.sentence, label=1)
        offset = len(here.second) - len(question.sentence)
        yield replace(here, start=offset + question.start, end=offset + question.end)
        if other := self._other(question):
            yield other
        if self._rng.random() < swapped:
            asked = self._near.swap(question.text, beside=here.second, rng=self._rng)
            if asked:
                yield _example(asked, before, question.sentence, label=0)

    def from_written(self, written: Written) -> Iterator[Example]:
        """Yield every question of the set, each with a draw of its own of what stands before the sentence."""
        for question, answer in written.answered:
            example = _example(question, self._before_written(written), written.sentence, label=1)
            start = len(example.second) - len(written.sentence) + written.sentence.index(answer)
            yield replace(example, start=start, end=start + len(answer))
        for question in written.missed:
            yield _example(question, self._before_written(written), written.sentence, label=0)

    def _before(self, sentences: Sequence[str], place: int) -> str:
        """Return a few sentences before this one; before a single one a stranger, or nothing."""
        if not self._stage.before:
            return ""
        if len(sentences) == 1:
            return self._rng.choice(self._openings) if self._rng.random() < STRANGERS else ""
        kept: list[str] = []
        for sentence in reversed(sentences[max(0, place - self._rng.choice(BEFORE)) : place]):
            if len(" ".join([sentence, *kept]).split()) > LONGEST_BEFORE:
                break
            kept.insert(0, sentence)
        return " ".join(kept)

    def _before_written(self, written: Written) -> str:
        """Return its context; for a sentence without, often nothing, else its paragraph's or a stranger."""
        if written.context:
            return written.context
        drawn = self._rng.random()
        if drawn < 0.5 or not self._openings:
            return ""
        if drawn < 0.85 and written.sentence in self._home:
            return self._before(*self._home[written.sentence])
        return self._rng.choice(self._openings)

    def _other(self, question: Question) -> Example | None:
        """Return the question with a sentence that does not answer it."""
        before = ""
        if len(question.sentences) > 1:
            other = self._neighbour(question)
            before = self._before(question.sentences, other)
            sentence = question.sentences[other]
        elif self._rng.random() < self._stage.elsewhere:
            near = [each for each in self._singles.likest(question.text, LIKE) if each != question.sentence]
            if not near:
                return None
            sentence = self._rng.choice(near[:LIKE_DRAWN_FROM])
        else:
            return None
        # Where the answer's words stand, the sentence may well answer too.
        example = _example(question.text, before, sentence, label=0)
        return None if question.words.lower() in example.second.lower() else example

    def _neighbour(self, question: Question) -> int:
        """Return the place of another sentence of the paragraph, mostly the one likest to the question."""
        others = [place for place in range(len(question.sentences)) if place != question.place]
        if self._rng.random() >= TELLING:
            return self._rng.choice(others)
        asked = set(words(question.text))
        return max(others, key=lambda place: len(asked & set(words(question.sentences[place]))))


class _Likeness:
    """Sentences to look up by the words they share with a question, a rare word counting more."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._sentences = sentences
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            for word in sorted(set(words(sentence))):
                self._holding[word].append(number)

    def likest(self, question: str, count: int) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in sorted(set(words(question))):  # sorted: of equals the same one comes first in every run
            for number in self._holding.get(word, ()):
                scores[number] += len(self._holding[word]) ** -0.5
        return [self._sentences[number] for number in heapq.nlargest(count, scores, key=lambda number: scores[number])]


def _example(question: str, before: str, sentence: str, *, label: int) -> Example:
    return Example("answers", question, f"{before}{CONTEXT}{sentence}" if before else sentence, label)
