"""A sentence -> the stretch of it to quote: whole where it fits the budget of words, else whole clauses of it."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.extractive.evidence import Evidence, stems_of
from app.extractive.question import Term

FACT_WORDS = 60  # the contract's limits on an answer's length
LONG_WORDS = 160

Place = tuple[int, int]  # offsets into the document's text


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch of a document to quote, and the sentences elsewhere that say the same."""

    evidence: Evidence
    start: int  # offsets into the document's text; usually the whole sentence
    end: int
    same: tuple[Evidence, ...] = ()

    @property
    def words(self) -> int:
        """The length of what is shown, in words, ellipses among them."""
        return len(self.text.split())

    @property
    def text(self) -> str:
        """The words quoted, with white space as one space and an ellipsis where the sentence goes on."""
        quoted = " ".join(self.evidence.document.text[self.start : self.end].split())
        before = "… " if self.start > self.evidence.start else ""
        after = " …" if self.end < self.evidence.end else ""
        return f"{before}{quoted}{after}"


def whole(evidence: Evidence, same: Sequence[Evidence] = ()) -> Choice:
    """Quote the whole sentence."""
    return Choice(evidence, evidence.start, evidence.end, tuple(same))


def clip(
    evidence: Evidence, terms: Sequence[Term], budget: int, same: Sequence[Evidence] = (), *, keep: str = ""
) -> Choice:
    """Quote the sentence, or where it has more words than the budget, its clauses around the question's terms.

    The words to `keep` are among them where they fit.
    """
    if evidence.words <= budget:
        return whole(evidence, same)
    clauses = _clauses(evidence)
    weights = [_weight(terms, evidence, clause) for clause in clauses]
    runs = [
        (first, last)
        for first, last in itertools.combinations(range(len(clauses) + 1), 2)
        if _length(evidence, (clauses[first][0], clauses[last - 1][1])) <= budget - 2  # two ellipses
    ]
    if not runs:
        return head(evidence, budget)
    kept = [run for run in runs if keep in evidence.document.text[clauses[run[0]][0] : clauses[run[1] - 1][1]]]
    # The most of the question in the fewest words of context, then as much context as fits, then the earliest.
    first, last = max(kept or runs, key=lambda run: (sum(weights[slice(*run)]), run[1] - run[0], -run[0]))
    return _part(evidence, clauses[first][0], clauses[last - 1][1])


def head(evidence: Evidence, budget: int) -> Choice:
    """Quote the sentence, or as many of its first clauses (at worst, words) as fit the budget with an ellipsis."""
    if evidence.words <= budget:
        return whole(evidence)
    budget = max(1, budget - 1)
    fitting = [end for _, end in _clauses(evidence) if _length(evidence, (evidence.start, end)) <= budget]
    if fitting:
        return _part(evidence, evidence.start, fitting[-1])
    words = list(re.finditer(r"\S+", evidence.document.text[evidence.start : evidence.end]))
    return _part(evidence, evidence.start, evidence.start + words[budget - 1].end())


def _clauses(evidence: Evidence) -> list[Place]:
    text = evidence.document.text
    cuts = re.finditer(r"[,;:，；：](?=\s|[^\d\s])", text[evidence.start : evidence.end])
    edges = [evidence.start, *(evidence.start + cut.end() for cut in cuts), evidence.end]
    return [(start, end) for start, end in itertools.pairwise(edges) if text[start:end].strip()]


def _weight(terms: Sequence[Term], evidence: Evidence, place: Place) -> float:
    stems = set(stems_of(evidence.document.text[place[0] : place[1]]))
    return sum(term.weight for term in terms if term.stem in stems or not stems.isdisjoint(term.variants))


def _length(evidence: Evidence, place: Place) -> int:
    return len(evidence.document.text[place[0] : place[1]].split())


def _part(evidence: Evidence, start: int, end: int) -> Choice:
    text = evidence.document.text
    while text[start].isspace():
        start += 1
    while text[end - 1] in ",;:，；：" or text[end - 1].isspace():
        end -= 1
    return Choice(evidence, start, end)
