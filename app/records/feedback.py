"""What a person says of an answer -> an evaluation case, one JSON line in the folder's feedback file.

Knows nothing of how cases are judged; the format is that of the case files of `footnote-eval run --cases`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app.answers import Answer
from app.records.conversations import Exchange
from app.settings import AppSettings
from index.errors import DataNotWritable
from index.manifest import home, write_atomically

WAIT_SECONDS = 5.0  # for another process that is writing the same file


def feedback_file(settings: AppSettings) -> Path:
    """Return the file of cases about this folder of documents; another folder's would be about files it lacks."""
    return settings.data / "feedback" / f"{home(settings).name}.jsonl"


def keep(exchange: Exchange, before: Sequence[Exchange], settings: AppSettings) -> bool:
    """Write what was said of an answer as a case, in place of what was said of it earlier; return whether there is one.

    `before` is the conversation up to the question. Raises DataNotWritable.
    """
    path, case = feedback_file(settings), case_of(exchange, before)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=WAIT_SECONDS):
            others = [line for line in _lines(path) if _id(line) != _case_id(exchange)]
            lines = [*others, *([json.dumps(case, ensure_ascii=False)] if case else [])]
            write_atomically(path, "".join(f"{line}\n" for line in lines))
    except (OSError, Timeout) as exc:
        raise DataNotWritable(
            f"The feedback could not be written to {str(path)!r}: {exc}.",
            hint="Make the data folder writable, then say it again.",
        ) from exc
    return case is not None


def case_of(exchange: Exchange, before: Sequence[Exchange]) -> dict[str, Any] | None:
    """Return the case that this answer passes if it was right, else fails; None where that cannot be told."""
    given = exchange.answer
    if given is None or not exchange.label:
        return None
    case = {
        "id": _case_id(exchange),
        "type": f"feedback: {exchange.label}",
        "question": exchange.question,
        "history": [turn for one in before if one.answer for turn in _turns(one.question, one.answer)],
    }
    expected = {"must": [[exchange.expected]]} if exchange.expected else {}
    match exchange.label:
        case "right":
            return case | (_as_given(given) if given.answered else {"answerable": False})
        case "should have refused":
            return case | {"answerable": False} if given.answered else None
        case "wrong source":
            # Its sentences rest on the wrong words: the right answer does not say them.
            said = {"must_not": [one.text for one in given.sentences]} if given.answered else {}
            return case | {"answerable": True} | said | expected if said or expected else None
        case _:
            # That something was missed can be tested where nothing was answered, or where it was said what.
            return case | {"answerable": True} | expected if expected or not given.answered else None


def _as_given(answer: Answer) -> dict[str, Any]:
    return {
        "answerable": True,
        "must": [[answer.short]] if answer.short else [[one.text] for one in answer.sentences],
        "sources": list(dict.fromkeys(one.source for one in answer.citations)),
        "evidence": [{"source": one.source, "quote": one.quote} for one in answer.citations],
    }


def _turns(question: str, answer: Answer) -> list[tuple[str, str]]:
    return [("user", question), ("assistant", answer.text)]


def _case_id(exchange: Exchange) -> str:
    return f"feedback-{exchange.id}"


def _lines(path: Path) -> list[str]:
    # Not splitlines(): it also breaks at U+2028, which JSON allows inside a string.
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()] if path.exists() else []


def _id(line: str) -> str:
    try:
        values = json.loads(line)
    except ValueError:
        return ""  # somebody else's line: it stays
    return str(values.get("id", "")) if isinstance(values, dict) else ""
