"""One document in full: the cited words in their place, a search, the printed page, the questions that cited it."""

import zlib
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app.languages import language_of
from app.pdf_page import pdf_page
from app.records.conversations import Conversations
from app.screens import markup, reading_markup
from app.screens.editing import confirm_deleting
from app.screens.entry import User
from app.screens.reading_markup import MOST_FOUND, Mark, found_in, marks_of, page_at, pages_of, scroll_html, text_html
from app.settings import AppSettings
from index.documents import Document
from index.errors import FootnoteError
from index.opening import Library

QUESTIONS = 20  # that cited the document
PRINTED = 760  # pixels of height


def show_document(document_id: str, library: Library, settings: AppSettings, user: User) -> None:
    """Draw a document; the address says which words of it are cited (`start`, `end`)."""
    st.html(reading_markup.STYLE)
    try:
        document = library.document(document_id)
    except KeyError:
        skipped = library.manifest.skipped.get(document_id)
        gone = f"{document_id!r} is not in the index.", "It was deleted or renamed. See all documents."
        st.html(markup.error_html(*((skipped.problem or "", skipped.hint or "") if skipped else gone)))
        return
    unchanged = library.unchanged(document_id)
    cited = _cited(document)
    _show_head(document, library, cited, unchanged=unchanged)
    _show_body(document, settings, cited, printed=unchanged and document_id.lower().endswith(".pdf"))
    _show_questions(document, settings, user)
    if user.may_edit and st.button("Delete this document"):
        confirm_deleting(document)


# ---------------------------------------------------------------------------------------------------------------------


def _cited(document: Document) -> Mark | None:
    try:
        start, end = (int(st.query_params.get(name, "")) for name in ("start", "end"))
    except ValueError:
        return None
    return Mark(start, end, "cited") if 0 <= start < end <= len(document.text) else None


def _show_head(document: Document, library: Library, cited: Mark | None, *, unchanged: bool) -> None:
    speaker = f"{document.speaker} speaking" if document.speaker else None
    author = f"by {document.author}" if document.author else None
    stated = (document.publisher, document.date, speaker, author, language_of(document.text))
    about = " · ".join(filter(None, stated))
    # As HTML: a title of st.title is Markdown.
    below = (markup.quiet(line) for line in (about, document.id if document.id != document.name else "") if line)
    head = f"<h1>{escape(document.name)}</h1>{''.join(below)}"
    warning = "This file has changed or is gone since it was indexed; these were its words then."
    st.html(markup.block(head, "" if unchanged else markup.box("note", warning)))
    if cited:
        page = document.page_of(cited.start)
        place = f"characters {cited.start}-{cited.end}" + (f" on page {page}" if page else "")
        st.html(markup.quiet_html(f"The cited words are marked: {place}."))


def _show_body(document: Document, settings: AppSettings, cited: Mark | None, *, printed: bool) -> None:
    if printed and document.pages:
        shown = st.segmented_control("Show", ["Text", "As printed"], default="Text", key=f"shown {document.id}")
        if shown == "As printed":
            _show_printed(document, settings, cited)
            return
    wanted = st.text_input("Search within", key=f"search {document.id}", placeholder="Words in this order")
    found = found_in(document.text, wanted)
    here = _choose(found, document, wanted) if found else None
    if wanted and not found:
        st.html(markup.quiet_html("These words are nowhere in this document."))
    _show_text(
        document, [*marks_of(document), *found, *([cited] if cited else []), *([here] if here else [])], here or cited
    )


def _choose(found: list[Mark], document: Document, wanted: str) -> Mark:
    """Let one of the places that were found be chosen; the first at the beginning."""
    number = 1
    if len(found) > 1:
        with st.container(horizontal=True, vertical_alignment="center", key="finding"):
            many = f"{MOST_FOUND} places or more" if len(found) == MOST_FOUND else f"{len(found)} places"
            st.html(markup.quiet_html(many), width="content")
            number = st.pagination(
                len(found), max_visible_pages=5, width="stretch", key=f"place {document.id} {wanted}"
            )
    chosen = found[number - 1]
    return Mark(chosen.start, chosen.end, "here")


def _show_text(document: Document, marks: list[Mark], target: Mark | None) -> None:
    text, aim = document.text, target.start if target else 0
    starts = pages_of(text)
    number = page_at(starts, aim)
    if len(starts) > 1:
        number = st.pagination(len(starts), default=number, key=f"page {document.id} {aim}")
    first, last = starts[number - 1], [*starts, len(text)][number]
    st.html(text_html(text, marks, start=first, end=last, target=target.start if target else None))
    if target and first <= target.start < last:
        st.html(scroll_html(zlib.crc32(document.id.encode()), target.start), unsafe_allow_javascript=True)


def _show_printed(document: Document, settings: AppSettings, cited: Mark | None) -> None:
    total = len(document.pages)
    page = (document.page_of(cited.start) if cited else None) or 1
    number = page if total == 1 else st.pagination(total, default=page, key=f"printed {document.id} {page}")
    try:
        data = _printed(str(settings.documents / document.id), document.sha256, number)
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    st.pdf(data, height=PRINTED, key=f"pdf {document.id} {number}", alt=f"Page {number} of {total}")


@st.cache_data(show_spinner=False, max_entries=50)
def _printed(path: str, sha256: str, number: int) -> bytes:
    """Return the page, from the cache where this content has been shown before."""
    return pdf_page(path, number)


def _show_questions(document: Document, settings: AppSettings, user: User) -> None:
    try:
        asked = Conversations(settings, user.name).questions_citing(document.id)
    except FootnoteError as error:
        st.html(markup.notice_html(error.message, error.hint))
        return
    if not asked:
        return
    items = "".join(
        f'<li><a href="./?{escape(urlencode({"conversation": one.conversation}))}">{escape(one.question)}</a> '
        f'<span class="fn-quiet">{escape(markup.local_time(one.asked))}</span></li>'
        for one in asked[:QUESTIONS]
    )
    count = markup.count(len(asked), "question")
    st.html(
        markup.block(
            f'<details><summary>Cited for {count}</summary><div><ul class="fn-list">{items}</ul></div></details>'
        )
    )
