"""Finding evidence: Footnote beside the plain recipes others write, on the same texts, questions and embedding model.

A peer whose package is not installed is left out. Knows nothing of the screen.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app import answer
from app.followups import resolve
from app.questions import check_history
from app.settings import AppSettings
from eval.cases import Case, Read
from eval.checks import occurs, shown_words
from eval.finding import DEPTHS, Found, find
from eval.peers.recipes import K, Peer, Search
from eval.running import percentile, share
from index.documents import Document, Hit, Passage
from index.embedding import Embedder, open_embedder
from index.ingest import build_index
from index.opening import open_library
from index.reading import find_files
from index.sentences import split_sentences

BUDGET = 500  # words read: passages are up to eight times as long as another's, so equal ranks are unequal help


@dataclass(frozen=True, slots=True)
class Measured:
    """What one of them comes to: shares in percent with one decimal, times warm and the median."""

    name: str
    version: str
    gets: str
    cases: int
    recalls: tuple[float | None, ...]  # at each of DEPTHS: of the pieces of evidence, those held by then
    budget: float | None  # of the cases, those whose evidence the first BUDGET words found hold whole
    document: float | None  # of the cases, those whose first passage is of a right document
    stated: float | None  # of the cases, those where what is shown states every fact expected
    words: float  # a passage's, on average
    index_seconds: float
    find_ms: float | None
    show_ms: float | None  # from the question to what is shown


def measure_peers(
    cases: Sequence[Case], settings: AppSettings, peers: Sequence[Peer], *, read: Read
) -> Iterator[Measured]:
    """Yield what Footnote and each peer make of the answerable cases that name their evidence.

    The settings name the documents and the embedding model; every index is made anew in a folder of its own. All get
    the text that Footnote reads from a file and a follow-up in its stand-alone form. A peer shows the sentence of its
    first passage that is nearest the question, the sentences' vectors made beforehand and off the clock; Footnote shows
    its answer, nothing where it abstains.
    """
    asked = [(_alone(case), case) for case in cases if case.answerable and case.evidence]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        yield _run(_open_footnote(settings.model_copy(update={"data": Path(data)})), asked, read)
    documents = [read(path.relative_to(settings.documents).as_posix()) for path in find_files(settings.documents)]
    sentences = _sentences(documents, _warm(settings)) if peers else ()
    for peer in peers:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield _run(_open(peer, documents, sentences, _warm(settings), Path(folder)), asked, read)


class _Contender(NamedTuple):
    name: str
    version: str
    gets: str
    index_seconds: float
    search: Search
    show: Callable[[str, list[Hit]], str]
    shows_found: bool  # False: showing searches again by itself


class _Sentence(NamedTuple):
    document_id: str
    start: int
    end: int
    text: str
    vector: NDArray[np.float32]

    def inside(self, passage: Passage) -> bool:
        return self.document_id == passage.document_id and passage.start <= self.start and self.end <= passage.end


def _alone(case: Case) -> str:
    return case.standalone or resolve(case.question, check_history(case.history))


def _warm(settings: AppSettings) -> Embedder:
    """Return an embedder that has embedded a text, and remembers the vector of no question asked before."""
    open_embedder.cache_clear()
    embedder = open_embedder(settings.embeddings)
    embedder.encode_documents(["warm"])
    return embedder


def _open_footnote(settings: AppSettings) -> _Contender:
    _warm(settings)
    began = time.perf_counter()
    build_index(settings)
    seconds = time.perf_counter() - began
    library = open_library(settings)
    _warm(settings)  # answering shall not profit from the vectors that searching has made
    answer("What is this about?", settings=settings)

    def show(question: str, hits: list[Hit]) -> str:
        given = answer(question, settings=settings)
        return shown_words(given) if given.answered else ""

    return _Contender(
        "Footnote",
        metadata.version("footnote"),
        "passages of whole sentences, 120 words at most; vectors and BM25 fused, neighbours beside the best",
        seconds,
        lambda question: library.search(question, K)[:K],
        show,
        shows_found=False,
    )


def _sentences(documents: Sequence[Document], embedder: Embedder) -> tuple[_Sentence, ...]:
    spans = [(one, span) for one in documents for span in split_sentences(one.text, one.spans)]
    vectors = embedder.encode_documents([one.text[span.start : span.end] for one, span in spans])
    return tuple(
        _Sentence(one.id, span.start, span.end, one.text[span.start : span.end], vector)
        for (one, span), vector in zip(spans, vectors, strict=True)
    )


def _open(
    peer: Peer, documents: Sequence[Document], sentences: Sequence[_Sentence], embedder: Embedder, folder: Path
) -> _Contender:
    began = time.perf_counter()
    search = peer.index(documents, embedder, folder)
    seconds = time.perf_counter() - began
    search("What is this about?")

    def show(question: str, hits: list[Hit]) -> str:
        vector = embedder.encode_query(question)
        inside = [one for one in sentences if hits and one.inside(hits[0].passage)]
        return max(inside, key=lambda one: float(one.vector @ vector)).text if inside else ""

    return _Contender(peer.name, peer.version or "", peer.gets, seconds, search, show, shows_found=True)


def _run(contender: _Contender, asked: Sequence[tuple[str, Case]], read: Read) -> Measured:
    hits: list[list[Hit]] = []
    shown: list[str] = []
    find_ms: list[float] = []
    show_ms: list[float] = []
    for question, _ in asked:
        began = time.perf_counter()
        hits.append(contender.search(question))
        found = time.perf_counter()
        shown.append(contender.show(question, hits[-1]))
        find_ms.append(1000 * (found - began))
        show_ms.append(1000 * (time.perf_counter() - (began if contender.shows_found else found)))
    cases = [case for _, case in asked]
    places = [_find(case, one, read) for case, one in zip(cases, hits, strict=True)]
    within = [_find(case, _cut(one), read) for case, one in zip(cases, hits, strict=True)]
    lengths = [len(hit.passage.text.split()) for hit in chain.from_iterable(hits)]
    return Measured(
        name=contender.name,
        version=contender.version,
        gets=contender.gets,
        cases=len(cases),
        recalls=tuple(share(sum(one.recalls[depth] for one in places), len(cases)) for depth in range(len(DEPTHS))),
        budget=share(sum(all(one.ranks) for one in within), len(cases)),
        document=share(sum(map(_right_document, cases, hits)), len(cases)),
        stated=share(sum(map(_states, cases, shown)), len(cases)),
        words=sum(lengths) / max(len(lengths), 1),
        index_seconds=contender.index_seconds,
        find_ms=percentile(find_ms, 50),
        show_ms=percentile(show_ms, 50),
    )


def _find(case: Case, hits: Sequence[Hit], read: Read) -> Found:
    found = find(case, hits, read=read)
    if found is None:
        raise ValueError(f"the case {case.id!r} names no evidence")
    return found


def _cut(hits: Sequence[Hit]) -> list[Hit]:
    """Return what holds the first BUDGET words, the last passage shortened."""
    kept, left = [], BUDGET
    for hit in hits:
        words = hit.passage.text.split()
        end = hit.passage.end
        if len(words) > left:
            end = hit.passage.start + len(hit.passage.text) - len(hit.passage.text.split(maxsplit=left)[-1])
        kept.append(replace(hit, passage=replace(hit.passage, end=end)))
        left -= len(words)
        if left <= 0:
            break
    return kept


def _right_document(case: Case, hits: Sequence[Hit]) -> bool:
    right = {*case.sources, *chain.from_iterable(case.sources_all)} or {one.source for one in case.evidence}
    return bool(hits) and hits[0].passage.document_id in right


def _states(case: Case, shown: str) -> bool:
    return bool(shown) and all(any(occurs(fact, shown) for fact in group) for group in case.must)
