"""What comes in, checked: a question and the conversation before it."""

from collections.abc import Mapping, Sequence

from app.answers import Turn
from index.errors import QuestionError

History = Sequence[Turn] | Sequence[Mapping[str, str]] | None
LONGEST_QUESTION = 2_000  # characters


def check_question(question: str) -> str:
    """Return the question with white space as single spaces; raises QuestionError where it cannot be answered."""
    if not isinstance(question, str):
        raise QuestionError(f"The question is no text but {question!r}.", hint="Pass the question as a string.")
    asked = " ".join(question.split())
    if not asked:
        raise QuestionError("The question is empty.", hint="Type a question about the documents.")
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are read.",
            hint="Ask in a sentence or two; put long texts into the folder of documents instead.",
        )
    return asked


def check_history(history: History) -> list[Turn]:
    """Return the conversation as (role, text) pairs; {"role", "content"} messages are understood too.

    Raises QuestionError for anything else.
    """
    turns = []
    for turn in history or ():
        role, text = (turn.get("role"), turn.get("content")) if isinstance(turn, Mapping) else (*turn, None, None)[:2]
        if role not in ("user", "assistant", "system") or not isinstance(text, str):
            raise QuestionError(
                f"The history has a turn that cannot be read: {turn!r}.",
                hint='Pass pairs such as ("user", "...") and ("assistant", "..."), oldest first.',
            )
        if role != "system":
            turns.append((role, " ".join(text.split())))
    return turns
