"""True sentences reworded so that they stay true: a phrase moved, an aside dropped, a number written another way.

Shares no word list and no code with the verifier (app/verifying), which is tried on what comes out.
"""

import re
from collections.abc import Callable
from random import Random

MOST = 3  # rewordings of one sentence
SHORTEST = 6  # words of a statement that stands alone

_LEAD = re.compile(
    r"^(?P<lead>(?:In|During|By|At|On|Since|Under|After|Before|For|Over|As of) [^,.;:()]{3,60}), (?P<rest>[^;:]+)\.$"
)
_TAIL = re.compile(
    r"^(?P<rest>[^,;:]{20,}) "
    r"(?P<lead>(?:in|during|by|on|since) (?:the )?(?:[A-Z][a-z]+ |end of |first \w+ of )*(?:19|20)\d\d)\.$"
)
_LOWERED = re.compile(r"(?:The|This|A|An|It|We|They|There|These|Its|Their) ")
_PRONOUN = re.compile(r"(?:he|she|it|they|we)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:For example|For instance|In addition|Meanwhile|Moreover|Furthermore|At the same time|Also|Besides|In fact"
    r"|Currently|Second|Third|Fourth|Finally|Specifically), "
)
_FILLER = re.compile(
    r" (?:also|further|vigorously|significantly|continuously|actively|steadily|successfully|now|already) (?=[a-z])"
)
_ASIDE = re.compile(r" \((?![^)]*\d{4})[^()]{3,80}\)|, (?:which|such as|including|known as) [^,;.]{5,90}(?=\.$)")
_STATEMENT = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|could|would|should|must|may|shall)\b|\b\w{3,}ed\b")
_BETWEEN = re.compile(r"; |, (?:and|while|but) (?=(?:the|a|an|its|their|this|these|there|[A-Z])\b)")
_DEPENDENT = re.compile(r"(?:if|when|while|although|as|since|after|before|that)\b", re.IGNORECASE)
_SYNONYMS = dict(
    pair.strip().split(" = ")
    for pair in (
        "more than = over; approximately = about; reached = came to; enterprises = companies; companies = firms; "
        "company = firm; said = stated; established = set up; promote = encourage; use = utilise; built = constructed; "
        "began = started; started = began; increased = rose; rose = increased; grew = rose; fell = dropped; "
        "dropped = fell; decreased = fell; improve = enhance; vehicles = cars; bought = purchased; sold = marketed; "
        "large = big; help = assist; children = kids; ship = vessel; boat = vessel; show = reveal; shows = reveals; "
        "carry out = conduct; need = require; needs = requires; make = produce; made = produced; ended = finished; "
        "closed = shut; repaired = mended; chaired = presided over; annual = yearly; every year = each year; "
        "important = significant"
    ).split(";")
)
_ROUND = re.compile(r"\b(?:about|around)(?= \d)")
_MILLION = re.compile(r"(?<![\d.,])(\d+(?:\.\d{1,3})?) million\b")
_LONG = re.compile(r"(?<![\d.,$€£])(\d{1,3}),(\d{3}),000\b(?![,.]\d)")
_COMMA = re.compile(r"(?<![\d.,])(\d{2,3}),(\d{3})\b(?![,.]\d)")
_SHARE = re.compile(r"(?<=\d)%|(?<=\d) ?percent\b|(?<=\d) per cent\b")
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WORD = re.compile(rf"\b(?:{'|'.join(_SMALL[2:])})\b(?= [a-z]+s\b)")


def reword(sentence: str, rng: Random) -> tuple[str, tuple[str, ...]]:
    """Return the sentence with at most MOST rewordings that it admits, and their names."""
    text, used = sentence, list[str]()
    for name in rng.sample(list(REWORDINGS), len(REWORDINGS)):
        changed = REWORDINGS[name](text, rng)
        if changed not in ("", text) and len(used) < MOST:
            text, used = changed, [*used, name]
    return text, tuple(used)


def _move(text: str, rng: Random) -> str:
    """Move a phrase from the beginning to the end, or a time from the end to the beginning."""
    lead = _LEAD.match(text)
    if lead and not _PRONOUN.match(lead["rest"]):
        return f"{_raised(lead['rest'])} {lead['lead'][0].lower()}{lead['lead'][1:]}."
    tail = _TAIL.match(text)
    if not tail:
        return ""
    rest = tail["rest"]
    return f"{_raised(tail['lead'])}, {rest[0].lower() + rest[1:] if _LOWERED.match(rest) else rest}."


def _take_part(text: str, rng: Random) -> str:
    """Leave one of two statements: "A rose, and the B fell." -> "The B fell.\""""
    parts = [part for part in _BETWEEN.split(text[:-1]) if len(part.split()) >= SHORTEST and _STATEMENT.search(part)]
    if len(parts) != len(_BETWEEN.split(text[:-1])) or len(parts) != 2 or _DEPENDENT.match(text):
        return ""
    return f"{_raised(rng.choice(parts))}."


def _drop_opening(text: str, rng: Random) -> str:
    return _raised(_OPENING.sub("", text))


def _drop_filler(text: str, rng: Random) -> str:
    return _FILLER.sub(" ", text, count=1)


def _drop_aside(text: str, rng: Random) -> str:
    return _ASIDE.sub("", text, count=1)


def _use_synonyms(text: str, rng: Random) -> str:
    held = [word for word in _SYNONYMS if re.search(rf"\b{word}\b", text)]
    for word in rng.sample(held, min(2, len(held))):
        text = re.sub(rf"\b{word}\b", _SYNONYMS[word], text, count=1)
    return _ROUND.sub("approximately", text)


def _write_number(text: str, rng: Random) -> str:
    """Write the first number that can be otherwise: 2.5 million, 2,500,000; 12,345, 12345; 3%, 3 percent; two, 2."""
    if match := _MILLION.search(text):
        new = f"{round(float(match[1]) * 1_000_000):,}"
    elif match := _LONG.search(text):
        new = f"{float(match[1] + '.' + match[2]):g} million"
    elif match := _COMMA.search(text):
        new = match[1] + match[2]
    elif match := _SHARE.search(text):
        new = " percent" if match.group() == "%" else "%"
    elif match := _WORD.search(text):
        new = str(_SMALL.index(match.group()))
    else:
        return ""
    return text[: match.start()] + new + text[match.end() :]


def _expand(text: str, rng: Random) -> str:
    plain = text.replace("’", "'")
    for short, long in (("n't ", " not "), ("it's ", "it is "), ("It's ", "It is "), ("we're ", "we are ")):
        if short in plain and "can't" not in plain and "won't" not in plain:
            return plain.replace(short, long, 1)
    return ""


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


REWORDINGS: dict[str, Callable[[str, Random], str]] = {
    "phrase moved": _move,
    "part taken": _take_part,
    "opening dropped": _drop_opening,
    "filler dropped": _drop_filler,
    "aside dropped": _drop_aside,
    "synonyms": _use_synonyms,
    "number written": _write_number,
    "contraction": _expand,
}
