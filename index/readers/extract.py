"""What every format's reader yields, and the few things they share. It knows no format."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from index.documents import Span

MAX_FILE_BYTES = 100_000_000

Node = TypeVar("Node")

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF file"),
)
# A lone surrogate cannot be encoded and a NUL ends a string in SQLite: neither may reach the index.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text, the spans its format states, and (pdf) the offset at which each page starts."""

    text: str
    spans: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()


def kind_of_bytes(data: bytes) -> str | None:
    """Say what a file's first bytes declare it to be, or None where they declare nothing."""
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def storable(text: str) -> str:
    """Replace NULs and lone surrogates by U+FFFD, one for one."""
    return _UNSTORABLE.sub("\ufffd", text)


def stated_title(text: str, title: str) -> Span | None:
    """Find in the text a title that the file's metadata gives, as lines of its own if it can, or return None."""
    if len(title.strip()) < 4:
        return None
    words = r"\s+".join(map(re.escape, title.split()))
    found = re.search(rf"^[^\S\n]*({words})[^\S\n]*$", text, re.IGNORECASE | re.MULTILINE)
    found = found or re.search(rf"(?<!\w)({words})(?!\w)", text, re.IGNORECASE)
    return Span(found.start(1), found.end(1), "title") if found else None


def walk(root: Node, children: Callable[[Node], Iterable[Node]]) -> Iterator[tuple[bool, Node]]:
    """Yield (True, node) on entering and (False, node) on leaving each node below root, in document order.

    Iterative: web pages nest tens of thousands deep, beyond Python's recursion limit.
    """
    path = [root]
    pending = [iter(children(root))]
    while pending:
        node = next(pending[-1], None)
        if node is not None:
            yield True, node
            path.append(node)
            pending.append(iter(children(node)))
            continue
        pending.pop()
        left = path.pop()
        if pending:
            yield False, left
