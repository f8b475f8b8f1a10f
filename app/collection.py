"""Questions about the documents themselves: which mention X, who wrote, when published, what there is.

Answered by a full scan or from what the documents state of themselves, never by ranking sentences.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from app.mentions import PHRASE, QUOTE_MARKS, Sought, alternatives_in, places_of, tested
from index.documents import Document, Hit
from index.opening import Library
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

_ON = r"(?:on|about|concerning|regarding)"
_HELD = (  # what may follow "how many documents" or "which documents" without asking for a subject
    r"(?: (?:are|is|do|does|there|here|you|we|i|have|hold|contain|know|in|the|this|your|it|collection|folder|corpus"
    r"|index|indexed|available|loaded|total|all|altogether))"
)

_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("mention", rf"\b(?:which|what|how many) (?:of the )?{_DOCUMENTS} {_ABOUT} (?P<subject>.+)"),
    ("mention", rf"\b(?:which|what|how many) {_DOCUMENTS} (?:do|does) (?P<subject>.+) (?:appear|occur)"),
    ("mention", rf"\bin (?:which|what|how many) {_DOCUMENTS} (?:is|are) (?P<subject>.+) (?:mentioned|named)\W*$"),
    ("mention", rf"\b(?:which|what|how many) {_DOCUMENTS} (?:are there|do you have) {_ON} (?P<subject>.+)"),
    ("mention", rf"\b(?:which|what|how many) {_DOCUMENTS} {_ON} (?P<subject>.+) (?:are there|do you have)\W*$"),
    ("contents", rf"\b(?:how many|which|what) {_DOCUMENTS} (?:are|is|do|does){_HELD}+\W*$"),
    ("contents", rf"\bhow many {_DOCUMENTS}\W*$"),
    ("contents", rf"\bwhat (?:is|are) (?:this|the|these|your) (?:collection|folder|corpus|{_DOCUMENTS}) about\W*$"),
    ("contents", rf"\b(?:list|show(?: me)?|(?:what|which) are) (?:all )?(?:the |these |your )?{_DOCUMENTS}\W*$"),
    ("author", rf"\bwho (?:wrote|authored|is the author of|was the author of)\b(?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("publisher", rf"\b(?:who|(?:which|what) \w+) (?:published|released)\b(?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("date", rf"\b{_WHEN} (?:was|were|is|did) (?P<subject>.*\b(?:{_DOCUMENTS}|{_EVENTS})\b.*)"),
    ("date", rf"\b{_WHEN} (?:did|does) (?P<subject>.*\b(?:speak|talk|brief|address)\b.*)"),
    ("date", rf"\b(?:date|published) of (?P<subject>.*\b{_DOCUMENTS}\b.*)"),
    ("speaker", r"^\W*who (?:spoke|speaks|is speaking|is quoted|talked)\b(?P<subject>.*)"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _TOPICS)
_EXCLUDING = re.compile(r"\b(?:but|and) (?:not|no)\b", re.IGNORECASE)
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
            subject = (match.groupdict().get("subject") or "").strip(" ?.!")
            if topic == "mention" and _EXCLUDING.search(subject):
                return None  # what a document must not hold is not scanned for
            return Inquiry(topic, subject if re.search(PHRASE, subject) else subject.strip(QUOTE_MARKS + " ?.!"))
    return None


class Collection:
    """Answers inquiries; an engine beside the one that answers from sentences."""

    name = "collection"

    def __init__(self, library: Library, inquiry: Inquiry) -> None:
        self._library = library
        self._inquiry = inquiry
        # What was changed or removed since cannot be cited, so it does not count either.
        self._ids = [one for one in library.catalog.document_ids() if library.unchanged(one)]
        self._gone = len(library.manifest.indexed) - len(self._ids)

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
        alternatives = alternatives_in(self._inquiry.subject)
        found = []
        for document in self._documents(self._ids):
            terms = next((terms for terms in alternatives if len(places_of(terms, document.text)) == len(terms)), None)
            if terms:
                found.append((document, terms))
        total = len(self._ids)
        if not found:
            what = tested(alternatives, self._inquiry.subject, one=True)
            return Verdict("refusal", f"None of the {total} documents {what}; {self._scanned()}.")
        what = tested(alternatives, self._inquiry.subject, one=len(found) == 1)
        quoted = [(document, *self._best_place(document, terms)) for document, terms in found[:MOST_QUOTED]]
        yield from _listed(f"{len(found)} of {_documents(total)} {what}", quoted, citer, more=len(found) - len(quoted))
        return Verdict("answer", f"{_capital(self._scanned(f'all {_documents(total)}'))}.")

    def _scanned(self, everything: str = "all") -> str:
        if not self._gone:
            return f"{everything} were scanned"
        return (
            f"{len(self._ids)} of {_documents(len(self._ids) + self._gone)} were scanned, "
            f"{self._gone} changed or gone since the index was built"
        )

    def _best_place(self, document: Document, terms: Sequence[Sought]) -> tuple[int, int, int]:
        """Return start and end of the first sentence that holds most of the terms, and where its first term begins.

        Where none holds any, the terms stand outside the sentences ("Author: Emma"): then it is their line.
        """
        text, most = document.text, 0
        for one in self._library.catalog.sentences(document.id):
            places = places_of(terms, text[one.start : one.end])
            if len(places) > most:
                best, most = (one.start, one.end, one.start + min(places)[0]), len(places)
        if most:
            return best
        start, end = min(places_of(terms, text))
        return (*_line(text, start, end), start)

    def _contents(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Quote each document's title, or its first sentence where it states none."""
        places = []
        for document in self._documents(self._ids[:MOST_QUOTED]):
            first = document.stated("title") or next(iter(self._library.catalog.sentences(document.id)), None)
            if first:
                places.append((document, first.start, first.end, first.start))
        total = len(self._ids)
        yield from _listed(_documents(total), places, citer, more=total - len(places))
        gone = f" {self._gone} more changed or gone since the index was built." if self._gone else ""
        return Verdict("answer", f"Quoted are their titles or, where they state none, their first words.{gone}")

    def _field(self, field: Field, hits: Sequence[Hit], citer: Citer) -> Generator[Sentence, None, Verdict]:
        subject = [t for t in tokens(self._inquiry.subject) if t not in STOPWORDS and t not in _FIELD_WORDS]
        ids = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        documents = list(self._documents(self._meant(ids, subject)[:1] if subject else self._ids))
        stating = [(document, span) for document in documents if (span := document.stated(field))]
        for document, span in stating[:MOST_QUOTED]:
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


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(
    lead: str, places: Sequence[tuple[Document, int, int, int]], citer: Citer, *, more: int
) -> Iterator[Sentence]:
    """Yield the lead, carried by all the quotations, then each quotation; all within LONG_WORDS."""
    lead += f" (quoted: {len(places)}, and {more} more):" if more else ":"
    share = (LONG_WORDS - len(lead.split())) // max(1, len(places)) - 2  # less the dots at both ends
    quoted = [_quotation(document, start, end, citer, words=share, at=at) for document, start, end, at in places]
    yield Sentence(lead, tuple(citation for one in quoted for citation in one.citations), support=1.0)
    yield from quoted


def _quotation(
    document: Document, start: int, end: int, citer: Citer, *, words: int = QUOTE_WORDS, at: int | None = None
) -> Sentence:
    first, last = _cut(document.text, start, end, words, start if at is None else at)
    citation = citer.cite(document.id, first, last)
    quote = " ".join(citation.quote.split())
    return Sentence(f"{'… ' if first > start else ''}{quote}{' …' if last < end else ''}", (citation,), support=1.0)


def _cut(text: str, start: int, end: int, most: int, at: int) -> tuple[int, int]:
    """Return the place of at most so many words of a longer place, from its start unless `at` would be cut off."""
    words = list(re.finditer(r"\S+", text[start:end]))
    wanted = sum(start + word.end() <= at for word in words)
    first = 0 if wanted < most else min(wanted - most // 2, len(words) - most)
    return start + words[first].start(), start + words[min(len(words), first + most) - 1].end()


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
