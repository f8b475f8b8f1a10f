"""Documents -> searchable passages; knows nothing of answers."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.documents import Document, Hit, Passage
    from index.ingest import build_index
    from index.opening import open_library, open_retriever
    from index.retrieval import Retriever
    from index.settings import IndexSettings

__all__ = ["Document", "Hit", "IndexSettings", "Passage", "Retriever", "build_index", "open_library", "open_retriever"]

# Each public name is imported when it is first used, so that importing the package, or one module of it, is instant.
_HOMES = {
    "Document": "index.documents",
    "Hit": "index.documents",
    "IndexSettings": "index.settings",
    "Passage": "index.documents",
    "Retriever": "index.retrieval",
    "build_index": "index.ingest",
    "open_library": "index.opening",
    "open_retriever": "index.opening",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
