"""Is a sentence put in the shade by another that is plainly about what is asked?

Where a sentence has most of the words of "how many digital management centres are there?" and no number, the documents
do not say how many; a number of other things, found further down, is no answer.
"""

from collections.abc import Sequence

from app.extractive.carrying import context_coverage, coverage
from app.extractive.evidence import Evidence
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked

ABOUT = 0.6  # share of the question's words from which a sentence is plainly about what is asked
NEARBY = 0.5  # how much a word that stands only around a sentence counts


class Shade:
    """The sentences that are plainly about what is asked, where one sentence shall answer it, and not by its form."""

    def __init__(self, question: Question, ranked: Sequence[Ranked], terms: Sequence[Term]) -> None:
        names = {name.lower() for name in question.names}
        # Whose birth is asked about is named once in a text, and "he" in the sentence that tells it.
        self._things = [term for term in terms if term.word not in names]
        many = question.wants_many or question.kind == "definition"
        telling = () if many else [one for one in ranked if not one.signals["fragment"]]
        about = (one for one in telling if one.signals["coverage"] >= ABOUT)
        self._matches = [(_paragraph(one.evidence), self._match(one)) for one in about]

    def on(self, one: Ranked) -> float:
        """Return by how much a sentence outside its paragraph matches the question better; 0 where none does.

        A match is the likeness in meaning and the share of the question's words, 0 to 2 in all; of the words that
        stand only around the sentence in question, half the share counts as its own.
        """
        paragraph, match = _paragraph(one.evidence), self._match(one)
        best = max((other for where, other in self._matches if where != paragraph), default=0.0)
        if best <= match:
            return 0.0
        around = context_coverage(self._things, one.evidence) - coverage(self._things, one.evidence)
        return max(0.0, best - match - NEARBY * max(0.0, around))

    def _match(self, one: Ranked) -> float:
        return one.signals["meaning"] + coverage(self._things, one.evidence)


def _paragraph(one: Evidence) -> tuple[str, int]:
    return one.document.id, one.paragraph
