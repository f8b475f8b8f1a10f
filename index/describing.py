"""Finds a document's title, publisher, date, speaker and author, each with the span of the words that say so.

Knows nothing of files. What the text does not state is None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.credits import AUTHOR_LINE, BYLINE, SOURCE_LINE, is_outlet, is_site_name
from index.dating import date_of, dates_in
from index.documents import Span, SpanKind
from index.layout import Fact, Layout, fact_at, lay_out
from index.lines import CJK, FIELD_LINE, LONGEST_LINE, Line
from index.speaking import speaker_of

_PLACE = r"[A-Z][\w.'’&-]{0,30}(?:\s(?:of|the|and|de|[A-Z][\w.'’&-]{0,30})){0,5}"
_DATELINE_OPENING = re.compile(rf"(?P<first>{_PLACE}),\s+(?:{_PLACE},\s+){{0,2}}")
_DATELINE_CLOSING = re.compile(r"\s*(?:\((?P<note>[^()\n]{2,60})\)|[.:]\s|--|[-–—]\s)")
_UNDATED_DATELINE = re.compile(rf"(?:{_PLACE},?\s){{0,3}}?\((?P<agency>[A-Z][\w .&-]{{1,30}})\)\s*(?:--|[-–—])\s")
_REPORTER = re.compile(r"(?:(?:reporters?|correspondents?|by)\s+|记者\s*)(?P<name>\S.+)", re.I)
_CJK_DATELINE = re.compile(
    rf"(?P<agency>[{CJK}]{{1,8}}?[社网报])[{CJK}]{{0,8}}?(?=\d)[\d年月日]{{4,12}}(?:电|讯)\s*"
    r"(?:[（(](?P<note>[^（）()\n]{2,30})[）)])?"
)
_PUBLISHED_BY = re.compile(r"(?:published by|publisher|issued by)\s*[:：]?\s*(?P<name>\S.{1,80})", re.I)
_COPYRIGHT = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*\d{4}(?:\s*[-–]\s*\d{4})?,?\s+(?:by\s+)?"
    r"(?P<name>(?!all rights)[^\W\d_].{1,80})",
    re.I,
)
_WRITTEN_BY = re.compile(
    r"(?:minutes (?:taken |recorded |prepared )?by|(?:prepared|compiled|recorded|written|posted|reported|story|text) by"
    r"|reporter|记者|撰文)\s*[:：]?\s*(?P<name>\S.{0,80})",
    re.I,
)
_FROM = re.compile(r"from\s*[:：]\s*(?P<name>\S.{0,100})", re.I)
_END_OF_NAME = re.compile(r"\s*(?:[,|;<(·•，（]|\s[-–—]\s|\.\s|\bon\b|\bAll rights\b|\d{4}).*", re.S | re.I)
_NAMES_NOBODY = re.compile(r"\b(?:own|author)", re.I)  # "Source: own calculations"


@dataclass(frozen=True, slots=True)
class Description:
    """What a document states about itself; `spans` holds one span for each value that is not None."""

    title: str | None
    publisher: str | None
    date: str | None
    speaker: str | None
    author: str | None
    spans: tuple[Span, ...]


def describe(text: str, spans: tuple[Span, ...]) -> Description:
    """Return what the text states about itself, given the spans that cleaning marked in it."""
    layout = lay_out(text, spans)
    dateline = _dateline(layout)
    facts: dict[SpanKind, Fact | None] = {
        "title": layout.stated("title"),
        "publisher": layout.stated("publisher") or dateline.agency or _publisher(layout),
        "date": date_of(layout, dateline=dateline.date),
        "speaker": layout.stated("speaker") or speaker_of(layout),
        "author": layout.stated("author") or _author(layout) or dateline.reporter,
    }
    values = {kind: fact.value if fact else None for kind, fact in facts.items()}
    found = sorted(Span(fact.start, fact.end, kind) for kind, fact in facts.items() if fact)
    return Description(
        title=values["title"],
        publisher=values["publisher"],
        date=values["date"],
        speaker=values["speaker"],
        author=values["author"],
        spans=tuple(found),
    )


class _Dateline(NamedTuple):
    date: Fact | None = None
    agency: Fact | None = None
    reporter: Fact | None = None


def _dateline(layout: Layout) -> _Dateline:
    """Read "China News Service, December 3 (Reporter ...)" or "BEIJING, Feb. 1 (Xinhua) --" before the first words."""
    text, start = layout.text, layout.lead.start
    dated = next(iter(dates_in(text, start, min(start + 140, layout.lead.end))), None)
    chinese = _CJK_DATELINE.match(text, start, start + 80)
    if chinese:
        return _Dateline(dated.fact if dated else None, _group(chinese, "agency"), _reporter(chinese))
    closing = _DATELINE_CLOSING.match(text, dated.fact.end, dated.fact.end + 80) if dated else None
    opening = _DATELINE_OPENING.fullmatch(text, start, dated.fact.start) if dated else None
    if dated and closing and dated.has_day and (opening or (dated.fact.start == start and closing["note"])):
        reporter = _reporter(closing)
        if opening and is_outlet(opening["first"]):
            return _Dateline(dated.fact, _group(opening, "first"), reporter)
        return _Dateline(dated.fact, _group(closing, "note") if closing["note"] and not reporter else None, reporter)
    undated = _UNDATED_DATELINE.match(text, start, start + 120)
    return _Dateline(agency=_group(undated, "agency")) if undated else _Dateline()


def _group(match: re.Match[str], group: str) -> Fact:
    return fact_at(match.string, *match.span(group))


def _reporter(dateline: re.Match[str]) -> Fact | None:
    note = _REPORTER.fullmatch(dateline.string, *dateline.span("note")) if dateline["note"] else None
    return _name(note) if note else None


def _publisher(layout: Layout) -> Fact | None:
    sites = [line for line in layout.head[:-1] if is_site_name(line.text) and _is_furniture(layout, line)]
    return (
        _field(layout, layout.around, SOURCE_LINE)
        or _field(layout, layout.around, _PUBLISHED_BY)
        or next((fact_at(layout.text, line.start, line.end) for line in sites), None)
        or _field(layout, layout.around, _COPYRIGHT)
    )


def _is_furniture(layout: Layout, line: Line) -> bool:
    return any(span.kind == "furniture" and span.start <= line.start < span.end for span in layout.spans)


def _author(layout: Layout) -> Fact | None:
    around = layout.head + layout.opening + layout.tail
    fields = sum(bool(FIELD_LINE.fullmatch(line.text)) for line in layout.head if len(line.text) <= LONGEST_LINE)
    return (
        _field(layout, around, AUTHOR_LINE)
        or _field(layout, around, BYLINE)
        or _field(layout, around, _WRITTEN_BY)
        or (_field(layout, layout.head, _FROM) if fields > 1 else None)
    )


def _field(layout: Layout, lines: Sequence[Line], field: re.Pattern[str]) -> Fact | None:
    """Return the name that the first line of this form gives."""
    matches = (field.fullmatch(layout.text, line.start, line.end) for line in lines if len(line.text) <= LONGEST_LINE)
    return next((name for match in matches if match and (name := _name(match))), None)


def _name(field: re.Match[str]) -> Fact | None:
    """Return the name that a field begins with: capitalised, without the office, address or date behind it."""
    text, (start, end) = field.string, field.span("name")
    cut = _END_OF_NAME.search(text, start, end)
    name = text[start : cut.start() if cut else end].rstrip(" .:：")
    named = name and not name[0].islower() and name[0].isalpha() and len(name.split()) <= 9 and "://" not in name
    return fact_at(text, start, start + len(name)) if named and not _NAMES_NOBODY.search(name) else None
