"""Documents -> searchable passages; knows nothing of answers."""

from index.documents import Document, Hit, Passage
from index.ingest import build_index
from index.library import open_library, open_retriever
from index.retrieval import Retriever
from index.settings import IndexSettings

__all__ = [
    "Document",
    "Hit",
    "IndexSettings",
    "Passage",
    "Retriever",
    "build_index",
    "open_library",
    "open_retriever",
]
