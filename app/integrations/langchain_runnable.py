"""answer() as a langchain Runnable: to invoke, batch, stream, trace and compose with |. Imported late, as langchain is.

Knows no engine; what langchain code sends is turned into a question and a history here.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig

from app.answers import Answer, Sentence
from app.asynchronous import astream
from app.chain import answer, stream_answer
from app.scope import Scope
from app.settings import AppSettings
from index.errors import QuestionError

Asked = str | Mapping[str, Any]

_ROLES = {"human": "user", "ai": "assistant"}  # of langchain's messages; others are no turn of a conversation


class AnswerRunnable(Runnable[Asked, Any]):
    """Answers questions inside langchain code; see `as_runnable`."""

    name = "footnote"  # of its runs in a trace

    def __init__(self, settings: AppSettings, scope: Scope | None) -> None:
        self._options: dict[str, Any] = {"settings": settings, "scope": scope}

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Return the Answer."""
        given: Answer = self._call_with_config(self._answer, input, config, run_type="chain")
        return given

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Sentence | Answer]:
        """Yield each Sentence as it is ready and, last, the whole Answer."""
        yield from self._transform_stream_with_config(iter([input]), self._pieces, config, run_type="chain")

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Sentence | Answer]:
        """Yield as `stream` does, without holding up the event loop."""
        pieces = self._atransform_stream_with_config(_alone(input), self._apieces, config, run_type="chain")
        async for piece in pieces:
            yield piece

    def _answer(self, asked: Asked) -> Answer:
        return answer(*_question_and_history(asked), **self._options)

    def _pieces(self, inputs: Iterator[Asked]) -> Iterator[Sentence | Answer]:
        for asked in inputs:
            yield (yield from stream_answer(*_question_and_history(asked), **self._options))

    async def _apieces(self, inputs: AsyncIterator[Asked]) -> AsyncIterator[Sentence | Answer]:
        async for asked in inputs:
            async for piece in astream(*_question_and_history(asked), **self._options):
                yield piece


def as_runnable(settings: AppSettings | None = None, *, scope: Scope | None = None) -> AnswerRunnable:
    """Return a langchain Runnable from a question, or {"question": ..., "history": [...]}, to an Answer.

    The history may hold langchain's messages. `stream` yields each Sentence and, last, the whole Answer: langchain
    passes the last piece on where pieces cannot be added, so a step behind it always receives the Answer, streamed or
    not. Its runs are named "footnote". Raises what `answer` does.
    """
    return AnswerRunnable(settings or AppSettings.load(), scope)


def _question_and_history(asked: Asked) -> tuple[Any, list[Any]]:
    """Return the two as `answer` takes them, which checks what they hold."""
    if isinstance(asked, str):
        return asked, []
    if not isinstance(asked, Mapping) or "question" not in asked:
        raise QuestionError(
            f"There is no question in {asked!r}.",
            hint='Pass a question as a string, or {"question": "...", "history": [...]}.',
        )
    turns = [_turn(turn) for turn in asked.get("history") or () if getattr(turn, "type", "human") in _ROLES]
    return asked["question"], turns


def _turn(turn: Any) -> Any:
    return (_ROLES[turn.type], str(turn.text)) if isinstance(turn, BaseMessage) else turn


async def _alone(asked: Asked) -> AsyncIterator[Asked]:
    yield asked
