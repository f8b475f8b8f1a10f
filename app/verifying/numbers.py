"""Are a sentence's numbers in its quotes, with their units, and said of the same thing? Knows nothing of times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.periods import period_spans
from app.quantities import Quantity, find_quantities
from app.verifying.binding import exchanged, misbound
from app.verifying.said import Place, Said, Source, near
from index.words import stem

WINDOW = 40  # characters before a number in which words bound it
ROUND = 0.1  # how far a rounded figure may lie from an exact one, as a share of it

Bound = Literal["", "more", "less", "about", "from", "most", "exact"]

# Before a number: what it says of the exact one.
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("exact", r"(?:exactly|precisely)"),
    ("from", r"(?:at least|no (?:less|fewer) than|a minimum of|as (?:many|much) as)"),
    ("most", r"(?:at most|no more than|up to|a maximum of|not exceed(?:ing)?)"),
    (
        "more",
        r"(?:more than|over|above|exceed(?:s|ed|ing)?|in excess of|surpass(?:es|ed|ing)?|upwards? of|beyond|past)",
    ),
    ("less", r"(?:less than|fewer than|under|below|nearly|almost|close to|just short of)"),
    ("about", r"(?:about|around|approximately|approx\.|roughly|some|an estimated|estimated(?: at)?|circa|ca\.|or so)"),
)
_BOUND = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _BOUNDS)})"
    r"(?:\s+(?:a|an|the|by|to|of|level of))*\s*(?:RMB|US\$|[$€£¥])?\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:(?P<from>or more|or above|at least)|(?P<most>or less|or fewer|at most)|(?P<more>\+))", re.IGNORECASE
)

# Units that measure the same, in terms of one of them.
_FACTORS = {
    "km": 1e3, "kilometer": 1e3, "kilometre": 1e3, "m": 1.0, "meter": 1.0, "metre": 1.0, "cm": 0.01, "mm": 0.001,
    "kg": 1.0, "kilogram": 1.0, "gram": 0.001, "ton": 1e3, "tonne": 1e3,
    "kw": 1e3, "mw": 1e6, "gw": 1e9, "tw": 1e12, "kilowatt": 1e3, "megawatt": 1e6, "gigawatt": 1e9, "terawatt": 1e12,
    "hectare": 1e4, "square kilometer": 1e6, "square kilometre": 1e6, "km²": 1e6, "square km": 1e6,
    "square meter": 1.0, "square metre": 1.0, "m²": 1.0,
}  # fmt: skip
_SAME_MONEY = ({"yuan", "rmb", "cny", "¥"}, {"dollar", "usd", "us$", "$"}, {"euro", "eur", "€"}, {"pound", "gbp", "£"})
_TIMES = {
    2.0: "double doubled doubles doubling twice twofold",
    3.0: "triple tripled triples tripling threefold thrice",
    4.0: "quadruple quadrupled fourfold",
    0.5: "halve halved halves halving",
}
_MULTIPLES = {word: times for times, words in _TIMES.items() for word in words.split()}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_PAIR = re.compile(r"\b([A-Za-z][\w-]+) and (?:the )?([A-Za-z][\w-]+)")
# Between a number and what it is said of.
_UNITS = frozenset("percent per cent points million billion about approximately of the".split())
_NUMERAL = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?|(?<=[A-Za-z-])\d+|\d+(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity, and what stands around it says of it."""

    quantity: Quantity
    bound: Bound
    words: str  # as written

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.quantity.start, self.quantity.end

    @property
    def measure(self) -> str:
        """What tells units apart: "km" and "kilometres" are one, "km" and "miles" are not."""
        return measure_of(self.quantity)


def check(claim: Said, source: Source) -> str:
    """Return why a number of the claim is not carried, or ""."""
    ours, theirs = figures(claim), [(said, figures(said)) for said in source.every]
    every = [other for _, found in theirs for other in found]
    for figure in ours:
        if not any(agrees(figure, other) for other in every):
            return _missing(figure, every)
    return (
        _numerals(claim, source, ours)
        or _ordinals(claim, source)
        or _multiples(claim, source)
        or _bound(claim, ours, theirs)
        or _exchanged(claim, source)
    )


def figures(said: Said) -> list[Figure]:
    """Return the quantities of a sentence with what bounds them."""
    return [_figure(said.text, quantity) for quantity in find_quantities(said.text)]


def agrees(ours: Figure, theirs: Figure) -> bool:
    """Return whether a figure follows from one of the source: the same, or rounded where it says so."""
    scale = _scale(ours.quantity, theirs.quantity)
    if scale is None:
        return False
    value, other = ours.quantity.value * scale[0], theirs.quantity.value * scale[1]
    if abs(value - other) <= 1e-9 * abs(other):
        if ours.bound in ("more", "less") and ours.bound != theirs.bound:
            # "nearly 5,000" of "about 5,000" is loose, not wrong; "more than 5" of "at least 5" is wrong.
            return theirs.bound == "about"
        opposite = {"from": ("less", "most"), "most": ("more", "from")}.get(ours.bound, ())
        if ours.bound == "exact":
            return theirs.bound in ("", "exact")
        dropped = ours.bound in ("", "about") and theirs.bound == "most"
        return theirs.bound not in opposite and not dropped
    if abs(value - other) > ROUND * abs(other) or _digits(value) >= _digits(other):
        return False  # a rounded figure is rounder than the exact one
    match ours.bound:
        case "more" | "from":
            return value < other and theirs.bound not in ("less", "most")
        case "less" | "most":
            return value > other and theirs.bound not in ("more", "from")
        case "about":
            return True
    return False


def _digits(value: float) -> int:
    """Return how many digits a number has between its first and its last that is not zero."""
    return len(f"{value:.6f}".replace(".", "").strip("0"))


def measure_of(quantity: Quantity) -> str:
    """Return the name that all spellings of a unit share."""
    name = re.sub(r"\s+", " ", quantity.name)
    if quantity.unit == "money":
        singular = name.removesuffix("s") if len(name) > 3 else name
        return next((min(names) for names in _SAME_MONEY if singular in names), singular)
    return name.removesuffix("s") if len(name) > 2 else name


def _figure(text: str, quantity: Quantity) -> Figure:
    before = _BOUND.search(text[max(0, quantity.start - WINDOW) : quantity.start])
    after = _AFTER.match(text, quantity.end)
    found = {name for match in (before, after) if match for name, words in match.groupdict().items() if words}
    bound: Bound = next((name for name, _ in _BOUNDS if name in found), "")
    return Figure(quantity, bound, text[quantity.start : quantity.end])


def _scale(ours: Quantity, theirs: Quantity) -> tuple[float, float] | None:
    """Return what makes two quantities comparable, or None where their units differ."""
    if ours.unit != theirs.unit:
        return None
    one, two = measure_of(ours), measure_of(theirs)
    if one == two:
        return 1.0, 1.0
    if one in _FACTORS and two in _FACTORS:
        return _FACTORS[one], _FACTORS[two]
    return None


def _missing(figure: Figure, every: list[Figure]) -> str:
    same = [other for other in every if other.quantity.value == figure.quantity.value]
    if same and same[0].measure != figure.measure:
        return f"it says {figure.words}, the source says {same[0].words}"
    if same:
        return f"its number {figure.words} is bounded otherwise in the source"
    alike = [other for other in every if other.quantity.unit == figure.quantity.unit]
    if len(alike) == 1:
        return f"its number {figure.words} is not in the source, which says {alike[0].words}"
    return f"its number {figure.words} is not in the source"


def _numerals(claim: Said, source: Source, ours: list[Figure]) -> str:
    """Check the digits that are neither quantities nor times: "Article 12", "5G", "10:30", "10-20 ships"."""
    taken = [figure.place for figure in ours] + [(start, end) for _, start, end in period_spans(claim.text)]
    theirs = set(_values(source.text))
    for match in _NUMERAL.finditer(claim.text):
        inside = any(start <= match.start() < end for start, end in taken)
        if not inside and _value(match.group()) not in theirs:
            return f"its number {match.group()} is not in the source"
    return ""


def _values(text: str) -> Iterator[float]:
    yield from (_value(match.group()) for match in _NUMERAL.finditer(text))
    yield from (quantity.value for quantity in find_quantities(text))
    yield from (float(number) for number in _nths(text))


def _value(numeral: str) -> float:
    return float(numeral.replace(",", "").strip("."))


def _ordinals(claim: Said, source: Source) -> str:
    theirs = set(_nths(source.text)) | {int(value) for value in _values(source.text) if value == int(value)}
    for match in _ORDINAL.finditer(claim.text):
        if _nth(match) not in theirs and _nth(match) != 1:  # "first" is often no rank; scope.py has "the first"
            return f'its "{match.group()}" is not in the source'
    return ""


def _nths(text: str) -> Iterator[int]:
    return (_nth(match) for match in _ORDINAL.finditer(text))


def _nth(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else _ORDINALS[match[2].lower()]


def _multiples(claim: Said, source: Source) -> str:
    theirs = {_MULTIPLES[word.token] for said in source.every for word in said.words if word.token in _MULTIPLES}
    theirs |= set(_values(source.text))
    for word in claim.words:
        if word.token in _MULTIPLES and _MULTIPLES[word.token] not in theirs:
            return f'its "{word.text}" is not in the source'
    return ""


def _bound(claim: Said, ours: list[Figure], theirs: list[tuple[Said, list[Figure]]]) -> str:
    """Check that each number is said of the same thing: "A rose 5 %, B fell 3 %" does not carry "B fell 5 %"."""
    places = [figure.place for figure in ours]
    listed = {figure.place: frozenset({own}) for own, figure, _ in _respectively(claim, ours)}
    for figure in ours:
        rivals = [(said, {other.place: _rivals(figure, other) for other in found}) for said, found in theirs]
        paired = [pair for said, found in theirs for pair in _respectively(said, found) if agrees(figure, pair[1])]
        told = listed.get(figure.place, claim.stems)
        if any(_speaks(told, own) for own, _, _ in paired):
            continue
        around = next((stretch for stretch, held in claim.stretches(places) if figure.place in held), None)
        exchanged = any(_speaks(told, other) for _, _, other in paired)
        if exchanged or (around and misbound(claim, figure.place, around, rivals)):
            return f"its number {figure.words} is said of something else in the source"
    return ""


def _exchanged(claim: Said, source: Source) -> str:
    """Find two numbers that have changed places in a sentence that is otherwise worded alike."""
    found = exchanged(claim, source.nearest(claim), lambda word: word.token[0].isdigit(), _UNITS)
    return f"it exchanges {found[0]} and {found[1]}" if found else ""


def _rivals(figure: Figure, other: Figure) -> bool | None:
    """Return whether another figure is the same one, could be confused with it (False), or has another unit (None)."""
    return agrees(figure, other) or (False if other.quantity.unit == figure.quantity.unit else None)


def _respectively(said: Said, found: list[Figure]) -> list[tuple[str, Figure, str]]:
    """Return for "output and sales were 3 and 4 respectively" each thing with its figure, and the other thing."""
    pairs: list[tuple[str, Figure, str]] = []
    for match in _RESPECTIVELY.finditer(said.text):
        figures_ = [one for one in found if one.quantity.end <= match.start()][-2:]
        things = [one for one in _PAIR.finditer(said.text) if figures_ and one.end() <= found[0].quantity.start]
        if len(figures_) == 2 and things and figures_[0].quantity.unit == figures_[1].quantity.unit:
            one, two = stem(things[-1][1].lower()), stem(things[-1][2].lower())
            pairs += [(one, figures_[0], two), (two, figures_[1], one)]
    return pairs


def _speaks(told: frozenset[str], thing: str) -> bool:
    return thing in told or not near(thing).isdisjoint(told)
