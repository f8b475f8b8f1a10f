"""build_index(): the index follows the folder, reuses what it knows, and is put in force whole or not at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import index.ingest
import index.manifest
from index.embedding import Embedder
from index.errors import DataNotWritable, NoReadableDocument
from index.ingest import BuildReport, build_index
from index.manifest import home
from index.opening import Library, open_library
from index.settings import IndexSettings
from index.store import Store

ROOT = Path(__file__).resolve().parent.parent

SOLAR = "Solar power grew by 5% in 2023.\n"
WIND = "Wind turbines made 40 units of electricity.\n"
STEEL = "Steel mills closed 12 furnaces in the north.\n"


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> IndexSettings:
    (folder / "solar.txt").write_text(SOLAR, encoding="utf-8")
    (folder / "wind.txt").write_text(WIND, encoding="utf-8")
    return IndexSettings.load(documents=folder, data=tmp_path / "data")


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a document encoder is given."""
    seen: list[str] = []
    encode = Embedder.encode_documents

    def spy(self: Embedder, texts: Sequence[str], **options: Any) -> Any:
        seen.extend(texts)
        return encode(self, texts, **options)

    monkeypatch.setattr(Embedder, "encode_documents", spy)
    return seen


def found(settings: IndexSettings, query: str) -> list[str]:
    """Return the documents that hold a word of the query, as the index in force has them."""
    library = open_library(settings)
    hits = [hit.passage.document_id for hit in library.search(query, 5) if "keyword" in hit.ranks]
    library.close()
    return hits


def generations(settings: IndexSettings) -> list[Path]:
    return sorted(path for path in home(settings).iterdir() if path.is_dir())


def in_force(settings: IndexSettings) -> Path:
    return home(settings) / (home(settings) / "current").read_text(encoding="utf-8")


def what(report: BuildReport) -> dict[str, object]:
    """Return the parts of a report that say something."""
    names = ("added", "changed", "renamed", "removed", "unchanged")
    return {name: value for name in names if (value := getattr(report, name))}


def test_the_first_build_adds_every_document(settings: IndexSettings) -> None:
    stages: list[tuple[str, int, int]] = []
    report = build_index(settings, progress=lambda *stage: stages.append(stage))
    assert what(report) == {"added": ("solar.txt", "wind.txt")}
    assert (report.built, report.passages, report.skipped) == (True, 2, {})
    assert stages == [("reading", 1, 2), ("reading", 2, 2), ("embedding", 2, 2), ("storing", 2, 2)]
    assert found(settings, "solar") == ["solar.txt"]


def test_an_unchanged_folder_leaves_the_index_as_it_is(settings: IndexSettings, encoded: list[str]) -> None:
    build_index(settings)
    before = in_force(settings)
    encoded.clear()
    report = build_index(settings)
    assert what(report) == {"unchanged": 2}
    assert (report.built, report.passages) == (False, 2)
    assert (in_force(settings), encoded) == (before, [])


def test_adding_editing_and_deleting_are_followed(settings: IndexSettings, encoded: list[str]) -> None:
    build_index(settings)
    encoded.clear()
    (settings.documents / "below").mkdir()
    (settings.documents / "below" / "steel.txt").write_text(STEEL, encoding="utf-8")
    (settings.documents / "solar.txt").write_text("Hydrogen is made from water.\n", encoding="utf-8")
    (settings.documents / "wind.txt").unlink()
    report = build_index(settings)
    assert what(report) == {"added": ("below/steel.txt",), "changed": ("solar.txt",), "removed": ("wind.txt",)}
    assert sorted(encoded) == ["Hydrogen is made from water.", STEEL.strip()]
    assert found(settings, "solar wind") == []
    assert found(settings, "hydrogen") == ["solar.txt"]
    assert found(settings, "steel") == ["below/steel.txt"]
    assert generations(settings) == [in_force(settings)]


def test_a_renamed_file_keeps_its_vectors(settings: IndexSettings, encoded: list[str]) -> None:
    build_index(settings)
    encoded.clear()
    (settings.documents / "solar.txt").rename(settings.documents / "sun.txt")
    report = build_index(settings)
    assert what(report) == {"renamed": (("solar.txt", "sun.txt"),), "unchanged": 1}
    assert encoded == []
    assert found(settings, "solar") == ["sun.txt"]


def test_a_file_renamed_to_another_format_is_read_again(settings: IndexSettings) -> None:
    page = settings.documents / "page.txt"
    page.write_text("<html><body><p>Coal use &lt; 5%.</p></body></html>", encoding="utf-8")
    build_index(settings)
    page.rename(page.with_suffix(".html"))
    build_index(settings)
    assert open_library(settings).document("page.html").text.strip() == "Coal use < 5%."


def test_two_files_that_swap_their_contents_have_changed(settings: IndexSettings, encoded: list[str]) -> None:
    build_index(settings)
    encoded.clear()
    (settings.documents / "solar.txt").write_text(WIND, encoding="utf-8")
    (settings.documents / "wind.txt").write_text(SOLAR, encoding="utf-8")
    assert what(build_index(settings)) == {"changed": ("solar.txt", "wind.txt")}
    assert encoded == []
    assert found(settings, "solar") == ["wind.txt"]


def test_equal_files_are_both_found(settings: IndexSettings) -> None:
    (settings.documents / "copy.txt").write_text(SOLAR, encoding="utf-8")
    build_index(settings)
    assert found(settings, "solar") == ["copy.txt", "solar.txt"]


def test_a_file_touched_with_equal_content_is_no_change(settings: IndexSettings) -> None:
    build_index(settings)
    before = in_force(settings)
    os.utime(settings.documents / "solar.txt", ns=(1, 1))
    assert not build_index(settings).built
    assert in_force(settings) == before
    assert open_library(settings).manifest.files["solar.txt"].modified_ns == 1


def test_a_rebuild_makes_everything_anew(settings: IndexSettings, encoded: list[str]) -> None:
    build_index(settings)
    before = in_force(settings)
    encoded.clear()
    report = build_index(settings, rebuild=True)
    assert (report.built, what(report)) == (True, {"added": ("solar.txt", "wind.txt")})
    assert sorted(encoded) == [SOLAR.strip(), WIND.strip()]
    assert in_force(settings) != before
    assert generations(settings) == [in_force(settings)]


def test_changed_settings_build_beside_the_index_which_then_goes(settings: IndexSettings) -> None:
    build_index(settings)
    before = in_force(settings)
    other = IndexSettings.load(documents=settings.documents, data=settings.data, passage_words=60)
    seen: list[list[Path]] = []

    def look(stage: str, done: int, total: int) -> None:
        seen.append(generations(other))

    build_index(other, progress=look)
    assert len(seen[-1]) == 2
    assert before in seen[-1]
    assert generations(other) == [in_force(other)] != [before]


def test_a_file_that_cannot_be_read_is_skipped_and_named(settings: IndexSettings) -> None:
    (settings.documents / "noise.txt").write_bytes(bytes(range(256)) * 20)
    report = build_index(settings)
    assert what(report) == {"added": ("solar.txt", "wind.txt")}
    assert [*report.skipped] == ["noise.txt"]
    assert report.skipped["noise.txt"].problem
    assert report.skipped["noise.txt"].hint
    assert found(settings, "solar") == ["solar.txt"]
    assert not build_index(settings).built
    (settings.documents / "noise.txt").write_text(STEEL, encoding="utf-8")
    assert what(build_index(settings)) == {"added": ("noise.txt",), "unchanged": 2}


def test_a_file_whose_name_is_no_unicode_is_skipped(settings: IndexSettings) -> None:
    Path(os.fsdecode(os.fsencode(settings.documents) + b"/\xff.txt")).write_text(STEEL, encoding="utf-8")
    assert [*build_index(settings).skipped] == ["\udcff.txt"]
    assert [*open_library(settings).manifest.skipped] == ["\udcff.txt"]


@pytest.mark.parametrize(
    "text", ["the of and", "...", "- - -\n\n---\n", "你好"], ids=["stop", "dots", "rules", "chinese"]
)
def test_a_folder_without_a_searchable_word_is_no_error(text: str, settings: IndexSettings) -> None:
    for path in settings.documents.iterdir():
        path.unlink()
    (settings.documents / "odd.txt").write_text(text, encoding="utf-8")
    assert what(build_index(settings)) == {"added": ("odd.txt",)}
    assert found(settings, "anything at all") == []
    assert found(settings, "?") == []


def test_when_every_document_is_gone_the_old_index_is_kept(settings: IndexSettings) -> None:
    build_index(settings)
    before = in_force(settings)
    for path in settings.documents.iterdir():
        path.unlink()
    with pytest.raises(NoReadableDocument, match="holds no document") as caught:
        build_index(settings)
    assert ".txt" in caught.value.hint
    assert in_force(settings) == before
    assert generations(settings) == [before]


def test_the_manifest_is_written_last_and_then_put_in_force(
    settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings)
    old = in_force(settings)
    written: list[tuple[str, Path, int]] = []
    write = index.manifest.write_atomically

    def spy(path: Path, text: str) -> None:
        new = next(one for one in generations(settings) if one != old)
        written.append((path.name, in_force(settings), sum(one.is_file() for one in new.rglob("*"))))
        write(path, text)

    monkeypatch.setattr(index.manifest, "write_atomically", spy)
    build_index(settings, rebuild=True)
    (first, *_), (second, *_) = written
    (_, force_before, files), (_, force_then, files_then) = written
    assert (first, second) == ("manifest.json", "current")
    assert (force_before, force_then) == (old, old)
    assert (files_then, sum(one.is_file() for one in in_force(settings).rglob("*"))) == (files + 1, files + 1)


@pytest.mark.parametrize(
    ("error", "seen_as"),
    [(RuntimeError("a defect"), RuntimeError), (KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "full"), None)],
    ids=["defect", "interrupted", "disk full"],
)
def test_a_build_that_fails_in_the_middle_leaves_the_index_in_force(
    error: BaseException, seen_as: type[BaseException] | None, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings)
    before = in_force(settings)
    (settings.documents / "steel.txt").write_text(STEEL, encoding="utf-8")
    add = Store.add

    def fail(self: Store, *rows: Any, **options: Any) -> None:
        add(self, *rows, **options)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", fail)
        with pytest.raises(seen_as or DataNotWritable):
            build_index(settings)
    assert (in_force(settings), generations(settings)) == (before, [before])
    assert found(settings, "solar") == ["solar.txt"]
    assert what(build_index(settings)) == {"added": ("steel.txt",), "unchanged": 2}
    assert found(settings, "steel") == ["steel.txt"]


def test_an_index_that_cannot_be_put_in_force_leaves_the_one_that_is(
    settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings)
    before = in_force(settings)
    (settings.documents / "steel.txt").write_text(STEEL, encoding="utf-8")
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "current":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(DataNotWritable, match="No space left on device") as caught:
            build_index(settings)
    assert "free space" in caught.value.hint
    assert (in_force(settings), found(settings, "solar")) == (before, ["solar.txt"])
    build_index(settings)
    assert generations(settings) == [in_force(settings)] != [before]
    assert [path.name for path in home(settings).iterdir() if "half" in path.name] == []


def test_what_a_killed_build_left_is_never_opened_and_goes_with_the_next(settings: IndexSettings) -> None:
    build_index(settings)
    before = in_force(settings)
    (settings.documents / "steel.txt").write_text(STEEL, encoding="utf-8")
    killed = (
        "import os, signal\n"
        "from index.ingest import build_index\n"
        "from index.settings import IndexSettings\n"
        "build_index(IndexSettings.load(), progress=lambda stage, done, total: "
        "stage == 'storing' and os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    environment = os.environ | {"FOOTNOTE_DOCUMENTS": str(settings.documents), "FOOTNOTE_DATA": str(settings.data)}
    done = subprocess.run([sys.executable, "-c", killed], cwd=ROOT, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    left = [path for path in generations(settings) if path != before]
    assert [(path / "chroma").is_dir() for path in left] == [True]
    assert [(path / "manifest.json").exists() for path in left] == [False]
    assert found(settings, "steel solar") == ["solar.txt"]
    build_index(settings)
    assert found(settings, "steel") == ["steel.txt"]
    assert generations(settings) == [in_force(settings)]
    assert in_force(settings) not in {before, *left}


def test_an_open_index_stays_usable_while_another_replaces_it(settings: IndexSettings) -> None:
    build_index(settings)
    library: Library = open_library(settings)
    (settings.documents / "solar.txt").write_text(STEEL, encoding="utf-8")
    build_index(settings)
    assert not library.is_current()
    assert not library.generation.exists()
    assert library.search("solar", 1)[0].passage.text == SOLAR.strip()
    library.close()
