"""The default engine, end to end: analyse the question, rank the sentences found, decide, compose, cite."""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.answers import Figure, Sentence, Turn, Verdict
from app.citing import Citer
from app.extractive import judging
from app.extractive.abstaining import ANSWERED, Decision, decide
from app.extractive.caveats import caveats
from app.extractive.clipping import FACT_WORDS, LONG_WORDS, Choice, clip, head
from app.extractive.composing import compose
from app.extractive.differing import Difference, describe, differences
from app.extractive.evidence import Evidence, gather
from app.extractive.judging import Judged, judge
from app.extractive.kinds import asks_when_said
from app.extractive.listing import best_enumeration
from app.extractive.pointing import point
from app.extractive.premises import contradiction, supposed
from app.extractive.question import Question, analyse
from app.extractive.ranking import Ranked, rank, weighed
from app.extractive.reader import Reading, open_reader
from app.extractive.spelling import respelt
from app.extractive.tables import asked_cell, head_of, is_row
from app.parts import parts_of
from index.documents import Hit
from index.opening import Library

DENYING = 12  # sentences looked at for one that denies what a question supposes
OTHER_FIGURES = 2  # shown beside the likeliest
BESIDE = -3.5  # log odds of the reader below which a sentence is not shown beside the one that answers
ELSEWHERE = 4  # other documents cited for saying the same
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")


class Extractive:
    """Answers with the documents' own sentences; the same question and folder give the same bytes."""

    name = "extractive"

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        """Yield the sentences of the answer, each cited from `hits`; return the verdict. `question` stands alone."""
        evidence, vectors = gather(hits, self._library)
        if not evidence:
            return Verdict("refusal", "No passage was found.", confidence=0.0)
        found = _Found(hits, evidence, vectors)
        drafts = [self._drafted(part, found) for part in parts_of(question)]
        if len(drafts) > 1 and any(draft.decision.tier == "answer" for draft in drafts):
            draft = _joined(drafts)
        else:
            draft = drafts[0] if len(drafts) == 1 else self._drafted(question, found)
        citer = Citer(hits, self._library)
        figures, sentences = [], []
        for choice in draft.choices:
            sentence = _sentence(choice, citer, draft.keys.get(_place(choice.evidence), ""))
            sentences.append(sentence)
            yield sentence
            if sentence.key and draft.others:
                periods = ", ".join(str(period) for period in sorted(choice.evidence.periods))
                figures.append(Figure(sentence.key, sentence.citations[0], periods))
        differ = len(figures) > 1
        grouped = _by_document(sentences) if draft.kind == "survey" else ""
        return Verdict(
            draft.decision.tier,
            " ".join(filter(None, [draft.note, describe(figures, draft.others) if differ else "", grouped])),
            draft.explanation,
            confidence=round(draft.decision.confidence, 3),
            figures=tuple(figures) if differ else (),
        )

    def _drafted(self, question: str, found: "_Found") -> "_Draft":
        question = respelt(question, self._library.lexicon)
        asked = analyse(question, self._library.lexicon)
        query = self._library.embedder.encode_query(question)
        ranked = rank(asked, found.evidence, found.vectors, query, found.hits)
        judged = judge(asked, ranked, open_reader())
        read = {one.ranked.row for one in judged}
        ranked = [*(one.ranked for one in judged), *(one for one in ranked if one.row not in read)]
        draft = _draft(asked, ranked, judged, found.vectors)
        return replace(
            draft, question=asked.plain, kind=asked.kind, explanation=_explain(asked.kind, judged, draft.choices)
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """The sentences of the passages that were found, and their vectors as rows."""

    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What will be said, before it is cited."""

    decision: Decision
    choices: Sequence[Choice] = ()
    note: str = ""
    keys: Mapping[tuple[str, int], str] = field(default_factory=dict)  # the short answers, by sentence
    others: Sequence[Difference] = ()  # figures beside the first
    question: str = ""
    kind: str = ""  # of answer
    explanation: tuple[str, ...] = ()


def _joined(drafts: Sequence[_Draft]) -> _Draft:
    """Return the answers to the parts of a question as one, each sentence once; the note says what has none."""
    answered = [draft for draft in drafts if draft.decision.tier == "answer"]
    choices: dict[tuple[str, int], Choice] = {}
    keys: dict[tuple[str, int], str] = {}
    left = LONG_WORDS
    for position, draft in enumerate(answered):
        room = left // (len(answered) - position)
        for choice in draft.choices:
            if _place(choice.evidence) not in choices and choice.words <= room:
                choices[_place(choice.evidence)] = choice
                room, left = room - choice.words, left - choice.words
        for place, key in draft.keys.items():
            keys[place] = keys.get(place) or key
    short = "; ".join(filter(None, dict.fromkeys(keys.values())))
    if len(choices) == 1:  # one fact after all
        room = FACT_WORDS - len(short.split()) - 1
        choices = {place: replace(head(one.evidence, room), same=one.same) for place, one in choices.items()}
    missing = [f"Not answered: “{one.question}” {one.decision.reason}" for one in drafts if one not in answered]
    return _Draft(
        Decision("answer", "", min(draft.decision.confidence for draft in answered)),
        list(choices.values()),
        " ".join(dict.fromkeys(filter(None, [*(draft.note for draft in answered), *missing]))),
        keys,
        explanation=tuple(line for draft in drafts for line in draft.explanation),
    )


def _draft(asked: Question, ranked: Sequence[Ranked], judged: Sequence[Judged], vectors: NDArray[np.float32]) -> _Draft:
    terms = weighed(asked, [one.evidence for one in ranked])
    listed = best_enumeration(asked, ranked, terms) if asked.kind == "list" else None
    decision = decide(asked, ranked, judged, terms, listed)
    doubtful = decision.tier != "answer" or (asked.kind == "reason" and not supposed(asked, judged[0].ranked.evidence))
    if doubtful and (denying := _denying(asked, ranked, judged)):
        decision, judged, ranked = Decision("answer", "", ANSWERED), [denying], [denying.ranked]
    if decision.tier == "refusal":
        return _Draft(decision, note=decision.reason)
    if decision.tier == "closest":
        # The reason is part of what is shown, and so of the budget.
        room = FACT_WORDS - len(decision.reason.split()) - len("The closest passage:".split())
        return _Draft(decision, [clip(ranked[0].evidence, terms, room)], decision.reason)
    best = judged[0]
    key = _key(asked, best)
    others = differences(asked, judged, key)[:OTHER_FIGURES]
    undated = not key or _WEEKDAY.fullmatch(key)  # "held a press conference Friday"
    dated = _dateline(best.ranked.evidence, ranked) if asks_when_said(asked.text) and undated else None
    key = "" if dated else key
    premise = contradiction(asked, best.ranked.evidence)
    choices, left_out = compose(
        # Where the premise is false there is no reason to give, only what is so.
        replace(asked, kind="other") if premise else asked,
        ranked,
        vectors,
        listed=listed,
        beside=[*(one.judged.ranked.evidence for one in others), *([dated[0]] if dated else [])],
        short=dated[1] if dated else key,
        doubted=[one.ranked.evidence for one in judged if one.reading.answers < BESIDE],
    )
    keys = {_place(one.judged.ranked.evidence): one.words for one in others} | {_place(best.ranked.evidence): key}
    if dated:
        keys[_place(dated[0])] = dated[1]
    beside = caveats(asked, best.ranked.evidence, ranked)
    return _Draft(decision, choices, " ".join(filter(None, [premise, left_out, beside])), keys, others)


def _key(asked: Question, best: Judged) -> str:
    """Return the short answer in the best sentence, or in the right cell of a row; "" where none stands out."""
    one = best.ranked.evidence
    if not is_row(one.text):
        return point(asked, one.text, best.reading)
    head = head_of(one.document.text, one.start)
    return asked_cell(asked.plain, asked.periods, one.text, head) if not asked.wants_many else ""


def _denying(asked: Question, ranked: Sequence[Ranked], judged: Sequence[Judged]) -> Judged | None:
    """Return a sentence, read or not, that speaks of what a question takes for granted, and says otherwise."""
    read = {one.ranked.row: one for one in judged}
    for one in ranked[:DENYING]:
        if supposed(asked, one.evidence) and contradiction(asked, one.evidence):
            return read.get(one.row) or Judged(one, Reading(0.0, "", 0.0), dict.fromkeys(judging.WEIGHTS, 0.0), None)
    return None


def _dateline(one: Evidence, ranked: Sequence[Ranked]) -> tuple[Evidence, str] | None:
    """Return the sentence that dates a document, and the date in it; None where it was not found or is the same."""
    document = one.document
    span = next((span for span in document.spans if span.kind == "date"), None)
    sentences = (other.evidence for other in ranked if span and other.evidence.document.id == document.id)
    dating = next((other for other in sentences if span and other.start <= span.start and span.end <= other.end), None)
    return (dating, document.text[span.start : span.end]) if dating and span and dating is not one else None


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.document.id, evidence.number


def _sentence(choice: Choice, citer: Citer, key: str) -> Sentence:
    citations = [citer.cite(choice.evidence.document.id, choice.start, choice.end)]
    elsewhere = {one.document.id: one for one in reversed(choice.same)}
    elsewhere.pop(choice.evidence.document.id, None)
    for one in sorted(elsewhere.values(), key=choice.same.index)[:ELSEWHERE]:
        citations.append(citer.cite(one.document.id, one.start, one.end))
    return Sentence(choice.text, tuple(citations), support=1.0, key=key if key in choice.text else "")


def _by_document(sentences: Sequence[Sentence]) -> str:
    """Say which sentences come from which document, and when that was, where several speak."""
    groups: dict[tuple[str, str | None], list[int]] = {}
    for sentence in sentences:
        first = sentence.citations[0]
        groups.setdefault((first.title, first.date), []).append(first.number)
    if len(groups) < 2:
        return ""
    named = (
        "".join(f"[{number}]" for number in numbers) + f" “{title}”" + (f" ({date})" if date else "")
        for (title, date), numbers in groups.items()
    )
    return f"By document: {'; '.join(named)}."


def _explain(kind: str, judged: Sequence[Judged], choices: Sequence[Choice]) -> tuple[str, ...]:
    chosen = {(choice.evidence.document.id, choice.evidence.number) for choice in choices}
    lines = [f"the question asks for: {kind}"]
    for one in judged:
        evidence, signals = one.ranked.evidence, one.signals
        listed = ", ".join(f"{name} {value:+.2f}" for name, value in signals.items() if value)
        why = one.lack.reason if one.lack else "others answer better"
        quoted = (evidence.document.id, evidence.number) in chosen
        verdict = "quoted" if quoted else f"dropped ({why.rstrip('.')})"
        lines.append(f"{one.probability:.2f} {verdict}: {evidence.text[:90]} ({evidence.document.id}; {listed})")
    return tuple(lines)
