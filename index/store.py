"""The one place that talks to Chroma: embedded in a folder or on a server, by the same calls."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.errors import IndexDamaged, StoreError

if TYPE_CHECKING:
    from langchain_core.vectorstores import VectorStore

Vectors = NDArray[np.float32]

BATCH = 2_000  # rows; Chroma takes at most 5,461 at once
COSINE = {"hnsw": {"space": "cosine"}}  # Chroma's own default is l2


class Store:
    """The passages of one index with their vectors, as one Chroma collection."""

    def __init__(self, client: Any, collection: str) -> None:
        self._client = client
        self._name = collection

    @classmethod
    def embedded(cls, folder: Path, collection: str) -> "Store":
        """Open the store in a folder, making it where there is none; raises IndexDamaged where Chroma cannot."""
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        try:
            client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        except (ChromaError, ValueError, OSError) as exc:
            raise damaged(f"Chroma cannot open {str(folder)!r}: {exc}") from exc
        return cls(client, collection)

    @classmethod
    def server(cls, url: str, collection: str) -> "Store":
        """Connect to a Chroma server; raises StoreError where none answers."""
        import chromadb

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise StoreError(
                f"{url!r} is not the address of a Chroma server.",
                hint="Set FOOTNOTE_CHROMA_URL to something like http://127.0.0.1:8000, or unset it.",
            )
        port = parts.port or (443 if parts.scheme == "https" else 8000)
        try:
            client = chromadb.HttpClient(host=parts.hostname, port=port, ssl=parts.scheme == "https")
        except (ValueError, OSError) as exc:
            raise StoreError(
                f"No Chroma server answers at {url}.",
                hint="Start it (`chroma run`), or unset FOOTNOTE_CHROMA_URL to keep the vectors in a local folder.",
            ) from exc
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
        for first in range(0, len(passages), BATCH):
            batch = slice(first, first + BATCH)
            texts = [passage.text for passage in passages[batch]]
            self._langchain(_Known(texts, vectors[batch])).add_texts(
                texts,
                metadatas=[_metadata(*pair) for pair in zip(passages[batch], documents[batch], strict=True)],
                ids=[passage.id for passage in passages[batch]],
            )
            progress(first + len(texts))

    def vectorstore(self, embeddings: Embeddings) -> "VectorStore":
        """Return the store as a langchain vector store: Documents with source, start, end, title and date."""
        return self._langchain(embeddings)

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """Return the ids of the k passages nearest to a unit vector by cosine, nearest first."""
        # chromadb directly: importing langchain-chroma costs 1.1 s where chromadb costs 0.65 s, and a cold
        # `footnote ask` has 1.5 s in all.
        with _as_damage():
            found = self._collection().query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        return list(found["ids"][0])

    def count(self) -> int:
        """Return how many passages the store holds."""
        with _as_damage():
            return int(self._collection().count())

    def drop(self) -> None:
        """Delete the collection, where it exists."""
        from chromadb.errors import NotFoundError

        try:
            self._client.delete_collection(self._name)
        except NotFoundError:
            return

    def close(self) -> None:
        """Let go of the folder, so that it can be deleted or reopened."""
        self._client.close()

    def _langchain(self, embeddings: Embeddings) -> Any:
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


class _Known(Embeddings):
    """langchain's Embeddings over vectors that are already there: equal texts have equal vectors."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._vectors = dict(zip(texts, vectors, strict=True))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def damaged(what: str) -> IndexDamaged:
    """Return the one error for an index that cannot be trusted."""
    return IndexDamaged(f"The index is damaged: {what}.", hint="Run `footnote sync --rebuild` to build it anew.")


@contextmanager
def _as_damage() -> Iterator[None]:
    """Turn Chroma's errors into IndexDamaged."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as exc:
        raise damaged(f"Chroma says {str(exc)[:200]!r}") from exc


def _metadata(passage: Passage, document: Document) -> dict[str, str | int]:
    values = {
        "source": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "title": document.name,
        "date": document.date,
    }
    return {name: value for name, value in values.items() if value is not None}
