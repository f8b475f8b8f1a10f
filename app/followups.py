"""A conversation and "and in 2023?" -> a question that stands alone. Uses what was asked and named, never old evidence."""

import re
from collections.abc import Sequence

from app.answers import Turn
from app.periods import find_periods
from index.words import STOPWORDS, tokens

_ELLIPSIS = re.compile(r"^\W*(?:and|but|or|what about|how about|what of|also|then|same for)\b\W*", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|there|one)\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_PERIOD_PHRASE = re.compile(
    r"\b(?:in|during|for|by|at the end of|as of)\s+(?:the\s+)?(?:end of\s+)?"
    r"(?:(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|half)(?: of)?\s*)?(?:1[5-9]|20)?(?:\d\d)?\b",
    re.IGNORECASE,
)


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
    if not asked:
        return question
    with_person = _name_person(question, asked, said)
    rest = _ELLIPSIS.sub("", question)
    content = [token for token in tokens(rest) if token not in STOPWORDS]
    if (
        _ELLIPSIS.match(question)
        and len(content) <= 4
        and not re.search(r"\b(?:is|are|was|were|did|does|do|will)\b", rest)
    ):
        return _carry_over(asked, rest)
    if with_person != question:
        return with_person
    if len(content) <= 1 or (_THING.search(question) and len(content) <= 3):
        return f"{question.rstrip(' ?.!')} — {asked.rstrip(' ?.!')}?"
    return question


def _carry_over(asked: str, rest: str) -> str:
    """Return the question before with the new period in place of its own, or with the new words added."""
    rest = rest.strip(" ?.!")
    new, old = find_periods(rest), find_periods(asked)
    if new and {period.kind for period in new} & {period.kind for period in old}:
        asked = _PERIOD_PHRASE.sub("", asked)
    return f"{asked.rstrip(' ?.!')} {rest}?"


def _name_person(question: str, asked: str, said: str) -> str:
    """Put the person last named in the conversation in place of "he" or "she"."""
    names = _NAME.findall(asked) or _NAME.findall(said)
    if not names or not _PERSON.search(question):
        return question
    return _PERSON.sub(names[-1], question, count=1)
