"""The times a text speaks of: years, quarters, halves, months and numbered plans. Knows nothing of questions or ranking."""

import re
from dataclasses import dataclass
from typing import Literal

PeriodKind = Literal["year", "half", "quarter", "month", "plan"]

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_MONTHS = (
    "january february march april may june july august september october november december".split()  # 1-based below
)
_MONTH = "|".join([*_MONTHS, *(rf"{month[:3]}\." for month in _MONTHS), "sept\\."])

# A year stands alone or ends a date; it is not part of a longer number, an amount or a range of pages.
_YEAR = re.compile(
    r"(?<![\d.,/])(?:(?P<from>(?:1[5-9]|20)\d\d)\s?(?:-|–|to)\s?)?(?P<year>(?:1[5-9]|20)\d\d)(?:s\b)?(?![\d%]|[.,]\d|-\w*ton)"
)
_QUARTER = re.compile(r"\b(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)[ -]quarter|\bQ(?P<q>[1-4])\b", re.I)
_HALF = re.compile(r"\b(?P<nth>first|second|1st|2nd)[ -]half\b|\bH(?P<h>[12])\b", re.I)
_MONTH_NAME = re.compile(rf"\b(?P<month>{_MONTH})(?=\W|$)", re.I)
_PLAN = re.compile(r"\b(?P<nth>\d{1,2})(?:st|nd|rd|th)\s+(?:[A-Z][\w-]*\s+){0,2}?Plan\b", re.I)
_AMOUNT_AFTER = re.compile(
    r"\s*(?:million|billion|trillion|percent|tons?|tonnes|units|metric|yuan|people|GW|MW)\b", re.I
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A time by kind and number: year 2023, quarter 1, month 4, plan 13."""

    kind: PeriodKind
    number: int

    def __str__(self) -> str:
        match self.kind:
            case "year":
                return str(self.number)
            case "month":
                return _MONTHS[self.number - 1].capitalize()
            case "plan":
                return f"the {_nth(self.number)} Plan"
            case _:
                return f"the {('first', 'second', 'third', 'fourth')[self.number - 1]} {self.kind}"


def find_periods(text: str) -> frozenset[Period]:
    """Return the periods that a text names; a range of years is its first and last year."""
    found: set[Period] = set()
    for match in _YEAR.finditer(text):
        if not _AMOUNT_AFTER.match(text, match.end()):
            found.update(Period("year", int(year)) for year in match.group("from", "year") if year)
    for match in _QUARTER.finditer(text):
        found.add(Period("quarter", int(match["q"] or _ORDINALS[match["nth"].lower()])))
    for match in _HALF.finditer(text):
        found.add(Period("half", int(match["h"] or _ORDINALS[match["nth"].lower()])))
    for match in _MONTH_NAME.finditer(text):
        # "may" is a verb and "march" too unless written as a name.
        if match["month"][0].isupper() or match["month"].lower().rstrip(".") not in ("may", "march", "mar"):
            found.add(Period("month", _month(match["month"])))
    found.update(Period("plan", int(match["nth"])) for match in _PLAN.finditer(text))
    return frozenset(found)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _nth(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
