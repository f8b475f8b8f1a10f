"""Ranked sentences -> the few that make the answer, in reading order, within the budget of words."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.extractive.clipping import Choice, clip, whole
from app.extractive.evidence import Evidence, asks
from app.extractive.fitting import gives_reason, names_person
from app.extractive.kinds import looks_ahead
from app.extractive.listing import Enumeration, quote
from app.extractive.question import Question, Term
from app.extractive.ranking import WEIGHTS, Ranked, coverage, period_fit, weighed
from index.words import STOPWORDS, root, stem, tokens

FACT_WORDS = 60  # the contract's limits on an answer's length
LONG_WORDS = 160
EXPLAINED_WORDS = 100  # of a reason or a manner, beside which sentences are quoted that explain further
MARGIN = 0.25  # a further sentence must come this close to the best one's score
SURVEY_MARGIN = 0.7  # the same for a document that a survey should not leave out
SURVEY_WORDS = 20  # the least that is quoted of a document
SAME_COSINE = 0.86  # from here two sentences may say the same
SAME_WORDS = 0.7  # and the share of the one's words that the other must have
TELLING = 4  # words beside the question's own: a sentence with fewer only restates it
OTHER_SIDE = 0.35  # what a word counts on the side of a comparison that does not name it
FIGURES = 0.4  # what a figure counts for on a side: mostly amounts are compared
SIDE = 1.2  # what the words and the period of one side of a comparison weigh

_EMPTY = frozenset(root(word) for word in STOPWORDS)
_TURNING = frozenset(
    root(word)
    for word in (
        "no not never neither nor none without cannot hardly except unless until before after first last only "
        "all some rise rose risen rises fall fell fallen grow grew grown increase increased decrease "
        "decreased drop dropped decline declined reduce reduced gain gained lose lost up down more less fewer "
        "higher lower above below most least over under win won begin began begun start end ended stop open "
        "closed close approve reject accept refuse allow ban forbid agree disagree buy bought sell sold "
        "import export join leave left arrive depart success fail failed best worst largest smallest better "
        "worse"
    ).split()
)
_LEANS = re.compile(r"\W*(?:it|this|these|those|they|he|she|its|their|his|her|such)\b", re.IGNORECASE)
_AIMS = re.compile(r"\b(?:targets?|goals?|aims?|objectives?|planned)\b", re.IGNORECASE)
_SIDES = re.compile(r"\b(?:and|versus|vs\.?|compared? (?:to|with)|than|or|from|with|to)\b|,", re.IGNORECASE)


def compose(
    question: Question,
    ranked: Sequence[Ranked],
    vectors: NDArray[np.float32],
    *,
    listed: Enumeration | None = None,
    beside: Sequence[Evidence] = (),
    spare: int = 0,
) -> tuple[list[Choice], str]:
    """Return what to quote, and a note where the budget leaves something out.

    `ranked`, not empty, has the sentence decided on first; `vectors` rows are those of ranking. `listed` is the
    enumeration that answers, `beside` are sentences that give another figure and must be shown too; `spare` words of
    the budget are kept for the short answer.
    """
    budget = (LONG_WORDS if question.wants_many else FACT_WORDS) - spare
    terms = weighed(question, [one.evidence for one in ranked])
    if question.kind == "list":
        return quote(listed, budget) if listed else (_list_in_text(ranked, vectors, terms, budget), "")
    if question.kind == "comparison":
        return _side_by_side(question, ranked, terms, budget), ""
    if question.kind == "survey":
        return _every_document(question, ranked, vectors, terms, budget)
    if question.kind in ("reason", "manner"):
        return _explained(question, ranked, terms), ""
    return _fact(question, ranked, vectors, terms, budget, beside), ""


def _fact(
    question: Question,
    ranked: Sequence[Ranked],
    vectors: NDArray[np.float32],
    terms: Sequence[Term],
    budget: int,
    beside: Sequence[Evidence],
) -> list[Choice]:
    """Quote the best sentence, what it needs or must have beside it, and one more that comes close."""
    merged = merge(ranked, vectors)
    best, same = merged[0]
    share = budget // (len(beside) + 1)
    others = [clip(one, terms, share) for one in beside]
    budget -= sum(choice.words for choice in others)
    chosen = _with_speaker(question, [clip(best.evidence, terms, budget, same), *others], ranked, terms, budget)
    left = budget - sum(choice.words for choice in chosen)
    chosen = _with_antecedent(chosen, ranked, left)
    left = budget - sum(choice.words for choice in chosen)
    for one, same in merged[1:]:
        if len(chosen) > 1 or one.score < best.score - MARGIN:
            break
        if one.evidence.words <= left and _adds(question, one, chosen):
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
    if best.signals["type"] < 1 and (after := _neighbour(ranked, best.evidence, 1)):
        chosen = _around(ranked, terms, budget, backwards=False)
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
    if _FIGURES.search(question.text):
        near = [one for one in ranked if one.score >= best.score - SURVEY_MARGIN]
        best = max(near, key=lambda one: one.signals["type"])
    seen: set[str] = set()
    first: list[tuple[Ranked, tuple[Evidence, ...]]] = []
    rest: list[tuple[Ranked, tuple[Evidence, ...]]] = []
    for one, same in merge([one for one in ranked if one.signals["type"] >= best.signals["type"]], vectors):
        if one.score < best.score - SURVEY_MARGIN or (
            question.periods and one.signals["period"] < best.signals["period"]
        ):
            continue
        sources = {one.evidence.document.id, *(other.document.id for other in same)}
        (rest if sources <= seen else first).append((one, same))
        seen |= sources
    most = budget // SURVEY_WORDS
    chosen: list[Choice] = []
    left = budget
    for position, (one, same) in enumerate(first[:most]):
        chosen.append(clip(one.evidence, terms, left // (min(most, len(first)) - position), same))
        left -= chosen[-1].words
    for one, same in rest:
        if one.evidence.words <= left:
            chosen.append(whole(one.evidence, same))
            left -= one.evidence.words
    more = len(first) - most
    return _grouped(chosen), f"At least {more} more documents speak of this." if more > 0 else ""


_FIGURES = re.compile(r"\b(?:how many|how much|numbers?|figures?|statistics|amounts?|totals?)\b", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def _grouped(chosen: Sequence[Choice]) -> list[Choice]:
    """Return the choices document by document, dated ones from the oldest on, in the order of their text."""
    met = {choice.evidence.document.id: place for place, choice in reversed(list(enumerate(chosen)))}

    def place(choice: Choice) -> tuple[str, int, int]:
        document = choice.evidence.document
        dated = _FULL_DATE.fullmatch(document.date or "")
        return dated.group() if dated else "later", met[document.id], choice.evidence.number

    return sorted(chosen, key=place)


# ---------------------------------------------------------------------------------------------------------------------
# One fact in several places


def merge(ranked: Sequence[Ranked], vectors: NDArray[np.float32]) -> list[tuple[Ranked, tuple[Evidence, ...]]]:
    """Return the best sentences, each with the later ones that say the same."""
    kept: list[tuple[Ranked, list[Evidence]]] = []
    for one in ranked[:30]:
        twin = next((same for best, same in kept if _same(best, one, vectors)), None)
        if twin is None:
            kept.append((one, []))
        elif one.evidence.kind == "body":
            twin.append(one.evidence)
    return [(one, tuple(same)) for one, same in kept]


def _same(best: Ranked, other: Ranked, vectors: NDArray[np.float32]) -> bool:
    """Return whether a sentence says what the best one says, so that it may be cited for it."""
    # The numbers decide: "5,095" and "more than 5000" are alike to a cosine and not the same to a reader.
    numbers = {quantity.value for quantity in best.evidence.quantities}
    if numbers != {quantity.value for quantity in other.evidence.quantities}:
        return False
    # So do words that turn a sentence round: "rose" and "fell", "approved" and "rejected" are alike to a cosine too.
    ours, theirs = best.evidence.roots, other.evidence.roots
    if not _TURNING.isdisjoint(ours ^ theirs):
        return False
    content = ours - _EMPTY
    carried = len(content & theirs) >= SAME_WORDS * len(content)
    return carried and float(vectors[best.row] @ vectors[other.row]) >= SAME_COSINE


# ---------------------------------------------------------------------------------------------------------------------
# Sentences that need another one beside them


def _with_speaker(
    question: Question, chosen: list[Choice], ranked: Sequence[Ranked], terms: Sequence[Term], budget: int
) -> list[Choice]:
    """Put the sentence that names the speaker first, where the question is who says it and the quote names nobody."""
    said = chosen[0].evidence
    if question.kind != "person" or names_person(said) or said.speaker_at in (None, said.number):
        return chosen
    place = (said.document.id, said.speaker_at)
    named = next((one for one in ranked if (one.evidence.document.id, one.evidence.number) == place), None)
    if named is None:
        return chosen
    name = (said.speaker or "").split()
    around = [_term(word) for word in tokens(" ".join(name))]
    speaker = clip(named.evidence, around, max(12, budget - chosen[0].words))
    left = budget - speaker.words
    return [speaker, *chosen] if chosen[0].words <= left else [speaker, clip(said, terms, max(left, 12))]


def _term(word: str) -> Term:
    return Term(word, stem(word), stem(word), acronym=False, weight=1.0, variants={}, known=True)


def _with_antecedent(chosen: list[Choice], ranked: Sequence[Ranked], left: int) -> list[Choice]:
    """Put the sentence before in front of one that leans on it ("It ...") or is the second of an answer, if it fits."""
    first = chosen[0].evidence
    before = _neighbour(ranked, first, -1)
    answers = bool(before) and first.under is not None and first.number - first.under == 2 and _asked(ranked, first)
    if (
        (_LEANS.match(first.text) or answers)
        and before
        and before.words <= left
        and all(choice.evidence is not before for choice in chosen)
    ):
        return [whole(before), *chosen]
    return chosen


def _asked(ranked: Sequence[Ranked], one: Evidence) -> bool:
    """Return whether a sentence stands under a question: "May I bring my dog?", "Yes, on a lead. Dogs travel free."."""
    place = (one.document.id, one.under)
    return any(
        (other.evidence.document.id, other.evidence.number) == place and asks(other.evidence.text) for other in ranked
    )


def _explained(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term]) -> list[Choice]:
    """Quote the best sentence, those after it that go on explaining, and those before it that it rests on."""
    best = ranked[0].evidence
    chosen = [clip(best, terms, LONG_WORDS)]
    # What only says again what the question says has its reasons before it: "... So the task is hard."
    restates = not gives_reason(best) and _new_words(question, best) < TELLING
    left = (LONG_WORDS if restates else EXPLAINED_WORDS) - chosen[0].words
    last = first = best
    while (before := _neighbour(ranked, first, -1)) and before.words <= left:
        rests = _LEANS.match(first.text) or (gives_reason(before) and not gives_reason(first))
        if not (restates or rests):
            break
        chosen.insert(0, whole(before))
        first, left = before, left - before.words
    while (after := _neighbour(ranked, last, 1)) and after.words <= left:
        chosen.append(whole(after))
        last, left = after, left - after.words
    return chosen


def _new_words(question: Question, one: Evidence) -> int:
    """Return how many content words a sentence has beside the question's."""
    asked = {term.stem for term in question.terms} | {root(term.word) for term in question.terms} | _EMPTY
    return len({root(word) for word in tokens(one.text) if word not in STOPWORDS and stem(word) not in asked} - asked)


def _around(ranked: Sequence[Ranked], terms: Sequence[Term], budget: int, *, backwards: bool = True) -> list[Choice]:
    """Quote the best sentence and what stands around it in its paragraph: a cause may stand before or after."""
    best = ranked[0].evidence
    chosen = [clip(best, terms, budget)]
    left = budget - chosen[0].words
    first = last = best
    while True:
        after, before = _neighbour(ranked, last, 1), _neighbour(ranked, first, -1)
        if after and after.words <= left:
            last, left = after, left - after.words
            chosen.append(whole(after))
        elif backwards and before and before.words <= left:
            first, left = before, left - before.words
            chosen.insert(0, whole(before))
        else:
            return chosen


def _neighbour(ranked: Sequence[Ranked], of: Evidence, step: int) -> Evidence | None:
    """Return the next body sentence of the same paragraph in one direction, if it was found too."""
    place = (of.document.id, of.number + step, of.paragraph)
    for one in ranked:
        other = one.evidence
        if (other.document.id, other.number, other.paragraph) == place:
            return other if other.kind == "body" else None
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Comparisons


def _side_by_side(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term], budget: int) -> list[Choice]:
    """Quote the best sentence for each side of a comparison: each period, else each part of the question."""
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
