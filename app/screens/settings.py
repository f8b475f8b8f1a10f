"""What a person may choose for their own questions, in words: documents, sources, engine, look. Answers nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from app.llm import check_model
from app.scope import Scope
from app.screens import markup
from app.screens.entry import current_user
from app.screens.folder import open_library, show_unusable
from app.screens.preferences import Preferences, choose, current
from app.settings import AppSettings
from index.catalog import Entry
from index.errors import FootnoteError

CHOOSABLE = 2_000  # documents that are offered one by one
EARLIEST = date(1000, 1, 1)
DOCUMENTS, AS_OF, UNDATED, SOURCES, ENGINE, MODEL = (
    f"preferred {name}" for name in ("documents", "day", "undated", "sources", "engine", "model")
)
OFFLINE, ONLINE = "Quote the documents", "Write with a language model"


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.title("Settings", anchor=False)
    try:
        settings = AppSettings.load()
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    user = current_user()
    st.html(markup.quiet_html("These hold for your questions, in this browser tab, until it is reloaded or closed."))
    try:
        entries: Sequence[Entry] = open_library(settings).catalog.entries
    except FootnoteError as error:
        show_unusable(error)
        entries = ()
    before = current()
    chosen = replace(before, scope=_choose_scope(entries, before.scope) if entries else before.scope)
    chosen = replace(chosen, sources=_choose_sources(settings, chosen))
    chosen = _choose_engine(settings, chosen, may_name=user.may_edit)
    choose(chosen)
    _show_check(chosen.apply(settings))
    _show_look()
    if chosen != Preferences():
        st.button("Back to the defaults", on_click=_reset)
    if user.may_edit:
        _show_given(settings)


# ---------------------------------------------------------------------------------------------------------------------


def _choose_scope(entries: Sequence[Entry], before: Scope) -> Scope:
    st.html(
        markup.block(
            "<h2>Documents that are asked</h2>",
            markup.quiet("Others are not searched, quoted or counted: answers are as if the folder did not hold them."),
        )
    )
    documents = before.documents
    if len(entries) <= CHOOSABLE:
        documents = _choose_documents(entries, before)
    _begin(AS_OF, before.as_of)
    _begin(UNDATED, before.undated)
    day = st.date_input(
        "As of",
        key=AS_OF,
        min_value=EARLIEST,
        max_value=date.today(),
        help="Only documents that are certainly of this day or before, by the date that they state themselves.",
    )
    undated = day is not None and st.checkbox("Also documents that state no date, or none with its year", key=UNDATED)
    scope = Scope(documents, day if isinstance(day, date) else None, undated)
    left = len(scope.select(entries))
    if not scope.everything:
        said = f"{left:,} of {markup.count(len(entries), 'document')} will be asked."
        st.html(markup.notice_html(said if left else f"{said} Every question will be refused."))
    return scope


def _choose_documents(entries: Sequence[Entry], before: Scope) -> frozenset[str] | None:
    named = {one.id: one.name for one in entries}
    _begin(DOCUMENTS, [one for one in named if before.documents and one in before.documents])
    # What was deleted since is no longer offered.
    st.session_state[DOCUMENTS] = [one for one in st.session_state[DOCUMENTS] if one in named]
    chosen = st.multiselect(
        "Only these documents",
        list(named),
        key=DOCUMENTS,
        format_func=lambda one: named[one] if named[one] == one else f"{named[one]} ({one})",
        placeholder="All documents",
    )
    return frozenset(chosen) or None


def _choose_sources(settings: AppSettings, before: Preferences) -> int | None:
    st.html(
        markup.block(
            "<h2>Sources</h2>",
            markup.quiet(
                "How many passages are found for a question; an answer may cite only these. More find what is said in "
                "unusual words, and take longer; fewer are quicker, and cheaper with a language model."
            ),
        )
    )
    _begin(SOURCES, before.sources or settings.passages)
    number = st.slider("Passages found", 5, 200, step=5, key=SOURCES)
    return None if number == settings.passages else number


def _choose_engine(settings: AppSettings, before: Preferences, *, may_name: bool) -> Preferences:
    st.html(
        markup.block(
            "<h2>Engine</h2>",
            markup.quiet(
                f"“{OFFLINE}” answers with the documents' own sentences: at once, on this machine, always the same. "
                f"“{ONLINE}” has a model write the sentences from the passages found; each is checked against its "
                "quotes, and what they do not carry is withheld. The model sees the question and these passages."
            ),
        )
    )
    if not settings.model and not may_name:
        st.html(markup.quiet_html("No language model is set up here."))
        return replace(before, offline=False, model=None)
    _begin(ENGINE, ONLINE if (before.model or settings.model) and not before.offline else OFFLINE)
    if st.radio("Answers", [OFFLINE, ONLINE], key=ENGINE, horizontal=True) == OFFLINE:
        return replace(before, offline=bool(settings.model), model=None)
    if not may_name:
        return replace(before, offline=False, model=None)
    _begin(MODEL, before.model or settings.model or "")
    name = st.text_input(
        "Model",
        key=MODEL,
        placeholder="provider:model, such as ollama:llama3.2 or openai:gpt-4.1-mini",
        help="Keys and addresses are read from the provider's usual environment variables, where this page runs.",
    ).strip()
    return replace(before, offline=False, model=None if name == (settings.model or "") else name or None)


def _show_check(settings: AppSettings) -> None:
    if settings.model and st.button("Test the connection"):
        with st.spinner("Asking the model for one word ..."):
            try:
                said = markup.block(markup.box("reason", check_model(settings), role="status"))
            except FootnoteError as error:
                said = markup.error_html(error.message, error.hint)
        st.html(said)


def _show_look() -> None:
    st.html(
        markup.block(
            "<h2>Look</h2>",
            markup.quiet(
                "Light or dark as your system has it. To choose: the three dots at the top right; this browser "
                "remembers it."
            ),
        )
    )


def _show_given(settings: AppSettings) -> None:
    """Draw the settings that hold for everybody, which only their environment can change."""
    described = type(settings).model_fields
    rows = [
        (
            f"<code>{escape(f'FOOTNOTE_{name.upper()}')}</code>",
            escape("default" if value is None else str(value)),
            escape(described[name].description or ""),
        )
        for name, value in settings.model_dump().items()
        if name in described
    ]
    table = markup.table(("Variable", "Value", "What it is"), rows)
    st.html(
        markup.block(f"<details><summary>Set for everybody, by whoever runs this</summary><div>{table}</div></details>")
    )


def _begin(key: str, value: object) -> None:
    """Give a widget its first value; afterwards it keeps its own."""
    if key not in st.session_state:
        st.session_state[key] = value


def _reset() -> None:
    for key in (DOCUMENTS, AS_OF, UNDATED, SOURCES, ENGINE, MODEL):
        st.session_state.pop(key, None)
    choose(Preferences())
