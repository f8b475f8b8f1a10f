"""Do the numbers of a claim stand in the evidence, with their units, and of the same things? Knows nothing of words."""

import re
from collections.abc import Sequence

from eval.judging.reading import Read, Word

NEAR, AROUND = 4, 8  # words on each side of a number: in the claim, in the evidence

_ORDINALS = {word: str(place) for place, word in enumerate("first second third fourth fifth sixth".split(), start=1)}
_UNITS = """
% percent; £ pounds pound gbp; $ us$ dollar dollars usd; € euro euros eur; ¥ yuan rmb cny; kw kilowatt kilowatts;
mw megawatt megawatts; gw gigawatt gigawatts; kwh; mwh; gwh; twh; mph; km/h; m/s; knot knots; mm; cm; m metre metres
meter meters;  km kilometre kilometres kilometer kilometers; mile miles; ft foot feet; ha hectare hectares; acre
acres; km² square; g gram grams;  kg kilogram kilograms; t ton tons tonne tonnes metric; litre litres liter liters;
second seconds; minute minutes; hour hours;  day days; week weeks; month months; year years; am; pm; people persons;
°c celsius; °f fahrenheit"""
_UNIT_NAMES = {name: unit.split()[0] for unit in _UNITS.split(";") for name in unit.split()}
_MEASURED = re.compile(
    r"(?P<before>US\$|RMB|[£$€¥])?\s?(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"(?:[\s-]?(?:thousand|million|billion|trillion|bn)\b)?"
    r"(?:[\s-]?(?P<after>%|°?[A-Za-z]+(?:/[a-z]+)?²?))?"
)
_MONTHS = frozenset("january february march april may june july august september october november december".split())


def lacking(claim: Read, sentences: Sequence[Read]) -> float:
    """Return 1 where a number or a month of the claim stands nowhere in the evidence."""
    held = frozenset().union(*(sentence.tokens for sentence in sentences))
    held |= {_ORDINALS[token] for token in held & _ORDINALS.keys()}
    wanted = {word.token for word in claim.words if word.is_number or (word.is_name and word.token in _MONTHS)}
    return float(not wanted <= held)


def rival(claim: Read, used: Sequence[Read]) -> float:
    """Return by how much the words around a number of the claim fit those around another number of the evidence better
    than those around that number there; of the claim's worst number.
    """
    worst = 0.0
    for place, word in enumerate(claim.words):
        if word.is_number:
            fits = [
                (_fit(claim, place, sentence, at), theirs.token == word.token)
                for sentence in used
                for at, theirs in enumerate(sentence.words)
                if theirs.is_number
            ]
            own = max((fit for fit, same in fits if same), default=0.0)
            other = max((fit for fit, same in fits if not same), default=0.0)
            worst = max(worst, other - own)
    return worst


def _fit(claim: Read, place: int, sentence: Read, at: int) -> float:
    """Return the share of the words near one number that are near the other, the nearer ones counting more."""
    theirs: dict[str, float] = {}
    for other, worth in _around(sentence, at, AROUND):
        theirs[other.stem] = max(worth, theirs.get(other.stem, 0.0))
    ours = [(word, worth * word.rarity) for word, worth in _around(claim, place, NEAR) if not word.is_number]
    total = sum(worth for _, worth in ours)
    return sum(worth * theirs.get(word.stem, 0.0) for word, worth in ours) / total if total else 1.0


def _around(sentence: Read, place: int, reach: int) -> list[tuple[Word, float]]:
    near = range(max(0, place - reach), min(len(sentence.words), place + reach + 1))
    return [(sentence.words[at], 1 - abs(at - place) / (reach + 1)) for at in near if at != place]


def other_unit(claim: Read, used: Sequence[Read]) -> float:
    """Return 1 where a number of the claim has another unit wherever the evidence has it with one."""
    held: dict[str, set[str]] = {}
    for sentence in used:
        for number, unit in _measured(sentence.text):
            held.setdefault(number, set()).add(unit)
    return float(any(unit not in held.get(number, {unit}) for number, unit in _measured(claim.text)))


def _measured(text: str) -> list[tuple[str, str]]:
    """Return the numbers that have a unit, with it."""
    found = (
        (match["number"].replace(",", ""), match["before"] or match["after"]) for match in _MEASURED.finditer(text)
    )
    return [(number, _UNIT_NAMES[unit.lower()]) for number, unit in found if unit and unit.lower() in _UNIT_NAMES]
