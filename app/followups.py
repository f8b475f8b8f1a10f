"""A conversation and "and in 2023?" -> a question that stands alone, from what was asked and named before."""

import re
from collections.abc import Sequence

from app.answers import Turn
from app.extractive.question import CARRIED
from app.periods import find_periods
from index.words import STOPWORDS, tokens

_ELLIPSIS = re.compile(r"^\W*(?:and|but|or|what about|how about|what of|also|then|same for)\b\W*", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
# "it" in "Is it true that ..." stands for nothing; "that" in "said that ..." joins; "there" in "are there" is no place.
_THING = re.compile(
    r"\b(?:its|they|them|theirs?|those|these)\b|(?<!is )(?<!was )(?<!does )\bit\b|\b(?:it|this|that)\W*$"
    r"|\b(?:this|that) (?:is|was|are|were|has|had|up|down|mean|compare|figure|number|year)\b"
    r"|\b(?:does|did|is|was|why|how) (?:it|this|that) (?!true|possible|the case|said|stated|known)",
    re.IGNORECASE,
)
SHORT = 3  # words; a question that has no more leans on the one before
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")


def resolve(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it borrows from the conversation; unchanged where it borrows nothing."""
    asked, said = "", ""
    for role, text in history:
        if role == "user":
            asked = _resolve_one(text.strip(), asked, said) if text.strip() else asked
        else:
            said = text
    return _resolve_one(question, asked, said)


def _resolve_one(question: str, asked: str, said: str) -> str:
    """Resolve against the question before, itself resolved, and the answer to it."""
    if not asked or not tokens(question):
        return question
    named = _name_person(question, asked, said)
    content = [token for token in tokens(_ELLIPSIS.sub("", question)) if token not in STOPWORDS]
    short = not content or len(tokens(question)) <= SHORT
    if _ELLIPSIS.match(question) or short or (named == question and _THING.search(question)):
        # A follow-up to a follow-up continues the question they began with, and that one where it adds something.
        before = asked.split(CARRIED)
        latest, first = before[0], before[-1]
        return CARRIED.join(dict.fromkeys([named.strip(), *([latest] if _adds(latest, question) else []), first]))
    return named


def _adds(latest: str, question: str) -> bool:
    """Return whether a follow-up says something that the one after it does not replace: words, or another period."""
    words = [token for token in tokens(_ELLIPSIS.sub("", latest)) if token not in STOPWORDS and not token.isdigit()]
    replaced = {period.kind for period in find_periods(question)}
    return bool(words) or any(period.kind not in replaced for period in find_periods(latest))


def _name_person(question: str, asked: str, said: str) -> str:
    """Put the person last named in the conversation in place of "he" or "she"."""
    names = _NAME.findall(asked) or _NAME.findall(said)
    if not names or not _PERSON.search(question):
        return question
    return _PERSON.sub(names[-1], question, count=1)
