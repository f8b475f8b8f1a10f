"""A row of a table written with bars: the head above it, and the cell that is asked for. Knows words and times only."""

from collections.abc import Collection

from app.periods import Period, find_periods
from index.words import STOPWORDS, stem, tokens

BAR = "|"
TIMED = 2.0  # what the time that is asked for weighs in a column's head, or another time against it
_AIMS = frozenset(map(stem, ("target", "plan", "planned", "goal", "budget", "budgeted", "forecast")))
FOREIGN = 0.5  # what a word weighs against a head that the question does not have: "target" of a result


def is_row(text: str) -> bool:
    """Return whether a sentence is a row of a table."""
    return text.startswith(BAR) and text.count(BAR) > 2


def head_of(text: str, start: int) -> str:
    """Return the first line of the table whose row starts at an offset of a document's text."""
    first = text.rfind("\n", 0, start) + 1
    while first and text[text.rfind("\n", 0, first - 1) + 1 : first].lstrip().startswith(BAR):
        first = text.rfind("\n", 0, first - 1) + 1
    return text[first:].partition("\n")[0].strip()


def asked_cell(question: str, periods: Collection[Period], row: str, head: str) -> str:
    """Return the cell of a row in the column whose head fits best what a question asks for, and of which time.

    "" where no column fits, or several do as well.
    """
    cells, heads = _cells(row), _cells(head)
    if len(cells) != len(heads) or len(cells) < 2:
        return ""
    fits = [
        _fit(question, frozenset(periods), name) if cell else float("-inf")
        for cell, name in zip(cells[1:], heads[1:], strict=True)
    ]
    best = max(fits)
    return cells[1 + fits.index(best)] if best > 0 and fits.count(best) == 1 else ""


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip(BAR).split(BAR)]


def _fit(question: str, periods: frozenset[Period], head: str) -> float:
    asked = {stem(token) for token in tokens(question)}
    words = {stem(token) for token in tokens(head) if token not in STOPWORDS and not token[0].isdigit()}
    times = find_periods(head)
    timed = len(times & periods) - len(times - periods)
    aims = len((words & _AIMS) - asked)  # a result is asked for, unless a target is
    return TIMED * timed + len(words & asked) - FOREIGN * (len(words - asked) + aims)
