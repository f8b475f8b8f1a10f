"""What a sentence lacks in names: another thing of its kind, another post, a document without the name."""

import re
from collections.abc import Sequence

from app.extractive.carrying import carries, in_context
from app.extractive.evidence import Evidence
from app.extractive.lacking.lack import Lack, join
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked
from index.words import STOPWORDS, stem, tokens

HEAD = 120  # characters of a document without a title that say what it is about
PASSING = 3  # times that a text names a place which it is not about
BEFORE = 150  # characters before a sentence that say what it is about
# "Apollo 11", "Phase 3", "batch 44": of several alike, told apart by a number. Not "May 5", "The 7.5".
_NUMBERED = re.compile(
    r"\b(?P<kind>(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|The\b|In\b|By\b|Of\b))[A-Z][\w’']+"
    r"|batch|phase|stage|step|version|release|model|section|article|clause|chapter|annex|appendix|paragraph|rule|line|group"
    r"|unit|grade|level|route|lane|track|room|bus|tram|gate|hall|block|building|house|wing|ward|bed|seat|plot|lift"
    r"|escalator|pump|turbine|boiler|furnace|kiln|reactor|tank|well|shaft|tower|berth|dock|quay|terminal|valve|sensor"
    r"|channel|port|module|course|exam|platform|flat|floor|table|lecture|lesson|lot|zone|district|region|team|class|site"
    r"|station|pier|flight|form|type|series|sample|trial|test|option|method|day|week)"
    r"[ -](?P<number>\d{1,3}(?:\.\d+)*)\b(?![,.]\d| (?:m|b|tr)illion)"
)
_AT = re.compile(r"\b(?:in|at|near|around|outside|across)(?: the)? (?P<place>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)")
_POST = re.compile(
    r"\b(?P<less>(?:vice|deputy|assistant|former|acting|associate|interim|ex|past)[- ])?"
    r"(?P<post>minister|director|president|chair\w*|head|manager|secretary|mayor|governor|engineer|editor|commissioner|chief|principal|inspector)\b",
    re.IGNORECASE,
)


def nameless(question: Question, one: Evidence) -> list[str]:
    """Return names that other documents have, but nowhere the sentence's own: "Germany" of a text on China."""
    names = {name.lower() for name in question.names}
    asked = [term for term in question.terms if term.word in names and term.known]
    plain = [term for term in asked if not (term.acronym or term.repaired or term.carried)]
    written = one.document.text.lower() if plain else ""
    return [term.word for term in plain if not any(form in written for form in (term.stem, *term.variants))]


def unknown_name(question: Question, ranked: Sequence[Ranked]) -> str:
    """Return a name in the question that none of the documents mentions, or "".

    A name of several words is known where one place has them all: "Ministry of Finance" is not known from "Ministry
    of Industry" and "finance".
    """
    known = {term.stem for term in question.terms if term.known or carried(term, ranked)}
    for name in question.names:
        unknown = any(term.stem == stem(name.lower()) and term.stem not in known for term in question.terms)
        # A signature or a caption is no sentence that is found, but has the name.
        if unknown and not any(name in one.evidence.document.text for one in ranked):
            return name
    for asked in _NUMBERED.finditer(question.plain):
        if asked["kind"][0].isupper() and not any(asked.group() in one.evidence.document.text for one in ranked):
            return asked.group()
    for phrase in question.phrases:
        stems = {stem(token) for token in tokens(phrase) if token not in STOPWORDS}
        terms = [term for term in question.terms if term.stem in stems]
        together = (
            all(carries(term, one.evidence) or in_context(term, one.evidence) for term in terms) for one in ranked
        )
        # A byline is no sentence that is found, but has the name.
        if len(terms) > 1 and not any(together) and not any(_written(phrase, one.evidence) for one in ranked):
            return phrase
    return ""


def carried(term: Term, ranked: Sequence[Ranked]) -> bool:
    """Return whether any of the sentences carries an acronym, spelt out."""
    return term.acronym and any(carries(term, one.evidence) for one in ranked)


def other_number(question: Question, one: Evidence) -> Lack | None:
    """Another of its kind than the one asked about: "Apollo 10" for "Apollo 11", "Phase 1" for "Phase 2"."""
    before = one.document.text[max(0, one.start - BEFORE) : one.start]
    for asked in _NUMBERED.finditer(question.plain):
        alike = (
            [said for said in _NUMBERED.finditer(text) if said["kind"].lower() == asked["kind"].lower()]
            for text in (one.text, before, one.document.title or one.document.text[:HEAD])
        )
        others = next(filter(None, alike), [])
        if others and all(said["number"] != asked["number"] for said in others):
            return Lack("name", f"The closest passage speaks of {others[0].group()}, not of {asked.group()}.")
    return None


def nameless_document(question: Question, one: Evidence) -> Lack | None:
    """A document without the name that other documents have."""
    missing = nameless(question, one)
    return Lack("name", f"The document of the closest passage does not mention {join(missing)}.") if missing else None


def other_name(question: Question, one: Evidence) -> Lack | None:
    """A name of several words that the question gives stands neither around the sentence nor in its document."""
    for phrase in question.phrases:
        stems = {stem(token) for token in tokens(phrase) if token not in STOPWORDS}
        terms = [term for term in question.terms if term.stem in stems]
        speaks = phrase.lower() in (one.speaker or "").lower()
        around = speaks or all(carries(term, one) or in_context(term, one) for term in terms)
        if len(terms) > 1 and not around:
            elsewhere = _written(phrase, one)
            return Lack("word" if elsewhere else "name", f"The closest passage does not speak of {phrase}.")
    return None


def _written(phrase: str, one: Evidence) -> bool:
    """Return whether a sentence's document has the phrase, across line ends too."""
    written = r"\s+".join(re.escape(word) for word in phrase.split())
    return bool(re.search(written, one.document.text, re.IGNORECASE))


def asked_places(question: Question) -> list[str]:
    """Return the places that a figure is asked of: "deaths in Solmere"."""
    return [asked["place"] for asked in _AT.finditer(question.plain)] if question.wants_quantity else []


def elsewhere(question: Question, one: Evidence) -> Lack | None:
    """Of another place than the one asked about, in a text that names that one only now and then."""
    for place in asked_places(question):
        stems = {stem(token) for token in tokens(place) if token not in STOPWORDS}
        terms = [term for term in question.terms if term.stem in stems]
        around = any(carries(term, one) or in_context(term, one) for term in terms)
        if terms and not around and one.document.text.count(place) <= PASSING:
            return Lack("name", f"The closest passage does not speak of {place}.")
    return None


def deputy(question: Question, one: Evidence) -> Lack | None:
    """A deputy is no director: the post that is asked for stands in the sentence, but each time with a reservation."""
    if question.kind not in ("person", "identity", "other"):
        return None
    for post in _POST.finditer(question.plain):
        said = [match for match in _POST.finditer(one.text) if match["post"].lower() == post["post"].lower()]
        if said and not post["less"] and all(match["less"] for match in said):
            return Lack("name", f"The closest passage speaks of the {said[0].group()}, not of the {post['post']}.")
    return None
