"""The documents: what there is, found by its title, added to; and one of them in full. Reads no file itself."""

from collections.abc import Callable, Sequence

import streamlit as st

from app.languages import language_of
from app.screens import markup
from app.screens.editing import delete_confirmed, show_adding, show_changes, show_rebuilding, show_said
from app.screens.entry import User, current_user
from app.screens.folder import open_library, show_unusable
from app.screens.reading import show_document
from app.settings import AppSettings
from index.catalog import Entry
from index.errors import FootnoteError
from index.opening import Library

ROWS = 20  # documents listed at once
NAME = 200  # characters of a title that a list shows
ORDERS: dict[str, Callable[[Entry], tuple[object, ...]]] = {
    "in the folder's order": lambda _: (),
    "newest first": lambda one: (not _dated(one), _reversed(one.date or "")),
    "oldest first": lambda one: (not _dated(one), one.date or ""),
    "by title": lambda one: (one.name.casefold(),),
}


# Links to this very page: Streamlit would draw each as the one that is open.
STYLE = """<style>
:is(.st-key-documents, .st-key-back) a { padding: 0; background: none; }
:is(.st-key-documents, .st-key-back) a:is(:hover, :focus-visible) p { text-decoration: underline; }
.st-key-documents a :is(p, span) { white-space: normal; line-height: 1.4; }
.st-key-documents .fn p { margin-bottom: .9rem; }
</style>"""


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.html(STYLE)
    user = current_user()
    try:
        settings = AppSettings.load()
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    if user.may_edit:
        delete_confirmed(settings)
    try:
        library = open_library(settings)
        changes = library.changes()
    except FootnoteError as error:
        st.title("Documents", anchor=False)
        show_said()
        show_unusable(error)
        if user.may_edit and settings.documents.is_dir():
            show_adding(settings, opened=True)
        return
    # A link from this page to itself is followed, but Streamlit leaves the address, and so the next run, as it was.
    st.query_params.from_dict(st.query_params.to_dict())
    wanted = st.query_params.get("document")
    if wanted:
        with st.container(key="back"):
            st.page_link(page(), label="All documents", icon=":material/arrow_back:")
        show_said()
        show_document(wanted, library, settings, user)
        return
    st.title("Documents", anchor=False)
    show_said()
    if changes:
        show_changes(settings, changes)
    _show_library(library, settings, user)


def page() -> st.Page:
    """Return this page, for the navigation and for links."""
    return st.Page(show, title="Documents", url_path="documents")


# ---------------------------------------------------------------------------------------------------------------------


def _show_library(library: Library, settings: AppSettings, user: User) -> None:
    entries, manifest = library.catalog.entries, library.manifest
    st.html(
        markup.quiet_html(
            f"{markup.count(len(entries), 'document')}, {markup.count(manifest.passages, 'passage')}, "
            f"indexed {markup.local_time(manifest.built)} from {settings.documents}"
        )
    )
    if user.may_edit:
        show_adding(settings)
    if manifest.skipped:
        st.html(markup.skipped_html([f"{one.problem} {one.hint or ''}" for one in manifest.skipped.values()]))
    searching, ordering = st.columns([2, 1])
    words = searching.text_input("Find a document", placeholder="Title, publisher, date or file").casefold().split()
    order = ordering.selectbox("Order", ORDERS)
    found = sorted((one for one in entries if _holds(one, words)), key=ORDERS[order])
    if not found:
        st.html(markup.quiet_html("No document is called that."))
    first = 0
    if len(found) > ROWS:
        # A search of its own: its first page is shown again.
        first = (st.pagination(-(-len(found) // ROWS), key=f"rows {order} {' '.join(words)}") - 1) * ROWS
    _show_rows(found[first : first + ROWS], library)
    if user.may_edit:
        show_rebuilding(settings)


def _show_rows(entries: Sequence[Entry], library: Library) -> None:
    with st.container(key="documents", gap=None):
        for one in entries:
            st.page_link(
                page(),
                label=markup.label(one.name if len(one.name) <= NAME else f"{one.name[:NAME]} …"),
                query_params={"document": one.id},
            )
            stated = (one.publisher, one.date, language_of(library.document(one.id).text))
            held = markup.count(one.passages, "passage")
            pages = markup.count(one.pages, "page") if one.pages else ""
            file = one.id if one.id != one.name else ""
            st.html(markup.quiet_html(" · ".join(filter(None, [*stated, pages, held, file]))))


def _holds(entry: Entry, words: Sequence[str]) -> bool:
    text = " ".join(filter(None, [entry.name, entry.publisher, entry.date, entry.id])).casefold()
    return all(word in text for word in words)


def _dated(entry: Entry) -> bool:
    return (entry.date or "")[:4].isdigit()


def _reversed(date: str) -> tuple[int, ...]:
    """Return what sorts dates the other way round; the order within a day stays."""
    return tuple(-int(part) for part in date.split("-") if part.isdigit())
