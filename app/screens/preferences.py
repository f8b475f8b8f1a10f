"""What a person has chosen for their own questions, kept for as long as the page stays open."""

from dataclasses import dataclass

import streamlit as st

from app.scope import EVERYTHING, Scope
from app.screens import markup
from app.settings import AppSettings

_KEY = "preferences"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices beside the settings; what is None stays as it was set."""

    sources: int | None = None  # passages retrieved for a question
    scope: Scope = EVERYTHING
    offline: bool = False  # without the language model that is set
    model: str | None = None  # another one, as provider:model

    def apply(self, settings: AppSettings) -> AppSettings:
        """Return the settings with these choices."""
        changed = {"passages": self.sources, "model": self.model}
        wanted = {name: value for name, value in changed.items() if value is not None}
        return settings.model_copy(update=wanted | ({"model": None} if self.offline else {}))

    @property
    def narrowed(self) -> str:
        """Which documents are asked, in a line; "" for all of them."""
        scope = self.scope
        some = f"only {markup.count(len(scope.documents), 'document')}" if scope.documents else ""
        day = f"as of {scope.as_of}" if scope.as_of else ""
        return f"Asked: {', '.join(filter(None, [some, day]))}" if not scope.everything else ""


def current() -> Preferences:
    """Return what has been chosen."""
    chosen: Preferences = st.session_state.setdefault(_KEY, Preferences())
    return chosen


def choose(preferences: Preferences) -> None:
    """Keep a choice."""
    st.session_state[_KEY] = preferences


def show_active() -> None:
    """Draw beside every page that not all documents are asked: nobody should forget it."""
    if narrowed := current().narrowed:
        with st.sidebar:
            st.html(markup.notice_html(narrowed, "See Settings."))
