"""Question -> cited answer: `from app import answer`."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.answers import Answer, Citation, Sentence
    from app.asynchronous import aanswer, astream
    from app.batch import answer_many
    from app.chain import Engine, answer
    from app.chain import stream_answer as stream
    from app.integrations.langchain_retriever import as_retriever
    from app.integrations.langchain_runnable import as_runnable
    from app.scope import Scope
    from app.settings import AppSettings
    from index.errors import FootnoteError

__all__ = [
    "Answer",
    "AppSettings",
    "Citation",
    "Engine",
    "FootnoteError",
    "Scope",
    "Sentence",
    "aanswer",
    "answer",
    "answer_many",
    "as_retriever",
    "as_runnable",
    "astream",
    "stream",
]

# Each public name is imported when it is first used, so that importing the package, or one module of it, is instant.
_HOMES = {
    "Answer": "app.answers.Answer",
    "AppSettings": "app.settings.AppSettings",
    "Citation": "app.answers.Citation",
    "Engine": "app.chain.Engine",
    "FootnoteError": "index.errors.FootnoteError",
    "Scope": "app.scope.Scope",
    "Sentence": "app.answers.Sentence",
    "aanswer": "app.asynchronous.aanswer",
    "answer": "app.chain.answer",
    "answer_many": "app.batch.answer_many",
    "as_retriever": "app.integrations.langchain_retriever.as_retriever",
    "as_runnable": "app.integrations.langchain_runnable.as_runnable",
    "astream": "app.asynchronous.astream",
    "stream": "app.chain.stream_answer",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        module, _, attribute = _HOMES[name].rpartition(".")
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
