"""Enumerations that run over several sentences: "First ... Second ...", bullets, paragraphs that begin alike."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extractive.clipping import Choice, head
from app.extractive.ranking import Ranked

LEAD_WORDS = 30  # a longer lead is left out
ITEM_WORDS = 16  # the least that is quoted of an item; where not all items get as much, the last ones are left out

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\W*(?:the )?({'|'.join(_ORDINALS)})(?:ly)?\b(?:,| is\b|:)", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-•*–]|\(?(?:\d{1,2}|[a-z])[.)])\s")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The sentence that leads in, the sentences that begin each item, and how well they answer the question."""

    lead: Ranked | None
    items: tuple[Ranked, ...]
    score: float


def best_enumeration(ranked: Sequence[Ranked], *, least: float) -> Enumeration | None:
    """Return the enumeration that answers best, or None where none reaches the score `least`."""
    found = [one for sentences in _by_document(ranked) for one in _enumerations(sentences)]
    best = max(found, key=lambda one: one.score, default=None)
    return best if best and best.score >= least else None


def quote(enumeration: Enumeration, budget: int) -> tuple[list[Choice], str]:
    """Quote the lead, if it is short, and the first clauses of each item; say how many items the budget leaves out."""
    items = [*enumeration.items]
    while _needed(items) > budget:
        items.pop()
    lead = enumeration.lead
    short = lead and lead.evidence.kind == "body" and lead.evidence.words <= LEAD_WORDS
    members = [lead, *items] if lead and short and _needed(items) + lead.evidence.words <= budget else items
    # Every member gets as many words as all can have; what a short one does not need, the others share.
    lengths = [one.evidence.words for one in members]
    share = next(most for most in range(budget, 0, -1) if sum(min(length, most) for length in lengths) <= budget)
    left_out = len(enumeration.items) - len(items)
    note = f"The first {len(items)} of {len(enumeration.items)} items are quoted." if left_out else ""
    return [head(one.evidence, share) for one in members], note


def _needed(items: Sequence[Ranked]) -> int:
    return sum(min(ITEM_WORDS, one.evidence.words) for one in items)


def _by_document(ranked: Sequence[Ranked]) -> Iterator[list[Ranked]]:
    documents: dict[str, list[Ranked]] = {}
    for one in ranked:
        documents.setdefault(one.evidence.document.id, []).append(one)
    for sentences in documents.values():
        yield sorted(sentences, key=lambda one: one.evidence.number)


def _enumerations(sentences: Sequence[Ranked]) -> Iterator[Enumeration]:
    items: list[Ranked] = []
    lead: Ranked | None = None
    before: list[Ranked] = []
    for one in sentences:
        begins = not before or one.evidence.paragraph != before[-1].evidence.paragraph
        if _continues(items, one, begins):
            items.append(one)
        elif _opens(one, begins):
            yield from _enumeration(lead, items)
            lead, items = _lead(before), [one]
        before.append(one)
    yield from _enumeration(lead, items)


def _lead(before: Sequence[Ranked]) -> Ranked | None:
    """Return what leads in: the sentence before, or a question that the label before it leaves open."""
    spoken = [one for one in before[-3:] if one.evidence.kind in ("body", "question", "heading")]
    return spoken[-1] if spoken else None


def _enumeration(lead: Ranked | None, items: Sequence[Ranked]) -> Iterator[Enumeration]:
    if len(items) >= 2:
        scores = sorted((one.score for one in items), reverse=True)[:2]
        yield Enumeration(lead, tuple(items), max(lead.score if lead else 0.0, sum(scores) / 2))


def _opens(one: Ranked, begins: bool) -> bool:
    ordinal = _ORDINAL.match(one.evidence.text)
    if ordinal:
        return ordinal[1].lower() == "first"
    return begins and one.evidence.kind == "body"


def _continues(items: Sequence[Ranked], one: Ranked, begins: bool) -> bool:
    if not items or one.evidence.kind != "body":
        return False
    ordinal, last = _ORDINAL.match(one.evidence.text), _ORDINAL.match(items[-1].evidence.text)
    if ordinal or last:
        return bool(ordinal and last and ordinal[1].lower() == _ORDINALS[len(items) % len(_ORDINALS)])
    if not begins or one.evidence.paragraph - items[-1].evidence.paragraph != 1:
        return False
    if _BULLET.match(one.evidence.text) and _BULLET.match(items[-1].evidence.text):
        return True
    return one.evidence.stems[:2] == items[-1].evidence.stems[:2]
