"""The quantities in a text: value, unit, place. Years, dates, ordinals and names such as 5G are not quantities."""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "percent", "points", "money", "count",
    "length", "mass", "area", "power", "time", "volume", "data", "temperature", "speed",
]  # fmt: skip

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "mn": 1e6, "bn": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
    "万": 1e4, "亿": 1e8,
}  # fmt: skip
_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "half": 0.5,
    "dozen": 12,
}
_CURRENCY = (
    r"yuan|RMB|CNY|dollars?|USD|US\$|euros?|EUR|pounds?|GBP|yen|JPY|rupees?|INR|rubles?|won|francs?|CHF|cents?|pence"
    r"|crowns?|kron(?:e|er|or|ur|ar|a)|korun[ay]|SEK|NOK|DKK|CZK|z[lł]oty(?:ch|s)?|PLN|forints?|HUF|liras?|guilders?|florins?"
    r"|pesos?|reais|BRL|rand|ZAR|shillings?|naira|cedis?|dinars?|dirhams?|AED|riyals?|rials?|shekels?|hryvni?as?|tenge|baht"
    r"|ringgit|rupiah|dong|ducats?|thalers?|livres?|AUD|CAD|NZD|SGD|HKD|KRW|[$€£¥₹₩₺₽₴฿₫]"
)
_MEASURES: dict[Unit, str] = {
    "speed": r"km/h|mph|knots",
    "area": r"square\s(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|feet)|km²|m²|hectares?|acres?",
    "volume": r"cubic\s(?:kilomet(?:er|re)s?|met(?:er|re)s?|feet)|m³|lit(?:er|re)s?|barrels?|gallons?",
    "length": r"km|kilomet(?:er|re)s?|cm|mm|m(?![\w²³])|met(?:er|re)s?|miles?|feet|foot|ft|inch(?:es)?|yards?",
    "mass": r"tons?|tonnes?|kg|kilos?(?!watt)|kilograms?|grams?|pounds|lbs?",
    "power": r"[kMGT]W(?:h|p)?|(?:kilo|mega|giga|tera)watts?(?:[- ]hours?)?|volts?|[kMG]?Hz|hertz",
    "temperature": r"degrees?|°[CF]?|celsius|fahrenheit",
    "time": r"hours?|minutes?|seconds?|days?|weeks?|months?|years?|decades?|centuries",
    "data": r"bits?|bytes?|[KMGT]B",
}
_MEASURE = "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in _MEASURES.items())
_QUANTITY = re.compile(
    rf"""(?:(?P<before>{_CURRENCY})\s?)?
    (?<![\w.,])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{"|".join(_WORDS)})\b)
    (?:[\s-]?(?P<scale>{"|".join(_SCALES)})s?(?![a-z]))?
    (?:[\s-]?(?:metric\s)?(?:
        (?P<percent>%|％|percent\b(?!age)|per\s?cent\b)|(?P<points>percentage\s+points?)
        |(?P<money>{_CURRENCY})(?![a-z])|(?:{_MEASURE})(?![a-z])))?""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|No\.|chapter|section|article|page|figure|table|version|phase|class)\s*$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s*(?:st|nd|rd|th)\b|[A-Za-z]|[-–]\d{2}\b|:\d\d"
    r"|\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its scale applied and its unit; start and end are offsets into the text it was found in."""

    value: float
    unit: Unit
    name: str  # the unit as written, lower case: "%", "yuan", "tons"; "" for a count
    start: int
    end: int


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text, in order."""
    found = (_quantity(match, text) for match in _QUANTITY.finditer(text))
    return tuple(quantity for quantity in found if quantity)


def unit_kind(word: str) -> Unit | None:
    """Return the kind of measure that a unit's name stands for: "gigawatts" -> "power"; None for another word."""
    return next((unit for unit, pattern in _MEASURES.items() if re.fullmatch(pattern, word, re.IGNORECASE)), None)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    number, scale = match["number"].lower(), (match["scale"] or "").lower()
    if number not in _WORDS and not number[0].isdigit():
        return None  # "fıve": ignoring case, a dotless i is an i to the pattern
    value = _WORDS[number] if number in _WORDS else float(number.replace(",", ""))
    unit, name = _unit(match)
    plain = unit == "count" and not scale
    if plain and number in ("one", "zero"):
        return None  # "one of the ...": rarely a count
    if plain and (
        _MONTH_BEFORE.search(text[max(0, match.start() - 12) : match.start()]) or _NOT_AFTER.match(text, match.end())
    ):
        return None
    if plain and re.fullmatch(r"(?:1[5-9]|20)\d\d", number):
        return None  # a year
    if name == "year" and re.match(r"\s+Plan\b", text[match.end() :]):
        return None  # "the 14th Five-Year Plan"
    if scale and text[match.start("number") - 1 : match.start("number")].isalpha():
        return None
    return Quantity(round(value * _SCALES.get(scale, 1), 6), unit, name, match.start(), match.end())


def _unit(match: re.Match[str]) -> tuple[Unit, str]:
    if match["percent"]:
        return "percent", "%"
    if match["points"]:
        return "points", "percentage points"
    if match["money"] or match["before"]:
        return "money", (match["money"] or match["before"]).lower()
    for unit in _MEASURES:
        if match[unit]:
            return unit, match[unit].lower()
    return "count", ""
