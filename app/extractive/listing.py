"""Enumerations that run over several sentences: "First ... Second ...", bullets, paragraphs that begin alike."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.extractive.carrying import carries, in_context
from app.extractive.clipping import Choice, head
from app.extractive.fitting import SEVERAL
from app.extractive.kinds import COUNTS, asks_ahead, looks_ahead
from app.extractive.lacking import nameless
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked

LEAD_WORDS = 30  # a longer lead is left out
ITEM_WORDS = 16  # the least that is quoted of an item; where not all items get as much, the last ones are left out

MISSING = 0.5  # the most of the question's weight that may be missing from all its sentences
UNSAID = 0.7  # the same where its lead names what is listed: "Three reasons are given."
NEARBY = 0.5  # how far a word that stands only around its sentences counts as missing
MARGIN = 0.25  # how far its score may lie below the best sentence's
ANNOUNCED = 0.9  # the same where its lead names what is listed
AGREES = 0.15  # what the right number of items, or the right tense, weighs beside a score

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\W*(?:the )?({'|'.join(_ORDINALS)})(?:ly)?\b(?:,| is\b|:)", re.IGNORECASE)
_COUNTING = re.compile(rf"\b(?:{'|'.join(COUNTS)}|[2-9]|following) (?:[\w-]+ ){{0,2}}\w+s\b", re.IGNORECASE)
_LABELLED = re.compile(r"\W*[A-Z][^.:|?!]{0,40}: \S")  # "Night: the fan runs slowly."
_BULLET = re.compile(r"\s*(?:[-•*–]|\(?(?:\d{1,2}|[a-z])[.)])\s")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What leads in, the sentences that begin each item, and how well they answer the question."""

    asked: Ranked | None  # the interviewer's question that it answers
    lead: Ranked | None
    items: tuple[Ranked, ...]
    score: float

    @property
    def members(self) -> list[Ranked]:
        """The sentences of it, in order."""
        return [one for one in (self.asked, self.lead, *self.items) if one]

    def lacking(self, terms: Sequence[Term], names: Collection[str]) -> float:
        """Return the idf-weighted share of the terms that none of its sentences, nor what is around, carries."""
        members = self.members
        total = sum(term.weight for term in terms)
        lacking = [term for term in terms if not any(carries(term, one.evidence) for one in members)]
        # Who wrote a column is named once in it, far from what they would do.
        named = {name.lower() for name in names if name in members[-1].evidence.document.text}
        missing = (
            term.weight
            * (NEARBY if term.word in named or any(in_context(term, one.evidence) for one in members) else 1)
            for term in lacking
        )
        return sum(missing) / total if total else 0.0


def best_enumeration(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term]) -> Enumeration | None:
    """Return the enumeration that answers best; None where its sentences lack too much of what is asked, or where its
    score is far from the best sentence's."""
    found = next(iter(_candidates(question, ranked)), None)
    if not found:
        return None
    announced = _announces(question, found) or _counts_as_asked(question, found)
    if found.lacking(terms, question.names) > (UNSAID if announced else MISSING):
        return None
    margin = ANNOUNCED if announced else MARGIN
    return found if found.score >= ranked[0].score - margin else None


def _candidates(question: Question, ranked: Sequence[Ranked]) -> list[Enumeration]:
    found = [
        one
        for sentences in _by_document(ranked)
        if not nameless(question, sentences[0].evidence)
        for one in _enumerations(sentences)
    ]
    return sorted(found, key=lambda one: -(one.score + _agreement(question, one)))


def _announces(question: Question, one: Enumeration) -> bool:
    """Return whether the lead names what is listed: "You will be able to judge me by three promises." """
    said = (part.evidence for part in (one.asked, one.lead) if part)
    counted = question.items in (None, len(one.items))
    return counted and any(not question.listed_as.isdisjoint(part.bag) for part in said)


def _counts_as_asked(question: Question, one: Enumeration) -> bool:
    """Return whether there are as many items as are asked for, and the lead says so: "We have four tasks." """
    if not one.lead or question.items != len(one.items) or len(one.items) < SEVERAL:
        return False
    count = next((word for word, number in COUNTS.items() if number == question.items), "")
    return not one.lead.evidence.bag.isdisjoint((count, str(question.items)))


def _agreement(question: Question, one: Enumeration) -> float:
    """Return what speaks for an enumeration beside its words: the number of its items, and whether it looks ahead."""
    counted = 0.0 if question.items is None else AGREES * (1 if question.items == len(one.items) else -1)
    said = " ".join(part.evidence.text for part in (one.lead, *one.items) if part)
    ahead = AGREES * (1 if asks_ahead(question.text) == looks_ahead(said) else -1)
    return counted + ahead + AGREES * (_announces(question, one) + _counts_as_asked(question, one))


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
    asked: Ranked | None = None
    answered: Ranked | None = None  # what was asked when the items began
    before: list[Ranked] = []
    for one in sentences:
        if one.evidence.kind == "question" and (asked is None or one.score > asked.score or _far(asked, one)):
            asked = one
        begins = not before or one.evidence.paragraph != before[-1].evidence.paragraph
        if _continues(items, one, begins):
            items.append(one)
        elif _opens(one, begins):
            yield from _enumeration(answered, lead, items)
            answered, lead, items = asked, _lead(before), [one]
        before.append(one)
    yield from _enumeration(answered, lead, items)


def _far(asked: Ranked, one: Ranked) -> bool:
    """Return whether a question is of another turn than the one before: a turn may ask several in a row."""
    return one.evidence.number - asked.evidence.number > 2


def _lead(before: Sequence[Ranked]) -> Ranked | None:
    """Return what leads in: the sentence before, or the one of its paragraph that says how many things follow."""
    spoken = [one for one in before[-3:] if one.evidence.kind in ("body", "question", "heading")]
    nearest = [one for one in spoken if one.evidence.paragraph == spoken[-1].evidence.paragraph]
    counting = [one for one in nearest if _COUNTING.search(one.evidence.text)]
    return next(iter([*reversed(counting), *spoken[-1:]]), None)


def _enumeration(asked: Ranked | None, lead: Ranked | None, items: Sequence[Ranked]) -> Iterator[Enumeration]:
    if len(items) >= 2:
        scores = sorted((one.score for one in items), reverse=True)[:2]
        leads = [one.score for one in (asked, lead) if one]
        yield Enumeration(asked, lead, tuple(items), max(*leads, sum(scores) / 2) if leads else sum(scores) / 2)


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
    if any(mark.match(one.evidence.text) and mark.match(items[-1].evidence.text) for mark in (_BULLET, _LABELLED)):
        return True
    return one.evidence.stems[:2] == items[-1].evidence.stems[:2]
