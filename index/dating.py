"""Finds a document's title, publisher, date, speaker and author, each with the span of the words that say so.

Knows nothing of files. What the text does not state is None: a plan's period or the year of a figure dates no document.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from index.cleaning import (
    AUTHOR_LINE,
    BYLINE,
    CJK,
    FIELD_LINE,
    LONGEST_LINE,
    MONTHS,
    SOURCE_LINE,
    Block,
    Line,
    blocks_of,
    is_outlet,
    is_prose,
    is_site_name,
    lines_of,
    marks_of,
    word_count,
)
from index.documents import Span, SpanKind

_READ = 200_000  # characters searched for a speaker: a longer text is a book, which has none
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
_REPORTED = re.compile(
    r"\b(?:held|met|announced|said|told|convened|hosted|briefed|unveiled|released|issued|published|reported|opened|launched)\b"
    r"|举行|召开|发布|宣布|表示|介绍|公布"
)
_SENTENCE = re.compile(r"[^\n]{0,400}?[.!?。](?=[\s\"”’]|$)|[^\n]{0,400}")
_MEETING = re.compile(
    r"(?!.*\b(?:will|to) be\b)"
    r".*\b(?:met|announced|said|told|convened|held an? .{0,30}(?:conference|meeting|briefing|session))\b"
    rf".*\bon\s+{_WEEKDAY}",
    re.S,
)
_PLACE = r"[A-Z][\w.'’&-]{0,30}(?:\s(?:of|the|and|de|[A-Z][\w.'’&-]{0,30})){0,5}"
_DATELINE_OPENING = re.compile(rf"(?P<first>{_PLACE}),\s+(?:{_PLACE},\s+){{0,2}}")
_DATELINE_CLOSING = re.compile(r"\s*(?:\((?P<note>[^()\n]{2,60})\)|[.:]\s|--|[-–—]\s)")
_UNDATED_DATELINE = re.compile(rf"(?:{_PLACE},?\s){{0,3}}?\((?P<agency>[A-Z][\w .&-]{{1,30}})\)\s*(?:--|[-–—])\s")
_REPORTER = re.compile(r"(?:reporters?|correspondents?|by)\s+(?P<name>\S.+)|记者\s*(?P<cjk>\S.+)", re.I)
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

_VERB = (
    r"(?:said|says|told|stated|noted|added|explained|announced|pointed\s+out|introduced|emphasi[sz]ed|stressed|remarked|"
    r"commented|warned|argued|concluded|confirmed|replied|responded|believes|disclosed|highlighted|reiterated)\b"
)
_ROLE = (
    r"(?:spokes(?:person|man|woman)|director|minister|head|chief|president|chair(?:man|woman|person)?|ceo|cfo|researcher|"
    r"professor|lecturer|analyst|secretary|governor|mayor|engineer|official|expert|economist|manager|founder|fellow|"
    r"commissioner|ambassador|scientist|dean|editor|partner|lawyer|officer|leader|senator|coordinator|adviser|advisor|"
    r"physician|doctor|teacher|author|owner|coach|representative|member|executive)"
)
_SAYS = re.compile(rf",?\s+(?:\w+ly\s+|also\s+|further\s+|then\s+|has\s+)?{_VERB}")
_APPOSITION = re.compile(rf",\s+(?P<role>(?:[^.!?;:]|(?<=\b[A-Z])\.){{3,220}}?),\s+(?:\w+ly\s+|also\s+)?{_VERB}")
_ROLE_WORD = re.compile(rf"\b{_ROLE}s?\b", re.I)
_ROLE_BEFORE = re.compile(rf"\b{_ROLE},?\s+$", re.I)
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|explained|noted)\s+(?:[a-z]+\s+){0,5}$")
_ROLE_AFTER = re.compile(rf",\s+(?:[\w'’-]+\s+){{0,5}}?{_ROLE}\b", re.I)
_NAME_WORD = r"(?:[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Prof|St)\.|[A-ZÀ-ÖØ-Þ][\w'’-]{0,30})"
_CAPITALISED = re.compile(rf"\b{_NAME_WORD}(?:\s{_NAME_WORD}){{0,6}}")
_SPOKEN = re.compile(rf"\b([A-ZÀ-ÖØ-Þ][\w’'-]{{1,30}})(?:,?\s+)(?:\w+ly\s+|also\s+|further\s+|then\s+|has\s+)?{_VERB}")
_SPOKEN_AFTER = re.compile(r"\b(?:said|says|added|explained|noted)\s+([A-ZÀ-ÖØ-Þ][\w’'-]{1,30})")
_CJK_SPEAKER = re.compile(
    rf"(?:发言人|部长|司长|局长|院长|主任|主席|总裁|总经理|秘书长|总工程师|研究员|教授|专家)(?P<name>[{CJK}]{{2,3}}?)"
    r"(?=表示|指出|介绍|认为|强调|透露|说|称)"
)
_OPENERS = frozenset(
    "a an the in on at as and but when while after before for from to with however meanwhile then also according if "
    "since".split()
)
_FORMS = frozenset("mr ms mrs dr prof sir judge captain chancellor premier deputy vice general st".split())
_NOT_PERSONS = frozenset(
    "technology information industry industries development energy national state international plan opinions "
    "marketing sales user interface client agent customer phd grad "
    "program programme project report act law economy trade finance health education science research party court "
    "china states kingdom city county republic street road north south east west it he she they we i this that".split()
)


@dataclass(frozen=True, slots=True)
class Description:
    """What a document states about itself; `spans` holds one span for each value that is not None."""

    title: str | None
    publisher: str | None
    date: str | None
    speaker: str | None
    author: str | None
    spans: tuple[Span, ...]


class _Fact(NamedTuple):
    value: str
    start: int
    end: int


class _Date(NamedTuple):
    fact: _Fact
    has_day: bool
    has_year: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A document as a reader sees it: the lines above its first paragraph, that paragraph, the lines below its last."""

    text: str
    spans: tuple[Span, ...]
    head: list[Line]
    opening: list[Line]  # the first dozen lines, a summary above the byline included
    lead: _Fact  # the first paragraph
    second: _Fact  # the one below it
    tail: list[Line]


def describe(text: str, spans: tuple[Span, ...]) -> Description:
    """Return what the text states about itself, given the spans that cleaning marked in it."""
    page = _open(text, spans)
    facts: dict[SpanKind, _Fact | None] = {
        "title": _stated(page, "title"),
        "publisher": _stated(page, "publisher") or _publisher(page),
        "date": _date(page),
        "speaker": _stated(page, "speaker") or _speaker(page),
        "author": _stated(page, "author") or _author(page),
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


def _open(text: str, spans: tuple[Span, ...]) -> _Page:
    lines = lines_of(text)
    marks = marks_of(lines, spans)
    prose = [block for block in blocks_of(lines, marks) if is_prose(block) and marks.get(block[0].start) != "title"]
    if not prose:
        nothing = _Fact("", len(text), len(text))
        return _Page(text, spans, lines[:15], [], nothing, nothing, [])
    first, last = prose[0][0].start, prose[-1][-1].end
    return _Page(
        text,
        spans,
        head=[line for line in lines if line.start < first][:15],
        opening=lines[:12],
        lead=_paragraph(text, prose[0]),
        second=_paragraph(text, prose[min(1, len(prose) - 1)]),
        tail=[line for line in lines if line.start >= last][:15] or lines[-1:],  # "This page was last edited on ..."
    )


def _paragraph(text: str, block: Block) -> _Fact:
    return _fact(text, block[0].start, block[-1].end)


def _fact(text: str, start: int, end: int) -> _Fact:
    return _Fact(" ".join(text[start:end].split()), start, end)


def _stated(page: _Page, kind: SpanKind) -> _Fact | None:
    """Return what the file format, or the title line, states."""
    span = next((span for span in page.spans if span.kind == kind), None)
    return _fact(page.text, span.start, span.end) if span else None


def _dates(text: str, start: int, end: int) -> list[_Date]:
    """Return the dates written in text[start:end], in order; 01.02.2024, which has two readings, is none."""
    matches = [match for pattern in _DATES for match in pattern.finditer(text, start, end)]
    longest: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda match: match.start()):
        if not longest or match.start() >= longest[-1].end():
            longest.append(match)
        elif len(match[0]) > len(longest[-1][0]):  # "3 May" of "Room 3 May 5, 2024" gives way
            longest[-1] = match
    return [read for match in longest if (read := _read_date(match))]


def _read_date(match: re.Match[str]) -> _Date | None:
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
    return _Date(_Fact(value, *match.span()), has_day=bool(day), has_year=bool(year))


def _month_number(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, name in enumerate(_MONTH_NAMES, 1) if name.lower()[:3] == written.lower()[:3])


def _date(page: _Page) -> _Fact | None:
    """Return the date from the surest statement of it to the least sure."""
    stated = _stated(page, "date")
    if stated:
        read = _dates(page.text, stated.start, stated.end)
        if read:
            return read[0].fact
        return stated if re.fullmatch(r"\d{4}", stated.value) else None
    dateline = _dateline(page)
    return (
        _field_date(page, _PUBLISHED)
        or _date_line(page, page.head)
        or (dateline.date if dateline else None)
        or _closing_date(page)
        or _header_date(page)
        or _opening_event(page)
        or _date_line(page, page.tail)
        or _field_date(page, _UPDATED)
    )


def _field_date(page: _Page, field: re.Pattern[str]) -> _Fact | None:
    for line in page.head + page.tail:
        key = field.match(line.text)
        if not key or len(line.text) > LONGEST_LINE:
            continue
        start = line.start + key.end()
        year = re.fullmatch(r"(?:1[5-9]|2[01])\d\d", page.text[start : line.end])
        if year and key[0].rstrip().endswith((":", "：")):
            return _fact(page.text, start, line.end)
        dated = next(iter(_dates(page.text, start, line.end)), None)
        if dated and dated.fact.start == start:
            return dated.fact
    return None


def _date_line(page: _Page, lines: Sequence[Line]) -> _Fact | None:
    for line in lines:
        for dated in _dates(page.text, line.start, line.end) if len(line.text) < 60 else ():
            before, after = page.text[line.start : dated.fact.start], page.text[dated.fact.end : line.end]
            if _BEFORE_DATE.fullmatch(before) and _AFTER_DATE.fullmatch(after):
                return dated.fact
    return None


class _Dateline(NamedTuple):
    date: _Fact | None
    agency: _Fact | None
    reporter: _Fact | None


def _dateline(page: _Page) -> _Dateline | None:
    """Read "China News Service, December 3 (Reporter ...)" or "BEIJING, Feb. 1 (Xinhua) --" before the first words."""
    text, start = page.text, page.lead.start
    chinese = _CJK_DATELINE.match(text, start, start + 80)
    dated = next(iter(_dates(text, start, min(start + 140, page.lead.end))), None)
    if chinese:
        written = dated.fact if dated else None
        return _Dateline(written, _fact(text, *chinese.span("agency")), _reporter(text, chinese))
    closing = _DATELINE_CLOSING.match(text, dated.fact.end, dated.fact.end + 80) if dated else None
    opening = _DATELINE_OPENING.fullmatch(text, start, dated.fact.start) if dated else None
    if dated and closing and dated.has_day and (opening or (dated.fact.start == start and closing["note"])):
        reporter = _reporter(text, closing)
        if opening and is_outlet(opening["first"]):
            return _Dateline(dated.fact, _fact(text, *opening.span("first")), reporter)
        agency = _fact(text, *closing.span("note")) if closing["note"] and not reporter else None
        return _Dateline(dated.fact, agency, reporter)
    undated = _UNDATED_DATELINE.match(text, start, start + 120)
    return _Dateline(None, _fact(text, *undated.span("agency")), None) if undated else None


def _reporter(text: str, dateline: re.Match[str]) -> _Fact | None:
    if not dateline["note"]:
        return None
    match = _REPORTER.fullmatch(text, *dateline.span("note"))
    return _name(text, match, "name" if match["name"] else "cjk") if match else None


def _closing_date(page: _Page) -> _Fact | None:
    """Return the date that stands by itself behind the last sentence of the first or second paragraph."""
    for part in (page.lead, page.second):
        for dated in _dates(page.text, max(part.start, part.end - 40), part.end)[-1:]:
            before = page.text[max(part.start, dated.fact.start - 6) : dated.fact.start]
            if dated.fact.end == part.end and re.search(r"[.!?。][\"”’)]*\s+$", before):
                return dated.fact
    return None


def _header_date(page: _Page) -> _Fact | None:
    """Return the one full date that a line above the text mentions, a deadline or a period apart."""
    for line in page.head:
        dates = _dates(page.text, line.start, line.end) if len(line.text) <= LONGEST_LINE else []
        if len(dates) == 1 and dates[0].has_year and word_count(line.text) <= 25:
            at_end = dates[0].fact.end == line.end
            if (dates[0].has_day or at_end) and not _OTHER_EVENT.search(page.text[line.start : dates[0].fact.start]):
                return dates[0].fact
    return None


def _opening_event(page: _Page) -> _Fact | None:
    """Return the day of the reported event, where the first sentence names it and the text tells of no later one."""
    sentence = _SENTENCE.match(page.text, page.lead.start, page.lead.end)
    end = sentence.end() if sentence else page.lead.start
    dates = _dates(page.text, page.lead.start, end)
    if len(dates) != 1 or not dates[0].has_day or not _REPORTED.search(page.text, dates[0].fact.end - 300, end):
        return None
    before = page.text[page.lead.start : dates[0].fact.start]
    opens = re.fullmatch(rf"(?:On\s+)?{_WEEKDAY}", before)
    told = dates[0].has_year and _MEETING.fullmatch(before)
    rest = _dates(page.text, end, min(len(page.text), _READ)) if dates[0].has_year else []
    later = any(other.has_year and other.fact.value > dates[0].fact.value for other in rest)
    return dates[0].fact if (opens or told) and not later else None


def _publisher(page: _Page) -> _Fact | None:
    dateline = _dateline(page)
    if dateline and dateline.agency:
        return dateline.agency
    around = page.head + page.tail
    sites = [line for line in page.head[:-1] if is_site_name(line.text) and _is_furniture(page, line)]
    return (
        _field(page, around, SOURCE_LINE)
        or _field(page, around, _PUBLISHED_BY)
        or next((_fact(page.text, line.start, line.end) for line in sites), None)
        or _field(page, around, _COPYRIGHT)
    )


def _is_furniture(page: _Page, line: Line) -> bool:
    return any(span.kind == "furniture" and span.start <= line.start < span.end for span in page.spans)


def _field(page: _Page, lines: Sequence[Line], field: re.Pattern[str]) -> _Fact | None:
    matches = (field.fullmatch(page.text, line.start, line.end) for line in lines if len(line.text) <= LONGEST_LINE)
    return next((fact for match in matches if match and (fact := _name(page.text, match, "name"))), None)


def _name(text: str, match: re.Match[str], group: str) -> _Fact | None:
    """Return the name that a field begins with: capitalised, without the office, address or date behind it."""
    start, end = match.span(group)
    cut = _END_OF_NAME.search(text, start, end)
    name = text[start : cut.start() if cut else end].rstrip(" .:：")
    named = name and not name[0].islower() and name[0].isalpha() and len(name.split()) <= 9 and "://" not in name
    return _fact(text, start, start + len(name)) if named and not re.search(r"\b(?:own|author)", name, re.I) else None


def _author(page: _Page) -> _Fact | None:
    around = page.head + page.opening + page.tail
    fields = sum(bool(FIELD_LINE.fullmatch(line.text)) for line in page.head if len(line.text) <= LONGEST_LINE)
    dateline = _dateline(page)
    return (
        _field(page, around, AUTHOR_LINE)
        or _field(page, around, BYLINE)
        or _field(page, around, _WRITTEN_BY)
        or (_field(page, page.head, _FROM) if fields > 1 else None)
        or (dateline.reporter if dateline else None)
    )


def _speaker(page: _Page) -> _Fact | None:
    """Return the person to whom most of the text belongs, by label or by "X said"; one quotation in pages is none."""
    text = _without_furniture(page)
    weights = _labelled(page)
    first: dict[str, _Fact] = {fact.value: fact for fact in weights}
    scores: Counter[str] = Counter({fact.value: weight for fact, weight in weights.items()})
    spoken = Counter(match[1] for verb in (_SPOKEN, _SPOKEN_AFTER) for match in verb.finditer(text))
    for fact, said in _introduced(text):
        first.setdefault(fact.value, fact)
        scores[fact.value] += said
    for name in scores:
        scores[name] += spoken[name.split()[-1]]
    best = max(scores, key=lambda name: (scores[name], -first[name].start), default=None)
    if best is None:
        return None
    # A report names its speaker at the beginning; further down, one "X said" is a quotation in passing.
    needed = 1 if first[best].start < page.lead.start + 800 else 2 + word_count(text) // 2000
    return first[best] if scores[best] >= needed else None


def _without_furniture(page: _Page) -> str:
    """Return the beginning of the text with furniture and title blanked, every offset as it was."""
    text = page.text[:_READ]
    parts: list[str] = []
    position = 0
    for span in sorted(page.spans):
        if span.kind in {"furniture", "title"} and position <= span.start < len(text):
            end = min(span.end, len(text))
            parts += [text[position : span.start], "\n" * (end - span.start)]
            position = end
    return "".join([*parts, text[position:]])


def _labelled(page: _Page) -> dict[_Fact, int]:
    """Weigh each person whom a label names by the words that follow; who asks, as an outlet does, does not speak."""
    labels = sorted(span for span in page.spans if span.kind == "label")
    weights: dict[str, int] = {}
    first: dict[str, _Fact] = {}
    for span, following in zip_longest(labels, labels[1:]):
        said = page.text[span.end : following.start if following else len(page.text)][:20_000]
        name = page.text[span.start : span.end].rstrip(" :：")
        asks = 3 * said.count("?") + 3 * said.count("？") >= len(re.findall(r"[.!?。？！](?:\s|$)", said)) > 0
        if len(labels) > 1 and not asks and _names_person(name):
            weights[name] = weights.get(name, 0) + 1 + word_count(said) // 25
            first.setdefault(name, _Fact(name, span.start, span.start + len(name)))
    return {first[name]: weight for name, weight in weights.items()}


def _names_person(label: str) -> bool:
    words = label.split()
    apart = {word.lower() for word in words} & _NOT_PERSONS or is_outlet(label) or _ROLE_WORD.search(label)
    return not apart and (2 <= len(words) <= 4 or bool(re.fullmatch(f"[{CJK}]{{2,4}}", label)))


def _introduced(text: str) -> Iterator[tuple[_Fact, int]]:
    """Find the people whom the text introduces as speakers, by a role beside the name; 1 if the verb stands apart."""
    for match in _CJK_SPEAKER.finditer(text):
        yield _fact(text, *match.span("name")), 1
    for match in _CAPITALISED.finditer(text):
        found = _person(match)
        if found is None:
            continue
        fact, titled = found
        says = _SAYS.match(text, fact.end, fact.end + 60)
        said_before = _SAID_BEFORE.search(text, max(0, match.start() - 60), fact.start)
        role_before = titled or _ROLE_BEFORE.search(text, max(0, fact.start - 40), fact.start)
        role_after = _ROLE_AFTER.match(text, fact.end, fact.end + 100)
        apposition = _APPOSITION.match(text, fact.end, fact.end + 280)
        if apposition and _ROLE_WORD.search(apposition["role"]) and "\n\n" not in apposition["role"]:
            yield fact, 1
        elif role_before and says:
            yield fact, 0
        elif said_before and (role_before or role_after):
            yield fact, 1


def _person(match: re.Match[str]) -> tuple[_Fact, bool] | None:
    """Return the name without what precedes it ("In", "Chief Financial Officer"), and whether that was an office."""
    words = list(re.finditer(r"\S+", match[0]))
    offices = [at for at, word in enumerate(words[:-1]) if _is_office(word[0])]
    words = words[offices[-1] + 1 :] if offices else words
    while words and words[0][0].lower() in _OPENERS:
        words = words[1:]
    plain = {word[0].lower().rstrip(".,") for word in words}
    name = " ".join(word[0] for word in words)
    if not 2 <= len(words) <= 4 or plain & _NOT_PERSONS or is_outlet(name) or re.search(r"\.$|['’]s\b", name):
        return None
    return _Fact(name, match.start() + words[0].start(), match.end()), bool(offices)


def _is_office(word: str) -> bool:
    return word.lower().rstrip(".") in _FORMS or bool(_ROLE_WORD.fullmatch(word))
