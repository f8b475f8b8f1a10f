"""A run's outcomes on disk as they come, one JSON line each, so that an interrupted run can go on where it stopped.

Knows nothing of the engine. Only answers are kept: what they are judged by is computed again.
"""

import hashlib
import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.answers import Answer
from eval.cases import Case, CaseError, Read, read_lines
from eval.running import Outcome, judged

_ANSWER = TypeAdapter(Answer)
_CASE = TypeAdapter(Case)


class Journal:
    """The file of one run; `run` says what was asked of what, and only a run of the same can go on."""

    def __init__(self, path: Path, run: str) -> None:
        self.path = path
        self._run = run
        self._lock = threading.Lock()

    def begin(self) -> dict[str, Outcome]:
        """Start the file anew, with nothing recorded; raises CaseError where it cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"run": self._run}) + "\n", encoding="utf-8")
        except OSError as exc:
            raise CaseError(
                f"{str(self.path)!r} cannot be written: {exc.strerror}.", hint="Set FOOTNOTE_DATA to another folder."
            ) from exc
        return {}

    def resume(self, cases: Iterable[Case], read: Read) -> dict[str, Outcome]:
        """Return what the file already holds of these cases, by id; raises CaseError where there is nothing to resume.

        A case that was edited since is asked again, and so is the one whose line was cut off.
        """
        if not self.path.exists():
            raise CaseError("There is no interrupted run to go on with.", hint="Leave --resume out.")
        rows = [row for _, line in read_lines(self.path) if (row := _parsed(line))]
        if not rows or rows[0].get("run") != self._run:
            raise CaseError(
                "The interrupted run was of other documents, settings or code.", hint="Leave --resume out: start anew."
            )
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n")  # behind a line that was cut off; a blank one is read over
        kept = {row["case"]: row for row in rows[1:]}
        return {case.id: _outcome(case, kept[case.id], read) for case in cases if _is_of(case, kept.get(case.id))}

    def add(self, outcome: Outcome) -> None:
        """Append an outcome; safe from several threads."""
        row = {
            "case": outcome.case.id,
            "asked": _digest(outcome.case),
            "answer": outcome.answer and _ANSWER.dump_python(outcome.answer, mode="json"),
            "error": outcome.error,
            "milliseconds": outcome.milliseconds,
            "warm": outcome.warm,
        }
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def end(self) -> None:
        """Remove the file: the run is complete and reported."""
        self.path.unlink(missing_ok=True)


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _is_of(case: Case, row: dict[str, Any] | None) -> bool:
    return row is not None and row["asked"] == _digest(case)


def _outcome(case: Case, row: dict[str, Any], read: Read) -> Outcome:
    answer = row["answer"] and _ANSWER.validate_python(row["answer"])
    return judged(case, answer, error=row["error"], milliseconds=row["milliseconds"], warm=row["warm"], read=read)


def _digest(case: Case) -> str:
    return hashlib.sha256(_CASE.dump_json(case)).hexdigest()
