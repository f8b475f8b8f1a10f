"""The one place that talks to Chroma: embedded in a folder or on a server, by the same calls."""

import os
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.errors import DataNotWritable, IndexDamaged, StoreError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import VectorStore

Vectors = NDArray[np.float32]

BATCH = 2_000  # rows; Chroma takes at most 5,461 at once
COSINE = {"hnsw": {"space": "cosine"}}  # Chroma's own default is l2
CHECKED_BYTES = 64_000_000  # a larger file of numbers is not read through when an index is opened
TRIES, PAUSE = 10, 0.02  # seconds between them, where the files have been replaced under an open store
ANSWER_WITHIN = 5  # seconds for a server's first answer; chromadb itself would wait for ever


class _Broken(IndexDamaged):
    """Chroma's own failure: mostly that a newer index has replaced the files and it wanted to open them once more."""


class Store:
    """The passages of one index with their vectors, as one Chroma collection."""

    def __init__(self, client: Any, collection: str) -> None:
        self._client = client
        self._name = collection

    @classmethod
    def embedded(cls, folder: Path, collection: str) -> "Store":
        """Open the store in a folder, making it where there is none; raises DataNotWritable, IndexDamaged."""
        import chromadb
        from chromadb.config import Settings

        try:
            with _as_ours():
                client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        # AttributeError: what chromadb raises when a folder that it could not open is tried again.
        except (IndexDamaged, OSError, AttributeError) as exc:
            if folder.is_dir() and not all(os.access(path, os.W_OK) for path in (folder, *folder.iterdir())):
                raise DataNotWritable(
                    f"The vectors in {str(folder)!r} cannot be written, and Chroma reads only what it can write.",
                    hint="Make the data folder writable, or set FOOTNOTE_DATA to a folder that is.",
                ) from exc
            if isinstance(exc, IndexDamaged):
                raise
            raise damaged(f"Chroma cannot open {str(folder)!r}: {exc}") from exc
        return cls(client, collection)

    @classmethod
    def server(cls, url: str, collection: str) -> "Store":
        """Connect to a Chroma server; raises StoreError where none answers."""
        import chromadb

        host, port, ssl = _address(url)
        _knock(f"{'https' if ssl else 'http'}://{f'[{host}]' if ':' in host else host}:{port}", url)
        try:
            client = chromadb.HttpClient(host=host, port=port, ssl=ssl)
        except (ValueError, OSError) as exc:
            raise _no_server(url) from exc
        return cls(client, collection)

    def add(
        self,
        passages: Sequence[Passage],
        documents: Sequence[Document],
        vectors: Vectors,
        *,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Write passages, each with its document (same order) and its vector (row of `vectors`), in batches."""
        with _as_ours():
            self._client.get_or_create_collection(self._name, configuration=COSINE, embedding_function=None)
        from index.langchain_embeddings import KnownEmbeddings

        for first in range(0, len(passages), BATCH):
            batch = slice(first, first + BATCH)
            texts = [passage.text for passage in passages[batch]]
            with _as_ours():
                self._langchain(KnownEmbeddings(texts, vectors[batch])).add_texts(
                    texts,
                    metadatas=[_metadata(*pair) for pair in zip(passages[batch], documents[batch], strict=True)],
                    ids=[passage.id for passage in passages[batch]],
                )
            progress(first + len(texts))

    def vectorstore(self, embeddings: "Embeddings") -> "VectorStore":
        """Return the store as a langchain vector store: Documents with source, start, end, title and date."""
        store: VectorStore = self._langchain(embeddings)
        return store

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """Return the ids of the k passages nearest to a unit vector by cosine, nearest first."""
        # chromadb directly: importing langchain-chroma costs 1.1 s where chromadb costs 0.65 s, and a cold
        # `footnote ask` has 1.5 s in all.
        for _ in range(TRIES):  # the files it has open already serve, as soon as they are free
            with suppress(_Broken):
                return self._nearest(vector, k)
            time.sleep(PAUSE)
        return self._nearest(vector, k)

    def _nearest(self, vector: Vectors, k: int) -> list[str]:
        with _as_ours():
            found = self._collection().query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        return list(found["ids"][0])

    def count(self) -> int:
        """Return how many passages the store holds."""
        with _as_ours():
            return int(self._collection().count())

    def drop(self) -> None:
        """Delete the collection, where it exists."""
        from chromadb.errors import NotFoundError

        with _as_ours(), suppress(NotFoundError):
            self._client.delete_collection(self._name)

    def close(self) -> None:
        """Let go of the folder, so that it can be deleted or reopened."""
        self._client.close()

    def _langchain(self, embeddings: "Embeddings") -> Any:
        from langchain_chroma import Chroma

        return Chroma(
            client=self._client,
            collection_name=self._name,
            embedding_function=embeddings,
            collection_configuration=COSINE,  # type: ignore[arg-type]  # a plain dict is Chroma's documented form
        )

    def _collection(self) -> Any:
        # Without embedding_function=None Chroma would attach its downloading default.
        return self._client.get_collection(self._name, embedding_function=None)


def seal(folder: Path) -> str:
    """Return a checksum of the vector files below a folder of Chroma's; it stays the same while the store is only read.

    Damaged vector files crash the process that searches them, without an exception. Below 1,000 passages Chroma
    reads none: it keeps the vectors in its database, and the files beside it are scratch paper.
    """
    checksum = 0
    for marker in sorted(folder.glob("*/index_metadata.pickle")):
        for path in sorted(marker.parent.iterdir()):
            checksum = zlib.crc32(f"{path.name} {path.stat().st_size}".encode(), checksum)
            checksum = _crc(path, checksum)
    return f"{checksum:08x}"


def checksums(generation: Path) -> dict[str, str]:
    """Return a checksum of each file of arrays and of the keyword index, by name.

    Altered numbers raise no error: they would be quoted from other places or rank by chance. SQLite's rows carry
    checksums of their own. Of a large file only the size: to read it all would make each question wait.
    """
    paths = sorted([*generation.glob("*.npy"), *generation.glob("keyword/*")])
    return {path.relative_to(generation).as_posix(): _checksum(path) for path in paths}


def _checksum(path: Path) -> str:
    size = path.stat().st_size
    return f"{size}" if size > CHECKED_BYTES else f"{size} {_crc(path, 0):08x}"


def _crc(path: Path, checksum: int) -> int:
    with path.open("rb") as file:
        while block := file.read(1_000_000):
            checksum = zlib.crc32(block, checksum)
    return checksum


def damaged(what: str) -> IndexDamaged:
    """Return the one error for an index that cannot be trusted."""
    return IndexDamaged(f"The index is damaged: {what}.", hint="Run `footnote sync --rebuild` to build it anew.")


def _address(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether to use TLS; raises StoreError for what is no address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or parts.path.strip("/"):
        raise StoreError(
            f"{url!r} is not the address of a Chroma server.",
            hint="Set FOOTNOTE_CHROMA_URL to something like http://127.0.0.1:8000, or unset it.",
        )
    return host, port or (443 if parts.scheme == "https" else 8000), parts.scheme == "https"


def _knock(address: str, url: str) -> None:
    """Raise StoreError unless a Chroma server answers at once."""
    import httpx

    try:
        answered = httpx.get(f"{address}/api/v2/heartbeat", timeout=ANSWER_WITHIN)
    except httpx.HTTPError as exc:
        raise _no_server(url) from exc
    if "nanosecond heartbeat" not in answered.text:
        raise _no_server(url)


def _no_server(where: str) -> StoreError:
    return StoreError(
        f"No Chroma server answers at {where}.",
        hint="Start it (`chroma run`), or unset FOOTNOTE_CHROMA_URL to keep the vectors in a local folder.",
    )


@contextmanager
def _as_ours() -> Iterator[None]:
    """Turn Chroma's errors into IndexDamaged, those of the way to its server into StoreError."""
    from chromadb.errors import ChromaError, InternalError
    from httpx import HTTPError

    try:
        yield
    except HTTPError as exc:
        raise _no_server("FOOTNOTE_CHROMA_URL any more") from exc
    except (ChromaError, ValueError) as exc:
        error = damaged(f"Chroma says {str(exc)[:200]!r}")
        if isinstance(exc, InternalError):
            raise _Broken(error.message, hint=error.hint) from exc
        raise error from exc
    except BaseException as exc:
        # What its Rust part raises in a panic is no Exception and cannot be imported.
        if type(exc).__name__ != "PanicException":
            raise
        raise damaged(f"Chroma says {str(exc)[:200]!r}") from exc


def _metadata(passage: Passage, document: Document) -> dict[str, str | int]:
    values: dict[str, str | int | None] = {
        "source": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "title": document.name,
        "date": document.date,
    }
    return {name: value for name, value in values.items() if value is not None}
