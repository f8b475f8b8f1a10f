"""Does the question suppose what the quoted sentence denies: a fall where it tells of a rise, 300 where it gives 196?

What the documents do say is the answer then, and the contradiction is said beside it.
"""

import re

from app.extractive.carrying import coverage
from app.extractive.evidence import Evidence
from app.extractive.question import Question
from app.quantities import Quantity, find_quantities
from index.words import STOPWORDS, stem, tokens

NEARLY = 0.85  # the share of the words of what is taken for granted that its denial has

_UP = frozenset(
    stem(word)
    for word in "rise rose risen increase grow grew grown growth gain climb jump surge soar expand higher up".split()
)
_DOWN = frozenset(
    stem(word)
    for word in "fall fell fallen decrease drop decline shrink shrank shrunk plunge slump lower reduce reduction "
    "down".split()
)
_MET = frozenset(
    stem(word) for word in "achieve achieved attain attained meet met reach reached fulfil fulfilled".split()
)
_MISSED = frozenset(stem(word) for word in "miss missed fail failed".split())
_BOUND = re.compile(
    r"\b(?:(?P<less>below|under|beneath|less than|fewer than)|above|over|more than|beyond)\s+$", re.IGNORECASE
)
_GOING = (
    _UP
    | _DOWN
    | _MET
    | _MISSED
    | {stem(word) for word in "below under beneath less fewer above over more beyond cause caused led behind".split()}
)
_CLAIMS = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|why|how come"
    r"|what (?:has |had )?(?:caused|led to|explains|is behind))\b"
    r"|\btrue that\b",
    re.IGNORECASE,
)


def supposed(question: Question, one: Evidence) -> bool:
    """Return whether a sentence speaks of what a question takes for granted: of nearly all but where it goes."""
    about = [term for term in question.terms if term.stem not in _GOING and not term.word[0].isdigit()]
    claimed = {(quantity.value, quantity.unit) for quantity in find_quantities(question.plain)}
    same_figure = claimed & {(quantity.value, quantity.unit) for quantity in one.quantities}
    return len(about) > (0 if same_figure else 1) and coverage(about, one) >= NEARLY


def contradiction(question: Question, one: Evidence) -> str:
    """Return what the sentence says against what the question takes for granted, as a note; "" where nothing."""
    return _direction(question, one) or _figure(question, one)


def _direction(question: Question, one: Evidence) -> str:
    if not _CLAIMS.search(question.plain):
        return ""  # "how far did it fall" asks; "why did it fall" claims
    asked = {stem(token) for token in tokens(question.plain)}
    said = set(one.stems)
    for supposed, denied, names in (
        (_UP, _DOWN, ("a rise", "a fall")),
        (_DOWN, _UP, ("a fall", "a rise")),
        (_MISSED, _MET, ("that it was missed", "that it was reached")),
        (_MET, _MISSED, ("that it was reached", "that it was missed")),
    ):
        if asked & supposed and not asked & denied and said & denied and not said & supposed:
            return (
                f"The question supposes {names[0]}; the documents tell {'' if names[1][0] == 't' else 'of '}{names[1]}."
            )
    return ""


def _figure(question: Question, one: Evidence) -> str:
    """Compare the figure of a question that claims one with the sentence's only figure of that sort."""
    claimed = find_quantities(question.plain)
    if len(claimed) != 1 or not _CLAIMS.search(question.plain):
        return ""
    fitting = [other for other in one.quantities if other.unit == claimed[0].unit]
    near = [other for other in fitting if _follows(claimed[0], question.plain) & _follows(other, one.text)]
    counting = [other for other in fitting if (counted := _follows(other, one.text)) and counted <= _topic(question)]
    given = near or counting or fitting
    if len(given) != 1 or _agrees(given[0].value, claimed[0], question.plain):
        return ""
    said = one.text[given[0].start : given[0].end]
    return f"The documents give {said}, not {question.plain[claimed[0].start : claimed[0].end]}."


def _agrees(value: float, claimed: Quantity, text: str) -> bool:
    """Return whether a figure is the one claimed, or on its right side: 2,900 of "below 3,000"."""
    bound = _BOUND.search(text[: claimed.start])
    if not bound:
        return value == claimed.value
    return value <= claimed.value if bound["less"] else value >= claimed.value


def _topic(question: Question) -> set[str]:
    return {term.stem for term in question.terms if term.stem not in _GOING}


def _follows(quantity: Quantity, text: str) -> set[str]:
    """Return the stems of the words after a figure, which say what it counts."""
    return {stem(token) for token in tokens(text[quantity.end : quantity.end + 40])[:3] if token not in STOPWORDS}
