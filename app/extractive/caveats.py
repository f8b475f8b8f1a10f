"""What a reader should know of the sentence that is quoted: whose time it speaks of, which garbled one lost to it."""

from collections.abc import Sequence

from app.extractive.evidence import Evidence
from app.extractive.question import Question
from app.extractive.ranking import Ranked, garbled
from app.periods import find_periods
from index.words import stem

_NOW = frozenset(stem(word) for word in "now currently present today".split())
QUOTED_WORDS = 16  # of a garbled sentence, around its numbers


def caveats(question: Question, best: Evidence, ranked: Sequence[Ranked]) -> str:
    """Return what to say beside a figure, or "" where the question asks for none."""
    if not question.wants_quantity:
        return ""
    return " ".join(filter(None, [_time(best, ranked), _garbled(best, ranked)]))


def _time(best: Evidence, ranked: Sequence[Ranked]) -> str:
    """Say what year a figure speaks for where its sentence does not, but one stands before it in its paragraph."""
    if best.periods or len(best.scope) != 1 or not _NOW.isdisjoint(best.stems):
        return ""
    (period,) = best.scope
    if period.kind != "year" or period in find_periods(f"{best.document.date} {best.document.title}"):
        return ""  # the year of the document itself is shown with the citation
    before = (one.evidence for one in ranked if one.evidence.paragraph == best.paragraph)
    if not any(one.document.id == best.document.id and period in one.periods for one in before):
        return ""  # said too far above to be sure of
    return f"The sentence names no time itself; the text before it speaks of {period}."


def _garbled(best: Evidence, ranked: Sequence[Ranked]) -> str:
    """Say which sentence of the same document was passed over because it gives two things the same number."""
    values = {quantity.value for quantity in best.quantities}
    for one in (one.evidence for one in ranked):
        twins = one.document.id == best.document.id and not values.isdisjoint(each.value for each in one.quantities)
        if twins and garbled(one) and not garbled(best):
            words = one.text[one.quantities[0].start :].split()[:QUOTED_WORDS]
            return f"Passed over, as garbled (one number for two things): “… {' '.join(words)}”."
    return ""
