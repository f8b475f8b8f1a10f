"""What a question asks for: its words and their variants, the kind of answer, the periods and the names in it.

It knows the vocabulary of the documents (through Lexicon), never a document.
"""

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

from app.extractive.kinds import COUNTS, Kind, asked_count, asked_units, asks_ahead, asks_change, kind_of, measure_of
from app.extractive.synonyms import synonyms_of
from app.periods import Period, find_periods, period_spans
from app.quantities import unit_kind
from app.scripts import unread_script
from index.words import STOPWORDS, root, stem, token_spans, tokens

# Stands between a follow-up and the questions that it continues; what is carried over counts a third.
CARRIED = "\u2009—\u2009"  # with thin spaces, which a question read through split() cannot have
CARRIED_WEIGHT = 0.35
# A word that stands nowhere in the documents may be a paraphrase; it counts for less than one that stands elsewhere.
_UNKNOWN = 0.5
SHORTEST_PART = 4  # letters of each of two words written as one

# Words of a question that say what kind of answer is wanted rather than what it is about.
_ASKING = frozenset(
    "percent percentage share proportion fraction ratio number amount total figure level value name list year date "
    "day month quarter period half document documents text article mention mentioned according describe explain "
    "compare compared earlier comparison difference versus state stated happen happened happens come become became "
    "currently now thing things way ways kind kinds type types sort reason reasons long large big bigger biggest high "
    "exactly overall approximately around exist existed exists get see eventually actually mean means stand stands "
    "first second third fourth last same consistent differ disagree everything overview wat whats did does plan "
    "report reports agree please different various several respective individual known know said deal "
    "deals dealt dealing foresee foresees foreseen envisage envisages expect expects expected predict predicts "
    "someone somebody anyone anybody everyone everybody something anything stuff ones really simply together "
    "altogether alone call calls think thinks thought consider considers considered believe believes believed view "
    "views opinion opinions eyes spoke speak speaks spoken represent represents represented going".split()
)
# The same in questions for all of something: "which targets are set for", "how did it develop".
_GATHERING = frozenset(
    "target targets goal goals aim aims set facts figures numbers develop developed development evolve evolved time "
    "years tell give overview summary announce announced give given name named".split()
)
# The same in questions for what a word means.
_DEFINING = frozenset("short meant abbreviation acronym initials letters definition define defined term".split())
_SAID = re.compile(
    r"\b(?:according to|said|says?|told|mentioned|spoke|talked|explained|presented|report(?:ed|s)?|announced?|stated?"
    r"|given|gave|conference|interview|briefing|going by|spokes\w+|official)\b",
    re.IGNORECASE,
)
# The time of a text is not that of a fact: "going by the <February 2024> press conference", "Tao's <April> figures".
_OF_A_TEXT = re.compile(
    r"[ ’']?s? ?(?:(?:19|20)\d\d )?(?:and (?:the )?(?-i:[A-Z])[a-z]+ )?(?:[\w-]+ )?"
    r"(?:conference|briefing|interview|article|report|bulletin|figures"
    r"|statement|announcement|speech|release|minutes|letter|newsletter|press|text|paper|issue|edition)\b",
    re.IGNORECASE,
)
_SINCE_TEXT = r" (?:of|on|about|from|dated|in|held(?: on| in)?) (?:the )?(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2},? )?$"
_AFTER_TEXT = re.compile(
    r"\b(?:conference|briefing|interview|article|bulletin|statement|announcement|speech|release|minutes|letter|issue|edition)s?"
    + _SINCE_TEXT
)
# "according to Tao Qing in April": when it was said
_AFTER_SOURCE = re.compile(r"\b(?:according to|in the words of|as told by) [^,;?]{2,60} (?:in|on|of) $")
_ON_PLAN = re.compile(r"\b(?:account|report|summary|review|text|article)s?" + _SINCE_TEXT)
_DAY = re.compile(r" \d{1,2}(?:st|nd|rd|th)?\b")  # of "July 5"
# What a question leaves out: "<besides steel,> which industries ...", "the ships delivered, <as opposed to ordered>?".
_BUT = (
    r"(?:besides|apart from|aside from|other than|except(?: for)?|in addition to|not counting|as opposed to|rather than"
    r"|instead of)"
)
_ASKS_OR_ENDS = r"(?: (?:which|what|who|how|did|do|does|is|are|was|were|has|have|had)\b|,|\W*$)"
_EXCEPT = re.compile(
    rf"^\W*{_BUT} [^,?]{{1,60}},|,? ?\b{_BUT} (?:the |an? )?[\w’'-]+(?={_ASKS_OR_ENDS})", re.IGNORECASE
)
# Where a counted noun group ends: "how many <green factories> were ...".
_AFTER_GROUP = re.compile(
    r"\w+ed|met|made|sold|built|went|go|came|come|got|get|ran|run|rode|ride|flew|fly|drove|drive|use|lost|work|works"
    r"|want|wants|live|exist|took|take|won|left",
    re.IGNORECASE,
)
# "I'd like to know who ...", "Could you please tell me what ...": what is asked comes after it.
_POLITE = re.compile(
    r"^\W*(?:(?:please|kindly|hi|hello)[,!]? )*"
    r"(?:(?:I(?:['’]d| would) like to|I(?:['’]m| am) (?:trying|keen|curious) to|I want to|I need to) "
    r"(?:know|understand|learn|find out|see)"
    r"|(?:can|could|would|will) you (?:please |kindly )?(?:tell|explain to) me|(?:please |kindly )?tell me|I wonder"
    r"|do you (?:happen to )?know),? (?=(?:who|what|which|when|where|why|how|whether|if)\b)",
    re.IGNORECASE,
)
_BARE = frozenset("new newly total overall whole other different".split())  # counted things are often named without
_SCALES = frozenset("hundred thousand million billion trillion".split())
_COUNTED = re.compile(
    r"\b(?:how many|how much|number of|amount of|quantity of)\s+(?:of\s+)?(?:the\s+)?((?:[\w’'-]+\s*){1,6})",
    re.IGNORECASE,
)


class Lexicon(Protocol):
    """The vocabulary of the documents."""

    def frequency(self, word: str) -> int:
        """Return how many passages hold a stem."""
        ...

    def size(self) -> int:
        """Return how many passages there are."""
        ...

    def nearest(self, word: str) -> str | None:
        """Return the stem of the documents that a misspelt word most likely means, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question: how much it counts, and what else in a sentence would carry it."""

    word: str  # as written, lower case
    stem: str
    root: str
    acronym: bool
    weight: float  # idf, in nats
    variants: Mapping[str, float]  # other stems and how well each carries the term, 0 to 1
    known: bool  # it, its correction or a synonym stands in the documents
    repaired: str | None = None  # the stem that it is a misspelling of
    carried: bool = False  # from the question that this one continues


@dataclass(frozen=True, slots=True)
class Question:
    """An analysed question."""

    text: str
    kind: Kind
    measure: str | None  # the only kind of measure that answers it
    terms: tuple[Term, ...]
    periods: frozenset[Period]
    texts: frozenset[Period]  # the months of the texts asked about: "at the April press conference"
    names: tuple[str, ...]  # capitalised words and acronyms inside the question, as written
    phrases: tuple[str, ...]  # names of several words: "Ministry of Finance"
    counted: tuple[Term, ...]  # what is counted: "how many <green factories>"
    items: int | None  # how many things a list has: "the <three> aspects"

    @property
    def plain(self) -> str:
        """The question as a reader of sentences takes it."""
        return " ".join(self.text.replace(CARRIED, " ").split())

    @property
    def listed_as(self) -> frozenset[str]:
        """The stems of its first plural word, which a list is asked of ("the <measures> of the plan"), and of that
        word's synonyms; none where there is no plural."""
        return _listed_as(self.plain)

    def may_date(self, period: Period) -> bool:
        """Return whether a time in it may be when something was said, not what it is of: "Tao Qing said in April"."""
        return not self.wants_quantity or (period.kind == "month" and bool(_SAID.search(self.plain)))

    @property
    def wants_quantity(self) -> bool:
        """Whether only a number can answer it."""
        return self.kind in ("number", "percent", "money")

    @property
    def wants_many(self) -> bool:
        """Whether the answer may take the long budget: a list, a comparison, an explanation."""
        return self.kind in ("list", "comparison", "survey", "reason", "manner")


@functools.lru_cache(maxsize=64)
def _listed_as(question: str) -> frozenset[str]:
    plurals = (word for word in tokens(question) if word.endswith("s") and word not in STOPWORDS)
    word = next(plurals, "")
    return frozenset(map(stem, {word, *synonyms_of(word), *synonyms_of(stem(word))})) if word else frozenset()


def analyse(text: str, lexicon: Lexicon) -> Question:
    """Analyse a question that stands alone, or a follow-up with the questions it continues, latest first."""
    if not (re.search(r"[a-z]", text) or unread_script(text)):
        text = text.lower()  # shouted: capitals name nothing
    text = _POLITE.sub("", text)
    new, *carried = text.split(CARRIED)
    old = " ".join(carried)
    kind = kind_of(new)
    if kind == "other" and carried:
        kind = next((kind_of(part) for part in carried if kind_of(part) != "other"), kind)
    items = asked_count(new) if kind == "list" else None
    # Units are judged by the kind of measure, the length of a list by its items.
    asking = {
        *_ASKING,
        *(("money",) if kind == "money" else ()),
        *(_GATHERING if kind in ("list", "survey") else _DEFINING if kind == "definition" else ()),
    }
    asked, background = _asked_and_background(new)
    own = _terms(asked, lexicon, leave_out={*asking, *" ".join(asked_units(new)).split(), *(COUNTS if items else ())})
    if asks_ahead(new) and not asks_ahead(old):
        carried = []  # the time of what was done is not that of what is aimed at
    before = _terms(f"{background} {old}", lexicon, leave_out={*_ASKING, *(term.word for term in own)})
    return Question(
        text=text,
        kind=kind,
        measure=measure_of(new),
        terms=(*own, *(replace(term, weight=term.weight * CARRIED_WEIGHT, carried=True) for term in before)),
        periods=_periods([asked, new, *carried]),
        texts=frozenset(period for period, _, _ in _text_dates(new) if period.kind == "month"),
        names=_names(new) or _names(old),
        phrases=_phrases(new),
        counted=() if asks_change(new) else _counted(new, lexicon),
        items=items,
    )


def _asked_and_background(text: str) -> tuple[str, str]:
    """Return a text up to its last question, and what is said after it: "I only know the one for 2021." """
    end = text.rfind("?") + 1
    return (text[:end], text[end:]) if end else (text, "")


def _periods(parts: Sequence[str]) -> frozenset[Period]:
    """Return the periods asked about: of each kind, those of the latest part of the conversation that names one."""
    periods: frozenset[Period] = frozenset()
    for part in parts:
        kinds = {period.kind for period in periods}
        dates = _text_dates(part)
        named = {one[0] for one in period_spans(part) if one not in dates}
        periods |= {period for period in named if period.kind not in kinds}
    return periods


def _text_dates(text: str) -> list[tuple[Period, int, int]]:
    return [one for one in period_spans(text) if _of_a_text(one[0], text, *one[1:])]


def _of_a_text(period: Period, question: str, start: int, end: int) -> bool:
    """Return whether a time in a question is that of a text, or what a text is on: no fact is asked of it."""
    before = question[:start]
    if period.kind == "plan":
        return bool(_ON_PLAN.search(before))
    return period.kind in ("year", "month") and any(
        (_OF_A_TEXT.match(question, end), _AFTER_TEXT.search(before), _AFTER_SOURCE.search(before))
    )


def _terms(text: str, lexicon: Lexicon, *, leave_out: Collection[str]) -> tuple[Term, ...]:
    # Times are judged by agreement of periods; counted as words too, they would count twice.
    unsought = [(start, end) for _, start, end in period_spans(text)]
    unsought += [day.span() for _, _, end in _text_dates(text) if (day := _DAY.match(text, end))]
    unsought += [match.span() for match in _EXCEPT.finditer(text)]
    terms: dict[str, Term] = {}
    for token, start, end in token_spans(text):
        if token in STOPWORDS or token in leave_out or any(a <= start < b for a, b in unsought):
            continue
        if (len(token) == 1 and token.isascii() and token.isalpha()) or _ADDRESS.fullmatch(text[start:end]):
            continue  # the e of "e-books", "Ms"
        for word, written in _parted(token, text[start:end], lexicon):
            if stem(word) not in terms:
                terms[stem(word)] = _term(word, written, lexicon)
    slips = {stem(word) for word in leave_out}  # "peroid" is left out as "period" is
    return tuple(term for term in terms.values() if term.repaired not in slips)


def _parted(token: str, written: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the word, or the two known ones that it joins where it stands nowhere itself: "marketshare"."""
    base = stem(token)
    if len(token) < 2 * SHORTEST_PART or lexicon.frequency(base) or not token.isalpha():
        return [(token, written)]
    made = _MAKER.fullmatch(token)
    if made and lexicon.frequency(stem(made["thing"])):
        return [(made["thing"], made["thing"]), ("company", "company")]
    if lexicon.nearest(base):
        return [(token, written)]
    cuts = range(SHORTEST_PART, len(token) - SHORTEST_PART + 1)
    pairs = [(token[:cut], token[cut:]) for cut in cuts if STOPWORDS.isdisjoint((token[:cut], token[cut:]))]
    if not pairs:
        return [(token, written)]
    rarer = {pair: min(lexicon.frequency(stem(part)) for part in pair) for pair in pairs}
    best = max(pairs, key=lambda pair: rarer[pair])
    return [(part, part) for part in best] if rarer[best] else [(token, written)]


def _term(token: str, written: str, lexicon: Lexicon) -> Term:
    base = stem(token)
    variants = {stem(other): 0.75 for other in synonyms_of(token) | synonyms_of(base)}
    variants.pop(base, None)
    bare = written.removesuffix("s")
    acronym = 1 < len(bare) <= 6 and bare.isupper()
    frequency = lexicon.frequency(base) or max((lexicon.frequency(other) for other in variants), default=0)
    repaired = None
    if not frequency and not acronym and (repaired := lexicon.nearest(base) or lexicon.nearest(token)):
        variants[repaired] = 0.9
        frequency = lexicon.frequency(repaired)
    weight = log(1 + (lexicon.size() - frequency + 0.5) / (frequency + 0.5))
    if not frequency:
        weight *= _UNKNOWN
    return Term(token, base, root(token), acronym, weight, variants, known=frequency > 0, repaired=repaired)


_MAKER = re.compile(r"(?P<thing>\w{3,}?)(?:makers?|builders?|producers?)")  # "steelmakers": companies that make steel
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Sir|No)\.$")
_ADDRESS = re.compile(r"\b(?:Mrs?|Ms|Miss|Mister|Madam|Sir|Dr|Prof|Professor|Cllr|Councillor)\b\.?\s*")


def _names(text: str) -> tuple[str, ...]:
    """Return capitalised words within a sentence, and acronyms anywhere."""
    times = [(start, end) for _, start, end in period_spans(text)]
    found = []
    for match in re.finditer(r"[A-Za-z][\w’'-]*", text):
        word = re.sub(r"['’]s?$", "", match.group())
        before = text[: match.start()].strip(" \"'“‘(")
        first = not before or (before.endswith((".", "!", "?")) and not _TITLED.search(before))
        acronym = len(word) > 1 and sum(letter.isupper() for letter in word) > 1
        named = acronym or (word[0].isupper() and not first)
        in_time = any(a <= match.start() < b for a, b in times)
        if named and word.lower() not in STOPWORDS and not _ADDRESS.fullmatch(word) and not in_time:
            found.append(word)
    return tuple(dict.fromkeys(found))


_PHRASE = re.compile(r"[A-Z][\w’'-]+(?:(?: (?:of|the|for|and))* [A-Z][\w’'-]+)+")
_TWO_NAMES = re.compile(r"^([A-Z][\w’'-]+ [A-Z][\w’'-]+) (?:for|and) ")  # "Ada Pike for Home Weekly"


def _phrases(text: str) -> tuple[str, ...]:
    """Return names of several words; one at the start of the question is no name for sure."""
    found = (
        re.sub(r"['’]s?$", "", _ADDRESS.sub("", name))
        for match in _PHRASE.finditer(text)
        if text[: match.start()].strip(" \"'“‘(")
        for name in _TWO_NAMES.sub(r"\1\n", match.group()).splitlines()
    )
    return tuple(phrase for phrase in found if " " in phrase and not find_periods(phrase))


def _counted(text: str, lexicon: Lexicon) -> tuple[Term, ...]:
    match = _COUNTED.search(text)
    counted = match[1] if match else ""
    group: list[str] = []
    for token, start, end in token_spans(counted):
        if group and token == "and":
            continue  # "digital energy and carbon management centres"
        if token in STOPWORDS or (group and _AFTER_GROUP.fullmatch(token)):
            break
        if group and group[-1].endswith("s") and token.endswith("ing"):
            break  # "how many firms recycling paper"
        if not group and re.match(r"[A-Z]\w+ (?:has|have|had|did|does|do|will|can)\b", counted[start:]):
            break  # "how many China has made" counts what was named before
        if token[0].isdigit() or unit_kind(token) or token in _SCALES or token == "metric":
            continue  # "how many tons of steel" counts steel, "how many of the 2 million cars" cars
        group.append(counted[start:end])
    return _terms(" ".join(group), lexicon, leave_out=_BARE if len(group) > 1 else ())
