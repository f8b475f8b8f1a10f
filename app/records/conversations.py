"""Conversations kept on disk, each person's own, by folder of documents; knows nothing of how they are shown.

One SQLite database in the data folder. It is opened for each call: threads and processes may come and go, and a
database that was moved away meanwhile is simply begun anew.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from app.answers import Answer
from app.settings import AppSettings
from index.errors import FootnoteError

if TYPE_CHECKING:
    from sqlite_utils import Database

Label = Literal["", "right", "wrong source", "missed it", "should have refused"]  # what a person says of an answer

BUSY_SECONDS = 2.0  # to wait for another process that is writing: a page should not stand still for longer
TITLE = 80  # characters


class HistoryUnusable(FootnoteError):
    """The database of conversations cannot be read or written."""


def new_id() -> str:
    """Return an id that no other conversation or exchange has."""
    return uuid4().hex


def now() -> str:
    """Return the time, ISO in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, or a problem to show."""

    question: str
    answer: Answer | None
    problem: tuple[str, str] = ("", "")  # message and hint
    milliseconds: float = 0.0
    id: str = field(default_factory=new_id)
    asked: str = field(default_factory=now)  # ISO time, UTC
    label: Label = ""
    expected: str = ""  # what the answer should have stated, in the words of the person who says so


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list of conversations shows of each."""

    id: str
    title: str
    created: str  # ISO time, UTC
    changed: str
    questions: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer cites a document."""

    question: str
    asked: str  # ISO time, UTC
    conversation: str  # its id


class Conversations:
    """One person's conversations about one folder of documents; every call raises HistoryUnusable if it must."""

    def __init__(self, settings: AppSettings, owner: str) -> None:
        """Name whose they are; "" where nobody signs in."""
        self.path = settings.data / "conversations.db"
        self._whose = {"owner": owner, "folder": str(settings.documents)}

    def recent(self, search: str = "", *, most: int = 100) -> list[Conversation]:
        """Return the conversations that hold every word of the search in title, questions or answers, latest first."""
        words = {f"word{number}": f"%{_literally(word)}%" for number, word in enumerate(search.split())}
        holds = "".join(
            f" AND (title LIKE :{name} ESCAPE '!' OR EXISTS (SELECT 1 FROM exchanges WHERE conversation = c.id"
            f" AND (question LIKE :{name} ESCAPE '!' OR said LIKE :{name} ESCAPE '!')))"
            for name in words
        )
        found = self._rows(
            "SELECT id, title, created, changed,"
            " (SELECT count(*) FROM exchanges WHERE conversation = c.id) AS questions"
            f" FROM conversations AS c WHERE owner = :owner AND folder = :folder{holds}"
            " ORDER BY changed DESC LIMIT :most",
            words | {"most": most},
        )
        return [Conversation(**row) for row in found]

    def exchanges(self, conversation: str) -> list[Exchange]:
        """Return a conversation's exchanges, oldest first; none where there is no such conversation of this person."""
        found = self._rows(
            "SELECT e.* FROM exchanges AS e JOIN conversations AS c ON c.id = e.conversation"
            " WHERE c.id = :id AND owner = :owner AND folder = :folder ORDER BY e.asked",
            {"id": conversation},
        )
        return [_exchange(row, self.path) for row in found]

    def save(self, conversation: str, exchange: Exchange) -> None:
        """Keep an exchange, new or changed, in a conversation, which it begins if need be."""
        with self._writing() as database:
            if not self._owned(database, conversation):
                title = " ".join(exchange.question.split())[:TITLE]
                begun = {"id": conversation, "title": title, "created": exchange.asked, "changed": exchange.asked}
                database.table("conversations").insert(begun | self._whose)
            database.table("exchanges").upsert({"conversation": conversation, **_row(exchange)}, pk="id")
            database.table("conversations").update(conversation, {"changed": now()})

    def drop(self, conversation: str, exchange: str) -> None:
        """Forget one exchange."""
        with self._writing() as database:
            if self._owned(database, conversation):
                database.table("exchanges").delete_where("conversation = ? AND id = ?", [conversation, exchange])

    def rename(self, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        title = " ".join(title.split())[:TITLE]
        with self._writing() as database:
            if title and self._owned(database, conversation):
                database.table("conversations").update(conversation, {"title": title})

    def delete(self, conversation: str) -> None:
        """Forget a conversation and all that was said in it."""
        with self._writing() as database:
            if self._owned(database, conversation):
                database.table("exchanges").delete_where("conversation = ?", [conversation])
                database.table("conversations").delete(conversation)

    def questions_citing(self, source: str) -> list[Asked]:
        """Return the questions whose answers cite a document (its id), latest first."""
        found = self._rows(
            "SELECT DISTINCT e.question, e.asked, e.conversation FROM exchanges AS e"
            " JOIN conversations AS c ON c.id = e.conversation, json_each(e.answer, '$.citations') AS cited"
            " WHERE owner = :owner AND folder = :folder AND json_extract(cited.value, '$.source') = :source"
            " ORDER BY e.asked DESC",
            {"source": source},
        )
        return [Asked(**row) for row in found]

    def _owned(self, database: "Database", conversation: str) -> bool:
        where = "id = :id AND owner = :owner AND folder = :folder"
        return database.table("conversations").count_where(where, {"id": conversation} | self._whose) > 0

    def _rows(self, sql: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
        with self._database() as database:
            return list(database.query(sql, {**values, **self._whose}))

    @contextmanager
    def _writing(self) -> Iterator["Database"]:
        with self._database() as database, database.atomic():
            yield database

    @contextmanager
    def _database(self) -> Iterator["Database"]:
        try:
            with _opened(self.path) as database:
                yield database
        except (sqlite3.Error, OSError) as exc:
            busy = "locked" in str(exc)
            raise HistoryUnusable(
                f"The conversations in {str(self.path)!r} cannot be used: {exc}.",
                hint="Another program is writing them; try again."
                if busy
                else "Make the file readable and writable, or move it away: the next question begins a new one.",
            ) from exc


@contextmanager
def _opened(path: Path) -> Iterator["Database"]:
    from sqlite_utils import Database  # late: whoever only asks a question needs none of it

    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # what people asked is for nobody else on this machine
    database = Database(sqlite3.connect(path, timeout=BUSY_SECONDS), execute_plugins=False)
    try:
        _create(database)
        yield database
    finally:
        database.close()


def _create(database: "Database") -> None:
    if "exchanges" in database.table_names():
        return
    with database.atomic():
        database.table("conversations").create(
            {"id": str, "owner": str, "folder": str, "title": str, "created": str, "changed": str},
            pk="id",
            if_not_exists=True,
        )
        texts = "id conversation asked question said answer problem hint label expected".split()
        exchanges = database.table("exchanges")
        exchanges.create({**dict.fromkeys(texts, str), "milliseconds": float}, pk="id", if_not_exists=True)
        exchanges.create_index(["conversation"], if_not_exists=True)


def _literally(word: str) -> str:
    """Return a word for LIKE, in which % and _ stand for themselves."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _row(exchange: Exchange) -> dict[str, object]:
    given = exchange.answer
    return {
        "id": exchange.id,
        "asked": exchange.asked,
        "question": exchange.question,
        "said": given.text if given else "",
        "answer": json.dumps(given.to_dict(), ensure_ascii=False) if given else None,
        "problem": exchange.problem[0],
        "hint": exchange.problem[1],
        "milliseconds": exchange.milliseconds,
        "label": exchange.label,
        "expected": exchange.expected,
    }


def _exchange(row: Mapping[str, Any], path: Path) -> Exchange:
    try:
        given = Answer.from_dict(json.loads(row["answer"])) if row["answer"] else None
    except (KeyError, TypeError, ValueError) as exc:
        raise HistoryUnusable(
            f"An answer in {str(path)!r} cannot be read; another version of Footnote may have written it.",
            hint="Delete this conversation, or open it with the version that wrote it.",
        ) from exc
    return Exchange(
        row["question"],
        given,
        (row["problem"], row["hint"]),
        row["milliseconds"],
        id=row["id"],
        asked=row["asked"],
        label=row["label"],
        expected=row["expected"],
    )
