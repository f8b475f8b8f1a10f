"""Comparisons: the best sentence for each side, side by side; what was done beside what is aimed at."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from app.extractive.carrying import coverage
from app.extractive.clipping import Choice, clip
from app.extractive.evidence import Evidence
from app.extractive.kinds import looks_ahead
from app.extractive.question import Question, Term
from app.extractive.ranking import WEIGHTS, Ranked, period_fit
from index.words import tokens

OTHER_SIDE = 0.35  # what a word counts on the side of a comparison that does not name it
FIGURES = 0.4  # what a figure counts for on a side: mostly amounts are compared
SIDE = 1.2  # what the words and the period of one side of a comparison weigh

_AIMS = re.compile(r"\b(?:targets?|goals?|aims?|objectives?|planned)\b", re.IGNORECASE)
_SIDES = re.compile(r"\b(?:and|versus|vs\.?|compared? (?:to|with)|than|or|from|with|to)\b|,", re.IGNORECASE)


def side_by_side(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term], budget: int) -> list[Choice]:
    """Quote the best sentence for each side of a comparison: each period, else each part of the question."""
    ranked = [one for one in ranked if not one.signals["garbled"]] or ranked
    chosen = _done_and_aimed(question, ranked, terms) if _AIMS.search(question.text) else []
    for side in _sides(question, terms) if not chosen else ():
        best = max(ranked, key=lambda one: _side_score(side, one))
        if best.evidence not in chosen:
            chosen.append(best.evidence)
    for one in ranked:
        if len(chosen) < 2 and one.evidence not in chosen:
            chosen.append(one.evidence)
    return [clip(evidence, terms, budget // len(chosen)) for evidence in chosen]


def _done_and_aimed(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term]) -> list[Evidence]:
    """Return the best sentence with a figure for what was done, and the best that looks ahead to a figure."""
    about = replace(question, terms=tuple(term for term in terms if not _AIMS.fullmatch(term.word)), kind="other")
    figures = [one for one in ranked if one.evidence.quantities and one.evidence.kind == "body"]
    done = [one for one in figures if not looks_ahead(one.evidence.text)]
    ahead = [one for one in figures if looks_ahead(one.evidence.text)]
    if not (done and ahead):
        return []
    told = max(done, key=lambda one: _side_score(about, one))
    units = {quantity.unit for quantity in told.evidence.quantities}
    # The time asked about is that of what was done.
    timeless = replace(about, periods=frozenset())
    aimed = [one for one in ahead if not units.isdisjoint(quantity.unit for quantity in one.evidence.quantities)]
    return [told.evidence, max(aimed or ahead, key=lambda one: _side_score(timeless, one)).evidence]


def _sides(question: Question, terms: Sequence[Term]) -> list[Question]:
    """Return the question once for each side: of its own period, or with the words of the other side made light."""
    if len(question.periods) > 1:
        return [replace(question, periods=frozenset({one}), kind="other") for one in sorted(question.periods)]
    parts = [set(tokens(part)) for part in _SIDES.split(question.text)]
    own = [{term.word for term in terms if term.word in part} for part in parts]
    return [replace(question, terms=_side_terms(terms, words), kind="other") for words in own if words]


def _side_terms(terms: Sequence[Term], words: Collection[str]) -> tuple[Term, ...]:
    if len(words) > 1:
        return tuple(term for term in terms if term.word in words)
    # "the target" of "how does the volume of scrap compare to the target" is a target for the same thing.
    return tuple(term if term.word in words else replace(term, weight=term.weight * OTHER_SIDE) for term in terms)


def _side_score(side: Question, one: Ranked) -> float:
    """Return how well a sentence answers for one side, in the measure of ranking."""
    rest = one.score - WEIGHTS["coverage"] * one.signals["coverage"] - WEIGHTS["period"] * one.signals["period"]
    figures = FIGURES * bool(one.evidence.quantities)
    return rest + figures + SIDE * coverage(side.terms, one.evidence) + SIDE * period_fit(side, one.evidence)
