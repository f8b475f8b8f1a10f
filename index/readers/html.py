"""HTML: the text that a browser would lay out, with the title, headings and furniture that its elements state."""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.documents import Span, SpanKind
from index.readers.extract import Extract, storable, walk
from index.readers.txt import decode

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

_DROPPED = frozenset(
    "head title script style template noscript svg math iframe object canvas audio video datalist rt rp".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINES = frozenset("li tr dt dd option".split())
_PARAGRAPHS = frozenset(
    "address article aside blockquote body center details dialog div dl fieldset figcaption figure footer form header"
    " hr main menu nav ol p pre section summary table ul caption".split()
) | frozenset(_HEADINGS)
_FURNITURE = frozenset("nav footer aside form button select figcaption".split())
_FURNITURE_ROLES = frozenset("navigation banner contentinfo complementary search form dialog".split())
_BODY_OF_PAGE = ("article", "main")
# A table that holds these lays out a page.
_LAYOUT = ("table", "ul", "ol", *_HEADINGS, *_BODY_OF_PAGE)

_SPACE = re.compile(r"[ \t\n\r\f]+")  # what a browser collapses: no-break spaces stay
_DECLARED_AS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949"}
_LATIN = frozenset(("ascii", "us-ascii", "iso-8859-1", "latin-1", "latin1"))  # which browsers read as cp1252
_MOST_REPLACED = 0.001


def read_html(data: bytes, name: str) -> Extract:
    """Return the page's text with title, heading and furniture spans."""
    soup = _parse(_decode(data, name))
    page = _Page()
    title = _title_heading(soup)
    if title is None and soup.head is not None and soup.head.title is not None:
        page.open("title")
        page.write(soup.head.title.get_text())
        page.close()
        page.part(2)
    _lay_out(soup, title, page)
    return Extract(storable("".join(page.parts)), tuple(sorted(page.spans)))


def _decode(data: bytes, name: str) -> str:
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(data, is_html=True) or ""
    declared = "cp1252" if declared in _LATIN else _DECLARED_AS.get(declared, declared)
    if (
        not declared
        or declared.startswith(("utf-16", "utf-32"))
        or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef"))
    ):
        return decode(data, name)  # a page that can be searched for its declaration is no UTF-16
    try:
        text = data.decode(declared, errors="replace")
    except LookupError:  # a name no codec has
        return decode(data, name)
    # Browsers forgive a page one broken character; a wrong declaration breaks many.
    return text if text.count("\ufffd") <= 1 + _MOST_REPLACED * len(text) else decode(data, name)


def _parse(markup: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XHTML read as HTML, and text without a tag: both are meant
        return BeautifulSoup(markup, "lxml")


def _title_heading(soup: "BeautifulSoup") -> "Tag | None":
    """Choose the h1 that names the page: one in its body before one in its head, never one in a navigation."""
    headings = [heading for heading in soup.find_all("h1") if heading.get_text(strip=True)]
    headings = [heading for heading in headings if not heading.find_parent(["nav", "footer", "aside"])]
    inside = [heading for heading in headings if heading.find_parent(_BODY_OF_PAGE)]
    return next(iter(inside or headings), None)


def _lay_out(soup: "BeautifulSoup", title: "Tag | None", page: "_Page") -> None:
    from bs4 import Tag

    around_title = _ancestors([title] if title else [])
    around_layout = _ancestors(soup.find_all(_LAYOUT))
    in_data_table: list[bool] = []
    opened: Tag | None = None  # the element whose span is open
    root: PageElement = soup
    for entering, node in walk(root, _children):
        if not isinstance(node, Tag):
            if entering:
                page.write(str(node))
            continue
        if node.name == "table":
            if entering:
                in_data_table.append(id(node) not in around_layout and _holds_data(node))
            else:
                in_data_table.pop()
        if not entering:
            _leave(node, page)
            if opened is node:
                opened = None
                page.close()
            continue
        _enter(node, page, data_table=bool(in_data_table) and in_data_table[-1])
        kind = "title" if node is title else None if id(node) in around_title or opened is not None else _kind(node)
        if kind:
            opened = node
            page.open(kind)


def _children(node: "PageElement") -> "Iterable[PageElement]":
    from bs4 import Tag
    from bs4.element import PreformattedString

    if not isinstance(node, Tag) or node.name in _DROPPED:
        return ()
    return (child for child in node.contents if not isinstance(child, PreformattedString))  # comments, declarations


def _ancestors(nodes: "Iterable[Tag]") -> set[int]:
    """Return the ids of all elements around these, looking at each once: pages nest deep."""
    found: set[int] = set()
    for node in nodes:
        for parent in node.parents:
            if id(parent) in found:
                break
            found.add(id(parent))
    return found


def _holds_data(table: "Tag") -> bool:
    """Say whether each row of a table is one line: not where it draws a box or sets a page's columns."""
    cells = [len(row.find_all(["td", "th"], limit=2)) for row in table.find_all("tr")]
    return max(cells, default=0) > 1 and all(len(cell.find_all("p", limit=3)) < 3 for cell in table.find_all("td"))


def _enter(node: "Tag", page: "_Page", *, data_table: bool) -> None:
    if node.name == "br":
        page.line()
    elif node.name in ("td", "th"):
        if data_table:
            page.cell()
        else:
            page.part(2)
    elif node.name == "tr":
        page.row()
    elif node.name in _LINES:
        page.part(1)
        page.marker = "- " if node.name == "li" else ""
    elif node.name in _PARAGRAPHS:
        page.part(_breaks(node))
        page.preformatted = page.preformatted or node.name == "pre"


def _leave(node: "Tag", page: "_Page") -> None:
    if node.name in ("td", "th"):
        page.in_row = False
    elif node.name in _LINES:
        page.marker = ""
        page.part(1)
    elif node.name in _PARAGRAPHS:
        page.part(_breaks(node))
        page.preformatted = page.preformatted and node.name != "pre"


def _breaks(node: "Tag") -> int:
    return 1 if node.parent is not None and node.parent.name == "li" else 2


def _kind(node: "Tag") -> SpanKind | None:
    if node.name in _HEADINGS:
        return "heading"
    if node.name == "header":
        return None if node.find_parent([*_BODY_OF_PAGE, "section"]) else "furniture"
    if node.name not in _FURNITURE and str(node.get("role")) not in _FURNITURE_ROLES:
        return None
    # ASP.NET wraps the whole page in one form.
    holds_body = node.find(_BODY_OF_PAGE) or len(node.find_all("p", limit=3)) == 3
    return None if node.name == "form" and holds_body else "furniture"


@dataclass(slots=True)
class _Page:
    """The text so far, and the white space, row or list marks that the next word will bring."""

    parts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    size: int = 0
    marker: str = ""  # stands before the next word: a list's mark, or the bars between cells
    in_row: bool = False  # inside a data table's cell: nothing breaks the line
    preformatted: bool = False
    _breaks: int = 0
    _space: bool = False
    _cells: int = 0  # of the row so far
    _kind: SpanKind | None = None  # of the span that is open
    _start: int | None = None

    def write(self, text: str) -> None:
        if self.preformatted and not self.in_row:
            for number, line in enumerate(text.split("\n")):
                self._breaks += number > 0
                self._append(line.rstrip())
            return
        text = _SPACE.sub(" ", text)
        if not text.strip():  # no-break spaces alone hold a line open on screen; they say nothing
            self._space = self._space or bool(text)
            return
        self._space = self._space or text.startswith(" ")
        self._append(text.strip(" "))
        self._space = text.endswith(" ")

    def part(self, breaks: int) -> None:
        """End the line (1) or the paragraph (2) before the next word."""
        if self.in_row:
            self._space = True
        elif not self.marker:
            self._breaks = max(self._breaks, breaks)

    def line(self) -> None:
        self.part(self._breaks + 1)

    def cell(self) -> None:
        """Start a data cell: each one after a row's first adds a bar, so that empty cells keep the columns apart."""
        self.marker += " | " if self._cells else ""
        self._cells += 1
        self.in_row = True

    def row(self) -> None:
        self._cells = 0
        self.part(1)

    def open(self, kind: SpanKind) -> None:
        """Start a span at the next word."""
        self._kind, self._start = kind, None

    def close(self) -> None:
        if self._kind and self._start is not None:
            self.spans.append(Span(self._start, self.size, self._kind))
        self._kind = None

    def _append(self, content: str) -> None:
        if not content:
            return
        lead = "\n" * min(self._breaks, 2) or (" " if self._space and not self.marker else "")
        if not self.size:
            lead = ""
        marker = self.marker if self.size and not self._breaks else self.marker.lstrip()
        self.parts += (lead, marker, content)
        start = self.size + len(lead) + len(marker)
        self._start = start if self._start is None else self._start
        self.size = start + len(content)
        self.marker, self._breaks, self._space = "", 0, False
