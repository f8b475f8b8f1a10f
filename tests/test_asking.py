"""A question in a thread of its own: what comes of it, what it raises, and that it ends when nobody waits."""

import time
from collections.abc import Generator
from threading import Event
from typing import Any

import pytest

from app.answers import Answer, Sentence
from app.screens.asking import ask
from app.settings import AppSettings
from index.errors import QuestionError

GIVEN = Answer("Why?", "Why?", "answer", (), "", (), "extractive")
SAID = Sentence("Because.", (), 1.0)
SECONDS = 10.0


def asked(monkeypatch: pytest.MonkeyPatch, stream: Any) -> Generator[Sentence | None, None, Answer]:
    monkeypatch.setattr("app.screens.asking.stream_answer", stream)
    return ask("Why?", (), settings=AppSettings())


def test_sentences_arrive_then_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def stream(*_: object, **__: object) -> Generator[Sentence, None, Answer]:
        yield SAID
        return GIVEN

    writing = asked(monkeypatch, stream)
    assert next(one for one in writing if one) is SAID
    with pytest.raises(StopIteration) as stop:
        next(writing)
    assert stop.value.value is GIVEN


def test_what_answering_raises_is_raised_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Generator[Sentence, None, Answer]:
        raise QuestionError("The question is empty.", hint="Type one.")

    with pytest.raises(QuestionError, match="The question is empty"):
        list(asked(monkeypatch, refuse))


def test_a_page_that_waits_gets_its_turn_and_work_ends_when_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    free, ended = Event(), Event()

    def slow(*_: object, **__: object) -> Generator[Sentence, None, Answer]:
        try:
            free.wait(SECONDS)
            while True:
                yield SAID
        finally:
            ended.set()

    writing = asked(monkeypatch, slow)
    began = time.monotonic()
    assert next(writing) is None
    writing.close()
    assert time.monotonic() - began < SECONDS / 2
    free.set()
    assert ended.wait(SECONDS)
