"""answer() and stream() for code that runs in an event loop: the work is done in threads. Knows no engine."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor

from app.answers import Answer, Sentence
from app.chain import answer, stream_answer
from app.questions import History
from app.scope import Scope
from app.settings import AppSettings


async def aanswer(
    question: str, history: History = (), *, settings: AppSettings | None = None, scope: Scope | None = None
) -> Answer:
    """Answer a question as `answer` does, without holding up the event loop.

    Cancelled, it returns at once; the work that was begun ends in its thread, unheard.
    """
    return await asyncio.to_thread(answer, question, history, settings=settings, scope=scope)


async def astream(
    question: str, history: History = (), *, settings: AppSettings | None = None, scope: Scope | None = None
) -> AsyncGenerator[Sentence | Answer, None]:
    """Yield the sentences of the answer as they are ready and, last, the whole Answer. Raises as `answer` does.

    The whole is yielded, because an asynchronous generator cannot return it; it is what counts, as with `stream`.
    """
    writing = stream_answer(question, history, settings=settings, scope=scope)
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()
    thread = ThreadPoolExecutor(1, thread_name_prefix="astream")
    try:
        while True:
            piece = await loop.run_in_executor(thread, context.run, _next, writing)
            yield piece
            if isinstance(piece, Answer):
                return
    finally:
        # In the same thread, hence after the step that a cancelled caller no longer waits for.
        thread.submit(writing.close)
        thread.shutdown(wait=False)


def _next(writing: Generator[Sentence, None, Answer]) -> Sentence | Answer:
    try:
        return next(writing)
    except StopIteration as stop:
        whole: Answer = stop.value
        return whole
