"""A sentence -> itself with a figure, a date, a name or its examples left out; knows nothing of the folder."""

import re
from collections.abc import Iterator

from eval.drafting.questions import PERCENT, SPENT, Draft, percent_of
from index.lines import MONTHS

FEWEST, MOST = 9, 45  # words of a sentence that says enough around a gap, and is no burden to read
GAP = "____"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_CURRENCY = r"(?:yuan|dollars|euros|pounds|crowns|yen|rupees)\b"
_FIGURE = r"\d[\d,]*(?:\.\d+)?(?: (?:million|billion|trillion)\b)?"
_ITEM = r"(?!and\b)[\w’'-]+(?: (?!and\b)[\w’'-]+){0,4}"
_CAPITAL = r"[A-Z][\w’-]*[a-z]"
# The first that fits counts: a percentage is a figure too, and the year of a date a year.
_KINDS = {
    "percentage": rf"(?<![\w.,–-])(?P<gap>{PERCENT})(?!-)",
    "date": rf"\b(?P<gap>(?:{MONTHS}) {_DAY}(?:, \d{{4}})?|{_DAY} (?:{MONTHS})(?: \d{{4}})?)(?![\w-])",
    "amount": rf"(?<![\w.,–-])(?P<gap>{SPENT}|{_FIGURE}(?= {_CURRENCY}))",
    "year": r"(?<=\b[IiBb][ny] )(?P<gap>(?:1[5-9]|20)\d\d)(?![\w,/–-]\d|[%\d])",
    "figure": rf"(?<![\w.,£$€¥%–-])(?P<gap>(?!(?:1[5-9]|20)\d\d\b){_FIGURE})(?![\w%–]|-|[.,]\d)",
    "name": rf"(?<=[a-z,] )(?P<gap>{_CAPITAL}(?: (?:(?:of|for) (?:the )?|and )?{_CAPITAL})+)(?![\w-]|['’])",
}
_EXAMPLES = re.compile(rf"(?<= such as )(?P<items>{_ITEM}(?:, {_ITEM})+,? and {_ITEM})(?=[.])")
# What a quotation in a question cannot hold, and what is no sentence of prose.
_UNFIT = re.compile(r"[“”«»<>|*#_•…]|\b(?:https?|www)\b|\.\.")


def gaps_of(sentence: str) -> Iterator[Draft]:
    """Yield the questions for what is missing from the sentence, which stands in them as it is.

    It may say "we" or "the former" then: whoever looks for it has its words.
    """
    plain = " ".join(sentence.split())
    if not FEWEST <= len(plain.split()) <= MOST or not re.fullmatch(r"[A-Z].*[a-z%\d]\.", plain):
        return
    if _UNFIT.search(plain) or plain.count('"') % 2:
        return
    taken: list[range] = []
    for kind, pattern in _KINDS.items():
        for match in re.finditer(pattern, plain):
            place = range(*match.span("gap"))
            within_name = kind == "name" and re.search(r"[A-Z\d]\S* $", plain[: place.start])
            if not within_name and all(place.stop <= one.start or one.stop <= place.start for one in taken):
                taken.append(place)
                must = percent_of(match["gap"]) if kind == "percentage" else (match["gap"],)
                yield from _draft(plain, place, kind, (must,))
    for match in _EXAMPLES.finditer(plain):
        items = re.split(r",? and |, ", match["items"])
        yield from _draft(plain, range(*match.span("items")), "examples", tuple((item,) for item in items))


def _draft(sentence: str, place: range, kind: str, must: tuple[tuple[str, ...], ...]) -> Iterator[Draft]:
    left_out, gapped = sentence[place.start : place.stop], f"{sentence[: place.start]}{GAP}{sentence[place.stop :]}"
    if not re.search(rf"(?<!\w){re.escape(left_out)}(?!\w)", gapped):
        asked = "Which examples are" if kind == "examples" else f"Which {kind} is"
        yield Draft(f"missing-{kind}", f"{asked} missing: “{gapped}”?", must)
