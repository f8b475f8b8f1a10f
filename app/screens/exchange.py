"""One question and its answer on the page: the quotes where they stand, and what can be done with the answer."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.answers import Citation
from app.citing import holds
from app.records.conversations import Exchange, Label
from app.records.exporting import as_text
from app.records.feedback import case_of, feedback_file
from app.screens import markup
from app.screens.answer_markup import Place, answer_html, found_at, question_html
from app.screens.desk import Desk
from app.screens.session import STOPPED, Session, judge
from index.errors import StoreError
from index.opening import Library

THEIRS, OURS = ":material/person:", ":material/format_quote:"
FAULTS: dict[Label, str] = {
    "wrong source": "Wrong source",
    "missed it": "Missed it",
    "should have refused": "Should have refused",
}
DOWN, UP = 0, 1  # what the thumbs widget returns


def show_question(exchange: Exchange) -> None:
    """Draw what the user asked."""
    with st.chat_message("user", avatar=THEIRS):
        st.html(question_html(exchange.question, key=exchange.id))


def outcome_html(exchange: Exchange, library: Library) -> str:
    """Return the answer with its quotes, each compared with its file once more; or the problem."""
    if exchange.problem == STOPPED:
        return markup.notice_html(*STOPPED)
    if exchange.answer is None:
        return markup.error_html(*exchange.problem)
    return answer_html(exchange.answer, places(exchange, library), key=exchange.id, milliseconds=exchange.milliseconds)


def places(exchange: Exchange, library: Library) -> Mapping[int, Place]:
    """Look every quote up again: its file may have changed since the question was answered."""
    return {one.number: _place(one, library) for one in (exchange.answer.citations if exchange.answer else ())}


def _place(citation: Citation, library: Library) -> Place:
    try:
        document = library.document(citation.source)
    except (KeyError, StoreError):
        return found_at(citation, None)
    true = library.unchanged(citation.source) and holds(citation, document)
    return found_at(citation, document if true else None)


def show_actions(exchange: Exchange, desk: Desk, *, last: bool) -> None:
    """Draw what can be done with an answer; only the last one can be asked again."""
    given = exchange.answer
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"actions-{exchange.id}"):
        if given:
            thumb = f"thumbs-{exchange.id}"
            st.session_state.setdefault(
                thumb, None if not exchange.label else UP if exchange.label == "right" else DOWN
            )
            st.feedback("thumbs", key=thumb, on_change=_rate, args=(exchange, desk))
            with st.popover("Copy", type="tertiary", key=f"copy-{exchange.id}"):
                st.html(markup.quiet_html("With its markers and sources; the button in the corner copies it."))
                st.code(as_text(given), language=None, wrap_lines=True)
        if last:
            session = desk.session
            st.button("Retry", type="tertiary", key="retry", on_click=ask_again, args=(session, exchange))
            st.button("Edit", type="tertiary", key="edit", on_click=_edit, args=(session, exchange))
    if exchange.label not in ("", "right"):
        _show_fault(exchange, desk)


def ask_again(session: Session, exchange: Exchange) -> None:
    """Put the same question once more, in place of this exchange."""
    st.session_state["question"] = exchange.question
    session.replacing = exchange.id


def _edit(session: Session, exchange: Exchange) -> None:
    st.session_state["typed"] = exchange.question
    session.replacing = exchange.id


def _show_fault(exchange: Exchange, desk: Desk) -> None:
    """Ask what was wrong; what is known of the right answer makes the evaluation case."""
    known = {"kind": f"fault-{exchange.id}", "words": f"words-{exchange.id}"}
    if exchange.answer and exchange.answer.answered:
        st.session_state.setdefault(known["kind"], exchange.label)
        st.pills(
            "What was wrong?",
            list(FAULTS),
            format_func=lambda label: FAULTS[label],
            key=known["kind"],
            required=True,
            on_change=_describe,
            args=(exchange, desk, known),
        )
    st.session_state.setdefault(known["words"], exchange.expected)
    if exchange.label != "should have refused":
        st.text_input(
            "Words that the right answer states, if you know them",
            key=known["words"],
            max_chars=200,
            on_change=_describe,
            args=(exchange, desk, known),
        )
    st.html(markup.quiet_html(_kept_as(exchange, desk)))


def _kept_as(exchange: Exchange, desk: Desk) -> str:
    if case_of(exchange, ()) is None:
        return "Say which words it should have stated, and it becomes an evaluation case."
    return f"Kept as an evaluation case in {feedback_file(desk.settings)}, with the question and the conversation."


def _rate(exchange: Exchange, desk: Desk) -> None:
    thumb = st.session_state[f"thumbs-{exchange.id}"]
    label: Label = ""
    if thumb == UP:
        label = "right"
    elif thumb == DOWN:
        label = "wrong source" if exchange.answer and exchange.answer.answered else "missed it"
    judge(desk.kept, desk.session, desk.settings, exchange.id, label=label)


def _describe(exchange: Exchange, desk: Desk, known: Mapping[str, str]) -> None:
    label: Label = st.session_state.get(known["kind"]) or exchange.label
    expected = st.session_state.get(known["words"], "").strip()
    judge(desk.kept, desk.session, desk.settings, exchange.id, label=label, expected=expected)


def show_verification(exchanges: Sequence[Exchange], library: Library) -> None:
    """Say of a conversation that was reopened whether its quotes still stand in their files."""
    found = [place for one in exchanges for place in places(one, library).values()]
    gone = sorted({one.citation.source for one in found if not one.holds})
    if gone:
        st.html(
            markup.notice_html(
                f"Since this conversation, {markup.count(len(gone), 'document')} changed or went: {', '.join(gone)}.",
                "Quotes from there are struck through. Retry the last question, or ask again, for what the documents "
                "say now.",
            )
        )
    elif found:
        st.html(markup.quiet_html("Reopened: every quote was compared with its file again and stands where it stood."))
