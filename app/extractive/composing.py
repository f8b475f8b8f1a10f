"""Ranked sentences -> the few that make the answer, in order, within the budget of words. Decides nothing about truth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.extractive.evidence import Evidence
from app.extractive.question import Question
from app.extractive.ranking import Ranked, carries

FACT_WORDS = 60  # the contract's limits on an answer's length
LONG_WORDS = 160
MARGIN = 0.25  # a further sentence must come this close to the best one's score
SAME_COSINE = 0.86  # from here two sentences may say the same
LEAD_WORDS = 30  # a longer lead of a list is left out

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\W*(?:the )?({'|'.join(_ORDINALS)})(?:ly)?\b(?:,| is\b|:)", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-•*–]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_LEANS = re.compile(r"\W*(?:it|this|these|those|they|he|she|its|their|his|her|such)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch of a document to quote, and the places elsewhere that say the same."""

    evidence: Evidence
    start: int  # offsets into the document's text; usually the whole sentence
    end: int
    same: tuple[Evidence, ...] = ()
    clipped: bool = False

    @property
    def words(self) -> int:
        """Its length in words."""
        return len(self.evidence.document.text[self.start : self.end].split())


def compose(question: Question, ranked: Sequence[Ranked], vectors: NDArray[np.float32]) -> list[Choice]:
    """Return what to quote, in the order of reading; `ranked` must not be empty. `vectors` rows are those of ranking."""
    budget = LONG_WORDS if question.wants_many else FACT_WORDS
    if question.kind == "list" and (group := _best_group(ranked)):
        return _list(group, budget)
    merged = _merge(ranked, vectors)
    chosen = [_clip(question, merged[0][0], budget, merged[0][1])]
    left = budget - chosen[0].words
    for one, same in merged[1:]:
        enough = 4 if question.wants_many else 2
        if len(chosen) == enough or one.score < ranked[0].score - MARGIN:
            break
        if one.evidence.words <= left and _adds(question, one):
            chosen.append(Choice(one.evidence, one.evidence.start, one.evidence.end, same))
            left -= one.evidence.words
    chosen = _with_antecedent(chosen, ranked, left)
    return sorted(chosen, key=_reading_order(chosen)) if question.wants_many else chosen


def _adds(question: Question, one: Ranked) -> bool:
    typed = not question.wants_quantity or bool(one.evidence.quantities)
    return typed and one.signals["period"] >= 0 and one.evidence.kind == "body"


def _reading_order(chosen: Sequence[Choice]):  # type: ignore[no-untyped-def]
    first = {choice.evidence.document.id: rank for rank, choice in reversed(list(enumerate(chosen)))}
    return lambda choice: (first[choice.evidence.document.id], choice.start)


# ---------------------------------------------------------------------------------------------------------------------
# One fact in several places


def _merge(ranked: Sequence[Ranked], vectors: NDArray[np.float32]) -> list[tuple[Ranked, tuple[Evidence, ...]]]:
    """Return the best sentences, each with the later ones that say the same."""
    kept: list[tuple[Ranked, list[Evidence]]] = []
    for one in ranked[:30]:
        twin = next((same for best, same in kept if _same(best, one, vectors)), None)
        if twin is None:
            kept.append((one, []))
        else:
            twin.append(one.evidence)
    return [(one, tuple(same)) for one, same in kept]


def _same(best: Ranked, other: Ranked, vectors: NDArray[np.float32]) -> bool:
    # The numbers decide: "5,095" and "more than 5000" are alike to a cosine and not the same to a reader.
    numbers = {quantity.value for quantity in best.evidence.quantities}
    others = {quantity.value for quantity in other.evidence.quantities}
    return others == numbers and float(vectors[best.row] @ vectors[other.row]) >= SAME_COSINE


# ---------------------------------------------------------------------------------------------------------------------
# Lists that run over several sentences


@dataclass(frozen=True, slots=True)
class _Group:
    lead: Ranked | None
    items: tuple[Ranked, ...]
    score: float


def _best_group(ranked: Sequence[Ranked]) -> _Group | None:
    """Return the enumeration that the question asks for, if it outdoes the best single sentence."""
    groups = [group for one in _by_document(ranked) for group in _groups(one)]
    best = max(groups, key=lambda group: group.score, default=None)
    if best is None or best.score < ranked[0].score - MARGIN:
        return None
    return best


def _by_document(ranked: Sequence[Ranked]) -> Iterator[list[Ranked]]:
    documents: dict[str, list[Ranked]] = {}
    for one in ranked:
        documents.setdefault(one.evidence.document.id, []).append(one)
    for document in documents.values():
        yield sorted(document, key=lambda one: one.evidence.number)


def _groups(sentences: Sequence[Ranked]) -> Iterator[_Group]:
    """Yield the enumerations of a document: runs of "First ... Second ...", bullets, paragraphs that begin alike."""
    items: list[Ranked] = []
    lead: Ranked | None = None
    before: Ranked | None = None
    for one in sentences:
        begins = before is None or one.evidence.paragraph != before.evidence.paragraph
        if _continues(items, one, begins):
            items.append(one)
        elif _opens(one, begins):
            yield from _group(lead, items)
            lead, items = before, [one]
        before = one
    yield from _group(lead, items)


def _group(lead: Ranked | None, items: Sequence[Ranked]) -> Iterator[_Group]:
    if len(items) >= 2:
        scores = sorted((one.score for one in items), reverse=True)[:2]
        lead_score = lead.score if lead else 0.0
        yield _Group(lead, tuple(items), max(lead_score, sum(scores) / 2))


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
        following = _ORDINALS[len(items)] if len(items) < len(_ORDINALS) else ""
        return bool(ordinal and last) and ordinal[1].lower() == following  # type: ignore[index]
    if _BULLET.match(one.evidence.text) and _BULLET.match(items[-1].evidence.text):
        return one.evidence.paragraph - items[-1].evidence.paragraph <= 1
    alike = one.evidence.stems[:2] == items[-1].evidence.stems[:2]
    return begins and alike and one.evidence.paragraph - items[-1].evidence.paragraph == 1


def _list(group: _Group, budget: int) -> list[Choice]:
    members = [*group.items]
    if group.lead and group.lead.evidence.kind == "body" and group.lead.evidence.words <= LEAD_WORDS:
        members.insert(0, group.lead)
    share = budget // len(members)
    choices, left = [], budget
    for position, one in enumerate(members):
        allowed = max(share, left - share * (len(members) - position - 1))
        choice = _head(one.evidence, allowed)
        choices.append(choice)
        left -= choice.words
    return choices


# ---------------------------------------------------------------------------------------------------------------------
# Sentences that are too long, or that lean on the one before


def _clip(question: Question, one: Ranked, budget: int, same: tuple[Evidence, ...]) -> Choice:
    """Return the sentence, or where it is too long its clauses around the question's words."""
    evidence = one.evidence
    if evidence.words <= budget:
        return Choice(evidence, evidence.start, evidence.end, same)
    clauses = _clauses(evidence)
    best = max(range(len(clauses)), key=lambda n: (_weight(question, evidence, clauses[n]), -n))
    first, last = best, best + 1
    while True:
        wider = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last < len(clauses))
        fitting = [w for w in wider if _length(evidence, clauses[w[0]][0], clauses[w[1] - 1][1]) <= budget]
        if not fitting:
            break
        first, last = max(fitting, key=lambda w: _weight(question, evidence, (clauses[w[0]][0], clauses[w[1] - 1][1])))
    start, end = clauses[first][0], clauses[last - 1][1]
    return _head(evidence, budget) if _length(evidence, start, end) > budget else _part(evidence, start, end, same)


def _clauses(evidence: Evidence) -> list[tuple[int, int]]:
    text = evidence.document.text
    cuts = [m.end() for m in re.finditer(r"[,;:，；：](?=\s|[^\d\s])", text[evidence.start : evidence.end])]
    edges = [evidence.start, *(evidence.start + cut for cut in cuts), evidence.end]
    pairs = ((_skip(text, a, b), b) for a, b in zip(edges, edges[1:], strict=False))
    return [(a, b) for a, b in pairs if a < b]


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _weight(question: Question, evidence: Evidence, place: tuple[int, int]) -> float:
    from app.extractive.evidence import stems_of

    stems = set(stems_of(evidence.document.text[place[0] : place[1]]))
    return sum(
        term.weight
        for term in question.terms
        if carries(term, evidence) and (term.stem in stems or stems & set(term.variants))
    )


def _length(evidence: Evidence, start: int, end: int) -> int:
    return len(evidence.document.text[start:end].split())


def _head(evidence: Evidence, budget: int) -> Choice:
    """Return the sentence, or as many of its first clauses (at worst, words) as fit."""
    if evidence.words <= budget:
        return Choice(evidence, evidence.start, evidence.end)
    fitting = [end for _, end in _clauses(evidence) if _length(evidence, evidence.start, end) <= budget]
    if fitting:
        return _part(evidence, evidence.start, fitting[-1], ())
    words = list(re.finditer(r"\S+", evidence.document.text[evidence.start : evidence.end]))
    return _part(evidence, evidence.start, evidence.start + words[budget - 1].end(), ())


def _part(evidence: Evidence, start: int, end: int, same: tuple[Evidence, ...]) -> Choice:
    while end > start and evidence.document.text[end - 1] in ",;: ":
        end -= 1
    return Choice(evidence, start, end, same, clipped=(start, end) != (evidence.start, evidence.end))


def _with_antecedent(chosen: list[Choice], ranked: Sequence[Ranked], left: int) -> list[Choice]:
    """Put the sentence before in front of one that leans on it ("It ...", "These ..."), where it fits."""
    places = {(one.evidence.document.id, one.evidence.number): one.evidence for one in ranked}
    first = chosen[0].evidence
    before = places.get((first.document.id, first.number - 1))
    if (
        _LEANS.match(first.text)
        and before
        and before.paragraph == first.paragraph
        and before.words <= left
        and all(choice.evidence is not before for choice in chosen)
    ):
        return [Choice(before, before.start, before.end), *chosen]
    return chosen
