"""The time a question names -> another time, with the preposition that governs it; knows nothing of conversations."""

import re

from app.followups.lexis import PREPOSITIONS
from app.periods import period_spans

_PERIOD_BEFORE = (
    r"(?:(?:(?:by|at|before|until|since) )?(?:the )?(?:end|beginning|start|close) of "
    r"|(?:in|for|during|by|of|since|until|before|after|at|on|over|throughout) )?(?:the )?(?:years? )?$"
)
_PERIOD_AFTER = re.compile(r"^ period\b")
_NEXT_YEAR = re.compile(
    r"(?:(?:in|for|during|of) )?(?:the |a )?(?:(?P<later>year (?:after|later)|(?:next|following|subsequent) year)"
    r"|year (?:before|earlier|prior)|(?:previous|preceding|prior) year)(?: that)?",
    re.IGNORECASE,
)
_FINER = ("quarter", "half", "month")


def put_period(new: str, asked: str) -> str | None:
    """Return the earlier question for another time; None where it names more than one of the kind."""
    theirs, ours = list(period_spans(asked)), list(period_spans(new))
    kinds = {period.kind for period, _, _ in ours}
    if len(kinds) < len(ours):
        return None
    same = [(start, end) for period, start, end in theirs if period.kind in kinds]
    if len(same) > len(ours):
        return None
    governed = new.split()[0].lower() in PREPOSITIONS
    old = period_phrase(asked)
    if theirs and not old:
        return None
    if not old:
        return append(asked, new if governed else f"in {new}")
    if len(same) == len(ours) == len(theirs):
        if governed:
            return put(asked, *old, new)
        first, last = min(start for start, _ in same), max(end for _, end in same)
        return put(asked, first, last, new.removeprefix("the ") if asked[:first].endswith("the ") else new)
    if governed and {period.kind for period, _, _ in theirs} <= kinds:  # "the first quarter of 2023" for "2022"
        return put(asked, *old, new)
    if governed and kinds == {"year"} and not same:  # "in 2023" for "in the first quarter", which named no year
        return put(asked, *old, new)
    if same and len(ours) == 1:  # another year for "April 2023", another quarter for "the first quarter of 2023"
        return put(asked, *same[0], new[ours[0][1] : ours[0][2]])
    if not same and kinds <= set(_FINER) and {period.kind for period, _, _ in theirs} == {"year"} and len(theirs) == 1:
        joint = " " if "month" in kinds else " of "
        return put(asked, *old, f"{new if governed else f'in {new}'}{joint}{asked[theirs[0][1] : theirs[0][2]]}")
    return None


def shift_year(new: str, asked: str) -> str | None:
    """Return the earlier question for "the year before" or "after" the only year it names; None for anything else."""
    match = _NEXT_YEAR.fullmatch(new)
    years = [(period.number, start, end) for period, start, end in period_spans(asked) if period.kind == "year"]
    if not match or len(years) != 1:
        return None
    number, start, end = years[0]
    return put(asked, start, end, str(number + (1 if match["later"] else -1)))


def is_period(text: str) -> bool:
    """Return whether a text names a time and nothing else: "in the first quarter"."""
    phrase = period_phrase(text)
    return phrase is not None and not any(letter.isalnum() for letter in text[: phrase[0]] + text[phrase[1] :])


def period_phrase(text: str) -> tuple[int, int] | None:
    """Return where the words for a time stand, with what governs them ("by the end of 2022"); None for several."""
    spans = sorted((start, end) for _, start, end in period_spans(text))
    if not spans:
        return None
    start, end = spans[0][0], max(end for _, end in spans)
    between = text[start:end]
    for begin, stop in spans:
        between = between.replace(text[begin:stop], "", 1)
    if re.search(r"[^\W_]{4,}", between) or "?" in between:
        return None
    if before := re.search(_PERIOD_BEFORE, text[:start], re.IGNORECASE):
        start = before.start()
    if after := _PERIOD_AFTER.match(text[end:]):
        end += after.end()
    return start, end


def period_text(text: str) -> str:
    """Return the words for a time, or ""."""
    phrase = period_phrase(text)
    return text[slice(*phrase)] if phrase else ""


def put(text: str, start: int, end: int, new: str) -> str:
    """Return the text with new words in a place of it."""
    first = not text[:start].strip()
    return text[:start] + (new[0].upper() + new[1:] if first else new) + text[end:]


def append(text: str, more: str) -> str:
    """Return the question with more words at its end."""
    stripped = text.rstrip(" ?.!")
    return f"{stripped} {more}?" if more else text
