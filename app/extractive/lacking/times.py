"""What a sentence lacks in time: another year, a running total, what is planned where what is done is asked for."""

import re

from app.extractive.evidence import Evidence
from app.extractive.kinds import asks_ahead, asks_change, looks_ahead
from app.extractive.lacking.lack import Lack, join
from app.extractive.question import Question
from app.periods import Period, period_spans

_SEASON = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Winter|Fall|Easter|Christmas|Year)"
_TODAY = re.compile(r"\b(?:today|nowadays|these days|at present|at the moment|currently|right now)\b", re.IGNORECASE)
_NOW = re.compile(rf"{_TODAY.pattern}|\bnow\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:already|actually|so far|up to now|to date|by now)\b", re.IGNORECASE)
_PERFECT = re.compile(
    r"\b(?:has|have|had) (?:\w+ )?(?:been\b|\w+ed\b)|\b(?:was|were|reached|exceeded)\b", re.IGNORECASE
)
_ONE_YEAR = re.compile(r"\balone\b|\b(?:newly )?added (?:in|during)\b|\bduring the year\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\bcumulativ|\bby the end of\b|\baltogether\b|\bto date\b|\bso far\b"
    r"|\bsince (?:the (?:start|beginning|launch|introduction)\b|(?:[A-Z]\w+ )?(?:19|20)\d\d)",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(r"\bcumulativ", re.IGNORECASE)
_IN_YEAR = re.compile(r"(?<!end )(?<!middle )\b(?:in|during|for) (?:the year |all of |the whole of )?(?:19|20)\d\d\b")
_YEAR_BEFORE = re.compile(
    r"\b(?:in|of|for|during) the (?:same (?:period|quarter|month|time) (?:of|in) the )?"
    r"(?P<year>year before|previous year|preceding year|prior year)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:years? (?:before|earlier|ago)|(?:previous|last|preceding|prior) year|against|instead of|compared|up from"
    r"|down from)\b",
    re.IGNORECASE,
)
_INTENDS = re.compile(r"\b(?:intends?|plans?|aims?|wants?|hopes?|means?) to\b", re.IGNORECASE)
_HOPED = re.compile(
    r"\b(?:hope[ds]?|hoping|plan(?:s|ned|ning)?|want(?:s|ed)?|aim(?:s|ed|ing)?|intend(?:s|ed)?|intentions?|expect(?:s|ed)?"
    r"|supposed|meant)\b",
    re.IGNORECASE,
)
# "More than in 2023", "up on 2021": a time that something is compared with, and no figure of it.
_ONLY_COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|than|relative to|up on|down on|as against|(?:percent|points|%) (?:over|on))"
    r"(?: (?:the|end|of|that|same|period|in|at|by|level|whole|first|second|third|fourth|quarter|half))*\s+$",
    re.IGNORECASE,
)
_AIMS = re.compile(
    r"\b(?:aims?|aimed|aiming|targets?|goals?|(?-i:plan)(?:s|ned|ning)?|intend(?:s|ed)?)\b", re.IGNORECASE
)
_PAST_TENSE = re.compile(r"\b(?:was|were|had|fell|rose|grew|stood|came|reached|\w{3,}ed)\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:between|than|compar\w+|chang\w+|differ\w*)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def other_time(question: Question, one: Evidence) -> Lack | None:
    """Another year, quarter or plan than the one asked about, named or inherited."""
    named = {period.kind for period in one.periods - one.beside}
    if question.periods & one.loose:
        named.discard("year")  # "0.86 in the third quarter, after 0.93 in the second and 1.12 in that of 2023"
    held = one.periods | {period for period in one.scope if period.kind not in named}
    if question.wants_quantity and not asks_change(question.text):
        held -= _only_compared(one)
    # What was said "in April" is dated, not counted.
    held |= {period for period in one.dated if period.kind not in named and question.may_date(period)}
    missing = [
        period for period in sorted(question.periods) if period not in held and not _in_name(period, question, one)
    ]
    kinds = {period.kind for period in question.periods}
    loose = question.wants_many or len(kinds) < len(question.periods)  # another sentence may hold the rest
    if not missing or (loose and len(missing) < len(question.periods)):
        return None
    asked = missing[0]
    others = sorted({other for other in one.periods if other.kind == asked.kind})
    if question.kind in ("reason", "manner") and not others:
        return None  # what explains names no time; that it inherits another says little
    others = others or sorted({other for other in one.scope if other.kind == asked.kind})
    if not others and asked.kind in ("month", "quarter"):
        others = sorted({other for other in one.periods if other.kind != "plan"})
    if loose and not others:
        return None
    given = f"; the closest passage speaks of {join(others)}" if others else ""
    return Lack("period", f"The documents do not give this for {asked}{given}.", tuple(others))


def _only_compared(one: Evidence) -> set[Period]:
    """Return the times that a sentence names without a figure for them: 2023 in "it was 5, 22 % more than in 2023"."""
    spans = [] if not one.beside else list(period_spans(one.text))
    compared = {period for period, start, _ in spans if _ONLY_COMPARED.search(one.text[:start])}
    return compared & one.beside


def _in_name(period: Period, question: Question, one: Evidence) -> bool:
    """Return whether a year belongs to a name that the document has too: "Who pays for ReVolt 2030?"."""
    names = re.findall(rf"(?<=\s)(?!{_SEASON})[A-Z][\w’'-]+ {period.number}\b", question.plain)
    return period.kind == "year" and any(name in one.document.text for name in names)


def year_before(question: Question, one: Evidence) -> Lack | None:
    """The year that is asked about is the one before another: "in the first quarter of the year before"."""
    asked = None if _CHANGES.search(question.plain) else _YEAR_BEFORE.search(question.plain)
    if not asked or one.beside or _EARLIER.search(one.text):
        return None
    return Lack("period", f"The documents do not give this for the {asked['year']}.")


def running_total(question: Question, one: Evidence) -> Lack | None:
    """A running total is not what was added in one year."""
    if not question.wants_quantity or _TOTAL.search(question.plain):
        return None
    # "Sold in 2020" may be a total where a text says so loosely ("by the end of"), but never what is called cumulative.
    total = _TOTAL if _ONE_YEAR.search(question.plain) else _CUMULATIVE if _IN_YEAR.search(question.plain) else None
    if not total or not total.search(one.text) or re.search(r"\bof (?:which|these|them)\b", one.text):
        return None
    asked = join(sorted(question.periods)) or "one year"
    return Lack("period", f"The closest passage gives a running total, not what was added in {asked} alone.")


def only_planned(question: Question, one: Evidence) -> Lack | None:
    """What shall be done has not been done."""
    if asks_ahead(question.plain) or _PERFECT.search(one.text):
        return None
    past = _PAST.search(question.plain) and not _HOPED.search(question.plain)
    intends = question.wants_quantity and past and _INTENDS.search(one.text)
    if not intends and not (_DONE.search(question.plain) and looks_ahead(one.text)):
        return None
    return Lack("period", "The closest passage speaks of what is planned, not of what has been done.")


def only_done(question: Question, one: Evidence) -> Lack | None:
    """What has been done is not what is aimed at: "the plants aimed at for 2030"."""
    aims = question.wants_quantity and question.periods and _AIMS.search(question.plain)
    if not aims or question.periods & one.periods or looks_ahead(one.text) or not _PAST_TENSE.search(one.text):
        return None
    return Lack("period", "The closest passage speaks of what has been done, not of what is aimed at.")


def long_past(question: Question, one: Evidence) -> Lack | None:
    """What was so in 1906 is not what is so today, in a text that knows of later years."""
    own = [period for period in one.periods - one.beside if period.kind == "year"]
    if not own or not _TODAY.search(question.plain) or _NOW.search(one.text):
        return None
    latest = max(int(year) for year in _YEARS.findall(one.document.text))
    past = all(period.number < latest - 1 for period in own)
    return (
        Lack("period", f"The documents do not give this for today; the closest passage speaks of {join(sorted(own))}.")
        if past
        else None
    )
