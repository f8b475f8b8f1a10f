"""The store: what langchain sees of it, and the same index on a Chroma server, found, changed, lost."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from unittest.mock import Mock

import chromadb
import pytest

from app.chain import answer
from app.settings import AppSettings
from index.errors import IndexDamaged, StoreError
from index.ingest import build_index
from index.langchain_embeddings import EmbedderEmbeddings
from index.opening import open_library, use_library
from index.store import Store

SOLAR = "SUN POWER REPORT\n\nBerlin, March 3, 2023. Solar power grew by 5% in 2022, the office said.\n"
WIND = "Wind turbines made 40 units of electricity.\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Server:
    """A Chroma server of our own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the Chroma server did not start")

    def collections(self) -> list[str]:
        return sorted(one.name for one in chromadb.HttpClient("127.0.0.1", self.port).list_collections())

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> AppSettings:
    (folder / "solar.txt").write_text(SOLAR, encoding="utf-8")
    (folder / "wind.txt").write_text(WIND, encoding="utf-8")
    return AppSettings.load(documents=folder, data=tmp_path / "data")


def on(server: Server, settings: AppSettings) -> AppSettings:
    return settings.model_copy(update={"chroma_url": server.url})


def test_langchain_sees_each_passage_with_its_place_title_and_date(settings: AppSettings) -> None:
    build_index(settings)
    library = open_library(settings)
    vectorstore = library.store.vectorstore(EmbedderEmbeddings(library.embedder))
    (found,) = vectorstore.similarity_search("How much did solar power grow?", k=1)
    document = library.document("solar.txt")
    assert document.text[found.metadata["start"] : found.metadata["end"]] == found.page_content
    assert "Solar power grew by 5%" in found.page_content
    assert {name: found.metadata[name] for name in ("source", "title", "date")} == {
        "source": "solar.txt",
        "title": document.name,
        "date": "2023-03-03",
    }
    (plain,) = vectorstore.similarity_search("wind turbines", k=1)
    assert plain.metadata == {"source": "wind.txt", "title": "wind.txt", "start": 0, "end": len(WIND) - 1}


class PanicException(BaseException):  # named as Chroma's, which cannot be imported
    """What Chroma's Rust part raises where a file vanishes under it."""


def test_a_panic_inside_chroma_is_damage_and_an_interruption_is_not(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings)
    for raised, seen_as in ((PanicException("unable to open"), IndexDamaged), (KeyboardInterrupt(), KeyboardInterrupt)):
        monkeypatch.setattr(chromadb, "PersistentClient", Mock(side_effect=raised))
        with pytest.raises(seen_as):
            open_library(settings)


def test_a_server_holds_the_same_index_as_a_folder(server: Server, settings: AppSettings) -> None:
    build_index(settings)
    local = open_library(settings).search("solar power", 5)
    assert build_index(on(server, settings)).passages == len(local)
    assert open_library(on(server, settings)).search("solar power", 5) == local
    (generation,) = [path for path in settings.data.glob("index/*/*") if path.is_dir()]
    assert not (generation / "chroma").exists()


def test_an_answer_from_a_server_follows_the_folder(server: Server, settings: AppSettings) -> None:
    before = server.collections()
    remote = on(server, settings)
    assert "5%" in answer("How much did solar power grow in 2022?", settings=remote).text
    (first,) = set(server.collections()) - {*before}
    (settings.documents / "solar.txt").write_text(SOLAR.replace("5%", "7%"), encoding="utf-8")
    build_index(remote)
    assert "7%" in answer("How much did solar power grow in 2022?", settings=remote).text
    (second,) = set(server.collections()) - {*before}
    assert first != second


def test_data_folders_that_share_a_server_do_not_meet(server: Server, settings: AppSettings, tmp_path: Path) -> None:
    one, other = on(server, settings), on(server, settings).model_copy(update={"data": tmp_path / "other"})
    build_index(one)
    (settings.documents / "solar.txt").unlink()
    build_index(other)
    assert open_library(one).store.count() > open_library(other).store.count() == 1


def test_a_collection_that_vanished_is_damage_and_built_anew(server: Server, settings: AppSettings) -> None:
    remote, before = on(server, settings), server.collections()
    build_index(remote)
    (mine,) = set(server.collections()) - {*before}
    chromadb.HttpClient("127.0.0.1", server.port).delete_collection(mine)
    with pytest.raises(IndexDamaged, match="does not exist") as caught:
        open_library(remote)
    assert "footnote sync --rebuild" in caught.value.hint
    assert build_index(remote).built
    assert open_library(remote).search("solar", 1)[0].passage.document_id == "solar.txt"


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://127.0.0.1:port", "http://127.0.0.1:99999", "http://[::1"],
)
def test_what_is_no_address_is_refused_with_an_example(url: str, settings: AppSettings) -> None:
    with pytest.raises(StoreError, match="is not the address of a Chroma server") as caught:
        build_index(settings.model_copy(update={"chroma_url": url}))
    assert "http://127.0.0.1:8000" in caught.value.hint


def test_where_nothing_listens_the_error_comes_at_once(settings: AppSettings) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    began = time.monotonic()
    with pytest.raises(StoreError, match=f"No Chroma server answers at {url}") as caught:
        build_index(settings.model_copy(update={"chroma_url": url}))
    assert time.monotonic() - began < 3
    assert "chroma run" in caught.value.hint
    assert [path for path in settings.data.glob("index/*/*") if (path / "manifest.json").exists()] == []


def test_another_kind_of_server_is_told_from_chroma(settings: AppSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def reply() -> None:
            client, _ = listening.accept()
            with client:
                client.recv(4096)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")

        thread = Thread(target=reply)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(StoreError, match=f"No Chroma server answers at {url}"):
            Store.server(url, "passages")
        thread.join()


def test_a_server_that_goes_away_is_an_error_at_once(settings: AppSettings, tmp_path: Path) -> None:
    own = Server(tmp_path / "server")
    remote = on(own, settings)
    build_index(remote)
    library = use_library(remote)
    own.stop()
    began = time.monotonic()
    with pytest.raises(StoreError, match="No Chroma server answers") as searching:
        library.search("solar", 1)
    with pytest.raises(StoreError, match="No Chroma server answers"):
        answer("How much did solar power grow?", settings=remote)
    with pytest.raises(StoreError, match="No Chroma server answers"):
        build_index(remote, rebuild=True)
    assert not isinstance(searching.value, IndexDamaged)
    assert time.monotonic() - began < 5
