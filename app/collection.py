"""Questions about the documents themselves: which mention X, who wrote, when published, what there is.

Answered by a full scan or from what the documents state of themselves, never by ranking sentences.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from index.documents import Document, Hit
from index.library import Library
from index.words import STOPWORDS, stem, tokens

Field = Literal["author", "publisher", "date", "speaker"]
Topic = Literal["mention", "contents", "author", "publisher", "date", "speaker"]

MOST_QUOTED = 8  # documents quoted; the rest is counted
QUOTE_WORDS = 40
LONG_WORDS = 150  # of a whole answer
NAMED = 0.6  # the share of the subject's words that must stand in a title or a name to say which document is meant

_DOCUMENTS = r"(?:documents?|files?|articles?|texts?|sources?|reports?|papers?|stories|story|news items?)"
_EVENTS = r"(?:press conference|briefing|interview|press release|announcement)"
_ABOUT = (
    r"(?:mentions?|discuss(?:es)?|talks? (?:about|of)|speaks? (?:about|of)|refers? to|covers?|contains?|deals? with"
    r"|says? (?:anything|something) about|(?:is|are) about|includes?|names?|describes?)"
)
_WHEN = r"(?:when|(?:in )?(?:what|which) (?:year|month|date|day))"

_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("mention", rf"\b(?:which|what|how many) (?:of the )?{_DOCUMENTS} {_ABOUT} (?P<subject>.+)"),
    ("mention", rf"\b(?:which|what|how many) {_DOCUMENTS} (?:do|does) .*\b(?P<subject>.+) (?:appear|occur)"),
    ("contents", rf"\bhow many {_DOCUMENTS}(?: (?:are|do|does|is)\b.*)?\W*$"),
    ("contents", rf"\bwhat (?:is|are) (?:this|the|these|your) (?:collection|folder|corpus|{_DOCUMENTS}) about\b"),
    ("contents", rf"\b(?:list|show|what are) (?:all )?(?:the |your )?{_DOCUMENTS}\W*$"),
    ("contents", rf"\bwhat {_DOCUMENTS} (?:do you|are there)"),
    ("author", rf"\bwho (?:wrote|authored|is the author of|was the author of)\b(?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("publisher", rf"\b(?:who|(?:which|what) \w+) (?:published|released)\b(?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("date", rf"\b{_WHEN} (?:was|were|is|did) (?P<subject>.*\b(?:{_DOCUMENTS}|{_EVENTS})\b.*)"),
    ("date", rf"\b{_WHEN} (?:did|does) (?P<subject>.*\b(?:speak|talk|brief|address)\b.*)"),
    ("date", rf"\b(?:date|published) of (?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("speaker", r"^\W*who (?:spoke|speaks|is speaking|is quoted|talked)\b(?P<subject>.*)"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _TOPICS)
_FIELD_WORDS = frozenset(
    "document documents file article text source report paper story news published released issued written wrote "
    "author held take place speak spoke talk brief address press conference briefing interview date time page "
    "about".split()
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question about the documents: what of them is asked, and the words that say which or about what."""

    topic: Topic
    subject: str


def recognise(question: str) -> Inquiry | None:
    """Return what a question asks about the documents themselves, or None where it asks for what they say."""
    for topic, pattern in _COMPILED:
        if match := pattern.search(question):
            return Inquiry(topic, (match.groupdict().get("subject") or "").strip(' ?.!"“”'))
    return None


class Collection:
    """Answers inquiries; an engine beside the one that answers from sentences."""

    name = "collection"

    def __init__(self, library: Library, inquiry: Inquiry) -> None:
        self._library = library
        self._inquiry = inquiry

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        """Yield one sentence for each document that answers; return the verdict, which says what was scanned."""
        citer = Citer(hits, self._library, everywhere=True)
        match self._inquiry.topic:
            case "mention":
                return (yield from self._mention(citer))
            case "contents":
                return (yield from self._contents(citer))
            case field:
                return (yield from self._field(field, hits, citer))

    def _mention(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        wanted = [token for token in tokens(self._inquiry.subject) if token not in STOPWORDS]
        found = [
            (document, place)
            for document in self._library.catalog.documents()
            if wanted and (place := self._first_mention(document, wanted))
        ]
        total = len(self._library.manifest.indexed)
        if not found:
            return Verdict(
                "refusal", f"None of the {total} documents mentions {self._inquiry.subject}; all were scanned."
            )
        yield from self._counted(f"{len(found)} of {total} documents mention {self._inquiry.subject}:", found, citer)
        return Verdict("answer", f"All {total} documents were scanned.")

    def _first_mention(self, document: Document, wanted: Sequence[str]) -> tuple[int, int] | None:
        stems = {stem(word) for word in wanted}
        for one in self._library.catalog.sentences(document.id):
            if stems <= {stem(token) for token in tokens(document.text[one.start : one.end])}:
                return one.start, one.end
        return None

    def _contents(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Quote each document's title, or its first sentence where it states none."""
        places = []
        for document in self._library.catalog.documents():
            first = document.stated("title") or next(iter(self._library.catalog.sentences(document.id)), None)
            if first:
                places.append((document, (first.start, first.end)))
        yield from self._counted(f"{len(places)} documents:", places, citer)
        return Verdict("answer", "Quoted are their titles or, where they state none, their first words.")

    def _counted(
        self, lead: str, places: Sequence[tuple[Document, tuple[int, int]]], citer: Citer
    ) -> Iterator[Sentence]:
        """Yield the lead, carried by all the quotations, then each quotation."""
        share = max(QUOTE_WORDS // 4, LONG_WORDS // max(1, len(places[:MOST_QUOTED])) - 4)
        quoted = [_quotation(document, *place, citer, words=share) for document, place in places[:MOST_QUOTED]]
        yield Sentence(lead, tuple(citation for one in quoted for citation in one.citations), support=1.0)
        yield from quoted

    def _field(self, field: str, hits: Sequence[Hit], citer: Citer) -> Generator[Sentence, None, Verdict]:
        subject = [t for t in tokens(self._inquiry.subject) if t not in STOPWORDS and t not in _FIELD_WORDS]
        ids = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        documents = list(self._documents(self._meant(ids, subject)[:1] if subject else self._library.manifest.indexed))
        stating = [document for document in documents if document.stated(field)]  # type: ignore[arg-type]
        for document in stating[:MOST_QUOTED]:
            span = document.stated(field)  # type: ignore[arg-type]  # a Field is a SpanKind
            if span:
                yield _quotation(document, *_line(document.text, span.start, span.end), citer)
        if stating:
            return Verdict("answer", "Taken from what the documents state of themselves." if len(stating) > 1 else "")
        which = f"“{documents[0].name}”" if len(documents) == 1 else "The documents"
        return Verdict("refusal", f"{which} {'does' if len(documents) == 1 else 'do'} not state the {field}.")

    def _meant(self, ids: Sequence[str], subject: Sequence[str]) -> list[str]:
        """Return the documents best first: those whose title or speaker the subject names, then by search."""

        def unnamed(document_id: str) -> bool:
            document = self._library.document(document_id)
            about = tokens(f"{document.title or ''} {document.speaker or ''} {document.author or ''}")
            shared = {stem(word) for word in subject} & {stem(token) for token in about}
            return len(shared) < NAMED * len(set(subject))

        return sorted(ids, key=unnamed)

    def _documents(self, ids: Sequence[str]) -> Iterator[Document]:
        return (self._library.document(document_id) for document_id in ids)


def _quotation(document: Document, start: int, end: int, citer: Citer, *, words: int = QUOTE_WORDS) -> Sentence:
    cut = _cut(document.text, start, end, words)
    citation = citer.cite(document.id, start, cut)
    return Sentence(" ".join(citation.quote.split()) + (" …" if cut < end else ""), (citation,), support=1.0)


def _cut(text: str, start: int, end: int, most: int) -> int:
    """Return where to end a quotation of at most so many words."""
    words = list(re.finditer(r"\S+", text[start:end]))
    return start + words[min(len(words), most) - 1].end()


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to its line, where that is short: "Emma" to "Author: Emma"."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return (first, last) if len(text[first:last].split()) <= QUOTE_WORDS else (start, end)
