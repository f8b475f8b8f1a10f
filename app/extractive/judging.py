"""Which of the best sentences answers, and how likely it is that one does: log odds, a weighted sum of signals.

The weights were learnt (logistic regression over the development questions, eval/trials/weighing.py), cross-validated
by question, with an earlier reader; the reader's own weight and the bias were then set by hand. The rules that name
what a sentence lacks are signals like others, and give an abstention its reason.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.extractive.evidence import Evidence
from app.extractive.kinds import asks_when_said
from app.extractive.lacking import Lack, asked_places, elsewhere, lacks, missing_share, nameless
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked, gathers_for_time, weighed
from app.extractive.reader import Reader, Reading
from app.extractive.shading import Shade

# Sentences read, each some 6 ms: two at once, four where that settles nothing, eight where none of these is likely.
STEPS = (2, 4, 8)
SETTLED = 1.0  # log odds from which the first two settle it, where the next ones ...
BEHIND = 0.4  # ... are as far behind in ranking
SURELY = 6.0  # log odds beyond which the reader's certainty counts no more
AGAINST = 0.65  # what its odds against a sentence count beside those for one; set by hand, fits gave about half
CUT_OFF = 80  # words: of a longer sentence the reader does not see the end
TRUSTED = 0.0  # log odds from which the reader is believed about the kind of answer
FAR = 0.5  # log odds by which a sentence that lacks nothing may be less likely than one that lacks something
UNTYPED = 1.5  # the same where what it lacks is the kind of thing that is asked for
SURE = 2.0  # as TRUSTED, where an amount of money is asked for
BEFORE_WORDS = 12  # of what stands before a sentence that the reader sees

BIAS = -2.75  # set so that .5 divides what is answered from what is not
WEIGHTS = {
    "meaning": 3.04,  # cosine of question and sentence
    "coverage": 1.69,  # share of the question's words in the sentence
    "missing": -1.07,  # share of them that not even its surroundings hold
    "context": 1.28,  # share of them in its surroundings
    "reader": 0.65,  # the trained reader's log odds as far as they count; raised by hand from the .41 learnt
    "type": 0.97,  # a number where a number is asked
    "defines": 4.0,  # set by hand: definitions are rarely asked
    "period": 0.85,  # the time asked about
    "asked": 2.0,  # the document's own question that it answers, as in an FAQ
    "shaded": -3.0,  # how much better another sentence is about what is asked (shading.py); fits gave about -5
    "speaker": 0.68,  # the person asked about says it
    "length": -0.78,  # a very long sentence holds a word of every question
    "fragment": -1.5,  # a signature, a label
    "garbled": -2.0,  # set by hand: too rare to be learnt
    "lacks period": -1.86,  # the rules of lacking.py, 1 where they find something
    "lacks type": -0.41,
    "lacks word": -2.06,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that was read, and how likely it is the answer."""

    ranked: Ranked
    reading: Reading
    signals: Mapping[str, float]  # by the names of WEIGHTS
    lack: Lack | None

    @property
    def odds(self) -> float:
        """The log odds of its being the answer."""
        return BIAS + sum(weight * self.signals[name] for name, weight in WEIGHTS.items())

    @property
    def likely(self) -> bool:
        """Whether it is likelier the answer than not, and lacks nothing."""
        return self.lack is None and self.odds >= 0

    @property
    def probability(self) -> float:
        """Of being the answer, 0 to 1."""
        return 1 / (1 + math.exp(-self.odds))


def judge(
    question: Question, ranked: Sequence[Ranked], reader: Reader, *, steps: Sequence[int] = STEPS
) -> list[Judged]:
    """Return the best sentences, by odds; first one that lacks nothing, if it is likely and not far behind.

    `ranked` has all the sentences that were found, best first. Reads as many of them as the first of the `steps` says,
    and on to the next while it is open whether one of them answers.
    """
    bodies = [one for one in ranked if one.evidence.kind == "body"] or list(ranked)
    # What stands in a document without the name that is asked about cannot be the answer; it is read last.
    documents = {one.evidence.document.id: one.evidence for one in bodies}
    without = {id_ for id_, one in documents.items() if question.names and nameless(question, one)}
    without |= _dated_otherwise(question, documents)
    bodies.sort(key=lambda one: one.evidence.document.id in without)
    # Of sentences on several places those on the one asked about are read first.
    if asked_places(question):
        bodies.sort(key=lambda one: elsewhere(question, one.evidence) is not None)
    if gathers_for_time(question):
        timely = max(one.signals["period"] for one in bodies)
        bodies = [one for one in bodies if one.signals["period"] == timely]
    places = {(one.evidence.document.id, one.evidence.number): one.evidence for one in ranked}
    terms = weighed(question, [one.evidence for one in ranked])
    shade = Shade(question, [one for one in bodies if one.evidence.document.id not in without], terms)
    judged: list[Judged] = []
    for step in steps:
        if _settled(judged, bodies[len(judged) : step]):
            break
        next_ones = bodies[len(judged) : step]
        texts = [(_before(one.evidence, places), one.evidence.text) for one in next_ones]
        readings = reader.read(question.plain, texts)
        pairs = zip(next_ones, readings, strict=True)
        judged += (_judge(question, one, reading, terms, shade.on(one)) for one, reading in pairs)
    judged.sort(key=lambda one: -one.odds)
    untyped = judged[0].lack is not None and judged[0].lack.what == "type"
    near = judged[0].odds - (UNTYPED if untyped else FAR)
    # Stable: the order of odds stays.
    judged.sort(key=lambda one: (not (one.likely and one.odds >= near), not one.signals["defines"]))
    return judged


def _settled(judged: Sequence[Judged], next_ones: Sequence[Ranked]) -> bool:
    """Return whether no more need be read: one is likely, and of the first two plainly better than the next ones."""
    likely = [one for one in judged if one.likely]
    if not likely or len(judged) > STEPS[0]:
        return bool(likely)
    best = max(likely, key=lambda one: one.odds)
    ahead = all(one.score <= best.ranked.score - BEHIND and not one.signals["defines"] for one in next_ones)
    return ahead and best.odds >= max(SETTLED, *(one.odds for one in judged))


def _dated_otherwise(question: Question, documents: Mapping[str, Evidence]) -> set[str]:
    """Return the documents of another month than the one asked about, where one is of that month."""
    months = {id_: {period for period in one.dated if period.kind == "month"} for id_, one in documents.items()}
    if not any(question.texts & dated for dated in months.values()):
        return set()
    return {id_ for id_, dated in months.items() if dated and not question.texts & dated}


def _judge(question: Question, one: Ranked, reading: Reading, terms: Sequence[Term], shaded: float) -> Judged:
    found = lacks(question, one.evidence)
    named = {f"lacks {lack.what}" for lack in found}
    signals = {
        **one.signals,
        "missing": missing_share(terms, one.evidence),
        "reader": _believed(question, one.evidence, reading),
        "shaded": shaded,
    }
    signals = {name: signals.get(name, float(name in named)) for name in WEIGHTS}
    # Where the reader is sure, its words may be a paraphrase that no table of synonyms has: resigned, "left the chair".
    telling = [lack for lack in found if reading.answers < _trusted(lack, question)]
    return Judged(one, reading, signals, telling[0] if telling else None)


def _believed(question: Question, one: Evidence, reading: Reading) -> float:
    """Return the reader's log odds as far as they count."""
    if reading.answers >= 0:
        return min(SURELY, reading.answers)
    # When something was said stands at the head of the document, not in the sentence; a very long one is cut off.
    if (asks_when_said(question.text) and one.document.date) or one.words > CUT_OFF:
        return 0.0
    return AGAINST * max(-SURELY, reading.answers)


def _trusted(lack: Lack, question: Question) -> float:
    """Return the log odds from which the reader is believed against a lack."""
    if lack.what in ("period", "name"):
        return math.inf
    # Nothing stands for an amount of money: a share of the market is no price.
    return SURE if lack.what == "type" and question.kind == "money" else TRUSTED


def _before(one: Evidence, places: Mapping[tuple[str, int], Evidence]) -> str:
    """Return what a sentence is understood by: its heading, or the document's title, and the sentence before it."""
    heading = None if one.under is None else places.get((one.document.id, one.under))
    before = places.get((one.document.id, one.number - 1))
    parts = [heading.text if heading else one.document.title or ""]
    if before and before is not heading:
        parts.append(before.text)
    return " ".join(" ".join(parts).split()[-BEFORE_WORDS:])
