"""The chat: ask, see the answer arrive sentence by sentence, open each quote where it stands. Decides no answer."""

import logging
import time
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.answers import Answer, Citation, Sentence, Turn
from app.chain import LONGEST_QUESTION, answer, ready_library, stream_answer
from app.citing import holds
from app.screens import markup
from app.screens.starters import starters
from app.settings import AppSettings
from index.errors import FootnoteError, IndexDamaged
from index.ingest import Progress, Stage, build_index
from index.opening import Changes, Library

DOCUMENTS_LISTED = 8
STARTERS = 6
STARTERS_SECONDS = 4.0  # on a slow machine fewer are offered rather than the page kept busy
REDRAW_SECONDS = 0.1
THEIRS, OURS = ":material/person:", ":material/format_quote:"
STAGES: dict[Stage, str] = {
    "reading": "Reading files",
    "embedding": "Embedding sentences",
    "storing": "Storing passages",
}

UNEXPECTED = (
    "Something went wrong while answering; this is a fault of the program, not of the question.",
    "What happened is in the log, in the terminal that this page was started from. Other questions may still work.",
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, or an error to show."""

    question: str
    answer: Answer | None
    problem: tuple[str, str] = ("", "")  # message and hint
    milliseconds: float = 0.0


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.title("Footnote", anchor=False)
    exchanges: list[Exchange] = st.session_state.setdefault("exchanges", [])
    try:
        settings = AppSettings.load()
        library = _open(settings)
        changes = library.changes()
    except FootnoteError as error:
        _show_unusable(error)
        return
    _show_sidebar(library, exchanges)
    if changes:
        with st.bottom:
            _offer_update(settings, changes)
    # Not inside st.bottom, where it goes by itself: only then does the page follow the conversation down.
    typed = st.chat_input("Ask about the documents", max_chars=LONGEST_QUESTION)
    question = typed or st.session_state.pop("starter", None)
    # Whichever of the two is not shown is emptied first: what a run does not draw would else stay until its end.
    if question or exchanges:
        st.empty()
        with st.container():
            _show_conversation(question, settings, exchanges, library)
    else:
        welcome = st.container()
        st.empty()
        with welcome:
            _show_welcome(settings, library)


# ---------------------------------------------------------------------------------------------------------------------
# The library


def _open(settings: AppSettings) -> Library:
    place = st.empty()
    with place.container(), st.spinner("Reading the documents ..."):
        library = ready_library(settings, progress=_progress())
    place.empty()
    return library


def _progress() -> Progress:
    """Return a callback that draws a bar here, once there is something to wait for."""
    place, drawn = st.empty(), 0.0

    def report(stage: Stage, done: int, total: int) -> None:
        nonlocal drawn
        if done < total and time.monotonic() - drawn < REDRAW_SECONDS:
            return
        drawn = time.monotonic()
        place.progress(done / max(total, 1), text=f"{STAGES[stage]}: {done:,} of {total:,}")

    return report


def _show_unusable(error: FootnoteError) -> None:
    st.html(markup.error_html(error.message, error.hint))
    if isinstance(error, IndexDamaged):
        if st.button("Build the index again", type="primary"):
            _build(AppSettings.load(), rebuild=True)
    else:
        st.button("Try again")


def _offer_update(settings: AppSettings, changes: Changes) -> None:
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
            build_index(settings, rebuild=rebuild, progress=_progress())
    except FootnoteError as error:
        place.html(markup.error_html(error.message, error.hint))
        return
    st.rerun()


def _show_sidebar(library: Library, exchanges: list[Exchange]) -> None:
    manifest = library.manifest
    with st.sidebar:
        st.button("New conversation", on_click=exchanges.clear, width="stretch")
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


# ---------------------------------------------------------------------------------------------------------------------
# Before the first question


def _show_welcome(settings: AppSettings, library: Library) -> None:
    ids = library.catalog.document_ids()
    st.markdown(
        f"Ask about {markup.count(len(ids), 'document')}: each sentence of an answer comes with the exact words it "
        "rests on, and where the documents do not say, you are told so."
    )
    st.html(markup.documents_html(map(library.document, ids[:DOCUMENTS_LISTED]), more=len(ids[DOCUMENTS_LISTED:])))
    _show_starters(settings, library)


def _show_starters(settings: AppSettings, library: Library) -> None:
    """Offer questions that are answered, each as soon as it has been tried."""
    began, offered = time.monotonic(), 0
    row = st.container(horizontal=True)
    for starter in starters(library):
        if offered == STARTERS or time.monotonic() - began > STARTERS_SECONDS:
            return
        given = _tried(settings, (str(library.generation), library.manifest.built), starter.question)
        if given and starter.answered_by(given):
            row.button(starter.question, on_click=_choose, args=(starter.question,))
            offered += 1


def _choose(question: str) -> None:
    st.session_state["starter"] = question


@st.cache_data(show_spinner=False, max_entries=100)
def _tried(_settings: AppSettings, index: tuple[str, str], question: str) -> Answer | None:
    """Return the answer, from the cache where this index (its place and time) has been asked before."""
    try:
        return answer(question, settings=_settings)
    except FootnoteError:  # shown when the user asks
        log.info("the starter %r cannot be answered", question, exc_info=True)
        return None


# ---------------------------------------------------------------------------------------------------------------------
# Questions and answers


def _show_conversation(
    question: str | None, settings: AppSettings, exchanges: list[Exchange], library: Library
) -> None:
    for number, exchange in enumerate(exchanges):
        _show_question(exchange.question)
        with st.chat_message("assistant", avatar=OURS):
            st.html(_outcome(exchange, number, library))
    if question:
        _show_question(question)
        with st.chat_message("assistant", avatar=OURS):
            place = st.empty()
            exchange = _answer(question, settings, exchanges, place)
            # In the same place as the next run draws it, so that a quote that was opened stays open.
            place.html(_outcome(exchange, len(exchanges), library))
        exchanges.append(exchange)


def _show_question(question: str) -> None:
    with st.chat_message("user", avatar=THEIRS):
        st.html(markup.question_html(question))


def _answer(question: str, settings: AppSettings, exchanges: list[Exchange], place: DeltaGenerator) -> Exchange:
    began = time.perf_counter()
    try:
        given = _stream(question, settings, _history(exchanges), place)
    except FootnoteError as error:
        return Exchange(question, None, (error.message, error.hint))
    except Exception:  # a defect of ours: the page says so and goes on, the log has the traceback, not the question
        log.exception("a question was not answered")
        return Exchange(question, None, UNEXPECTED)
    return Exchange(question, given, milliseconds=(time.perf_counter() - began) * 1000)


def _stream(question: str, settings: AppSettings, history: list[Turn], place: DeltaGenerator) -> Answer:
    place.html(markup.draft_html([]))
    stream, sentences = stream_answer(question, history, settings=settings), list[Sentence]()
    while True:
        try:
            sentences.append(next(stream))
        except StopIteration as stop:
            given: Answer = stop.value
            return given
        place.html(markup.draft_html(sentences))


def _history(exchanges: list[Exchange]) -> list[Turn]:
    answered = [(one.question, one.answer) for one in exchanges if one.answer]
    return [turn for asked, given in answered for turn in (("user", asked), ("assistant", given.text))]


def _outcome(exchange: Exchange, number: int, library: Library) -> str:
    if exchange.answer is None:
        return markup.error_html(*exchange.problem)
    places = {citation.number: _place(citation, library) for citation in exchange.answer.citations}
    return markup.answer_html(exchange.answer, places, key=str(number), milliseconds=exchange.milliseconds)


def _place(citation: Citation, library: Library) -> markup.Place:
    """Look a quote up again each time it is shown: its file may have changed since the question was answered."""
    try:
        document = library.document(citation.source)
    except KeyError:
        return markup.place_of(citation, None)
    true = library.unchanged(citation.source) and holds(citation, document)
    return markup.place_of(citation, document if true else None)
