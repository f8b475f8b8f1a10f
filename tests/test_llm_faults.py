"""When the language model fails: a clear sentence, then the other engine's answer, soon; and no key anywhere."""

import io
import json
import logging
import runpy
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import app.__main__ as command
import index.terminal as terminal
from app import Answer, AppSettings, answer
from app.chain import stream_answer
from app.llm import LanguageModel, check_model, fault, without_keys
from index.errors import ModelUnavailable

ModelServer: Any = runpy.run_path(str(Path(__file__).with_name("model_server.py")))["ModelServer"]

KEY = "sk-of-the-tests-0123456789"
NOBODY = "http://127.0.0.1:9/v1"  # nothing listens there
SHIPS = "The harbour handled 5,095 ships in 2023."
ASKED = "How many ships did the harbour handle in 2023?"
WITHOUT = "This answer was made without it."
SOON = 5.0  # seconds in which every fault is told, but for a time-out


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with ModelServer() as serving, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", serving.url)
        patch.setenv("OPENAI_API_KEY", KEY)
        patch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
        yield serving


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, server: Any) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("faults")
    (folder / "documents").mkdir()
    for number in range(9):
        about = f"Part {number} of the report of the harbour.\n\n"
        (folder / "documents" / f"{number}.txt").write_text(about + ("" if number else f"{SHIPS}\n"), encoding="utf-8")
    found = AppSettings(documents=folder / "documents", data=folder / "data", model="openai:scripted")
    server.play(f"{SHIPS} [1]")
    answer(ASKED, settings=found)  # what is imported once is not part of what is measured below
    return found


def with_model(settings: AppSettings, model: str, *, seconds: float = 60.0) -> AppSettings:
    return settings.model_copy(update={"model": model, "model_timeout": seconds})


def refusing(status: int, message: str, code: str = "") -> dict[str, Any]:
    return {"status": status, "error": {"message": message, "code": code}}


def ask(settings: AppSettings) -> tuple[Answer, float]:
    began = time.monotonic()
    return answer(ASKED, settings=settings), time.monotonic() - began


@pytest.mark.parametrize(
    ("play", "told"),
    [
        (
            refusing(401, f"Incorrect API key provided: {KEY}.", "invalid_api_key"),
            "did not answer: its server refused the key (status 401). Check OPENAI_API_KEY.",
        ),
        (
            refusing(403, "no access"),
            "did not answer: its server refused the key (status 403). Check OPENAI_API_KEY.",
        ),
        (
            refusing(404, "The model `scripted` does not exist", "model_not_found"),
            "did not answer: its server knows no model 'scripted' (status 404). "
            "Check FOOTNOTE_MODEL and OPENAI_BASE_URL.",
        ),
        (
            refusing(429, "You exceeded your quota", "insufficient_quota"),
            "did not answer: its server takes no more questions for now (status 429). Try again later.",
        ),
        (
            refusing(500, f"it burns, said {KEY}"),
            "did not answer: its server refused (status 500: it burns, said …). Try again later.",
        ),
        (
            refusing(400, "messages are wrong"),
            "did not answer: its server refused (status 400: messages are wrong). "
            "Check FOOTNOTE_MODEL and OPENAI_BASE_URL.",
        ),
        (
            refusing(400, "This model's maximum context length is 9 tokens", "context_length_exceeded"),
            "did not answer: the passages are longer than it can read. Choose a model that reads more.",
        ),
        (
            refusing(400, "the request exceeds the available context size"),
            "did not answer: the passages are longer than it can read. Choose a model that reads more.",
        ),
        (
            {"garbage": "<html>Welcome to the hotel</html>"},
            "did not answer: its server sent nothing that can be read. Check OPENAI_BASE_URL.",
        ),
        (
            {"garbage": "data: {{{\n\n"},
            "did not answer: its server sent nothing that can be read. Check OPENAI_BASE_URL.",
        ),
        ({"reply": "The harb", "broken": True}, "did not answer: its server broke off. Try again later."),
    ],
)
def test_a_server_that_fails_is_told_and_the_documents_answer(
    settings: AppSettings, server: Any, play: dict[str, Any], told: str
) -> None:
    server.play(play)
    given, seconds = ask(settings)
    assert given.note == f"The model openai:scripted {told} {WITHOUT}"
    assert (given.text, given.engine) == (f"5,095 — {SHIPS}[1]", "extractive")
    assert seconds < SOON


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("opnai:gpt-x", "no provider is called 'opnai'. FOOTNOTE_MODEL: did you mean openai:gpt-x?"),
        ("anything", "no provider is called 'anything'. FOOTNOTE_MODEL: it is written provider:model."),
        (
            "mistralai:small",
            "the package langchain-mistralai is not installed. Install it: pip install langchain-mistralai.",
        ),
        ("ollama:qwen3:8b", "its server cannot be reached. Start it, or check OLLAMA_HOST."),
    ],
)
def test_a_model_that_cannot_be_opened_or_reached_is_told(settings: AppSettings, model: str, told: str) -> None:
    given, seconds = ask(with_model(settings, model))
    assert given.note == f"The model {model} did not answer: {told} {WITHOUT}"
    assert (given.text, given.engine) == (f"5,095 — {SHIPS}[1]", "extractive")
    assert seconds < SOON


def test_a_server_that_is_down_is_told(settings: AppSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    given, seconds = ask(settings)
    assert "its server cannot be reached. Start it, or check OPENAI_BASE_URL." in given.note
    assert seconds < SOON


def test_a_missing_key_is_told(settings: AppSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    given, _ = ask(settings)
    assert (
        given.note == f"The model openai:scripted did not answer: no key is set for it. Set OPENAI_API_KEY. {WITHOUT}"
    )


@pytest.mark.parametrize("play", [{"silent": True}, {"reply": "The harbour handled many ships. " * 99, "pause": 0.1}])
def test_the_time_is_that_of_the_whole_answer(settings: AppSettings, server: Any, play: dict[str, Any]) -> None:
    server.play(play)
    given, seconds = ask(with_model(settings, "openai:scripted", seconds=1.0))
    assert "it did not finish in time. FOOTNOTE_MODEL_TIMEOUT sets how many seconds it has." in given.note
    assert given.engine == "extractive"
    assert seconds < 1.0 + SOON


def test_a_follow_up_and_its_answer_share_the_time(settings: AppSettings, server: Any) -> None:
    server.play({"silent": True})
    began = time.monotonic()
    given = answer("And in 2022?", [("user", ASKED)], settings=with_model(settings, "openai:scripted", seconds=1.0))
    assert time.monotonic() - began < 1.0 + SOON
    assert given.standalone == "How many ships did the harbour handle in 2022?"


def test_what_was_checked_before_the_stream_broke_is_shown(settings: AppSettings, server: Any) -> None:
    server.play({"reply": f"{SHIPS} [1]\nMost of them carr", "broken": True})
    given, _ = ask(settings)
    assert (given.text, given.engine) == (f"5,095 — {SHIPS}[1]", "openai:scripted")
    assert given.note == "The model openai:scripted broke off; what it had written is shown."


def test_passages_too_long_for_the_model_are_tried_again_with_fewer_once(settings: AppSettings, server: Any) -> None:
    too_long = refusing(400, "This model's maximum context length is 9 tokens", "context_length_exceeded")
    server.play(too_long, f"{SHIPS} [1]")
    given, _ = ask(settings)
    assert given.engine == "openai:scripted"
    assert [prompt.count("<passage number=") for prompt in server.prompts] == [9, 4]
    server.play(too_long)
    assert ask(settings)[0].engine == "extractive"
    assert len(server.requests) == 2


def test_a_model_that_refuses_a_temperature_is_asked_without(settings: AppSettings, server: Any) -> None:
    server.play(refusing(400, "Unsupported value: 'temperature' does not support 0.0"), f"{SHIPS} [1]")
    assert ask(settings)[0].engine == "openai:scripted"
    assert ["temperature" in request for request in server.requests] == [True, False]


def test_a_reader_who_leaves_ends_the_model_s_work(settings: AppSettings, server: Any) -> None:
    server.play({"reply": f'{SHIPS} [1] "{SHIPS}"\n' + "More of it. " * 400, "pause": 0.01})
    stream = stream_answer(ASKED, settings=settings)
    next(stream)
    stream.close()
    until = time.monotonic() + SOON
    while (left := [one for one in threading.enumerate() if one.name == "footnote-model"]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


# Keys


def test_a_key_is_nowhere(
    settings: AppSettings, server: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    server.play(refusing(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"))
    given, _ = ask(settings)
    try:
        check_model(settings)
    except ModelUnavailable as exc:
        traced = "".join(traceback.format_exception(exc))
    printed = capfd.readouterr()
    everything = (json.dumps(given.to_dict()), repr(given), traced, caplog.text, printed.out, printed.err)
    assert [KEY in one for one in everything] == [False] * 6
    assert "refused the key" in traced
    model = LanguageModel("openai:scripted", seconds=1)
    assert KEY not in repr(model) + repr(vars(model)) + repr(settings)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"Bearer {KEY} is wrong", "Bearer … is wrong"),
        ("Incorrect API key provided: sk-abc***xyz.", "Incorrect API key provided: …"),
        ("at https://user:secret@host/v1", "at https:…host/v1"),
        ("token 0123456789abcdef0123456789abcdef", "token …"),
        ("a secret: hunter2-of-mine", "a secret: …"),
        ("Is the model loaded?\n  No.", "Is the model loaded? No."),
    ],
)
def test_what_a_server_says_is_shown_without_keys(said: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "hunter2-of-mine")
    assert without_keys(said) == shown


def test_a_long_message_is_cut() -> None:
    assert len(without_keys("no " * 999)) == 201


def test_the_fault_of_an_unknown_kind_is_told_by_its_name() -> None:
    told = fault("openai:x", RuntimeError(f"odd {KEY}"))
    assert (told.message, told.hint) == (
        "The model openai:x did not answer: RuntimeError: odd ….",
        "Check FOOTNOTE_MODEL and OPENAI_BASE_URL.",
    )


# The command line


def shown_by_status(settings: AppSettings, monkeypatch: pytest.MonkeyPatch) -> str:
    shown = io.StringIO()
    console = Console(file=shown, width=200)
    monkeypatch.setattr(command, "out", console)
    for name in ("out", "err"):
        monkeypatch.setattr(terminal, name, console)
    monkeypatch.setattr(command, "load_settings", lambda kind, **given: settings)
    command.status()
    return shown.getvalue()


def test_the_status_says_whether_the_model_answers(
    settings: AppSettings, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play("Yes.")
    assert "openai:scripted answered after 0." in shown_by_status(settings, monkeypatch)
    server.play(refusing(404, "no such model"))
    assert "its server knows no model 'scripted' (status 404)." in shown_by_status(settings, monkeypatch)
    without = settings.model_copy(update={"model": None})
    assert "answered" not in shown_by_status(without, monkeypatch)
    assert check_model(without) == "No language model is set; the documents' own sentences answer."
