"""The documents, sentences and passages of one index on disk, and the sentences' vectors; knows nothing of search.

Documents lie in SQLite, one row each. Sentences and passages are rows of integer arrays, vectors rows of float
arrays, all memory-mapped: opening a catalog reads next to nothing, however large the folder.
"""

import copy
import functools
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.chunking import Chunk
from index.documents import Document, Passage, Span
from index.sentences import SentenceSpan
from index.store import damaged

Vectors = NDArray[np.float32]

_DATABASE = "documents.sqlite"
_META = tuple(field.name for field in fields(Document) if field.name not in ("id", "text", "sha256"))


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document and all that indexing makes of it: a row of `vectors` a sentence, of `passage_vectors` a chunk."""

    document: Document
    sentences: tuple[SentenceSpan, ...]
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    passage_vectors: Vectors


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a list names it, without its text; for the fields see index.documents.Document."""

    id: str
    title: str | None
    publisher: str | None
    date: str | None
    pages: int
    passages: int

    @property
    def name(self) -> str:
        """The title, or the file's name where the text states none."""
        return self.title or self.id.rsplit("/", 1)[-1]


class Catalog:
    """Read documents, passages and sentences by number; numbers run from 0 in the order of writing."""

    _within: frozenset[str] | None = None  # the documents of a view; None: all there are

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(
            f"{(folder / _DATABASE).as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._lock = threading.Lock()  # Streamlit asks from several threads
        self._sentences = _mapped(folder / "sentences.npy")  # document, start, end, paragraph
        # document, start, end, first and last sentence, the first passage with the same vector
        self._passages = _mapped(folder / "passages.npy")
        self._vectors = _mapped(folder / "sentence_vectors.npy")  # float16, unit length
        self._passage_vectors = _mapped(folder / "passage_vectors.npy")
        self._document = functools.lru_cache(maxsize=256)(self._read_document)

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return len(self._passages)

    @property
    def sentence_count(self) -> int:
        """How many sentences there are."""
        return len(self._sentences)

    def within(self, document_ids: Iterable[str]) -> "Catalog":
        """Return a view that knows these documents only; passages and sentences keep their numbers."""
        view = copy.copy(self)
        view.__dict__.pop("entries", None)
        view._within = frozenset(document_ids)
        return view

    def document_ids(self) -> list[str]:
        """Return every document's id, in order."""
        ids = (row[0] for row in self._query("SELECT id FROM documents ORDER BY number"))
        return [one for one in ids if self._within is None or one in self._within]

    @functools.cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every document as a list names it, in order: without reading the texts."""
        counts = np.bincount(self._passages[:, 0])
        rows = self._query("SELECT number, id, meta FROM documents ORDER BY number")
        kept = (row for row in rows if self._within is None or row[1] in self._within)
        return tuple(
            _entry(document_id, json.loads(meta), int(counts[number]) if number < len(counts) else 0)
            for number, document_id, meta in kept
        )

    @functools.cached_property
    def _ids(self) -> dict[int, str]:
        """Every document's id by its number, of this view or not."""
        return dict(self._query("SELECT number, id FROM documents"))

    def passages_held(self) -> NDArray[np.bool_]:
        """Return for each passage of the index whether it belongs to a document of this view."""
        numbers = [number for number, one in self._ids.items() if self._within is None or one in self._within]
        return np.isin(self._passages[:, 0], numbers)

    def documents(self) -> Iterator[Document]:
        """Yield every document, in order."""
        return (self.document(document_id) for document_id in self.document_ids())

    def document(self, document_id: str) -> Document:
        """Return one document; raises KeyError for an id that is not indexed, or not of this view."""
        if self._within is not None and document_id not in self._within:
            raise KeyError(document_id)
        return self._document(document_id)[1]

    def passage(self, number: int) -> Passage:
        """Return the passage of this number."""
        document_number, start, end = (int(value) for value in self._passages[number, :3])
        return _passage(self.document(self._ids[document_number]), start, end)

    def passage_number(self, passage_id: str) -> int:
        """Return the number of the passage with this id; raises KeyError where there is none."""
        document_id, _, place = passage_id.rpartition("#")
        number = self._document(document_id)[0]
        first, last = np.searchsorted(self._passages[:, 0], [number, number + 1])
        starts = self._passages[first:last, 1]
        offset = int(np.searchsorted(starts, int(place.split("-")[0])))
        if offset == len(starts) or passage_id != f"{document_id}#{starts[offset]}-{self._passages[first + offset, 2]}":
            raise KeyError(passage_id)
        return int(first) + offset

    def beside(self, passage_id: str, reach: int) -> Iterator[tuple[int, Passage]]:
        """Yield (distance, passage) for the passages of the same document up to `reach` away, nearest first."""
        number = self.passage_number(passage_id)
        for distance in range(1, reach + 1):
            for other in (number - distance, number + distance):
                if 0 <= other < self.passage_count and self._passages[other, 0] == self._passages[number, 0]:
                    yield distance, self.passage(other)

    def passage_vector(self, number: int) -> Vectors:
        """Return the unit vector of a passage."""
        return np.asarray(self._passage_vectors[number], dtype=np.float32)

    def closeness(self, vector: Vectors) -> Vectors:
        """Return the cosine of every passage of the index with a unit vector."""
        return np.asarray(self._passage_vectors @ vector, dtype=np.float32)

    def distinct(self) -> NDArray[np.int64]:
        """Return the numbers of the passages that are the first with their vector, in order."""
        return np.flatnonzero(self._passages[:, 5] == np.arange(self.passage_count))

    def same(self, number: int) -> list[int]:
        """Return the numbers of the passages that share this one's vector, itself among them, in order."""
        return [int(other) for other in np.flatnonzero(self._passages[:, 5] == self._passages[number, 5])]

    def sentence_numbers(self, document_id: str) -> range:
        """Return the numbers of a document's sentences."""
        number = self._document(document_id)[0]
        first, last = np.searchsorted(self._sentences[:, 0], [number, number + 1])
        return range(int(first), int(last))

    def sentences(self, document_id: str) -> tuple[SentenceSpan, ...]:
        """Return a document's sentences, in order."""
        numbers = self.sentence_numbers(document_id)
        rows = self._sentences[numbers.start : numbers.stop, 1:].tolist()
        return tuple(SentenceSpan(*row) for row in rows)

    def sentence_vectors(self, numbers: range | Sequence[int]) -> Vectors:
        """Return unit vectors (rows) of sentences by number."""
        rows = slice(numbers.start, numbers.stop) if isinstance(numbers, range) else np.asarray(numbers, dtype=int)
        return np.asarray(self._vectors[rows], dtype=np.float32)

    def analysed(self, document_id: str) -> Analysed:
        """Return all that was made of a document, so that a new index need not make it again."""
        number, document = self._document(document_id)
        numbers = self.sentence_numbers(document_id)
        first, last = np.searchsorted(self._passages[:, 0], [number, number + 1])
        chunks = tuple(
            Chunk(_passage(document, start, end), one - numbers.start, two - numbers.start)
            for start, end, one, two in self._passages[first:last, 1:5].tolist()
        )
        return Analysed(
            document,
            self.sentences(document_id),
            chunks,
            self.sentence_vectors(numbers),
            np.asarray(self._passage_vectors[first:last], dtype=np.float32),
        )

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _read_document(self, document_id: str) -> tuple[int, Document]:
        rows = self._query("SELECT number, text, sha256, meta, checksum FROM documents WHERE id = ?", document_id)
        if not rows:
            raise KeyError(document_id)
        number, text, sha256, meta, checksum = rows[0]
        # SQLite hands out altered words without a murmur; they would be quoted.
        if _checksum(text, meta) != checksum:
            raise damaged(f"the text of {document_id!r} is not what was written")
        values = json.loads(meta)
        values["spans"] = tuple(Span(*span) for span in values["spans"])
        values["pages"] = tuple(values["pages"])
        return number, Document(id=document_id, text=text, sha256=sha256, **values)

    def _query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._database.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as exc:
                raise damaged(f"SQLite says {str(exc)!r}") from exc


def write_catalog(folder: Path, analysed: Sequence[Analysed]) -> None:
    """Write a catalog of these documents, in this order, into an existing folder."""
    database = sqlite3.connect(folder / _DATABASE)
    with database:
        database.execute(
            "CREATE TABLE documents "
            "(number INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT, sha256 TEXT, meta TEXT, checksum INTEGER)"
        )
        database.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (_row(number, one.document) for number, one in enumerate(analysed)),
        )
    database.close()
    sentences, passages, before = [], [], 0
    for number, one in enumerate(analysed):
        sentences += [(number, s.start, s.end, s.paragraph) for s in one.sentences]
        passages += [(number, c.passage.start, c.passage.end, before + c.first, before + c.last) for c in one.chunks]
        before += len(one.sentences)
    np.save(folder / "sentences.npy", np.asarray(sentences, dtype=np.int64).reshape(-1, 4))
    passage_vectors = np.concatenate([one.passage_vectors for one in analysed])
    rows = np.asarray(passages, dtype=np.int64).reshape(-1, 5)
    np.save(folder / "passages.npy", np.column_stack([rows, first_alike(passage_vectors)]))
    # Half precision moves a cosine by less than 0.001 and halves what a question must read.
    np.save(folder / "sentence_vectors.npy", np.concatenate([one.vectors for one in analysed]).astype(np.float16))
    np.save(folder / "passage_vectors.npy", passage_vectors)


def first_alike(vectors: Vectors) -> NDArray[np.int64]:
    """Return for each row the number of the first that equals it.

    By vector, not by text: a model that ignores case sees the same words in two texts. Rounded: its batches differ
    in the last digits.
    """
    first: dict[bytes, int] = {}
    keys = ((np.round(row, 4) + 0.0).tobytes() for row in vectors)  # + 0.0: no -0.0
    return np.array([first.setdefault(key, number) for number, key in enumerate(keys)], dtype=np.int64)


def _mapped(path: Path) -> NDArray[Any]:
    """Map an array into memory; as a plain one, whose rows are read ten times as fast as a memmap's."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _entry(document_id: str, meta: dict[str, Any], passages: int) -> Entry:
    return Entry(document_id, meta["title"], meta["publisher"], meta["date"], len(meta["pages"]), passages)


def _row(number: int, document: Document) -> tuple[int, str, str, str, str, int]:
    values = {name: getattr(document, name) for name in _META}
    values["spans"] = [(span.start, span.end, span.kind) for span in document.spans]
    meta = json.dumps(values, ensure_ascii=False)
    return number, document.id, document.text, document.sha256, meta, _checksum(document.text, meta)


def _checksum(text: str, meta: str) -> int:
    return zlib.crc32(meta.encode(), zlib.crc32(text.encode()))


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(f"{document.id}#{start}-{end}", document.id, start, end, document.text[start:end])
