"""Do the documents say it? Decided from what the question asks for, each rule with its reason in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Tier
from app.extractive.question import Lexicon, Question, Term
from app.extractive.ranking import Ranked, attached, carries, type_fit
from index.words import stem

# Set on development questions: below FLOOR no sentence is close enough to show, below SURE it is only "the closest".
FLOOR = 0.55
SURE = 1.0
# The most of the question's weight that may be missing from the best evidence and its surroundings.
MISSING = 0.5

_ROLES = frozenset("minister ceo president mayor governor chairman chairwoman king queen premier secretary".split())


@dataclass(frozen=True, slots=True)
class Decision:
    """Which of the three tiers, and why it is not an answer."""

    tier: Tier
    reason: str = ""


def decide(question: Question, ranked: Sequence[Ranked], lexicon: Lexicon) -> Decision:
    """Decide what to do with the ranked sentences, best first."""
    if not ranked or not any(term.known or _spelt_out(term, ranked) for term in question.terms):
        return Decision(
            "refusal",
            "None of the words of the question occur in the documents."
            if question.terms
            else "The question names nothing to look for.",
        )
    top = ranked[:3]
    reason = (
        _unknown_name(question, ranked, lexicon)
        or _other_period(question, top)
        or _missing_role(question, top)
        or _wrong_type(question, top)
        or _not_counted(question, top)
        or _missing_words(question, top)
    )
    score = ranked[0].score
    if reason:
        return Decision("closest" if score >= FLOOR else "refusal", reason)
    if score < SURE:
        return Decision("closest" if score >= FLOOR else "refusal", "No passage says this directly.")
    return Decision("answer")


def _unknown_name(question: Question, ranked: Sequence[Ranked], lexicon: Lexicon) -> str:
    for name in question.names:
        term = next((term for term in question.terms if term.stem == stem(name.lower())), None)
        if term and not term.known and not _spelt_out(term, ranked):
            return f"The documents do not mention {name}."
    return ""


def _spelt_out(term: Term, ranked: Sequence[Ranked]) -> bool:
    return term.acronym and any(carries(term, one.evidence) for one in ranked)


def _other_period(question: Question, top: Sequence[Ranked]) -> str:
    for period in sorted(question.periods):
        if any(period in one.evidence.periods | one.evidence.scope for one in top):
            continue
        others = sorted({p for p in top[0].evidence.periods or top[0].evidence.scope if p.kind == period.kind})
        given = f"; the closest passage speaks of {_join(others)}" if others else ""
        if others or period.kind in ("year", "quarter", "half", "plan"):
            return f"The documents do not give this for {period}{given}."
    return ""


def _missing_role(question: Question, top: Sequence[Ranked]) -> str:
    for term in question.terms:
        if term.word in _ROLES and not any(term.stem in one.evidence.stems for one in top):
            return f"No passage on this names a {term.word}."
    return ""


_TYPE_NAMES = {"number": "number", "percent": "percentage", "money": "amount of money", "person": "person"}


def _wrong_type(question: Question, top: Sequence[Ranked]) -> str:
    if question.kind in _TYPE_NAMES and max(type_fit(question, one.evidence) for one in top) < 0.5:
        return f"The passages on this give no {_TYPE_NAMES[question.kind]}."
    return ""


def _not_counted(question: Question, top: Sequence[Ranked]) -> str:
    if question.kind == "number" and question.focus and not any(attached(question, one.evidence) for one in top):
        return f"No passage counts {' '.join(question.focus)}."
    return ""


def _missing_words(question: Question, top: Sequence[Ranked]) -> str:
    total = sum(term.weight for term in question.terms)
    lacking = [
        term
        for term in question.terms
        if not any(carries(term, one.evidence) or term.stem in one.evidence.context for one in top)
    ]
    if total and sum(term.weight for term in lacking) / total > MISSING:
        return f"No passage on this mentions {_join([term.word for term in lacking])}."
    return ""


def _join(things: Sequence[object]) -> str:
    names = [str(thing) for thing in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
