"""The passages of Footnote's own search as a langchain retriever. Imported late: langchain costs 0.2 s."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from app.scope import Scope
from app.searching import Found, search
from app.settings import AppSettings


class PassageRetriever(BaseRetriever):
    """Finds what the engines are given, as langchain Documents."""

    settings: AppSettings
    k: int | None = None
    scope: Scope | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(one) for one in search(query, k=self.k, settings=self.settings, scope=self.scope)]


def as_retriever(
    settings: AppSettings | None = None, *, k: int | None = None, scope: Scope | None = None
) -> PassageRetriever:
    """Return a langchain retriever of the k best passages; without k, of all that an engine would be given.

    A Document's `page_content` is the passage, its `metadata` says where it stands: source, title, date (or None),
    start, end (half-open code-point offsets into the document's text), page (or None) and score.
    Asking it raises what `answer` does.
    """
    return PassageRetriever(settings=settings or AppSettings.load(), k=k, scope=scope)


def _document(found: Found) -> Document:
    passage, document = found.hit.passage, found.document
    where = {
        "source": document.id,
        "title": document.name,
        "date": document.date,
        "start": passage.start,
        "end": passage.end,
        "page": document.page_of(passage.start),
        "score": found.hit.score,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=where)
