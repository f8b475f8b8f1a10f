"""Question -> cited answer: `from app import answer`."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.answers import Answer, Citation, Sentence
    from app.chain import Engine, answer
    from app.settings import AppSettings

__all__ = ["Answer", "AppSettings", "Citation", "Engine", "Sentence", "answer"]

# Each public name is imported when it is first used, so that importing the package, or one module of it, is instant.
_HOMES = {
    "Answer": "app.answers",
    "AppSettings": "app.settings",
    "Citation": "app.answers",
    "Engine": "app.chain",
    "Sentence": "app.answers",
    "answer": "app.chain",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
