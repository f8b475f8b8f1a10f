"""The engine that lets a language model write, from the passages found and in a form that can be checked."""

from app.generative.engine import Generative
from app.generative.rewriting import rewrite

__all__ = ["Generative", "rewrite"]
