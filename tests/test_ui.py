"""The chat page without a browser: what it shows, asks and offers, on small folders of documents."""

import json
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from streamlit.testing.v1 import AppTest

from app import answer
from app.records.conversations import Conversations, Exchange
from app.records.feedback import feedback_file
from app.settings import AppSettings
from index.manifest import write_lock

PAGE = Path(__file__).resolve().parent.parent / "app" / "ui.py"

HARBOUR = (
    "Lindholm harbour report\n\n"
    "The harbour of Lindholm handled 4,210 container ships in 2022. "
    "The harbour of Lindholm handled 4,875 container ships in 2023.\n\n"
    "The new quay was opened by Ingrid Solberg on 3 May 2023.\n"
)
TALL = "How tall is the lighthouse on Gannet Rock?"
LIGHTHOUSE = "The lighthouse keepers\n\nThe lighthouse on Gannet Rock is 38 metres tall. It was built in 1854.\n"
HOSTILE = (
    "The Kestrel bridge is painted <script>document.title='taken'</script> ![x](http://example.invalid/x.png) "
    "$x^2$ :red[a] :smile: `code` </div></details> **bold** &amp; <img src=http://example.invalid/y.png> by 14 men."
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


def html_of(block: Any) -> str:
    return "\n".join(element.proto.body for element in block.get("html"))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def the(selector: str, html: BeautifulSoup) -> Tag:
    """Return the first element that a selector finds."""
    found = html.select_one(selector)
    assert found is not None, f"no {selector} in {html}"
    return found


def part(elements: Sequence[Any], key: str) -> Any:
    """Return the first element whose key begins so."""
    return next(element for element in elements if str(element.key).startswith(key))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def test_an_empty_page_says_what_it_is_and_what_it_holds(documents: Path) -> None:
    page = open_page()
    assert not page.exception
    assert page.title[0].value == "Footnote"
    assert "Ask about 2 documents:" in text(page)
    rows = [" ".join(row.get_text(" ").split()) for row in soup(html_of(page)).select("tbody tr")]
    assert rows == ["not stated Lindholm harbour report", "not stated The lighthouse keepers"]
    assert str(documents) in text(page.sidebar)
    assert page.chat_message == []


def test_a_starter_question_is_one_that_is_answered(documents: Path) -> None:
    page = open_page()
    starter = next(label for label in labels(page) if label == "How many container ships are there?")
    press(page, starter)
    asked, given = (text(message) for message in page.chat_message)
    assert asked.strip() == starter
    assert "container ships" in given
    assert [label for label in labels(page) if "there?" in label] == [f"**{starter}**"]  # as a title


def test_an_answer_shows_its_quote_where_it_stands(documents: Path) -> None:
    page = open_page()
    shown = ask(page, TALL)
    quote = "The lighthouse on Gannet Rock is 38 metres tall."
    start = LIGHTHOUSE.index(quote)
    assert " ".join(shown.split()).startswith(f"38 metres {quote}")  # the short answer first, then what carries it
    assert f"lighthouse.txt, characters {start}-{start + len(quote)}" in shown
    html = soup(page.chat_message[-1].get("html")[0].proto.body)
    assert the("mark", html).get_text() == quote
    assert "It was built in 1854." in the("blockquote", html).get_text()
    assert the("a.fn-cite", html)["href"] == f"#{the('details > div', html)['id']}"
    link = the("blockquote ~ p a", html)
    assert link["href"] == f"documents?document=lighthouse.txt&start={start}&end={start + len(quote)}"
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
    assert "conversation" not in page.query_params
    assert "Understood as:" not in ask(page, TALL)


def test_what_documents_and_questions_hold_is_shown_letter_by_letter(documents: Path) -> None:
    (documents / "bridge :red[x] $y$.txt").write_text(f"The Kestrel bridge\n\n{HOSTILE}\n")
    page = open_page()
    shown = ask(page, "How many men painted the Kestrel bridge, <b>blue</b> or $x$?")
    html = soup(page.chat_message[-1].get("html")[0].proto.body)
    assert HOSTILE in the("blockquote", html).get_text()
    assert html.find_all(["script", "img", "b"], string=True) == html.select("summary > b")
    assert [one.get_text() for one in html.find_all("strong")] == ["14"]  # the short answer, marked by us
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
    assert "38 metres" in ask(page, TALL)


def test_a_changed_folder_is_said_and_can_be_indexed_from_here(documents: Path) -> None:
    page = open_page()
    assert "38 metres" in ask(page, TALL)
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
    monkeypatch.setattr("app.screens.asking.stream_answer", fail)
    with caplog.at_level(logging.ERROR, logger="app.screens.chat"):
        shown = ask(page, TALL)
    assert "Something went wrong while answering" in shown
    assert "the fault itself" not in shown
    assert "the fault itself" in caplog.text


# ---------------------------------------------------------------------------------------------------------------------
# Going on, asking again


def test_what_is_offered_to_go_on_with_is_answered_with_something_new(documents: Path) -> None:
    page = open_page()
    first = ask(page, "Who opened the new quay?")
    offered = part(page.button, "follow-up-0").label
    press(page, offered)
    assert text(page.chat_message[-2]).strip() == offered
    assert text(page.chat_message[-1]) != first


def test_retry_puts_the_answer_of_now_in_place_of_the_last(documents: Path) -> None:
    page = open_page()
    ask(page, "Who opened the new quay?")
    ask(page, TALL)
    (documents / "lighthouse.txt").write_text(LIGHTHOUSE.replace("38", "41"))
    press(page.run(), "Update the index")
    press(page, "Retry")
    questions, answers = page.chat_message[::2], page.chat_message[1::2]
    assert [text(one).strip() for one in questions] == ["Who opened the new quay?", TALL]
    assert "41 metres" in text(answers[-1])


def test_a_question_is_edited_in_its_place_or_left_as_it_is(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    press(page, "Edit")
    assert "What you send now takes the place of the last question." in text(page)
    press(page, "Leave it as it is")
    assert "takes the place" not in text(page)
    press(page, "Edit")
    shown = ask(page, "When was the lighthouse on Gannet Rock built?")
    assert "1854" in shown
    assert len(page.chat_message) == 2
    assert [one.title for one in Conversations(AppSettings.load(), "").recent()] == [text(page.chat_message[0]).strip()]


def test_a_question_that_was_stopped_says_so_and_can_be_asked_again(documents: Path) -> None:
    page = open_page()
    ask(page, "Who opened the new quay?")
    page.session_state["session"].pending = Exchange(TALL, None)  # as the run leaves it that is ended
    page.run()
    assert "Stopped before the answer was complete." in text(page.chat_message[-1])
    press(page, "Retry")
    assert "38 metres" in text(page.chat_message[-1])
    assert len(page.chat_message) == 4


# ---------------------------------------------------------------------------------------------------------------------
# Kept, reopened, taken away


def reopened(conversation: str) -> AppTest:
    """Open the page as a browser does that was given a conversation's address."""
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    page.query_params["conversation"] = conversation
    return page.run()


def test_a_reload_shows_the_conversation_and_checks_its_quotes(documents: Path) -> None:
    page = open_page()
    shown = ask(page, TALL)
    address = page.query_params["conversation"]
    again = reopened(address)
    assert text(again.chat_message[-1]) == shown
    assert "every quote was compared with its file again" in text(again)
    assert "in 1854" in ask(again, "When was it built?")  # the conversation goes on
    (documents / "lighthouse.txt").write_text(LIGHTHOUSE.replace("38", "41"))
    changed = reopened(address)
    assert "1 document changed or went: lighthouse.txt" in text(changed)
    assert "This file has changed or is gone since" in text(changed.chat_message[1])
    (documents / "lighthouse.txt").unlink()
    press(changed, "Update the index")
    assert "This file has changed or is gone since" in text(changed.chat_message[1])


def test_a_conversation_that_is_not_there_is_said(documents: Path) -> None:
    page = reopened("0" * 32)
    assert "That conversation is not here" in text(page)
    assert "38 metres" in ask(page, TALL)


def test_the_latest_conversations_are_a_press_away(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    press(page, "New conversation")
    ask(page, "Who opened the new quay?")
    latest = [one.label for one in page.button if str(one.key).startswith("latest-")]
    assert latest == ["**Who opened the new quay?**", TALL]
    press(page, TALL)
    assert "38 metres" in text(page.chat_message[-1])


def test_a_conversation_is_taken_away_as_a_file(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    files = {button.label: button for button in page.get("download_button")}
    assert set(files) == {"Markdown", "HTML", "JSON"}
    assert page.code[0].value.startswith("38 metres — The lighthouse on Gannet Rock is 38 metres tall.[1]")
    assert "(lighthouse.txt, characters" in page.code[0].value


def test_history_searches_renames_opens_and_deletes(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    press(page, "New conversation")
    ask(page, "Who opened the new quay?")
    history = AppTest.from_function(show_history, default_timeout=120).run()
    assert [one.label for one in history.button if one.label == "Open"] == ["Open"] * 2
    history.text_input(key="search").set_value("metres").run()
    assert TALL in text(history)
    assert "quay" not in text(history)
    part(history.text_input, "title-").set_value("The $light$ :red[house]").run()
    history.text_input(key="search").set_value("").run()
    assert "The $light$ :red[house]" in text(history)
    part(history.button, "gone-").click().run()
    assert [one.title for one in Conversations(AppSettings.load(), "").recent()] == ["The $light$ :red[house]"]
    history.text_input(key="search").set_value("ferry").run()
    assert "No conversation holds “ferry”." in text(history)
    assert not history.exception


def show_history() -> None:
    from app.screens import history

    history.show()


# ---------------------------------------------------------------------------------------------------------------------
# What people say of answers


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in feedback_file(AppSettings.load()).read_text().splitlines()]


def test_a_thumb_makes_a_case_and_is_there_after_a_reload(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    part(page.feedback, "thumbs-").set_value(1).run()
    (case,) = cases()
    assert (case["type"], case["must"], case["sources"]) == ("feedback: right", [["38 metres"]], ["lighthouse.txt"])
    part(page.feedback, "thumbs-").set_value(0).run()
    assert [one["type"] for one in cases()] == ["feedback: wrong source"]
    part(page.button_group, "fault-").set_value("missed it").run()
    assert cases() == []
    assert "Say which words it should have stated" in text(page.chat_message[-1])
    part(page.text_input, "words-").set_value("1854").run()
    assert cases()[0]["must"] == [["1854"]]
    address = page.query_params["conversation"]
    again = reopened(address)
    assert part(again.feedback, "thumbs-").value == 0
    assert part(again.text_input, "words-").value == "1854"
    assert not again.exception


# ---------------------------------------------------------------------------------------------------------------------
# While things go wrong


def test_a_broken_history_is_said_and_questions_are_still_answered(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    database = Conversations(AppSettings.load(), "").path
    database.write_bytes(b"no database at all" * 100)
    assert "1854" in ask(page, "When was the lighthouse on Gannet Rock built?")
    assert "file is not a database" in text(page)
    assert "file is not a database" in text(AppTest.from_function(show_history, default_timeout=120).run())
    database.unlink()
    assert "Solberg" in ask(page, "Who opened the new quay?")
    assert "file is not a database" not in text(page)


def test_a_locked_history_holds_nobody_up_for_long(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.conversations.BUSY_SECONDS", 0.05)
    page = open_page()
    ask(page, TALL)
    with closing(sqlite3.connect(Conversations(AppSettings.load(), "").path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "1854" in ask(page, "When was the lighthouse on Gannet Rock built?")
        assert "database is locked" in text(page)


def test_an_index_that_another_process_builds_is_said(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.screens.folder.BUSY_SECONDS", 0.05)
    with write_lock(AppSettings.load()):
        page = open_page()
        assert "Another process is writing the index" in text(page)
        assert not page.exception
    press(page, "Try again")
    assert "38 metres" in ask(page, TALL)


def test_a_file_that_is_deleted_while_it_is_cited_is_said(documents: Path) -> None:
    page = open_page()
    ask(page, TALL)
    (documents / "lighthouse.txt").unlink()
    page.run()
    assert not page.exception
    shown = soup(page.chat_message[-1].get("html")[0].proto.body)
    assert "fn-gone" in the("a.fn-cite", shown)["class"]
    assert shown.select("blockquote ~ p a") == []  # nothing to open
    assert "4,875" in ask(page, "How many container ships did the harbour of Lindholm handle in 2023?")
