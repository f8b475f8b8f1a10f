"""Ranked sentences -> the few that make the answer, in reading order, within the budget of words."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.extractive.clipping import FACT_WORDS, LONG_WORDS, Choice, clip, whole
from app.extractive.comparing import side_by_side
from app.extractive.evidence import Evidence
from app.extractive.listing import Enumeration, quote
from app.extractive.merging import merge
from app.extractive.neighbouring import counted_on, explained, followed, neighbour, with_antecedent, with_speaker
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked, weighed

MARGIN = 0.25  # a further sentence must come this close to the best one's score
SURVEY_MARGIN = 0.9  # the same for a document that a survey should not leave out
SURVEY_SHARE = 0.5  # of what the sentence with most of the question's words has of them: the least in a survey
SURVEY_WORDS = 20  # the least that is quoted of a document

_Told = tuple[Evidence, tuple[Evidence, ...]]  # a sentence, and those that say the same


def compose(
    question: Question,
    ranked: Sequence[Ranked],
    vectors: NDArray[np.float32],
    *,
    listed: Enumeration | None = None,
    beside: Sequence[Evidence] = (),
    short: str = "",
    doubted: Sequence[Evidence] = (),
) -> tuple[list[Choice], str]:
    """Return what to quote, and a note where the budget leaves something out.

    `ranked`, not empty, has the sentence decided on first; `vectors` rows are those of ranking. `listed` is the
    enumeration that answers, `beside` are sentences that give another figure and must be shown too; `short` is the
    short answer, whose words count too and must not be cut off; `doubted` are sentences not to be shown beside the
    best.
    """
    budget = (LONG_WORDS if question.wants_many else FACT_WORDS) - (len(f"{short} —".split()) if short else 0)
    terms = weighed(question, [one.evidence for one in ranked])
    if question.kind == "list":
        return quote(listed, budget) if listed else (_list_in_text(ranked, vectors, terms, budget), "")
    if question.kind == "comparison":
        return side_by_side(question, ranked, terms, budget), ""
    if question.kind == "survey":
        return _every_document(question, ranked, vectors, terms, budget)
    if question.kind in ("reason", "manner"):
        return explained(question, ranked, terms), ""
    return _fact(question, ranked, vectors, terms, budget, short, beside, doubted), ""


def _fact(
    question: Question,
    ranked: Sequence[Ranked],
    vectors: NDArray[np.float32],
    terms: Sequence[Term],
    budget: int,
    short: str,
    beside: Sequence[Evidence],
    doubted: Sequence[Evidence],
) -> list[Choice]:
    """Quote the best sentence, what it needs or must have beside it, and one more that comes close."""
    merged = merge(ranked, vectors)
    best, same = merged[0]
    share = budget // (len(beside) + 1)
    others = [clip(one, terms, share) for one in beside]
    budget -= sum(choice.words for choice in others)
    chosen = with_speaker(
        question, [clip(best.evidence, terms, budget, same, keep=short), *others], ranked, terms, budget
    )
    left = budget - sum(choice.words for choice in chosen)
    chosen = with_antecedent(chosen, ranked, left)
    left = budget - sum(choice.words for choice in chosen)
    for one, same in merged[1:]:
        if len(chosen) > 1 or one.score < best.score - MARGIN:
            break
        if one.evidence not in doubted and one.evidence.words <= left and _adds(question, one, chosen):
            chosen.append(whole(one.evidence, same))
            left -= one.evidence.words
    return chosen


def _adds(question: Question, one: Ranked, chosen: Sequence[Choice]) -> bool:
    typed = not question.wants_quantity or bool(one.evidence.quantities)
    new = all(choice.evidence is not one.evidence for choice in chosen)
    return new and typed and one.signals["period"] >= 0 and one.evidence.kind == "body"


def _list_in_text(
    ranked: Sequence[Ranked], vectors: NDArray[np.float32], terms: Sequence[Term], budget: int
) -> list[Choice]:
    """Quote the best sentence with what it announces ("faces some problems."), then others that come close."""
    best = ranked[0]
    if best.signals["type"] < 1 and (after := neighbour(ranked, best.evidence, 1)):
        chosen = followed(ranked, terms, budget)
        if after in [choice.evidence for choice in chosen]:
            return chosen
    chosen, left = [], budget
    for one, same in merge(ranked, vectors)[:3]:
        if one.score >= best.score - MARGIN and (not chosen or one.evidence.words <= left):
            chosen.append(clip(one.evidence, terms, left, same))
            left -= chosen[-1].words
    return chosen


def _every_document(
    question: Question,
    ranked: Sequence[Ranked],
    vectors: NDArray[np.float32],
    terms: Sequence[Term],
    budget: int,
) -> tuple[list[Choice], str]:
    """Quote what each document says, one sentence each, then more from any, nothing twice; grouped, oldest first."""
    best = ranked[0]
    near = [one for one in ranked if one.score >= best.score - SURVEY_MARGIN]
    measured = _MEASURE.search(question.text) and sum(bool(one.evidence.quantities) for one in near) > 1
    figures = bool(_FIGURES.search(question.text))
    if figures:
        best = max(near, key=lambda one: one.signals["type"])
    said = SURVEY_SHARE * max(one.signals["coverage"] for one in ranked)
    seen: set[str] = set()
    first: list[_Told] = []
    rest: list[_Told] = []
    clear = [one for one in ranked if not one.signals["garbled"]] or ranked
    typed = [one for one in clear if one.signals["type"] >= best.signals["type"]]
    for one, same in merge([one for one in typed if one.evidence.quantities or not measured], vectors):
        if not _speaks_of(question, one, best, said):
            continue
        sources = {one.evidence.document.id, *(other.document.id for other in same)}
        (rest if sources <= seen else first).append((one.evidence, same))
        seen |= sources
    first = first or [(best.evidence, ())]
    most = budget // SURVEY_WORDS
    chosen: list[Choice] = []
    left = budget
    for position, (evidence, same) in enumerate(first[:most]):
        chosen.append(clip(evidence, terms, left // (min(most, len(first)) - position), same))
        left -= chosen[-1].words
    if figures:
        further = [after for choice in chosen if (after := counted_on(ranked, choice.evidence))]
        rest = [*((after, ()) for after in further), *rest]
    left_out = 0
    for evidence, same in rest:
        if any(choice.evidence is evidence for choice in chosen):
            continue
        if evidence.words <= left:
            chosen.append(whole(evidence, same))
            left -= evidence.words
        else:
            left_out += 1
    return _grouped(chosen), _left_out(len(first) - most, left_out)


def _speaks_of(question: Question, one: Ranked, best: Ranked, said: float) -> bool:
    """Return whether a sentence belongs into a survey: near the best one, of its time, no title, enough said."""
    timely = not question.periods or one.signals["period"] >= best.signals["period"]
    near = one.score >= best.score - SURVEY_MARGIN and one.signals["coverage"] >= said
    return near and timely and not one.signals["fragment"]


def _left_out(documents: int, sentences: int) -> str:
    """Say what a survey has no room for, "" where that is nothing."""
    if documents > 0:
        return f"At least {documents} more documents speak of this."
    if sentences:
        return f"{sentences} more sentence{'s' if sentences > 1 else ''} on this would not fit in."
    return ""


_FIGURES = re.compile(r"\b(?:how many|how much|numbers?|figures?|statistics|amounts?|totals?)\b", re.IGNORECASE)
# How a measure went is told in figures: "how did sales develop?"
_MEASURE = re.compile(
    r"\bhow (?:did|has|have) .*\b(?:sales|production|output|exports?|imports?|shares?|prices?|costs?|consumption"
    r"|emissions?|capacity|revenues?|profits?|turnover|investments?|deliveries|orders)\b.*\b(?:develop|evolve|change)",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def _grouped(chosen: Sequence[Choice]) -> list[Choice]:
    """Return the choices document by document, dated ones from the oldest on, in the order of their text."""
    met = {choice.evidence.document.id: place for place, choice in reversed(list(enumerate(chosen)))}

    def place(choice: Choice) -> tuple[str, int, int]:
        document = choice.evidence.document
        dated = _FULL_DATE.fullmatch(document.date or "")
        return dated.group() if dated else "later", met[document.id], choice.evidence.number

    return sorted(chosen, key=place)
