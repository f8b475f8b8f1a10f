"""A query -> the passages that an answer would be drawn from, each with its document. Knows nothing of engines."""

from dataclasses import dataclass

from app.chain import check_question, ready_library
from app.scope import EVERYTHING, Scope
from app.settings import AppSettings
from index.documents import Document, Hit
from index.errors import StoreError
from index.opening import Library
from index.reading import find_files


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, and the document it stands in."""

    hit: Hit
    document: Document


def search(
    query: str, *, k: int | None = None, settings: AppSettings | None = None, scope: Scope | None = None
) -> list[Found]:
    """Return the k best passages for a query, best first; without k, all that an engine would be given.

    Passages of files that were changed or deleted since they were read are left out, as in an answer.
    Raises what `answer` does.
    """
    asked = check_question(query)
    settings = settings or AppSettings.load()
    library, hits = _hits(asked, max(k or 0, settings.passages), settings, scope or EVERYTHING)
    held = [hit for hit in hits if library.unchanged(hit.passage.document_id)]
    if len(held) < len(hits):
        find_files(settings.documents)  # the whole folder may be gone: FolderMissing
    return [Found(hit, library.document(hit.passage.document_id)) for hit in held[:k]]


def _hits(query: str, k: int, settings: AppSettings, scope: Scope) -> tuple[Library, list[Hit]]:
    library = _within(scope, ready_library(settings))
    try:
        return library, library.search(query, k)
    except StoreError:
        if library.is_current():
            raise
    # Another process has put a new index in force and removed this one meanwhile.
    library = _within(scope, ready_library(settings))
    return library, library.search(query, k)


def _within(scope: Scope, library: Library) -> Library:
    return library if scope.everything else library.within(scope.select(library.catalog.entries))
