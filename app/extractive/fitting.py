"""Does a sentence hold the kind of thing that is asked for: a number of that sort, a person, a place, a reason?"""

import functools
import re
from collections.abc import Collection

from app.extractive.carrying import in_context
from app.extractive.defining import definition_fit
from app.extractive.evidence import Evidence, stems_of
from app.extractive.kinds import asks_ahead, asks_change, asks_when_said, looks_ahead
from app.extractive.leaning import leans
from app.extractive.question import Question, Term
from app.periods import find_periods
from app.quantities import Quantity, find_quantities
from index.words import STOPWORDS, root, stem

SEVERAL = 4  # things asked for: that a sentence lists as many is no chance
NEAR = 120  # characters around a number within which it counts a noun

_CAPITALISED = r"[A-Z][\w’'-]*[a-z][\w’'-]*"
_PERSON = re.compile(rf"\b{_CAPITALISED} (?:[A-Z]\. )?{_CAPITALISED}(?: {_CAPITALISED}){{0,2}}\b")
_WHOM = re.compile(r"\b(?:with|by|to|from|for) whom\b|\bwho(?:m)?\b.*\b(?:with|by|to|from)\W*$", re.IGNORECASE)
_NAME = re.compile(rf"(?<=[a-z,;] ){_CAPITALISED}")
# "from Kelderwick, Harrock, Upper Stoyle and Brannay", "in Gannet Rock"
_AMONG_PLACES = re.compile(
    r"\b(?:(?:in|at|near) (?:[A-Z][\w’'-]+(?:,| and) )*|(?:from|between|across) (?:[A-Z][\w’'-]+(?:,| and) )+)$"
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lady lord cllr reporter president minister director captain chair chairman "
    "spokesperson spokesman spokeswoman mayor king queen".split()
)
_NO_NAMES = _TITLES | STOPWORDS | frozenset("since until during between before after within".split())
_ROLES = _TITLES | frozenset(  # "Head Teacher", "Safety Officer": a post, not who holds it
    "teacher officer secretary treasurer manager master clerk engineer editor coach inspector".split()
)
_ORGANISATION = re.compile(
    r"\b(?:[A-Z][\w&-]* (?:and (?=[A-Z]))?){0,8}(?:Company|Co\.|Corp\w*|Inc\.?|Ltd\.?|Group|Holdings|Bank|University"
    r"|Institute|Agency|Ministry|Department|Bureau|Office|Commission|Council|Committee|Association|Party|Service|News|Daily"
    r"|Network|Times|Society|Union|Administration|Authority|Federation|Foundation|Chamber|Division|Centre|Center|College"
    r"|School|Academy|Museum|Hospital)\b"
    r"(?: (?:of|for) (?:the )?[A-Z][\w-]*(?:(?:,? and|,)? [A-Z][\w-]*)*)?"
)
_DAYS = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_PLACE = re.compile(
    rf"\b(?:in|at|from|near|to|of|across|outside|inside|on(?! {_DAYS})) (?:the )?(?:\w+ ){{0,2}}?[A-Z][a-z]+"
)
_COMMON_PLACE = re.compile(
    r"\b(?:in|to|at|from|near|into|across) (?:the )?(?:[\w-]+ ){0,3}(?:areas?|regions?|provinces?|cities|towns?"
    r"|counties|villages?|zones?|parks?|sites?|districts?|countries|coast|north|south|east|west)\b|\babroad\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d\d?:\d\d\b|o['’]clock"
    r"|\b(?:daily|weekly|monthly|yearly|every (?:day|week|month|year|spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
_DAY_ASKED = re.compile(r"\b(?:what|which) (?:date|day)\b", re.IGNORECASE)
_BY_WHEN = re.compile(
    r"\b(?:by|until|before) when\b|\bdeadline\b|\blatest (?:date|day)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|no later than|not later than|end(?:s|ed|ing)?|clos(?:es?|ed|ing)|deadline|latest|due"
    r"|expir\w+|runs? out|ran out)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\bhttps?://|\bwww\.|(?:\+\d|\(\d+\)|\b\d{3,4}[-.\s])\d{2,4}[-.\s]?\d{3,}")
# What stands at once after a number, up to what ends a group of nouns: "412 <visiting yachts> had paid".
_OWN = re.compile(
    r" (?P<nouns>(?:(?!(?:in|on|at|by|for|were|was|are|is|had|have|has|with|to|from|than|respectively|this|last)\b)"
    r"[\w’'-]+ ?){0,8})",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r" (?P<name>(?!people\b)[a-z]{3,})\b")  # "17.6 billion lirin"
# What a number of nothing ends with: "it will be two million."
_BARE_MILLIONS = re.compile(
    r"[\w.,]+ (?:m|b|tr)illion(?=\W*$|[,;.]| (?:in|by|at|from|this|next|last|and|or)\b)", re.IGNORECASE
)
_MONEY = (
    r"(?i:budget|price|pric(?:ed|ing)|costs?|paid|pays?|subsid\w+|invest\w*|bonds?|loans?|credit|fees?|fines?|income"
    r"|revenue|turnover|worth|spen[dt]|wages?|salar\w+|funds?|grants?|profits?|financ\w+)"
)
_PEOPLE = ("people", "persons")
_PERSONS = frozenset(  # "how many people": 340 employees
    stem(word)
    for word in (
        "employees workers staff residents inhabitants citizens visitors passengers patients students pupils teachers "
        "nurses doctors members customers users subscribers tourists guests voters volunteers adults children women men"
    ).split()
)
_QUOTES = tuple('"“”‘’')
_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id)|sp(?:oke|eak)|announc|stat(?:e|ed|es)\b|introduc|present|report|mention|claim|warn|stress|t(?:old|ell)"
    r"|quot|explain|promis|belie[vf]|th(?:ink|ought)|call|point|argu|describ|predict|expect|declar|confirm|reveal|disclos"
    r"|add(?:ed|s)\b|not(?:e|ed|es)\b|emphasi|answer|admit|insist|suggest|view|opinion|regard|see[sn]?\b|saw|regret|compar|name)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"(?:units?|pieces?|sets?|items?|copies|head)\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|driven by|as a result|since|therefore|caused by"
    r"|leads? to|led to|determin\w+|given that|reasons?|causes?|hence|for fear|result(?:s|ed|ing)? (?:of|from)"
    r"|(?:lies?|lay|were|was|is|are) behind|stems? from|blames?|blamed|explained by|the cause|accounts? for)\b",
    re.IGNORECASE,
)
# What something is for: a reason too where no other is given.
_PURPOSE = re.compile(
    r"\b(?:so that|in order to|to (?:avoid|prevent|protect|save|spare|keep|ensure|allow|make sure))\b"
    r"|,? so (?:the|that|it|they|we|you)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r",[^,;]{2,50},? (?:and|or) \w|;[^;]{2,120};|\bfirst\b.*\bsecond\b|\bsuch as\b"
    r"|^\W*(?:first|second|third|fourth|fifth|the (?:second|third|fourth)|[-•*]|\d+[.)])\b",
    re.IGNORECASE,
)
_ITEM = r"[^\s,;:.]+(?: [^\s,;:.]+){0,5}"
_SERIES = re.compile(rf"(?:{_ITEM}, )+(?:{_ITEM} )?(?:and|or) {_ITEM}")
_NTH = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth),", re.IGNORECASE)


def type_fit(question: Question, one: Evidence) -> float:
    """Return how well a sentence holds the kind of thing that is asked for, 0 to 1."""
    units = {quantity.unit for quantity in one.quantities}
    match question.kind:
        case "number" | "percent" | "money":
            return _quantity_fit(question, one)
        case "survey" if re.search(r"\b(?:how many|how much|number|figures?|numbers)\b", question.text, re.IGNORECASE):
            return _quantity_fit(question, one)
        case "survey" | "list" if asks_ahead(question.text):
            return 1.0 if looks_ahead(one.text) else 0.4
        case "date":
            return _date_fit(question, one)
        case "identity":
            return 1.0 if introduces(question, one) else 0.2
        case "person":
            if names_person(one, but=question.names):
                return 1.0
            # "With whom will it build?" may ask for a company.
            partner = _WHOM.search(question.plain) and any(
                _new_name(question, name) for name in _NAME.findall(one.text)
            )
            return 0.7 if partner or _said_by_another(question, one) else 0.0
        case "organisation":
            return 1.0 if _ORGANISATION.search(one.text) else (0.5 if names_person(one, but=question.names) else 0.0)
        case "place" if len(question.names) > 1 and introduces(question, one):
            return 1.0  # where somebody works is where they are introduced
        case "place":
            named = _PLACE.search(one.text) or _ORGANISATION.search(one.text)
            return 0.8 if named else (0.6 if _COMMON_PLACE.search(one.text) else 0.0)
        case "contact":
            return 1.0 if _CONTACT.search(one.text) else 0.0
        case "reason":
            return 1.0 if _BECAUSE.search(one.text) else (0.8 if gives_reason(one) else 0.4)
        case "list" if _LIST.search(one.text):
            told = question.items and question.items >= SEVERAL
            return 0.7 if told and listed_in(one.text) != question.items else 1.0
        case "list":
            return 0.4
        case "comparison":
            return 1.0 if units else 0.25
        case "definition":
            return definition_fit(question, one)
        case _:
            return 0.5


def _quantity_fit(question: Question, one: Evidence) -> float:
    units = {quantity.unit for quantity in one.quantities}
    if question.measure:
        # A table's unit stands above it.
        return 1.0 if question.measure in units else (0.6 if units and one.text.startswith("|") else 0.0)
    if asks_change(question.text):
        return 1.0 if units else 0.0
    if question.kind == "percent":
        some = 0.6 if re.match(r"\W*how much of\b", question.plain, re.IGNORECASE) else 0.3  # 2 million of it, or 20 %
        return 1.0 if units & {"percent", "points"} else (some if units else 0.0)
    if question.kind == "money":
        return (
            1.0
            if "money" in units
            else (0.6 if _in_unknown_currency(one) or _in_money_before(one) else 0.4 if units else 0.0)
        )
    if not units:
        return 0.0
    return 1.0 if attached(question, one) else 0.5


def _in_unknown_currency(one: Evidence) -> bool:
    """Return whether a number stands before a word that no list of units has, as others in the document do."""
    after = (_CURRENCY.match(one.text, quantity.end) for quantity in one.quantities if quantity.unit == "count")
    names = {match["name"] for match in after if match and match["name"] not in STOPWORDS}
    return any(_is_currency(name, one.document.text) for name in names if not _PIECES.match(name))


def _in_money_before(one: Evidence) -> bool:
    """Return whether a number of millions counts nothing itself, and money before: "It paid 3 million crowns. From July
    it will be two million." """
    bare = any(_BARE_MILLIONS.match(one.text, quantity.start) for quantity in one.quantities)
    before = one.document.text[max(0, one.start - NEAR) : one.start]
    return bare and any(quantity.unit == "money" for quantity in find_quantities(before))


@functools.lru_cache(maxsize=256)
def _is_currency(name: str, text: str) -> bool:
    amount = rf"\d (?:million |billion |trillion )?{name}\b"
    told = re.search(rf"{_MONEY}\W(?:[^.\n]{{0,60}}\W)?[\d.,]*{amount}", text)
    return bool(told) and len(re.findall(amount, text)) > 2


def _date_fit(question: Question, one: Evidence) -> float:
    """A date answers that the question does not give itself; a year, where a year is asked."""
    new = one.periods - question.periods
    if asks_when_said(question.text) and one.document.date and not new:
        return 0.7
    if re.search(r"(?<![\w-])years?\b", question.text, re.IGNORECASE):  # not "Five-Year Plan"
        return 1.0 if any(period.kind == "year" for period in new) else (0.3 if one.scope else 0.0)
    if (
        _DAY_ASKED.search(question.text)
        and not any(period.kind == "month" for period in new)
        and not _CLOCK.search(one.text)
    ):
        return 0.3  # "on what date": a year is none
    if _BY_WHEN.search(question.text) and not _DEADLINE.search(one.text):
        return 0.4 if new else 0.3
    return 1.0 if new or _CLOCK.search(one.text) else (0.3 if one.scope or one.quantities else 0.0)


def attached(question: Question, one: Evidence) -> bool:
    """Return whether a number of the sentence counts what the question counts ("how many X": "371 green X")."""
    if not question.counted:
        return bool(one.quantities)
    given = _values(question.plain)  # "of the 40 ports, how many ..."
    many = re.search(r"\bhow many\b|\bnumber of\b", question.text, re.IGNORECASE)
    return any(
        _counts(question.counted, quantity, one, many=bool(many))
        for quantity in one.quantities
        if quantity.value not in given
    )


@functools.lru_cache(maxsize=64)
def _values(text: str) -> frozenset[float]:
    return frozenset(quantity.value for quantity in find_quantities(text))


def _counts(counted: tuple[Term, ...], quantity: Quantity, one: Evidence, *, many: bool) -> bool:
    if quantity.name and any(quantity.name.startswith(term.stem) for term in counted):
        return True  # "how many tons": 225,000 metric tons
    if many and quantity.unit != "count":
        return False  # "how many turbines" is not "a 16-megawatt turbine"
    own = _OWN.match(one.text, quantity.end)
    if many and own and own["nouns"] and not (_among(own["nouns"], counted[-1]) or _PIECES.match(own["nouns"])):
        return False  # "the five trades were: welder ..." counts no welders
    around = one.text[max(0, quantity.start - NEAR) : quantity.end + NEAR]
    stems, roots, initials = _words_of(around)
    total = sum(term.weight for term in counted)
    near = sum(
        term.weight
        for term in counted
        if term.stem in stems
        or (term.word in _PEOPLE and not _PERSONS.isdisjoint(stems))
        or term.root in roots
        or not stems.isdisjoint(term.variants)
        or (term.acronym and term.stem in initials)
    )
    if near >= 0.5 * total:
        return True
    if one.continues and all(in_context(term, one) for term in counted):
        return True  # "Among them, 3 million took the tram."
    # "It collected 21,000 panels" of old solar panels: what was named before need not be said again.
    head = near and own and _among(own["nouns"], counted[-1])
    return bool(head and leans(one.text) and all(in_context(term, one) for term in counted[:-1]))


@functools.lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[frozenset[str], frozenset[str], str]:
    """Return the stems, the roots and the initials of the words of a text."""
    roots = frozenset(root(word) for word in re.findall(r"[a-z]+", text.lower()))
    return frozenset(stems_of(text)), roots, "".join(word[0] for word in re.findall(r"[a-z]{3,}", text.lower()))


def _among(words: str, term: Term) -> bool:
    """Return whether a term is among some words: itself, a variant, an acronym spelt out."""
    stems = {*stems_of(words), *(root(word) for word in words.lower().split())}
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", words.lower()))
    spelt = (term.acronym and term.stem in initials) or (term.word in _PEOPLE and not _PERSONS.isdisjoint(stems))
    return term.stem in stems or term.root in stems or not stems.isdisjoint(term.variants) or spelt


def listed_in(text: str) -> int:
    """Return how many things a sentence lists: 3 of "wind, sun and tides", 2 of "first, ...; second, ..."."""
    series = (match.group() for match in _SERIES.finditer(text))
    counts = (one.count(", ") + (1 if re.search(r", (?:and|or) ", one) else 2) for one in series)
    return max([*counts, len(_NTH.findall(text))])


_ROLE = (
    r"(?:spokes\w+|[Mm]inister|[Dd]irector|[Pp]resident|[Cc]hair\w+|[Ee]ngineer|[Rr]esearcher|[Pp]rofessor|[Rr]eporter"
    r"|[Kk]ing|[Qq]ueen)"
)


def gives_reason(one: Evidence) -> bool:
    """Return whether a sentence has a word that gives a reason."""
    return bool(_BECAUSE.search(one.text) or _PURPOSE.search(one.text))


def introduces(question: Question, one: Evidence) -> bool:
    """Return whether a sentence says who somebody is: "X is ...", "X (born ...", "X, director of ...", "director X"."""
    name = _name(question)
    ways = (rf"{name},? (?:is|was|were|has been|had been|became|heads|leads|chairs) ", rf"{name} \(")
    return apposes(question, one) or any(re.search(way, one.text) for way in ways)


def apposes(question: Question, one: Evidence) -> bool:
    """Return whether a sentence names somebody together with a post: "X, director of ...", "director X"."""
    name = _name(question)
    ways = (
        rf"{name}, (?!who|and|said)(?:an? |the )?(?:[\w’'-]+ ){{1,8}}?(?:of|at|for|in|with|and)\b",
        rf"\b{_ROLE} {name}\b",
    )
    return any(re.search(way, one.text) for way in ways)


def _name(question: Question) -> str:
    """Return a pattern for the person asked about: "Zhao Zhiguo" of "What post does Zhao Zhiguo hold at the MIIT?"."""
    if not question.names:
        return _subject(question.text)
    named = question.phrases[0].split() if question.phrases else question.names
    slips = {term.word: term.repaired for term in question.terms if term.repaired}
    return " ".join(
        rf"(?i:{re.escape(slips[name.lower()])}\w*)" if name.lower() in slips else re.escape(name) for name in named
    )


def _subject(question: str) -> str:
    return re.escape(re.sub(r"(?i)^\W*who (?:is|was|are|were) (?:the )?|\W+$", "", question))


def _new_name(question: Question, name: str) -> bool:
    return name not in question.names and name.lower() not in STOPWORDS and not find_periods(name)


def _said_by_another(question: Question, one: Evidence) -> bool:
    if not one.speaker or not _SAYING.search(question.plain):
        return False  # who speaks built nothing
    return not set(question.names) & set(one.speaker.split())


def names_person(one: Evidence, *, but: Collection[str] = ()) -> bool:
    """Return whether a sentence itself names a person, other than by these names."""
    people = (one.text[start:end].split() for start, end in people_in(one.text))
    return any(set(words).isdisjoint(but) and not _common(words, one.document.text) for words in people)


def _common(words: Collection[str], text: str) -> bool:
    """Return whether all words stand in a text in lower case too: "Environmental Protection" names nobody."""
    return {word.lower() for word in words} <= _small_words(text)


@functools.lru_cache(maxsize=64)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z][\w’'-]*", text))


def people_in(text: str) -> list[tuple[int, int]]:
    """Return where a text names people: two or more capitalised words inside it that name no organisation."""
    taken = organisations_in(text)
    people = []
    for match in _PERSON.finditer(text):
        if _AMONG_PLACES.search(text[: match.start()]):
            continue
        start, words = match.start(), match.group().split()
        # "In Gannet Rock", "Since June", "Reporter Liu": what opens a sentence or a title is no part of the name.
        while words and words[0].lower() in _NO_NAMES:
            start += len(words[0]) + 1
            words = words[1:]
        titled = text[:start].rstrip()[-1:] in _QUOTES and text[match.end() :].lstrip()[:1] in _QUOTES  # "Quiet Rivers"
        if len(words) > 1 and words[-1].lower() not in _ROLES and not titled:
            people.append((start, match.end()))
    return [(a, b) for a, b in people if not any(start < b and a < end for start, end in taken)]


def organisations_in(text: str) -> list[tuple[int, int]]:
    """Return where a text names organisations, by the words that their names end in."""
    return [match.span() for match in _ORGANISATION.finditer(text)]
