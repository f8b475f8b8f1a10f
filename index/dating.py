"""The dates that a text writes, and which of them is the document's own.

Knows nothing of files. A plan's period, a deadline or the year of a figure dates no document.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from index.layout import READ, Fact, Layout, fact_at
from index.lines import LONGEST_LINE, MONTHS, Line, word_count

_MONTH_NAMES = "January February March April May June July August September October November December".split()

_YEAR = r"(?P<year>(?:1[5-9]|2[01])\d\d)(?!\d)"
_DAY = r"(?<![\d.])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = rf"\b(?=[A-Z])(?P<month>(?i:{MONTHS}))"
_WEEKDAY = r"(?:(?:\w+day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,?\s+)?"
_DATES = (
    # Not between slashes: the path of an address states nothing.
    re.compile(rf"(?<![\d/]){_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?![\d/])"),
    re.compile(rf"(?<!\d){_YEAR}\s?年\s?(?P<month>\d{{1,2}})\s?月(?:\s?(?P<day>\d{{1,2}})\s?日)?"),
    re.compile(r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日"),
    re.compile(rf"{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)(?:,?\s+{_YEAR})?"),
    re.compile(rf"{_MONTH},?\s+{_YEAR}"),
    re.compile(rf"(?<![\d.])(?P<first>\d{{1,2}})(?P<sep>[./-])(?P<second>\d{{1,2}})(?P=sep){_YEAR}"),
)
_PUBLISHED = re.compile(
    r"(?:date(?: of (?:publication|issue|meeting))?|published(?: on| at| online)?|publication date|posted(?: on)?|sent|"
    r"released?(?: date| on| time)?|issued(?: on)?|meeting date|dated|"
    rf"发布时间|发布日期|日期|时间)\s*[:：]?\s*{_WEEKDAY}",
    re.I,
)
_UPDATED = re.compile(
    r"(?:(?:.{0,40}\blast )?(?:updated|modified|edited|revised)(?: on| at)?|更新时间)\s*[:：]?\s*" + _WEEKDAY, re.I
)
_BEFORE_DATE = re.compile(rf"\W*{_WEEKDAY}")
_AFTER_DATE = re.compile(r"[\W\d]*(?:\s*[ap]\.?m\.?)?[\sA-Z]*")  # a time of day
_OTHER_EVENT = re.compile(
    r"\b(?:by|until|till|before|after|since|from|through|to|between|deadline|due|expir\w+|effective|next|born)\b[^.]{0,40}$"
    r"|\d\s*[-–—]\s*$|截至.{0,9}$",
    re.I,
)
# A version, a product and a law are released too, which says nothing of when this text was.
_RELEASED = r"(?:released|issued|published|launched)\b"
_TEXT_OR_MEETING = (
    r"\b(?:article|post|page|report|document|text|paper|statement|story|minutes|memo|letter|notice|communiqu[eé]|"
    r"press release|conference|meeting|briefing|session)\b"
)
_OTHER_RELEASE = re.compile(rf"(?!.*{_TEXT_OR_MEETING}).*\w\W+{_RELEASED}", re.I | re.S)
_REPORTED = re.compile(
    r"\b(?:held|met|announced|said|told|convened|hosted|briefed|unveiled|reported|opened)\b"
    rf"|{_TEXT_OR_MEETING}[^.\n]{{0,40}}\b{_RELEASED}"
    r"|举行|召开|发布|宣布|表示|介绍|公布"
)
_SET_OFF = re.compile(r"([*_]{1,2})(?![*_\s]).+(?<![*_\s])\1")  # "*Kiln magazine, 6 May 2025. Interview by Jo Petrie.*"
_SENTENCE = re.compile(r"[^\n]{0,400}?[.!?。](?=[\s\"”’]|$)|[^\n]{0,400}")
_MEETING = re.compile(
    r"(?!.*\b(?:will|to) be\b)"
    r".*\b(?:met|announced|said|told|convened|held an? .{0,30}(?:conference|meeting|briefing|session))\b"
    rf".*\bon\s+{_WEEKDAY}",
    re.S,
)


class WrittenDate(NamedTuple):
    """A date as a text writes it; the fact's value is ISO, or says that the year is not stated."""

    fact: Fact
    has_day: bool
    has_year: bool


def date_of(layout: Layout, *, dateline: Fact | None) -> Fact | None:
    """Return the document's date from the surest statement of it to the least sure; `dateline` is the date of one."""
    stated = layout.stated("date")
    if stated:
        read = dates_in(layout.text, stated.start, stated.end)
        if read:
            return read[0].fact
        return stated if re.fullmatch(r"\d{4}", stated.value) else None
    return (
        _field_date(layout, _PUBLISHED)
        or _date_line(layout, layout.head)
        or dateline
        or _closing_date(layout)
        or _header_date(layout)
        or _opening_event(layout)
        or _date_line(layout, layout.tail)
        or _field_date(layout, _UPDATED)
    )


def _field_date(layout: Layout, field: re.Pattern[str]) -> Fact | None:
    for line in layout.around:
        key = field.match(line.text)
        if not key or len(line.text) > LONGEST_LINE:
            continue
        start = line.start + key.end()
        if re.fullmatch(_YEAR, layout.text[start : line.end]) and key[0].rstrip().endswith((":", "：")):
            return fact_at(layout.text, start, line.end)
        dated = next(iter(dates_in(layout.text, start, line.end)), None)
        if dated and dated.fact.start == start:
            return dated.fact
    return None


def _date_line(layout: Layout, lines: Sequence[Line]) -> Fact | None:
    for line in lines:
        for dated in dates_in(layout.text, line.start, line.end) if len(line.text) < 60 else ():
            before, after = layout.text[line.start : dated.fact.start], layout.text[dated.fact.end : line.end]
            if _BEFORE_DATE.fullmatch(before) and _AFTER_DATE.fullmatch(after):
                return dated.fact
    return None


def _closing_date(layout: Layout) -> Fact | None:
    """Return the date that stands by itself behind the last sentence of the first paragraph."""
    lead = layout.lead
    for dated in dates_in(layout.text, max(lead.start, lead.end - 40), lead.end)[-1:]:
        before = layout.text[max(lead.start, dated.fact.start - 6) : dated.fact.start]
        if dated.fact.end == lead.end and re.search(r"[.!?。][\"”’)]*\s+$", before):
            return dated.fact
    return None


def _header_date(layout: Layout) -> Fact | None:
    """Return the one full date that a line above the text mentions, a deadline or a period apart."""
    for line in (*layout.head, *(line for line in layout.opening if _SET_OFF.fullmatch(line.text.strip()))):
        dates = dates_in(layout.text, line.start, line.end) if len(line.text) <= LONGEST_LINE else []
        if len(dates) == 1 and dates[0].has_year and word_count(line.text) <= 25:
            at_end = dates[0].fact.end == line.end
            before = layout.text[line.start : dates[0].fact.start]
            other = _OTHER_EVENT.search(before) or _OTHER_RELEASE.match(before)
            if (dates[0].has_day or at_end) and not other:
                return dates[0].fact
    return None


def _opening_event(layout: Layout) -> Fact | None:
    """Return the day of the reported event, where the first sentence names it and the text tells of no later one."""
    sentence = _SENTENCE.match(layout.text, layout.lead.start, layout.lead.end)
    end = sentence.end() if sentence else layout.lead.start
    dates = dates_in(layout.text, layout.lead.start, end)
    if len(dates) != 1 or not dates[0].has_day or not _REPORTED.search(layout.text, dates[0].fact.end - 300, end):
        return None
    before = layout.text[layout.lead.start : dates[0].fact.start]
    opens = re.fullmatch(rf"(?:On\s+)?{_WEEKDAY}", before)
    told = dates[0].has_year and _MEETING.fullmatch(before)
    rest = dates_in(layout.text, end, min(len(layout.text), READ)) if dates[0].has_year else []
    later = any(other.has_year and other.fact.value > dates[0].fact.value for other in rest)
    return dates[0].fact if (opens or told) and not later else None


def dates_in(text: str, start: int, end: int) -> list[WrittenDate]:
    """Return the dates written in text[start:end], in order; 01.02.2024, which has two readings, is none."""
    matches = [match for pattern in _DATES for match in pattern.finditer(text, start, end)]
    longest: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda match: match.start()):
        if not longest or match.start() >= longest[-1].end():
            longest.append(match)
        elif len(match[0]) > len(longest[-1][0]):  # "3 May" of "Room 3 May 5, 2024" gives way
            longest[-1] = match
    return [read for match in longest if (read := _read_date(match))]


def _read_date(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
    if "first" in parts:
        small, large = sorted((int(parts["first"]), int(parts["second"])))
        if small != large and large <= 12:
            return None
        month, day = str(small), str(large)
    number = _month_number(month or "")
    try:
        date(int(year or 2000), number, int(day or 1))
    except ValueError:
        return None
    if not year:
        value = f"{_MONTH_NAMES[number - 1]} {int(day or 1)} (year not stated)"
    else:
        value = f"{year}-{number:02}-{int(day):02}" if day else f"{year}-{number:02}"
    return WrittenDate(Fact(value, *match.span()), has_day=bool(day), has_year=bool(year))


def _month_number(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, name in enumerate(_MONTH_NAMES, 1) if name.lower()[:3] == written.lower()[:3])
