"""The chat: ask, see the answer arrive sentence by sentence, open each quote where it stands. Decides no answer."""

import logging
import time
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.answers import Answer, Sentence
from app.questions import LONGEST_QUESTION
from app.records.conversations import Conversations, Exchange
from app.screens import markup
from app.screens.answer_markup import draft_html, scroll_html
from app.screens.asking import ask
from app.screens.desk import Desk
from app.screens.entry import current_user
from app.screens.exchange import OURS, outcome_html, show_actions, show_question, show_verification
from app.screens.folder import open_library, show_changes, show_unusable
from app.screens.preferences import current
from app.screens.session import Session, add, ask_instead, current_session
from app.screens.sidebar import show_beginning, show_facts, show_latest
from app.screens.welcome import show_follow_ups, show_welcome
from app.settings import AppSettings
from index.errors import FootnoteError
from index.opening import Changes

SLOW = 1.0  # seconds after which stopping is offered; the engine without a model is done long before

UNEXPECTED = (
    "Something went wrong while answering; this is a fault of the program, not of the question.",
    "What happened is in the log, in the terminal that this page was started from. Other questions may still work.",
)

log = logging.getLogger(__name__)


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.title("Footnote", anchor=False)
    try:
        settings = current().apply(AppSettings.load())
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    owner = current_user().name
    kept = Conversations(settings, owner)
    session = current_session(kept, settings, owner)
    show_beginning(session)
    try:
        library = open_library(settings)
        changes = library.changes()
    except FootnoteError as error:
        show_unusable(error)
        show_latest(kept, session)
        return
    _show_page(Desk(session, kept, settings, library, current().scope), changes)
    show_latest(kept, session)
    show_facts(library)


def _show_page(desk: Desk, changes: Changes) -> None:
    # Inside st.bottom: elsewhere the page would follow its end, where the beginning of an answer is out of sight.
    with st.bottom:
        if changes:
            show_changes(desk.settings, changes)
        typed = st.chat_input("Ask about the documents", key="typed", max_chars=LONGEST_QUESTION)
    question = typed or st.session_state.pop("question", None)
    session = desk.session
    if question and session.replacing:
        ask_instead(desk.kept, session)
    # Whichever of the two is not shown is emptied first: what a run does not draw would else stay until its end.
    if question or session.exchanges:
        st.empty()
        with st.container():
            _show_conversation(question, desk)
    else:
        welcome = st.container()
        st.empty()
        with welcome:
            _show_notice(session)
            show_welcome(desk, _choose)


def _choose(question: str) -> None:
    st.session_state["question"] = question


def _show_notice(session: Session) -> None:
    if any(session.notice):
        st.html(markup.notice_html(*session.notice))


def _show_conversation(question: str | None, desk: Desk) -> None:
    session = desk.session
    if session.reopened:
        show_verification(session.exchanges, desk.documents)
    for exchange in session.exchanges:
        show_question(exchange)
        with st.chat_message("assistant", avatar=OURS):
            st.html(outcome_html(exchange, desk.documents))
            with st.container():
                show_actions(exchange, desk, last=not question and exchange is session.exchanges[-1])
    if question:
        _show_answering(Exchange(question, None), desk)
    _show_notice(session)
    latest = session.exchanges[-1]
    if session.replacing:
        _show_editing(session)
    elif latest.answer:
        show_follow_ups(desk, latest.answer, _choose)
    if question:
        st.html(scroll_html(latest.id), unsafe_allow_javascript=True)


def _show_answering(asked: Exchange, desk: Desk) -> None:
    show_question(asked)
    with st.chat_message("assistant", avatar=OURS):
        place, below = st.empty(), st.empty()
        below.html(scroll_html(asked.id), unsafe_allow_javascript=True)
        done = _answer(asked, desk, place, below)
        # In the same place as the next run draws it, so that a quote that was opened stays open.
        place.html(outcome_html(done, desk.documents))
        with below.container():
            show_actions(done, desk, last=True)


def _show_editing(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(markup.quiet_html("What you send now takes the place of the last question."), width="content")
        st.button("Leave it as it is", type="tertiary", on_click=_leave, args=(session,))


def _leave(session: Session) -> None:
    session.replacing = ""
    st.session_state["typed"] = ""


def _answer(asked: Exchange, desk: Desk, place: DeltaGenerator, below: DeltaGenerator) -> Exchange:
    began = time.perf_counter()
    desk.session.pending = asked
    problem, given = ("", ""), None
    try:
        given = _stream(asked.question, desk, place, below)
    except FootnoteError as error:
        problem = (error.message, error.hint)
    except Exception:  # a defect of ours: the page says so and goes on, the log has the traceback, not the question
        log.exception("a question was not answered")
        problem = UNEXPECTED
    took = (time.perf_counter() - began) * 1000
    done = replace(asked, answer=given, problem=problem, milliseconds=took)
    add(desk.kept, desk.session, done)
    return done


def _stream(question: str, desk: Desk, place: DeltaGenerator, below: DeltaGenerator) -> Answer:
    place.html(draft_html([]))
    began, offered = time.monotonic(), False
    sentences: list[Sentence] = []
    writing = ask(question, desk.session.history, settings=desk.settings, scope=desk.scope)
    while True:
        try:
            sentence = next(writing)
        except StopIteration as stop:
            given: Answer = stop.value
            return given
        waited = time.monotonic() - began
        sentences += [sentence] if sentence else []
        place.html(draft_html(sentences, waited))
        if waited > SLOW and not offered:
            below.button("Stop", key="stop")  # pressing it begins the page anew, which ends this run
            offered = True
