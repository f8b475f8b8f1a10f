"""Markdown: the text as it stands, with the headings, front matter and syntax that its marks state as spans."""

import re

from index.documents import Span, SpanKind
from index.readers.extract import Extract
from index.readers.txt import decode

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.*?)(?<=\n)(?:\1|\.\.\.)[ \t]*(?=\r?\n|$)", re.DOTALL)
# Text between two rules is no front matter: there each line is a key, a list's item, a comment or indented.
_SETTING = re.compile(r"[\w-]+[ \t]*[:=]|-[ \t]|[#\]})\s]|$")
_FIELD = re.compile(r"^(title|date|author)[ \t]*[:=][ \t]*([\"']?)(\S.*?)\2[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_FIELD_KIND: dict[str, SpanKind] = {"title": "title", "date": "date", "author": "author"}

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"( {0,3}(#{1,6})[ \t]+)(.*?)((?:[ \t]+#+)?(?:[ \t]*\{[^{}]*\})?[ \t]*)$")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*$")
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:$|[-+*>|][ \t]|\d+[.)][ \t])")
_SYNTAX = re.compile(
    r" {0,3}(?:"
    r"(?:[-*_][ \t]*){3,}"  # a rule
    r"|\[[^\]\r\n]+\]:[ \t]+\S.*"  # a link's target
    r"|(?=.*\|)\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*"  # the line under a table's head
    r"|<!--.*-->[ \t]*"
    r")$"
)
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`)(.+)\1$")


def read_markdown(data: bytes, name: str) -> Extract:
    """Return the raw text with title, heading, date, author and furniture spans."""
    text = decode(data, name)
    spans, start = _front_matter(text)
    spans += _headings_and_syntax(text, start, titled=any(span.kind == "title" for span in spans))
    return Extract(text, tuple(sorted(span for span in spans if span.start < span.end)))


def _front_matter(text: str) -> tuple[list[Span], int]:
    block = _FRONT_MATTER.match(text)
    if block is None or not all(_SETTING.match(line) for line in block[2].splitlines()):
        return [], 0
    spans = [Span(0, block.end(), "furniture")]
    seen: set[SpanKind] = set()
    for field in _FIELD.finditer(text, block.start(2), block.end(2)):
        kind = _FIELD_KIND[field[1].lower()]
        if kind not in seen and not field[3].startswith(("[", "{", "|", ">")):  # a list or a block is no plain value
            spans.append(Span(field.start(3), field.end(3), kind))
            seen.add(kind)
    return spans, block.end()


def _headings_and_syntax(text: str, start: int, *, titled: bool) -> list[Span]:
    spans: list[Span] = []
    fence = ""
    paragraph = 0  # lines of the paragraph so far: an underline makes one line a heading
    above = Span(start, start, "heading")
    for match in _LINE.finditer(text, start):
        at, line = match.start(), match[0].rstrip("\r\n")
        whole = Span(at, at + len(line), "furniture")
        mark = _FENCE.match(line)
        heading = _HEADING.match(line)
        underline = _UNDERLINE.match(line)
        level, found = 0, above
        if fence:
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
                spans.append(whole)
            continue
        if mark:
            fence = mark[1]
            spans.append(whole)
        elif heading:
            spans.append(Span(at, at + heading.end(1), "furniture"))
            spans.append(Span(at + heading.start(4), at + heading.end(4), "furniture"))
            level, found = len(heading[2]), _without_emphasis(text, at + heading.start(3), at + heading.end(3))
        elif underline and paragraph == 1:
            spans.append(whole)
            level, found = (1 if underline[1] else 2), above
        elif _SYNTAX.match(line):
            spans.append(whole)
        elif not _NO_PARAGRAPH.match(line):
            paragraph += 1
            above = _without_emphasis(text, at, at + len(line))
            continue
        paragraph = 0
        if level:
            is_title = level == 1 and not titled and found.start < found.end
            spans.append(Span(found.start, found.end, "title") if is_title else found)
            titled = titled or is_title
    return spans


def _without_emphasis(text: str, start: int, end: int) -> Span:
    """Return the heading between two offsets without white space and without emphasis around all of it."""
    content = text[start:end].strip()
    start = text.index(content, start)
    marked = _EMPHASIS.match(content)
    if marked and marked[1] not in marked[2]:
        return Span(start + marked.start(2), start + marked.end(2), "heading")
    return Span(start, start + len(content), "heading")
