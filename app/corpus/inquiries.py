"""A question -> what it asks about the documents themselves, or None; finds no answer.

Wording decides, and where it leaves open whether a document is meant, what the documents are called.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.corpus.interviews import matching, role_asked
from app.corpus.mentions import (
    DOCUMENT,
    NAMED,
    PHRASE,
    QUOTE_MARKS,
    reference_words,
    share_named,
)
from app.corpus.summaries import document_asked
from app.periods import find_periods
from index.documents import Document, Span
from index.opening import Library
from index.words import STOPWORDS, tokens

Field = Literal["author", "publisher", "date", "speaker"]
Topic = Literal[
    "mention", "contents", "summary", "author", "publisher", "date", "speaker", "quoted", "dates", "extreme",
    "asker", "answerer", "question",
]  # fmt: skip


QUOTE_WORDS = 40

_DOCUMENTS = r"(?:documents|files|articles|texts|sources|reports|papers|stories|news items|collection|folder|corpus)"
_ONE = rf"(?:{DOCUMENT}|piece|column|essay|explainer|[\w-]+\.(?:txt|md|html?|pdf|docx))"
_EVENTS = r"(?:press conference|briefing|interview|press release|announcement)"
_OUTLET = r"(?:agency|newspaper|magazine|outlet|website|web ?page|site|platform|paper|journal|portal|blog)"
_ABOUT = (
    r"(?:mentions?|discuss(?:es)?|talks? (?:about|of)|speaks? (?:about|of)|refers? to|covers?|contains?|deals? with"
    r"|says? (?:anything|something) about|(?:is|are) about|includes?|names?|describes?)"
)
_THESE = r"(?:these|those|the|your|all(?: the)?|this)"
_WHEN = r"(?:when|(?:in )?(?:what|which) (?:year|month|date|day))"
PUBLISHED = r"(?:published|released|issued|written|updated|dated|posted)"
_ON = r"(?:on|about|concerning|regarding)"
_ANY = rf"(?:anything|something|any (?:information|material|{DOCUMENT})|(?:a|some) {DOCUMENT}|information|{DOCUMENT})"
_HELD = (  # what may follow "how many documents" or "which documents" without asking for a subject
    r"(?: (?:are|is|do|does|there|here|you|we|i|have|hold|contain|know|in|the|this|your|it|collection|folder|corpus"
    r"|index|indexed|available|loaded|total|all|altogether))"
)
_OF_ALL = rf"(?: (?:of|in|for|to|behind|here|there|(?:these|those|the|your|all|this) )*{_DOCUMENTS}?)*"
_EXTREME = r"(?P<subject>newest|latest|most recent|oldest|earliest|longest|biggest|largest|shortest|smallest)"

_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("extreme", rf"\b(?:which|what)(?: of (?:the|these|your))? {DOCUMENT} (?:is|was) (?:the )?{_EXTREME}\W*$"),
    ("extreme", rf"^\W*(?:which|what)(?: is|['’]s)(?: the| your)? {_EXTREME} {DOCUMENT}(?: here| there)?\W*$"),
    ("mention", rf"\b(?:which|what|how many) (?:of the )?{DOCUMENT} {_ABOUT} (?P<subject>.+)"),
    ("mention", rf"\b(?:which|what|how many) (?:of the )?{DOCUMENT} (?:has|have) (?P<subject>.+) in (?:it|them)\W*$"),
    ("mention", rf"\b(?:which|what|how many) {DOCUMENT} (?:do|does) (?P<subject>.+) (?:appear|occur)"),
    ("mention", rf"\bin (?:which|what|how many) {DOCUMENT} (?:is|are) (?P<subject>.+) (?:mentioned|named)\W*$"),
    ("mention", rf"\b(?:which|what|how many) {DOCUMENT} (?:are there|do you have) {_ON} (?P<subject>.+)"),
    ("mention", rf"\b(?:which|what|how many) {DOCUMENT} {_ON} (?P<subject>.+) (?:are there|do you have)\W*$"),
    ("mention", rf"\b(?:do you have|have you(?: got)?) {_ANY} {_ON} (?P<subject>.+)"),
    ("contents", rf"\b(?:how many|which|what) {DOCUMENT} (?:are|is|do|does){_HELD}+\W*$"),
    ("contents", rf"\bhow many {DOCUMENT}\W*$"),
    ("contents", rf"\bwhat (?:is|are) (?:this|the|these|your) {_DOCUMENTS} about\W*$"),
    ("contents", rf"\b(?:list|show(?: me)?|(?:what|which) are) (?:all )?(?:the |these |your )?{DOCUMENT}\W*$"),
    ("contents", rf"\b(?:what|which) (?:topics?|subjects?|themes?) (?:are|is|do|does)\b.*\b{_DOCUMENTS}\b"),
    ("dates", rf"\bhow (?:recent|old|new|current|up[ -]to[ -]date) (?:are|is) {_THESE} {_DOCUMENTS}"),
    ("dates", rf"\b(?:when|what date|from when) (?:are|were) {_THESE} {_DOCUMENTS}\b"
              rf"(?: (?:from|{PUBLISHED}))*\W*$"),
    ("author", r"\bwho (?:wrote|authored|(?:is|was) (?:\w+ as )?the (?:author|writer) of)\b"
               rf"(?P<subject>.*\b{_ONE}\b.*)"),
    ("author", r"\bwho (?:is|was) (?:named|given|listed|credited|shown) as (?:the )?(?:author|writer) of\b"
               rf"(?P<subject>.*\b{_ONE}\b.*)"),
    ("author", rf"\bby whom (?:was|is|were)\b(?P<subject>.*\b{_ONE}\b.*)"),
    ("author", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the (?:authors|writers|journalists){_OF_ALL}\W*$"),
    ("publisher", rf"\b(?:who|(?:which|what) \w+) (?:published|released)\b(?P<subject>.*\b{_ONE}\b.*)"),
    ("publisher", rf"\b(?:which|what) (?:news )?{_OUTLET}\b(?:['’]s name)?(?: was| were| is| has| did)? "
                  rf"(?P<subject>the .*\b(?:{_ONE}|{_EVENTS})\b.*) "
                  r"(?:published|posted|released|put out|printed|appear\w*)\b"),
    ("publisher", rf"\b(?:which|what) (?:news )?{_OUTLET}\b"
                  rf".*\b(?:source of|published|ran|carried|printed)\b"
                  rf"(?P<subject>.*\b(?:{_ONE}|{_EVENTS})\b.*)"),
    ("publisher", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the (?:publishers|outlets){_OF_ALL}\W*$"),
    ("date", rf"\b{_WHEN} (?:was|were|is|did) (?P<subject>.*\b(?:{_ONE}|{_EVENTS})\b.*)"),
    ("date", rf"\b{_WHEN} (?:did|does) (?P<subject>.*\b(?:speak|talk|brief|address)\b.*)"),
    ("date", rf"\b(?:date|published) (?:of|on(?! which)) (?P<subject>.*\b{_ONE}\b.*)"),
    ("quoted", rf"^\W*who (?:is|was|are|were) (?:quoted|cited|interviewed)(?P<subject>.*\b{_ONE}\b.*)"),
    ("speaker", r"^\W*who (?:spoke|speaks|is speaking|is quoted|talked)\b"
                r"(?! (?:against|in favou?r|out|on behalf)\b)(?P<subject>.*)"),
    ("speaker", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the speakers{_OF_ALL}\W*$"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _TOPICS)
# The same of a document that is called by its name ("the mooring policy"), which only the folder can tell.
_BY_NAME: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("date", re.compile(rf"^\W*{_WHEN} (?:was|were|is) (?P<subject>.+) {PUBLISHED}\W*$", re.I)),
    ("author", re.compile(r"^\W*who (?:wrote|authored|(?:is|was) the author of) (?P<subject>.+)", re.I)),
    ("publisher", re.compile(r"^\W*who (?:published|released|issued) (?P<subject>.+)", re.I)),
)  # fmt: skip
_FIELDS: tuple[Field, ...] = ("author", "publisher", "date", "speaker")
_AND = re.compile(r",?\s+and (?=(?:when|who|by whom|which|what|where|how|why)\b)", re.IGNORECASE)
_BARE: dict[str, Field] = {"when": "date", "who": "author", "by whom": "author", "where": "publisher"}
_IT = re.compile(r"\b(?:it|them|this|that)\b", re.IGNORECASE)
_EXCLUDING = re.compile(r"\b(?:but|and) (?:not|no)\b", re.IGNORECASE)
_FIELD_WORDS = frozenset(
    "document documents file article text source report paper story news published released issued written wrote "
    "author held take place speak spoke talk brief address press conference briefing interview date time page "
    "about updated quoted cited".split()
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question about the documents: what of them is asked, and the words that say which or about what."""

    topic: Topic
    subject: str
    also: tuple[Field, ...] = ()  # what else is asked of the same document: "..., and who wrote it?"


def recognise(question: str, library: Library | None = None) -> Inquiry | None:
    """Return what a question asks about the documents themselves, or None where it asks for what they say.

    With a library, it is also told which words are names of its documents or of people who ask questions in them.
    """
    parts = _AND.split(question)
    first = _matched(_IT.sub("the document", parts[0]) if len(parts) > 1 else question, library)
    if len(parts) > 1 and (parts[0].lower() in _BARE or (first and first.topic in _FIELDS)):
        return _combined(parts, library)
    first = first if len(parts) == 1 else _matched(question, library)
    if first:
        return first
    if asked := document_asked(question):
        subject, certain = asked
        if certain or (library and _is_name(subject, library)):
            return Inquiry("summary", subject)
    if library and (exchange := role_asked(question)):
        role, subject = exchange
        return Inquiry(role, subject) if matching(subject, library, library.catalog.document_ids()) else None
    return None


def _matched(question: str, library: Library | None) -> Inquiry | None:
    for topic, pattern in _COMPILED:
        if match := pattern.search(question):
            subject = (match.groupdict().get("subject") or "").strip(" ?.!")
            if topic == "mention" and _EXCLUDING.search(subject):
                return None  # what a document must not hold is not scanned for
            return Inquiry(topic, subject if re.search(PHRASE, subject) else subject.strip(QUOTE_MARKS + " ?.!"))
    for field, pattern in _BY_NAME if library else ():
        if (match := pattern.search(question)) and library and _states(field, match["subject"], library):
            return Inquiry(field, match["subject"].strip(" ?.!"))
    return None


def _combined(parts: Sequence[str], library: Library | None) -> Inquiry | None:
    """Return one inquiry for several fields of one document, None where a part asks for anything else."""
    fields: list[Field] = []
    subject = ""
    for part in parts:
        bare = _BARE.get(part.strip(" ?.!").lower())
        inquiry = None if bare else _matched(_IT.sub("the document", part), library)
        field = bare or (inquiry.topic if inquiry else None)
        if field not in _FIELDS:
            return None
        fields.append(field)
        if inquiry and len(telling(inquiry.subject)) > len(telling(subject)):
            subject = inquiry.subject
    return Inquiry(fields[0], subject, tuple(dict.fromkeys(field for field in fields[1:] if field != fields[0])))


def telling(subject: str) -> list[str]:
    """Return the words of a subject that tell which document is meant."""
    return [token for token in tokens(subject) if token not in STOPWORDS and token not in _FIELD_WORDS]


def _states(field: Field, subject: str, library: Library) -> bool:
    """Return whether the words are a document's name, two of them at least, and it states the field."""
    documents = library.catalog.documents() if len(reference_words(subject)) > 1 else ()
    return any(share_named(subject, one, opening=False) == 1.0 and where_stated(one, field) for one in documents)


def _is_name(subject: str, library: Library) -> bool:
    """Return whether words that may be a subject as well are what a document is known by."""
    return any(
        share_named(subject, one, opening=False) == 1.0
        or (share_named(subject, one) >= NAMED and share_named(subject, one, opening=False) > 0.0)
        for one in library.catalog.documents()
    )


def where_stated(document: Document, field: str) -> Span | None:
    """Return where a document states a field; its date may stand on the line of its author: "By Ada · June 2022"."""
    for kind in (field, "author", "publisher") if field == "date" else (field,):
        span = next((span for span in document.spans if span.kind == kind), None)
        if span and (
            kind == field or find_periods(document.text[slice(*line_of(document.text, span.start, span.end))])
        ):
            return span
    return None


def line_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to its line, where that is short: "Emma" to "Author: Emma"."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return (first, last) if len(text[first:last].split()) <= QUOTE_WORDS else (start, end)
