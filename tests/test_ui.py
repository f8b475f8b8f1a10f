"""The chat page without a browser: what it shows, asks and offers, on small folders of documents."""

import logging
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from streamlit.testing.v1 import AppTest

from app import answer
from app.settings import AppSettings

PAGE = Path(__file__).resolve().parent.parent / "app" / "ui.py"

HARBOUR = (
    "Lindholm harbour report\n\n"
    "The harbour of Lindholm handled 4,210 container ships in 2022. "
    "The harbour of Lindholm handled 4,875 container ships in 2023.\n\n"
    "The new quay was opened by Ingrid Solberg on 3 May 2023.\n"
)
LIGHTHOUSE = "The lighthouse keepers\n\nThe lighthouse on Gannet Rock is 38 metres tall. It was built in 1854.\n"
HOSTILE = (
    "The Kestrel bridge is painted <script>document.title='taken'</script> ![x](http://example.invalid/x.png) "
    "$x^2$ :red[a] :smile: `code` </div></details> **bold** &amp; <img src=http://example.invalid/y.png> in blue."
)


@pytest.fixture
def documents(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two documents, which the page is set to."""
    (folder / "harbour.txt").write_text(HARBOUR)
    (folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    return folder


def open_page() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=120).run()


def ask(page: AppTest, question: str) -> str:
    """Ask and return what the last message shows."""
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return text(page.chat_message[-1])


def text(block: Any) -> str:
    """Return the words that a browser would show of our own HTML."""
    return "\n".join(soup(element.proto.body).get_text(" ") for element in block.get("html"))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def the(selector: str, html: BeautifulSoup) -> Tag:
    """Return the first element that a selector finds."""
    found = html.select_one(selector)
    assert found is not None, f"no {selector} in {html}"
    return found


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def test_an_empty_page_says_what_it_is_and_what_it_holds(documents: Path) -> None:
    page = open_page()
    assert not page.exception
    assert page.title[0].value == "Footnote"
    assert page.markdown[0].value.startswith("Ask about 2 documents:")
    assert "Lindholm harbour report" in text(page)
    assert str(documents) in text(page.sidebar)
    assert page.chat_message == []


def test_a_starter_question_is_one_that_is_answered(documents: Path) -> None:
    page = open_page()
    starter = next(label for label in labels(page) if label == "How many container ships are there?")
    press(page, starter)
    asked, given = (text(message) for message in page.chat_message)
    assert asked.strip() == starter
    assert "container ships" in given
    assert starter not in labels(page)


def test_an_answer_shows_its_quote_where_it_stands(documents: Path) -> None:
    page = open_page()
    shown = ask(page, "How tall is the lighthouse on Gannet Rock?")
    quote = "The lighthouse on Gannet Rock is 38 metres tall."
    start = LIGHTHOUSE.index(quote)
    assert " ".join(shown.split()).startswith(f"38 metres {quote}")  # the short answer first, then what carries it
    assert f"lighthouse.txt, characters {start}-{start + len(quote)}" in shown
    html = soup(page.chat_message[-1].get("html")[-1].proto.body)
    assert the("mark", html).get_text() == quote
    assert "It was built in 1854." in the("blockquote", html).get_text()
    assert the("a.fn-cite", html)["href"] == f"#{the('details > div', html)['id']}"
    assert "Why this answer (extractive engine" in shown


def test_a_refusal_gives_its_reason_before_anything_else(documents: Path) -> None:
    question = "Who won the chess olympiad in Reykjavik?"
    shown = ask(open_page(), question)
    reason = answer(question, settings=AppSettings.load()).note
    assert reason
    assert shown.split("\n")[0].strip().startswith(f"The documents do not answer this. {reason}")


def test_a_follow_up_shows_how_it_was_understood(documents: Path) -> None:
    page = open_page()
    first = ask(page, "How many container ships did the harbour of Lindholm handle in 2022?")
    assert "4,210" in first
    assert "Understood as:" not in first
    assert "Understood as:" in ask(page, "And in 2023?")
    press(page, "New conversation")
    assert page.chat_message == []
    assert "Understood as:" not in ask(page, "How tall is the lighthouse on Gannet Rock?")


def test_what_documents_and_questions_hold_is_shown_letter_by_letter(documents: Path) -> None:
    (documents / "bridge :red[x] $y$.txt").write_text(f"The Kestrel bridge\n\n{HOSTILE}\n")
    page = open_page()
    shown = ask(page, "What colour is the Kestrel bridge painted, <b>blue</b> or $x$?")
    html = soup(page.chat_message[-1].get("html")[-1].proto.body)
    assert HOSTILE in the("blockquote", html).get_text()
    assert html.find_all(["script", "img", "b", "strong"], string=True) == html.select("summary > b")
    assert "bridge :red[x] $y$.txt, characters" in shown
    assert "<b>blue</b> or $x$?" in text(page.chat_message[-2])
    # Markdown, in which none of this would be safe, is only ever our own words.
    assert not [element.value for element in page.markdown if "Kestrel" in element.value]


def test_a_missing_folder_is_said_and_the_page_works_once_it_is_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "later"
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(missing))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    page = open_page()
    assert not page.exception
    assert f"The folder of documents '{missing}' does not exist" in text(page)
    assert "Give the path of a folder that holds your documents" in text(page)
    missing.mkdir()
    press(page, "Try again")
    assert f"The folder '{missing}' holds no document." in text(page)
    (missing / "lighthouse.txt").write_text(LIGHTHOUSE)
    press(page, "Try again")
    assert "38 metres" in ask(page, "How tall is the lighthouse on Gannet Rock?")


def test_a_changed_folder_is_said_and_can_be_indexed_from_here(documents: Path) -> None:
    page = open_page()
    assert "38 metres" in ask(page, "How tall is the lighthouse on Gannet Rock?")
    (documents / "lighthouse.txt").write_text(LIGHTHOUSE.replace("38", "41"))
    (documents / "ferry.txt").write_text("The ferry\n\nThe ferry to Gannet Rock sails 6 times a day.\n")
    page.run()
    assert "2 files changed since the index was built" in text(page)
    assert "This file has changed or is gone since" in text(page.chat_message[-1])
    press(page, "Update the index")
    assert "changed since the index was built" not in text(page)
    assert "41 metres" in ask(page, "How tall is the lighthouse on Gannet Rock now?")


def test_a_file_that_cannot_be_read_is_named(documents: Path) -> None:
    (documents / "empty.txt").write_text("")
    page = open_page()
    assert "1 file left out" in text(page.sidebar)
    assert "'empty.txt' is empty" in text(page.sidebar)


def test_an_error_of_ours_is_shown_as_message_and_hint(documents: Path) -> None:
    shown = ask(open_page(), "   ")
    assert "The question is empty." in shown
    assert "Type a question about the documents." in shown


def test_a_fault_is_logged_and_not_shown(
    documents: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the fault itself")

    page = open_page()
    monkeypatch.setattr("app.screens.chat.stream_answer", fail)
    with caplog.at_level(logging.ERROR, logger="app.screens.chat"):
        shown = ask(page, "How tall is the lighthouse on Gannet Rock?")
    assert "Something went wrong while answering" in shown
    assert "the fault itself" not in shown
    assert "the fault itself" in caplog.text
