"""Beside the chat: a new conversation, the latest ones, this one as a file, and what the index holds."""

import streamlit as st

from app.records.conversations import Conversations, HistoryUnusable
from app.records.exporting import Format, export
from app.screens import markup
from app.screens.session import Session, begin, reopen
from index.opening import Library

LATEST = 6
FORMATS: tuple[Format, ...] = ("Markdown", "HTML", "JSON")


def show_beginning(session: Session) -> None:
    """Draw what is of use while an answer is being written."""
    with st.sidebar:
        st.button("New conversation", on_click=begin, args=(session,), width="stretch")


def show_latest(kept: Conversations, session: Session) -> None:
    """Draw the latest conversations, and this one to take away; once an answer is there, it is among them."""
    with st.sidebar:
        if session.exchanges:
            _show_export(session)
        try:
            latest = kept.recent(most=LATEST)
        except HistoryUnusable as error:
            st.html(markup.notice_html(error.message, error.hint))
            return
        if latest:
            st.html(markup.quiet_html("Latest conversations"))
            with st.container(key="latest", gap=None):
                for one in latest:
                    title = markup.label(one.title)
                    st.button(
                        f"**{title}**" if one.id == session.conversation else title,
                        key=f"latest-{one.id}",
                        type="tertiary",
                        width="stretch",
                        wrap=False,
                        on_click=reopen,
                        args=(kept, session, one.id),
                    )


def show_facts(library: Library) -> None:
    """Draw what the index holds."""
    manifest = library.manifest
    with st.sidebar:
        facts = {
            "Folder": str(library.settings.documents),
            "Documents": f"{len(manifest.indexed):,}",
            "Passages": f"{manifest.passages:,}",
            "Indexed": markup.local_time(manifest.built),
        }
        st.html(markup.facts_html(facts))
        if manifest.skipped:
            problems = [f"{state.problem} {state.hint or ''}" for state in manifest.skipped.values()]
            st.html(markup.skipped_html(problems))


def _show_export(session: Session) -> None:
    title = session.exchanges[0].question
    with st.popover("Export", width="stretch"):
        st.html(markup.quiet_html("The conversation as a file, each quote with its place"))
        for form in FORMATS:
            written = export(title, session.exchanges, form=form)
            st.download_button(
                form,
                written.text,
                written.name,
                written.mime,
                key=f"export-{form}",
                on_click="ignore",
                width="stretch",
            )
