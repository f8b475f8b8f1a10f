"""Are a sentence's times in its quotes, and do its figures belong to them? Years, quarters, months, days, plans."""

import re

from app.periods import Period, find_periods, period_spans, relative_years
from app.quantities import find_quantities
from app.verifying.said import Place, Said, Source

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\s(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?\b(?!\d)"
    rf"|\b(?P<first>[12]?\d|3[01])(?:st|nd|rd|th)?\s(?:of\s)?(?P<of>{_MONTH})"
    r"|\b(?:19|20)\d\d-(?P<number>0[1-9]|1[0-2])-(?P<last>[0-3]\d)\b",
    re.IGNORECASE,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# The words before a time that say how what is told relates to it.
_RELATION = re.compile(
    r"\b(?P<word>by|until|till|before|prior to|since|after)\s"
    r"(?:(?:the|early|late|mid|end|start|beginning|of|year)\s)*$",
    re.IGNORECASE,
)
_RELATIONS = {
    "by": "by",
    "until": "by",
    "till": "by",
    "before": "before",
    "prior to": "before",
    "since": "since",
    "after": "since",
}
# Relations to a time that one sentence may have where the other has another, and mean the same.
_ALIKE = ({"by", "before"}, {"since", ""})


def check(claim: Said, source: Source) -> str:
    """Return why a time of the claim is not carried, or ""."""
    return _periods(claim, source) or _days(claim, source) or _relations(claim, source) or _belonging(claim, source)


def _periods(claim: Said, source: Source) -> str:
    written = find_periods(source.date)
    theirs = find_periods(source.text) | written
    for period in written:
        if period.kind == "year":
            theirs |= relative_years(source.text, period.number)
    for period in sorted(find_periods(claim.text)):
        if period not in theirs and not _spans(period, theirs):
            others = sorted(other for other in find_periods(source.text) if other.kind == period.kind)
            return f"it speaks of {period}, the source " + (f"of {others[0]}" if len(others) == 1 else "does not")
    return ""


def _spans(period: Period, theirs: frozenset[Period]) -> bool:
    """A quarter is also told by its last month: "by the end of March"; a half by its quarters or June."""
    if period.kind == "quarter":
        return Period("month", 3 * period.number) in theirs
    return period.kind == "half" and Period("month", 6 * period.number) in theirs


def _days(claim: Said, source: Source) -> str:
    theirs = {day for day, _ in _dates(f"{source.text}\n{source.date}")}
    # "said on the 3rd": a day without its month
    bare = {int(match[1]) for match in re.finditer(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", source.text)}
    for (month, day), words in _dates(claim.text):
        if (month, day) not in theirs and day not in bare:
            return f"its date {words} is not in the source"
    return ""


def _dates(text: str) -> list[tuple[tuple[int, int], str]]:
    found = []
    for match in _DAY.finditer(text):
        name = match["month"] or match["of"]
        month = (
            _MONTHS.index(name[:3].lower()) + 1 if name and name[:3].lower() in _MONTHS else int(match["number"] or 0)
        )
        found.append(((month, int(match["day"] or match["first"] or match["last"])), match.group()))
    return found


def _relations(claim: Said, source: Source) -> str:
    """Compare "by 2025" with "in 2025", "since", "before": another relation to the same time is another statement."""
    theirs: dict[Period, set[str]] = {}
    for said in source.every:
        for period, relation in _related(said):
            theirs.setdefault(period, set()).add(relation)
    for period, relation in _related(claim):
        others = theirs.get(period, set())
        if others and not any(relation == other or {relation, other} in _ALIKE for other in others):
            return f'it says "{relation or "in"}" {period}, the source "{min(others) or "in"}"'
    return ""


def _related(said: Said) -> list[tuple[Period, str]]:
    found = []
    for period, start, _ in period_spans(said.text):
        if period.kind == "year":
            before = said.text[max(0, start - 40) : start]
            relation = _RELATION.search(before)
            # What is so at the end of a year has come about by then.
            other = "by" if re.search(r"\bend of\s*$", before, re.IGNORECASE) else ""
            found.append((period, _RELATIONS[relation["word"].lower()] if relation else other))
    return found


def _belonging(claim: Said, source: Source) -> str:
    """Check that a figure is of its year: "2.1 million in 2022 and 3.2 million in 2023"."""
    for value, years in _dated(claim):
        if len(years) != 1:
            continue
        theirs = [
            other for said in source.every for other_value, other in _dated(said) if other_value == value and other
        ]
        if theirs and not any(years & other for other in theirs):
            return f"it gives a figure of {min(theirs[0])} for {min(years)}"
    return ""


def _dated(said: Said) -> list[tuple[float, frozenset[Period]]]:
    """Return the value of each quantity with the years that stand in its stretch of the sentence."""
    held: dict[Place, float] = {(one.start, one.end): one.value for one in find_quantities(said.text)}
    years = [(period, start) for period, start, _ in period_spans(said.text) if period.kind == "year"]
    return [
        (held[place], frozenset(period for period, at in years if start <= at < end))
        for (start, end), inside in said.stretches(held)
        for place in inside
    ]
