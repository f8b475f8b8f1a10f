"""The default engine, end to end: analyse the question, rank the sentences found, decide, compose, cite."""

import re
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from app.extractive.abstaining import Decision, Estranges, decide
from app.extractive.clipping import Choice, clip
from app.extractive.composing import FACT_WORDS, compose
from app.extractive.evidence import gather
from app.extractive.question import analyse
from app.extractive.ranking import Ranked, rank
from index.documents import Hit
from index.opening import Library

EXPLAINED = 8  # ranked sentences shown by --explain
ELSEWHERE = 4  # other documents cited for saying the same


class Extractive:
    """Answers with the documents' own sentences; the same question and folder give the same bytes."""

    name = "extractive"

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        """Yield the sentences of the answer, each cited from `hits`; return the verdict. `question` stands alone."""
        asked = analyse(question, self._library.lexicon)
        evidence, vectors = gather(hits, self._library)
        ranked = rank(asked, evidence, vectors, self._library.embedder.encode_query(question))
        decision = decide(asked, ranked, self._estranges(question, vectors))
        ranked = decision.ranked
        choices, left_out = compose(asked, ranked, vectors) if decision.tier == "answer" else ([], "")
        if decision.tier == "closest":
            # The reason is part of what is shown, and so of the budget.
            room = FACT_WORDS - len(decision.reason.split()) - len("The closest passage:".split())
            choices = [clip(ranked[0].evidence, asked.terms, room)]
        citer = Citer(hits, self._library)
        for choice in choices:
            yield _sentence(choice, citer)
        return Verdict(decision.tier, decision.reason or left_out, _explain(asked.kind, decision, choices))

    def _estranges(self, question: str, vectors: NDArray[np.float32]) -> Estranges:
        encode = self._library.embedder.encode_query

        def estranges(word: str, one: Ranked) -> float:
            without = re.sub(rf"\b{re.escape(word)}\b", "", question, flags=re.IGNORECASE)
            return float((encode(without) - encode(question)) @ vectors[one.row])

        return estranges


def _sentence(choice: Choice, citer: Citer) -> Sentence:
    citations = [citer.cite(choice.evidence.document.id, choice.start, choice.end)]
    elsewhere = {one.document.id: one for one in reversed(choice.same)}
    elsewhere.pop(choice.evidence.document.id, None)
    for one in sorted(elsewhere.values(), key=choice.same.index)[:ELSEWHERE]:
        citations.append(citer.cite(one.document.id, one.start, one.end))
    return Sentence(choice.text, tuple(citations), support=1.0)


def _explain(kind: str, decision: Decision, choices: Sequence[Choice]) -> tuple[str, ...]:
    chosen = {(choice.evidence.document.id, choice.evidence.number) for choice in choices}
    lines = [f"the question asks for: {kind}"]
    for one in decision.ranked[:EXPLAINED]:
        place = (one.evidence.document.id, one.evidence.number)
        signals = ", ".join(f"{name} {value:+.2f}" for name, value in one.signals.items() if value)
        why = decision.lacks.get(one.row) or "others answer better"
        verdict = "quoted" if place in chosen else f"dropped ({why.rstrip('.')})"
        lines.append(f"{one.score:.2f} {verdict}: {one.evidence.text[:90]} ({place[0]}; {signals})")
    return tuple(lines)
