"""Questions about the documents themselves: recognised by wording, answered by a full scan or from stated fields."""

from pathlib import Path

import pytest

from app import AppSettings, answer
from app.answers import Answer
from app.corpus.collection import LONG_WORDS, MOST_QUOTED
from app.corpus.inquiries import Inquiry, recognise
from app.searching import ready_library

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


def write(folder: Path, documents: dict[str, str]) -> AppSettings:
    (folder / "documents").mkdir()
    for name, text in documents.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    return AppSettings(documents=folder / "documents", data=folder / "data")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    return write(tmp_path_factory.mktemp("collection"), DOCUMENTS)


def quotes(given: Answer) -> list[tuple[str, str]]:
    return [(citation.source, citation.quote) for citation in given.citations]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which documents mention the ferry?", "mention"),
        ("How many articles talk about bees?", "mention"),
        ("How many documents are there?", "contents"),
        ("How many documents are in the collection?", "contents"),
        ("Which documents are there?", "contents"),
        ("What reports do you have?", "contents"),
        ("What is this collection about?", "contents"),
        ("Who wrote the article on the ferry?", "author"),
        ("Who wrote ferry.txt?", "author"),
        ("Who is named as the author of the piece on the ferry?", "author"),
        ("Which paper carried the interview with the ferryman?", "publisher"),
        ("On which platform was the article on the ferry posted?", "publisher"),
        ("When was the article on the ferry published?", "date"),
        ("Who spoke?", "speaker"),
        ("What topics do the documents cover?", "contents"),
        ("How recent are these documents?", "dates"),
        ("When were the documents published?", "dates"),
        ("Which document is the newest?", "extreme"),
        ("What is the longest article?", "extreme"),
        ("Who are the authors of these documents?", "author"),
        ("Who are the publishers?", "publisher"),
        ("Who is quoted in the story about the ferry?", "quoted"),
        ("Do you have anything on bees?", "mention"),
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
        "How many reports are due in 2024?",
        "Which documents mention the ferry but not the library?",
        "When was the report published, and how many hives did it count?",
        "Which ferry is the longest?",
        "Who are the keepers?",
    ],
)
def test_questions_about_what_they_say_are_not(question: str) -> None:
    assert recognise(question) is None


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What reports are there on steel?", "steel"),
        ("Which documents do you have about green steel?", "green steel"),
        ("What papers on steel are there?", "steel"),
        ("In which documents does Ada Brook appear?", "Ada Brook"),
        ("In which documents is Ada Brook mentioned?", "Ada Brook"),
        ('Which documents mention "island ferry"?', '"island ferry"'),
        ("Do you have any documents about steel?", "steel"),
        ("Have you got anything on green steel?", "green steel"),
    ],
)
def test_what_the_documents_are_to_mention_is_recognised(question: str, subject: str) -> None:
    assert recognise(question) == Inquiry("mention", subject)


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


@pytest.mark.parametrize(
    ("subject", "lead", "found"),
    [
        # Its words stand in different sentences.
        (
            "the ferry and the 40,000 books",
            "1 of 3 documents holds all of these words: ferry, 40,000, books:",
            [("library.txt", "The town library lends 40,000 books.")],
        ),
        # Outside the sentences.
        ("Ada", "1 of 3 documents mentions Ada:", [("ferry.txt", "Author: Ada Brook")]),
        (
            "hives or Brook",
            "2 of 3 documents hold any of these words: hives, Brook:",
            [
                ("bees.txt", "Keepers counted 312 hives this summer, more than ever before."),
                ("ferry.txt", "Author: Ada Brook"),
            ],
        ),
        # Without the quotation marks library.txt holds both words too, if not side by side.
        (
            'the phrase "Library lends"',
            "1 of 3 documents mentions",
            [("library.txt", "The town library lends 40,000 books.")],
        ),
    ],
)
def test_words_count_wherever_in_a_document_they_stand(
    subject: str, lead: str, found: list[tuple[str, str]], settings: AppSettings
) -> None:
    given = answer(f"Which documents mention {subject}?", settings=settings)
    assert given.sentences[0].text.startswith(lead)
    assert quotes(given) == found


@pytest.mark.parametrize(
    ("subject", "refusal"),
    [
        ("dragons and the ferry", "holds all of these words: dragons, ferry"),
        ("dragons or unicorns", "holds any of these words: dragons, unicorns"),
        ("red dragons or unicorns", "holds all the words of any of these: red dragons, unicorns"),
        ('"ferry island"', 'mentions "ferry island"'),
        ('"and ferr"', 'mentions "and ferr"'),
    ],
)
def test_a_refusal_says_what_was_tested(subject: str, refusal: str, settings: AppSettings) -> None:
    given = answer(f"Which documents mention {subject}?", settings=settings)
    assert given.text == f"None of the 3 documents {refusal}; all were scanned."


def test_documents_that_are_gone_or_changed_do_not_count(tmp_path: Path) -> None:
    settings = write(tmp_path, DOCUMENTS)
    assert answer("How many documents are there?", settings=settings).sentences[0].text == "3 documents:"
    (settings.documents / "ferry.txt").unlink()
    given = answer("Which documents mention the ferry?", settings=settings)
    assert given.sentences[0].marked == "1 of 2 documents mentions the ferry:[1]"
    assert quotes(given) == [("library.txt", "The ferry does not serve it.")]
    assert given.note.startswith("2 of 3 documents were scanned, 1 changed or gone since the index was built.")
    (settings.documents / "bees.txt").write_text("Bees left.", encoding="utf-8")
    counted = answer("How many documents are there?", settings=settings)
    assert counted.sentences[0].marked == "1 document:[1]"
    assert "2 more changed or gone since the index was built." in counted.note


def test_of_many_documents_some_are_quoted_and_all_counted(tmp_path: Path) -> None:
    line = "{} " + "and so on " * 12 + "until the ferry sailed.\n"
    settings = write(tmp_path, {f"{number}.txt": line.format(number) for number in range(10, 50)})
    more = 40 - MOST_QUOTED
    mention = answer("Which documents mention the ferry?", settings=settings)
    assert (
        mention.sentences[0].text == f"40 of 40 documents mention the ferry (quoted: {MOST_QUOTED}, and {more} more):"
    )
    contents = answer("Which documents are there?", settings=settings)
    assert contents.sentences[0].text == f"40 documents (quoted: {MOST_QUOTED}, and {more} more):"
    for given in (mention, contents):
        assert len(given.text.split()) <= LONG_WORDS
        assert len(given.sentences[0].citations) == len(given.sentences) - 1 == MOST_QUOTED
    assert all("ferry" in citation.quote for citation in mention.citations)  # though each stands late in its sentence


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
    assert given.note == "“Bees return to the old quarry” (bees.txt) does not state the author."


def test_a_survey_quotes_each_document_that_says_something(settings: AppSettings) -> None:
    given = answer("What do the documents say about the ferry?", settings=settings)
    assert given.answered
    assert {source for source, _ in quotes(given)} == {"ferry.txt", "library.txt"}


NEWS = {
    "bridge.txt": (
        "New bridge opens to traffic\n\nBy Ada Brook\n\nMonday 3 May 2021\n\n"
        "The new bridge carries two lanes of traffic and a path for those who walk.\n"
    ),
    "guide.txt": (
        "A weekend in the valley\n\nBy Nils Lund · Updated June 2022\n\n"
        "Visitors come for the quiet roads and for the honey that is sold beside them all summer.\n"
    ),
    "pool.txt": (
        "Swimming pool leaks again\n\nBy Ada Brook\n\nTuesday 9 June 2020\n\n"
        "The pool has leaked ever since it was built, and nobody knows why.\n"
    ),
    "rules.txt": "Rules of the rowing club\n\nMembers row at their own risk and clean the boats when they come back.\n",
}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    return write(tmp_path_factory.mktemp("news"), NEWS)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (
            "When was the story about the bridge published, and who wrote it?",
            [("bridge.txt", "Monday 3 May 2021"), ("bridge.txt", "By Ada Brook")],
        ),
        (
            "Who wrote the article on the pool and when?",
            [("pool.txt", "By Ada Brook"), ("pool.txt", "Tuesday 9 June 2020")],
        ),
        (
            "When and by whom was the bridge article written?",
            [("bridge.txt", "Monday 3 May 2021"), ("bridge.txt", "By Ada Brook")],
        ),
        # One line states both.
        (
            "When was the article guide.txt updated, and who wrote it?",
            [("guide.txt", "By Nils Lund · Updated June 2022")],
        ),
        ("who is the author of the story about the leaks", [("pool.txt", "By Ada Brook")]),
        ("Who wrote document 2?", [("guide.txt", "By Nils Lund · Updated June 2022")]),
        ("Who are the authors?", [("bridge.txt", "By Ada Brook"), ("guide.txt", "By Nils Lund · Updated June 2022")]),
    ],
)
def test_the_lines_that_state_what_is_asked_are_quoted(
    question: str, found: list[tuple[str, str]], news: AppSettings
) -> None:
    given = answer(question, settings=news)
    assert given.answered
    assert quotes(given) == found


def test_of_two_fields_the_one_that_is_not_stated_is_told(settings: AppSettings) -> None:
    given = answer("Who wrote the article on the ferry timetable, and who published it?", settings=settings)
    assert quotes(given) == [("ferry.txt", "Author: Ada Brook")]
    assert given.note == "“ferry.txt” does not state the publisher."


def test_a_document_that_there_is_none_of_has_no_author(news: AppSettings) -> None:
    given = answer("Who wrote the article on dragons?", settings=news)
    assert given.text == "None of the 4 documents is known as “the article on dragons”; all were scanned."


def test_a_name_is_known_to_be_a_documents_only_with_the_library(news: AppSettings) -> None:
    library = ready_library(news)
    question = "Who wrote A Weekend in the Valley?"
    assert recognise(question) is None
    assert recognise(question, library) == Inquiry("author", "A Weekend in the Valley")
    assert recognise("Who wrote the rules of the rowing club?", library) is None  # it does not say: the texts might
    assert recognise("Who wrote the swimming anthem?", library) is None


def test_dates_are_listed_from_the_oldest_and_the_newest(news: AppSettings) -> None:
    given = answer("How recent are these documents?", settings=news)
    assert given.sentences[0].text == (
        "3 of 4 documents state a date; the oldest is of 2020-06-09, the newest of 2022-06:"
    )
    assert quotes(given) == [
        ("pool.txt", "Tuesday 9 June 2020"),
        ("guide.txt", "By Nils Lund · Updated June 2022"),
        ("bridge.txt", "Monday 3 May 2021"),
    ]
    assert given.note == "All 4 documents were scanned."


@pytest.mark.parametrize(
    ("question", "lead", "quote"),
    [
        (
            "Which document is the oldest?",
            "Of 3 documents that state a date with its year, “Swimming pool leaks again” (pool.txt) is the oldest, "
            "dated 2020-06-09:",
            "Tuesday 9 June 2020",
        ),
        (
            "What is the most recent article?",
            "Of 3 documents that state a date with its year, “A weekend in the valley” (guide.txt) is the most recent, "
            "dated 2022-06:",
            "By Nils Lund · Updated June 2022",
        ),
        (
            "Which document is the longest?",
            "Of 4 documents, “A weekend in the valley” (guide.txt) is the longest, with 29 words:",
            "A weekend in the valley",
        ),
    ],
)
def test_the_newest_oldest_and_longest_is_named(question: str, lead: str, quote: str, news: AppSettings) -> None:
    given = answer(question, settings=news)
    assert given.answered
    assert given.sentences[0].text == lead
    assert [citation.quote for citation in given.citations] == [quote]


def test_one_date_makes_no_document_the_newest(settings: AppSettings) -> None:
    given = answer("Which document is the newest?", settings=settings)
    assert not given.answered
    assert given.note == "Only 1 of 3 documents states its date with the year."
    assert quotes(given) == [("ferry.txt", "March 3, 2021")]
