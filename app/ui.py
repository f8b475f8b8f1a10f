"""The web app's entry: `streamlit run app/ui.py`, or `footnote ui`. Lists the screens; draws nothing itself."""

import streamlit as st

from app.screens import chat, documents, entry, history, preferences, quality, settings

ABOUT = "**Footnote** answers questions about a folder of documents, every sentence with its exact source."

# An emoji: as the icon of the page, one of the ":material/...:" kind would be fetched from a font host.
# With an entry of its own the menu is shown, and the choice of light or dark in it.
st.set_page_config(page_title="Footnote", page_icon="📑", layout="centered", menu_items={"About": ABOUT})

SCREENS = (
    (chat.show, "Ask", ":material/chat:", ""),
    (documents.show, "Documents", ":material/library_books:", "documents"),
    (history.show, "History", ":material/history:", "history"),
    (quality.show, "Quality", ":material/monitoring:", "quality"),
    (settings.show, "Settings", ":material/tune:", "settings"),
)

# Who may not come in yet sees the door at every address, and what they wanted to see afterwards.
inside = entry.is_open()
chosen = st.navigation(
    [
        st.Page(screen if inside else entry.show, title=title, icon=icon, url_path=path, default=not path)
        for screen, title, icon, path in SCREENS
    ],
    position="sidebar" if inside else "hidden",
)
if inside:
    preferences.show_active()
chosen.run()
if inside:
    entry.show_account()
