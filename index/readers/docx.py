"""Word: a document's paragraphs and table rows in order, with titles, headings and furniture by their styles."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from index.documents import Span, SpanKind
from index.errors import UnreadableFile
from index.readers.extract import MAX_FILE_BYTES, Extract, kind_of_bytes, stated_title, storable, walk

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MAX_UNPACKED_BYTES = 10 * MAX_FILE_BYTES

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARAGRAPH, _ROW, _CELL = f"{_W}p", f"{_W}tr", f"{_W}tc"
_TEXT = {f"{_W}t", f"{_M}t"}
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Properties (which define tabs too), text that was moved away, and the second copy of a text box for old programs.
_SKIPPED = {
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}sdtPr",
    f"{_W}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a table's row, and what its style says it is."""

    text: str
    kind: SpanKind | None = None
    is_row: bool = False


def read_docx(data: bytes, name: str) -> Extract:
    """Return paragraphs between blank lines, table rows as "cell | cell" lines, and the spans their styles state."""
    _check_container(data, name)
    word = _open(data, name)
    kinds = {style.style_id: _kind_of_style(style) for style in word.styles}
    parts: list[str] = []
    spans: list[Span] = []
    size = 0
    in_table = False
    for block in _blocks(word.element.body, kinds):
        separator = "" if not size else "\n" if block.is_row and in_table else "\n\n"
        start = size + len(separator)
        size = start + len(block.text)
        parts += (separator, block.text)
        in_table = block.is_row
        if block.kind:
            again = block.kind == "title" and any(span.kind == "title" for span in spans)
            spans.append(Span(start, size, "heading" if again else block.kind))
    text = storable("".join(parts))
    if not any(span.kind == "title" for span in spans):
        title = stated_title(text, _metadata_title(word))
        spans = [span for span in spans if title is None or (span.start, span.end) != (title.start, title.end)]
        spans += [title] if title else []
    return Extract(text, tuple(sorted(spans)))


def _check_container(data: bytes, name: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            message = f"{name!r} is encrypted: it needs a password."
            raise UnreadableFile(message, hint="Save a copy without the password and put that in the folder.")
        message = f"{name!r} is not a .docx file: it is {kind_of_bytes(data)}."
        raise UnreadableFile(message, hint="Open it in a word processor and save it as .docx.")
    try:
        files = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        raise _damaged(name, exc) from exc
    unpacked = sum(file.file_size for file in files)
    if unpacked > _MAX_UNPACKED_BYTES:
        message = f"{name!r} unpacks to {unpacked / 1e6:,.0f} MB; at most {_MAX_UNPACKED_BYTES / 1e6:,.0f} MB are read."
        raise UnreadableFile(message, hint="Split it into smaller files, or remove it.")


def _open(data: bytes, name: str) -> "WordDocument":
    import docx

    try:
        return docx.Document(BytesIO(data))
    except Exception as exc:  # python-docx raises nearly anything on a damaged file
        raise _damaged(name, exc) from exc


def _damaged(name: str, exc: Exception) -> UnreadableFile:
    message = f"{name!r} is damaged or no .docx file: {type(exc).__name__}: {str(exc).rstrip('.')}."
    return UnreadableFile(message, hint="Open it in a word processor and save it as .docx again.")


def _kind_of_style(style: Any) -> SpanKind | None:
    """Read what a style means from its name or that of the style it is based on; Word keeps these names in English."""
    seen = 0
    while style is not None and seen < 10:
        style_name = (style.name or "").casefold()
        if style_name == "title":
            return "title"
        if style_name == "subtitle" or style_name.startswith("heading"):
            return "heading"
        if style_name == "caption" or style_name.startswith("toc "):
            return "furniture"
        style = getattr(style, "base_style", None)
        seen += 1
    return None


def _blocks(body: Any, kinds: Mapping[str, SpanKind | None]) -> Iterator[_Block]:
    """Yield paragraphs and table rows in document order.

    It walks the XML, because python-docx passes over content controls, tracked insertions and text boxes.
    """
    paragraphs: list[list[str]] = []  # those open: a text box stands inside a paragraph
    rows: list[list[list[_Block]]] = []  # those open, each with its cells' blocks: a table stands inside a cell
    for entering, node in walk(body, _children):
        tag = node.tag
        if entering:
            if tag == _PARAGRAPH:
                paragraphs.append([])
            elif tag == _ROW:
                rows.append([])
            elif tag == _CELL and rows:
                rows[-1].append([])
            elif paragraphs:
                paragraphs[-1].append(node.text or "" if tag in _TEXT else _CHARACTERS.get(tag, ""))
            continue
        if tag == _PARAGRAPH:
            text = "".join(paragraphs.pop()).strip()
            blocks = [_Block(text, kinds.get(node.style))] if text else []
        elif tag == _ROW:
            blocks = _row(rows.pop())
        else:
            continue
        if rows and rows[-1]:
            rows[-1][-1] += blocks
        else:
            yield from blocks


def _children(node: Any) -> Iterable[Any]:
    return () if node.tag in _SKIPPED else node


def _row(cells: list[list[_Block]]) -> list[_Block]:
    if len(cells) == 1:  # a box drawn around paragraphs
        return cells[0]
    texts = [" ".join(" ".join(block.text.split()) for block in cell) for cell in cells]
    return [_Block(" | ".join(texts).strip(), is_row=True)] if any(texts) else []


def _metadata_title(word: "WordDocument") -> str:
    try:
        return str(word.core_properties.title or "")
    except (KeyError, ValueError, AttributeError):  # damaged properties say nothing of the body, which was read
        return ""
