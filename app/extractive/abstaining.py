"""Do the documents say it? Decided from what the question asks for, each rule with its reason in plain words.

No threshold on similarity can decide this: near misses are as similar as answers. So each candidate sentence must
hold what the question asks for (its period, its kind of answer, what it counts, its words); the best one that does is
the answer, and where none does, the first thing that the best one lacks is the reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.answers import Tier
from app.extractive.fitting import attached, type_fit
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked, carries, in_context, weighed
from app.periods import find_periods
from index.words import stem

# Set on development questions.
TELLING = 4  # words
FLOOR = 0.55  # below this score a sentence is not even worth showing as the closest
SURE = 0.95  # below this score it is only the closest
REACH = 0.6  # how far below the best score a sentence may lie and still be the answer
CANDIDATES = 10
NEARBY = 0.5  # how far a word that stands only around the sentence counts as missing
MISSING = 0.65  # the most of the question's weight that may be missing from a sentence and what stands around it

# Words that no paraphrase stands for: they must be said.
_LITERAL = frozenset(
    "born birthplace married studied graduated died buried retired hobby favourite favorite phone salary "
    "minister ceo president mayor governor chairman chairwoman king queen premier secretary".split()
)
# Of the development questions' words that stand nowhere in the documents, those of unanswerable ones reach .15, those
# of answerable ones .04.
STRANGE = 0.05
RARE = 1.6  # nats: a word of at most a fifth of the passages
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


Estranges = Callable[[str, Ranked], float]


@dataclass(frozen=True, slots=True)
class Decision:
    """Which tier, the reason where it is not an answer, and the sentences with the one decided on first."""

    tier: Tier
    reason: str
    ranked: list[Ranked]
    lacks: Mapping[int, str] = field(default_factory=dict)  # by row: what a sentence that was looked at lacks


def decide(question: Question, ranked: Sequence[Ranked], estranges: Estranges) -> Decision:
    """Decide what to do with the ranked sentences, best first.

    `estranges` says by how much a word of the question moves it away from a sentence, as a difference of cosines.
    """
    best_first = list(ranked)
    if not ranked:
        return Decision("refusal", "No passage was found.", best_first)
    if not question.terms and not question.periods:
        return Decision("refusal", "The question names nothing to look for.", best_first)
    known = any(term.known or _spelt_out(term, ranked) for term in question.terms)
    if not (known or question.periods):
        return Decision("refusal", "None of the words of the question occur in the documents.", best_first)
    terms = weighed(question, [one.evidence for one in ranked])
    candidates = [one for one in ranked[:CANDIDATES] if one.score >= ranked[0].score - REACH]
    lacks = [_lacking(question, terms, one) for one in candidates]
    fitting = next((one for one, lack in zip(candidates, lacks, strict=True) if not lack), None)
    chosen = fitting or candidates[0]
    best_first.remove(chosen)
    best_first.insert(0, chosen)
    reason = (
        _unknown_name(question, ranked)
        or ("" if fitting else lacks[0])
        or _strange_word(question, chosen, estranges)
        or ("" if chosen.score >= SURE else "No passage says this directly.")
    )
    by_row = {one.row: lack for one, lack in zip(candidates, lacks, strict=True) if lack}
    if not reason:
        return Decision("answer", "", best_first, by_row)
    # A label or a bare date is no passage to show.
    telling = chosen.evidence.kind in ("body", "heading", "title") and chosen.evidence.words >= TELLING
    return Decision("closest" if chosen.score >= FLOOR and telling else "refusal", reason, best_first, by_row)


def _lacking(question: Question, terms: Sequence[Term], one: Ranked) -> str:
    """Return the first thing that the question asks for and the sentence lacks, or ""."""
    return (
        _period(question, one)
        or _literal(question, one)
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


def _strange_word(question: Question, best: Ranked, estranges: Estranges) -> str:
    """Name a word that the question is about and that stands nowhere near the sentence.

    A paraphrase ("certified" for "national-level") hardly moves the question away from the sentence that answers it; a
    subject that the sentence does not have ("the semiconductor industry", another town's lighthouse) does.
    """
    for term in question.terms:
        if carries(term, best.evidence) or term.word[0].isdigit():
            continue
        rare = term.weight >= RARE and not term.acronym and not in_context(term, best.evidence)
        if (rare or not term.known) and estranges(term.word, best) >= STRANGE:
            where = "The closest passage does" if term.known else "The documents do"
            return f"{where} not mention {term.word}."
    return ""


def _spelt_out(term: Term, ranked: Sequence[Ranked]) -> bool:
    return term.acronym and any(carries(term, one.evidence) for one in ranked)


def _period(question: Question, one: Ranked) -> str:
    evidence = one.evidence
    held = evidence.periods | evidence.scope
    if not question.wants_quantity:
        held |= find_periods(evidence.document.date or "")  # what was said "in April" is dated, not counted
    missing = [period for period in sorted(question.periods) if period not in held]
    kinds = {period.kind for period in question.periods}
    loose = question.wants_many or len(kinds) < len(question.periods)  # another sentence may hold the rest
    if not missing or (loose and len(missing) < len(question.periods)):
        return ""
    asked = missing[0]
    others = sorted({other for other in evidence.periods if other.kind == asked.kind})
    others = others or sorted({other for other in evidence.scope if other.kind == asked.kind})
    if not others and asked.kind in ("month", "quarter"):
        others = sorted({other for other in evidence.periods if other.kind != "plan"})
    if loose and not others:
        return ""
    given = f"; the closest passage speaks of {_join(others)}" if others else ""
    return f"The documents do not give this for {asked}{given}."


def _literal(question: Question, one: Ranked) -> str:
    missing = [term.word for term in question.terms if term.word in _LITERAL and term.stem not in one.evidence.stems]
    return f"No passage on this mentions {_join(missing)}." if missing else ""


def _type(question: Question, one: Ranked) -> str:
    if question.kind in _TYPE_NAMES and type_fit(question, one.evidence) < 0.5:
        return f"The passages on this give no {question.measure or _TYPE_NAMES[question.kind]}."
    return ""


def _count(question: Question, one: Ranked) -> str:
    if question.kind == "number" and question.counted and not attached(question, one.evidence):
        return f"No passage on this counts {' '.join(term.word for term in question.counted)}."
    return ""


def _words(question: Question, terms: Sequence[Term], one: Ranked) -> str:
    counted = [term for term in terms if not term.word[0].isdigit()]  # a wrong number is a premise to correct
    # A follow-up is about its own words: what it carries over cannot make up for them.
    for group in ([term for term in counted if not term.carried], counted):
        lacking = [term for term in group if not carries(term, one.evidence)]
        missing = sum(term.weight * (NEARBY if in_context(term, one.evidence) else 1) for term in lacking)
        if missing > MISSING * sum(term.weight for term in group):
            return f"No passage on this mentions {_join([term.word for term in lacking])}."
    return ""


def _join(things: Sequence[object]) -> str:
    names = [str(thing) for thing in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
