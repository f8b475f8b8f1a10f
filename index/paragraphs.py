"""A text -> pieces that read on: its paragraphs, list items, rows; with its furniture blanked out.

Knows nothing of where a sentence ends within a piece.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from index.abbreviations import is_abbreviation, last_word
from index.documents import OUTSIDE_TEXT, Span
from index.lines import IDEOGRAPH, IDEOGRAPHS

LINE_BREAK = re.compile(r"(?:\r\n|[\n\r])?\f(?:\r\n|[\n\r])?|\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
_WALL = "\u2029"  # stands for furniture of a line or more: no paragraph goes through it
_UNWALLED = re.compile(f"[^{_WALL}]+")
_VISIBLE = re.compile(r"\S")

# Nobody wraps lines at 200 columns: where a line is wider, each line is a paragraph.
_UNWRAPPED = 200
_NARROWEST = 40  # columns; no prose is wrapped more narrowly than this, so shorter lines are rows, verse, addresses
_ITEM = re.compile(
    r"(?:[•‣◦▪●■◆□·]\s*|[-*+–—]\s+)\S"
    r"|\d{1,3}(?:\.\d{1,2}){0,3}[.)]\s+\S|\d{1,3}[、）．]\s*\S"
    r"|[(（](?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[)）]"
    r"|(?:(?:[a-z]|[ivx]{1,5})[.)]|[A-Z]\))\s+\S"
    r"|[一二三四五六七八九十]{1,3}[、.．）]|[①-⑳]"
)
_LINE_OPENS = re.compile(rf"[\"“‘«(\[「『《【\d{IDEOGRAPHS}]")
_LINE_ENDS = re.compile(r"[.!?…。！？；][\"'”’)\]」』）]*$")
_LIST_MAY_FOLLOW = re.compile(r"(?:[.!?…。！？；;:：][\"'”’)\]」』）]*|[,，]|\b(?:and|or))$")


def blanked(text: str, spans: Sequence[Span]) -> str:
    """Return the text with furniture blanked out, each character in its place."""
    parts: list[str] = []
    done = 0
    for start, end, wall in _furniture(text, spans):
        parts += (text[done:start], (_WALL if wall else " ") * (end - start))
        done = end
    return "".join((*parts, text[done:]))


def separators(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Return the furniture that is a line or more: what stands before it and after it does not belong together."""
    return tuple((start, end) for start, end, wall in _furniture(text, spans) if wall)


def _furniture(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """Yield furniture in order, neighbours joined, and whether it takes a line or more."""
    joined: list[tuple[int, int]] = []
    for span in sorted(span for span in spans if span.kind in OUTSIDE_TEXT):
        start, end = max(span.start, 0), min(span.end, len(text))
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end and joined and _is_gap(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    for start, end in joined:
        if not text[start:end].isspace():
            whole_line = _is_line_start(text, start) and _is_line_end(text, end)
            yield start, end, whole_line or LINE_BREAK.search(text, start, end) is not None


def _is_gap(text: str, start: int, end: int) -> bool:
    return text[start:end].isspace() and LINE_BREAK.search(text, start, end) is None


def _is_line_start(text: str, position: int) -> bool:
    while position > 0 and text[position - 1].isspace():
        position -= 1
        if LINE_BREAK.match(text, position):
            return True
    return position == 0


def _is_line_end(text: str, position: int) -> bool:
    while position < len(text) and text[position].isspace():
        if LINE_BREAK.match(text, position):
            return True
        position += 1
    return position == len(text)


class Piece(NamedTuple):
    """Lines that read on as one; `opens` where a paragraph begins."""

    start: int
    end: int
    opens: bool


def walled(plain: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch that only furniture cuts: a title or a label."""
    for run in _UNWALLED.finditer(plain, start, end):
        bounds = trimmed(plain, *run.span())
        if bounds:
            yield Piece(*bounds, opens=True)


def pieces(plain: str, start: int, end: int) -> Iterator[Piece]:
    """Cut at blank lines, list items and those line ends that no wrapped text has."""
    for lines in _paragraphs(plain, start, end):
        width = max(_columns(plain, *line) for line in lines)
        # In wrapped prose hardly ever do four lines in a row begin with a capital.
        rows = len(lines) >= 4 and all(plain[first].isupper() or plain[first].isdigit() for first, _ in lines)
        begin, opens, listed = lines[0][0], True, starts_item(plain, lines[0][0])
        for line, following in pairwise(lines):
            newline = _newline(plain, line, following, width=width, rows=rows, listed=listed)
            if newline != "soft":
                yield Piece(begin, line[1], opens)
                begin, opens = following[0], newline == "paragraph"
                listed = starts_item(plain, begin) if opens else listed
        yield Piece(begin, lines[-1][1], opens)


def _paragraphs(plain: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines, without the white space at their ends, between one blank line and the next."""
    lines: list[tuple[int, int]] = []
    begin = start
    for newline in (*LINE_BREAK.finditer(plain, start, end), None):
        line = trimmed(plain, begin, newline.start() if newline else end)
        if line:
            lines.append(line)
        if lines and (not line or not newline or newline[0] == _WALL):
            yield lines
            lines = []
        begin = newline.end() if newline else end


def _columns(plain: str, start: int, end: int) -> int:
    end = min(end, start + 2 * _UNWRAPPED)
    return end - start + len(IDEOGRAPH.findall(plain, start, end))


def _newline(
    plain: str, line: tuple[int, int], following: tuple[int, int], *, width: int, rows: bool, listed: bool
) -> Literal["soft", "sentence", "paragraph"]:
    """Say what the end of a line is: where a wrapped text goes on, or the end of a sentence or a paragraph."""
    first = following[0]
    columns, tail = _columns(plain, *line), plain[max(line[0], line[1] - 12) : line[1]]
    if plain[first - 1] == "\u3000" or (width > _UNWRAPPED and not plain[first].islower()):
        return "paragraph"
    if _ITEM.match(plain, *following):
        short = columns < max(50, 0.75 * width)  # else "- and" or "5. May" may be wrapped prose
        ended = _LIST_MAY_FOLLOW.search(tail) and not is_abbreviation(last_word(tail).rstrip("."))
        if listed or short or ended:
            return "paragraph"
    if plain[first] == "|" or "\t" in plain[line[0] : line[1]] or rows:
        return "sentence"
    # A wrapped line is short only because the next word did not fit.
    word = plain[first : min(following[1], first + 30)].split()[0]
    if columns + 1 + _columns(word, 0, len(word)) > 0.85 * max(width, _NARROWEST):
        return "soft"
    begins = plain[first].isupper() or _LINE_OPENS.match(plain, first)
    return "sentence" if begins or _LINE_ENDS.search(tail) else "soft"


def starts_item(text: str, position: int) -> bool:
    """Say whether a list item ("-", "1.", "(a)", "一、") begins at this position."""
    return _ITEM.match(text, position) is not None


def trimmed(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the bounds of the stretch without the white space at its ends; None where nothing is left."""
    first = _VISIBLE.search(plain, start, end)
    if first is None:
        return None
    while plain[end - 1].isspace():
        end -= 1
    return first.start(), end
