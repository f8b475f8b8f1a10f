"""The default engine: no language model, only sentences of the documents, or an abstention with its reason."""

from app.extractive.engine import Extractive

__all__ = ["Extractive"]
