"""A document's text with what stands out in it -> HTML, every letter escaped. Knows nothing of Streamlit."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from app.screens.markup import block
from index.documents import Document

Look = Literal["cited", "found", "here", "furniture", "heading"]

PAGE = 30_000  # characters of a text that are shown at once; a browser lays out a megabyte for seconds
MOST_FOUND = 500  # places of a search
TARGET = "here"  # the element that the page is scrolled to

STYLE = """<style>
.fn .fn-text { white-space: pre-wrap; max-width: 46rem; padding: 1rem 0; }
.fn .fn-text .fn-furniture { opacity: .55; }
.fn .fn-text .fn-heading { font-weight: 600; }
.fn .fn-text .fn-found { background: rgb(70 130 200 / .25); }
.fn .fn-text .fn-cited { background: rgb(255 200 40 / .5); box-shadow: 0 0 0 .15em rgb(255 200 40 / .5);
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.fn .fn-text .fn-here { outline: 2px solid currentColor; outline-offset: 2px; }
/* What leads from one place to the next stays in sight. */
div:has(> .st-key-finding) { position: sticky; top: 3.75rem; z-index: 1; padding: .3rem 0;
  background: light-dark(rgb(255 255 255 / .9), rgb(25 25 23 / .9)); }
.st-key-finding [role=navigation] { justify-content: flex-start; }
</style>"""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A stretch of a text and how it looks."""

    start: int
    end: int
    look: Look


def marks_of(document: Document) -> list[Mark]:
    """Return what stands out in any document: furniture stands back, titles and headings forth."""
    looks: dict[str, Look] = {"furniture": "furniture", "title": "heading", "heading": "heading", "label": "heading"}
    return [Mark(span.start, span.end, looks[span.kind]) for span in document.spans if span.kind in looks]


def found_in(text: str, wanted: str) -> list[Mark]:
    """Return where words stand one after another, whatever white space is between them and whatever their case."""
    words = [re.escape(word) for word in wanted.split()]
    if not words:
        return []
    places = re.compile(r"\s+".join(words), re.IGNORECASE).finditer(text)
    return [Mark(*match.span(), "found") for _, match in zip(range(MOST_FOUND), places, strict=False)]


def pages_of(text: str) -> list[int]:
    """Return the offsets at which the pages of a long text begin: after a blank line where there is one near."""
    starts = [0]
    while len(text) - starts[-1] > PAGE:
        half, end = starts[-1] + PAGE // 2, starts[-1] + PAGE
        breaks = (text.rfind(line, half, end) + len(line) for line in ("\n\n", "\n", " "))
        starts.append(next((place for place in breaks if place > half), end))
    return starts


def page_at(starts: Sequence[int], offset: int) -> int:
    """Return the 1-based page that holds an offset."""
    return max(1, bisect_right(starts, offset))


def text_html(text: str, marks: Iterable[Mark], *, start: int, end: int, target: int | None = None) -> str:
    """Return text[start:end], letter by letter, with the marks in it; what begins at `target` is scrolled to."""
    pieces = _pieces(marks, start, end, target)
    parts = [_piece(text[first:last], looks, here=first == target) for first, last, looks in pieces]
    return block(f'<div class="fn-text">{"".join(parts)}</div>')


def scroll_html(*place: int) -> str:
    """Return a script that scrolls to the target; the numbers say to which, so that another one is another script.

    It is ours alone, and no word of a document comes near it. Browsers scroll to what the address names only when a
    page is loaded, and Streamlit draws the text later.
    """
    numbers = " ".join(map(str, place))
    return f"<script>/* {numbers} */ document.getElementById('{TARGET}')?.scrollIntoView({{block: 'center'}})</script>"


def _pieces(marks: Iterable[Mark], start: int, end: int, target: int | None) -> Iterator[tuple[int, int, set[Look]]]:
    """Cut the stretch wherever a mark begins or ends: marks may overlap, elements may not."""
    changes: defaultdict[int, Counter[Look]] = defaultdict(Counter)
    for one in marks:
        if one.start < end and one.end > start:
            changes[max(one.start, start)][one.look] += 1
            changes[min(one.end, end)][one.look] -= 1
    cuts = {start, end, *changes, *([target] if target is not None and start <= target < end else [])}
    looks: Counter[Look] = Counter()
    for first, last in pairwise(sorted(cuts)):
        looks.update(changes[first])
        yield first, last, {look for look, number in looks.items() if number > 0}


def _piece(text: str, looks: set[Look], *, here: bool) -> str:
    if not looks and not here:
        return escape(text)
    tag = "mark" if looks & {"cited", "found", "here"} else "span"
    names = " ".join(f"fn-{look}" for look in sorted(looks))
    return f'<{tag} class="{names}"{f" id={TARGET!r}" if here else ""}>{escape(text)}</{tag}>'
