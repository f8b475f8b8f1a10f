"""answer(): what it takes, what it refuses to take, and answers that would outgrow their budget."""

import gc
import shutil
import weakref
from pathlib import Path

import pytest

from app import AppSettings, answer
from app.extractive.evidence import gather
from app.questions import check_history
from index.errors import FolderMissing, QuestionError
from index.ingest import build_index
from index.opening import open_library

RULES = "\n".join(
    f"- rule number {n} says that boats of class {n} must keep a distance of {3 * n} metres from the pier at all times"
    for n in range(1, 51)
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("chain")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "rules.txt").write_text(f"Rules of the harbour\n\nThe harbour has fifty rules:\n\n{RULES}\n")
    for n in range(30):
        report = (
            f"The council of place {n} bought {n + 2} hydrogen buses last year and wants {n + 9} more of them soon."
        )
        (documents / f"report{n:02}.txt").write_text(f"{report}\n\nWith kind regards from the transport office.\n")
    return AppSettings(documents=documents, data=folder / "data")


def test_messages_of_chat_models_are_understood_as_history(settings: AppSettings) -> None:
    asked = "How many hydrogen buses did place 3 buy?"
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": asked}]
    assert check_history(messages) == [("user", asked)]
    assert answer("And place 4?", messages, settings=settings).standalone == "How many hydrogen buses did place 4 buy?"
    assert check_history(None) == []


@pytest.mark.parametrize("history", [["abc"], [("nobody", "text")], [("user",)], [("user", 5)]])
def test_a_history_that_cannot_be_read_is_an_error_with_a_hint(history: list[tuple[str, str]]) -> None:
    with pytest.raises(QuestionError) as caught:
        check_history(history)
    assert "oldest first" in caught.value.hint


def test_a_dash_in_a_question_is_a_dash(settings: AppSettings) -> None:
    given = answer("The hydrogen buses — how many did place 7 buy?", settings=settings)
    assert given.answered
    assert "9 hydrogen buses" in given.text
    assert not given.continues


def test_a_long_list_is_cut_between_items_and_says_so(settings: AppSettings) -> None:
    given = answer("What are the rules of the harbour?", settings=settings)
    assert given.answered
    assert given.note == "The first 10 of 50 items are quoted."
    assert all(len(sentence.text.split()) >= 10 for sentence in given.sentences)
    assert len(given.text.split()) <= 160


def test_a_survey_of_many_documents_quotes_some_and_counts_the_rest(settings: AppSettings) -> None:
    given = answer("What do the documents say about hydrogen buses?", settings=settings)
    assert len({citation.source for citation in given.citations}) == len(given.sentences) == 8
    assert "more documents speak of this" in given.note
    assert len(given.text.split()) <= 160


def test_what_many_documents_say_alike_is_cited_a_few_times(settings: AppSettings) -> None:
    given = answer("regards from the transport office", settings=settings)
    assert len(given.sentences[0].citations) == 5
    assert len({citation.source for citation in given.sentences[0].citations}) == 5


def test_a_folder_that_is_gone_is_an_error_and_not_an_answer(settings: AppSettings, tmp_path: Path) -> None:
    folder = shutil.copytree(settings.documents, tmp_path / "documents")
    moved = AppSettings(documents=folder, data=tmp_path / "data")
    build_index(moved)
    shutil.rmtree(folder)
    with pytest.raises(FolderMissing):
        answer("How many hydrogen buses did place 3 buy?", settings=moved)


def test_what_was_analysed_goes_with_its_library(settings: AppSettings) -> None:
    answer("How many hydrogen buses did place 3 buy?", settings=settings)
    library = open_library(settings)
    gather(library.search("hydrogen buses", 5), library)
    gone = weakref.ref(library)
    library.close()
    del library
    gc.collect()
    assert gone() is None


def test_sentences_that_contradict_each_other_are_never_cited_for_one_another(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text("The council approved the harbour plan in a public vote on Monday evening.\n")
    (folder / "b.txt").write_text("The council rejected the harbour plan in a public vote on Monday evening.\n")
    given = answer(
        "What did the council do with the harbour plan?", settings=AppSettings(documents=folder, data=tmp_path)
    )
    assert [len(sentence.citations) for sentence in given.sentences] == [1, 1]
    assert {citation.source for citation in given.citations} == {"a.txt", "b.txt"}
