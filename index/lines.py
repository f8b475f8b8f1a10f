"""A text -> its lines and blocks, and what shape each has: prose, a header field, a short line.

Knows nothing of what a line is for: that is for furniture, headings and layout to say.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.documents import Span, SpanKind

LONGEST_LINE = 300  # a longer line is a paragraph, never furniture, heading or title

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # scripts without spaces
CJK = IDEOGRAPHS + "\uac00-\ud7af"
CAPITALISED = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]{0,40}"
MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
# The header fields of memos, letters and minutes: stated facts, but neither title nor heading.
FIELD_LINE = re.compile(
    r"(?:date|time|place|venue|location|from|to|cc|bcc|subject|re|title|published|posted|updated|last updated|present|"
    r"attendees|apologies|absent|chair|minutes by|author|editor|source|tel|phone|fax|e-?mail|contact|tags?|keywords|"
    r"category|categories|url|doi|isbn|version|status|reference|ref)\s*[:：].*",
    re.I | re.S,
)
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
BULLET = re.compile(r"[-*•–—▪◦·‣+>]\s|\(?[a-z\d]{1,3}\)\s", re.I)
SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)\]」]*(?:\s|$)")

_LINE = re.compile("[^\n\r\f\v\x85\u2028\u2029\ufeff]+")
_IDEOGRAPH_OR_HANGUL = re.compile(f"[{CJK}]")
_DATE_LINE = re.compile(
    rf"(?:\w+day,?\s+)?[\d\s,./年月日-]*(?:\d(?:st|nd|rd|th)\s+)?(?:{MONTHS})?[\d\s,.:/年月日-]*", re.I
)
_SIGN_OFF = re.compile(
    r"(?:dear|hi|hello)\b.{0,40}|(?:(?:best|kind|warm)(?:est)? )?(?:regards|wishes)|cheers|thanks|thank you"
    r"|respectfully|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?",
    re.I,
)
_NOT_PROSE = re.compile(r"[{}=;<>»|\\\t_]|\s{3}|https?:|\w@\w")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without white space around it; `opens` = a blank line or nothing stands before it."""

    start: int
    end: int
    text: str
    opens: bool


Marks = dict[int, SpanKind]  # start of a line -> what the line is
Block = list[Line]  # consecutive lines without a blank line or furniture between them


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    lines: list[Line] = []
    for match in _LINE.finditer(text):
        content = match[0].strip()
        if content:
            start = match.end() - len(match[0].lstrip())
            opens = not lines or _is_gap(text, lines[-1].end, start)
            lines.append(Line(start, start + len(content), content, opens))
    return lines


def _is_gap(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1 or text.count("\r", start, end) > 1 or text.count("\f", start, end) > 0


def marks_of(lines: Sequence[Line], spans: Sequence[Span]) -> Marks:
    """Return what spans say of whole lines: furniture and labels cover theirs, titles and headings touch them."""
    marks: Marks = {}
    ordered = sorted(span for span in spans if span.kind in {"title", "heading", "furniture", "label"})
    position = 0
    for line in lines:
        while position < len(ordered) and ordered[position].end <= line.start:
            position += 1
        if position < len(ordered) and ordered[position].start < line.end:
            span = ordered[position]
            if span.kind in {"title", "heading"} or (span.start <= line.start and line.end <= span.end):
                marks[line.start] = span.kind
    return marks


def blocks_of(lines: Iterable[Line], marks: Marks) -> list[Block]:
    """Group the lines that are not furniture into blocks; a furniture line parts blocks as a blank line does."""
    blocks: list[Block] = []
    parted = True
    for line in lines:
        if marks.get(line.start) == "furniture":
            parted = True
            continue
        if parted or line.opens:
            blocks.append([])
        blocks[-1].append(line)
        parted = False
    return blocks


def is_prose(block: Block) -> bool:
    """Say whether a block is running text: a dozen words or more, with the end of a sentence in it."""
    body = beginning(block)
    return word_count(body) >= 12 and bool(SENTENCE_END.search(body)) and not FIELD_LINE.match(block[0].text[:80])


def beginning(block: Block) -> str:
    """Return the text of a block, or as much of a huge one as shows what it is."""
    return " ".join(line.text[:2000] for line in block[:20])


def word_count(text: str) -> int:
    """Count words; two Chinese, Japanese or Korean characters count as one."""
    return len(text.split()) + len(_IDEOGRAPH_OR_HANGUL.findall(text)) // 2


def is_short_line(line: str, *, longest: int) -> bool:
    """Say whether a line of at most `longest` words has the shape of a heading: no sentence, list item, code or row."""
    if (
        len(line) > LONGEST_LINE
        or word_count(line) > longest
        or line.rstrip("\"'”’)]」*")[-1:] in set(".!?。！？…,，:：;；、")
    ):
        return False
    first = line.lstrip("\"'“‘(*#「《")[:1]
    return (
        first.isalnum()
        and not first.islower()
        and 2 * sum(letter.isalpha() for letter in line) > len(line.replace(" ", ""))
        and not BULLET.match(line)
        and not _NOT_PROSE.search(line)
        and not is_header(line)
        and not is_sign_off(line)
    )


def is_header(line: str) -> bool:
    """Say whether a line is a header field ("Date: ...") or only a date."""
    return len(line) <= LONGEST_LINE and bool(FIELD_LINE.fullmatch(line) or _DATE_LINE.fullmatch(line))


def is_sign_off(line: str) -> bool:
    """Say whether a line is how a letter begins or ends."""
    return len(line) <= 60 and bool(_SIGN_OFF.fullmatch(line.rstrip(",!")))
