"""How well a sentence answers a question: a weighted sum of signals, each one function, the weights in one table."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.extractive.carrying import context_coverage, coverage
from app.extractive.defining import definition_fit, names_all
from app.extractive.evidence import Evidence, asks
from app.extractive.fitting import apposes, type_fit
from app.extractive.kinds import asks_ahead
from app.extractive.leaning import leans
from app.extractive.question import Question, Term
from index.documents import Hit
from index.words import STOPWORDS

# Learnt (softmax over the sentences found, development questions and half of SQuAD 2.0 and XQuAD, each set checked with
# weights learnt from the others), to the nearest .05 and as multiples of the first; why each is there:
WEIGHTS = {
    "meaning": 1.0,  # cosine of question and sentence: finds paraphrases
    "asked": 0.5,  # cosine of the question and one that the sentence answers: an FAQ
    "before": 0.35,  # cosine of the sentence before it: what a sentence speaks of is often named there
    "passage": 0.45,  # how well its passage was found, beside the best one
    "coverage": 1.0,  # idf-weighted share of the question's words in the sentence: finds names, rare words, typos
    "context": 0.9,  # the same in its paragraph, heading and title: "the energy structure" under "Huang Libin said"
    "defines": 0.5,  # set by hand, as definitions are rare: says what the thing is, where that is asked
    "type": 0.45,  # a number where a number is asked, a person where a person is
    "period": 0.45,  # the year, quarter or plan asked about, said or inherited
    "length": -0.1,  # a sentence of 100 words holds a word of every question
    "fragment": -0.2,  # a signature, a label or a caption says little by itself
    "speaker": 0.2,  # the person asked about is the one who says it
    "garbled": -0.5,  # "2.115 million and 2.115 million, respectively": its clean repetition shall win
}
LONG = 50  # words
SHORT = 20  # words
LABEL = 6  # words
ASIDE = 0.5  # what garbled figures count where no figure is asked for
_ITEM = re.compile(r"[-•*|–]|\(?\w{1,3}[.)]\s|[^:|]{1,40}:\s")  # "- valves", "2. valves", "Deposit: two months' rent"
LEANT = 0.8  # what the sentence before counts for one that gives its reason, or goes on counting
POINTED = 0.7  # the same for one that gives a figure of "it"
FADES = 0.15  # what each further sentence after a question loses of being the answer to it
ANSWERS = 4  # sentences after a question that answer it; an interview's answers run on to other things
# What a speaker's name weighs among the words of a question about what they said: it stands in few of the sentences.
_SPEAKER_WEIGHT = 0.2
_ABOUT_PERSON = ("identity", "place", "organisation", "contact", "date")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its score and the signals that make it."""

    evidence: Evidence
    row: int  # of its vector among those ranked
    score: float
    signals: dict[str, float]


def rank(
    question: Question,
    evidence: Sequence[Evidence],
    vectors: NDArray[np.float32],
    question_vector: NDArray[np.float32],
    hits: Sequence[Hit],
) -> list[Ranked]:
    """Return the sentences, best first, and after them headings, labels and questions; equal scores keep their order.

    `vectors` rows belong to `evidence`, which was gathered from `hits`.
    """
    cosines = vectors @ question_vector
    found = _passage_scores(evidence, hits)
    terms = weighed(question, evidence)
    covered = [coverage(terms, one) for one in evidence]
    rows = {(one.document.id, one.number): row for row, one in enumerate(evidence)}
    ranked = []
    for row, one in enumerate(evidence):
        signals = {
            "meaning": float(cosines[row]),
            "asked": _asked_fit(one, evidence, rows, cosines),
            "before": _before_fit(one, rows, cosines),
            "passage": found[row],
            "coverage": covered[row],
            "context": context_coverage(terms, one),
            "defines": float(
                (question.kind == "definition" and definition_fit(question, one) == 1)
                or (question.kind == "list" and names_all(question, one))
                or (question.kind == "identity" and apposes(question, one))
            ),
            "type": type_fit(question, one),
            "period": period_fit(question, one),
            "length": min(1.0, max(0, one.words - LONG) / LONG),
            "fragment": float(fragment(one)),
            "speaker": speaker_fit(question, one),
            "garbled": garbled(one) * (1.0 if question.wants_quantity or question.kind == "comparison" else ASIDE),
        }
        if share := _leant(question, one):
            signals |= _with_before(signals, one, evidence, rows, cosines, covered, share)
        score = sum(WEIGHTS[name] * value for name, value in signals.items())
        ranked.append(Ranked(one, row, score, signals))
    ranked.sort(key=lambda one: -one.score)
    if gathers_for_time(question):
        ranked.sort(key=lambda one: -one.signals["period"])
    # A heading says what the text below it is about and nothing more; it is quoted only where there is nothing else.
    ranked.sort(key=lambda one: one.evidence.kind != "body" or _echoes(question, one.evidence))
    return ranked


def gathers_for_time(question: Question) -> bool:
    """Return whether all of something is asked for of one time: "all targets for 2030" is not answered by others."""
    return bool(question.periods) and (
        question.kind == "survey" or (question.kind == "list" and asks_ahead(question.text))
    )


def _asked_fit(
    one: Evidence,
    evidence: Sequence[Evidence],
    rows: Mapping[tuple[str, int], int],
    cosines: NDArray[np.float32],
) -> float:
    """Return the cosine of the question and of the document's own question that a sentence answers, else 0."""
    if one.under is None or one.number - one.under > ANSWERS:
        return 0.0
    row = rows.get((one.document.id, one.under))
    if row is None or not asks(evidence[row].text):
        return 0.0
    # What follows at once answers most likely: "Yes, on a lead."
    return max(0.0, float(cosines[row])) * (1 - FADES * (one.number - one.under - 1))


def _before_fit(one: Evidence, rows: Mapping[tuple[str, int], int], cosines: NDArray[np.float32]) -> float:
    """Return the cosine of the question and of the sentence before this one, 0 where none was found."""
    row = rows.get((one.document.id, one.number - 1))
    return 0.0 if row is None else float(cosines[row])


def _leant(question: Question, one: Evidence) -> float:
    """Return what the sentence before counts for one that goes on from it: "... a third track. It costs 5 million." """
    if question.kind in ("reason", "manner") or one.continues:
        return LEANT
    return POINTED if question.wants_quantity and one.quantities and leans(one.text) else 0.0


def _with_before(
    signals: Mapping[str, float],
    one: Evidence,
    evidence: Sequence[Evidence],
    rows: Mapping[tuple[str, int], int],
    cosines: NDArray[np.float32],
    covered: Sequence[float],
    share: float,
) -> dict[str, float]:
    """Return the signals of a sentence that goes on from the one before it: "Let it stand. The oil must settle." """
    row = rows.get((one.document.id, one.number - 1))
    if row is None or evidence[row].paragraph != one.paragraph or evidence[row].kind != "body":
        return {}
    return {
        "meaning": max(signals["meaning"], share * float(cosines[row])),
        "coverage": max(signals["coverage"], share * covered[row]),
    }


def _passage_scores(evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[float]:
    """Return, for each sentence, the score of the best passage that holds it, as a share of the best of all."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    rows: dict[str, list[int]] = {}
    for row, one in enumerate(evidence):
        rows.setdefault(one.document.id, []).append(row)
    scores = [0.0] * len(evidence)
    for hit in hits:
        own = rows.get(hit.passage.document_id, [])
        # The sentences of a document follow one another, as `gather` gives them.
        for row in own[bisect_left(own, hit.passage.start, key=lambda row: evidence[row].start) :]:
            if evidence[row].end > hit.passage.end:
                break
            scores[row] = max(scores[row], hit.score / best)
    return scores


def weighed(question: Question, evidence: Sequence[Evidence]) -> tuple[Term, ...]:
    """Return the question's terms, those that only name who speaks made light."""
    if question.kind in _ABOUT_PERSON:
        return question.terms
    speakers = {word.lower() for one in evidence if one.speaker for word in one.speaker.split()}
    named = {name.lower() for name in question.names} & speakers
    return tuple(
        replace(term, weight=term.weight * _SPEAKER_WEIGHT) if term.word in named else term for term in question.terms
    )


def period_fit(question: Question, one: Evidence) -> float:
    """Return the agreement of times, -1 to 1.

    Named 1, inherited .7, the document's own date .5, silent 0, another inherited -.5 or named -1.
    """
    if not question.periods:
        return 0.0
    fits = []
    for period in question.periods:
        named = {other for other in one.periods - one.beside if other.kind == period.kind}
        inherited = {other for other in one.scope if other.kind == period.kind}
        if period.kind == "year" and period in inherited and question.periods & one.loose:
            named = set()  # the year that is named is another clause's
        if period in one.periods:
            fits.append(1.0)
        elif named and not (period in one.dated and question.may_date(period)):
            fits.append(-1.0)
        elif period in inherited:
            fits.append(0.7)
        elif period in one.dated and question.may_date(period):
            fits.append(0.5)  # "what did she announce in May": said in May, whatever May is not named
        else:
            fits.append(-0.5 if inherited else 0.0)
    # Of several periods a comparison finds one in each sentence, and so does a development.
    return max(fits) if question.kind in ("comparison", "survey") else sum(fits) / len(fits)


def _echoes(question: Question, one: Evidence) -> bool:
    """Return whether a sentence is a label that only repeats words of the question."""
    if one.quantities or one.periods or not (fragment(one) or one.words <= LABEL):
        return False
    own = {term.stem for term in question.terms} | STOPWORDS
    return one.bag <= own


def fragment(one: Evidence) -> bool:
    """Return whether a few words stand without an end, and not in a list or a table."""
    text = one.text.rstrip("\"'”’)»] ")
    return one.words <= SHORT and not text.endswith((".", "!", "?", ":", ";", "。")) and not _ITEM.match(text)


def garbled(one: Evidence) -> bool:
    """Return whether a sentence gives two things the same number "respectively", which no writer means."""
    pairs = ((a.value, b.value) for a, b in itertools.pairwise(one.quantities))
    return "respectively" in one.stems and any(first == second for first, second in pairs)


def speaker_fit(question: Question, one: Evidence) -> float:
    """Return 1 where the question names the person who says the sentence, else 0; what one says of oneself is rare."""
    if not one.speaker or question.kind in _ABOUT_PERSON:
        return 0.0
    return float(any(name.lower() in one.speaker.lower().split() for name in question.names))
