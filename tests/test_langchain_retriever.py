"""as_retriever(): the engine's own hits as langchain Documents that say where they stand."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from app import AppSettings, Scope, answer, as_retriever
from app.searching import ready_library
from index.errors import FolderMissing, QuestionError

ASKED = "How many hydrogen buses were bought?"
DATED = "BUS REPORT\n\nBerlin, March 3, 2023. The council of Aldham bought 12 hydrogen buses.\n"


def write(folder: Path) -> None:
    (folder / "dated.txt").write_text(DATED)
    for n in range(8):
        (folder / f"place{n}.txt").write_text(f"The council of place {n} bought {n + 20} hydrogen buses in the end.\n")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    folder: Path = tmp_path_factory.mktemp("retriever")
    write(folder)
    return AppSettings(documents=folder, data=tmp_path_factory.mktemp("data"))


def places(documents: list[Document]) -> list[tuple[str, int, int]]:
    return [(one.metadata["source"], one.metadata["start"], one.metadata["end"]) for one in documents]


def test_it_finds_what_the_engine_was_given(settings: AppSettings) -> None:
    found = as_retriever(settings).invoke(ASKED)
    hits = answer(ASKED, settings=settings).hits
    assert places(found) == [(hit.passage.document_id, hit.passage.start, hit.passage.end) for hit in hits]
    assert [one.metadata["score"] for one in found] == [hit.score for hit in hits]
    assert places(as_retriever(settings, k=3).invoke(ASKED)) == places(found)[:3]


def test_a_document_says_where_its_words_stand(settings: AppSettings) -> None:
    [dated] = [one for one in as_retriever(settings).invoke(ASKED) if one.metadata["source"] == "dated.txt"]
    where = dated.metadata
    assert (where["title"], where["date"], where["page"]) == ("BUS REPORT", "2023-03-03", None)
    text = ready_library(settings).document("dated.txt").text
    assert text[where["start"] : where["end"]] == dated.page_content


def test_it_serves_in_a_chain_and_in_an_event_loop(settings: AppSettings) -> None:
    retriever = as_retriever(settings, k=2)
    chain = retriever | RunnableLambda(places)
    assert chain.invoke(ASKED) == places(asyncio.run(retriever.ainvoke(ASKED)))
    with pytest.raises(QuestionError):
        retriever.invoke(" ")


def test_a_scope_holds_for_it_too(settings: AppSettings) -> None:
    chosen = as_retriever(settings, scope=Scope(documents=frozenset({"place3.txt"}))).invoke(ASKED)
    assert {one.metadata["source"] for one in chosen} == {"place3.txt"}
    in_time = as_retriever(settings, scope=Scope(as_of=date(2024, 1, 1))).invoke(ASKED)
    assert {one.metadata["source"] for one in in_time} == {"dated.txt"}


def test_what_is_gone_is_not_found(folder: Path, tmp_path: Path) -> None:
    write(folder)
    settings = AppSettings(documents=folder, data=tmp_path / "data")
    retriever = as_retriever(settings)
    before = retriever.invoke(ASKED)
    (folder / "dated.txt").unlink()
    assert places(retriever.invoke(ASKED)) == [one for one in places(before) if one[0] != "dated.txt"]
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(FolderMissing):
        retriever.invoke(ASKED)
