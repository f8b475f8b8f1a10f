"""Who asked, who answered, what was asked: from labels; who is quoted: from what "X said"."""

from pathlib import Path

import pytest

from app import AppSettings
from app.answers import Sentence, Verdict
from app.corpus.collection import Collection
from app.corpus.inquiries import recognise
from app.corpus.interviews import exchanges, people_quoted
from index.ingest import build_index
from index.opening import Library, use_library

MARCH = (
    "Press conference on the new bridge\n\nMarch 3, 2021\n\n"
    "Valley Gazette:\n\nThe old bridge is closed to lorries. When will the new bridge open to traffic? Thank you.\n\n"
    "Ada Brook:\n\nThe new bridge opens in May. Was it worth the wait? We think that it was worth every day of it.\n\n"
    "Radio Fen:\n\nMany farmers fear the toll. How much will a tractor pay?\n\n"
    "Colm Hart:\n\nA tractor pays nothing at all before the harvest is in. After it, the council will decide.\n"
)
JUNE = (
    "Press conference on the swimming pool\n\nJune 9, 2021\n\n"
    "Hill Courier:\n\nThe pool has leaked since it was built. Who pays for the repairs of the pool?\n\n"
    "Ada Brook:\n\nThe builder pays for all of the repairs, as the contract says.\n\n"
    "Radio Fen:\n\nWill there be a second pool?\n"
)
STORY = (
    "Storm takes the roof off the mill\n\n“It sounded like a train,” said the miller, Tom Reeve. He did not sleep.\n\n"
    "Ida Lund, who lives next door, swept up the slates. “I am only glad nobody was hurt,” she said.\n\n"
    "The mayor, Ruth Pell, said that the town would help. Ms Lund said she would wait and see.\n\n"
    "The Ministry of Health and Social Care said nothing.\n"
)


def library_of(folder: Path, documents: dict[str, str]) -> Library:
    (folder / "documents").mkdir()
    for name, text in documents.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    settings = AppSettings(documents=folder / "documents", data=folder / "data")
    build_index(settings)
    return use_library(settings)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    documents = {"bridge.txt": MARCH, "pool.txt": JUNE, "storm.txt": STORY}
    return library_of(tmp_path_factory.mktemp("interviews"), documents)


def ask(question: str, library: Library) -> tuple[list[Sentence], Verdict]:
    inquiry = recognise(question, library)
    assert inquiry is not None
    writing = Collection(library, inquiry).answer(question, library.search(question, 10))
    sentences: list[Sentence] = []
    while True:
        try:
            sentences.append(next(writing))
        except StopIteration as stop:
            verdict: Verdict = stop.value
            return sentences, verdict


def test_labels_make_exchanges_and_an_answer_may_ask_on_its_way(library: Library) -> None:
    found = [
        (one.named(one.asker), [MARCH[start:end] for start, end in one.questions], one.named(one.answerer))
        for one in exchanges(library, "bridge.txt")
    ]
    assert found == [
        ("Valley Gazette", ["When will the new bridge open to traffic?"], "Ada Brook"),
        ("Radio Fen", ["How much will a tractor pay?"], "Colm Hart"),
    ]


@pytest.mark.parametrize(
    ("question", "short", "text"),
    [
        (
            "Who answered Valley Gazette's question?",
            "Ada Brook",
            "Ada Brook answered Valley Gazette, who asked: “When will the new bridge open to traffic?”",
        ),
        (
            "Who replied to the question on the toll?",
            "Colm Hart",
            "Colm Hart answered Radio Fen, who asked: “How much will a tractor pay?”",
        ),
        (
            "Which news outlet asked the question at the June press conference about repairs?",
            "Hill Courier",
            "Hill Courier asked Ada Brook: “Who pays for the repairs of the pool?”",
        ),
        ("Who asked about a second pool?", "Radio Fen", "Radio Fen asked: “Will there be a second pool?”"),
        (
            "What did Hill Courier ask?",
            "",
            "Hill Courier asked Ada Brook: “Who pays for the repairs of the pool?”",
        ),
        (
            "What was Colm Hart asked?",
            "",
            "Radio Fen asked Colm Hart: “How much will a tractor pay?”",
        ),
    ],
)
def test_an_exchange_is_told_by_names_subject_and_date(question: str, short: str, text: str, library: Library) -> None:
    sentences, verdict = ask(question, library)
    assert verdict.tier == "answer"
    assert [(one.text, one.key) for one in sentences] == [(text, short)]
    assert all(citation.quote in text for citation in sentences[0].citations)


def test_an_answerer_whom_the_text_does_not_show_is_not_invented(library: Library) -> None:
    sentences, verdict = ask("Who answered the question about a second pool?", library)
    assert verdict == Verdict("closest", "The text does not show who answered.")
    assert [one.text for one in sentences] == ["Radio Fen asked: “Will there be a second pool?”"]


def test_all_the_exchanges_that_fit_are_told(library: Library) -> None:
    sentences, _ = ask("Who asked Ada Brook a question?", library)
    assert [one.key for one in sentences] == ["Valley Gazette", "Hill Courier"]


@pytest.mark.parametrize(
    "question",
    [
        "What did Reuters ask about the bridge?",  # nobody of that name asks
        "Who asked about hydrogen?",
        "Who asked the government for money?",
        "What is asked of visitors?",
    ],
)
def test_what_no_exchange_holds_is_left_to_the_other_engine(question: str, library: Library) -> None:
    assert recognise(question, library) is None


def test_without_labels_nothing_is_taken_for_an_exchange(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"storm.txt": STORY})
    assert recognise("Who asked the question?", library) is None


def test_people_are_quoted_by_name_office_and_pronoun(library: Library) -> None:
    people = people_quoted(library.document("storm.txt"), library.catalog.sentences("storm.txt"))
    assert {name: STORY[start:end] for name, (start, end) in people.items()} == {
        "Tom Reeve": "“It sounded like a train,” said the miller, Tom Reeve.",
        "Ida Lund": ("Ida Lund, who lives next door, swept up the slates. “I am only glad nobody was hurt,” she said."),
        "Ruth Pell": "The mayor, Ruth Pell, said that the town would help.",
    }


def test_who_is_quoted_in_a_story_is_listed_with_the_words(library: Library) -> None:
    sentences, _ = ask("Who is quoted in the storm story?", library)
    assert (
        sentences[0].text
        == "Quoted in “Storm takes the roof off the mill” (storm.txt): Tom Reeve, Ida Lund, Ruth Pell:"
    )
    assert [len(one.citations) for one in sentences] == [3, 1, 1, 1]
