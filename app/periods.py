"""The times a text speaks of: years, quarters, halves, months and numbered plans. Knows nothing of questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PeriodKind = Literal["year", "half", "quarter", "month", "plan"]

NEAR = 6  # characters between a month and its year: "May 2023", "the first quarter of 2023"
BACK = 100  # characters before a time that say whether it is only compared with
NEIGHBOURS = 2  # how far apart the numbers of plans named together lie
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join([*_MONTHS, *(rf"{month[:3]}\." for month in _MONTHS), r"sept\."])
_NTH = r"(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"

# A year stands alone or ends a date; it is not part of a longer number or an amount ("2000 kg", "1800 visitors").
_YEAR = re.compile(
    r"(?<![\d.,$€£¥])(?<!\d/)(?:(?P<from>(?:1[5-9]|20)\d\d)\s?(?:-|–|/|to)\s?)?(?P<year>(?:1[5-9]|20)\d\d)(?:s\b)?"
    r"(?![\d%]|[.,]\d|-\w*ton)"
    r"(?!\s*(?:million|billion|trillion|percent|tons?|tonnes|units|metric|yuan|dollars|euros|pounds|people|[kMGT]Wh?|km|m|kg"
    r"|miles|met(?:er|re)s|feet|hours|days|words|visitors|members|homes|houses|students|workers|copies|times)\b)",
)
_ISO = re.compile(r"\b(?:19|20)\d\d-(?P<month>0[1-9]|1[0-2])(?:-\d\d)?\b")
_QUARTER = re.compile(rf"\b{_NTH}[ -]quarter|\bQ(?P<number>[1-4])\b", re.IGNORECASE)
_HALF = re.compile(r"\b(?P<nth>first|second|last|1st|2nd)[ -]half\b|\bH(?P<number>[12])\b", re.IGNORECASE)
_FIRST_MONTHS = re.compile(r"\bfirst (?P<count>three|3|six|6) months\b", re.IGNORECASE)
_PARTS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (("quarter", _QUARTER), ("half", _HALF))
# "May I park there?", "May visitors smoke?": permission, not the month of "May 2023" or "May of last year".
_PERMISSION = re.compile(r"(?:^|[.!?]\s)[\"“'(]?May (?!\d|of\b|was\b|is\b|and\b|or\b|to\b)(?=[\w-]+ [^.!?]*\?)")
_MONTH_NAME = re.compile(rf"\b(?P<month>{_MONTH})(?=\W|$)", re.IGNORECASE)
_MONTH_RANGE = re.compile(
    rf"\b(?P<first>{_MONTH})\s*(?:to|through|until|and|-|–)\s*(?P<last>{_MONTH})(?=\W|$)", re.IGNORECASE
)
_PLAN = re.compile(r"\b(?P<number>\d{1,2})(?:st|nd|rd|th)\s+(?:[A-Z][\w-]*\s+){0,2}?Plan\b", re.IGNORECASE)


_DISTANCES = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_RELATIVE = re.compile(rf"\b(?P<which>{'|'.join(_DISTANCES)}) (?:year|spring|summer|autumn|winter)\b", re.IGNORECASE)
# "up 3 % on 2021", "compared with May 2021", "since 2015", "up from 61.5 % at the end of 2020": not the time that is
# spoken of.
_BESIDE = re.compile(
    r"(?:\b(?:compared (?:with|to)|than|relative to|(?:up|down) (?:from|on)|since|as against|after)"
    r"|\b(?:from|after|against|instead of|compared (?:with|to)) (?:(?:about|some|nearly|only) )?[^\w\s]?\d[\d.,]*"
    r"(?:\s?%|\s?\w+){0,4}?|(?:\d(?:\s?%)?|percent|points) (?:over|on))"
    r"(?: (?:the|end|of|that|same|period|in|on|at|by|level|first|second|third|fourth|quarter|half|beginning|start"
    rf"|{_MONTH}|\d\d?,?))*\s+$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?<!\bon )\bthe [\"“']?(?P<number>\d{1,2})(?:st|nd|rd|th)[\"”']?(?=\W*$|[?,;]| (?:and|or|than|to)\b)"
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
    """Return the periods that a text names; a range of years is its first and its last year."""
    return frozenset(period for period, _, _ in period_spans(text))


def loose_periods(text: str) -> frozenset[Period]:
    """Return the quarters, halves and months that a text names without a year: of "in May, up on June 2023" May."""
    years = [start for period, start, _ in period_spans(text) if period.kind == "year"]
    parts = [(period, start, end) for period, start, end in period_spans(text) if period.kind not in ("year", "plan")]
    return frozenset(period for period, start, end in parts if not any(start <= year <= end + NEAR for year in years))


def scope_periods(text: str) -> frozenset[Period]:
    """Return the periods that what follows a text may be of too: all but those it only compares with."""
    spans = period_spans(text)
    return frozenset(period for period, start, _ in spans if not _BESIDE.search(text, max(0, start - BACK), start))


def relative_years(text: str, year: int) -> frozenset[Period]:
    """Return the years that a text written in `year` names by their distance: "last year" is the year before."""
    return frozenset(Period("year", year + _DISTANCES[match["which"].lower()]) for match in _RELATIVE.finditer(text))


def period_spans(text: str) -> Iterator[tuple[Period, int, int]]:
    """Yield each period that a text names with the half-open offsets of the words that name it."""
    for match in _YEAR.finditer(text):
        for year in filter(None, match.group("from", "year")):
            yield Period("year", int(year)), match.start(), match.end()
    for match in _ISO.finditer(text):
        yield Period("month", int(match["month"])), match.start(), match.end()
    for kind, pattern in _PARTS:
        for match in pattern.finditer(text):
            number = int(match["number"] or _ORDINALS.get(match["nth"].lower(), 0))
            if number:
                yield Period(kind, min(number, 2) if kind == "half" else number), match.start(), match.end()
    for match in _FIRST_MONTHS.finditer(text):
        yield Period("quarter" if match["count"] in ("three", "3") else "half", 1), match.start(), match.end()
    for match in _PLAN.finditer(text):
        yield Period("plan", int(match["number"])), match.start(), match.end()
        # "under the 13th Five-Year Plan or under the 14th?": plans named together follow one another, dates do not.
        for other in _ANOTHER.finditer(text, match.end()):
            if abs(int(other["number"]) - int(match["number"])) <= NEIGHBOURS:
                yield Period("plan", int(other["number"])), other.start(), other.end()
    yield from _months(text)


def _months(text: str) -> Iterator[tuple[Period, int, int]]:
    ranges = [match.span() for match in _PERMISSION.finditer(text)]
    for match in _MONTH_RANGE.finditer(text):
        first, last = _month(match["first"]), _month(match["last"])
        if first and first % 3 == 1 and last == first + 2:
            ranges.append(match.span())
            yield Period("quarter", last // 3), match.start(), match.end()
        elif first and first % 6 == 1 and last == first + 5:
            ranges.append(match.span())
            yield Period("half", last // 6), match.start(), match.end()
    for match in _MONTH_NAME.finditer(text):
        within = any(start <= match.start() < end for start, end in ranges)
        # "may" and "march" are verbs unless written as names.
        number = _month(match["month"])
        if number and not within and (match["month"][0].isupper() or match["month"].lower() not in ("may", "march")):
            yield Period("month", number), match.start(), match.end()


def _month(name: str) -> int:
    """Return 1 to 12, or 0 for what only looks like a month: "ſeptember" is one to a pattern that ignores case."""
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3])), 0)


def _nth(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
