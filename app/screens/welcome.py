"""What the chat shows before the first question: what is in the folder, by date, and questions to begin with."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from html import escape

import streamlit as st

from app.answers import Answer
from app.chain import answer
from app.scope import Scope
from app.screens import markup
from app.screens.desk import Desk
from app.screens.starters import Starter, brings_more, follow_ups, starters
from app.settings import AppSettings
from index.catalog import Entry
from index.errors import FootnoteError

DOCUMENTS_LISTED = 6
STARTERS = 6
STARTERS_SECONDS = 4.0  # on a slow machine fewer are offered rather than the page kept busy
FOLLOW_UPS = 3
FOLLOW_UPS_SECONDS = 1.5

Choose = Callable[[str], None]

log = logging.getLogger(__name__)


def show_welcome(desk: Desk, choose: Choose) -> None:
    """Draw what is in the folder and questions that it answers; `choose` is called with the one that is pressed."""
    entries = by_date(desk.asked.catalog.entries)
    st.html(
        markup.block(
            f"<p>Ask about {markup.count(len(entries), 'document')}: each sentence of an answer comes with the exact "
            "words it rests on, and where the documents do not say, you are told so.</p>"
        )
    )
    st.html(_contents_html(entries))
    st.html(markup.quiet_html("To begin with"))
    columns = st.columns(2, gap="small")
    found = _answered(desk, starters(desk.asked), most=STARTERS, seconds=STARTERS_SECONDS)
    for number, question in enumerate(found):
        columns[number % 2].button(
            markup.label(question), on_click=choose, args=(question,), width="stretch", wrap=True
        )


def show_follow_ups(desk: Desk, given: Answer, choose: Choose) -> None:
    """Draw questions to go on with, each of which the documents answer with words not quoted yet."""
    asked = {one.question for one in desk.session.exchanges}
    offered = _answered(
        desk,
        follow_ups(desk.asked, given, asked),
        most=FOLLOW_UPS,
        seconds=FOLLOW_UPS_SECONDS,
        wanted=lambda found: brings_more(found, given),
    )
    with st.container(key="follow-ups", horizontal=True, gap="small"):
        for number, question in enumerate(offered):
            st.button(markup.label(question), key=f"follow-up-{number}", on_click=choose, args=(question,), wrap=True)


def by_date(entries: Iterable[Entry]) -> list[Entry]:
    """Return documents with the newest first, those that state no year last."""
    dated = [one for one in entries if (one.date or "")[:1].isdigit()]
    undated = [one for one in entries if not (one.date or "")[:1].isdigit()]
    return [*sorted(dated, key=lambda one: one.date or "", reverse=True), *undated]


def _contents_html(entries: list[Entry]) -> str:
    rows = [(escape(one.date or "not stated"), _named(one)) for one in entries[:DOCUMENTS_LISTED]]
    more = len(entries) - len(rows)
    return markup.block(
        markup.table(("Date", "Document"), rows, stacked=True), markup.quiet(f"and {more:,} more") if more > 0 else ""
    )


def _named(entry: Entry) -> str:
    publisher = f' <span class="fn-quiet">{escape(entry.publisher)}</span>' if entry.publisher else ""
    return escape(entry.name) + publisher


def _answered(
    desk: Desk,
    candidates: Iterable[Starter],
    *,
    most: int,
    seconds: float,
    wanted: Callable[[Answer], bool] = lambda found: True,
) -> Iterator[str]:
    """Yield the questions among the candidates that are answered, each as soon as it has been tried."""
    began, offered = time.monotonic(), 0
    # The engine without a model tries them: in milliseconds, at no cost.
    settings = desk.settings.model_copy(update={"model": None})
    index = (str(desk.documents.generation), desk.documents.manifest.built, hash(desk.scope))
    for candidate in candidates:
        if offered == most or time.monotonic() - began > seconds:
            return
        found = _tried(settings, desk.scope, index, candidate.question)
        if found and candidate.answered_by(found) and wanted(found):
            offered += 1
            yield candidate.question


@st.cache_data(show_spinner=False, max_entries=500)
def _tried(_settings: AppSettings, _scope: Scope, index: tuple[str, str, int], question: str) -> Answer | None:
    """Return the answer, from the cache where this index (its place and time, and the scope) has been asked before."""
    try:
        return answer(question, settings=_settings, scope=_scope)
    except FootnoteError:  # shown when the user asks
        log.info("the question %r cannot be offered", question, exc_info=True)
        return None
