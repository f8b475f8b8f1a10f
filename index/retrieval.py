"""A query -> passages: Dense (Chroma), Keyword (BM25), Hybrid (fuses any retrievers). Knows nothing of answers."""

import copy
import functools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.catalog import Catalog
from index.documents import Hit
from index.embedding import Embedder
from index.store import Store, damaged
from index.words import words

# The constant of reciprocal rank fusion; 60 is its authors' value.
RRF_K = 60
BESIDE_BEST = 8  # hits whose neighbours are looked at
REACH = 4  # passages


class Retriever(Protocol):
    """Whatever finds passages for a query."""

    def search(self, query: str, k: int) -> list[Hit]:
        """Return at most k hits, best first, each with its 1-based ranks; equal input, equal output."""
        ...


class Dense:
    """Nearest passages by cosine of the query's vector, from Chroma."""

    def __init__(self, store: Store, catalog: Catalog, embedder: Embedder) -> None:
        self._store = store
        self._catalog = catalog
        self._embedder = embedder

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k nearest passages; the score is the cosine."""
        vector = self._embedder.encode_query(query)
        found = self._store.nearest(vector, k)
        try:
            numbers = [self._catalog.passage_number(passage_id) for passage_id in found]
        except (KeyError, ValueError) as exc:
            raise damaged("Chroma holds a passage that the catalog does not") from exc
        # Chroma holds one of the passages that say the same; the others are as near.
        alike = [other for number in numbers for other in self._catalog.same(number)[:k]]
        return _nearest(alike, vector, k, catalog=self._catalog)


class DenseWithin:
    """Nearest passages by cosine among those of some documents, each compared.

    Not by a filter in Chroma: its search is approximate, and of equal passages it holds one, whose document may be
    another. 200,000 passages take 24 ms.
    """

    def __init__(self, catalog: Catalog, embedder: Embedder) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._held = np.flatnonzero(catalog.passages_held())

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k nearest passages; the score is the cosine."""
        vector = self._embedder.encode_query(query)
        scores = self._catalog.closeness(vector)[self._held]
        # Twice as many: scored one by one, equal passages tie exactly, which may move those at the edge.
        near = self._held[np.argsort(-scores, kind="stable")[: 2 * k]]
        return _nearest(near.tolist(), vector, k, catalog=self._catalog)


def _nearest(numbers: Sequence[int], vector: NDArray[np.float32], k: int, *, catalog: Catalog) -> list[Hit]:
    # Chroma's distances carry rounding of its own; scored from our vectors, equal passages tie exactly.
    scores = {number: float(catalog.passage_vector(number) @ vector) for number in numbers}
    best = sorted(scores, key=lambda number: (-scores[number], number))[:k]
    return [Hit(catalog.passage(number), scores[number], {"dense": rank}) for rank, number in enumerate(best, 1)]


class Keyword:
    """Passages by BM25 over the stems of their words."""

    _held: NDArray[np.bool_] | None = None  # the passages of a view, a row each; None: all there are

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        import bm25s

        self._index = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        self._catalog = catalog
        stems, passages = len(self._index.scores["indptr"]) - 1, int(self._index.scores["num_docs"])
        if len(self._index.vocab_dict) < stems or passages != max(1, catalog.passage_count):
            raise ValueError("the keyword index does not fit the passages")

    def within(self, catalog: Catalog) -> "Keyword":
        """Return a view that knows the passages of another catalog's documents only: what is rare there weighs more.

        Their mean length is taken from all: it hardly moves an order.
        """
        view = copy.copy(self)
        view.__dict__.pop("_stems", None)
        view._catalog, view._held = catalog, catalog.passages_held()
        return view

    def size(self) -> int:
        """Return how many passages there are."""
        return self._catalog.passage_count if self._held is None else int(self._held.sum())

    def frequency(self, word: str) -> int:
        """Return how many passages hold a stem."""
        first, last = self._postings(word)
        if self._held is None:
            return last - first
        return int(self._held[self._index.scores["indices"][first:last]].sum())

    def nearest(self, word: str) -> str | None:
        """Return the stem in the documents that a misspelt word most likely means: one slip, two in a long word."""
        if len(word) < 4 or not word.isalpha():
            return None
        slips = 1 if len(word) < 8 else 2
        found = process.extract(word, self._stems, scorer=OSA.distance, score_cutoff=slips, limit=5, processor=None)
        best = min(found, key=lambda one: (one[1], one[0][0] != word[0], -self.frequency(one[0])), default=None)
        return best[0] if best else None

    @functools.cached_property
    def _stems(self) -> list[str]:
        stems = (stem for stem in self._index.vocab_dict if len(stem) > 3 and stem.isalpha())
        return sorted(stem for stem in stems if self._held is None or self.frequency(stem))

    @staticmethod
    def write(folder: Path, texts: Sequence[str]) -> None:
        """Write the keyword index of these passages, in order."""
        import bm25s

        index = bm25s.BM25(method="lucene")
        # bm25s fails where no passage holds a word; an empty one stands in for none.
        index.index([words(text) or [""] for text in texts] or [[""]], show_progress=False)
        index.save(str(folder), show_progress=False)

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k best passages that share a word with the query; the score is BM25's."""
        wanted = words(query)
        if not wanted or not self.size():
            return []
        scores = self._index.get_scores(wanted) if self._held is None else self._scores_within(wanted, self._held)
        best = [int(number) for number in np.argsort(-scores, kind="stable")[:k] if scores[number] > 0]
        return [
            Hit(self._catalog.passage(number), float(scores[number]), {"keyword": rank})
            for rank, number in enumerate(best, 1)
        ]

    def _scores_within(self, wanted: Sequence[str], held: NDArray[np.bool_]) -> NDArray[np.float32]:
        scores = np.zeros(len(held), dtype=np.float32)
        for word in wanted:
            if here := self.frequency(word):
                first, last = self._postings(word)
                weight = _rarity(here, self.size()) / _rarity(last - first, len(held))
                scores[self._index.scores["indices"][first:last]] += weight * self._index.scores["data"][first:last]
        return np.where(held, scores, np.float32(0))

    def _postings(self, word: str) -> tuple[int, int]:
        """Return from where to where the index lists the passages that hold a stem."""
        number = self._index.vocab_dict.get(word)
        first, last = (0, 0) if number is None else self._index.scores["indptr"][number : number + 2]
        return int(first), int(last)


def _rarity(frequency: int, size: int) -> float:
    """Return the weight of a word in BM25 as Lucene has it, a factor of every score that bm25s has stored."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


class Hybrid:
    """Any retrievers, fused by reciprocal rank.

    Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods" (SIGIR 2009).
    """

    def __init__(self, *retrievers: Retriever) -> None:
        self._retrievers = retrievers

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k best hits; the score is the sum of 1 / (60 + rank) over the retrievers that found it."""
        ranks: dict[str, dict[str, int]] = {}
        passages = {}
        for retriever in self._retrievers:
            for hit in retriever.search(query, k):
                passages[hit.passage.id] = hit.passage
                ranks.setdefault(hit.passage.id, {}).update(hit.ranks)
        fused = [
            Hit(passages[key], sum(1 / (RRF_K + rank) for rank in found.values()), found)
            for key, found in ranks.items()
        ]
        fused.sort(key=lambda hit: (-hit.score, hit.passage.document_id, hit.passage.start))
        return fused[:k]


class Neighbours:
    """Another retriever's hits, and the passages that stand beside the best of them: a list runs over several passages,
    and its last items may share no word with the question."""

    def __init__(self, retriever: Retriever, catalog: Catalog) -> None:
        self._retriever = retriever
        self._catalog = catalog

    def search(self, query: str, k: int) -> list[Hit]:
        """Return the k best hits and after them up to 4 passages on either side of the best 8, ranked by distance."""
        hits = self._retriever.search(query, k)
        found = {hit.passage.id for hit in hits}
        for hit in hits[:BESIDE_BEST]:
            for distance, passage in self._catalog.beside(hit.passage.id, REACH):
                if passage.id not in found:
                    found.add(passage.id)
                    hits.append(Hit(passage, 0.0, {"neighbour": distance}))
        return hits
