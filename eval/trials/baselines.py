"""What is measured: the product, and two plain recipes beside it, each a function from a case to an Answer.

The recipes search the same index, understand a follow-up as the product does and cite as exactly; they never abstain.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.answers import Answer, Sentence
from app.citing import Citer
from app.followups import resolve
from app.questions import check_history
from app.searching import ready_library
from app.settings import AppSettings
from eval.cases import Case
from eval.running import Ask
from index.documents import Hit, Passage
from index.embedding import open_embedder
from index.opening import Library
from index.retrieval import Dense
from index.words import words

EngineName = Literal["footnote", "dense", "bm25"]
WORDS = 60  # of a passage: what the product may take for a fact
K1, B = 1.2, 0.75  # of BM25, as usual


def open_ask(engine: EngineName, settings: AppSettings) -> Ask:
    """Return what answers a case; a recipe opens the index at once, building it where there is none."""
    opened: dict[EngineName, Callable[[AppSettings], Ask]] = {"footnote": footnote, "dense": dense, "bm25": bm25}
    return opened[engine](settings)


def footnote(settings: AppSettings) -> Ask:
    """Return the product itself."""
    from app import answer

    return lambda case: answer(case.question, history=case.history, settings=settings)


def dense(settings: AppSettings) -> Ask:
    """Return the usual recipe without a model: the first words of the nearest passage, its cosine as confidence."""
    library = ready_library(settings)
    # An embedder of its own: the product's remembers the vectors of questions that it has just been asked.
    retriever = Dense(library.store, library.catalog, open_embedder.__wrapped__(settings.embeddings))

    def ask(case: Case) -> Answer:
        question = _standalone(case)
        (hit,) = retriever.search(question, 1)
        return _answer(case, question, hit, library, engine="dense", confidence=max(hit.score, 0.0))

    return ask


def bm25(settings: AppSettings) -> Ask:
    """Return the recipe without vectors: the sentence that shares most with the question by BM25.

    Titles, headings and labels are left out: they share words and answer nothing. Its confidence is the score as a
    share of the most that a sentence could score for these words.
    """
    library = ready_library(settings)
    sentences = _sentences(library)
    scorer = Okapi([words(sentence.text) for sentence in sentences])

    def ask(case: Case) -> Answer:
        question = _standalone(case)
        scores, most = scorer.scores(words(question))
        best = int(np.argmax(scores))  # the first of equals
        score = float(scores[best])
        hit = Hit(sentences[best], score, {"bm25": 1})
        return _answer(case, question, hit, library, engine="bm25", confidence=score / most if most else 0.0)

    return ask


class Okapi:
    """BM25 over texts given as their words.

    Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009), with 1 inside the
    logarithm, so that a word in most of the texts does not count against them.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._postings: dict[str, dict[int, int]] = {}
        for number, text in enumerate(texts):
            for word, count in Counter(text).items():
                self._postings.setdefault(word, {})[number] = count
        lengths = np.array([len(text) for text in texts], dtype=float)
        self._weight = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))

    def scores(self, query: Sequence[str]) -> tuple[NDArray[np.float64], float]:
        """Return each text's score for the different words of a query, and the least upper bound of a score."""
        scores = np.zeros(len(self._weight))
        most = 0.0
        for word in dict.fromkeys(query):
            found = self._postings.get(word, {})
            rarity = float(np.log(1 + (len(scores) - len(found) + 0.5) / (len(found) + 0.5)))
            most += rarity * (K1 + 1)
            numbers = np.fromiter(found.keys(), dtype=int)
            counts = np.fromiter(found.values(), dtype=float)
            scores[numbers] += rarity * counts * (K1 + 1) / (counts + self._weight[numbers])
        return scores, most


def _standalone(case: Case) -> str:
    return resolve(case.question, check_history(case.history))


def _sentences(library: Library) -> list[Passage]:
    found = []
    for document in library.catalog.documents():
        aside = {span.start for span in document.spans if span.kind in ("title", "heading", "label")}
        for one in library.catalog.sentences(document.id):
            if one.start not in aside:
                place = f"{document.id}#{one.start}-{one.end}"
                found.append(Passage(place, document.id, one.start, one.end, document.text[one.start : one.end]))
    return found


def _answer(case: Case, question: str, hit: Hit, library: Library, *, engine: str, confidence: float) -> Answer:
    passage = hit.passage
    end = passage.start + _end(passage.text)
    citation = Citer([hit], library).cite(passage.document_id, passage.start, end)
    shown = " ".join(citation.quote.split())
    return Answer(
        question=case.question,
        standalone=question,
        tier="answer",
        sentences=(Sentence(shown, (citation,), support=1.0),),
        note="",
        hits=(hit,),
        engine=engine,
        confidence=min(confidence, 1.0),
    )


def _end(text: str) -> int:
    """Return where the last word ends that is shown."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return ends[:WORDS][-1]
