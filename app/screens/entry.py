"""The door: who is asking, whether they may come in, the page that asks them to sign in. Shows no document."""

import binascii
import hashlib
import threading
import time
from dataclasses import dataclass, field

import streamlit as st

from app.accounts.access import SignIn, is_loopback, is_named, sign_in
from app.accounts.passwords import Throttle, is_password
from app.screens import markup
from app.settings import AppSettings
from index.errors import FootnoteError

REMEMBERED = 12 * 3_600  # seconds for which a browser that gave the password need not give it again
COOKIE = "_streamlit_xsrf"
# What a proxy adds: then the page is open to others although it listens on this machine only.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


@dataclass(frozen=True, slots=True)
class User:
    """Who is asking; conversations are kept by name."""

    name: str  # "" at this machine, and for whoever has the one password: its owner
    may_edit: bool  # the folder of documents


@dataclass(frozen=True, slots=True)
class _Door:
    """What all pages of this process share."""

    browsers: dict[str, float]  # who gave the password: a browser's hash, and until when it counts
    each: Throttle  # by address
    all: Throttle  # many addresses, one attacker; short, so that nobody is locked out
    # One check at a time: a hundred at once would all be made before the first is known to be wrong.
    lock: threading.Lock = field(default_factory=threading.Lock)


def current_user() -> User:
    """Return who is asking; call where `is_open` has let them in."""
    settings = AppSettings.load()
    if not _asks(sign_in(settings)):
        return User("", may_edit=True)
    name = _signed_in_name()
    return User(name, may_edit=is_named(name, settings.editors))


def is_open() -> bool:
    """Return whether whoever is asking may see the pages."""
    try:
        settings = AppSettings.load()
        by = sign_in(settings)
    except FootnoteError:
        return False
    if not _asks(by):
        return True
    if by.providers:
        return _logged_in() and is_named(_signed_in_name(), settings.readers)
    return by.password and _gave_password()


def show() -> None:
    """Draw what asks for a sign-in, or says why there is none."""
    st.html(markup.STYLE)
    st.title("Footnote", anchor=False)
    try:
        settings = AppSettings.load()
        by = sign_in(settings)
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    if by.providers:
        _show_providers(by, settings)
    elif by.password:
        _show_password(settings)
    else:
        st.html(
            markup.error_html(
                "This page can be reached from other machines, and no sign-in is set up.",
                "Whoever runs it sets a password with `footnote password`, or an OpenID provider in secrets.toml.",
            )
        )


def show_account() -> None:
    """Draw who has signed in, and the way out."""
    if not _asks(sign_in(AppSettings.load())):
        return
    name = _signed_in_name()
    with st.sidebar:
        if name:
            st.html(markup.facts_html({"Signed in as": name}))
        st.button("Sign out", on_click=_sign_out, width="stretch")


# ---------------------------------------------------------------------------------------------------------------------


def _asks(by: SignIn) -> bool:
    """Return whether people have to sign in: whenever a provider is set up, else where others can reach the page."""
    return bool(by.providers) or _reachable()


def _reachable() -> bool:
    return not is_loopback(st.get_option("server.address")) or any(name in st.context.headers for name in FORWARDED)


def _logged_in() -> bool:
    return bool(st.user.get("is_logged_in"))


def _signed_in_name() -> str:
    """Return the e-mail address that the provider vouches for, else its own name for the person."""
    if not _logged_in():
        return ""
    email, subject = st.user.get("email"), f"{st.user.get('sub')} at {st.user.get('iss')}"
    return str(email).lower() if email and st.user.get("email_verified", True) in (True, "true") else subject


def _show_providers(by: SignIn, settings: AppSettings) -> None:
    if _logged_in():
        st.html(
            markup.error_html(
                f"{_signed_in_name()} may not come in.", "Sign in as somebody else, or ask whoever runs this page."
            )
        )
        st.button("Sign out", on_click=_sign_out)
        return
    st.html(markup.quiet_html("Sign in to ask the documents."))
    for name in by.providers:
        label = f"Sign in with {markup.label(name.title())}" if name else "Sign in"
        if st.button(label, type="primary", key=f"sign in {name}"):
            st.login(name or None)


def _show_password(settings: AppSettings) -> None:
    with st.form("password", border=False):
        given = st.text_input("Password", type="password", autocomplete="current-password")
        wanted = st.form_submit_button("Sign in", type="primary")
    if not wanted:
        return
    with _door().lock:
        problem = _try(settings, given)
    if problem:
        st.html(markup.error_html(*problem))
    else:
        st.rerun()


def _try(settings: AppSettings, given: str) -> tuple[str, str] | None:
    """Let whoever has the password in; return message and hint where it was not given."""
    door, address = _door(), st.context.ip_address
    wait = max(door.each.wait(address), door.all.wait(None))
    if wait > 0:
        return f"Too many wrong passwords: try again in {wait:.0f} seconds.", "Nothing was checked."
    try:
        right = is_password(settings, given)
    except FootnoteError as error:
        return error.message, error.hint
    if not right:
        door.each.wrong(address)
        door.all.wrong(None)
        return "That is not the password.", "Whoever runs this page has set it with `footnote password`."
    door.each.right(address)
    st.session_state["entered"] = True
    if browser := _browser():
        door.browsers[browser] = time.monotonic() + REMEMBERED
    return None


def _gave_password() -> bool:
    browsers = _door().browsers
    for browser in [one for one, until in browsers.items() if until < time.monotonic()]:
        browsers.pop(browser, None)
    return bool(st.session_state.get("entered")) or _browser() in browsers


def _browser() -> str:
    """Return a hash of the random value by which Streamlit knows a browser, or "".

    Streamlit lets a page set no cookie of its own, and a reload or a link in a new tab begins a new session. The cookie
    is "2|mask|value masked|time" with a new mask each time; the value is 16 random bytes.
    """
    try:
        _, mask, masked, _ = st.context.cookies.get(COOKIE, "").strip('"').split("|")
        key, value = binascii.unhexlify(mask), binascii.unhexlify(masked)
    except ValueError:
        return ""
    plain = bytes(byte ^ key[place % len(key)] for place, byte in enumerate(value)) if key else b""
    return hashlib.sha256(plain).hexdigest() if len(plain) >= 16 else ""


def _sign_out() -> None:
    st.session_state.pop("entered", None)
    _door().browsers.pop(_browser(), None)
    if _logged_in():
        st.logout()


@st.cache_resource
def _door() -> _Door:
    return _Door({}, Throttle(free=4, longest=300), Throttle(free=100, longest=10))
