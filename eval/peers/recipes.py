"""How others index and search documents, each as its own documentation starts out; any of them may not be installed.

All get texts and an embedding model, and hand back where in the texts their passages stand. Knows nothing of scores.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from eval.finding import DEPTHS
from index.documents import Document, Hit, Passage
from index.embedding import Embedder
from index.store import Store

K = DEPTHS[-1]

Search = Callable[[str], list[Hit]]  # a question -> K hits at most, best first


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to index documents and search them; `package` is what must be installed, by the name pip knows it by."""

    name: str
    package: str
    gets: str
    index: Callable[[Sequence[Document], Embedder, Path], Search]  # may write into the folder

    @property
    def version(self) -> str | None:
        """The version that is installed; None of a package that is not."""
        try:
            return metadata.version(self.package)
        except metadata.PackageNotFoundError:
            return None


def _langchain(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    from langchain_core.documents import Document as Text

    from index.langchain_embeddings import EmbedderEmbeddings

    splitters = import_module("langchain_text_splitters")
    splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    chunks = splitter.split_documents([Text(one.text, metadata={"source": one.id}) for one in documents])
    client = Store.embedded(folder, "plain")
    store = client.vectorstore(EmbedderEmbeddings(embedder))
    store.add_documents(chunks)

    def search(question: str) -> list[Hit]:
        found = store.similarity_search(question, k=K)
        return [
            _hit(one.metadata["source"], one.metadata["start_index"], one.page_content, rank)
            for rank, one in enumerate(found, 1)
        ]

    return search


def _llama_index(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    core = import_module("llama_index.core")
    parser = import_module("llama_index.core.node_parser").SentenceSplitter()
    nodes = parser.get_nodes_from_documents([core.Document(text=one.text, id_=one.id) for one in documents])
    vectors = embedder.encode_documents([node.text for node in nodes])
    for node, vector in zip(nodes, vectors.tolist(), strict=True):
        node.embedding = vector
    # Every vector is given, so the model that it insists on is never asked for one.
    unused = core.MockEmbedding(embed_dim=embedder.dimension)
    retriever = core.VectorStoreIndex(nodes, embed_model=unused).as_retriever(similarity_top_k=K)

    def search(question: str) -> list[Hit]:
        found = retriever.retrieve(core.QueryBundle(question, embedding=embedder.encode_query(question).tolist()))
        return [
            _hit(one.node.ref_doc_id, one.node.start_char_idx, one.node.text, rank) for rank, one in enumerate(found, 1)
        ]

    return search


def _haystack_bm25(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    store = _haystack_store(documents, None)
    retriever = _haystack("components.retrievers.in_memory").InMemoryBM25Retriever(store, top_k=K)
    return lambda question: _haystack_hits(retriever.run(query=question))


def _haystack_embedding(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    store = _haystack_store(documents, embedder)
    retriever = _haystack("components.retrievers.in_memory").InMemoryEmbeddingRetriever(store, top_k=K)
    return lambda question: _haystack_hits(retriever.run(query_embedding=embedder.encode_query(question).tolist()))


def _haystack_both(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    store = _haystack_store(documents, embedder)
    retrievers = _haystack("components.retrievers.in_memory")
    words = retrievers.InMemoryBM25Retriever(store, top_k=K)
    vectors = retrievers.InMemoryEmbeddingRetriever(store, top_k=K)
    joiner = _haystack("components.joiners").DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K)

    def search(question: str) -> list[Hit]:
        by_words = words.run(query=question)["documents"]
        by_vectors = vectors.run(query_embedding=embedder.encode_query(question).tolist())["documents"]
        return _haystack_hits(joiner.run(documents=[by_words, by_vectors]))

    return search


def _haystack(module: str) -> Any:
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is first imported
    return import_module(f"haystack.{module}")


def _haystack_store(documents: Sequence[Document], embedder: Embedder | None) -> Any:
    text = _haystack("dataclasses").Document
    splitter = _haystack("components.preprocessors").DocumentSplitter()
    given = [text(content=one.text, meta={"source": one.id}) for one in documents]
    chunks = splitter.run(documents=given)["documents"]
    if embedder:
        vectors = embedder.encode_documents([one.content for one in chunks]).tolist()
        chunks = [replace(one, embedding=vector) for one, vector in zip(chunks, vectors, strict=True)]
    store = _haystack("document_stores.in_memory").InMemoryDocumentStore()
    store.write_documents(chunks)
    return store


def _haystack_hits(given: dict[str, Any]) -> list[Hit]:
    return [
        _hit(one.meta["source"], one.meta["split_idx_start"], one.content, rank)
        for rank, one in enumerate(given["documents"], 1)
    ]


def _hit(source: str, start: int, text: str, rank: int) -> Hit:
    end = start + len(text)
    return Hit(Passage(f"{source}#{start}-{end}", source, start, end, text), 1 / rank, {})


_HAYSTACK_SPLIT = "DocumentSplitter as it comes (200 words)"
PEERS = (
    Peer(
        "langchain + Chroma",
        "langchain-text-splitters",
        "RecursiveCharacterTextSplitter(1000, 200); vectors",
        _langchain,
    ),
    Peer(
        "LlamaIndex",
        "llama-index-core",
        "SentenceSplitter as it comes (1,024 tokens, overlap 200); vectors",
        _llama_index,
    ),
    Peer("Haystack, BM25", "haystack-ai", f"{_HAYSTACK_SPLIT}; BM25 in memory", _haystack_bm25),
    Peer("Haystack, vectors", "haystack-ai", f"{_HAYSTACK_SPLIT}; vectors in memory", _haystack_embedding),
    Peer("Haystack, both", "haystack-ai", f"{_HAYSTACK_SPLIT}; both, joined by reciprocal rank fusion", _haystack_both),
)
