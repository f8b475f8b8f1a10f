"""Many questions -> as many answers, a few at a time. Knows no engine."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Literal, overload

from app.answers import Answer
from app.chain import answer
from app.questions import check_question
from app.scope import Scope
from app.searching import ready_library
from app.settings import AppSettings
from index.errors import FootnoteError

Counted = Callable[[int, int], None]  # how many are done, of how many


@overload
def answer_many(
    questions: Iterable[str],
    *,
    concurrency: int = ...,
    settings: AppSettings | None = ...,
    scope: Scope | None = ...,
    on_error: Literal["raise"] = ...,
    progress: Counted = ...,
) -> list[Answer]: ...


@overload
def answer_many(
    questions: Iterable[str],
    *,
    concurrency: int = ...,
    settings: AppSettings | None = ...,
    scope: Scope | None = ...,
    on_error: Literal["return"],
    progress: Counted = ...,
) -> list[Answer | FootnoteError]: ...


def answer_many(
    questions: Iterable[str],
    *,
    concurrency: int = 4,
    settings: AppSettings | None = None,
    scope: Scope | None = None,
    on_error: Literal["raise", "return"] = "raise",
    progress: Counted = lambda done, total: None,
) -> list[Answer] | list[Answer | FootnoteError]:
    """Answer questions, `concurrency` at a time, and return the answers in the questions' order.

    Each is the answer that `answer` gives alone. With on_error="raise" the first error ends it all, and a question that
    cannot be asked is one before any is answered; with "return" the error stands in its question's place, and the
    others are answered. What no question can do without (the folder, the index) raises either way.
    `progress` is called in the caller's thread.
    """
    asked = list(questions)
    settings = settings or AppSettings.load()
    if on_error == "raise":
        for question in asked:
            check_question(question)
    ready_library(settings)  # built once, not waited for by every thread

    def answered(question: str) -> Answer | FootnoteError:
        try:
            return answer(question, settings=settings, scope=scope)
        except FootnoteError as error:
            if on_error == "raise":
                raise
            return error

    with ThreadPoolExecutor(concurrency, thread_name_prefix="answer") as pool:
        waiting = [pool.submit(answered, question) for question in asked]
        try:
            for done, one in enumerate(as_completed(waiting), 1):
                one.result()
                progress(done, len(asked))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [one.result() for one in waiting]
