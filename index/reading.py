"""A file -> Document: the folder's files, a table from suffix to reader, and the text's own spans and facts.

It knows no format (index/readers/ does) and nothing of passages or of the index.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.documents import Document
from index.errors import FolderMissing, UnreadableFile
from index.readers.docx import read_docx
from index.readers.extract import MAX_FILE_BYTES, Extract
from index.readers.html import read_html
from index.readers.markdown import read_markdown
from index.readers.pdf import read_pdf
from index.readers.txt import read_txt

__all__ = [
    "MAX_FILE_BYTES",
    "READER_VERSION",
    "SUFFIXES",
    "Extract",
    "extract",
    "find_files",
    "other_files",
    "read_document",
]

READER_VERSION = 1  # part of the index's fingerprint: raise it when a reader's text or spans change

_READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".txt": read_txt,
    ".text": read_txt,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
SUFFIXES: frozenset[str] = frozenset(_READERS)


def find_files(folder: Path, *, unlisted: Callable[[OSError], None] | None = None) -> list[Path]:
    """List the files below the folder that can be read, by their path; raise FolderMissing where there is no folder.

    `unlisted` is told of each folder that cannot be listed.
    """
    return [path for path in _files(folder, unlisted) if path.suffix.lower() in SUFFIXES]


def other_files(folder: Path) -> list[Path]:
    """List the files below the folder that find_files passes over because of their suffix."""
    return [path for path in _files(folder) if path.suffix.lower() not in SUFFIXES]


def _files(folder: Path, unlisted: Callable[[OSError], None] | None = None) -> list[Path]:
    if not os.path.isdir(folder):  # Path.is_dir raises where a parent may not be read
        what = "is not a folder" if os.path.exists(folder) else "does not exist"
        hint = "Give the path of a folder that holds your documents (FOOTNOTE_DOCUMENTS)."
        raise FolderMissing(f"The folder of documents {str(folder)!r} {what}.", hint=hint)
    return sorted(_walk(folder, unlisted), key=lambda path: path.relative_to(folder).as_posix())


def _walk(folder: Path, unlisted: Callable[[OSError], None] | None) -> Iterator[Path]:
    # os.walk does not follow links to folders, which may loop.
    for parent, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            # "~$report.docx" is what Office leaves beside a file that is open.
            if not name.startswith((".", "~$")) and os.path.isfile(path):
                yield path


def read_document(path: Path, folder: Path) -> Document:
    """Read one file of the folder; raise UnreadableFile, with the reason, if that cannot be done."""
    from index.cleaning import mark_spans
    from index.describing import describe

    name = path.relative_to(folder).as_posix()
    data = _read_bytes(path, name)
    found = extract(data, name)
    spans = mark_spans(found.text, found.spans)
    stated = describe(found.text, spans)
    return Document(
        id=name,
        text=found.text,
        sha256=hashlib.sha256(data).hexdigest(),
        title=stated.title,
        publisher=stated.publisher,
        date=stated.date,
        speaker=stated.speaker,
        author=stated.author,
        spans=tuple(sorted({*spans, *stated.spans})),
        pages=found.pages,
    )


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        name.encode()
    except UnicodeEncodeError as exc:  # a name from a system with another encoding
        raise UnreadableFile(f"The file's name {name!r} is not valid Unicode.", hint="Rename the file.") from exc
    try:
        _refuse_large(path.stat().st_size, name)
        return path.read_bytes()
    except OSError as exc:
        message = f"{name!r} cannot be opened: {exc.strerror or exc}."
        raise UnreadableFile(message, hint="Check that the file still exists and that you may read it.") from exc


def extract(data: bytes, name: str) -> Extract:
    """Turn a file's bytes into text and the spans its format states; raise UnreadableFile if that cannot be done."""
    reader = _READERS.get(Path(name).suffix.lower())
    if reader is None:
        hint = f"Save it in one of the formats that are read: {', '.join(sorted(SUFFIXES))}."
        raise UnreadableFile(f"{name!r} has a suffix that is not read.", hint=hint)
    _refuse_large(len(data), name)
    if not data.strip():
        raise UnreadableFile(f"{name!r} is empty.", hint="Put text into it, or remove it.")
    found = reader(data, name)
    if not found.text.strip():
        raise UnreadableFile(f"{name!r} is empty: it holds no text.", hint="Put text into it, or remove it.")
    return found


def _refuse_large(size: int, name: str) -> None:
    if size > MAX_FILE_BYTES:
        message = f"{name!r} has {size / 1e6:,.1f} MB; at most {MAX_FILE_BYTES / 1e6:,.0f} MB are read."
        raise UnreadableFile(message, hint="Split it into smaller files, or remove it.")
