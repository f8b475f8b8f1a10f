"""Files added, deleted, indexed from the page; and what came of it, told once. Decides nothing about a file."""

from collections.abc import Sequence

import streamlit as st

from app.records.uploads import MOST_FILES, Upload, delete, receive
from app.screens import markup
from app.screens.folder import BUSY_SECONDS, progress_bar
from app.settings import AppSettings
from index.documents import Document
from index.errors import FootnoteError
from index.ingest import BuildReport, build_index
from index.opening import Changes
from index.reading import MAX_FILE_BYTES, SUFFIXES

LISTED = 10  # names of files
KEPT_SHORT = 8  # seconds within which a build needs no mention of its time
_SAID, _CONFIRMED = "said about the folder", "document to delete"


def show_said() -> None:
    """Draw what came of the last change, once."""
    for kind, lines in st.session_state.pop(_SAID, []):
        st.html(markup.block(markup.box(kind, *lines, role="status")))


def show_adding(settings: AppSettings, *, opened: bool = False) -> None:
    """Draw a place to drop files, and take those that were dropped."""
    kinds = sorted(suffix.lstrip(".") for suffix in SUFFIXES)
    with st.expander("Add documents", expanded=opened), st.form("adding", clear_on_submit=True, border=False):
        files = st.file_uploader(
            f"Up to {MOST_FILES} files of at most {MAX_FILE_BYTES / 1e6:.0f} MB: {', '.join(kinds)}",
            type=kinds,
            accept_multiple_files=True,
        )
        replace = st.checkbox("Replace files of the same name", help="Else both are kept, the new one with a number.")
        wanted = st.form_submit_button("Add to the folder", type="primary")
    if not wanted:
        return
    if not files:
        _say("note", "No file was chosen.")
        st.rerun()
    uploads = (Upload(file.name, file.getvalue()) for file in files)
    received = receive(uploads, settings.documents, replace=replace)
    if added := [one.said for one in received if one.document_id]:
        _say("reason", *_first(added))
    if refused := [one.said for one in received if not one.document_id]:
        _say("error", *_first(refused))
    if added:
        _index(settings)
    st.rerun()


def show_changes(settings: AppSettings, changes: Changes) -> None:
    """Draw how the folder differs from what was indexed, and offer to index it."""
    kinds = (("New", changes.added), ("Changed", changes.changed), ("Gone", changes.removed))
    lines = [f"{what}: {', '.join(_first(names))}" for what, names in kinds if names]
    st.html(markup.notice_html("The folder has changed since it was indexed.", *lines))
    if st.button("Update the index", type="primary"):
        _index(settings)
        st.rerun()


def show_rebuilding(settings: AppSettings) -> None:
    """Offer to make the index anew."""
    with st.popover("Index"):
        st.html(
            markup.quiet_html(
                "The index follows the folder by itself: what changed is read again, the rest is kept. Making it anew "
                "reads everything; that is only needed where something seems wrong."
            )
        )
        if st.button("Make the index anew"):
            _index(settings, rebuild=True)
            st.rerun()


@st.dialog("Delete this document?")
def confirm_deleting(document: Document) -> None:
    """Ask whether a document is to be deleted; `delete_confirmed` does it on the next run."""
    st.html(
        markup.block(
            markup.box("note", document.name, document.id if document.id != document.name else ""),
            markup.quiet(
                "The file is deleted from the folder for good. It cannot be cited any more, and answers that cited it "
                "will say that it is gone."
            ),
        )
    )
    yes, no = st.columns(2)
    if no.button("Keep it", width="stretch"):
        st.rerun()
    if yes.button("Delete the file", type="primary", width="stretch", on_click=_confirm, args=(document.id,)):
        st.rerun()


def delete_confirmed(settings: AppSettings) -> None:
    """Delete the document that was confirmed, if one was, and go back to the list."""
    document_id = st.session_state.pop(_CONFIRMED, None)
    if document_id is None:
        return
    try:
        delete(document_id, settings.documents)
    except FootnoteError as error:
        _say("error", error.message, error.hint)
        st.rerun()
    st.query_params.clear()
    _say("reason", f"{document_id!r} was deleted.")
    _index(settings)
    st.rerun()


# ---------------------------------------------------------------------------------------------------------------------


def _confirm(document_id: str) -> None:
    st.session_state[_CONFIRMED] = document_id


def _index(settings: AppSettings, *, rebuild: bool = False) -> None:
    """Make the index equal to the folder, with a bar; what came of it is said on the next run."""
    place = st.empty()
    try:
        with place.container():
            report = build_index(settings, rebuild=rebuild, wait=BUSY_SECONDS, progress=progress_bar())
    except FootnoteError as error:
        _say("error", error.message, error.hint)
        return
    _say("reason", _told(report))
    if report.skipped:
        _say("error", *_first([f"{state.problem} {state.hint or ''}" for state in report.skipped.values()]))


def _told(report: BuildReport) -> str:
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "renamed": len(report.renamed),
        "removed": len(report.removed),
        "as before": report.unchanged,
    }
    done = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    took = f" in {report.seconds:.0f} s" if report.seconds >= KEPT_SHORT else ""
    return f"The index is up to date{took}: {done}; {report.passages:,} passages."


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], *([f"and {more:,} more"] if more > 0 else [])]


def _say(kind: str, *lines: str) -> None:
    st.session_state.setdefault(_SAID, []).append((kind, lines))
