"""Do the documents say it? Decided from what the question asks for, each rule with its reason in plain words.

No threshold on similarity can decide this: near misses are as similar as answers. So each candidate sentence must
hold what the question asks for (its period, its kind of answer, what it counts, its words); the best one that does is
the answer, and where none does, the first thing that the best one lacks is the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Tier
from app.extractive.fitting import attached, type_fit
from app.extractive.question import Lexicon, Question, Term
from app.extractive.ranking import Ranked, carries, in_context, weighed
from index.words import stem

# Set on development questions.
FLOOR = 0.55  # below this score a sentence is not even worth showing as the closest
SURE = 0.95  # below this score it is only the closest
REACH = 0.6  # how far below the best score a sentence may lie and still be the answer
CANDIDATES = 6
MISSING = 0.5  # the most of the question's weight that may be missing from a sentence and what stands around it

_ROLES = frozenset("minister ceo president mayor governor chairman chairwoman king queen premier secretary".split())
_TYPE_NAMES = {
    "number": "number",
    "percent": "percentage",
    "money": "amount of money",
    "person": "person",
    "organisation": "organisation",
    "place": "place",
    "date": "date",
    "contact": "contact details",
    "identity": "introduction of this person",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Which of the three tiers, the reason where it is not an answer, and the sentences with the one decided on first."""

    tier: Tier
    reason: str
    ranked: list[Ranked]


def decide(question: Question, ranked: Sequence[Ranked], lexicon: Lexicon) -> Decision:
    """Decide what to do with the ranked sentences, best first."""
    best_first = list(ranked)
    if not question.terms and not question.periods:
        return Decision("refusal", "The question names nothing to look for.", best_first)
    if not ranked or not any(term.known or _spelt_out(term, ranked) for term in question.terms):
        if not question.periods:
            return Decision("refusal", "None of the words of the question occur in the documents.", best_first)
    unknown = _unknown_name(question, ranked)
    terms = weighed(question, [one.evidence for one in ranked])
    candidates = [one for one in ranked[:CANDIDATES] if one.score >= ranked[0].score - REACH]
    lacks = [_lacking(question, terms, one) for one in candidates]
    fitting = next((one for one, lack in zip(candidates, lacks, strict=True) if not lack), None)
    reason = unknown or ("" if fitting else lacks[0])
    if fitting and not unknown:
        best_first.remove(fitting)
        best_first.insert(0, fitting)
        if fitting.score >= SURE:
            return Decision("answer", "", best_first)
        reason = "No passage says this directly."
    return Decision("closest" if best_first[0].score >= FLOOR else "refusal", reason, best_first)


def _lacking(question: Question, terms: Sequence[Term], one: Ranked) -> str:
    """Return the first thing that the question asks for and the sentence lacks, or ""."""
    return (
        _period(question, one)
        or _role(question, one)
        or _type(question, one)
        or _count(question, one)
        or _words(question, terms, one)
    )


def _unknown_name(question: Question, ranked: Sequence[Ranked]) -> str:
    for name in question.names:
        term = next((term for term in question.terms if term.stem == stem(name.lower())), None)
        if term and not term.known and not _spelt_out(term, ranked):
            return f"The documents do not mention {name}."
    return ""


def _spelt_out(term: Term, ranked: Sequence[Ranked]) -> bool:
    return term.acronym and any(carries(term, one.evidence) for one in ranked)


def _period(question: Question, one: Ranked) -> str:
    evidence = one.evidence
    if question.kind == "comparison":
        return ""  # each side has its own
    for period in sorted(question.periods):
        if period in evidence.periods | evidence.scope:
            continue
        named = {other for other in evidence.periods if other.kind == period.kind}
        held = named or {other for other in evidence.scope if other.kind == period.kind}
        finer = period.kind in ("month", "quarter") and {other for other in evidence.periods if other.kind != "plan"}
        others = sorted(held or finer or ())
        given = f"; the closest passage speaks of {_join(others)}" if others else ""
        return f"The documents do not give this for {period}{given}."
    return ""


def _role(question: Question, one: Ranked) -> str:
    missing = [term.word for term in question.terms if term.word in _ROLES and term.stem not in one.evidence.stems]
    return f"No passage on this names a {missing[0]}." if missing else ""


def _type(question: Question, one: Ranked) -> str:
    if question.kind in _TYPE_NAMES and type_fit(question, one.evidence) < 0.5:
        return f"The passages on this give no {question.measure or _TYPE_NAMES[question.kind]}."
    return ""


def _count(question: Question, one: Ranked) -> str:
    if question.kind == "number" and question.counted and not attached(question, one.evidence):
        return f"No passage on this counts {' '.join(term.word for term in question.counted)}."
    return ""


def _words(question: Question, terms: Sequence[Term], one: Ranked) -> str:
    total = sum(term.weight for term in terms)
    lacking = [term for term in terms if not carries(term, one.evidence) and not in_context(term, one.evidence)]
    if not total or sum(term.weight for term in lacking) <= MISSING * total:
        return ""
    return f"No passage on this mentions {_join([term.word for term in lacking])}."


def _join(things: Sequence[object]) -> str:
    names = [str(thing) for thing in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
