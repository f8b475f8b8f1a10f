"""Do several sentences give different figures for the same thing? Shown side by side, never blended.

"more than 5000" and "5,095" agree in round figures; figures for different years are of different scope, not at odds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Figure
from app.extractive.judging import Judged
from app.extractive.pointing import point
from app.extractive.question import Question
from app.periods import Period
from app.quantities import Quantity, find_quantities
from index.words import stem, tokens

LIKELY = 0.8  # of the best sentence's probability: what another needs to be taken for an answer to the same question
COVERED = 0.6  # share of the question's words
GAP = 1  # words that may stand among the counted ones
ROUND = 0.1  # how far a rounded figure may lie from an exact one, as a share of it

_MORE = re.compile(r"\b(?:more than|over|at least|exceed\w*|above)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less than|fewer than|under|nearly|almost|close to|at most|up to|below)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|approximately|roughly|some|estimated)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure beside the best one's: another sentence's words for the same thing."""

    judged: Judged
    words: str
    rounded: bool  # whether the two agree in round figures


def differences(question: Question, judged: Sequence[Judged], words: str) -> list[Difference]:
    """Return the other figures for what is asked; `words` are the short answer of the likeliest sentence, judged[0]."""
    if not (question.wants_quantity and words):
        return []
    best, found = judged[0], []
    seen = [words]
    for one in judged[1:]:
        other = point(question, one.ranked.evidence.text, one.reading)
        if not other or one.probability < LIKELY * best.probability or one.lack or not _same_scope(best, one):
            continue
        if not all(_counts(question, said, text) for said, text in ((words, best), (other, one))):
            continue
        relations = [relation(other, said) for said in seen]
        if None in relations or "same" in relations:
            continue
        found.append(Difference(one, other, rounded="rounded" in relations))
        seen.append(other)
    return found


def describe(figures: Sequence[Figure], others: Sequence[Difference]) -> str:
    """Say that the documents differ, each figure with its source and date; or that they agree in round figures."""
    sides = [f"{one.words} ({', '.join(filter(None, [one.citation.title, one.citation.date]))})" for one in figures]
    listed = f"{'; '.join(sides[:-1])}; and {sides[-1]}"
    if all(one.rounded for one in others):
        return f"The documents agree in round figures: {listed}."
    return f"The documents give different figures: {listed}."


def _counts(question: Question, words: str, one: Judged) -> bool:
    """Return whether what follows the figure is what the question counts: "nearly 400 and more than 600 firms" is not.

    Where the question counts nothing (a price, a share), the sentence must carry most of its words.
    """
    text = one.ranked.evidence.text
    if not question.counted:
        return one.ranked.signals["coverage"] >= COVERED
    following = tokens(text[text.find(words) + len(words) :])[: len(question.counted) + GAP]
    stems = {stem(token) for token in following}
    return all(term.stem in stems or not stems.isdisjoint(term.variants) for term in question.counted)


def _same_scope(best: Judged, other: Judged) -> bool:
    """Return whether two sentences may speak of the same time: no kind of period is named differently by both."""
    ours, theirs = (one.ranked.evidence.periods for one in (best, other))
    kinds = {period.kind for period in ours} & {period.kind for period in theirs}
    return all(not _of(kind, ours).isdisjoint(_of(kind, theirs)) for kind in kinds)


def _of(kind: str, periods: frozenset[Period]) -> set[Period]:
    return {period for period in periods if period.kind == kind}


def relation(one: str, two: str) -> str | None:
    """Return how two figures stand to each other: "same", "rounded" or "different"; None if they cannot be compared."""
    first, second = _quantity(one), _quantity(two)
    if first is None or second is None or first.unit != second.unit:
        return None
    if first.value == second.value:
        return "same"
    return (
        "rounded" if _rounds(one, first.value, second.value) or _rounds(two, second.value, first.value) else "different"
    )


def _quantity(words: str) -> Quantity | None:
    found = find_quantities(words)
    return found[0] if len(found) == 1 else None


def _rounds(words: str, rounded: float, exact: float) -> bool:
    """Return whether the words give the exact figure in round numbers: "more than 5000" for 5,095, not for 9,000."""
    if abs(rounded - exact) > ROUND * abs(exact):
        return False
    if _MORE.search(words):
        return rounded <= exact
    if _LESS.search(words):
        return rounded >= exact
    return bool(_ABOUT.search(words))
