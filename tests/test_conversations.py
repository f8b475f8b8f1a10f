"""Conversations on disk: kept, searched, renamed, deleted, each person's own; what is said when the database fails."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.answers import Answer, Citation, Sentence
from app.records import conversations
from app.records.conversations import Conversations, Exchange, HistoryUnusable
from app.settings import AppSettings

CITED = Citation(1, "harbour.txt", "Harbour report", None, 0, 5, "4,210", "aa")
GIVEN = Answer(
    "How many ships?", "How many ships?", "answer", (Sentence("4,210.", (CITED,), 1.0),), "", (), "extractive"
)
SHIPS = Exchange("How many ships?", GIVEN, milliseconds=12.5)
FERRY = Exchange("When does the 100% electric_ferry sail?", None, ("The model is gone.", "Try again."))


@pytest.fixture
def settings(tmp_path: Path) -> AppSettings:
    return AppSettings(documents=tmp_path / "documents", data=tmp_path / "data")


@pytest.fixture
def kept(settings: AppSettings) -> Conversations:
    """Two conversations of nobody in particular: "one" about ships, then "two" about the ferry."""
    found = Conversations(settings, "")
    found.save("one", SHIPS)
    found.save("two", FERRY)
    return found


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "BUSY_SECONDS", 0.05)


def titles(found: Conversations, search: str = "") -> list[str]:
    return [one.title for one in found.recent(search)]


def test_a_conversation_comes_back_as_it_was(kept: Conversations) -> None:
    kept.save("one", FERRY)
    kept.save("one", replace(SHIPS, label="wrong source", expected="4,300"))
    assert kept.exchanges("one") == [replace(SHIPS, label="wrong source", expected="4,300"), FERRY]
    assert [(one.title, one.questions) for one in kept.recent()] == [(SHIPS.question, 2), (FERRY.question, 0)]
    assert kept.path.stat().st_mode & 0o077 == 0


def test_a_search_finds_every_word_in_titles_questions_and_answers_as_it_is_written(kept: Conversations) -> None:
    assert titles(kept, "ferry") == [FERRY.question]
    assert titles(kept, "SHIPS 4,210") == [SHIPS.question]
    assert titles(kept, "ships ferry") == []
    assert titles(kept, "100%") == titles(kept, "c_f") == [FERRY.question]
    assert titles(kept, "4%0") == titles(kept, "s_i") == titles(kept, "' OR 1=1 --") == []


def test_a_conversation_is_renamed_shortened_and_deleted(kept: Conversations) -> None:
    kept.rename("one", "  Harbour \n traffic ")
    kept.rename("two", "  ")
    assert titles(kept) == [FERRY.question, "Harbour traffic"]
    kept.drop("two", FERRY.id)
    assert kept.exchanges("two") == []
    kept.delete("one")
    assert titles(kept) == [FERRY.question]
    assert kept.exchanges("one") == []


def test_nobody_sees_or_changes_what_is_not_theirs(kept: Conversations, settings: AppSettings, tmp_path: Path) -> None:
    others = [
        Conversations(settings, "ada@example.org"),
        Conversations(settings.model_copy(update={"documents": tmp_path / "other"}), ""),
    ]
    for other in others:
        other.rename("one", "taken")
        other.drop("one", SHIPS.id)
        other.delete("one")
        assert (other.recent(), other.exchanges("one"), other.questions_citing("harbour.txt")) == ([], [], [])
        with pytest.raises(HistoryUnusable):
            other.save("one", FERRY)
    assert kept.exchanges("one") == [SHIPS]
    assert titles(kept) == [FERRY.question, SHIPS.question]


def test_the_questions_that_cite_a_document_are_known(kept: Conversations) -> None:
    (asked,) = kept.questions_citing("harbour.txt")
    assert (asked.question, asked.asked, asked.conversation) == (SHIPS.question, SHIPS.asked, "one")
    assert kept.questions_citing("ferry.txt") == []


def test_a_locked_database_is_said_and_serves_again(kept: Conversations, quickly: None) -> None:
    with closing(sqlite3.connect(kept.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryUnusable, match="database is locked") as raised:
            kept.save("one", FERRY)
        assert raised.value.hint == "Another program is writing them; try again."
    kept.save("one", FERRY)
    assert kept.exchanges("one") == [SHIPS, FERRY]


def test_a_broken_database_is_said_and_begun_anew_once_it_is_gone(kept: Conversations) -> None:
    kept.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(HistoryUnusable, match="file is not a database"):
        kept.recent()
    kept.path.unlink()
    assert kept.recent() == []


def test_an_answer_of_another_version_is_said(kept: Conversations) -> None:
    with closing(sqlite3.connect(kept.path)) as other, other:
        other.execute("""UPDATE exchanges SET answer = '{"citations": [{"number": 1, "aspect": 2}]}'""")
    with pytest.raises(HistoryUnusable, match="another version of Footnote"):
        kept.exchanges("one")
