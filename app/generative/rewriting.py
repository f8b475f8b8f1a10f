"""A follow-up completed by the language model, and checked: it may add only what was said before. Knows no document."""

import re
from collections.abc import Sequence

from app.answers import Turn
from app.generative.prompt import completing
from app.llm import LanguageModel
from index.errors import ModelUnavailable
from index.words import STOPWORDS, stem, tokens

LONGEST = 400  # characters of a completed question
KEPT = 0.5  # the share of the question's own plain words that must be kept; its names and numbers all must
NEW = 2  # plain words that were never said, such as "amount", that it may bring

_FENCE = re.compile(r"<think>.*?(?:</think>|$)|^```\w*$", re.DOTALL | re.MULTILINE)
_LABEL = re.compile(r"^\W*(?:(?:completed|rewritten|standalone)?\s*question\s*:)?\W*", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]*|\d[\d.,]*")


def rewrite(question: str, history: Sequence[Turn], model: LanguageModel) -> str | None:
    """Return the question as it can be understood alone, or None where the model gives none that may be trusted."""
    if not any(role == "user" for role, _ in history):
        return None
    try:
        said = "".join(model.stream(completing(question, history)))
    except ModelUnavailable:
        return None  # it is told when the answer is asked for
    lines = [line for line in _FENCE.sub("", said.rpartition("</think>")[2] or said).splitlines() if line.strip()]
    completed = " ".join(_LABEL.sub("", lines[0]).rstrip("\"'”’` ").split()) if len(lines) == 1 else ""
    return completed if completed and may_stand_for(completed, question, history) else None


def may_stand_for(completed: str, question: str, history: Sequence[Turn]) -> bool:
    """Return whether it keeps the question's words and takes the others from the conversation."""
    if len(completed) > LONGEST or not completed.endswith(("?", "？", ".")):
        return False
    before = " ".join(text for _, text in history)
    own, now, said = _plain(question), _plain(completed), _plain(f"{question} {before}")
    names_kept = _names(question) <= set(tokens(completed))
    names_known = _names(completed) <= {*tokens(question), *tokens(before)}
    kept = len(own & now) >= KEPT * len(own)
    return names_kept and names_known and kept and len(now - said) <= NEW


def _names(text: str) -> set[str]:
    """Return the tokens of names and numbers; the first word may be a capital without a name."""
    return {token for match in _NAME.finditer(text) for token in tokens(match.group()) if token not in STOPWORDS}


def _plain(text: str) -> set[str]:
    return {stem(token) for token in tokens(text) if token not in STOPWORDS}
