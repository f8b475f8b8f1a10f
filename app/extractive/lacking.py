"""What a sentence lacks of what the question asks for: its time, its kind of answer, its words; each in plain words.

Near misses are as similar to a question as answers are; it is by what they lack that they can be told apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.extractive.carrying import carries, in_context, said
from app.extractive.evidence import Evidence
from app.extractive.fitting import attached, type_fit
from app.extractive.kinds import COUNTS, asked_names, asks_ahead, looks_ahead
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked
from app.periods import Period
from index.words import STOPWORDS, stem, tokens

HEAD = 120  # characters of a document without a title that say what it is about
BEFORE = 150  # characters before a sentence that say what it is about
NEARBY = 0.5  # how far a word that stands only around the sentence counts as missing

# Words that no paraphrase stands for: they must be said.
_LITERAL = frozenset(
    "born birthplace married studied graduated buried retired hobby favourite favorite phone salary university "
    "daughter son wife husband brother sister "
    "minister ceo president mayor governor chairman chairwoman king queen premier secretary".split()
)
# Words of what is counted, paid, done or suffered: a text that gives it says the word, or one of synonyms.txt.
_TOLD = frozenset(
    stem(word)
    for word in (
        "export import insure patent license employ invest deposit donate subsidise "
        "emit consume install generate store recycle register enrol graduate vote "
        "salary wage pension fine tax fee profit loss turnover revenue dividend debt loan budget subsidy grant price "
        "ticket rent investment income insurance warranty guarantee "
        "injured killed died arrested accident theft stolen caused complaint lawsuit "
        "women men girls boys children pupils students teachers doctors nurses patients employees workers farmers "
        "tourists visitors passengers tenants customers volunteers "
        "water electricity gas coal oil diesel petrol steel hydrogen dioxide methane "
        "population capacity phone email address website previous"
    ).split()
)
# Two that exclude each other, each with the words for it.
_OPPOSITES = tuple(
    tuple(frozenset(stem(word) for word in side.split()) for side in pair)
    for pair in (
        ("rural countryside", "urban"),
        ("domestic home", "foreign overseas abroad"),
        ("import imported", "export exported"),
        ("men male boys", "women female girls"),
        ("onshore", "offshore"),
        ("indoor", "outdoor"),
        ("northern", "southern"),
        ("eastern", "western"),
        ("freight", "passenger"),
        ("public", "private"),
        ("maximum", "minimum"),
        ("gross", "net"),
        ("weekday", "weekend"),
        ("winter", "summer"),
        ("child children", "adult"),
    )
)
_TODAY = re.compile(r"\b(?:today|nowadays|these days|at present|at the moment|currently|right now)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:already|actually|so far|up to now|to date|by now)\b", re.IGNORECASE)
_ONE_YEAR = re.compile(r"\balone\b|\b(?:newly )?added (?:in|during)\b|\bduring the year\b", re.IGNORECASE)
_TOTAL = re.compile(r"\bcumulativ|\bby the end of\b|\baltogether\b|\bto date\b|\bso far\b|\bsince\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
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
# Kinds of business, told apart by what stands before: "the glass industry".
_KIN = re.compile(r"\b(?:industr(?:y|ies)|sectors?)\b", re.IGNORECASE)
_POST = re.compile(
    r"\b(?P<less>(?:vice|deputy|assistant|former|acting|associate|interim|ex|past)[- ])?"
    r"(?P<post>minister|director|president|chair\w*|head|manager|secretary|mayor|governor|engineer|editor|commissioner|chief|principal|inspector)\b",
    re.IGNORECASE,
)
_NAMELY = re.compile(
    r".*[:：]|\s*[(—–]|\W*$|.*\b(?:namely|such as|including|first)\b|\W*(?:\w+ ){0,4}(?:are|were|includes?|comprises?)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[,;] |\band\b")
MANY = 4  # things named, from which a list is one of all
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
class Lack:
    """One thing that is not there, and how an abstention says so."""

    what: Literal["period", "name", "word", "type", "count"]
    reason: str
    others: tuple[Period, ...] = ()  # the times that the sentence does speak of


def lacks(question: Question, one: Evidence) -> list[Lack]:
    """Return what a sentence lacks, the most telling first."""
    rules = (
        _period,
        _alone,
        _planned,
        _today,
        _literal,
        _told,
        _kin,
        _opposite,
        _numbered,
        _named,
        _name,
        _role,
        _unnamed,
        _type,
        _count,
    )
    found = (rule(question, one) for rule in rules)
    return [lack for lack in found if lack]


def missing_share(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that neither a sentence nor, in part, what is around it carries."""
    counted = [term for term in terms if not term.word[0].isdigit()]  # a wrong number is a premise to correct
    lacking = (term for term in counted if not carries(term, one))
    missing = sum(term.weight * (NEARBY if in_context(term, one) else 1) for term in lacking)
    return missing / sum(term.weight for term in counted) if counted else 0.0


def missing_words(terms: Sequence[Term], one: Evidence) -> list[str]:
    """Return the question's words that stand neither in a sentence nor around it, the rarest first."""
    lacking = [term for term in terms if not carries(term, one) and not in_context(term, one)]
    return [term.word for term in sorted(lacking, key=lambda term: -term.weight) if not term.carried]


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
        if len(terms) > 1 and not any(together):
            return phrase
    return ""


def carried(term: Term, ranked: Sequence[Ranked]) -> bool:
    """Return whether any of the sentences carries an acronym, spelt out."""
    return term.acronym and any(carries(term, one.evidence) for one in ranked)


def _period(question: Question, one: Evidence) -> Lack | None:
    named = {period.kind for period in one.periods}
    if question.periods & one.loose:
        named.discard("year")  # "0.86 in the third quarter, after 0.93 in the second and 1.12 in that of 2023"
    held = one.periods | {period for period in one.scope if period.kind not in named}
    # What was said "in April" is dated, not counted.
    held |= {period for period in one.dated if period.kind not in named and question.may_date(period)}
    missing = [period for period in sorted(question.periods) if period not in held]
    kinds = {period.kind for period in question.periods}
    loose = question.wants_many or len(kinds) < len(question.periods)  # another sentence may hold the rest
    if not missing or (loose and len(missing) < len(question.periods)):
        return None
    asked = missing[0]
    others = sorted({other for other in one.periods if other.kind == asked.kind})
    if question.kind in ("reason", "manner") and not others:
        return None  # what explains names no time; that it inherits another says little
    others = others or sorted({other for other in one.scope if other.kind == asked.kind})
    if not others and asked.kind in ("month", "quarter"):
        others = sorted({other for other in one.periods if other.kind != "plan"})
    if loose and not others:
        return None
    given = f"; the closest passage speaks of {join(others)}" if others else ""
    return Lack("period", f"The documents do not give this for {asked}{given}.", tuple(others))


def _alone(question: Question, one: Evidence) -> Lack | None:
    """A running total is not what was added in one year."""
    asks = question.wants_quantity and _ONE_YEAR.search(question.plain)
    if not asks or not _TOTAL.search(one.text) or re.search(r"\bof (?:which|these|them)\b", one.text):
        return None
    asked = join(sorted(question.periods)) or "one year"
    return Lack("period", f"The closest passage gives a running total, not what was added in {asked} alone.")


def _planned(question: Question, one: Evidence) -> Lack | None:
    """What shall be done has not been done."""
    if not _DONE.search(question.plain) or not looks_ahead(one.text) or asks_ahead(question.plain):
        return None
    return Lack("period", "The closest passage speaks of what is planned, not of what has been done.")


def _today(question: Question, one: Evidence) -> Lack | None:
    """What was so in 1906 is not what is so today, in a text that knows of later years."""
    own = [period for period in one.periods if period.kind == "year"]
    if not own or not _TODAY.search(question.plain) or _TODAY.search(one.text):
        return None
    latest = max(int(year) for year in _YEARS.findall(one.document.text))
    past = all(period.number < latest - 1 for period in own)
    return (
        Lack("period", f"The documents do not give this for today; the closest passage speaks of {join(sorted(own))}.")
        if past
        else None
    )


def _literal(question: Question, one: Evidence) -> Lack | None:
    missing = [term.word for term in question.terms if term.word in _LITERAL and not said(term, one)]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def _told(question: Question, one: Evidence) -> Lack | None:
    missing = [
        term.word
        for term in question.terms
        if term.stem in _TOLD and not (term.carried or carries(term, one) or in_context(term, one))
    ]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def _kin(question: Question, one: Evidence) -> Lack | None:
    """Another industry than the one asked about: "the steel industry" is not known from "the chemical industry"."""
    if not question.wants_quantity or not _KIN.search(one.text):
        return None
    before = {
        word.lower() for match in _KIN.finditer(question.text) for word in question.text[: match.start()].split()[-2:]
    }
    missing = [term.word for term in question.terms if term.word in before and not carries(term, one)]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def _opposite(question: Question, one: Evidence) -> Lack | None:
    """What holds in towns says nothing of the country: the sentence speaks of the other of two, and not of the one."""
    asked = {term.stem for term in question.terms if not term.carried}
    for pair in _OPPOSITES:
        for this, other in (pair, pair[::-1]):
            if asked & this and not asked & other and one.bag & other and not one.bag & this:
                word = next(term.word for term in question.terms if term.stem in this)
                return Lack("name", f"The closest passage speaks of the opposite of {word}.")
    return None


def _numbered(question: Question, one: Evidence) -> Lack | None:
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


def _named(question: Question, one: Evidence) -> Lack | None:
    missing = nameless(question, one)
    return Lack("name", f"The document of the closest passage does not mention {join(missing)}.") if missing else None


def _name(question: Question, one: Evidence) -> Lack | None:
    """A name of several words that the question gives stands neither around the sentence nor in its document."""
    for phrase in question.phrases:
        stems = {stem(token) for token in tokens(phrase) if token not in STOPWORDS}
        terms = [term for term in question.terms if term.stem in stems]
        speaks = phrase.lower() in (one.speaker or "").lower()
        around = speaks or all(carries(term, one) or in_context(term, one) for term in terms)
        written = r"\s+".join(re.escape(word) for word in phrase.split())
        if len(terms) > 1 and not around:
            elsewhere = re.search(written, one.document.text, re.IGNORECASE)
            return Lack("word" if elsewhere else "name", f"The closest passage does not speak of {phrase}.")
    return None


def _role(question: Question, one: Evidence) -> Lack | None:
    """A deputy is no director: the post that is asked for stands in the sentence, but each time with a reservation."""
    if question.kind not in ("person", "identity", "other"):
        return None
    for post in _POST.finditer(question.plain):
        said = [match for match in _POST.finditer(one.text) if match["post"].lower() == post["post"].lower()]
        if said and not post["less"] and all(match["less"] for match in said):
            return Lack("name", f"The closest passage speaks of the {said[0].group()}, not of the {post['post']}.")
    return None


def _unnamed(question: Question, one: Evidence) -> Lack | None:
    """The number of the things that shall be named, but not their names: "jointly issued with seven departments"."""
    asked = asked_names(question.plain)
    if not asked:
        return None
    count, noun = asked
    words = [str(count), *(word for word, number in COUNTS.items() if number == count)]
    said = re.search(
        rf"\b(?:{'|'.join(words)}) (?:[\w-]+ ){{0,4}}?{re.escape(noun)}\b(?P<after>.*)", one.text, re.IGNORECASE
    )
    if not said or _NAMELY.match(said["after"]):
        return None
    others = _SEPARATOR.findall(one.text[: said.start()])
    if len(others) >= min(count, MANY) - 1:
        return None  # "wind, sun and tides are the three sources"
    return Lack("type", f"The passages on this give the number of {noun}, not which they are.")


def _type(question: Question, one: Evidence) -> Lack | None:
    if question.kind in _TYPE_NAMES and type_fit(question, one) < 0.5:
        return Lack("type", f"The passages on this give no {question.measure or _TYPE_NAMES[question.kind]}.")
    return None


def _count(question: Question, one: Evidence) -> Lack | None:
    if question.kind == "number" and question.counted and not attached(question, one):
        return Lack("count", f"No passage on this counts {' '.join(term.word for term in question.counted)}.")
    return None


def join(things: Sequence[object]) -> str:
    """Return "a", "a or b", "a, b or c"."""
    names = [str(thing) for thing in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
