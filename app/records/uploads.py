"""Files that people hand in or take away -> the folder of documents. Knows nothing of the index or of the page."""

import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import DocumentsError, UnreadableFile
from index.reading import SUFFIXES, extract

MOST_FILES = 100  # at once
LONGEST_NAME = 200  # bytes; file systems take 255, and a number may be added
HIDDEN = (".", "~$")  # what such names begin with is passed over when the folder is read

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # the last two turn the direction of a name


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a browser hands it in."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload."""

    name: str
    document_id: str | None  # where it lies now; None: it was refused
    said: str  # in one or two sentences


def receive(uploads: Iterable[Upload], folder: Path, *, replace: bool = False) -> list[Received]:
    """Put files into the folder, each wholly or not at all, and say what became of each.

    Refused is what could not be read there: another kind of file, an empty or oversized one, a scanned PDF. Where a
    file of that name is there already, `replace` puts the new one in its place, else both are kept.
    """
    files = list(uploads)
    refused = f"is left out: at most {MOST_FILES} files are taken at once."
    return [
        *(_receive(one, folder, replace=replace) for one in files[:MOST_FILES]),
        *(Received(one.name, None, f"{one.name!r} {refused}") for one in files[MOST_FILES:]),
    ]


def delete(document_id: str, folder: Path) -> None:
    """Delete a document's file for good; raises DocumentsError. One that is gone already is no error."""
    path = PurePosixPath(document_id)
    if not document_id or path.is_absolute() or ".." in path.parts:
        raise DocumentsError(f"{document_id!r} is no document of this folder.", hint="Choose one from the list.")
    try:
        (folder / path).unlink(missing_ok=True)
    except OSError as exc:
        raise DocumentsError(
            f"{document_id!r} cannot be deleted: {exc.strerror}.",
            hint=f"Check who may write into {str(folder)!r}.",
        ) from exc


def plain_name(name: str) -> str:
    """Return the last part of a path as a file's name, without control characters; "" where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return _CONTROL.sub("", last).strip(" ")


# ---------------------------------------------------------------------------------------------------------------------


def _receive(upload: Upload, folder: Path, *, replace: bool) -> Received:
    name = plain_name(upload.name)
    if problem := _unusable(name):
        return Received(upload.name, None, problem)
    try:
        extract(upload.data, name)
    except UnreadableFile as exc:
        return Received(upload.name, None, f"{exc.message} {exc.hint}")
    if _holds(folder / name, upload.data):
        return Received(upload.name, name, f"{name!r} is there already, with the same content.")
    try:
        written = _write(upload.data, folder, name, replace=replace)
    except OSError as exc:
        return Received(upload.name, None, f"{name!r} cannot be written into {str(folder)!r}: {exc.strerror}.")
    return Received(upload.name, written, _kept_as(name, written))


def _unusable(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if not name or name.startswith(HIDDEN):
        return f"{name!r} is no name for a document: it is empty or that of a hidden file."
    if suffix not in SUFFIXES:
        return f"{name!r} is of a kind that is not read. These are: {', '.join(sorted(SUFFIXES))}."
    if len(name.encode(errors="replace")) > LONGEST_NAME:
        return f"{name[:40]!r}… has a name of more than {LONGEST_NAME} bytes. Give it a shorter one."
    return ""


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(data: bytes, folder: Path, name: str, *, replace: bool) -> str:
    """Write under a hidden name, then rename: whoever reads the folder meanwhile sees no half of a file."""
    half = folder / f".upload-{secrets.token_hex(8)}"
    try:
        with half.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        target = name if replace else _reserve(folder, name)
        half.replace(folder / target)
    finally:
        half.unlink(missing_ok=True)
    return target


def _reserve(folder: Path, name: str) -> str:
    """Make an empty file under the first free name and return that name: nobody else can take it any more."""
    for free in _names(name):
        try:
            (folder / free).open("xb").close()
        except FileExistsError:
            continue
        return free
    raise AssertionError("the names do not end")


def _names(name: str) -> Iterator[str]:
    path, number = PurePosixPath(name), 2
    yield name
    while True:
        yield f"{path.stem} ({number}){path.suffix}"
        number += 1


def _kept_as(name: str, written: str) -> str:
    return f"{name!r} was added." if written == name else f"{name!r} was added as {written!r}: that name was taken."
