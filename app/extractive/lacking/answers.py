"""What a sentence lacks as an answer: the kind of thing asked for, what is counted, the names of what it counts."""

import re
from collections.abc import Collection

from app.extractive.carrying import carries
from app.extractive.evidence import Evidence, stems_of
from app.extractive.fitting import attached, type_fit
from app.extractive.kinds import COUNTS, asked_names
from app.extractive.lacking.lack import Lack
from app.extractive.question import Question, Term

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
_NAMELY = re.compile(
    r".*[:：]|\s*[(—–]|\W*$|.*\b(?:namely|such as|including|first)\b"
    r"|\W*(?:\w+ ){0,4}(?:are|were|includes?|comprises?)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[,;] |\band\b")
_NAMING = ("list", "person", "organisation", "place", "yesno", "other")  # kinds of questions that may want names
_BECAUSE = re.compile(r"\b(?:because(?: of)?|due to|owing to|thanks to|as a result of|on account of)\b", re.IGNORECASE)
CAUSED = 0.5  # share of the question's words after "because" from which it is the cause that is asked about
MANY = 4  # things named, from which a list is one of all


def names_of_counted(question: Question, one: Evidence) -> bool:
    """Return whether a sentence may name so many things as the question wants named; True where it wants none."""
    asked = asked_names(question.plain) if question.kind in _NAMING else None
    return not asked or len(_SEPARATOR.findall(one.text)) >= min(asked[0], MANY) - 1


def only_counted(question: Question, one: Evidence) -> Lack | None:
    """The number of the things that shall be named, but not their names: "jointly issued with seven departments"."""
    asked = asked_names(question.plain) if question.kind in _NAMING else None
    if not asked:
        return None
    count, noun = asked
    words = [str(count), *(word for word, number in COUNTS.items() if number == count)]
    said = re.search(
        rf"\b(?:{'|'.join(words)}) (?:[\w-]+ ){{0,4}}?{re.escape(noun)}\b(?P<after>.*)", one.text, re.IGNORECASE
    )
    if not said or _NAMELY.match(said["after"]):
        return None
    clause = re.split(r"[;:] ", one.text[: said.start()])[-1]
    around = [clause, *([said["after"]] if said["after"].startswith(" of ") else [])]
    if any(len(_SEPARATOR.findall(text)) >= min(count, MANY) - 1 for text in around):
        return None  # "wind, sun and tides are the three sources", "the four systems of technology, policies, ..."
    return Lack("name", f"The passages on this give the number of {noun}, not which they are.")


def other_kind(question: Question, one: Evidence) -> Lack | None:
    """No number where a number is asked for, no person where a person is."""
    if question.kind in _TYPE_NAMES and type_fit(question, one) < 0.5:
        return Lack("type", f"The passages on this give no {question.measure or _TYPE_NAMES[question.kind]}.")
    return None


def taken_as_cause(question: Question, one: Evidence) -> Lack | None:
    """Why something came about is asked, and the sentence only gives it as the cause of something else."""
    because = _BECAUSE.search(one.text) if question.kind == "reason" else None
    if not because or not one.text[: because.start()].strip():
        return None
    head, cause = (set(stems_of(part)) for part in (one.text[: because.start()], one.text[because.end() :]))
    named = [term for term in question.terms if not term.carried and carries(term, one)]
    in_head, in_cause = (sum(term.weight for term in named if _among(term, said)) for said in (head, cause))
    if in_cause < CAUSED * sum(term.weight for term in question.terms) or in_head > in_cause / 2:
        return None
    return Lack("type", "The closest passage gives this as a cause of something else, not why it came about.")


def _among(term: Term, stems: Collection[str]) -> bool:
    return term.stem in stems or not term.variants.keys().isdisjoint(stems)


def uncounted(question: Question, one: Evidence) -> Lack | None:
    """A number, but not of what is counted."""
    if question.kind == "number" and question.counted and not attached(question, one):
        return Lack("count", f"No passage on this counts {' '.join(term.word for term in question.counted)}.")
    return None
