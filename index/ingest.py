"""build_index(): make the index equal to the folder: read, compare, split, chunk, embed, write, put in force."""

import dataclasses
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np

from index.catalog import Analysed, Vectors, first_alike, write_catalog
from index.chunking import chunk
from index.documents import Document
from index.embedding import Embedder, open_embedder
from index.errors import (
    DataNotWritable,
    IndexDamaged,
    IndexMissing,
    NoReadableDocument,
    StoreError,
    UnreadableFile,
)
from index.manifest import FileState, Manifest, fingerprint, next_generation, publish, superseded, write_lock
from index.opening import Library, open_library, open_store
from index.reading import SUFFIXES, find_files, read_document
from index.retrieval import Keyword
from index.sentences import split_sentences
from index.settings import IndexSettings
from index.store import checksums, seal

Stage = Literal["reading", "embedding", "storing"]
Progress = Callable[[Stage, int, int], None]  # stage, done, total


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; documents by id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]  # (old, new): the same content under another name
    removed: tuple[str, ...]
    unchanged: int
    skipped: dict[str, FileState]
    passages: int
    seconds: float
    built: bool  # False: the index already equalled the folder


def build_index(
    settings: IndexSettings,
    *,
    rebuild: bool = False,
    wait: float = 0,
    progress: Progress = lambda stage, done, total: None,
) -> BuildReport:
    """Make the index equal to the folder, and leave the one in force untouched until the new one is complete.

    `rebuild` makes everything anew; `wait` is how many seconds to wait for another writer.
    Raises FolderMissing, NoReadableDocument, IndexBusy, DataNotWritable, EmbeddingError, StoreError.
    """
    began = time.perf_counter()
    find_files(settings.documents)  # a missing folder is an error before anything is made
    embedder = open_embedder(settings.embeddings)
    with write_lock(settings, wait=wait):
        old = None if rebuild else _open_old(settings)
        try:
            return _build(settings, embedder, old, progress, began)
        except IndexDamaged:
            if old is None:
                raise
            return _build(settings, embedder, None, progress, began)
        finally:
            if old:
                old.close()


def _build(
    settings: IndexSettings, embedder: Embedder, old: Library | None, progress: Progress, began: float
) -> BuildReport:
    documents, files = _read(settings, old, progress)
    report = _compare(old.manifest.files if old else {}, files)
    if old and not report.built:
        # Touched but equal, or skipped: the next comparison need not hash these files again.
        if files != old.manifest.files:
            with _writing(settings):
                dataclasses.replace(old.manifest, files=files).write(old.generation)
        return dataclasses.replace(report, passages=old.manifest.passages, seconds=time.perf_counter() - began)
    if not documents:
        raise _nothing_to_read(settings.documents, files)
    analysed = _analyse(settings, embedder, old, documents, progress)
    manifest = Manifest(
        fingerprint=fingerprint(settings, embedder.name),
        folder=str(settings.documents),
        embeddings=embedder.name,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        passages=sum(len(one.chunks) for one in analysed),
        sentences=sum(len(one.sentences) for one in analysed),
        distinct=len(set(first_alike(np.concatenate([one.passage_vectors for one in analysed])).tolist())),
        files=files,
    )
    _write(settings, embedder, analysed, manifest, progress)
    return dataclasses.replace(report, passages=manifest.passages, seconds=time.perf_counter() - began)


# ---------------------------------------------------------------------------------------------------------------------
# Reading and comparing


def _open_old(settings: IndexSettings) -> Library | None:
    try:
        return open_library(settings)
    except (IndexMissing, IndexDamaged):  # what a build is for
        return None


def _read(
    settings: IndexSettings, old: Library | None, progress: Progress
) -> tuple[list[Document], dict[str, FileState]]:
    folder = settings.documents
    # By suffix too: the same bytes are another text where another reader takes them.
    known = {(old.manifest.files[name].sha256, _suffix(name)): name for name in old.manifest.indexed} if old else {}
    documents: list[Document] = []
    files: dict[str, FileState] = {}
    unlisted: list[OSError] = []
    paths = find_files(folder, unlisted=unlisted.append)
    for error in unlisted:
        name = Path(error.filename).relative_to(folder).as_posix()
        files[name] = _unread(f"The folder {name!r} cannot be listed: {error.strerror}.")
    for done, path in enumerate(paths, 1):
        name = path.relative_to(folder).as_posix()
        try:
            state = FileState.observe(path)
            same = known.get((state.sha256, _suffix(name)))
            again = dataclasses.replace(old.document(same), id=name) if old and same else None
            document = again or read_document(path, folder)
        except OSError as exc:
            files[name] = _unread(f"{name!r} cannot be read: {exc.strerror}.")
        except UnreadableFile as exc:
            files[name] = dataclasses.replace(state, problem=exc.message, hint=exc.hint)
        else:
            documents.append(document)
            files[name] = dataclasses.replace(state, sha256=document.sha256)
        progress("reading", done, len(paths))
    return documents, files


def _unread(problem: str) -> FileState:
    return FileState("", 0, 0, 0, problem, "Check who may read it.")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _compare(before: dict[str, FileState], now: dict[str, FileState]) -> BuildReport:
    old = {name: state.sha256 for name, state in before.items() if state.problem is None}
    new = {name: state.sha256 for name, state in now.items() if state.problem is None}
    removed = [name for name in old if name not in new]
    renamed = []
    for name in (name for name in new if name not in old):
        source = next((gone for gone in removed if old[gone] == new[name]), None)
        if source is not None:
            removed.remove(source)
            renamed.append((source, name))
    arrived = {name for _, name in renamed}
    return BuildReport(
        added=tuple(name for name in new if name not in old and name not in arrived),
        changed=tuple(name for name in new if name in old and old[name] != new[name]),
        renamed=tuple(renamed),
        removed=tuple(removed),
        unchanged=sum(old.get(name) == sha256 for name, sha256 in new.items()),
        skipped={name: state for name, state in now.items() if state.problem is not None},
        passages=0,
        seconds=0.0,
        built=old != new or list(old) != list(new),
    )


def _nothing_to_read(folder: Path, files: dict[str, FileState]) -> NoReadableDocument:
    kinds = ", ".join(sorted(SUFFIXES))
    if not files:
        return NoReadableDocument(
            f"The folder {str(folder)!r} holds no document.",
            hint=f"Put files of these kinds into it: {kinds}; or set FOOTNOTE_DOCUMENTS to another folder.",
        )
    state = next(iter(files.values()))
    return NoReadableDocument(
        f"None of the {len(files)} files in {str(folder)!r} can be read. {state.problem}",
        hint=state.hint or "See `footnote status` for each file.",
    )


# ---------------------------------------------------------------------------------------------------------------------
# Analysing and writing


def _analyse(
    settings: IndexSettings,
    embedder: Embedder,
    old: Library | None,
    documents: Sequence[Document],
    progress: Progress,
) -> list[Analysed]:
    """Split, chunk and embed; a document whose content the old index holds keeps its vectors."""
    known = {old.manifest.files[name].sha256: name for name in old.manifest.indexed} if old else {}
    vectors = _Vectors()
    split = []
    for document in documents:
        sentences = split_sentences(document.text, document.spans)
        chunks = chunk(document, sentences, words=settings.passage_words)
        split.append((document, sentences, chunks))
        if old and document.sha256 in known:
            vectors.remember(old.catalog.analysed(known[document.sha256]))
        vectors.want(document.text[one.start : one.end] for one in sentences)
        vectors.want(one.passage.text for one in chunks)
    vectors.encode(embedder, progress)
    return [
        Analysed(
            document,
            sentences,
            chunks,
            vectors.of([document.text[one.start : one.end] for one in sentences], embedder.dimension),
            vectors.of([one.passage.text for one in chunks], embedder.dimension),
        )
        for document, sentences, chunks in split
    ]


class _Vectors:
    """Text -> vector, each different text encoded once and what is remembered not at all."""

    def __init__(self) -> None:
        self._known: dict[str, Vectors] = {}
        self._wanted: dict[str, None] = {}

    def remember(self, one: Analysed) -> None:
        """Take over the vectors of a document that has been analysed before."""
        sentences = (one.document.text[span.start : span.end] for span in one.sentences)
        self._known.update(zip(sentences, one.vectors, strict=True))
        # Passages last: theirs are stored exactly, the sentences' rounded.
        self._known.update(zip((c.passage.text for c in one.chunks), one.passage_vectors, strict=True))

    def want(self, texts: Iterable[str]) -> None:
        """Note texts that need a vector."""
        self._wanted.update(dict.fromkeys(texts))

    def encode(self, embedder: Embedder, progress: Progress) -> None:
        """Encode what is wanted and not known."""
        missing = [text for text in self._wanted if text not in self._known]
        if not missing:
            return
        encoded = embedder.encode_documents(missing, progress=lambda done: progress("embedding", done, len(missing)))
        self._known.update(zip(missing, encoded, strict=True))

    def of(self, texts: Sequence[str], dimension: int) -> Vectors:
        """Return the vectors of texts, as rows."""
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(-1, dimension)


def _write(
    settings: IndexSettings, embedder: Embedder, analysed: list[Analysed], manifest: Manifest, progress: Progress
) -> None:
    with _writing(settings):
        generation = next_generation(settings, embedder.name)
        try:
            _fill(settings, generation, analysed, progress)
            sealed = dataclasses.replace(manifest, vectors=seal(generation / "chroma"), checksums=checksums(generation))
            sealed.write(generation)
        except BaseException:
            _remove(settings, generation)
            raise
        publish(generation)
    for other in superseded(generation):
        _remove(settings, other)


@contextmanager
def _writing(settings: IndexSettings) -> Iterator[None]:
    """Turn what a full or failing disk raises into DataNotWritable."""
    try:
        yield
    except (OSError, sqlite3.Error, IndexDamaged) as exc:
        raise DataNotWritable(
            f"The index cannot be written below {str(settings.data)!r}: {exc}",
            hint="Check the free space and who may write there; the index in force, if there is one, is as it was.",
        ) from exc


def _fill(settings: IndexSettings, generation: Path, analysed: list[Analysed], progress: Progress) -> None:
    passages = [one.passage for document in analysed for one in document.chunks]
    write_catalog(generation, analysed)
    Keyword.write(generation / "keyword", [passage.text for passage in passages])
    documents = [document.document for document in analysed for _ in document.chunks]
    vectors = np.concatenate([one.passage_vectors for one in analysed])
    # Each vector once: many equal ones cut Chroma's graph of neighbours apart, and what lies beyond is never found.
    distinct = np.unique(first_alike(vectors)).tolist()
    with closing(open_store(settings, generation)) as store:
        store.add(
            [passages[number] for number in distinct],
            [documents[number] for number in distinct],
            vectors[distinct],
            progress=lambda done: progress("storing", done, len(distinct)),
        )


def _remove(settings: IndexSettings, generation: Path) -> None:
    if settings.chroma_url:
        try:
            open_store(settings, generation).drop()
        except StoreError:
            return  # the folder stays, so that the next build tries again
    shutil.rmtree(generation, ignore_errors=True)
