"""What a question asks for: its words and their variants, the kind of answer, the periods and the names in it.

It knows the vocabulary of the documents (through Lexicon), never a document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Literal, Protocol

from app.extractive.synonyms import synonyms_of
from app.periods import Period, find_periods
from index.words import STOPWORDS, root, stem, token_spans

Kind = Literal[
    "number", "percent", "money", "date", "person", "organisation", "place", "list", "reason", "manner",
    "definition", "comparison", "yesno", "other",
]  # fmt: skip

_PERSON = r"person|official|spokes\w+|minister|director|president|chair\w*|author|researcher|expert|engineer|scientist|speaker|reporter|journalist"
_ORGANISATION = r"compan\w+|firm|ministry|agency|organi[sz]ation|bank|universit\w+|institut\w+|department|bureau|manufacturer|team|party|brand"
_PLACE = r"countr\w+|cit(?:y|ies)|province|region|place|state|town|continent|district|location"

# In order: the first that matches decides.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("comparison", r"\b(?:compare|comparison|differen(?:ce|t)|differ|versus|vs\.?)\b"),
    ("reason", r"^\W*why\b|\b(?:reasons?|causes?) (?:for|of|behind|why)\b|\bwhat caused\b|\bhow come\b"),
    ("percent", r"\b(?:percent(?:age)?|per cent|share|proportion|fraction|ratio|rate)\b|%|\bby how much\b|\bhow much (?:did|has|have)\b.*\b(?:grow|grown|rise|risen|increase|fall|fallen|drop|decline|decrease|improve|reduce)"),
    ("money", r"\b(?:cost|price|revenue|profit|budget|salary|subsid\w+|fine|penalt\w+|funding|investment|spend|spent|worth|expensive|output value)\b|\bhow much money\b"),
    ("number", r"\bhow (?:many|much|large|big|high|long|far|fast|often|old|tall|deep|heavy)\b|\bnumber of\b|\bamount of\b|\b(?:total|capacity|size|volume|quantity)\b.*\?"),
    ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time|quarter|decade|century)\b|\bsince when\b|\bby what (?:year|date)\b"),
    ("person", rf"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ ){{0,2}}(?:{_PERSON})\b|\bname of the (?:\w+ ){{0,2}}(?:{_PERSON})\b"),
    ("place", rf"\bwhere\b|\b(?:which|what) (?:\w+ )?(?:{_PLACE})\b"),
    ("organisation", rf"\b(?:which|what) (?:\w+ ){{0,2}}(?:{_ORGANISATION})\b"),
    ("list", r"^\W*(?:list|name|enumerate)\b|\bwhat (?:are|were) (?:the )?(?:\w+ ){0,3}\w+s\b|\b(?:which|what) (?:\w+ ){0,3}\w+(?:[^su]s|ies)\b|\b(?:measures|steps|tasks|aspects|goals|targets|achievements|priorities|challenges|problems|examples)\b"),
    ("manner", r"^\W*how\b|\bin what way\b"),
    ("definition", r"^\W*(?:what(?:'s| is| are| was| were)|define|explain)\b(?! the (?:name|title))|\bmean(?:ing|s)?\b"),
    ("yesno", r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)  # fmt: skip
_KINDS_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)

# Words of a question that ask for a kind of answer rather than name its subject.
_ASKING = frozenset(
    "percent percentage percent share proportion fraction ratio rate number amount total figure level value name list "
    "year date day month quarter when plan period half document documents text article mention mentioned according "
    "describe explain compare comparison difference versus state stated happen happened come become currently now "
    "people person official thing things way ways kind kinds type types sort reason reasons cause long large big high "
    "exactly total overall approximately around there exist existed do get have five-year five first second third "
    "fourth last".split()
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


@dataclass(frozen=True, slots=True)
class Question:
    """An analysed question."""

    text: str
    kind: Kind
    terms: tuple[Term, ...]
    periods: frozenset[Period]
    names: tuple[str, ...]  # capitalised words and acronyms inside the question, as written
    focus: tuple[str, ...]  # stems of what is counted or named: "how many <green factories>"

    @property
    def wants_quantity(self) -> bool:
        """Whether only a number can answer it."""
        return self.kind in ("number", "percent", "money")

    @property
    def wants_many(self) -> bool:
        """Whether the answer may take the long budget: a list, a comparison, an explanation."""
        return self.kind in ("list", "comparison", "reason", "manner", "definition")


def analyse(text: str, lexicon: Lexicon) -> Question:
    """Analyse a question that stands alone."""
    kind = next((kind for kind, pattern in _KINDS_COMPILED if pattern.search(text)), "other")
    return Question(
        text=text,
        kind=kind,
        terms=_terms(text, lexicon),
        periods=find_periods(text),
        names=_names(text),
        focus=_focus(text),
    )


def _terms(text: str, lexicon: Lexicon) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for token, start, end in token_spans(text):
        if token in STOPWORDS or token in _ASKING or re.fullmatch(r"(?:1[5-9]|20)\d\d", token):
            continue
        if stem(token) not in terms:
            terms[stem(token)] = _term(token, text[start:end], lexicon)
    return tuple(terms.values())


def _term(token: str, written: str, lexicon: Lexicon) -> Term:
    base = stem(token)
    variants = {stem(other): 0.75 for other in synonyms_of(token)}
    variants.pop(base, None)
    frequency = lexicon.frequency(base)
    if not frequency and not written.isupper() and (repaired := lexicon.nearest(base)):
        variants[repaired] = 0.9
        frequency = lexicon.frequency(repaired)
    frequency = frequency or max((lexicon.frequency(other) for other in variants), default=0)
    weight = log(1 + (lexicon.size() - frequency + 0.5) / (frequency + 0.5))
    acronym = 1 < len(written.removesuffix("s")) <= 6 and written.removesuffix("s").isupper()
    return Term(token, base, root(token), acronym, weight, variants, known=frequency > 0)


def _names(text: str) -> tuple[str, ...]:
    """Return capitalised words after the first, and acronyms anywhere."""
    found = []
    for match in re.finditer(r"[A-Za-z][\w’'-]*", text):
        word = re.sub(r"['’]s?$", "", match.group())
        first = not text[: match.start()].strip(" \"'“‘(")
        acronym = len(word) > 1 and sum(letter.isupper() for letter in word) > 1
        if (acronym or (word[0].isupper() and not first)) and word.lower() not in STOPWORDS:
            found.append(word)
    return tuple(dict.fromkeys(found))


def _focus(text: str) -> tuple[str, ...]:
    """Return the stems of the noun group after "how many", "number of" and the like."""
    match = re.search(
        r"\b(?:how many|number of|how much|amount of|share of|proportion of|percentage of)\s+((?:[\w'’-]+\s*){1,5})",
        text,
        re.IGNORECASE,
    )
    if not match:
        return ()
    group: list[str] = []
    for token, _, _ in token_spans(match[1]):
        if token in STOPWORDS and group:
            break
        if token not in STOPWORDS:
            group.append(stem(token))
    return tuple(group)
