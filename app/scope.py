"""Which documents a question is asked of: chosen ones, or those of a day and before. Knows nothing of search."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.catalog import Entry

_STATED = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Scope:
    """A choice among the documents; without anything chosen it means all of them."""

    documents: frozenset[str] | None = None  # their ids; None: any
    as_of: date | None = None  # only documents that are of this day or before, for certain
    undated: bool = False  # with `as_of`: also documents that state no date with its year

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.documents is None and self.as_of is None

    def select(self, entries: Iterable[Entry]) -> frozenset[str]:
        """Return the ids of the documents that questions are asked of."""
        return frozenset(one.id for one in entries if self._chosen(one.id) and self._in_time(one.date))

    def _chosen(self, document_id: str) -> bool:
        return self.documents is None or document_id in self.documents

    def _in_time(self, stated: str | None) -> bool:
        if self.as_of is None:
            return True
        last = last_day(stated)
        return self.undated if last is None else last <= self.as_of


EVERYTHING = Scope()


def last_day(stated: str | None) -> date | None:
    """Return the last day that a document's date may mean ("2024-02": the 29th), None where it names no year."""
    match = _STATED.fullmatch(stated or "")
    if not match:
        return None
    year, month = int(match["year"]), int(match["month"] or 12)
    try:
        return date(year, month, int(match["day"] or calendar.monthrange(year, month)[1]))
    except ValueError:  # also calendar's error for a 13th month
        return None
