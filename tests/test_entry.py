"""The door: who has to sign in, the password and the wait for who guesses, named people, and what stays shut."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from bs4 import BeautifulSoup
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

import app.__main__
from app.accounts import access
from app.accounts.access import SignIn, check_open, is_loopback, is_named, sign_in
from app.accounts.passwords import Throttle, has_password, is_password, password_file, set_password
from app.screens import entry
from app.screens.entry import User
from app.settings import AppSettings
from index.errors import DataNotWritable, SettingsError

SCREEN = Path(__file__).resolve().parent.parent / "app" / "ui.py"
PASSWORD = "correct horse battery"
LIGHTHOUSE = "The lighthouse on Gannet Rock is 38 metres tall.\n"


@pytest.fixture(autouse=True)
def settings(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppSettings:
    """One document, no sign-in set up, no secrets of whoever runs the tests."""
    (folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    secrets = (tmp_path / "home.toml", tmp_path / "secrets.toml")
    monkeypatch.setattr(access, "secrets_files", lambda: secrets)
    st.cache_resource.clear()
    return AppSettings.load()


@pytest.fixture
def opened() -> Iterator[None]:
    """The page listens on every address."""
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    """An OpenID provider is set up."""
    path = tmp_path / "secrets.toml"
    path.write_text('[auth]\nredirect_uri = "http://localhost/x"\ncookie_secret = "x"\nclient_id = "footnote"\n')
    return path


class Clock:
    """A time that only passes when told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Browser:
    """What Streamlit says of a browser, in place of st.context."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    ip_address: str | None = "192.0.2.1"


def sign_in_as(monkeypatch: pytest.MonkeyPatch, claims: Mapping[str, Any]) -> None:
    monkeypatch.setattr(entry.st, "user", claims)


def visit() -> AppTest:
    page = AppTest.from_file(str(SCREEN), default_timeout=120)
    page._page_hash = calc_hash("documents")  # switch_page() knows pages that are files only
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def text(page: AppTest) -> str:
    bodies = (element.proto.body for part in (page, page.sidebar) for element in part.get("html"))
    return "\n".join(" ".join(BeautifulSoup(body, "lxml").get_text(" ").split()) for body in bodies)


def give(page: AppTest, password: str) -> str:
    page.text_input[0].set_value(password)
    next(button for button in page.button if button.label == "Sign in").click()
    return text(run(page))


def is_inside(page: AppTest) -> bool:
    return [title.value for title in page.title] == ["Documents"]


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.7", False),
        ("myserver", False),
        ("127.0.0.1.example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_this_machine_reaches_a_loopback_address(address: str | None, alone: bool) -> None:
    assert is_loopback(address) == alone


@pytest.mark.parametrize(
    ("name", "allowed", "named"),
    [
        ("ada@example.org", "everybody", True),
        ("", "everybody", True),
        ("ada@example.org", "bo@example.org, Ada@Example.org", True),
        ("ada@example.org", "@example.org", True),
        ("ada@sub.example.org", "@example.org", False),
        ("ada@example.org.evil.net", "@example.org", False),
        ("example.org", "@example.org", False),
        ("ada@example.org", "", False),
        ("", "ada@example.org", False),
        ("", "", False),
    ],
)
def test_people_are_named_by_address_or_domain(name: str, allowed: str, named: bool) -> None:
    assert is_named(name, allowed) == named


def test_a_password_is_kept_as_a_hash_that_only_its_owner_reads(settings: AppSettings) -> None:
    assert not has_password(settings)
    set_password(settings, "the first one")
    set_password(settings, PASSWORD)
    path = password_file(settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("$argon2id$")
    assert PASSWORD not in path.read_text()
    assert is_password(settings, PASSWORD)
    assert not is_password(settings, "the first one")
    assert not is_password(settings, "")
    assert not is_password(settings, PASSWORD + "x" * 1_000)
    assert os.listdir(settings.data) == ["password"]


@pytest.mark.parametrize("password", ["", "short", "x" * 1_001])
def test_a_password_that_is_no_good_is_refused(settings: AppSettings, password: str) -> None:
    with pytest.raises(SettingsError, match="it needs 10 to 1,000"):
        set_password(settings, password)
    assert not has_password(settings)


def test_a_password_that_cannot_be_kept_or_read_is_an_error(settings: AppSettings, tmp_path: Path) -> None:
    set_password(settings, PASSWORD)
    password_file(settings).write_text("nonsense")
    with pytest.raises(SettingsError, match="cannot be read"):
        is_password(settings, PASSWORD)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataNotWritable):
        set_password(AppSettings.load(data=tmp_path / "file" / "data"), PASSWORD)


def test_who_guesses_waits_twice_as_long_each_time() -> None:
    clock = Clock()
    throttle = Throttle(free=2, longest=5, clock=clock)
    waits = []
    for _ in range(6):
        throttle.wrong("192.0.2.1")
        waits.append(throttle.wait("192.0.2.1"))
    assert waits == [0, 0, 2, 4, 5, 5]
    assert throttle.wait("192.0.2.2") == 0
    clock.now += 3
    assert throttle.wait("192.0.2.1") == 2
    clock.now += 4_000
    assert throttle.wait("192.0.2.1") == 0
    throttle.wrong("2001:db8::1")
    throttle.wrong("2001:db8::2")
    throttle.wrong("2001:db8::3")
    assert throttle.wait("2001:db8::4") == 2  # one network, one guesser
    throttle.right("2001:db8::5")
    assert throttle.wait("2001:db8::1") == 0


def test_what_is_remembered_of_guesses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.accounts.passwords.REMEMBERED", 3)
    throttle = Throttle(free=0, longest=9)
    for number in range(10):
        throttle.wrong(f"192.0.2.{number}")
    assert [throttle.wait(f"192.0.2.{number}") > 0 for number in (0, 6, 7, 9)] == [False, False, True, True]


def test_an_address_that_others_reach_needs_a_sign_in(settings: AppSettings, provider: Path) -> None:
    assert sign_in(settings) == SignIn(providers=("",))
    check_open(settings, "0.0.0.0")
    provider.write_text('[auth]\ncookie_secret = "x"\n[auth.one]\nclient_id = "a"\n[auth.two]\nclient_id = "b"\n')
    assert sign_in(settings) == SignIn(providers=("one", "two"))
    provider.write_text("[auth]\n")
    assert not sign_in(settings)
    check_open(settings, "127.0.0.1")
    with pytest.raises(SettingsError, match=r"'0\.0\.0\.0' can be reached from other machines"):
        check_open(settings, "0.0.0.0")
    set_password(settings, PASSWORD)
    check_open(settings, "0.0.0.0")
    provider.write_text("[auth")
    with pytest.raises(SettingsError, match="cannot be read"):
        check_open(settings, "0.0.0.0")


def test_the_command_line_refuses_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["footnote", "ui", "--address", "0.0.0.0"])
    with pytest.raises(SystemExit) as end:
        app.__main__.main()
    assert end.value.code == 2
    assert "footnote password" in capsys.readouterr().err


def test_at_this_machine_nobody_signs_in_and_everything_may_be_changed() -> None:
    assert is_inside(visit())
    assert entry.current_user() == User("", may_edit=True)


@pytest.mark.usefixtures("opened")
def test_an_open_page_without_a_sign_in_stays_shut() -> None:
    page = visit()
    assert not is_inside(page)
    assert "no sign-in is set up" in text(page)
    assert "lighthouse" not in text(page)


@pytest.mark.usefixtures("opened")
def test_the_password_opens_the_page(settings: AppSettings) -> None:
    set_password(settings, PASSWORD)
    page = visit()
    assert not is_inside(page)
    assert "lighthouse" not in text(page)
    assert "That is not the password." in give(page, "wrong horse battery")
    assert not is_inside(page)
    give(page, PASSWORD)
    assert is_inside(page)
    next(button for button in page.button if button.label == "Sign out").click()
    assert not is_inside(run(page))


@pytest.mark.usefixtures("opened")
def test_after_some_wrong_passwords_none_is_checked_for_a_while(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_password(settings, PASSWORD)
    checked: list[str] = []

    def check(_: AppSettings, given: str) -> bool:
        checked.append(given)
        return False

    monkeypatch.setattr(entry.st, "context", Browser())
    clock = Clock()
    door = entry._Door({}, Throttle(free=4, longest=300, clock=clock), Throttle(free=100, longest=10, clock=clock))
    monkeypatch.setattr(entry, "_door", lambda: door)
    monkeypatch.setattr(entry, "is_password", check)
    page = visit()
    said = [give(page, f"guess {number}") for number in range(7)]
    assert checked == [f"guess {number}" for number in range(5)]
    assert "Too many wrong passwords: try again in 2 seconds." in said[-1]
    clock.now += 2
    give(page, "guess 7")
    assert checked[-1] == "guess 7"


@pytest.mark.usefixtures("opened")
def test_a_browser_that_gave_the_password_need_not_give_it_again(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_password(settings, PASSWORD)
    mine, other = os.urandom(16), os.urandom(16)
    browser = Browser()
    monkeypatch.setattr(entry.st, "context", browser)
    cookies = browser.cookies
    cookies[entry.COOKIE] = generate_xsrf_token_string(mine)
    give(visit(), PASSWORD)
    # A new session, and the same value under another mask.
    cookies[entry.COOKIE] = generate_xsrf_token_string(mine)
    assert is_inside(visit())
    for stranger in (generate_xsrf_token_string(other), "", "2|00|00|0", "2||" + "0" * 32 + "|0", "nonsense"):
        cookies[entry.COOKIE] = stranger
        assert not is_inside(visit())
    cookies[entry.COOKIE] = generate_xsrf_token_string(mine)
    browsers = entry._door().browsers
    browsers.update(dict.fromkeys(browsers, 0.0))  # until a time long past
    assert not is_inside(visit())


@pytest.mark.parametrize("header", entry.FORWARDED)
def test_behind_a_proxy_the_page_is_open_to_others(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    monkeypatch.setattr(entry.st, "context", Browser(headers={header: "192.0.2.1"}))
    assert not is_inside(visit())
    set_password(settings, PASSWORD)
    assert "Password" in [one.label for one in visit().text_input]


@pytest.mark.usefixtures("provider")
def test_with_a_provider_everybody_signs_in_and_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, {"is_logged_in": False})
    page = visit()
    assert not is_inside(page)
    assert [button.label for button in page.button] == ["Sign in"]
    sign_in_as(monkeypatch, {"is_logged_in": True, "email": "Ada@Example.org", "email_verified": True})
    page = visit()
    assert is_inside(page)
    assert "Signed in as ada@example.org" in text(page)
    assert entry.current_user() == User("ada@example.org", may_edit=True)


@pytest.mark.usefixtures("provider")
def test_only_the_named_come_in_and_only_the_named_change_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_READERS", "@example.org")
    monkeypatch.setenv("FOOTNOTE_EDITORS", "bo@example.org")
    sign_in_as(monkeypatch, {"is_logged_in": True, "email": "eve@example.net"})
    page = visit()
    assert not is_inside(page)
    assert "eve@example.net may not come in." in text(page)
    sign_in_as(monkeypatch, {"is_logged_in": True, "email": "ada@example.org"})
    page = visit()
    assert is_inside(page)
    assert page.get("file_uploader") == []
    sign_in_as(monkeypatch, {"is_logged_in": True, "email": "bo@example.org"})
    assert len(visit().get("file_uploader")) == 1


@pytest.mark.usefixtures("provider")
def test_an_address_that_the_provider_does_not_vouch_for_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_READERS", "ada@example.org")
    claims = {"is_logged_in": True, "email": "ada@example.org", "sub": "17", "iss": "https://id.example"}
    sign_in_as(monkeypatch, claims | {"email_verified": False})
    assert not is_inside(visit())
    assert entry.current_user().name == "17 at https://id.example"
