"""What both command lines show: errors, progress, a build's report, an index's status. Decides nothing."""

import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import Console

from index.errors import FootnoteError, IndexMissing
from index.ingest import BuildReport, Progress
from index.opening import open_library
from index.reading import other_files
from index.settings import IndexSettings

FAILED = 2
CLOSED = 128 + 13  # SIGPIPE, as other tools end when nobody reads on; 1 would mean that the documents do not say
INTERRUPTED = 128 + signal.SIGINT
LISTED = 20  # file names shown before the rest is counted


class Output(Console):
    """A console whose reader may go away, and whose disk may be full."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; where that fails, say so and exit with 2."""
        try:
            super().print(*objects, **options)
        except OSError as exc:
            _silence()
            sys.stderr.write(f"Error: The output cannot be written: {exc.strerror}.\nCheck the space where it goes.\n")
            raise SystemExit(FAILED) from exc

    def on_broken_pipe(self) -> None:
        """End quietly."""
        self.quiet = True
        _silence()
        raise SystemExit(CLOSED)


# Documents' and users' words are shown as they are: no ":100:" becomes a picture.
out = Output(highlight=False, emoji=False)
err = Output(stderr=True, highlight=False, emoji=False)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Settings = TypeVar("Settings", bound=IndexSettings)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error of ours as message and hint and exit with 2; an interruption exits with 130."""
    _bear_any_characters()
    try:
        yield
    except FootnoteError as error:
        show_error(error)
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # what typer makes of Ctrl-C
            err.print("Interrupted; the index in force is as it was.")
        raise


def plain(text: str) -> str:
    """Return a document's words without what a terminal would obey: escape sequences and other control characters."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def show_error(error: FootnoteError) -> None:
    """Print what happened and what to do."""
    err.print(plain(f"Error: {error.message}"), style="red", markup=False, soft_wrap=True)
    err.print(plain(error.hint), markup=False, soft_wrap=True)


def _silence() -> None:
    # Python writes the rest of the buffer when it ends, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bear_any_characters() -> None:
    # A question from a pipe need not be valid UTF-8, nor a file's name valid Unicode.
    shown = "backslashreplace"
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, shown), (sys.stderr, shown)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def load_settings(kind: type[Settings], **given: object) -> Settings:
    """Read the settings and warn of FOOTNOTE_ variables that are none."""
    for warning in kind.misspelt():
        err.print(plain(f"Warning: {warning}"), style="yellow", markup=False, soft_wrap=True)
    return kind.load(**given)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a callback that draws a progress bar, once there is something to wait for."""
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield report


def show_report(report: BuildReport) -> None:
    """Print what a build did."""
    if not report.built:
        out.print(f"Nothing has changed: {report.unchanged} documents, {report.passages} passages.")
    else:
        counts = {
            "added": len(report.added),
            "changed": len(report.changed),
            "renamed": len(report.renamed),
            "removed": len(report.removed),
            "unchanged": report.unchanged,
        }
        done = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        out.print(f"Indexed in {report.seconds:.1f} s: {done}; {report.passages} passages.")
    for state in report.skipped.values():
        err.print(plain(f"Skipped: {state.problem} {state.hint or ''}"), style="yellow", markup=False, soft_wrap=True)


def show_status(settings: IndexSettings) -> None:
    """Print what the index holds and how the folder differs from it; raises FolderMissing."""
    ignored = other_files(settings.documents)
    try:
        library = open_library(settings)
    except IndexMissing as missing:
        out.print(plain(f"{missing.message} {missing.hint}"), markup=False, soft_wrap=True)
        return
    manifest = library.manifest
    out.print(
        f"Index built {manifest.built}: {len(manifest.indexed)} documents, {manifest.passages} passages, "
        f"{manifest.sentences} sentences, embeddings {manifest.embeddings}.",
        markup=False,
    )
    for document in library.catalog.documents():
        about = ", ".join(filter(None, [document.title, document.publisher, document.date, document.speaker]))
        out.print(plain(f"  {document.id}  {about}"), markup=False, style="dim", soft_wrap=True)
    for state in manifest.skipped.values():
        out.print(plain(f"  skipped: {state.problem}"), markup=False, style="yellow", soft_wrap=True)
    changes = library.changes()
    for what, names in (("new", changes.added), ("changed", changes.changed), ("gone", changes.removed)):
        _list_files(f"{what} since", [*names])
    if changes:
        out.print("Run `footnote sync` to make the index equal to the folder.")
    _list_files("not a document", [path.relative_to(settings.documents).as_posix() for path in ignored])


def _list_files(what: str, names: list[str]) -> None:
    for name in names[:LISTED]:
        out.print(plain(f"  {what}: {name}"), markup=False, soft_wrap=True)
    if len(names) > LISTED:
        out.print(f"  {what}: {len(names) - LISTED} more")
