"""Places in documents -> Citations with exact offsets; the only code that makes them, inside the hits given."""

import itertools
from collections.abc import Sequence

from app.answers import Citation
from app.locating import locate
from index.documents import Document, Hit, Passage
from index.opening import Library

MOST = 4  # citations of one sentence that a model wrote


class Citer:
    """Makes the citations of one answer: numbered in order of first use, the same place always the same number."""

    def __init__(self, hits: Sequence[Hit], library: Library, *, everywhere: bool = False) -> None:
        """Allow the places of the hits, or with `everywhere` (after a full scan) any place of any document."""
        self._library = library
        self._everywhere = everywhere
        self._allowed: dict[str, list[tuple[int, int]]] = {}
        for hit in sorted(hits, key=lambda hit: hit.passage.start):
            self._allow(hit)
        self._numbers: dict[tuple[str, int, int], int] = {}

    def cite_words(
        self, sentence: str, words: Sequence[str], named: Sequence[Passage], *, others: Sequence[Passage] = ()
    ) -> tuple[Citation, ...]:
        """Return the citations for what a writer says its sentence rests on: words, of the passages it named.

        Empty where neither the words nor anything like the sentence stands there; at most MOST of them.
        """
        places = locate(sentence, words, named, others=others, library=self._library)
        allowed = (one for one in places if self.may_cite(one.document_id, one.start, one.end))
        return tuple(
            self.cite(one.document_id, one.start, one.end, exact=one.exact) for one in itertools.islice(allowed, MOST)
        )

    def cite(self, document_id: str, start: int, end: int, *, exact: bool = True) -> Citation:
        """Return the citation of text[start:end]; raises ValueError for a place outside the hits."""
        if not self.may_cite(document_id, start, end):
            raise ValueError(f"{document_id}[{start}:{end}] is outside the passages that were found")
        document = self._library.document(document_id)
        number = self._numbers.setdefault((document_id, start, end), len(self._numbers) + 1)
        return Citation(
            number=number,
            source=document_id,
            title=document.name,
            date=document.date,
            start=start,
            end=end,
            quote=document.text[start:end],
            sha256=document.sha256,
            page=document.page_of(start),
            exact=exact,
        )

    def wider(self, citation: Citation) -> Citation | None:
        """Return the citation with the sentence before it, None where that may not be cited."""
        document = self._library.document(citation.source)
        ends = [one for one in self._library.catalog.sentences(citation.source) if one.end <= citation.start]
        if not ends or document.text[ends[-1].end : citation.start].strip():
            return None
        if not self.may_cite(citation.source, ends[-1].start, citation.end):
            return None
        return self.cite(citation.source, ends[-1].start, citation.end, exact=citation.exact)

    def may_cite(self, document_id: str, start: int, end: int) -> bool:
        """Return whether the place lies within the passages that were found."""
        if self._everywhere:
            return 0 <= start < end <= len(self._library.document(document_id).text)
        return any(first <= start < end <= last for first, last in self._allowed.get(document_id, ()))

    def _allow(self, hit: Hit) -> None:
        # Neighbouring passages are one stretch where only white space lies between them.
        stretches = self._allowed.setdefault(hit.passage.document_id, [])
        text = self._library.document(hit.passage.document_id).text
        if stretches and not text[stretches[-1][1] : hit.passage.start].strip():
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], hit.passage.end))
        else:
            stretches.append((hit.passage.start, hit.passage.end))


def holds(citation: Citation, document: Document) -> bool:
    """Return whether a citation is true of a document as it is read now: same content, same words at the same place."""
    return citation.sha256 == document.sha256 and document.text[citation.start : citation.end] == citation.quote
