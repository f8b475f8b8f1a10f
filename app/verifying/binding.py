"""Is something said of the same thing in the claim and in its source? By the words that stand in the same stretch."""

import itertools
from collections.abc import Callable, Mapping, Sequence

from app.verifying.said import Place, Said, Word, near

ALIKE = 0.6  # of the claim's words: what a sentence has of them that is worded alike
_LISTED = frozenset("and or".split())  # what stands on both sides of these may change places


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


def exchanged(
    claim: Said,
    nearest: Said,
    is_thing: Callable[[Word], bool],
    passed_over: frozenset[str] = frozenset(),
) -> tuple[str, str] | None:
    """Return two things that have changed places in a sentence that is otherwise worded alike, or None.

    Each stands beside a word that stands beside the other in the source, and not beside it: "the Birch rose 5 %" of
    "the Alder rose 5 % and the Birch 3 %". Words of `passed_over` (units) are as if they were not there.
    """
    if len(claim.content & nearest.content) < ALIKE * len(claim.content):
        return None
    ours, theirs = (_beside(said, is_thing, passed_over) for said in (claim, nearest))
    for one, two in itertools.combinations(sorted(ours.keys() & theirs.keys()), 2):
        if (ours[one] - theirs[one]) & theirs[two] and (ours[two] - theirs[two]) & theirs[one]:
            return one, two
    return None


def _beside(
    said: Said, is_thing: Callable[[Word], bool], passed_over: frozenset[str]
) -> dict[str, set[tuple[bool, str]]]:
    """Return for each thing, as written, the words before (False) and after it (True)."""
    found: dict[str, set[tuple[bool, str]]] = {}
    words = [word for word in said.words if word.token not in passed_over]
    stems = ["", *("" if word.token in _LISTED else word.stem for word in words), ""]
    for place, word in enumerate(words):
        if is_thing(word):
            beside = {(False, stems[place]), (True, stems[place + 2])}
            found.setdefault(word.text, set()).update(beside)
    return found


def _named(said: Said, places: Sequence[Place]) -> frozenset[str]:
    return frozenset().union(*(said.within(place) for place in places))


def _has(stems: set[str], stem: str) -> bool:
    return stem in stems or not near(stem).isdisjoint(stems)
