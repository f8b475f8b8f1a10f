"""Question -> cited answer: `from app import answer`."""

from app.answers import Answer, Citation, Sentence
from app.chain import Engine, answer
from app.settings import AppSettings

__all__ = ["Answer", "AppSettings", "Citation", "Engine", "Sentence", "answer"]
