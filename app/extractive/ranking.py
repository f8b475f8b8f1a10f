"""How well a sentence answers a question: one number from several signals, each in one function, weights in one table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.extractive.evidence import Evidence
from app.extractive.question import Question, Term

# Set on development questions, to the nearest .05; why each is there:
WEIGHTS = {
    "meaning": 1.0,  # cosine of question and sentence: finds paraphrases
    "coverage": 0.9,  # idf-weighted share of the question's words in the sentence: finds names, rare words, typos
    "context": 0.2,  # the same in its paragraph, heading and title: "the energy structure" under "Huang Libin said"
    "kind": 0.3,  # headings and questions are not answers
    "type": 0.25,  # a number where a number is asked, a person where a person is
    "period": 0.35,  # the year, quarter or plan asked about, said or inherited
    "name": 0.2,  # the names in the question
    "speaker": 0.2,  # the person asked about is the one who says it
}
_KINDS = {"body": 0.0, "heading": -0.7, "title": -0.6, "label": -3.0, "question": -2.0}


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
) -> list[Ranked]:
    """Return the sentences, best first; `vectors` rows belong to `evidence`. Equal scores keep document order."""
    cosines = vectors @ question_vector
    ranked = []
    for row, one in enumerate(evidence):
        signals = {
            "meaning": float(cosines[row]),
            "coverage": coverage(question.terms, one),
            "context": context_coverage(question.terms, one),
            "kind": _KINDS[one.kind],
            "type": type_fit(question, one),
            "period": period_fit(question, one),
            "name": name_fit(question, one),
            "speaker": speaker_fit(question, one),
        }
        score = sum(WEIGHTS[name] * value for name, value in signals.items())
        ranked.append(Ranked(one, row, score, signals))
    return sorted(ranked, key=lambda one: -one.score)


def carries(term: Term, one: Evidence) -> float:
    """Return how well a sentence carries a term, 0 to 1: the word itself, its acronym spelt out, a variant, its root."""
    if term.stem in one.stems:
        return 1.0
    if term.acronym and term.stem in one.initials:
        return 1.0
    carried = [value for variant, value in term.variants.items() if variant in one.stems]
    if term.root in one.roots:
        carried.append(0.8)
    return max(carried, default=0.0)


def coverage(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that a sentence carries, 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * carries(term, one) for term in terms) / total if total else 0.0


def context_coverage(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that stand around a sentence, 0 to 1."""
    total = sum(term.weight for term in terms)
    held = sum(term.weight for term in terms if term.stem in one.context or not one.context.isdisjoint(term.variants))
    return held / total if total else 0.0


def type_fit(question: Question, one: Evidence) -> float:
    """Return how well a sentence holds the kind of thing that is asked for, 0 to 1."""
    units = {quantity.unit for quantity in one.quantities}
    match question.kind:
        case "number":
            counts = {"count", "measure", "money"} & units
            return (1.0 if attached(question, one) else 0.6) if counts else (0.3 if units else 0.0)
        case "percent":
            return 1.0 if units & {"percent", "points"} else (0.3 if units else 0.0)
        case "money":
            return 1.0 if "money" in units else (0.4 if units else 0.0)
        case "date":
            return 1.0 if one.periods else (0.3 if one.scope else 0.0)
        case "person":
            return 1.0 if names_person(one) else 0.2
        case "reason":
            return 1.0 if _BECAUSE.search(one.text) else 0.4
        case "list":
            return 1.0 if _LIST.search(one.text) else 0.4
        case "definition":
            return 1.0 if _IS_A.search(one.text) else 0.4
        case _:
            return 0.5


def attached(question: Question, one: Evidence) -> bool:
    """Return whether a number of the sentence counts what the question counts ("how many X": "371 green X")."""
    if not question.focus:
        return bool(one.quantities)
    head = question.focus[-1]
    for quantity in one.quantities:
        after = one.text[quantity.end : quantity.end + 90].lower()
        before = one.text[max(0, quantity.start - 90) : quantity.start].lower()
        if quantity.unit != "percent" and (head[:5] in after or head[:5] in before):
            return True
    return False


def period_fit(question: Question, one: Evidence) -> float:
    """Return the agreement of times, -1 to 1: named 1, inherited .7, silent 0, another one inherited -.5 or named -1."""
    if not question.periods:
        return 0.0
    fits = []
    for period in question.periods:
        named = {other for other in one.periods if other.kind == period.kind}
        inherited = {other for other in one.scope if other.kind == period.kind}
        if period in named:
            fits.append(1.0)
        elif named:
            fits.append(-1.0)
        elif period in inherited:
            fits.append(0.7)
        else:
            fits.append(-0.5 if inherited else 0.0)
    return sum(fits) / len(fits)


def name_fit(question: Question, one: Evidence) -> float:
    """Return the share of the question's names that the sentence holds, 0 to 1."""
    if not question.names:
        return 0.0
    lowered = one.text.lower()
    return sum(name.lower() in lowered for name in question.names) / len(question.names)


def speaker_fit(question: Question, one: Evidence) -> float:
    """Return 1 where the question names the person who says the sentence, else 0."""
    if not one.speaker:
        return 0.0
    return float(any(name.lower() in one.speaker.lower().split() for name in question.names))


def names_person(one: Evidence) -> bool:
    """Return whether a sentence seems to name a person: a speaker, or two capitalised words in a row within it."""
    return bool(one.speaker or _NAME.search(one.text))


_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b")
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|driven by|as a result|since|therefore|so that|in order to|caused by|leads? to|led to|determined by|determines)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:,[^,]{2,60}){2,}|\bfirst\b.*\bsecond\b|\bsuch as\b|^\W*(?:first|second|third|fourth|fifth|the (?:second|third|fourth)|[-•*]|\d+[.)])\b",
    re.IGNORECASE,
)
_IS_A = re.compile(r"\b(?:is|are|was|were|refers? to|means?|known as|called|defined as)\b", re.IGNORECASE)
