"""Is something said of the same thing in the claim and in its source? By the words that stand in the same stretch."""

from collections.abc import Mapping, Sequence

from app.verifying.said import Place, Said, near


def misbound(
    claim: Said,
    place: Place,
    around: Place,
    rivals: Sequence[tuple[Said, Mapping[Place, bool | None]]],
    *,
    least: int = 1,
) -> bool:
    """Return whether what the claim says of the thing at `place`, the source says of a rival.

    `around` is the stretch of the claim that tells of it; `rivals` are such things of each sentence of the source, and
    whether each is the claim's (True), another that it could be confused with (False) or neither (None). Only words
    that stand with one of them and nowhere with the other count: `least` must speak against the claim, none for it.
    """
    right: set[str] = set()
    wrong: set[str] = set()
    for said, held in rivals:
        for stretch, inside in said.stretches(held):
            told = said.within(stretch) - _named(said, inside)
            if any(held[one] for one in inside):
                right |= told
            elif any(held[one] is False for one in inside):
                wrong |= told
    if not right:
        return False
    ours = claim.within(around) - _named(claim, [place])
    held_by = [(_has(right, stem), _has(wrong, stem)) for stem in ours]
    return held_by.count((False, True)) >= least and (True, False) not in held_by


def _named(said: Said, places: Sequence[Place]) -> frozenset[str]:
    return frozenset().union(*(said.within(place) for place in places))


def _has(stems: set[str], stem: str) -> bool:
    return stem in stems or not near(stem).isdisjoint(stems)
