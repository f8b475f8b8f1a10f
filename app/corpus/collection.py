"""Questions about the documents themselves: which mention X, who wrote, asked, spoke, when, what one says as a whole.

Answered by a full scan or from what the documents state of themselves, never by ranking sentences.
"""

import re
from collections.abc import Generator, Iterator, Sequence

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from app.corpus.inquiries import PUBLISHED, QUOTE_WORDS, Inquiry, Topic, line_of, telling, where_stated
from app.corpus.interviews import QUESTION_WORDS, Exchange, matching, people_quoted
from app.corpus.mentions import (
    Sought,
    alternatives_in,
    called,
    filed,
    known_by,
    numbered,
    places_of,
    reference_words,
    spoken_of,
    tested,
)
from app.corpus.summaries import means_any, points_back, sentences_asked, summarise
from app.periods import find_periods
from index.documents import Document, Hit, Span
from index.lines import word_count
from index.opening import Library

_Place = tuple[Document, int, int, int]  # start, end, and what must not be cut off
_Stated = tuple[Document, str, Span]

MOST_QUOTED = 8  # documents quoted; the rest is counted
LONG_WORDS = 150  # of a whole answer
_BY_DATE = frozenset(("newest", "latest", "most recent", "oldest", "earliest"))
_MOST = frozenset(("newest", "latest", "most recent", "longest", "biggest", "largest"))
MOST_ALSO = 3  # other documents that the same words name, of which a note tells


class Collection:
    """Answers inquiries; an engine beside the one that answers from sentences."""

    name = "collection"

    def __init__(self, library: Library, inquiry: Inquiry) -> None:
        self._library = library
        self._inquiry = inquiry
        # What was changed or removed since cannot be cited, so it does not count either.
        indexed = library.catalog.document_ids()
        self._ids = [one for one in indexed if library.unchanged(one)]
        self._gone = len(indexed) - len(self._ids)

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
        return (*line_of(text, start, end), start)

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
        stating = [one for one in self._documents(self._ids) if where_stated(one, "date")]
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
        stating = [(one, field, span) for one in documents for field in fields if (span := where_stated(one, field))]
        quoted = _distinct(stating) if len(documents) > 1 and topic != "date" else stating
        places = [(one, *line_of(one.text, span.start, span.end)) for one, _, span in quoted]
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
        subject = re.sub(rf" {PUBLISHED}$", "", self._inquiry.subject, flags=re.IGNORECASE)
        documents = list(self._documents(self._ids))
        number = numbered(subject, documents)
        if number is not None:
            if 1 <= number <= len(documents):
                return [documents[number - 1]]
            return Verdict("refusal", f"There is no document {number}: there are {len(documents)}.")
        if found := filed(subject, documents):
            return found
        words = subject if self._inquiry.topic == "summary" else " ".join(telling(subject))
        if self._inquiry.topic == "summary" and len(documents) == 1:
            return documents
        if points_back(subject):
            asked = next((text for role, text in reversed(history) if role == "user"), "")
            return spoken_of(history, documents) or known_by(" ".join(telling(asked)), documents, [])
        if means_any(subject) or not reference_words(words):
            return []
        found = known_by(words, documents, [hit.passage.document_id for hit in hits])
        return found or Verdict(
            "refusal", f"None of the {_documents(len(documents))} is known as “{subject}”; {self._scanned()}."
        )

    def _documents(self, ids: Sequence[str]) -> Iterator[Document]:
        return (self._library.document(document_id) for document_id in ids)


def _day(document: Document) -> str:
    """Return a document's date where it has a year: then dates compare as they are written."""
    if document.date:
        return document.date if re.match(r"\d{4}", document.date) else ""
    span = where_stated(document, "date")
    periods = find_periods(document.text[slice(*line_of(document.text, span.start, span.end))]) if span else ()
    years, months = ([one.number for one in periods if one.kind == kind] for kind in ("year", "month"))
    month = f"-{months[0]:02}" if len(months) == 1 else ""
    return f"{years[0]}{month}" if len(years) == 1 else ""


def _date_places(documents: Sequence[Document]) -> list[_Place]:
    stating = ((one, where_stated(one, "date")) for one in documents[:MOST_QUOTED])
    return [(one, *line_of(one.text, at.start, at.end), at.start) for one, at in stating if at]


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
