"""One thing that a sentence lacks of what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.periods import Period


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not there, and how an abstention says so."""

    what: Literal["period", "name", "word", "type", "count"]
    reason: str
    others: tuple[Period, ...] = ()  # the times that the sentence does speak of


def join(things: Sequence[object]) -> str:
    """Return "a", "a or b", "a, b or c"."""
    names = [str(thing) for thing in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
