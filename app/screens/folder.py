"""The folder's index on the page: opened, built with a bar, brought up to date; and what is said where it cannot be."""

import time

import streamlit as st

from app.screens import markup
from app.settings import AppSettings
from index.errors import FootnoteError, IndexDamaged, IndexMissing
from index.ingest import Progress, Stage, build_index
from index.opening import Changes, Library, use_library

BUSY_SECONDS = 3.0  # to wait for another process that is building the index: then the page says so
REDRAW_SECONDS = 0.1
STAGES: dict[Stage, str] = {
    "reading": "Reading files",
    "embedding": "Embedding sentences",
    "storing": "Storing passages",
}


def open_library(settings: AppSettings) -> Library:
    """Return the index in force, building it where there is none; raises what opening and building raise."""
    place = st.empty()
    with place.container(), st.spinner("Reading the documents ..."):
        try:
            library = use_library(settings)
        except IndexMissing:
            build_index(settings, wait=BUSY_SECONDS, progress=progress_bar())
            library = use_library(settings)
    place.empty()
    return library


def progress_bar() -> Progress:
    """Return a callback that draws a bar here, once there is something to wait for."""
    place, drawn = st.empty(), 0.0

    def report(stage: Stage, done: int, total: int) -> None:
        nonlocal drawn
        if done < total and time.monotonic() - drawn < REDRAW_SECONDS:
            return
        drawn = time.monotonic()
        place.progress(done / max(total, 1), text=f"{STAGES[stage]}: {done:,} of {total:,}")

    return report


def show_unusable(error: FootnoteError) -> None:
    """Say why there is nothing to ask, and offer what may help."""
    st.html(markup.error_html(error.message, error.hint))
    if isinstance(error, IndexDamaged):
        if st.button("Build the index again", type="primary"):
            _build(AppSettings.load(), rebuild=True)
    else:
        st.button("Try again")


def show_changes(settings: AppSettings, changes: Changes) -> None:
    """Say that the folder is not what was indexed, and offer to index it."""
    number = len(changes.added) + len(changes.changed) + len(changes.removed)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            markup.notice_html(f"{markup.count(number, 'file')} changed since the index was built"), width="content"
        )
        wanted = st.button("Update the index")
    if wanted:
        _build(settings)


def _build(settings: AppSettings, *, rebuild: bool = False) -> None:
    place = st.empty()
    try:
        with place.container():
            build_index(settings, rebuild=rebuild, progress=progress_bar())
    except FootnoteError as error:
        place.html(markup.error_html(error.message, error.hint))
        return
    st.rerun()
