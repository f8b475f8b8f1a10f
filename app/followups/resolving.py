"""resolve(): a conversation, turn by turn, and the question with what it borrows from it; knows no document."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answers import Turn
from app.extractive.question import CARRIED
from app.followups.bare import resolve_bare
from app.followups.ellipsis import continue_question, fill_count
from app.followups.focus import Focus
from app.followups.groups import is_clause
from app.followups.pronouns import Named, name_pronouns
from app.followups.times import is_period
from app.periods import find_periods
from index.words import STOPWORDS, tokens

_JOINER = re.compile(r"^\W*(?:and|but|or|also|then)\b\W*(?!what about|how about|what of)", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^\W*(?:(?:and|but|or|also|then)\b\W*)?(?:(?:what about|how about|what of|same for|and)\b\W*)?", re.IGNORECASE
)
_LONGEST = 2_000  # characters; nobody leans on what was said before with more
_SHORT = 3  # words; a question that has no more leans on the one before, unless it is a whole clause


def resolve(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it borrows from the conversation; unchanged where it borrows nothing.

    Reads as one question where that is sure. Else the question is joined by CARRIED with the one that it continues.
    """
    asked, said, focus = "", "", Focus()
    for role, text in history:
        if role == "user" and text.strip() and len(text) <= _LONGEST:
            named = _resolve_one(text.strip(), asked, said, focus)
            asked, said = named.text, ""
            focus = named.focus.after_question(asked.split(CARRIED)[0], lacking=named.unresolved)
        elif role == "assistant" and text.strip():
            said = text
            focus = focus.after_answer(asked, said)
    return _resolve_one(question, asked, said, focus).text


def _resolve_one(question: str, asked: str, said: str, focus: Focus) -> Named:
    """Resolve against the question before, itself resolved, and the answer to it."""
    if len(question) > _LONGEST:
        return Named(question, focus, unresolved=False, lacking=False)
    if not asked or not tokens(question):
        return replace(name_pronouns(question, focus), text=question)
    before = asked.split(CARRIED)
    if len(before) == 1 and (bare := resolve_bare(question, asked, said)):
        return Named(bare, focus, unresolved=False, lacking=False)
    named = name_pronouns(question, focus)
    if len(before) == 1 and (fluent := _continue(named, question, asked)):
        return replace(named, text=fluent)
    if _leans(question, named):
        # A follow-up to a follow-up continues the question they began with, and that one where it adds something.
        latest, first = before[0], before[-1]
        parts = [_lead(named.text, question, first).strip(), *([latest] if _adds(latest, question) else []), first]
        return replace(named, text=CARRIED.join(dict.fromkeys(parts)))
    return named


def _continue(named: Named, question: str, asked: str) -> str | None:
    """Return the follow-up as one question, or None where it is none or no one question is sure."""
    if named.lacking:
        return None
    joined = _joins(question)
    body = _ELLIPSIS.sub("", named.text) if joined else named.text
    if (filled := fill_count(body, asked)) != body:
        return filled[0].upper() + filled[1:]
    if joined and _JOINER.match(question) and is_clause(body):
        return body[0].upper() + body[1:]
    if not joined and not is_period(body) and (is_clause(body) or len(tokens(question)) > _SHORT):
        return None
    return continue_question(body, asked)


def _leans(question: str, named: Named) -> bool:
    content = [token for token in tokens(_ELLIPSIS.sub("", question)) if token not in STOPWORDS]
    short = not content or (len(tokens(question)) <= _SHORT and not is_clause(question))
    return _joins(question) or named.lacking or (short and named.text == question)


def _joins(question: str) -> bool:
    """Return whether a question begins as the continuation of another: "and", "what about"."""
    begins = _ELLIPSIS.match(question)
    return begins is not None and any(letter.isalpha() for letter in begins.group())


def _lead(named: str, question: str, first: str) -> str:
    """Return the question as it was asked where the one it is joined to names all that its pronouns stand for."""
    return question if set(tokens(named)) <= {*tokens(question), *tokens(first)} else named


def _adds(latest: str, question: str) -> bool:
    """Return whether a follow-up says something that the one after it does not replace: words, or another period."""
    words = [token for token in tokens(_ELLIPSIS.sub("", latest)) if token not in STOPWORDS and not token.isdigit()]
    replaced = {period.kind for period in find_periods(question)}
    return bool(words) or any(period.kind not in replaced for period in find_periods(latest))
