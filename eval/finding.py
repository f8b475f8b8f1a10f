"""Do the passages that were found hold the evidence, and how far up? Knows nothing of what the answer makes of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case, Evidence, Read, same_spaces
from index.documents import Hit

DEPTHS = (1, 5, 10)  # the k of recall@k; the last one's is nDCG's too


@dataclass(frozen=True, slots=True)
class Found:
    """Where the evidence of a case stands among the passages found."""

    ranks: tuple[int | None, ...]  # of each piece of evidence that counts: the 1-based rank that completes it, or None
    recalls: tuple[float, ...]  # at each of DEPTHS: the share of them that are held by then
    reciprocal: float  # 1 / the best of the ranks, 0 where nothing was found
    ndcg: float  # at the last of DEPTHS

    @property
    def reason(self) -> str:
        """Say it in words."""
        if not any(self.ranks):
            return "no passage found holds the evidence"
        places = ", ".join("not found" if rank is None else f"passage {rank}" for rank in self.ranks)
        return f"the evidence: {places}"


def find(case: Case, hits: Sequence[Hit], *, read: Read) -> Found | None:
    """Return where the evidence stands among the hits, best first; None of a case without evidence.

    A piece of evidence is held from the rank on at which the passages so far cover it. Where any one of several
    documents is a right source, the evidence of the one that does best counts.
    """
    chosen = [_best(alternatives, hits, read) for alternatives in _needs(case)]
    ranks = tuple(rank for ranks in chosen for rank in ranks)
    if not ranks:
        return None
    found = [rank for rank in ranks if rank is not None]
    return Found(
        ranks=ranks,
        recalls=tuple(sum(rank <= depth for rank in found) / len(ranks) for depth in DEPTHS),
        reciprocal=1 / min(found) if found else 0.0,
        ndcg=_ndcg(ranks, DEPTHS[-1]),
    )


def _needs(case: Case) -> list[list[list[Evidence]]]:
    """Return what must be found; of each, the alternatives; of each alternative, the evidence in one document."""
    groups = [*([case.sources] if case.sources else []), *case.sources_all]
    named = {name for group in groups for name in group}
    groups += [(one.source,) for one in case.evidence if one.source not in named]
    by_document = {
        name: [one for one in case.evidence if one.source == name] for group in dict.fromkeys(groups) for name in group
    }
    needs = [[by_document[name] for name in group if by_document[name]] for group in dict.fromkeys(groups)]
    return [alternatives for alternatives in needs if alternatives]


def _best(alternatives: Sequence[Sequence[Evidence]], hits: Sequence[Hit], read: Read) -> list[int | None]:
    ranked = [[_rank(one, hits, read) for one in evidence] for evidence in alternatives]
    return min(ranked, key=lambda ranks: sum(rank or math.inf for rank in ranks) / len(ranks))


def _rank(evidence: Evidence, hits: Sequence[Hit], read: Read) -> int | None:
    text = read(evidence.source).text
    ranks = [
        _covered(start, start + len(evidence.quote), evidence.source, text, hits) for start in _places(evidence, text)
    ]
    return min((rank for rank in ranks if rank), default=None)


def _places(evidence: Evidence, text: str) -> list[int]:
    plain, quote = same_spaces(text), same_spaces(evidence.quote)
    places, start = [], plain.find(quote)
    while start >= 0:
        places.append(start)
        start = plain.find(quote, start + 1)
    return places


def _covered(start: int, end: int, source: str, text: str, hits: Sequence[Hit]) -> int | None:
    """Return the rank from which the passages cover text[start:end], the white space between them aside."""
    missing = {place for place in range(start, end) if not text[place].isspace()}
    for rank, hit in enumerate(hits, 1):
        if hit.passage.document_id == source:
            missing.difference_update(range(max(start, hit.passage.start), min(end, hit.passage.end)))
            if not missing:
                return rank
    return None


def _ndcg(ranks: Sequence[int | None], depth: int) -> float:
    """Return the discounted gain of the passages that complete evidence, of the most there could be.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (TOIS 2002), gains 0 and 1. The most:
    as many passages at the top as complete evidence here, and one for each piece that was not found.
    """
    completing = {rank for rank in ranks if rank is not None}
    most = len(completing) + sum(rank is None for rank in ranks)
    gain = sum(1 / math.log2(rank + 1) for rank in completing if rank <= depth)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(most, depth) + 1))
