"""Does a sentence say the opposite of its quotes with a word that has an opposite: rose and fell, import and export?"""

import functools
import itertools
import re

from app.verifying.said import Place, Said, Source, Word, changes, near
from index.words import STOPWORDS, stem

# Two sides of an axis; general English, no subject's own. A word may be on several axes.
_AXES = """
rise rose risen increase grow grew grown growth climb surge soar jump gain up upward higher expand expansion \
accelerate rebound boost raise / fall fell fallen decrease decline drop reduce reduction cut shrink shrank slump \
plunge down downward lower dip contract contraction slow shed
import / export
gain / lose lost
buy bought purchase acquire / sell sold sale
above over exceed surpass / below under
more over / less fewer
before earlier prior precede / after later following since subsequent
open / close shut
begin began begun start launch commence initiate / end finish stop halt cease
enter join / leave left exit quit withdraw withdrew
win won victory / lose lost loss defeat
include / exclude
allow permit enable / ban banned prohibit forbid forbade forbidden prevent bar barred
accept approve adopt endorse agree / reject refuse deny oppose disagree
support favour favor back / oppose against
improve better strengthen enhance / worsen worse weaken deteriorate
high highest tall / low lowest
large largest big biggest great greatest major huge / small smallest little minor tiny
most maximum / least fewest minimum
long longest longer / short shortest shorter
fast faster fastest quick quickly rapid rapidly / slow slower slowest slowly
early earlier earliest / late later latest
old older oldest / young younger youngest new newer newest
strong stronger strongest / weak weaker weakest
rich wealthy / poor
north northern / south southern
east eastern / west western
left / right
inside within / outside
first / last final
success succeed successful successfully / fail failure unsuccessful
profit profitable surplus / loss deficit
positive / negative
easy easier easily / hard harder difficult
cheap cheaper / expensive dearer costly
hot hotter warm warmer / cold colder cool cooler
male man men boy husband father son brother / female woman women girl wife mother daughter sister
arrive arrival / depart departure
attack / defend
lend lent / borrow
hire / fire dismiss
supply / demand
upstream / downstream
domestic home / foreign overseas abroad
public / private
urban city / rural countryside
offshore / onshore
same / different
full / empty
possible / impossible
legal / illegal
tighten stricter / loosen ease relax
add / remove
create build built establish / destroy demolish
encourage promote foster facilitate / discourage hinder hamper obstruct
widen / narrow
majority / minority
always / never
many / few
with / without
push / pull
remember / forget forgot
love like / hate dislike
alive live / dead die
wet / dry
heavy heavier / light lighter
day / night
morning / evening
optimistic / pessimistic
extend / shorten
further / nearer
safe / dangerous unsafe
clean / dirty
"""
# On an axis only where the other side stands opposite; alone they mean too many things.
_NOISE = frozenset(stem(word) for word in "up down over under back left right like live light home cool ease".split())
ALIGNED = 0.5  # of the words around a word: what a stretch of the source shares with it to speak of the same thing
SHORTEST = 4  # letters of a word that may have a denying prefix
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "de")


def check(claim: Said, source: Source) -> str:
    """Return what the claim turns round, or ""."""
    for ours, theirs in changes(claim, source.nearest(claim)):
        for one, two in itertools.product(ours, theirs):
            if _are_opposite(one, two):
                return f"it says {one.text}, the source says {two.text}"
    found = [(word, axis, side) for word in claim.words for axis, side in _sides().get(word.token, ())]
    if not found:
        return _prefixed(claim, source)
    for word, axis, side in found:
        other = _opposite(claim, source, word, axis=axis, side=side)
        if other and not _is_denied(word, claim) and not any(_is_denied(other, said) for said in source.sentences):
            return f"it says {word.text}, the source says {other.text}"
    return _prefixed(claim, source)


def _are_opposite(one: Word, two: Word) -> bool:
    ours, theirs = (_sides().get(word.token, ()) for word in (one, two))
    return any((axis, 1 - side) in theirs for axis, side in ours)


def _opposite(claim: Said, source: Source, word: Word, *, axis: int, side: int) -> Word | None:
    """Return the word on the other side, where the nearest stretch of the source has it and this side nowhere."""
    places = _on(claim, axis)
    around = next((stretch for stretch, held in claim.stretches(places) if (word.start, word.end) in held), None)
    if around is None:
        return None
    ours = claim.within(around, numbers=True) - {one.stem for one in places.values()}
    shared, held = _nearest_stretch(claim, source, ours, axis=axis)
    sides = {
        one: other
        for one in held
        for on, other in _sides().get(one.token, ())
        if on == axis and one.stem not in claim.stems  # what both have is no opposite
    }
    if not sides or side in sides.values() or word.stem in {one.stem for one in held}:
        return None
    loose = word.stem in _NOISE and word.stem in source.stems
    return None if loose or shared < ALIGNED * len(ours) else next(iter(sides))


def _nearest_stretch(claim: Said, source: Source, ours: frozenset[str], *, axis: int) -> tuple[int, list[Word]]:
    """Return how many of the words the stretch shares that has most of them, and its words on the axis."""
    wanted = ours.union(*(near(one) for one in ours))
    best, held_best = (0, 0), list[Word]()
    for said in source.sentences:
        theirs = _on(said, axis)
        for stretch, held in said.stretches(theirs):
            within = (len(said.within(stretch, numbers=True) & wanted), len(said.content & claim.content))
            if within >= best:
                held_best = [theirs[place] for place in held] + (held_best if within == best else [])
                best = within
    return best[0], held_best


def _is_denied(word: Word, said: Said) -> bool:
    """Whether a "not" stands before the word: "not accepted" is no opposite of "rejected"."""
    if word not in said.words:
        return False
    return bool(re.search(r"\b(?:not|never|no|cannot)\b|n[’']t\b", said.text[max(0, word.start - 20) : word.start]))


def _on(said: Said, axis: int) -> dict[Place, Word]:
    return {
        (word.start, word.end): word
        for word in said.words
        if any(axis == one for one, _ in _sides().get(word.token, ()))
    }


def _prefixed(claim: Said, source: Source) -> str:
    """Find "legal" for "illegal": a word that differs by a denying prefix alone."""
    for word in claim.words:
        if not word.content or len(word.stem) < SHORTEST or word.stem in source.stems:
            continue
        turned = {prefix + word.stem for prefix in _PREFIXES} | {
            word.stem.removeprefix(prefix) for prefix in _PREFIXES if word.stem.startswith(prefix)
        }
        for other in sorted(turned & source.stems - claim.stems):
            if len(other) >= SHORTEST:
                return f'it says {word.text}, the source says "{other}"'
    return ""


@functools.cache
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    """Return for each word the axes it is on, with its side (0 or 1), in all its regular forms."""
    table: dict[str, list[tuple[int, int]]] = {}
    for axis, line in enumerate(_AXES.strip().splitlines()):
        for side, words in enumerate(line.split("/")):
            for word in words.split():
                for form in _forms(word):
                    table.setdefault(form, []).append((axis, side))
    return {word: tuple(places) for word, places in table.items()}


def _forms(word: str) -> set[str]:
    if len(word) < 3 or word in STOPWORDS:
        return {word}
    base = word.removesuffix("e")
    double = word + word[-1]
    forms = {word, word + "s", word + "es", base + "ed", base + "ing", double + "ed", double + "ing", word + "d"}
    return forms | ({word[:-1] + "ies", word[:-1] + "ied"} if re.search(r"[^aeiou]y$", word) else set())
