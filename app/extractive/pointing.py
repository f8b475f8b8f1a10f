"""Which words of a quoted sentence are the short answer: the number, the date, the name, the phrase.

The trained reader proposes, the kind of answer disposes: a question for a number is answered by a number of that sort
or by none. Where nothing stands out, nothing is pointed at.
"""

import itertools
import re
from collections.abc import Iterator

from app.extractive.defining import spelt_out
from app.extractive.fitting import organisations_in, people_in
from app.extractive.kinds import asks_change
from app.extractive.question import Question
from app.extractive.reader import Reading
from app.quantities import Quantity, find_quantities
from index.words import STOPWORDS, stem, tokens

SURE = 0.4  # the reader's certainty from which its words are taken where no kind of answer confirms them
BESIDE = 80  # characters after a name that say who it is
PHRASE_WORDS = 12  # a longer one is no short answer

_OF = re.compile(r"\d of (?:the |its |our |their |all )?$", re.IGNORECASE)  # "23 of the 40 ports": 23 were done
_BY = re.compile(r"\bby (?:\w+ ){0,3}$", re.IGNORECASE)  # "rose by 3 million", not "rose to 3 million"
# Which words belong to a number: "more than 20%", "over RMB 7.5 trillion".
_BEFORE = re.compile(
    r"(?:\b(?:more than|less than|fewer than|over|under|about|around|approximately|roughly|nearly|almost|some|at least"
    r"|at most|up to|as many as|RMB|US)\s+|[$€£¥])+$",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|{_MONTH},? \d{{4}}|(?:1[5-9]|20)\d\d(?:\s?[-–]\s?(?:1[5-9]|20)\d\d)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"|{_MONTH})(?!\w)|\b\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\b)?|\b\d{{1,2}} ?[ap]\.?m\b"
)
# "The production and sales were 2 million and 3 million respectively": the second number is of the second noun.
_PAIRED = re.compile(r"\b(?P<one>\w+) and (?P<two>\w+)\b(?P<rest>.*)\brespectively\b", re.IGNORECASE | re.DOTALL)

Place = tuple[int, int]


def point(question: Question, quoted: str, reading: Reading | None) -> str:
    """Return the words of the quoted sentence that answer, verbatim; "" where none stand out."""
    guess = _place(reading.key, quoted) if reading and reading.key else None
    certain = reading.certainty if reading else 0.0
    match question.kind:
        case "number" | "percent" | "money":
            place = _number(question, quoted, guess)
        case "date":
            place = _among([match.span() for match in _DATE.finditer(quoted)], guess)
        case "person":
            people = [one for one in people_in(quoted) if _new(question, quoted, one)]
            place = _among(people, guess) or _described(question, quoted, people)
        case "organisation":
            place = _among([one for one in organisations_in(quoted) if _new(question, quoted, one)], guess)
        case "place" | "contact":
            place = guess if certain >= SURE else None
        case "definition" if written_out := spelt_out(question, quoted):
            place = written_out
        case "other" | "definition" if re.match(r"\W*(?:what|which)\b", question.plain, re.IGNORECASE):
            place = guess if certain >= SURE and guess and _tells(question, quoted[slice(*guess)]) else None
        case _:
            place = None
    words = quoted[slice(*place)].strip() if place else ""
    return words if len(words.split()) <= PHRASE_WORDS else ""


def _place(words: str, quoted: str) -> Place | None:
    start = quoted.find(words)
    return (start, start + len(words)) if start >= 0 else None


def _among(places: list[Place], guess: Place | None) -> Place | None:
    """Return the place that the reader's guess touches; where it touches none, the only one there is."""
    touched = [place for place in places if guess and place[0] < guess[1] and guess[0] < place[1]]
    if touched:
        return max(touched, key=lambda place: place[1] - place[0])
    return places[0] if len(places) == 1 else None


def _described(question: Question, quoted: str, people: list[Place]) -> Place | None:
    """Return the person whom the question's words describe: "<Ada Pike>, director of the mill, and Tom Orr said"."""
    asked = {term.stem for term in question.terms}
    said = {one: {stem(token) for token in tokens(quoted[one[1] : one[1] + BESIDE])} & asked for one in people}
    best = max(said, key=lambda one: len(said[one]), default=None)
    return best if best and 2 * len(said[best]) > len(asked) else None


def _tells(question: Question, words: str) -> bool:
    """Return whether the words are more than the question's own."""
    own = {term.stem for term in question.terms}
    return any(stem(token) not in own for token in tokens(words) if token not in STOPWORDS)


def _new(question: Question, quoted: str, place: Place) -> bool:
    return set(quoted[slice(*place)].split()).isdisjoint(question.names)


def _number(question: Question, quoted: str, guess: Place | None) -> Place | None:
    fitting = [one for one in find_quantities(quoted) if _fits(question, one)]
    fitting = [one for one in fitting if not _OF.search(quoted[: one.start])] or fitting
    if asks_change(question.text):
        shares = [one for one in fitting if one.unit in ("percent", "points")]
        fitting = shares or [one for one in fitting if _BY.search(quoted[: one.start])]
    named = _of_its_noun(question, quoted, fitting, guess)
    counting = [one for one in fitting if guess and _counts(question, quoted[one.end :])]
    chosen = named or _among([(one.start, one.end) for one in counting or fitting], guess)
    if not chosen:
        return None
    before = _BEFORE.search(quoted[: chosen[0]])
    return (before.start() if before else chosen[0], chosen[1])


def _fits(question: Question, one: Quantity) -> bool:
    if question.measure:
        return one.unit == question.measure
    match question.kind:
        case "percent":
            return one.unit in ("percent", "points")
        case "money":
            return one.unit in ("money", "percent") if "percent" in question.text.lower() else one.unit == "money"
        case _:
            return True


def _counts(question: Question, following: str) -> bool:
    """Return whether what follows a number is what the question counts: "5,095 green factories, 371 green parks"."""
    stems = {stem(token) for token in tokens(following)[: len(question.counted) + 1]}
    return bool(question.counted) and all(
        term.stem in stems or not stems.isdisjoint(term.variants) for term in question.counted
    )


def _of_its_noun(question: Question, quoted: str, fitting: list[Quantity], guess: Place | None) -> Place | None:
    """Return the number that "respectively" gives to the one of two nouns that the question names."""
    asked = {term.stem for term in question.terms} | {other for term in question.terms for other in term.variants}
    match = _PAIRED.search(quoted)
    if not match:
        return None
    named = [stem(match[side].lower()) in asked for side in ("one", "two")]
    pairs = list(_pairs([one for one in fitting if one.start >= match.start("rest")], quoted))
    touched = [pair for pair in pairs if guess and pair[0].start < guess[1] and guess[0] < pair[1].end]
    if sum(named) != 1 or len(touched or pairs) != 1:
        return None
    one = (touched or pairs)[0][named.index(True)]
    return one.start, one.end


def _pairs(quantities: list[Quantity], quoted: str) -> Iterator[tuple[Quantity, Quantity]]:
    for one, two in itertools.pairwise(quantities):
        if re.fullmatch(r"[\w\s]{0,20}\band\s+", quoted[one.end : two.start]) and one.unit == two.unit:
            yield one, two
