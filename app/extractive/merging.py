"""One fact in several places: the sentences that say the same are one, with all their places."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.extractive.evidence import Evidence
from app.extractive.ranking import Ranked
from index.words import STOPWORDS, root

SAME_COSINE = 0.86  # from here two sentences may say the same
SAME_WORDS = 0.7  # and the share of the one's words that the other must have

_EMPTY = frozenset(root(word) for word in STOPWORDS)
_TURNING = frozenset(
    root(word)
    for word in (
        "no not never neither nor none without cannot hardly except unless until before after first last only "
        "all some rise rose risen rises fall fell fallen grow grew grown increase increased decrease "
        "decreased drop dropped decline declined reduce reduced gain gained lose lost up down more less fewer "
        "higher lower above below most least over under win won begin began begun start end ended stop open "
        "closed close approve reject accept refuse allow ban forbid agree disagree buy bought sell sold "
        "import export join leave left arrive depart success fail failed best worst largest smallest better "
        "worse"
    ).split()
)


def merge(ranked: Sequence[Ranked], vectors: NDArray[np.float32]) -> list[tuple[Ranked, tuple[Evidence, ...]]]:
    """Return the best sentences, each with the later ones that say the same."""
    kept: list[tuple[Ranked, list[Evidence]]] = []
    for one in ranked[:30]:
        twin = next((same for best, same in kept if _same(best, one, vectors)), None)
        if twin is None:
            kept.append((one, []))
        elif one.evidence.kind == "body":
            twin.append(one.evidence)
    return [(one, tuple(same)) for one, same in kept]


def _same(best: Ranked, other: Ranked, vectors: NDArray[np.float32]) -> bool:
    """Return whether a sentence says what the best one says, so that it may be cited for it."""
    # The numbers decide: "5,095" and "more than 5000" are alike to a cosine and not the same to a reader.
    numbers = {quantity.value for quantity in best.evidence.quantities}
    if numbers != {quantity.value for quantity in other.evidence.quantities}:
        return False
    # So do words that turn a sentence round: "rose" and "fell", "approved" and "rejected" are alike to a cosine too.
    ours, theirs = best.evidence.roots, other.evidence.roots
    if not _TURNING.isdisjoint(ours ^ theirs):
        return False
    content = ours - _EMPTY
    carried = len(content & theirs) >= SAME_WORDS * len(content)
    return carried and float(vectors[best.row] @ vectors[other.row]) >= SAME_COSINE
