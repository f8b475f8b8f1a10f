"""answer(): resolve the follow-up, retrieve, let an engine write, check every sentence. Knows no engine's inside."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Protocol

from app.answers import Answer, Sentence, Turn, Verdict
from app.checking import Checks
from app.corpus.collection import Collection
from app.corpus.inquiries import recognise
from app.extractive.engine import Extractive
from app.followups import resolve
from app.generative import Generative, rewrite
from app.llm import LanguageModel
from app.questions import History, check_history, check_question
from app.scope import EVERYTHING, Scope
from app.searching import find
from app.settings import AppSettings
from app.verifying import verify
from index.documents import Hit
from index.errors import ModelUnavailable
from index.opening import Library

WITHOUT = "This answer was made without it."


class Engine(Protocol):
    """Writes an answer sentence by sentence from the hits it is given, and may cite only these."""

    name: str

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        """Yield sentences; return the verdict."""
        ...


def answer(
    question: str, history: History = (), *, settings: AppSettings | None = None, scope: Scope | None = None
) -> Answer:
    """Answer a question from the folder of documents, building the index first where there is none.

    `history` is the conversation so far, oldest first: ("user", "...") and ("assistant", "...") pairs. It helps to
    understand the question and is never evidence. `scope`: the answer is as if the folder held no other documents.
    Raises QuestionError for an empty or overlong question, and whatever opening or building the index raises.
    """
    stream = stream_answer(question, history, settings=settings, scope=scope)
    while True:
        try:
            next(stream)
        except StopIteration as stop:
            given: Answer = stop.value
            return given


def stream_answer(
    question: str, history: History = (), *, settings: AppSettings | None = None, scope: Scope | None = None
) -> Generator[Sentence, None, Answer]:
    """Yield the sentences of the answer, each checked, as they are ready; return the whole. Raises as `answer` does.

    The whole is what counts: where most of a model's later sentences do not pass, those yielded before are not in it.
    """
    asked = check_question(question)
    settings = settings or AppSettings.load()
    turns = check_history(history)
    model = LanguageModel(settings.model, seconds=settings.model_timeout) if settings.model else None
    standalone = (model and rewrite(asked, turns, model)) or resolve(asked, turns)
    library, hits, left_out = find(standalone, settings, scope or EVERYTHING)
    inquiry = recognise(standalone, library)
    # What a full scan counted no quotation carries: those sentences say what was done, and quote the rest.
    engines: list[Engine] = [Collection(library, inquiry) if inquiry else Extractive(library)]
    if model and hits and not inquiry:
        engines.insert(0, Generative(library, model))
    without: list[str] = []  # why the engine before did not answer
    for engine in engines:
        checks = Checks(library, hits, verify=None if inquiry else verify)
        try:
            verdict = yield from _checked(engine.answer(standalone, hits, turns), checks)
        except ModelUnavailable as exc:
            without = [exc.message, exc.hint, WITHOUT]
            continue
        if checks.hold or engine is engines[-1]:
            break
        without = [f"What {engine.name} wrote was not used: {checks.note}", WITHOUT]
    notes = [verdict.note, checks.note, *without, _scope_note(library, verdict), _left_out_note(left_out + checks.gone)]
    return Answer(
        question=question,
        standalone=standalone,
        tier=verdict.tier if checks.shown else "refusal",
        sentences=tuple(checks.shown),
        note=" ".join(filter(None, notes)),
        hits=tuple(hits),
        engine=engine.name,
        explanation=verdict.explanation,
        confidence=min([verdict.confidence, *(sentence.support for sentence in checks.shown)]),
        figures=checks.figures(verdict.figures),
    )


def _checked(writing: Generator[Sentence, None, Verdict], checks: Checks) -> Generator[Sentence, None, Verdict]:
    """Yield the sentences that pass, as they come; closed early, the engine ends too."""
    with closing(writing):
        while True:
            try:
                sentence = next(writing)
            except StopIteration as stop:
                verdict: Verdict = stop.value
                return verdict
            if passed := checks.passed(sentence):
                yield passed


def _scope_note(library: Library, verdict: Verdict) -> str:
    """Say that not all documents were asked, where that may be why there is no answer."""
    asked, indexed = len(library.catalog.document_ids()), len(library.manifest.indexed)
    return "" if verdict.tier == "answer" or asked == indexed else f"Only {asked} of {indexed} documents were asked."


def _left_out_note(documents: Sequence[str]) -> str:
    if not documents:
        return ""
    names = ", ".join(dict.fromkeys(documents))
    return f"Left out, because changed or gone since the index was built: {names}. Run `footnote sync`."
