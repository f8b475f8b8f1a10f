"""An index opened for reading: its documents, its search, and whether the folder still agrees with it."""

import copy
import sqlite3
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog
from index.documents import Document, Hit
from index.embedding import Embedder, open_embedder
from index.errors import IndexMissing, StoreError
from index.manifest import FileState, Manifest, current
from index.reading import find_files
from index.retrieval import Dense, DenseWithin, Hybrid, Keyword, Neighbours, Retriever
from index.settings import IndexSettings
from index.store import Store, checksums, damaged, seal

# How many stored passages are looked up by their own vector when an index on a server is opened: a vector folder that
# has vanished there raises no error, its rows are just never found again. Here, the seal proves the folder.
SELF_QUERIES = 3
VIEWS = 8  # choices of documents whose views are kept

# What numpy, SQLite, bm25s and our own code raise on files that hold nonsense.
_NONSENSE = (OSError, ValueError, TypeError, AttributeError, LookupError, EOFError, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class Changes:
    """How a folder differs from its index, by content; each a tuple of document ids."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Library:
    """One generation of an index, complete and checked; a Retriever, and the documents behind its hits."""

    def __init__(self, settings: IndexSettings, generation: Path, manifest: Manifest, embedder: Embedder) -> None:
        self.settings = settings
        self.generation = generation
        self.manifest = manifest
        self.embedder = embedder
        self.catalog = Catalog(generation)
        self.lexicon = Keyword(generation / "keyword", self.catalog)
        self.store = open_store(settings, generation)
        hybrid = Hybrid(Dense(self.store, self.catalog, embedder), self.lexicon)
        self._retriever = Neighbours(hybrid, self.catalog)
        self._verified: dict[str, FileState] = {}  # touched since, with the same content
        self._stamp = _stamp(generation)
        self._views: dict[frozenset[str], Library] = {}
        # Chroma keeps every client that is not closed; a library that a new index has replaced goes unannounced.
        weakref.finalize(self, self.store.close)

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k best hits for a query, best first, and after them what stands beside the best."""
        return self._retriever.search(query, k)

    def within(self, document_ids: Iterable[str]) -> "Library":
        """Return a view that searches and knows these documents only, as if the folder held no others.

        `manifest` and `changes()` still speak of the whole folder.
        """
        chosen = frozenset(document_ids)
        if chosen >= set(self.catalog.document_ids()):
            return self
        view = self._views.get(chosen)
        if view is None:
            view = copy.copy(self)
            view.catalog = self.catalog.within(chosen)
            view.lexicon = self.lexicon.within(view.catalog)
            view._retriever = Neighbours(Hybrid(DenseWithin(view.catalog, self.embedder), view.lexicon), view.catalog)
            view._views = {}
            if len(self._views) >= VIEWS:
                self._views.clear()
            self._views[chosen] = view
        return view

    def document(self, document_id: str) -> Document:
        """Return a document as it was indexed; raises KeyError for an id that is not."""
        return self.catalog.document(document_id)

    def unchanged(self, document_id: str) -> bool:
        """Return whether the document's file still has the content that was indexed."""
        path = self.settings.documents / document_id
        state = self._verified.get(document_id) or self.manifest.files[document_id]
        try:
            if state.untouched(path.stat()):
                return True
            now = FileState.observe(path)
        except OSError:
            return False
        self._verified[document_id] = now if now.sha256 == state.sha256 else state
        return now.sha256 == state.sha256

    def changes(self) -> Changes:
        """Compare the folder with the index; raises FolderMissing."""
        return compare(self.settings.documents, self.manifest.files)

    def is_current(self) -> bool:
        """Return whether this is still the generation in force, with the manifest that it was opened with."""
        try:
            in_force = current(self.settings, self.embedder.name)
            return in_force == self.generation and _stamp(in_force) == self._stamp
        except (IndexMissing, OSError):
            return False

    def close(self) -> None:
        """Let go of the index's files."""
        self.catalog.close()
        self.store.close()


def open_library(settings: IndexSettings) -> Library:
    """Open the index in force; raises IndexMissing where there is none for these settings, IndexDamaged, StoreError."""
    embedder = open_embedder(settings.embeddings)
    while True:
        generation = current(settings, embedder.name)
        try:
            return _open_checked(settings, generation, embedder)
        except StoreError:
            if current(settings, embedder.name) == generation:
                raise
            # A writer has put another generation in force meanwhile and removed this one: open that.


def use_library(settings: IndexSettings) -> Library:
    """Return the index in force, opened once in this process and reopened when a new one is put in force."""
    # Settings of asking are no part of it: one index serves them all.
    key = tuple(getattr(settings, name) for name in IndexSettings.model_fields)
    with _opening:
        library = _open.get(key)
        if library is None or not library.is_current():
            # The one before is not closed: another thread may be reading it. It goes with its last reader.
            library = _open[key] = open_library(settings)
        return library


_open: dict[tuple[object, ...], Library] = {}
_opening = threading.Lock()


def open_retriever(settings: IndexSettings) -> Retriever:
    """Open the index in force, for code that only searches."""
    return open_library(settings)


def open_store(settings: IndexSettings, generation: Path) -> Store:
    """Open the vectors of a generation, embedded or on the configured server."""
    collection = f"footnote-{generation.parent.name}-{generation.name}"
    if settings.chroma_url:
        return Store.server(settings.chroma_url, collection)
    return Store.embedded(generation / "chroma", "passages")


def compare(folder: Path, files: dict[str, FileState]) -> Changes:
    """Return how the folder differs from these files, hashing only those that the file system says were touched."""
    present = {path.relative_to(folder).as_posix(): path for path in _present(folder)}
    return Changes(
        added=tuple(name for name in present if name not in files),
        changed=tuple(name for name, path in present.items() if name in files and _differs(path, files[name])),
        removed=tuple(name for name in files if name not in present),
    )


def _present(folder: Path) -> list[Path]:
    # A folder that cannot be listed is a skipped entry of the index.
    unlisted: list[OSError] = []
    files = find_files(folder, unlisted=unlisted.append)
    return [*(Path(error.filename) for error in unlisted), *files]


def _differs(path: Path, state: FileState) -> bool:
    try:
        return not state.untouched(path.stat()) and FileState.observe(path).sha256 != state.sha256
    except OSError:
        return state.problem is None


def _open_checked(settings: IndexSettings, generation: Path, embedder: Embedder) -> Library:
    manifest = Manifest.read(generation)
    if seal(generation / "chroma") != manifest.vectors:
        raise damaged("its vectors are not what was written")
    if checksums(generation) != manifest.checksums:
        raise damaged("its numbers are not what was written")
    try:
        library = Library(settings, generation, manifest, embedder)
    except _NONSENSE as exc:
        raise damaged(f"a file of {generation.name} cannot be read ({exc})") from exc
    try:
        _check(library)
    except StoreError:
        library.close()
        raise
    except _NONSENSE as exc:
        library.close()
        raise damaged(f"the parts of {generation.name} do not fit together ({exc})") from exc
    return library


def _stamp(generation: Path) -> int:
    return (generation / "manifest.json").stat().st_mtime_ns


def _check(library: Library) -> None:
    catalog, manifest = library.catalog, library.manifest
    if catalog.passage_count != manifest.passages or catalog.sentence_count != manifest.sentences:
        raise damaged(f"it should hold {manifest.passages} passages and does not")
    if catalog.document_ids() != manifest.indexed:
        raise damaged(f"it should hold {len(manifest.indexed)} documents and does not")
    distinct = catalog.distinct().tolist()
    if not library.store.count() == len(distinct) == manifest.distinct:
        raise damaged(f"it should hold the vectors of {manifest.distinct} passages and does not")
    probes = distinct[:: max(1, len(distinct) // SELF_QUERIES)] if library.settings.chroma_url else []
    # One miss proves nothing: Chroma's search is approximate.
    if probes and not any(_finds_itself(library, number) for number in probes):
        raise damaged("no passage that it holds can be found by its own vector")


def _finds_itself(library: Library, number: int) -> bool:
    vector = library.catalog.passage_vector(number)
    found = (library.catalog.passage_number(passage_id) for passage_id in library.store.nearest(vector, 10))
    # By closeness, not by id: other passages may be as near.
    return any(float(library.catalog.passage_vector(other) @ vector) > 0.99 for other in found)
