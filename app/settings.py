"""The settings of asking, on top of those of the index."""

from pydantic import Field

from index.settings import IndexSettings


class AppSettings(IndexSettings):
    """Settings of the application; each field is read from FOOTNOTE_<NAME> unless given."""

    passages: int = Field(default=40, ge=1, le=200)
    """How many passages are retrieved for a question; the engine may cite only these."""
