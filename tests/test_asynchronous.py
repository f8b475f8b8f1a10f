"""aanswer() and astream(): the same answers, an event loop that goes on, a caller that goes away."""

import asyncio
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

import app.asynchronous
from app import Answer, AppSettings, Sentence, aanswer, answer, astream, stream
from index.errors import QuestionError

ASKED = "What are the rules of the harbour?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("asynchronous")
    rules = "\n".join(f"- boats of class {n} must keep {3 * n} metres from the pier at all times" for n in (1, 2, 3))
    (folder / "rules.txt").write_text(f"Rules\n\nThe harbour has these rules:\n\n{rules}\n")
    return AppSettings(documents=folder, data=tmp_path_factory.mktemp("data"))


async def pieces(question: str, settings: AppSettings) -> list[Sentence | Answer]:
    return [piece async for piece in astream(question, settings=settings)]


def test_the_answer_is_the_one_of_answer(settings: AppSettings) -> None:
    assert asyncio.run(aanswer(ASKED, settings=settings)) == answer(ASKED, settings=settings)


def test_the_stream_yields_the_sentences_of_stream_and_then_the_whole(settings: AppSettings) -> None:
    whole = answer(ASKED, settings=settings)
    assert len(whole.sentences) == 4
    assert [*stream(ASKED, settings=settings)] == [*whole.sentences]
    assert asyncio.run(pieces(ASKED, settings)) == [*whole.sentences, whole]


def test_errors_are_those_of_answer(settings: AppSettings) -> None:
    with pytest.raises(QuestionError):
        asyncio.run(aanswer(" ", settings=settings))
    with pytest.raises(QuestionError):
        asyncio.run(pieces(" ", settings))


def test_the_event_loop_goes_on_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, freed = threading.Event(), threading.Event()

    def wait(question: str, *arguments: object, **options: object) -> str:
        asked.set()
        assert freed.wait(20)
        return question

    async def free() -> None:
        while not asked.is_set():
            await asyncio.sleep(0.001)
        freed.set()

    async def both() -> object:
        return (await asyncio.gather(aanswer(ASKED), free()))[0]

    monkeypatch.setattr(app.asynchronous, "answer", wait)
    assert asyncio.run(both()) == ASKED


def test_a_caller_that_goes_away_ends_the_engine_after_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    started, freed, ended = threading.Event(), threading.Event(), threading.Event()

    def write(*arguments: object, **options: object) -> Generator[Sentence, None, None]:
        try:
            started.set()
            assert freed.wait(20)
            yield Sentence("Never heard.", (), 1.0)
        finally:
            ended.set()

    async def leave() -> None:
        async def hear() -> None:
            async for _ in astream(ASKED):
                pass

        hearing = asyncio.ensure_future(hear())
        while not started.is_set():
            await asyncio.sleep(0.001)
        hearing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hearing
        assert not ended.is_set()
        freed.set()

    monkeypatch.setattr(app.asynchronous, "stream_answer", write)
    asyncio.run(leave())
    assert ended.wait(20)
