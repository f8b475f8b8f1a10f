"""The conversation that this browser tab shows: begun, reopened, grown, and kept. Draws nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from app.answers import Turn
from app.records.conversations import Conversations, Exchange, HistoryUnusable, Label, new_id
from app.records.feedback import keep
from app.settings import AppSettings
from index.errors import FootnoteError

STOPPED = ("Stopped before the answer was complete.", "Retry asks it again.")
GONE = ("That conversation is not here: it was deleted, or it is about another folder of documents.", "")
ADDRESS = "conversation"  # the query parameter that a reload reads
_KEY = "session"


@dataclass(slots=True)
class Session:
    """What a tab knows of its conversation."""

    owner: str
    folder: str
    conversation: str = field(default_factory=new_id)
    exchanges: list[Exchange] = field(default_factory=list)
    reopened: bool = False
    pending: Exchange | None = None  # asked, its answer not complete
    replacing: str = ""  # the exchange that the next question takes the place of
    notice: tuple[str, str] = ("", "")  # why something could not be kept: message and hint

    @property
    def history(self) -> list[Turn]:
        """What was said so far."""
        answered = [(one.question, one.answer) for one in self.exchanges if one.answer]
        return [turn for asked, given in answered for turn in (("user", asked), ("assistant", given.text))]


def current_session(kept: Conversations, settings: AppSettings, owner: str) -> Session:
    """Return this tab's conversation; the one that the address names where it names another."""
    folder = str(settings.documents)
    session: Session | None = st.session_state.get(_KEY)
    if session is None or (session.owner, session.folder) != (owner, folder):
        session = _begun(owner, folder)
    wanted = st.query_params.get(ADDRESS)
    if wanted and wanted != session.conversation:
        session = _reopened(kept, session, wanted)
    if session.pending:  # stopped, or the page was left, while it was being answered
        add(kept, session, replace(session.pending, problem=STOPPED))
    _address(session)
    return session


def begin(session: Session) -> None:
    """Put an empty conversation in this tab."""
    st.query_params.pop(ADDRESS, None)
    _begun(session.owner, session.folder)


def reopen(kept: Conversations, session: Session, conversation: str) -> None:
    """Put a conversation that was kept in this tab; an empty one with a notice where that cannot be."""
    st.query_params.pop(ADDRESS, None)
    _reopened(kept, session, conversation)


def leave(conversation: str) -> None:
    """Let go of a conversation that is no longer kept, where this tab shows it."""
    session: Session | None = st.session_state.get(_KEY)
    if session and session.conversation == conversation:
        del st.session_state[_KEY]


def ask_instead(kept: Conversations, session: Session) -> None:
    """Take the exchange that the next question replaces out of the conversation."""
    replaced, session.replacing = session.replacing, ""
    session.exchanges = [one for one in session.exchanges if one.id != replaced]
    if session.exchanges:
        _kept(session, lambda: kept.drop(session.conversation, replaced))
    else:  # what follows is another conversation, with another title
        _kept(session, lambda: kept.delete(session.conversation))


def add(kept: Conversations, session: Session, exchange: Exchange) -> None:
    """Add an exchange to the conversation."""
    session.pending, session.notice = None, ("", "")
    session.exchanges.append(exchange)
    _kept(session, lambda: kept.save(session.conversation, exchange))
    _address(session)


def judge(
    kept: Conversations, session: Session, settings: AppSettings, exchange: str, *, label: Label, expected: str = ""
) -> None:
    """Keep what a person says of an answer, with the conversation and as an evaluation case."""
    place = next(place for place, one in enumerate(session.exchanges) if one.id == exchange)
    judged = replace(session.exchanges[place], label=label, expected=expected)
    session.exchanges[place], session.notice = judged, ("", "")
    _kept(session, lambda: keep(judged, session.exchanges[:place], settings))
    _kept(session, lambda: kept.save(session.conversation, judged))


def _address(session: Session) -> None:
    """Let the address name the conversation, so that a reload finds it."""
    if session.exchanges and st.query_params.get(ADDRESS) != session.conversation:
        st.query_params[ADDRESS] = session.conversation


def _begun(owner: str, folder: str) -> Session:
    session = st.session_state[_KEY] = Session(owner, folder)
    return session


def _reopened(kept: Conversations, before: Session, conversation: str) -> Session:
    session = _begun(before.owner, before.folder)
    try:
        session.exchanges = kept.exchanges(conversation)
    except HistoryUnusable as error:
        session.conversation = conversation  # a reload may find it readable again
        session.notice = (error.message, error.hint)
        return session
    if session.exchanges:
        session.conversation, session.reopened = conversation, True
    else:
        session.notice = GONE
        st.query_params.pop(ADDRESS, None)
    return session


def _kept(session: Session, write: Callable[[], object]) -> None:
    """Write; where that cannot be, the conversation goes on and the page says why it is not kept."""
    try:
        write()
    except FootnoteError as error:
        session.notice = (error.message, error.hint)
