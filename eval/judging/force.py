"""What turns a claim round although its words are the evidence's: "not", opposites, scope."""

import functools
from collections.abc import Sequence

from eval.judging.reading import Read
from index.words import STOPWORDS, stem

REACH = 5  # words that a "not" denies

_DENIALS = frozenset(
    "not no never none nor neither nobody nothing nowhere without cannot hardly barely scarcely unable fail failed "
    "lack lacked refuse refused deny denied except unless".split()
)
# What turns a statement round. Either word may stand in the claim.
_OPPOSITES = """
rise fall; increase decrease; increase reduce; grow shrink; rise drop; up down; higher lower; more less; more
fewer; above below; over under; most least; before after; earlier later; start end; begin end; open close; win
lose; gain lose; buy sell; import export; accept reject; approve reject; support oppose; for against; allow
forbid; allow ban; include exclude; arrive leave; first last; oldest newest; old new; large small; largest
smallest; long short; best worst; better worse; improve worsen; improve deteriorate; strengthen weaken; expand
contract; raise lower; raise cut; north south; east west; left right; inside outside; hot cold; early late;
maximum minimum; minimum maximum; major minor; true false; success failure; succeed fail; public private; male
female; man woman; father mother; son daughter; brother sister; day night; summer winter; spring autumn;
domestic foreign; national local; always never; all some; rich poor; add remove; accelerate slow; encourage
discourage; advance delay; alive dead; born die; married divorced; same different; ahead behind; dear cheap;
cheap expensive; borrow lend; employ dismiss; lift impose; empty full; easy hard; strong weak; ban permit;
rose fall; rise fell; rose fell; rose drop; grew shrink; grow shrank; grew shrank; won lose; win lost; won
lost; bought sell; buy sold; bought sold; began end; gain lost; arrive left; grew fall; grew fell; grow fall;
increase fall; increase fell; increase decline; rise decline; rose decline"""
_WIDE = frozenset(
    "all every each always only sole solely entire entirely whole fully completely exclusively never none any everyone "
    "everybody most must mandatory required first largest biggest best worldwide everywhere already guaranteed".split()
)


def denied(claim: Read, best: Read) -> float:
    """Return 1 where one of the two denies something that both speak of and the other does not."""
    return float(_denies(claim, best) != _denies(best, claim))


def _denies(one: Read, other: Read) -> bool:
    """Return whether a "not" stands close before a word that the other has too: elsewhere it denies something else."""
    shared = {word.stem for word in other.words if word.token not in STOPWORDS}
    denials = [place for place, word in enumerate(one.words) if word.token in _DENIALS]
    return any(not shared.isdisjoint(word.stem for word in one.words[at + 1 : at + 1 + REACH]) for at in denials)


def widened(claim: Read, used: Sequence[Read]) -> float:
    """Return 1 where the claim has an "all", an "only" or a "first" that the evidence lacks."""
    return float(not (claim.tokens & _WIDE) <= frozenset().union(*(one.tokens for one in used)))


def opposed(claim: Read, best: Read) -> float:
    """Return 1 where a word of the claim, which the evidence lacks, has its opposite there."""
    theirs = {word.stem for word in best.words}
    lacking = {word.stem for word in claim.words} - theirs
    return float(any(not _opposites().get(word, frozenset()).isdisjoint(theirs) for word in lacking))


@functools.cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITES.split(";"):
        one, two = map(stem, pair.split())
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}
