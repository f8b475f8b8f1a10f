"""Does each quote carry its sentence, and is each citation needed? Citation recall and precision.

Gao, Yen, Yu and Chen, "Enabling large language models to generate text with citations" (ALCE, EMNLP 2023). Whoever
judges is passed in, and is never the check that filtered the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answers import Answer, Sentence
from index.words import words

CARRIES = 0.5  # support from which evidence carries a claim


class Judge(Protocol):
    """Says how well evidence carries a claim."""

    name: str

    def support(self, claim: str, evidence: str) -> float:
        """Return 0 (not at all) to 1 (fully)."""
        ...


class WordOverlap:
    """The plainest judge: the share of a claim's words that the evidence holds; nothing where a number is missing."""

    name = "word overlap"

    def support(self, claim: str, evidence: str) -> float:
        """Return the share, or 0 where a number is missing."""
        claimed, held = set(words(claim)), set(words(evidence))
        if any(word not in held for word in claimed if word[0].isdigit()):
            return 0.0
        return len(claimed & held) / len(claimed) if claimed else 1.0


@dataclass(frozen=True, slots=True)
class Attributed:
    """One sentence of an answer: whether its quotes carry it together, and how many of them it needs."""

    text: str
    support: float
    carried: bool
    citations: int
    needed: int

    @property
    def reason(self) -> str:
        """Say what is wrong, or ""."""
        if not self.citations:
            return f"no citation for {self.text!r}"
        if not self.carried:
            return f"its quotes do not carry {self.text!r} ({self.support:.2f})"
        if self.needed < self.citations:
            return f"{self.citations - self.needed} of {self.citations} citations are not needed for {self.text!r}"
        return ""


def attribute(answer: Answer, judge: Judge) -> tuple[Attributed, ...]:
    """Judge every sentence that is shown as a fact: none of an answer that the documents do not say."""
    return tuple(_attributed(sentence, judge) for sentence in answer.sentences) if answer.answered else ()


def _attributed(sentence: Sentence, judge: Judge) -> Attributed:
    quotes = [citation.quote for citation in sentence.citations]
    support = _support(sentence.text, quotes, judge)
    carried = support >= CARRIES
    needed = sum(_is_needed(sentence.text, quotes, place, judge) for place in range(len(quotes))) if carried else 0
    return Attributed(sentence.text, support, carried, len(quotes), needed)


def _is_needed(claim: str, quotes: Sequence[str], place: int, judge: Judge) -> bool:
    """Return whether a citation carries the claim alone, or the others do not without it."""
    if len(quotes) == 1 or _support(claim, quotes[place : place + 1], judge) >= CARRIES:
        return True
    return _support(claim, [*quotes[:place], *quotes[place + 1 :]], judge) < CARRIES


def _support(claim: str, quotes: Sequence[str], judge: Judge) -> float:
    return judge.support(claim, "\n".join(quotes)) if quotes else 0.0
