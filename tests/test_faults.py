"""What can go wrong around an index: damage, two writers, a folder that changes or cannot be written, no network."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

import index.ingest
import index.opening
from app.chain import answer
from app.settings import AppSettings
from index.errors import DataNotWritable, FolderMissing, IndexBusy, IndexDamaged, IndexMissing, NoReadableDocument
from index.ingest import build_index
from index.manifest import home, write_lock
from index.minilm import Vectors, unit_length
from index.opening import Changes, Library, open_library, use_library
from index.retrieval import Dense

ROOT = Path(__file__).resolve().parent.parent

SOLAR = "Solar power grew by 5% in 2023.\n"
WIND = "Wind turbines made 40 units of electricity.\n"


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> AppSettings:
    (folder / "solar.txt").write_text(SOLAR, encoding="utf-8")
    (folder / "wind.txt").write_text(WIND, encoding="utf-8")
    return AppSettings.load(documents=folder, data=tmp_path / "data")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    """An index to copy and to damage."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "solar.txt").write_text(SOLAR, encoding="utf-8")
    (folder / "wind.txt").write_text(WIND, encoding="utf-8")
    settings = AppSettings.load(documents=folder, data=tmp_path_factory.mktemp("copied"))
    build_index(settings)
    return settings


def generation_of(settings: AppSettings) -> Path:
    return home(settings) / (home(settings) / "current").read_text(encoding="utf-8")


def environment(settings: AppSettings) -> dict[str, str]:
    return os.environ | {"FOOTNOTE_DOCUMENTS": str(settings.documents), "FOOTNOTE_DATA": str(settings.data)}


def start(code: str, settings: AppSettings) -> "subprocess.Popen[str]":
    """Run Python code in a process of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


# Damage


def overwrite(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


DAMAGES: list[tuple[str, Callable[[Path], object]]] = [
    ("manifest.json", Path.unlink),
    ("manifest.json", overwrite(b"\xff\x00garbage")),
    ("manifest.json", overwrite(b"[]")),
    ("manifest.json", overwrite(b'{"files": {}}')),
    ("documents.sqlite", Path.unlink),
    ("documents.sqlite", overwrite(b"")),
    ("documents.sqlite", overwrite(b"garbage" * 1000)),
    ("documents.sqlite", halve),
    ("passages.npy", overwrite(b"")),
    ("sentences.npy", halve),
    ("sentence_vectors.npy", overwrite(b"garbage")),
    ("passage_vectors.npy", halve),
    ("keyword", shutil.rmtree),
    ("keyword/vocab.index.json", overwrite(b"{}")),
    ("keyword/params.index.json", overwrite(b"{}")),
    ("chroma", shutil.rmtree),
    ("chroma/chroma.sqlite3", Path.unlink),
    ("chroma/chroma.sqlite3", overwrite(b"")),
    ("chroma/chroma.sqlite3", overwrite(b"garbage" * 1000)),
    ("chroma/chroma.sqlite3", halve),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=[f"{n}-{name}" for n, (name, _) in enumerate(DAMAGES)])
def test_damage_is_named_and_repaired_by_a_build(
    name: str, damage: Callable[[Path], object], built: AppSettings, tmp_path: Path
) -> None:
    settings = built.model_copy(update={"data": shutil.copytree(built.data, tmp_path / "data")})
    damage(generation_of(settings) / name)
    for _ in range(2):  # Chroma fails in another way the second time
        with pytest.raises(IndexDamaged, match=r"^The index is damaged: ") as caught:
            open_library(settings)
        assert caught.value.hint == "Run `footnote sync --rebuild` to build it anew."
    report = build_index(settings)
    assert (report.built, report.added) == (True, ("solar.txt", "wind.txt"))
    assert open_library(settings).search("solar", 1)[0].passage.text == SOLAR.strip()


def shift(path: Path) -> None:
    """Move every number but the document's, as no check of shapes would notice."""
    numbers = np.load(path)
    numbers[:, 1:] += 3
    np.save(path, numbers)


def blot(path: Path) -> None:
    """Overwrite some bytes in the middle."""
    data = bytearray(path.read_bytes())
    middle = len(data) * 2 // 3
    data[middle : middle + 20] = bytes(len(data[middle : middle + 20]))
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("sentences.npy", shift),
        ("passages.npy", shift),
        ("sentence_vectors.npy", blot),
        ("passage_vectors.npy", blot),
        ("keyword/data.csc.index.npy", blot),
    ],
)
def test_altered_numbers_are_noticed(
    name: str, damage: Callable[[Path], object], built: AppSettings, tmp_path: Path
) -> None:
    settings = built.model_copy(update={"data": shutil.copytree(built.data, tmp_path / "data")})
    before = (generation_of(settings) / name).read_bytes()
    damage(generation_of(settings) / name)
    after = (generation_of(settings) / name).read_bytes()
    assert (len(before), before != after) == (len(after), True)
    with pytest.raises(IndexDamaged, match="its numbers are not what was written"):
        open_library(settings)


def test_a_folder_that_repeats_itself_is_indexed_and_all_of_it_is_found(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (index.ingest, index.opening):
        monkeypatch.setattr(module, "open_embedder", lambda model: QuickEmbedder())
    said_again = ["The pump reported a normal pressure today. " * 5] * 600
    mills = [f"Mill {number} made {number * 7} tons. " + "It did so before, too. " * 3 for number in range(1_100)]
    (settings.documents / "log.txt").write_text("\n\n".join(said_again + mills), encoding="utf-8")
    many = settings.model_copy(update={"passage_words": 30})
    report = build_index(many)
    library = open_library(many)
    assert report.passages > library.store.count() == library.manifest.distinct > 1_000
    for number in library.catalog.distinct()[::50].tolist():
        passage = library.catalog.passage(number)
        dense = Dense(library.store, library.catalog, library.embedder).search(passage.text, 3)
        assert dense[0].passage.text == passage.text
    again = next(n for n in range(report.passages) if len(library.catalog.same(n)) > 500)
    alike = Dense(library.store, library.catalog, library.embedder).search(library.catalog.passage(again).text, 9)
    assert [library.catalog.passage_number(hit.passage.id) for hit in alike] == library.catalog.same(again)[:9]


def test_a_folder_that_cannot_be_listed_is_reported(settings: AppSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings.documents / "locked").mkdir()
    listing = os.scandir

    def refusing(path: str) -> "Iterator[os.DirEntry[str]]":
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refusing)
    skipped = build_index(settings).skipped
    assert {name: state.problem for name, state in skipped.items()} == {
        "locked": "The folder 'locked' cannot be listed: Permission denied."
    }
    assert not open_library(settings).changes()
    monkeypatch.undo()
    assert open_library(settings).changes() == Changes(removed=("locked",))


def test_words_altered_on_disk_are_never_quoted(settings: AppSettings) -> None:
    build_index(settings)
    path = generation_of(settings) / "documents.sqlite"
    path.write_bytes(path.read_bytes().replace(b"by 5%", b"by 9%"))
    with pytest.raises(IndexDamaged, match=r"the text of 'solar\.txt' is not what was written"):
        answer("How much did solar power grow in 2023?", settings=settings)
    build_index(settings)
    assert "5%" in answer("How much did solar power grow in 2023?", settings=settings).text


def test_an_index_of_which_chroma_lost_a_row_is_damaged(settings: AppSettings) -> None:
    build_index(settings)
    with sqlite3.connect(generation_of(settings) / "chroma" / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings WHERE id = (SELECT min(id) FROM embeddings)")
    database.close()
    with pytest.raises(IndexDamaged, match="it should hold the vectors of 2 passages and does not"):
        open_library(settings)


class QuickEmbedder:
    """Unit vectors without meaning, for folders that would take long to encode."""

    name = "quick"
    dimension = 16

    def encode_query(self, text: str) -> Vectors:
        (vector,) = self.encode_documents([text])
        return np.asarray(vector, dtype=np.float32)

    def encode_documents(self, texts: Sequence[str], **_: object) -> Vectors:
        seeds = (zlib.crc32(text.encode()) for text in texts)
        rows = [np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds]
        return unit_length(np.array(rows, dtype=np.float32))


def spoil(path: Path) -> None:
    """Write noise into the middle of a file."""
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + bytes(range(256)) * 16 + data[middle + 4096 :])


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda vectors: halve(vectors / "data_level0.bin"),
        lambda vectors: spoil(vectors / "data_level0.bin"),
        lambda vectors: (vectors / "index_metadata.pickle").unlink(),
    ],
    ids=["gone", "halved", "noise", "not listed"],
)
def test_damaged_vectors_are_noticed_before_chroma_crashes_over_them(
    damage: Callable[[Path], object], settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # From 1,000 on Chroma keeps vectors in a folder of their own.
    for module in (index.ingest, index.opening):
        monkeypatch.setattr(module, "open_embedder", lambda model: QuickEmbedder())
    mills = (
        f"Mill {number} made {number * 7} tons. " + "It did so in the year before, too. " * 3 for number in range(1_050)
    )
    (settings.documents / "mills.txt").write_text("\n\n".join(mills), encoding="utf-8")
    many = settings.model_copy(update={"passage_words": 30})
    assert build_index(many).passages > 1_050
    for _ in range(2):  # reading does not alter them
        library = open_library(many)
        assert len(library.search("mill 7", 40)) >= 40
        library.close()
    (vectors,) = [path for path in (generation_of(many) / "chroma").iterdir() if path.is_dir()]
    damage(vectors)
    with pytest.raises(IndexDamaged, match="its vectors are not what was written"):
        open_library(many)
    assert build_index(many).built
    assert open_library(many).search("mill 7", 1)


# Two writers


@pytest.fixture
def busy(settings: AppSettings) -> Iterator[None]:
    """Another process holds the writer's lock."""
    holding = (
        "from index.manifest import write_lock\n"
        "from index.settings import IndexSettings\n"
        "with write_lock(IndexSettings.load()):\n"
        "    print('held', flush=True)\n"
        "    input()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holding],
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield
    process.communicate("\n")


def test_a_second_writer_is_told_at_once_and_readers_go_on(
    settings: AppSettings, request: pytest.FixtureRequest
) -> None:
    build_index(settings)
    request.getfixturevalue("busy")
    with pytest.raises(IndexBusy, match="Another process is writing the index") as caught:
        build_index(settings)
    assert "try again" in caught.value.hint
    assert "5%" in answer("How much did solar power grow in 2023?", settings=settings).text


def test_the_lock_is_free_again_after_a_build_that_failed(settings: AppSettings) -> None:
    def fail(stage: str, done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build_index(settings, progress=fail)
    with write_lock(settings):
        pass


def test_two_builds_at_once_leave_one_right_index(settings: AppSettings) -> None:
    building = (
        "from index.errors import IndexBusy\n"
        "from index.ingest import build_index\n"
        "from index.settings import IndexSettings\n"
        "try:\n"
        "    build_index(IndexSettings.load(), rebuild=True)\n"
        "except IndexBusy as error:\n"
        "    print(error.message)\n"
    )
    processes = [start(building, settings) for _ in range(3)]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    busy = f"Another process is writing the index of {str(settings.documents)!r}.\n"
    assert {output for output, _ in said} <= {"", busy}
    library = open_library(settings)
    assert sorted(hit.passage.document_id for hit in library.search("power", 9)) == ["solar.txt", "wind.txt"]
    assert [path for path in home(settings).iterdir() if path.is_dir()] == [library.generation]


def test_two_processes_that_ask_without_an_index_are_both_answered(settings: AppSettings) -> None:
    asking = "from app import answer\nprint(answer('How much did solar power grow in 2023?').text)\n"
    processes = [start(asking, settings) for _ in range(2)]
    said = [process.communicate() for process in processes]
    assert [output for output, _ in said] == ["5% — Solar power grew by 5% in 2023.[1]\n"] * 2, said


def test_a_reader_whose_index_is_replaced_meanwhile_opens_the_new_one(
    settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings)
    opened = Library.__init__

    def replaced_first(self: Library, *arguments: object) -> None:
        monkeypatch.setattr(Library, "__init__", opened)
        build_index(settings, rebuild=True)
        opened(self, *arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(Library, "__init__", replaced_first)
    library = open_library(settings)
    assert library.is_current()
    assert library.search("solar", 1)[0].passage.document_id == "solar.txt"


# A folder that changes under an index


def test_what_changed_in_the_folder_is_told_by_content(settings: AppSettings) -> None:
    for name in ("edited", "same", "gone"):
        (settings.documents / f"{name}.txt").write_text(SOLAR + name, encoding="utf-8")
    build_index(settings)
    library = open_library(settings)
    (settings.documents / "edited.txt").write_text(SOLAR + "EDITED", encoding="utf-8")
    (settings.documents / "same.txt").write_text(SOLAR + "same", encoding="utf-8")
    (settings.documents / "gone.txt").unlink()
    (settings.documents / "new.txt").write_text(WIND, encoding="utf-8")
    assert library.changes() == Changes(added=("new.txt",), changed=("edited.txt",), removed=("gone.txt",))
    names = ("edited.txt", "same.txt", "gone.txt", "solar.txt")
    assert [library.unchanged(name) for name in names] == [False, True, False, True]
    (settings.documents / "edited.txt").write_text(SOLAR + "edited", encoding="utf-8")
    assert library.unchanged("edited.txt")


def test_an_edit_that_hides_its_time_is_noticed(settings: AppSettings) -> None:
    build_index(settings)
    library = open_library(settings)
    path = settings.documents / "solar.txt"
    before = path.stat()
    path.write_text(SOLAR.replace("5", "7"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert not library.unchanged("solar.txt")


def test_an_open_index_is_kept_until_a_new_one_is_in_force(settings: AppSettings) -> None:
    build_index(settings)
    first = use_library(settings)
    build_index(settings)
    assert use_library(settings) is first
    (settings.documents / "wind.txt").write_text("Coal mines closed.\n", encoding="utf-8")
    build_index(settings)
    second = use_library(settings)
    assert second is not first
    assert second.search("coal mines", 1)[0].passage.document_id == "wind.txt"


def test_an_open_index_learns_of_a_file_that_was_skipped(settings: AppSettings) -> None:
    build_index(settings)
    use_library(settings)
    (settings.documents / "noise.txt").write_bytes(bytes(range(256)) * 20)
    assert use_library(settings).changes().added == ("noise.txt",)
    assert not build_index(settings).built
    assert not use_library(settings).changes()


def test_what_is_gone_or_changed_is_never_cited_and_the_note_says_so(settings: AppSettings) -> None:
    build_index(settings)
    (settings.documents / "solar.txt").unlink()
    (settings.documents / "wind.txt").write_text(WIND.replace("40", "50"), encoding="utf-8")
    given = answer("How much did solar power grow in 2023?", settings=settings)
    assert (given.answered, given.citations, given.hits) == (False, (), ())
    assert "Left out, because changed or gone since the index was built: solar.txt, wind.txt." in given.note
    assert "footnote sync" in given.note


def test_nothing_is_cited_from_a_folder_that_is_empty_or_gone(settings: AppSettings) -> None:
    build_index(settings)
    for path in settings.documents.iterdir():
        path.unlink()
    with pytest.raises(NoReadableDocument):
        build_index(settings)
    assert answer("How much did solar power grow in 2023?", settings=settings).citations == ()
    settings.documents.rmdir()
    with pytest.raises(FolderMissing):
        build_index(settings)
    with pytest.raises(FolderMissing):
        answer("How much did solar power grow in 2023?", settings=settings)
    assert open_library(settings).catalog.document_ids() == ["solar.txt", "wind.txt"]


def test_a_missing_or_empty_folder_makes_nothing(settings: AppSettings) -> None:
    missing = settings.model_copy(update={"documents": settings.documents / "missing"})
    with pytest.raises(FolderMissing, match="does not exist"):
        answer("What grew?", settings=missing)
    file = settings.model_copy(update={"documents": settings.documents / "solar.txt"})
    with pytest.raises(FolderMissing, match="is not a folder"):
        answer("What grew?", settings=file)
    (settings.documents / "empty").mkdir()
    empty = settings.model_copy(update={"documents": settings.documents / "empty"})
    with pytest.raises(NoReadableDocument, match="holds no document"):
        answer("What grew?", settings=empty)
    with pytest.raises(IndexMissing):
        open_library(empty)


def test_a_folder_of_unreadable_files_names_the_first(settings: AppSettings) -> None:
    for path in settings.documents.iterdir():
        path.write_bytes(b"%PDF-1.7 broken" + bytes(range(256)) * 20)
    first = r"None of the 2 files .* can be read\. 'solar\.txt' is not text: it is a PDF file\.$"
    with pytest.raises(NoReadableDocument, match=first) as caught:
        build_index(settings)
    assert caught.value.hint


# A data folder that cannot be written


def test_a_data_folder_that_cannot_be_made_is_a_clear_error(settings: AppSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    below = settings.model_copy(update={"data": tmp_path / "file" / "data"})
    with pytest.raises(DataNotWritable, match="cannot be written: Not a directory") as caught:
        answer("How much did solar power grow?", settings=below)
    assert caught.value.hint == "Make it writable, or set FOOTNOTE_DATA to a folder that is."


def unprivileged(*command: str) -> list[str]:
    """Return a command that obeys the files' permissions even for root, who otherwise writes everywhere."""
    if os.geteuid() != 0:
        return [*command]
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]


@pytest.mark.parametrize(("arguments", "said"), [(["ask", "What grew?"], "vectors"), (["sync"], "data folder")])
def test_an_index_that_is_read_only_is_a_clear_error_and_stays_as_it_is(
    arguments: list[str], said: str, settings: AppSettings
) -> None:
    build_index(settings)
    paths = [settings.data, *settings.data.rglob("*")]
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = unprivileged(sys.executable, "-m", "app", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=environment(settings), capture_output=True, text=True, check=False)
    for path in paths:
        path.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: The {said} ")
    assert "cannot be written" in done.stderr
    assert "set FOOTNOTE_DATA to a folder that is." in done.stderr
    assert {path: path.read_bytes() for path in settings.data.rglob("*") if path.is_file()} == before


# No network


def test_an_index_is_built_and_asked_without_any_socket(settings: AppSettings, no_sockets: None) -> None:
    assert build_index(settings).passages == 2
    given = answer("How much did solar power grow in 2023?", settings=settings)
    assert (given.answered, given.text) == (True, "5% — Solar power grew by 5% in 2023.[1]")
