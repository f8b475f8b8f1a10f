"""A conversation and "and in 2023?" -> a question that stands alone. Knows no document."""

from app.followups.resolving import resolve

__all__ = ["resolve"]
