"""Questions, claims, written sets and papers -> the examples of one of the stages of training.

Which sentence is no answer is decided here: another of the paragraph, the same with a word of the question swapped,
a near miss that was thought up. Deterministic by seed; knows nothing of the network.
"""

import functools
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
from eval.reader.material import Asked, Claim, Paper, Question, Written, read_rows
from eval.reader.swapping import NearWords
from index.embedding import packaged_folder
from index.minilm import NumpyEncoder
from index.words import words

SEED = 23
BEFORE = (0, 1, 1, 2)  # how many sentences stand before one, drawn
LONGEST_BEFORE = 60  # words, so that question, sentence and what stands before it fit into the reader's tokens
STRANGERS = 0.3  # the share of single sentences after a sentence about something else: it must not disturb
TELLING = 0.75  # the share of other sentences that are the likest to the question
HARD = {True: (3, 1), False: (2, 1)}  # sentences of a paper, the likest and others: for a question it answers, or not
SHARED = 0.12  # of cosine that each word shared with the question counts for in likeness
JITTER = 0.06  # of cosine, normally distributed: not the same sentences each time
TITLED = 0.6  # the share of sentences of a paper whose kind stands before them, as a title would
CUT = (12, 32)  # words kept of what stands before a sentence of a paper, drawn
STRAY = 0.15  # the share of questions of a paper set beside a sentence of another one
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
    group: int = 0  # examples of one group are to be told apart: one answers, the others do not; 0: by itself


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
    papers: int = 0  # how often each question of a paper is given


# First what answering is, from all there is; then what stands before a sentence and near misses that were thought up;
# then, gently, sentences that only what stands before them explains; again the open sets, with what stands before; then
# the kinds of documents that people have, asked in words far from theirs; and last which sentence of a whole document.
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
    6: Stage(
        (
            Take("squadshifts", slice(12_000, 16_000), 0.3),
            Take("qamr", slice(11_000, 12_000), 0.5),
            Take("timeqa", slice(900, 1_200), 0.3),
        ),
        before=True,
        written=1,
        written_in_context=1,
        claims=2_000,
        papers=2,
    ),
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything there is to learn from."""

    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]
    written: tuple[Written, ...]
    papers: tuple[Paper, ...] = ()


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
    for paper in material.papers if stage.papers else ():
        examples += maker.from_paper(paper, material.papers)
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
        self._groups = 0
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

    @functools.cached_property
    def _encoder(self) -> NumpyEncoder:
        return NumpyEncoder.from_folder(str(packaged_folder()))

    def from_paper(self, paper: Paper, papers: Sequence[Paper]) -> Iterator[Example]:
        """Yield each question with the sentence that answers, if any, and with those that look most like doing so."""
        vectors = self._encoder.encode(paper.sentences)
        for asked in paper.questions:
            cosines = vectors @ self._encoder.encode([asked.q])[0]
            for _ in range(self._stage.papers):
                yield from self._choices(asked, paper, cosines.tolist())
                if self._rng.random() < STRAY:
                    other = self._rng.choice(papers)
                    if other is not paper:
                        yield self._of_paper(asked, other, self._rng.randrange(len(other.sentences)))

    def _choices(self, asked: Asked, paper: Paper, cosines: Sequence[float]) -> Iterator[Example]:
        """Yield one draw of the sentences that a question is set beside."""
        told = set(words(asked.q))
        likeness = {
            place: cosines[place] + SHARED * len(told & set(words(sentence))) + self._rng.gauss(0, JITTER)
            for place, sentence in enumerate(paper.sentences)
            if place not in (asked.at, *asked.also)
        }
        likest = sorted(likeness, key=lambda place: -likeness[place])
        hard, others = HARD[asked.at is not None]
        self._groups += 1
        group = self._groups if asked.at is not None else 0
        if asked.at is not None:
            yield replace(self._of_paper(asked, paper, asked.at, answers=True), group=group)
        for place in [*likest[:hard], *self._rng.sample(likest[hard:], min(others, len(likest[hard:])))]:
            yield replace(self._of_paper(asked, paper, place), group=group)

    def _of_paper(self, asked: Asked, paper: Paper, place: int, *, answers: bool = False) -> Example:
        """Return a question with a sentence of a paper, after the paper's kind and the sentence before, in part."""
        titled = [paper.genre.capitalize()] if self._rng.random() < TITLED else []
        before = " ".join([*titled, *paper.sentences[max(0, place - 1) : place]]).split()[-self._rng.choice(CUT) :]
        sentence = paper.sentences[place]
        example = _example(asked.q, " ".join(before), sentence, label=int(answers))
        if not answers:
            return example
        start = len(example.second) - len(sentence) + sentence.index(asked.words)
        return replace(example, start=start, end=start + len(asked.words))

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
