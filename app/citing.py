"""Places in documents -> Citations with exact offsets; the only code that makes them, inside the hits given."""

from collections.abc import Sequence

from app.answers import Citation
from index.documents import Document, Hit
from index.opening import Library


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

    def cite(self, document_id: str, start: int, end: int) -> Citation:
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
        )

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
