"""The web app's entry: `streamlit run app/ui.py`, or `footnote ui`. Lists the screens; draws nothing itself."""

import streamlit as st

from app.screens import chat

# An emoji: an icon of the ":material/...:" kind would be fetched from a font host.
st.set_page_config(page_title="Footnote", page_icon="📑", layout="centered")

st.navigation([st.Page(chat.show, title="Ask", icon="📑", default=True)]).run()
