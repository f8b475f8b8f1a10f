"""A question -> the passages that an answer is drawn from. Knows nothing of engines.

The index is built where there is none, opened anew where another process has put another one in force, and passages
whose file is gone or changed are left out: what cannot be re-read cannot be cited.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.parts import parts_of
from app.questions import check_question
from app.scope import EVERYTHING, Scope
from app.settings import AppSettings
from index.documents import Document, Hit
from index.errors import IndexMissing, StoreError
from index.ingest import Progress, build_index
from index.opening import Library, use_library
from index.reading import find_files

BUILD_WAIT = 600  # seconds to wait for another process that is building the index we need


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
    library, hits, _ = find(asked, settings or AppSettings.load(), scope or EVERYTHING, least=k or 0)
    return [Found(hit, library.document(hit.passage.document_id)) for hit in hits[:k]]


def find(question: str, settings: AppSettings, scope: Scope, *, least: int = 0) -> tuple[Library, list[Hit], list[str]]:
    """Return the index in force, the passages found for a question, and the documents left out as gone or changed.

    `least`: how many passages are looked for, where the settings say fewer. Raises whatever opening or building raises.
    """
    library, hits = _search(question, settings, scope, max(least, settings.passages))
    touched = sorted({hit.passage.document_id for hit in hits if not library.unchanged(hit.passage.document_id)})
    if touched:
        find_files(settings.documents)  # the whole folder may be gone: FolderMissing
    return library, [hit for hit in hits if hit.passage.document_id not in touched], touched


def ready_library(settings: AppSettings, *, progress: Progress = lambda stage, done, total: None) -> Library:
    """Return the index in force, building it where there is none."""
    try:
        return use_library(settings)
    except IndexMissing:
        build_index(settings, wait=BUILD_WAIT, progress=progress)
        return use_library(settings)


def _search(question: str, settings: AppSettings, scope: Scope, k: int) -> tuple[Library, list[Hit]]:
    library = _within(scope, ready_library(settings))
    try:
        return library, _hits(library, parts_of(question), k)
    except StoreError:
        if library.is_current():
            raise
    # Another process has put a new index in force and removed this one meanwhile.
    library = _within(scope, ready_library(settings))
    return library, _hits(library, parts_of(question), k)


def _within(scope: Scope, library: Library) -> Library:
    return library if scope.everything else library.within(scope.select(library.catalog.entries))


def _hits(library: Library, parts: Sequence[str], k: int) -> list[Hit]:
    """Return what is found for each part of a question, each passage once, the first part's first."""
    hits = (hit for part in parts for hit in library.search(part, k))
    return list({hit.passage.id: hit for hit in reversed(list(hits))}.values())[::-1]
