"""The settings of evaluating, on top of those of asking."""

from typing import ClassVar

from pydantic import Field, field_validator

from app.settings import AppSettings


class EvalSettings(AppSettings):
    """Settings of the evaluation; each field is read from FOOTNOTE_<NAME> unless given."""

    elsewhere: ClassVar[tuple[str, ...]] = ()

    judge: str | None = None
    """A language model that judges the answers too, as provider:model ("ollama:qwen3:8b"); unset: only the offline
    judge does."""

    judge_timeout: float = Field(default=60.0, gt=0, le=600)
    """How many seconds the judging model has for each reply."""

    @field_validator("judge", mode="before")
    @classmethod
    def _no_judge(cls, value: object) -> object:
        return (value.strip() or None) if isinstance(value, str) else value
