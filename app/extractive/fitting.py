"""Does a sentence hold the kind of thing that is asked for: a number of that sort, a person, a place, a reason?"""

import re

from app.extractive.evidence import Evidence, stems_of
from app.extractive.kinds import asks_change
from app.extractive.question import Question, Term
from app.quantities import Quantity
from index.words import root

NEAR = 90  # characters around a number within which it counts a noun

_CAPITALISED = r"[A-Z][\w’'-]*[a-z][\w’'-]*"
_PERSON = re.compile(rf"(?<![.!?:] )(?<!^)\b{_CAPITALISED} (?:[A-Z]\. )?{_CAPITALISED}\b")
_ORGANISATION = re.compile(
    r"\b(?:[A-Z][\w&-]* ){0,6}(?:Company|Co\.|Corp\w*|Inc\.?|Ltd\.?|Group|Holdings|Bank|University|Institute|Agency|Ministry"
    r"|Department|Bureau|Office|Commission|Council|Committee|Association|Party|Service|News|Daily|Network|Times|Society|Union)\b"
)
_PLACE = re.compile(r"\b(?:in|at|from|near|to|of|across|outside|inside) (?:the )?(?:\w+ ){0,2}?[A-Z][a-z]+")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\bhttps?://|\bwww\.|(?:\+\d|\(\d+\)|\b\d{3,4}[-.\s])\d{2,4}[-.\s]?\d{3,}")
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|driven by|as a result|since|therefore|so that|in order to|caused by|leads? to"
    r"|led to|determin\w+|given that|reason)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:,[^,]{2,60}){2,}|\bfirst\b.*\bsecond\b|\bsuch as\b"
    r"|^\W*(?:first|second|third|fourth|fifth|the (?:second|third|fourth)|[-•*]|\d+[.)])\b",
    re.IGNORECASE,
)
_IS_A = re.compile(
    r"\b(?:is|are|was|were|refers? to|means?|known as|called|defined as|proposes? to)\b|\(", re.IGNORECASE
)


def type_fit(question: Question, one: Evidence) -> float:
    """Return how well a sentence holds the kind of thing that is asked for, 0 to 1."""
    units = {quantity.unit for quantity in one.quantities}
    match question.kind:
        case "number" | "percent" | "money":
            return _quantity_fit(question, one)
        case "date":
            return 1.0 if one.periods else (0.3 if one.scope or units else 0.0)
        case "identity":
            return 1.0 if introduces(question, one) else 0.2
        case "person":
            return 1.0 if _PERSON.search(one.text) else (0.7 if one.speaker else 0.0)
        case "organisation":
            return 1.0 if _ORGANISATION.search(one.text) else (0.5 if _PERSON.search(one.text) else 0.0)
        case "place":
            return 1.0 if _PLACE.search(one.text) or _ORGANISATION.search(one.text) else 0.0
        case "contact":
            return 1.0 if _CONTACT.search(one.text) else 0.0
        case "reason":
            return 1.0 if _BECAUSE.search(one.text) else 0.4
        case "list":
            return 1.0 if _LIST.search(one.text) else 0.4
        case "definition":
            return 1.0 if _IS_A.search(one.text) else 0.4
        case _:
            return 0.5


def _quantity_fit(question: Question, one: Evidence) -> float:
    units = {quantity.unit for quantity in one.quantities}
    if question.measure:
        return 1.0 if question.measure in units else 0.0
    if asks_change(question.text):
        return 1.0 if units else 0.0
    if question.kind == "percent":
        return 1.0 if units & {"percent", "points"} else (0.3 if units else 0.0)
    if question.kind == "money":
        return 1.0 if "money" in units else (0.4 if units else 0.0)
    if not units:
        return 0.0
    return 1.0 if attached(question, one) else 0.5


def attached(question: Question, one: Evidence) -> bool:
    """Return whether a number of the sentence counts what the question counts ("how many X": "371 green X")."""
    if not question.counted:
        return bool(one.quantities)
    many = re.search(r"\bhow many\b|\bnumber of\b", question.text, re.IGNORECASE)
    return any(
        _counts(question.counted, quantity, one)
        for quantity in one.quantities
        if not (many and quantity.unit == "percent")
    )


def _counts(counted: tuple[Term, ...], quantity: Quantity, one: Evidence) -> bool:
    if quantity.name and any(quantity.name.startswith(term.stem) for term in counted):
        return True  # "how many tons": 225,000 metric tons
    around = one.text[max(0, quantity.start - NEAR) : quantity.end + NEAR]
    stems = set(stems_of(around))
    roots = {root(word) for word in re.findall(r"[a-z]+", around.lower())}
    initials = "".join(word[0] for word in re.findall(r"[a-z]{3,}", around.lower()))
    total = sum(term.weight for term in counted)
    near = sum(
        term.weight
        for term in counted
        if term.stem in stems
        or term.root in roots
        or not stems.isdisjoint(term.variants)
        or (term.acronym and term.stem in initials)
    )
    return near >= 0.5 * total


def introduces(question: Question, one: Evidence) -> bool:
    """Return whether a sentence says who somebody is: "X, director of ...", "X is ...", "director X"."""
    names = " ".join(question.names)
    name = re.escape(names or re.sub(r"(?i)^\W*who (?:is|was|are|were) (?:the )?|\W+$", "", question.text))
    return bool(
        re.search(
            rf"{name},? (?:(?:is|was|were) |\((?=[^)]*\d)|(?:an? |the )?(?:[\w-]+ ){{1,8}}(?:of|at|for|in|with|and)\b)",
            one.text,
        )
    )


def names_person(one: Evidence) -> bool:
    """Return whether a sentence itself names a person."""
    return bool(_PERSON.search(one.text))
