"""Questions about the documents themselves: which mention X, who wrote, asked, spoke, when, what one says as a whole.

Answered by a full scan or from what the documents state of themselves, never by ranking sentences.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from app.interviews import QUESTION_WORDS, Exchange, matching, people_quoted, role_asked
from app.mentions import (
    DOCUMENT,
    NAMED,
    PHRASE,
    QUOTE_MARKS,
    Sought,
    alternatives_in,
    called,
    filed,
    known_by,
    numbered,
    places_of,
    reference_words,
    share_named,
    spoken_of,
    tested,
)
from app.periods import find_periods
from app.summaries import document_asked, means_any, points_back, sentences_asked, summarise
from index.documents import Document, Hit, Span
from index.lines import word_count
from index.opening import Library
from index.words import STOPWORDS, tokens

Field = Literal["author", "publisher", "date", "speaker"]
Topic = Literal[
    "mention", "contents", "summary", "author", "publisher", "date", "speaker", "quoted", "dates", "extreme",
    "asker", "answerer", "question",
]  # fmt: skip

_Place = tuple[Document, int, int, int]  # start, end, and what must not be cut off
_Stated = tuple[Document, str, Span]

MOST_QUOTED = 8  # documents quoted; the rest is counted
QUOTE_WORDS = 40
LONG_WORDS = 150  # of a whole answer
MOST_ALSO = 3  # other documents that the same words name, of which a note tells

_DOCUMENTS = r"(?:documents|files|articles|texts|sources|reports|papers|stories|news items|collection|folder|corpus)"
_ONE = rf"(?:{DOCUMENT}|[\w-]+\.(?:txt|md|html?|pdf|docx))"
_EVENTS = r"(?:press conference|briefing|interview|press release|announcement)"
_ABOUT = (
    r"(?:mentions?|discuss(?:es)?|talks? (?:about|of)|speaks? (?:about|of)|refers? to|covers?|contains?|deals? with"
    r"|says? (?:anything|something) about|(?:is|are) about|includes?|names?|describes?)"
)
_THESE = r"(?:these|those|the|your|all(?: the)?|this)"
_WHEN = r"(?:when|(?:in )?(?:what|which) (?:year|month|date|day))"
_PUBLISHED = r"(?:published|released|issued|written|updated|dated|posted)"
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
              rf"(?: (?:from|{_PUBLISHED}))*\W*$"),
    ("author", rf"\bwho (?:wrote|authored|(?:is|was) the (?:author|writer) of)\b(?P<subject>.*\b{_ONE}\b.*)"),
    ("author", rf"\bby whom (?:was|is|were)\b(?P<subject>.*\b{_ONE}\b.*)"),
    ("author", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the (?:authors|writers|journalists){_OF_ALL}\W*$"),
    ("publisher", rf"\b(?:who|(?:which|what) \w+) (?:published|released)\b(?P<subject>.*\b{_ONE}\b.*)"),
    ("publisher", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the (?:publishers|outlets){_OF_ALL}\W*$"),
    ("date", rf"\b{_WHEN} (?:was|were|is|did) (?P<subject>.*\b(?:{_ONE}|{_EVENTS})\b.*)"),
    ("date", rf"\b{_WHEN} (?:did|does) (?P<subject>.*\b(?:speak|talk|brief|address)\b.*)"),
    ("date", rf"\b(?:date|published) of (?P<subject>.*\b{_ONE}\b.*)"),
    ("quoted", rf"^\W*who (?:is|was|are|were) (?:quoted|cited|interviewed)(?P<subject>.*\b{_ONE}\b.*)"),
    ("speaker", r"^\W*who (?:spoke|speaks|is speaking|is quoted|talked)\b(?P<subject>.*)"),
    ("speaker", rf"^\W*(?:who|what|list) (?:are |were )?(?:all )?the speakers{_OF_ALL}\W*$"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _TOPICS)
# The same of a document that is called by its name ("the mooring policy"), which only the folder can tell.
_BY_NAME: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("date", re.compile(rf"^\W*{_WHEN} (?:was|were|is) (?P<subject>.+) {_PUBLISHED}\W*$", re.I)),
    ("author", re.compile(r"^\W*who (?:wrote|authored|(?:is|was) the author of) (?P<subject>.+)", re.I)),
    ("publisher", re.compile(r"^\W*who (?:published|released|issued) (?P<subject>.+)", re.I)),
)  # fmt: skip
_FIELDS: tuple[Field, ...] = ("author", "publisher", "date", "speaker")
_AND = re.compile(r",?\s+and (?=(?:when|who|by whom|which|what|where|how|why)\b)", re.IGNORECASE)
_BARE: dict[str, Field] = {"when": "date", "who": "author", "by whom": "author", "where": "publisher"}
_IT = re.compile(r"\b(?:it|them|this|that)\b", re.IGNORECASE)
_BY_DATE = frozenset(("newest", "latest", "most recent", "oldest", "earliest"))
_MOST = frozenset(("newest", "latest", "most recent", "longest", "biggest", "largest"))
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
        if inquiry and len(_telling(inquiry.subject)) > len(_telling(subject)):
            subject = inquiry.subject
    return Inquiry(fields[0], subject, tuple(dict.fromkeys(field for field in fields[1:] if field != fields[0])))


def _telling(subject: str) -> list[str]:
    """Return the words of a subject that tell which document is meant."""
    return [token for token in tokens(subject) if token not in STOPWORDS and token not in _FIELD_WORDS]


def _states(field: Field, subject: str, library: Library) -> bool:
    """Return whether the words are a document's name, two of them at least, and it states the field."""
    documents = library.catalog.documents() if len(reference_words(subject)) > 1 else ()
    return any(share_named(subject, one, opening=False) == 1.0 and _stating(one, field) for one in documents)


def _is_name(subject: str, library: Library) -> bool:
    """Return whether words that may be a subject as well are what a document is known by."""
    return any(
        share_named(subject, one, opening=False) == 1.0
        or (share_named(subject, one) >= NAMED and share_named(subject, one, opening=False) > 0.0)
        for one in library.catalog.documents()
    )


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
            case "dates":
                return (yield from self._dates(citer))
            case "extreme":
                return (yield from self._extreme(citer))
            case "asker" | "answerer" | "question":
                return (yield from self._exchanges(citer))
            case topic:
                meant = self._meant(hits, history)
                if isinstance(meant, Verdict):
                    return meant
                if topic == "summary":
                    return (yield from self._summary(meant, sentences_asked(question), citer))
                return (yield from self._fields(topic, meant, citer))

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
        places = [place for one in self._documents(self._ids[:MOST_QUOTED]) if (place := self._heading(one))]
        total = len(self._ids)
        yield from _listed(_documents(total), places, citer, more=total - len(places))
        gone = f" {self._gone} more changed or gone since the index was built." if self._gone else ""
        return Verdict("answer", f"Quoted are their titles or, where they state none, their first words.{gone}")

    def _heading(self, document: Document) -> _Place | None:
        first = document.stated("title") or next(iter(self._library.catalog.sentences(document.id)), None)
        return (document, first.start, first.end, first.start) if first else None

    def _dates(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Quote where the documents state their dates, the oldest and the newest first."""
        stating = [one for one in self._documents(self._ids) if _stating(one, "date")]
        dated = sorted((one for one in stating if _day(one)), key=_day)
        ends = [dated[0], dated[-1]] if len(dated) > 1 else dated
        order = [*ends, *dated[1:-1], *(one for one in stating if not _day(one))]
        total = len(self._ids)
        if not order:
            return Verdict("refusal", f"None of the {total} documents states its date; {self._scanned()}.")
        lead = f"{len(order)} of {_documents(total)} state{'s' if len(order) == 1 else ''} a date"
        if len(ends) > 1:
            lead += f"; the oldest is of {_day(ends[0])}, the newest of {_day(ends[1])}"
        yield from _listed(lead, _date_places(order), citer, more=max(0, len(order) - MOST_QUOTED))
        note = f"{_capital(self._scanned(f'all {_documents(total)}'))}."
        return Verdict("answer", note + _yearless(len(stating) - len(dated)))

    def _extreme(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Name the newest, oldest, longest or shortest document, all of them where several are."""
        asked = self._inquiry.subject.lower()
        by_date, total = asked in _BY_DATE, len(self._ids)
        documents = [one for one in self._documents(self._ids) if not by_date or _day(one)]
        if not documents:
            return Verdict("refusal", f"None of the {_documents(total)} states its date with the year.")
        if by_date and len(documents) == 1 < total:
            yield from _listed("The only date with its year", _date_places(documents), citer, more=0)
            return Verdict("closest", f"Only 1 of {_documents(total)} states its date with the year.")
        sizes = [_day(one) if by_date else word_count(one.text) for one in documents]
        extreme = (max if asked in _MOST else min)(sizes)
        found = [one for one, size in zip(documents, sizes, strict=True) if size == extreme]
        what = f"dated {extreme}" if by_date else f"with {extreme:,} words"
        named = " and ".join(called(one) for one in found[:2]) if len(found) < 3 else f"{len(found)} documents"
        pool = f"{_documents(len(documents))}{' that state a date with its year' if len(documents) < total else ''}"
        lead = f"Of {pool}, {named} {'is' if len(found) == 1 else 'are'} the {asked}, {what}"
        headings = (self._heading(one) for one in found[:MOST_QUOTED])
        places = _date_places(found) if by_date else [place for place in headings if place]
        yield from _listed(lead, places, citer, more=len(found) - len(places))
        return Verdict("answer", f"{_capital(self._scanned(f'all {_documents(total)}'))}.")

    def _exchanges(self, citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Say who asked whom what, in the words of the labels and of the question."""
        found = matching(self._inquiry.subject, self._library, self._ids)
        if self._inquiry.topic == "answerer":
            found = [one for one in found if one.answerer] or found
        for one in found[:MOST_QUOTED]:
            yield _exchange(one, self._inquiry.topic, citer, words=min(QUESTION_WORDS, LONG_WORDS // len(found)))
        unanswered = self._inquiry.topic == "answerer" and not any(one.answerer for one in found)
        more = f" {len(found) - MOST_QUOTED} more are not shown." if len(found) > MOST_QUOTED else ""
        note = "The text does not show who answered." if unanswered else "Taken from the labels of who speaks."
        return Verdict("closest" if unanswered else "answer", note + more)

    def _summary(self, meant: Sequence[Document], most: int, citer: Citer) -> Generator[Sentence, None, Verdict]:
        if not meant:
            return (yield from self._contents(citer))
        document, *others = meant
        summary = summarise(document, self._library, most=most)
        if not summary.places:
            return Verdict("refusal", f"{called(document)} has no sentences that could be quoted.")
        for start, end in summary.places:
            yield _quotation(document, start, end, citer, words=LONG_WORDS)
        chosen = f"{len(summary.places)} of the {summary.sentences} sentences of {called(document)}"
        also = f" Known by these words too: {', '.join(called(one) for one in others[:MOST_ALSO])}." if others else ""
        return Verdict("answer", f"Quoted: {chosen}, those nearest to what the whole of it says.{also}")

    def _fields(self, topic: Topic, meant: Sequence[Document], citer: Citer) -> Generator[Sentence, None, Verdict]:
        """Quote where the one document that is meant, or each of them all, states the fields."""
        fields = ["speaker" if topic == "quoted" else topic, *self._inquiry.also]
        documents = list(meant[:1] or self._documents(self._ids))
        if topic == "quoted" or (topic == "speaker" and meant and not documents[0].speaker):
            found = [(one, people_quoted(one, self._library.catalog.sentences(one.id))) for one in documents]
            people = [(name, (one, *place, place[0])) for one, named in found for name, place in named.items()]
            if people:
                where = called(documents[0]) if len(documents) == 1 else _documents(len(documents))
                shown = people[:MOST_QUOTED]
                lead = f"Quoted in {where}: {', '.join(name for name, _ in shown)}"
                yield from _listed(lead, [place for _, place in shown], citer, more=len(people) - len(shown))
                return Verdict("answer", "Found where somebody “said” or the like; others may speak unnamed.")
        stating = [(one, field, span) for one in documents for field in fields if (span := _stating(one, field))]
        quoted = _distinct(stating) if len(documents) > 1 and topic != "date" else stating
        places = [(one, *_line(one.text, span.start, span.end)) for one, _, span in quoted]
        for document, start, end in list(dict.fromkeys(places))[:MOST_QUOTED]:
            yield _quotation(document, start, end, citer)
        lacking = [field for field in fields if field not in {stated for _, stated, _ in stating}]
        which = called(documents[0]) if len(documents) == 1 else "The documents"
        lack = f"{which} {'does' if len(documents) == 1 else 'do'} not state the {' and the '.join(lacking)}."
        if lacking:
            return Verdict("answer" if stating else "refusal", lack)
        of_all = _of_all(topic, len(stating), len(quoted), len(documents)) if len(documents) > 1 else ""
        return Verdict("answer", of_all)

    def _meant(self, hits: Sequence[Hit], history: Sequence[Turn]) -> list[Document] | Verdict:
        """Return the documents that the subject names equally well, best first; all may be meant where it is empty.

        By number, by file, by "it", by the words it is known by, last by what it says. A verdict where it is none.
        """
        subject = re.sub(rf" {_PUBLISHED}$", "", self._inquiry.subject, flags=re.IGNORECASE)
        documents = list(self._documents(self._ids))
        number = numbered(subject, documents)
        if number is not None:
            if 1 <= number <= len(documents):
                return [documents[number - 1]]
            return Verdict("refusal", f"There is no document {number}: there are {len(documents)}.")
        if found := filed(subject, documents):
            return found
        words = subject if self._inquiry.topic == "summary" else " ".join(_telling(subject))
        if self._inquiry.topic == "summary" and len(documents) == 1:
            return documents
        if points_back(subject):
            asked = next((text for role, text in reversed(history) if role == "user"), "")
            return spoken_of(history, documents) or known_by(" ".join(_telling(asked)), documents, [])
        if means_any(subject) or not reference_words(words):
            return []
        found = known_by(words, documents, [hit.passage.document_id for hit in hits])
        return found or Verdict(
            "refusal", f"None of the {_documents(len(documents))} is known as “{subject}”; {self._scanned()}."
        )

    def _documents(self, ids: Sequence[str]) -> Iterator[Document]:
        return (self._library.document(document_id) for document_id in ids)


def _stating(document: Document, field: str) -> Span | None:
    """Return where a document states a field; its date may stand on the line of its author: "By Ada · June 2022"."""
    for kind in (field, "author", "publisher") if field == "date" else (field,):
        span = next((span for span in document.spans if span.kind == kind), None)
        if span and (kind == field or find_periods(document.text[slice(*_line(document.text, span.start, span.end))])):
            return span
    return None


def _day(document: Document) -> str:
    """Return a document's date where it has a year: then dates compare as they are written."""
    if document.date:
        return document.date if re.match(r"\d{4}", document.date) else ""
    span = _stating(document, "date")
    periods = find_periods(document.text[slice(*_line(document.text, span.start, span.end))]) if span else ()
    years, months = ([one.number for one in periods if one.kind == kind] for kind in ("year", "month"))
    month = f"-{months[0]:02}" if len(months) == 1 else ""
    return f"{years[0]}{month}" if len(years) == 1 else ""


def _date_places(documents: Sequence[Document]) -> list[_Place]:
    stating = ((one, _stating(one, "date")) for one in documents[:MOST_QUOTED])
    return [(one, *_line(one.text, at.start, at.end), at.start) for one, at in stating if at]


def _yearless(less: int) -> str:
    return f" {less} date{'' if less == 1 else 's'} without a year cannot be compared." if less else ""


def _distinct(stating: Sequence[_Stated]) -> list[_Stated]:
    """Keep the first document for each name: eight stories by one author name one author."""
    first: dict[str, _Stated] = {}
    for document, field, span in stating:
        first.setdefault(document.text[span.start : span.end].lower(), (document, field, span))
    return list(first.values())


def _of_all(topic: str, stating: int, distinct: int, total: int) -> str:
    more = f"; {distinct - MOST_QUOTED} more are not shown" if distinct > MOST_QUOTED else ""
    return f"Taken from what the documents state of themselves: {stating} of {total} state the {topic}{more}."


def _exchange(one: Exchange, role: str, citer: Citer, *, words: int) -> Sentence:
    labels = [label for label in (one.asker, one.answerer) if label]
    places = list(one.questions[:1])
    for start, end in one.questions[1:]:
        if sum(word_count(one.document.text[slice(*place)]) for place in (*places, (start, end))) <= words:
            places.append((start, end))
    named = [citer.cite(one.document.id, at.start, at.start + len(one.named(at))) for at in labels]
    questions = [_quotation(one.document, start, end, citer, words=words) for start, end in places]
    asked = "“" + " ".join(question.text for question in questions) + "”"
    asker, answerer = one.named(one.asker), one.named(one.answerer)
    if role == "answerer" and answerer:
        text, key = f"{answerer} answered {asker}, who asked: {asked}", answerer
    else:
        text, key = f"{asker} asked{f' {answerer}' if answerer else ''}: {asked}", asker if role == "asker" else ""
    citations = (*named, *(citation for question in questions for citation in question.citations))
    return Sentence(text, citations, support=1.0, key=key)


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
