"""Where indexes live on disk and when one may be opened: folders, fingerprint, manifest, the one in force.

<data>/index/<folder's name>-<hash of its path>/
    current                  the name of the generation in force, swapped atomically
    write.lock               held by the one writer
    <fingerprint>-<random>/  a generation: documents.sqlite, *.npy, keyword/, chroma/ and, written last, manifest.json
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from index.chunking import CHUNKING_VERSION
from index.cleaning import CLEANING_VERSION
from index.errors import DataNotWritable, IndexBusy, IndexMissing
from index.reading import READER_VERSION
from index.sentences import SENTENCES_VERSION
from index.settings import IndexSettings
from index.store import damaged

FORMAT = 5  # of the files of a generation, words.py's stems among them


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read; `problem` says why it was skipped, if it was."""

    sha256: str
    size: int  # bytes
    modified_ns: int
    changed_ns: int  # ctime: it moves even where a tool restores the modification time
    problem: str | None = None
    hint: str | None = None

    @classmethod
    def observe(cls, path: Path) -> Self:
        """Return the state of a file as it is now; raises OSError where it cannot be read."""
        status = path.stat()
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(sha256, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def untouched(self, status: os.stat_result) -> bool:
        """Return whether the file system says that nothing has happened to the file since."""
        return (self.size, self.modified_ns, self.changed_ns) == (
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete index holds; its being there is the complete flag."""

    fingerprint: str
    folder: str
    embeddings: str  # the model's name
    built: str  # ISO time, UTC
    passages: int
    sentences: int
    files: dict[str, FileState]  # by document id, the skipped ones too
    distinct: int  # passages of different vectors: what Chroma holds
    vectors: str = ""  # the seal of Chroma's files
    checksums: dict[str, str] = field(default_factory=dict)  # of the other files, by name

    @property
    def indexed(self) -> list[str]:
        """The ids of the documents in the index."""
        return [name for name, state in self.files.items() if state.problem is None]

    @property
    def skipped(self) -> dict[str, FileState]:
        """The files that could not be read."""
        return {name: state for name, state in self.files.items() if state.problem is not None}

    def write(self, generation: Path) -> None:
        """Write the manifest, last of all files of a generation."""
        # As ASCII: a skipped file's name need not be valid Unicode.
        write_atomically(generation / "manifest.json", json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, generation: Path) -> Self:
        """Read the manifest of a generation; raises IndexDamaged where it is missing or makes no sense."""
        try:
            values = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
            files = {name: FileState(**state) for name, state in values.pop("files").items()}
            return cls(files=files, **values)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as exc:
            raise damaged(f"its manifest cannot be read ({type(exc).__name__})") from exc


def fingerprint(settings: IndexSettings, model: str) -> str:
    """Return 12 hex digits that change with whatever shapes an index: model, chunking, versions, where vectors lie."""
    parts = (
        FORMAT,
        READER_VERSION,
        CLEANING_VERSION,
        SENTENCES_VERSION,
        CHUNKING_VERSION,
        settings.passage_words,
        model,
        settings.chroma_url,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def home(settings: IndexSettings) -> Path:
    """Return the folder that holds the generations for this folder of documents."""
    path = os.fsencode(settings.documents)
    slug = re.sub(r"[^a-z0-9]+", "-", settings.documents.name.lower()).strip("-")[:40] or "documents"
    return settings.data / "index" / f"{slug}-{hashlib.sha256(path).hexdigest()[:8]}"


def current(settings: IndexSettings, model: str) -> Path:
    """Return the generation in force; raises IndexMissing where none fits these settings."""
    missing = IndexMissing(
        f"There is no index of {str(settings.documents)!r} for these settings yet.",
        hint="Run `footnote sync` to build it.",
    )
    try:
        name = (home(settings) / "current").read_text(encoding="utf-8").strip()
    except OSError as exc:
        raise missing from exc
    if not name.startswith(fingerprint(settings, model) + "-"):
        raise missing
    return home(settings) / name


def next_generation(settings: IndexSettings, model: str) -> Path:
    """Make and return the empty folder of a new generation; call with the writer's lock held."""
    # A name never used before: Chroma keeps what it knows of a path, and one server may hold several data folders.
    generation = home(settings) / f"{fingerprint(settings, model)}-{secrets.token_hex(4)}"
    generation.mkdir()
    return generation


def publish(generation: Path) -> None:
    """Put a complete generation in force, at once for every reader."""
    write_atomically(generation.parent / "current", generation.name)


def superseded(generation: Path) -> list[Path]:
    """Return the other generations beside this one: finished with, or left behind by a build that was killed."""
    return [other for other in generation.parent.iterdir() if other.is_dir() and other != generation]


@contextmanager
def write_lock(settings: IndexSettings, *, wait: float = 0) -> Iterator[None]:
    """Hold the one writer's lock; raises IndexBusy after `wait` seconds, DataNotWritable where no lock can be made.

    Two embedded writers corrupt Chroma's vectors without an error, so nothing writes outside this lock.
    """
    parent = home(settings)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        probe = parent / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink(missing_ok=True)  # another thread may have been here
    except OSError as exc:
        raise DataNotWritable(
            f"The data folder {str(settings.data)!r} cannot be written: {exc.strerror}.",
            hint="Make it writable, or set FOOTNOTE_DATA to a folder that is.",
        ) from exc
    lock = FileLock(parent / "write.lock")
    try:
        lock.acquire(timeout=wait, poll_interval=0.1)
    except Timeout as exc:
        raise IndexBusy(
            f"Another process is writing the index of {str(settings.documents)!r}.",
            hint="Wait until it has finished, then try again; the index in force stays usable meanwhile.",
        ) from exc
    try:
        yield
    finally:
        lock.release()


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never a half."""
    half = path.with_name(f"{path.name}.half-{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
