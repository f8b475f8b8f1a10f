"""All conversations of this person about this folder: searched, reopened, renamed, deleted."""

from collections.abc import Callable

import streamlit as st

from app.records.conversations import Conversation, Conversations, HistoryUnusable
from app.screens import chat, markup
from app.screens.entry import current_user
from app.screens.session import ADDRESS, leave
from app.settings import AppSettings
from index.errors import FootnoteError

SHOWN = 100
_PROBLEM = "history-problem"


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.title("History", anchor=False)
    try:
        settings = AppSettings.load()
        kept = Conversations(settings, current_user().name)
        found = kept.recent(_search(), most=SHOWN)
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        st.button("Try again")
        return
    if problem := st.session_state.pop(_PROBLEM, None):
        st.html(markup.error_html(*problem))
    if not found:
        searched = st.session_state.get("search")
        st.html(markup.quiet_html(f"No conversation holds “{searched}”." if searched else "No conversation yet."))
    for one in found:
        _show(one, kept)
    if len(found) == SHOWN:
        st.html(markup.quiet_html(f"The {SHOWN} latest are shown; search for others."))


def _search() -> str:
    return str(
        st.text_input(
            "Search",
            key="search",
            type="search",
            placeholder="Words of questions and answers",
            label_visibility="collapsed",
            live=True,
        )
    )


def _show(one: Conversation, kept: Conversations) -> None:
    with st.container(border=True, key=f"conversation-{one.id}", gap="small"):
        st.html(
            markup.entry_html(
                one.title, f"{markup.count(one.questions, 'question')} · {markup.local_time(one.changed)}"
            )
        )
        with st.container(horizontal=True, gap="small"):
            if st.button("Open", key=f"open-{one.id}"):
                st.switch_page(st.Page(chat.show, default=True), query_params={ADDRESS: one.id})
            with st.popover("Rename", type="tertiary", key=f"rename-{one.id}"):
                st.text_input(
                    "Title",
                    value=one.title,
                    key=f"title-{one.id}",
                    max_chars=80,
                    on_change=_rename,
                    args=(one, kept),
                )
            with st.popover("Delete", type="tertiary", key=f"delete-{one.id}"):
                st.html(markup.quiet_html("Its questions and answers are gone then; exported files stay."))
                st.button("Delete for good", key=f"gone-{one.id}", type="primary", on_click=_delete, args=(one, kept))


def _rename(one: Conversation, kept: Conversations) -> None:
    _do(lambda: kept.rename(one.id, st.session_state[f"title-{one.id}"]))


def _delete(one: Conversation, kept: Conversations) -> None:
    _do(lambda: kept.delete(one.id))
    leave(one.id)


def _do(write: Callable[[], None]) -> None:
    try:
        write()
    except HistoryUnusable as error:
        st.session_state[_PROBLEM] = (error.message, error.hint)
