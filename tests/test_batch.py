"""answer_many(): order, the same answers as one by one, errors in their places; `footnote batch` shows them."""

import json
import sys
import threading
import time
from pathlib import Path

import pytest

import app.__main__
import app.batch
from app import Answer, AppSettings, FootnoteError, answer, answer_many
from app.searching import ready_library
from index.errors import FolderMissing, QuestionError

QUESTIONS = [
    *(f"How many hydrogen buses did place {n} buy last year?" for n in range(12)),
    "What do the documents say about hydrogen buses?",
    "How many documents mention regards?",
    "How many people live in Tokyo?",
    "What are the rules of the harbour?",
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("batch")
    documents = folder / "documents"
    documents.mkdir()
    for n in range(12):
        bought = (
            f"The council of place {n} bought {n + 2} hydrogen buses last year and wants {n + 9} more of them soon."
        )
        (documents / f"report{n:02}.txt").write_text(f"{bought}\n\nWith kind regards from the transport office.\n")
    rules = "\n".join(f"- boats of class {n} must keep {3 * n} metres from the pier at all times" for n in range(1, 9))
    (documents / "rules.txt").write_text(f"Rules\n\nThe harbour has these rules:\n\n{rules}\n")
    made = AppSettings(documents=documents, data=folder / "data")
    ready_library(made)
    return made


def test_eight_threads_give_the_same_bytes_as_one(settings: AppSettings) -> None:
    alone = [json.dumps(answer(question, settings=settings).to_dict()) for question in QUESTIONS]
    together = answer_many(QUESTIONS * 3, concurrency=8, settings=settings)
    assert [json.dumps(given.to_dict()) for given in together] == alone * 3


def test_no_more_questions_are_asked_at_a_time_than_allowed(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def slowly(question: str, **options: object) -> str:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.02)
        with lock:
            at_work -= 1
        return question

    monkeypatch.setattr(app.batch, "answer", slowly)
    asked = [f"Question {n}?" for n in range(12)]
    assert [*answer_many(asked, concurrency=3, settings=settings)] == asked
    assert most == 3


def test_an_error_stands_in_its_place_and_loses_no_other_answer(settings: AppSettings) -> None:
    seen: list[tuple[int, int]] = []
    first, wrong, last = answer_many(
        [QUESTIONS[3], " ", QUESTIONS[4]],
        settings=settings,
        on_error="return",
        progress=lambda done, total: seen.append((done, total)),
    )
    assert isinstance(wrong, QuestionError)
    assert isinstance(first, Answer)
    assert isinstance(last, Answer)
    assert (first.short, last.short) == ("5", "6")
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_question_that_cannot_be_asked_raises_before_any_is_answered(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(app.batch, "answer", lambda question, **options: asked.append(question))
    with pytest.raises(QuestionError):
        answer_many([QUESTIONS[0], ""], settings=settings)
    assert asked == []


def test_the_first_error_ends_it_and_what_waits_is_not_asked(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fail(question: str, **options: object) -> None:
        asked.append(question)
        raise FootnoteError("The disk is gone.", hint="Find it.")

    monkeypatch.setattr(app.batch, "answer", fail)
    with pytest.raises(FootnoteError, match="disk"):
        answer_many([f"Question {n}?" for n in range(50)], concurrency=1, settings=settings)
    assert len(asked) < 50


def test_a_folder_that_is_missing_raises_whatever_is_done_with_errors(tmp_path: Path) -> None:
    nowhere = AppSettings(documents=tmp_path / "nowhere", data=tmp_path / "data")
    with pytest.raises(FolderMissing):
        answer_many(["Anything?"], settings=nowhere, on_error="return")


# footnote batch


def footnote(*arguments: str, settings: AppSettings, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(settings.documents))
    monkeypatch.setenv("FOOTNOTE_DATA", str(settings.data))
    monkeypatch.setattr(sys, "argv", ["footnote", *arguments])
    with pytest.raises(SystemExit) as end:
        app.__main__.main()
    return int(end.value.code or 0)


def test_a_file_of_questions_gives_a_line_of_json_each(
    settings: AppSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.txt"
    too_long = "why " * 600
    file.write_text(f"{QUESTIONS[3]}\n\n{too_long}\n{QUESTIONS[4]}\n", encoding="utf-8")
    assert footnote("batch", str(file), "--json", settings=settings, monkeypatch=monkeypatch) == 2
    first, failed, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == answer(QUESTIONS[3], settings=settings).to_dict()
    assert failed["question"] == too_long.strip()
    assert "characters" in failed["error"]
    assert last["short"] == "6"


def test_questions_without_json_read_as_a_conversation(
    settings: AppSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.txt"
    file.write_text(f"{QUESTIONS[3]}\nHow many people live in Tokyo?\n", encoding="utf-8")
    assert footnote("batch", str(file), settings=settings, monkeypatch=monkeypatch) == 1
    shown = capsys.readouterr().out
    assert shown.index(f"> {QUESTIONS[3]}") < shown.index("report03.txt") < shown.index("> How many people")


def test_a_file_of_questions_that_is_missing_is_an_error(
    settings: AppSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert footnote("batch", str(tmp_path / "none.txt"), settings=settings, monkeypatch=monkeypatch) == 2
    assert "none.txt" in capsys.readouterr().err
