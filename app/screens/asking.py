"""A question asked in a thread of its own, so that the page can stop waiting for the answer. Draws nothing."""

from collections.abc import Generator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Thread

from app.answers import Answer, Sentence, Turn
from app.chain import stream_answer
from app.scope import Scope
from app.settings import AppSettings

PATIENCE = 0.2  # seconds between two looks at whether the page has been left


def ask(
    question: str, history: Sequence[Turn], *, settings: AppSettings, scope: Scope | None = None
) -> Generator[Sentence | None, None, Answer]:
    """Yield each sentence as it comes, and None now and then while there is none; return the answer.

    Raises what answering raises. Closed before its end, the work ends with the sentence it is at.
    """
    arrived: SimpleQueue[Sentence | Answer | Exception] = SimpleQueue()
    left = Event()

    def work() -> None:
        try:
            stream = stream_answer(question, history, settings=settings, scope=scope)
            while not left.is_set():
                arrived.put(next(stream))
        except StopIteration as stop:
            arrived.put(stop.value)
        except Exception as exc:  # noqa: BLE001 - raised again below, in the page's own thread
            arrived.put(exc)

    Thread(target=work, name="footnote-answer", daemon=True).start()
    try:
        while True:
            try:
                one = arrived.get(timeout=PATIENCE)
            except Empty:
                yield None
                continue
            if isinstance(one, Exception):
                raise one
            if isinstance(one, Answer):
                return one
            yield one
    finally:
        left.set()
