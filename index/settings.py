"""What shapes an index and where it lives, from FOOTNOTE_ environment variables; passed along, never global."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

PREFIX = "FOOTNOTE_"
PROJECT = Path(__file__).resolve().parent.parent


class IndexSettings(BaseSettings):
    """Settings of the index; each field is read from FOOTNOTE_<NAME> unless given."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    documents: Path = PROJECT / "seeds"
    """The folder of documents."""

    data: Path = PROJECT / ".footnote"
    """Where the index lives."""

    chroma_url: str | None = None
    """A Chroma server to keep the vectors in, e.g. http://127.0.0.1:8000; unset: embedded, below `data`."""

    embeddings: str | None = None
    """The embedding model: a local path or a hub name; unset: the packaged MiniLM."""

    passage_words: int = Field(default=120, ge=20, le=1000)
    """The most words a passage holds (a longer sentence is a passage of its own)."""

    @field_validator("documents", "data")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return Path(os.path.abspath(os.path.expanduser(path)))

    @field_validator("chroma_url", "embeddings", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the settings from the environment, `given` winning; raises SettingsError for an unusable value."""
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as exc:
            problem = exc.errors()[0]
            name = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else "a setting"
            raise SettingsError(
                f"{name} cannot be {problem['input']!r}: {problem['msg']}.",
                hint=f"Correct {name} or unset it.",
            ) from exc

    @classmethod
    def misspelt(cls, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
        """Return one warning for each FOOTNOTE_ variable that is no setting, with the nearest one that is."""
        known = [name.upper() for name in cls.model_fields]
        unknown = sorted(name for name in environment if name.upper().startswith(PREFIX) and _bare(name) not in known)
        return tuple(_warning(name, known) for name in unknown)


def _warning(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(_bare(name), known, n=1)
    return f"{name} is not a setting and is ignored" + (f"; did you mean {PREFIX}{near[0]}?" if near else ".")


def _bare(name: str) -> str:
    return name.upper().removeprefix(PREFIX)
