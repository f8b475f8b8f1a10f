"""Which questions ask what a document says as a whole, which document they mean, and what is quoted of it."""

from pathlib import Path

import pytest

from app import AppSettings
from app.answers import Sentence, Turn, Verdict
from app.corpus.collection import Collection
from app.corpus.inquiries import recognise
from app.corpus.summaries import MOST_SENTENCES, MOST_WORDS, document_asked, sentences_asked, summarise
from index.ingest import build_index
from index.opening import Library, use_library

BEES = (
    "Bees return to the old quarry\n\n"
    "Keepers counted three hundred hives of bees in the old quarry this summer, more than ever before.\n\n"
    "Why now?\n\n"
    "The bees came back because the wild flowers of the quarry had a good year after the rain.\n\n"
    "The bees came back because the wild flowers of the quarry had a very good year after the rain.\n\n"
    "The keepers of the quarry will sell the honey of the bees at the summer fair in August.\n\n"
    "A lorry blocked the northern road for an hour on the same afternoon without hurting anybody.\n\n"
    "No hives of bees may be moved out of the quarry before the keepers have counted them again.\n\n"
    "Photograph: Ada\n"
)
DOCUMENTS = {
    "bees.txt": BEES,
    "ferry-policy.txt": (
        "Rules of the island ferry\n\nPassengers of the island ferry buy their tickets before they board the boat. "
        "Dogs travel free of charge on the upper deck of the ferry. Bicycles pay half the fare of a passenger.\n"
    ),
    "meeting-2020.txt": (
        "Town meeting\n\nMarch 3, 2020\n\nThe meeting heard that the town library lends forty thousand books a year.\n"
    ),
    "meeting-2021.txt": (
        "Town meeting\n\nApril 7, 2021\n\nThe meeting heard that the town library will open on Sundays from May.\n"
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("summaries")
    (folder / "documents").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    settings = AppSettings(documents=folder / "documents", data=folder / "data")
    build_index(settings)
    return use_library(settings)


def ask(question: str, library: Library, history: tuple[Turn, ...] = ()) -> tuple[list[Sentence], Verdict]:
    inquiry = recognise(question, library)
    assert inquiry is not None
    writing = Collection(library, inquiry).answer(question, library.search(question, 10), history)
    sentences: list[Sentence] = []
    while True:
        try:
            sentences.append(next(writing))
        except StopIteration as stop:
            verdict: Verdict = stop.value
            return sentences, verdict


def sources(sentences: list[Sentence]) -> set[str]:
    return {citation.source for sentence in sentences for citation in sentence.citations}


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Summarise document 3", ("document 3", True)),
        ("Can you please sum up the article on bees for me?", ("the article on bees", True)),
        ("Give me a summary of bees.txt in two sentences.", ("bees.txt", True)),
        ("What is this document about?", ("this document", True)),
        ("What does the report say?", ("the report", True)),
        ("What are the main points of the ferry policy?", ("the ferry policy", False)),
        ("What does the ferry policy say?", ("the ferry policy", False)),
        ("What does the press release say about fares?", None),
        ("Summarise what the documents say about fares.", None),
        ("What does the mayor say?", None),
        ("What is the argument of the report about?", None),
        ("What is the dispute about?", None),
    ],
)
def test_a_question_for_the_whole_is_told_from_one_for_a_detail(question: str, asked: tuple[str, bool] | None) -> None:
    assert document_asked(question) == asked


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Summarise document 2", "ferry-policy.txt"),
        ("Summarise the last document", "meeting-2021.txt"),
        ("What does ferry-policy.txt say?", "ferry-policy.txt"),
        ("What does the ferry policy say?", "ferry-policy.txt"),
        ("Summarise the bees in the quarry", "bees.txt"),
        ("What is the story about the hives of bees about?", "bees.txt"),
        ("Summarise the April 2021 meeting", "meeting-2021.txt"),
        ("Give me an overview of the report on the 2020 meeting", "meeting-2020.txt"),
    ],
)
def test_a_document_is_meant_by_number_file_or_what_it_is_known_by(
    question: str, source: str, library: Library
) -> None:
    sentences, verdict = ask(question, library)
    assert verdict.tier == "answer"
    assert sources(sentences) == {source}


@pytest.mark.parametrize("question", ["Summarise the library policy", "What does the survey say?", "Sum up the war"])
def test_what_is_no_documents_name_is_left_to_the_other_engine(question: str, library: Library) -> None:
    assert recognise(question, library) is None


def test_it_is_the_document_that_the_last_answer_quotes(library: Library) -> None:
    history = (("user", "Do dogs pay?"), ("assistant", "Dogs travel free of charge on the upper deck of the ferry.[1]"))
    assert sources(ask("What is this document about?", library, history)[0]) == {"ferry-policy.txt"}


def test_it_is_else_the_document_that_the_last_question_names(library: Library) -> None:
    history = (("user", "Who wrote the story about the bees in the quarry?"), ("assistant", "Ada[1]"))
    assert sources(ask("What is it about?", library, history)[0]) == {"bees.txt"}


def test_without_one_that_was_spoken_of_the_documents_are_listed(library: Library) -> None:
    several = (
        "Dogs travel free of charge on the upper deck of the ferry.[1]\n"
        "The meeting heard that the town library will open on Sundays from May.[2]"
    )
    for history in ((), (("assistant", several),)):
        assert ask("Summarise this document", library, history)[0][0].text == "4 documents:"


def test_a_number_beyond_the_last_document_is_refused(library: Library) -> None:
    assert ask("Summarise document 9", library) == ([], Verdict("refusal", "There is no document 9: there are 4."))


def test_words_that_mean_no_document_are_refused(library: Library) -> None:
    assert ask("Summarise the article on dragons", library) == (
        [],
        Verdict("refusal", "None of the 4 documents is known as “the article on dragons”; all were scanned."),
    )


def test_other_documents_of_the_same_name_are_told(library: Library) -> None:
    sentences, verdict = ask("Summarise the document on the town meeting", library)
    assert len(sources(sentences)) == 1
    other = ({"meeting-2020.txt", "meeting-2021.txt"} - sources(sentences)).pop()
    assert verdict.note.endswith(f"Known by these words too: “Town meeting” ({other}).")


def test_sentences_stand_for_the_whole_in_reading_order_and_never_twice(library: Library) -> None:
    summary = summarise(library.document("bees.txt"), library)
    quoted = [BEES[start:end] for start, end in summary.places]
    assert summary.sentences == 6
    assert quoted[0].startswith("Keepers counted")
    assert list(summary.places) == sorted(summary.places)
    assert sum("wild flowers" in sentence for sentence in quoted) == 1
    assert not any("lorry" in sentence or "?" in sentence for sentence in quoted)


def test_a_summary_is_short_cited_and_says_from_how_much(library: Library) -> None:
    sentences, verdict = ask("Summarise bees.txt in one sentence", library)
    assert [sentence.text for sentence in sentences] == [
        "Keepers counted three hundred hives of bees in the old quarry this summer, more than ever before."
    ]
    assert sentences[0].citations[0].quote == sentences[0].text
    assert verdict.note == (
        "Quoted: 1 of the 6 sentences of “Bees return to the old quarry” (bees.txt), "
        "those nearest to what the whole of it says."
    )


@pytest.mark.parametrize(
    ("question", "most"),
    [("in two sentences", 2), ("in a short sentence", 1), ("in 3 sentences", 3), ("in 9 sentences", 5), ("", 5)],
)
def test_a_question_may_say_how_many_sentences_it_wants(question: str, most: int) -> None:
    assert sentences_asked(f"Summarise document 1 {question}") == most


def test_a_long_document_is_summed_up_within_the_words(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    lines = [f"The {name} harbour {'has many long piers ' * 12}and number {name}." for name in "abcdefghijkl"]
    (tmp_path / "documents" / "long.txt").write_text("\n\n".join(lines), encoding="utf-8")
    settings = AppSettings(documents=tmp_path / "documents", data=tmp_path / "data")
    build_index(settings)
    sentences, _ = ask("Summarise the document", use_library(settings))
    assert 1 <= len(sentences) <= MOST_SENTENCES
    assert sum(len(sentence.text.split()) for sentence in sentences) <= MOST_WORDS
