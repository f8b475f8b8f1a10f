"""The settings of asking, on top of those of the index."""

import os
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, field_validator

from index.settings import IndexSettings


class AppSettings(IndexSettings):
    """Settings of the application; each field is read from FOOTNOTE_<NAME> unless given."""

    elsewhere: ClassVar[tuple[str, ...]] = ("FOOTNOTE_JUDGE",)
    """How the variables begin that another program of ours reads, here `footnote-eval`: no slip, though unknown."""

    passages: int = Field(default=40, ge=1, le=200)
    """How many passages are retrieved for a question; the engine may cite only these."""

    model: str | None = None
    """The language model that writes the answers, as provider:model ("ollama:qwen3:8b"); unset: the documents' own
    sentences answer."""

    model_timeout: float = Field(default=60.0, gt=0, le=600)
    """How many seconds the model has for a whole answer."""

    readers: str = "everybody"
    """Who may come in where people sign in: everybody, or e-mail addresses and @domains, separated by commas."""

    editors: str = "everybody"
    """Who of them may add and delete documents: everybody, or addresses and @domains as above."""

    @field_validator("model", mode="before")
    @classmethod
    def _no_model(cls, value: object) -> object:
        return (value.strip() or None) if isinstance(value, str) else value

    @classmethod
    def misspelt(cls, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
        """Return one warning for each FOOTNOTE_ variable that no program of ours reads, with the nearest one."""
        here = {name: value for name, value in environment.items() if not name.upper().startswith(cls.elsewhere)}
        return super().misspelt(here)
