"""The settings screen without a browser: each choice reaches the question that is asked next."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app.scope import Scope
from app.screens import settings as screen
from app.screens.entry import User
from app.screens.preferences import Preferences
from app.settings import AppSettings
from index.errors import FootnoteError

SCREEN = Path(__file__).resolve().parent.parent / "app" / "ui.py"
FILES = {
    "ferry.txt": "5 May 2022\n\nThe ferry to Gannet Rock sails 6 times a day.\n",
    "harbour.txt": "1 April 2024\n\nThe ferry to Gannet Rock sails 8 times a day.\n",
    "lighthouse.txt": "The lighthouse on Gannet Rock is 38 metres tall.\n",
}


@pytest.fixture(autouse=True)
def documents(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three documents, which the screen is set to."""
    for name, text in FILES.items():
        (folder / name).write_text(text)
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    return folder


def visit() -> AppTest:
    page = AppTest.from_file(str(SCREEN), default_timeout=120)
    return to("settings", page)


def to(path: str, page: AppTest) -> AppTest:
    page._page_hash = calc_hash(path)  # switch_page() knows pages that are files only
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def text(page: AppTest) -> str:
    bodies = (element.proto.body for part in (page, page.sidebar) for element in part.get("html"))
    return "\n".join(" ".join(BeautifulSoup(body, "lxml").get_text(" ").split()) for body in bodies)


def chosen(page: AppTest) -> Preferences:
    preferences: Preferences = page.session_state["preferences"]
    return preferences


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_nothing_is_chosen_at_first() -> None:
    page = visit()
    assert chosen(page) == Preferences()
    assert chosen(page).apply(AppSettings.load()) == AppSettings.load()
    assert "Back to the defaults" not in labels(page)


def test_documents_and_a_day_are_chosen_and_the_chat_keeps_to_them() -> None:
    page = visit()
    page.multiselect(key=screen.DOCUMENTS).set_value(["ferry.txt", "lighthouse.txt"])
    assert "2 of 3 documents will be asked." in text(run(page))
    page.date_input(key=screen.AS_OF).set_value(date(2024, 3, 31))
    assert "1 of 3 documents will be asked." in text(run(page))
    page.checkbox(key=screen.UNDATED).check()
    run(page)
    assert chosen(page).scope == Scope(frozenset({"ferry.txt", "lighthouse.txt"}), date(2024, 3, 31), undated=True)

    page = to("", page)
    assert "Asked: only 2 documents, as of 2024-03-31" in text(page)
    page.chat_input[0].set_value("How often does the ferry to Gannet Rock sail?")
    answer = "\n".join(element.proto.body for element in run(page).chat_message[-1].get("html"))
    assert "6 times" in answer
    assert "8 times" not in answer
    assert chosen(to("settings", page)).scope.as_of == date(2024, 3, 31)


def test_a_day_before_all_documents_is_said_to_leave_none() -> None:
    page = visit()
    page.date_input(key=screen.AS_OF).set_value(date(1999, 1, 1))
    assert "0 of 3 documents will be asked. Every question will be refused." in text(run(page))


def test_sources_and_engine_are_applied_and_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "openai:first")
    page = visit()
    assert page.radio(key=screen.ENGINE).value == screen.ONLINE
    page.slider(key=screen.SOURCES).set_value(80)
    page.text_input(key=screen.MODEL).set_value("openai:second")
    applied = chosen(run(page)).apply(AppSettings.load())
    assert (applied.passages, applied.model) == (80, "openai:second")
    page.radio(key=screen.ENGINE).set_value(screen.OFFLINE)
    assert chosen(run(page)).apply(AppSettings.load()).model is None
    next(button for button in page.button if button.label == "Back to the defaults").click()
    assert chosen(run(page)) == Preferences()


def test_the_connection_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "openai:first")
    replies = iter(["openai:first answered after 0.2 s.", FootnoteError("No server answers.", hint="Start it.")])

    def check(settings: AppSettings) -> str:
        assert settings.model == "openai:first"
        reply = next(replies)
        if isinstance(reply, FootnoteError):
            raise reply
        return reply

    monkeypatch.setattr(screen, "check_model", check)
    page = visit()
    for said in ("openai:first answered after 0.2 s.", "No server answers. Start it."):
        next(button for button in page.button if button.label == "Test the connection").click()
        assert said in text(run(page))


def test_who_may_not_edit_chooses_no_other_model_and_sees_no_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "current_user", lambda: User("reader@example.org", may_edit=False))
    page = visit()
    assert "No language model is set up here." in text(page)
    assert "FOOTNOTE_DATA" not in text(page)
    monkeypatch.setenv("FOOTNOTE_MODEL", "openai:first")
    page = visit()
    assert page.radio(key=screen.ENGINE).value == screen.ONLINE
    assert [one.key for one in page.text_input] == []


def test_a_document_that_is_gone_is_no_longer_chosen(documents: Path) -> None:
    page = visit()
    page.multiselect(key=screen.DOCUMENTS).set_value(["ferry.txt", "lighthouse.txt"])
    run(page)
    from index.ingest import build_index

    (documents / "ferry.txt").unlink()
    build_index(AppSettings.load())
    assert chosen(run(page)).scope.documents == frozenset({"lighthouse.txt"})


def test_without_documents_the_rest_can_be_chosen(documents: Path) -> None:
    for path in documents.iterdir():
        path.unlink()
    page = visit()
    assert "holds no document" in text(page)
    page.slider(key=screen.SOURCES).set_value(10)
    assert chosen(run(page)).sources == 10
