"""Questions about the documents themselves: recognised by wording, answered by a full scan or from stated fields."""

from pathlib import Path

import pytest

from app import AppSettings, answer
from app.answers import Answer
from app.collection import recognise

DOCUMENTS = {
    "ferry.txt": (
        "Ferry timetable to change in spring\n\nMarch 3, 2021\n\n"
        "The island ferry will sail every hour from May.\n\nAuthor: Ada Brook\n"
    ),
    "library.txt": "Library opens on Sundays\n\nThe town library lends 40,000 books. The ferry does not serve it.\n",
    "bees.txt": (
        "Bees return to the old quarry\n\nKeepers counted 312 hives this summer, more than ever before. "
        "The wild flowers there had a good year.\n"
    ),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("collection")
    (folder / "documents").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    return AppSettings(documents=folder / "documents", data=folder / "data")


def quotes(given: Answer) -> list[tuple[str, str]]:
    return [(citation.source, citation.quote) for citation in given.citations]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which documents mention the ferry?", "mention"),
        ("How many articles talk about bees?", "mention"),
        ("How many documents are there?", "contents"),
        ("What is this collection about?", "contents"),
        ("Who wrote the article on the ferry?", "author"),
        ("When was the article on the ferry published?", "date"),
        ("Who spoke?", "speaker"),
    ],
)
def test_questions_about_the_documents_are_recognised(question: str, topic: str) -> None:
    inquiry = recognise(question)
    assert inquiry is not None
    assert inquiry.topic == topic


@pytest.mark.parametrize(
    "question",
    [
        "When will the ferry plan be published?",
        "How many books does the library lend?",
        "Who wrote Hamlet?",
        "Which company published a profit warning?",
    ],
)
def test_questions_about_what_they_say_are_not(question: str) -> None:
    assert recognise(question) is None


def test_every_document_that_mentions_a_word_is_quoted_where_it_does(settings: AppSettings) -> None:
    given = answer("Which documents mention the ferry?", settings=settings)
    assert given.answered
    assert given.sentences[0].text == "2 of 3 documents mention the ferry:"
    assert quotes(given) == [
        ("ferry.txt", "Ferry timetable to change in spring"),
        ("library.txt", "The ferry does not serve it."),
    ]
    assert given.note == "All 3 documents were scanned."


def test_a_word_that_none_mentions_is_refused_after_a_scan(settings: AppSettings) -> None:
    given = answer("Which documents mention dragons?", settings=settings)
    assert not given.answered
    assert given.text == "None of the 3 documents mentions dragons; all were scanned."


def test_the_collection_is_counted_and_its_titles_quoted(settings: AppSettings) -> None:
    given = answer("How many documents are there?", settings=settings)
    assert given.sentences[0].text == "3 documents:"
    assert [quote for _, quote in quotes(given)] == [
        "Bees return to the old quarry",
        "Ferry timetable to change in spring",
        "Library opens on Sundays",
    ]


def test_author_and_date_come_from_the_line_that_states_them(settings: AppSettings) -> None:
    wrote = answer("Who wrote the article on the ferry timetable?", settings=settings)
    assert quotes(wrote) == [("ferry.txt", "Author: Ada Brook")]
    published = answer("When was the article on the ferry timetable published?", settings=settings)
    assert quotes(published) == [("ferry.txt", "March 3, 2021")]


def test_a_field_that_a_document_does_not_state_is_refused_by_name(settings: AppSettings) -> None:
    given = answer("Who wrote the article on bees in the old quarry?", settings=settings)
    assert not given.answered
    assert given.note == "“Bees return to the old quarry” does not state the author."


def test_a_survey_quotes_each_document_that_says_something(settings: AppSettings) -> None:
    given = answer("What do the documents say about the ferry?", settings=settings)
    assert given.answered
    assert {source for source, _ in quotes(given)} == {"ferry.txt", "library.txt"}
