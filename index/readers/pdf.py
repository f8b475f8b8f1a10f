"""PDF: each page's text, printed lines joined to paragraphs, with running heads and page numbers as furniture."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from index.documents import Span
from index.errors import UnreadableFile
from index.readers.extract import Extract, kind_of_bytes, stated_title, storable

if TYPE_CHECKING:
    from pypdf import PdfReader

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_MOST_UNMAPPED = 0.3

_EDGE_LINES = 2  # how deep a running head or foot stands
_RUNNING_PAGES = 3
_PAGE_NUMBER = re.compile(
    r"[\s\[(|·.–—-]*(?:(?:page|p\.|seite|página|стр\.|第)\s*)?(?:\d{1,3}|[ivxl]{1,6})(?:\s*(?:/|of|von|de)\s*\d{1,4})?\s*[页頁]?[\s\])|·.–—-]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d{1,5}(?!\d)")

# The share of the page's typical width at which a line is full; a small letter after it says that it goes on anyway.
_FULL, _FULL_BEFORE_SMALL = 0.75, 0.5
_NARROWEST = 30  # columns: the lines of a title page are no paragraph
_ENDS_SENTENCE = re.compile(r"[.!?:;。！？：；…][\"'”’)\]»」』]*$")
_STARTS_ITEM = re.compile(r"(?:[-•●▪◦·‣–—*]|\d{1,2}[.)]|\(\w{1,3}\)|\d+(?:\.\d+)+)\s")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read_pdf(data: bytes, name: str) -> Extract:
    """Return the pages' text, joined by blank lines, with the offset at which each page starts."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw that it reads past
    reader = _open(data, name)
    pages = [_page_lines(reader, number, name) for number in range(_count_pages(reader, name))]
    everything = "\n".join("\n".join(lines) for lines in pages)
    _refuse_without_text(everything, len(pages), name)

    words = Counter(word.casefold() for word in _WORD.findall(everything))
    parts: list[str] = []
    spans: list[Span] = []
    starts: list[int] = []
    size = 0
    for lines, furniture in zip(pages, _running_lines(pages), strict=True):
        starts.append(size)
        for part, is_furniture in [*_join_lines(lines, furniture, words), ("\n\n", False)]:
            if is_furniture:
                spans.append(Span(size, size + len(part.rstrip("\n")), "furniture"))
            parts.append(part)
            size += len(part)
    text = "".join(parts[:-1])
    title = _title_of_first_page(text[: (*starts, len(text))[1]], spans, _metadata_title(reader))
    return Extract(text, tuple(sorted([*spans, title] if title else spans)), tuple(starts))


def _open(data: bytes, name: str) -> "PdfReader":
    from pypdf import PdfReader

    if b"%PDF-" not in data[:1024]:
        message = f"{name!r} is not a PDF file: it is {kind_of_bytes(data) or 'something else'}."
        raise UnreadableFile(message, hint="Give it the suffix of its format, or remove it.")
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as exc:  # pypdf raises nearly anything on a damaged file
        raise _damaged(name, exc) from exc
    if locked:
        message = f"{name!r} is encrypted: it needs a password."
        raise UnreadableFile(message, hint="Save a copy without the password and put that in the folder.")
    return reader


def _count_pages(reader: "PdfReader", name: str) -> int:
    try:
        count = len(reader.pages)
    except Exception as exc:  # as above
        raise _damaged(name, exc) from exc
    if not count:
        raise UnreadableFile(f"{name!r} has no pages.", hint="Export it again, or remove it.")
    return count


def _page_lines(reader: "PdfReader", number: int, name: str) -> list[str]:
    try:
        text = reader.pages[number].extract_text()
    except Exception as exc:  # as above
        raise _damaged(f"{name} (page {number + 1})", exc) from exc
    return [line.strip() for line in storable(text).translate(_LIGATURES).splitlines()]


def _damaged(name: str, exc: Exception) -> UnreadableFile:
    message = f"{name!r} is damaged: {type(exc).__name__}: {str(exc).rstrip('.')}."
    return UnreadableFile(message, hint="Open it in a PDF viewer and save or print it to a new PDF file.")


def _refuse_without_text(text: str, pages: int, name: str) -> None:
    characters = [character for character in text if not character.isspace()]
    if not characters:
        message = f"{name!r} holds no text: its {pages} pages are probably scanned images."
        raise UnreadableFile(message, hint="Run text recognition (OCR) on it and save the result as PDF.")
    unmapped = sum(character == "\ufffd" or unicodedata.category(character) in ("Co", "Cc") for character in characters)
    if unmapped > _MOST_UNMAPPED * len(characters):
        message = f"{name!r} does not say which letters its fonts draw: {unmapped} of {len(characters)} are unknown."
        raise UnreadableFile(message, hint="Run text recognition (OCR) on it and save the result as PDF.")


def _metadata_title(reader: "PdfReader") -> str:
    try:
        metadata = reader.metadata
    except Exception:  # noqa: BLE001  a damaged information dictionary says nothing of the pages, which were read
        return ""
    return str(metadata.title or "") if metadata else ""


def _title_of_first_page(page: str, furniture: list[Span], title: str) -> Span | None:
    """Find the metadata's title on the first page, in a running head only if it stands nowhere else."""
    body = page
    for span in furniture:
        if span.end <= len(page):
            body = body[: span.start] + " " * (span.end - span.start) + body[span.end :]
    return stated_title(body, title) or stated_title(page, title)


def _running_lines(pages: list[list[str]]) -> list[frozenset[int]]:
    """Find each page's lines that repeat at the edge of three pages or more, and bare page numbers there."""
    edges = [_edge(lines) for lines in pages]
    counts = Counter(
        key for page, edge in enumerate(edges) for key in {key for at in edge for key in _keys(pages[page][at], page)}
    )
    return [
        frozenset(
            at
            for at in edge
            if _PAGE_NUMBER.fullmatch(pages[page][at])
            or any(counts[key] >= _RUNNING_PAGES for key in _keys(pages[page][at], page))
        )
        for page, edge in enumerate(edges)
    ]


def _edge(lines: list[str]) -> list[int]:
    filled = [at for at, line in enumerate(lines) if line]
    return sorted({*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]})


def _keys(line: str, page: int) -> Iterator[tuple[str, int | None]]:
    """Yield what this line may share with other pages: itself, or itself less a number that counts with the pages."""
    line = " ".join(line.casefold().split())
    yield line, None
    for number in _NUMBER.finditer(line):
        yield f"{line[: number.start()]}#{line[number.end() :]}", int(number[0]) - page


def _join_lines(lines: list[str], furniture: frozenset[int], words: Counter[str]) -> Iterator[tuple[str, bool]]:
    """Yield the page's lines, each with what joins it to the next, and whether it is furniture."""
    filled = [at for at, line in enumerate(lines) if line]
    widths = sorted(_width(lines[at]) for at in filled if at not in furniture)
    typical = max(widths[int(0.8 * len(widths))] if widths else 0, _NARROWEST)
    # Some files set a blank line after every printed line: there it parts nothing.
    blanks_part = len(lines) - len(filled) < 0.5 * len(filled)
    starts_paragraph = True
    for at, following in pairwise(filled):
        line, joint = lines[at], "\n"
        if following > at + 1 and blanks_part:
            joint = "\n\n"
        elif at not in furniture and following not in furniture:
            line, joint = _joined(line, lines[following], words, full=_width(line) / typical, first=starts_paragraph)
        starts_paragraph = joint.startswith("\n")
        yield line + joint, at in furniture
    if filled:
        yield lines[filled[-1]], filled[-1] in furniture


def _joined(line: str, following: str, words: Counter[str], *, full: float, first: bool) -> tuple[str, str]:
    """Return the line, less a hyphen that only the line's end forced, and what joins it to the following one."""
    if line.endswith("\xad"):
        return line[:-1], ""
    goes_on = following[0].islower()
    hyphenated = _HYPHENATED.search(line)
    rest = _WORD.match(following)
    if hyphenated and rest and goes_on:
        # "low-" + "carbon" keeps its hyphen where the document writes "low-carbon" elsewhere.
        whole, parts = f"{hyphenated[1]}{rest[0]}".casefold(), f"{hyphenated[1]}-{rest[0]}".casefold()
        return (line, "") if words[parts] > words[whole] else (line[:-1], "")
    ends = _ENDS_SENTENCE.search(line) and not goes_on
    if full < (_FULL_BEFORE_SMALL if goes_on else _FULL) or ends or _STARTS_ITEM.match(following):
        return line, "\n"
    if first and not goes_on and _looks_like_heading(line):
        return line, "\n"
    return line, "" if _is_wide(line[-1]) and _is_wide(following[0]) else " "


def _looks_like_heading(line: str) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", line)
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _width(line: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in line)


def _is_wide(character: str) -> bool:
    """Say whether a character is as wide as two, as in Chinese and Japanese, which put no space between words."""
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7a3"  # not Korean
