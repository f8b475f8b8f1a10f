"""Scope: which documents are chosen, and that an answer within it is as if the folder held no others."""

from datetime import date
from pathlib import Path

import pytest

from app.answers import Answer
from app.chain import answer
from app.scope import Scope, last_day
from app.settings import AppSettings
from index.catalog import Entry
from index.opening import use_library

FERRY = "Ferry report\n\n5 May 2022\n\nThe ferry to Gannet Rock sails 6 times a day. It carried 9,000 people in 2021.\n"
MUSEUM = (
    "Museum report\n\n3 March 2023\n\nThe museum of Lindholm had 14,300 visitors in 2022. Its director is Ada Moen, "
    "who opened the hall of ropes.\n"
)
HARBOUR = (
    "Harbour report\n\n1 April 2024\n\nThe harbour of Lindholm handled 4,875 container ships in 2023. The ferry to "
    "Gannet Rock sails 8 times a day. The museum of Lindholm is beside it.\n"
)
UNDATED = "The lighthouse\n\nThe lighthouse on Gannet Rock is 38 metres tall. The ferry lands below it.\n"
FILES = {"ferry.txt": FERRY, "museum.txt": MUSEUM, "harbour.txt": HARBOUR, "lighthouse.txt": UNDATED}
SOME = frozenset({"ferry.txt", "museum.txt"})
QUESTIONS = (
    "How often does the ferry to Gannet Rock sail?",
    "How many visitors did the museum of Lindholm have in 2022?",
    "How many container ships did the harbour handle in 2023?",
    "How tall is the lighthouse?",
    "Which documents mention Gannet Rock?",
    "How many documents are there?",
    "Which is the newest document?",
    "Summarise the museum report.",
)


def entry(name: str, stated: str | None) -> Entry:
    return Entry(name, None, None, stated, 0, 1)


ENTRIES = (entry("day", "2023-03-03"), entry("month", "2023-03"), entry("year", "2023"), entry("none", "March 3"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders of documents: all of them, and some."""
    root = tmp_path_factory.mktemp("scope")
    for folder, names in (("all", FILES), ("some", SOME)):
        (root / folder).mkdir()
        for name in names:
            (root / folder / name).write_text(FILES[name])
    return root


def settings(made: Path, folder: str) -> AppSettings:
    return AppSettings.load(documents=made / folder, data=made / "data")


def said(given: Answer) -> tuple[object, ...]:
    places = [(one.source, one.start, one.end) for one in given.citations]
    return given.tier, given.text.removesuffix(" Only 2 of 4 documents were asked."), places


@pytest.mark.parametrize(
    ("stated", "last"),
    [
        ("2024-02-01", date(2024, 2, 1)),
        ("2024-02", date(2024, 2, 29)),
        ("2023", date(2023, 12, 31)),
        ("April 18 (year not stated)", None),
        ("2023-13", None),
        ("0000", None),
        (None, None),
    ],
)
def test_a_date_counts_from_the_last_day_that_it_may_mean(stated: str | None, last: date | None) -> None:
    assert last_day(stated) == last


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope(), {"day", "month", "year", "none"}),
        (Scope(documents=frozenset({"day", "gone"})), {"day"}),
        (Scope(as_of=date(2023, 3, 3)), {"day"}),
        (Scope(as_of=date(2023, 3, 31), undated=True), {"day", "month", "none"}),
        (Scope(documents=frozenset({"year"}), as_of=date(2023, 3, 31)), set()),
    ],
)
def test_documents_are_left_by_choice_and_by_day(scope: Scope, left: set[str]) -> None:
    assert scope.select(ENTRIES) == left


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_within_a_scope_is_that_of_a_folder_without_the_others(made: Path, question: str) -> None:
    within = answer(question, settings=settings(made, "all"), scope=Scope(documents=SOME))
    alone = answer(question, settings=settings(made, "some"))
    assert said(within) == said(alone)
    assert {hit.passage.document_id for hit in within.hits} <= SOME


def test_as_of_a_day_the_figure_of_that_day_is_given(made: Path) -> None:
    asked = QUESTIONS[0]
    now = answer(asked, settings=settings(made, "all"), scope=Scope(as_of=date(2024, 4, 1)))
    then = answer(asked, settings=settings(made, "all"), scope=Scope(as_of=date(2024, 3, 31)))
    assert {one.source for one in now.citations} == {"ferry.txt", "harbour.txt"}
    assert {one.source for one in then.citations} == {"ferry.txt"}
    assert "6 times" in then.text
    assert "8 times" not in then.text


def test_a_refusal_says_that_not_all_were_asked(made: Path) -> None:
    given = answer("How tall is the lighthouse?", settings=settings(made, "all"), scope=Scope(documents=SOME))
    assert not given.answered
    assert given.note.endswith("Only 2 of 4 documents were asked.")


def test_with_no_document_left_every_question_is_refused(made: Path) -> None:
    nothing = Scope(as_of=date(1999, 1, 1))
    for question in QUESTIONS:
        given = answer(question, settings=settings(made, "all"), scope=nothing)
        assert (given.citations, given.hits, given.answered and "0 documents" not in given.text) == ((), (), False)


def test_the_library_itself_is_not_narrowed(made: Path) -> None:
    library = use_library(settings(made, "all"))
    view = library.within(SOME)
    assert [one.id for one in view.catalog.entries] == ["ferry.txt", "museum.txt"]
    assert library.within(SOME) is view
    assert library.within(FILES) is library
    assert [one.id for one in library.catalog.entries] == sorted(FILES)
    assert view.lexicon.size() == view.catalog.passages_held().sum() < library.lexicon.size()
    with pytest.raises(KeyError):
        view.document("harbour.txt")
