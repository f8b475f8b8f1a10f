"""as_runnable(): what langchain code may do with it, with the answers of answer() throughout."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableLambda, RunnableParallel

from app import Answer, AppSettings, FootnoteError, answer, as_runnable
from app.integrations.langchain_runnable import AnswerRunnable
from index.errors import QuestionError

BUSES = "How many hydrogen buses did Aldham buy last year?"
TREES = "How many trees did Burwell plant last year?"
RULES = "What are the rules of the harbour?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("runnable")
    (folder / "aldham.txt").write_text("The council of Aldham bought 12 hydrogen buses last year.\n")
    (folder / "burwell.txt").write_text("The people of Burwell planted 340 trees last year.\n")
    rules = "\n".join(f"- boats of class {n} must keep {3 * n} metres from the pier at all times" for n in (1, 2, 3))
    (folder / "rules.txt").write_text(f"Rules\n\nThe harbour has these rules:\n\n{rules}\n")
    return AppSettings(documents=folder, data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def runnable(settings: AppSettings) -> AnswerRunnable:
    return as_runnable(settings)


class Trace(BaseCallbackHandler):
    """What a tracer is told of the runs."""

    def __init__(self) -> None:
        self.started: list[tuple[str, Any, list[str] | None]] = []
        self.ended: list[Any] = []
        self.failed: list[BaseException] = []

    def on_chain_start(
        self, serialized: Any, inputs: Any, *, run_id: UUID, tags: list[str] | None = None, **more: Any
    ) -> None:
        self.started.append((more["name"], inputs, tags))

    def on_chain_end(self, outputs: Any, **more: Any) -> None:
        self.ended.append(outputs)

    def on_chain_error(self, error: BaseException, **more: Any) -> None:
        self.failed.append(error)


def test_a_question_and_a_question_with_its_history_are_answered(
    settings: AppSettings, runnable: AnswerRunnable
) -> None:
    assert runnable.invoke(BUSES) == answer(BUSES, settings=settings)
    history = [("user", BUSES), ("assistant", "12")]
    asked = {"question": "And how many trees did Burwell plant?", "history": history}
    assert runnable.invoke(asked) == answer(asked["question"], history, settings=settings)


def test_messages_of_langchain_are_a_history(settings: AppSettings, runnable: AnswerRunnable) -> None:
    messages = [SystemMessage("Be brief."), HumanMessage(BUSES), AIMessage("12")]
    given = runnable.invoke({"question": "And Burwell?", "history": messages})
    assert given == answer("And Burwell?", [("user", BUSES), ("assistant", "12")], settings=settings)
    assert given.continues


def test_a_batch_keeps_its_order_and_may_return_errors(settings: AppSettings, runnable: AnswerRunnable) -> None:
    first, wrong, last = runnable.batch([BUSES, "", TREES], return_exceptions=True)
    assert [first.short, last.short] == ["12", "340"]
    assert isinstance(wrong, QuestionError)


def test_a_stream_yields_sentences_and_then_the_answer(settings: AppSettings, runnable: AnswerRunnable) -> None:
    whole = answer(RULES, settings=settings)
    assert len(whole.sentences) == 4
    assert [*runnable.stream(RULES)] == [*whole.sentences, whole]

    async def pieces() -> list[Any]:
        return [piece async for piece in runnable.astream(RULES)]

    assert asyncio.run(pieces()) == [*whole.sentences, whole]
    assert asyncio.run(runnable.ainvoke(RULES)) == whole


def test_a_step_behind_it_receives_the_answer_streamed_or_not(settings: AppSettings, runnable: AnswerRunnable) -> None:
    chain = RunnableLambda(str.strip) | runnable | Answer.to_dict
    told = answer(RULES, settings=settings).to_dict()
    assert chain.invoke(f" {RULES} ") == told
    assert [*chain.stream(f" {RULES} ")] == [told]
    beside = RunnableParallel(answer=runnable, question=RunnableLambda(str.upper))
    assert beside.invoke(BUSES) == {"answer": answer(BUSES, settings=settings), "question": BUSES.upper()}


def test_runs_are_traced_with_name_tags_question_and_answer(settings: AppSettings, runnable: AnswerRunnable) -> None:
    whole = answer(RULES, settings=settings)
    for ask in (runnable.invoke, lambda *given: [*runnable.stream(*given)]):
        trace = Trace()
        ask(RULES, {"callbacks": [trace], "tags": ["nightly"]})
        assert [(name, tags) for name, _, tags in trace.started] == [("footnote", ["nightly"])]
        assert trace.ended == [whole]


def test_an_error_is_traced_and_raised(runnable: AnswerRunnable) -> None:
    trace = Trace()
    with pytest.raises(FootnoteError):
        runnable.invoke(" ", {"callbacks": [trace]})
    assert [type(error) for error in trace.failed] == [QuestionError]


@pytest.mark.parametrize("asked", [{"input": BUSES}, 7, {"question": 7}, {"question": BUSES, "history": ["x"]}])
def test_what_is_no_question_is_an_error_with_a_hint(runnable: AnswerRunnable, asked: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        runnable.invoke(asked)
    assert caught.value.hint.startswith("Pass ")
