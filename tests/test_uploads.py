"""Uploads: names, kinds and sizes; collisions; a file is written wholly or not at all; deletion stays in the folder."""

import errno
import os
from pathlib import Path

import pytest

from app.records import uploads
from app.records.uploads import Upload, delete, plain_name, receive
from index.errors import DocumentsError
from index.reading import find_files

TEXT = b"The ferry sails 6 times a day.\n"


def received(folder: Path, name: str, data: bytes = TEXT, *, replace: bool = False) -> tuple[str | None, str]:
    (one,) = receive([Upload(name, data)], folder, replace=replace)
    return one.document_id, one.said


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ferry.txt", "ferry.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\ferry.txt", "ferry.txt"),
        (" ferry\x00\n.txt ", "ferry.txt"),
        ("ferry\u202etxt.exe", "ferrytxt.exe"),
        ("Fa\u0308hre.txt", "Fähre.txt"),
        ("..", ".."),
        ("folder/", ""),
    ],
)
def test_a_name_is_the_last_part_of_a_path(given: str, kept: str) -> None:
    assert plain_name(given) == kept


@pytest.mark.parametrize("name", ["..", "", ".env", "~$report.docx", "ferry.exe", "ferry", "x" * 300 + ".txt"])
def test_what_is_no_document_is_refused_with_a_sentence(folder: Path, name: str) -> None:
    document_id, said = received(folder, name)
    assert document_id is None
    assert said.endswith(".")
    assert names(folder) == []


def test_what_cannot_be_read_is_refused_with_its_reason(folder: Path) -> None:
    refused = {
        "empty.txt": b" \n",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "broken.pdf": b"%PDF-1.4 nothing more",
        "broken.docx": b"PK\x03\x04nothing more",
    }
    for name, data in refused.items():
        document_id, said = received(folder, name, data)
        assert document_id is None
        assert name in said
    assert "'empty.txt' is empty" in received(folder, "empty.txt", b"")[1]
    assert names(folder) == []


def test_an_oversized_file_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reading.MAX_FILE_BYTES", 20)
    assert received(folder, "ferry.txt")[0] is None
    assert names(folder) == []


def test_a_file_of_the_same_name_is_kept_beside_the_first(folder: Path) -> None:
    assert received(folder, "ferry.txt") == ("ferry.txt", "'ferry.txt' was added.")
    assert received(folder, "ferry.txt") == ("ferry.txt", "'ferry.txt' is there already, with the same content.")
    assert received(folder, "ferry.txt", b"8 times.")[0] == "ferry (2).txt"
    assert received(folder, "ferry.txt", b"9 times.")[0] == "ferry (3).txt"
    assert (folder / "ferry.txt").read_bytes() == TEXT
    assert (folder / "ferry (2).txt").read_bytes() == b"8 times."


def test_a_file_of_the_same_name_is_replaced_where_that_is_wanted(folder: Path) -> None:
    received(folder, "ferry.txt")
    assert received(folder, "ferry.txt", b"8 times.", replace=True)[0] == "ferry.txt"
    assert names(folder) == ["ferry.txt"]
    assert (folder / "ferry.txt").read_bytes() == b"8 times."


def test_a_link_that_leads_out_of_the_folder_is_replaced_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"not ours")
    (folder / "ferry.txt").symlink_to(outside)
    assert received(folder, "ferry.txt", replace=True)[0] == "ferry.txt"
    assert outside.read_bytes() == b"not ours"
    assert (folder / "ferry.txt").read_bytes() == TEXT


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch, problem: int) -> None:
    def fail(_: int) -> None:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(uploads.os, "fsync", fail)
    document_id, said = received(folder, "ferry.txt")
    assert document_id is None
    assert said == f"'ferry.txt' cannot be written into {str(folder)!r}: {os.strerror(problem)}."
    assert names(folder) == []


def test_a_reader_never_sees_half_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[Path]] = []
    monkeypatch.setattr(uploads.os, "fsync", lambda _: seen.append(find_files(folder)))
    received(folder, "ferry.txt")
    assert seen == [[]]
    assert find_files(folder) == [folder / "ferry.txt"]


def test_more_files_than_are_taken_at_once_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    given = receive([Upload(f"{number}.txt", TEXT + bytes([48 + number])) for number in range(3)], folder)
    assert [one.document_id for one in given] == ["0.txt", "1.txt", None]
    assert names(folder) == ["0.txt", "1.txt"]


def test_a_document_is_deleted_for_good(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "ferry.txt").write_bytes(TEXT)
    delete("below/ferry.txt", folder)
    delete("below/ferry.txt", folder)
    assert find_files(folder) == []


@pytest.mark.parametrize("document_id", ["", "../outside.txt", "/outside.txt", "below/../../outside.txt"])
def test_nothing_outside_the_folder_is_deleted(folder: Path, tmp_path: Path, document_id: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"not ours")
    with pytest.raises(DocumentsError):
        delete(
            document_id.replace("/outside", f"{tmp_path}/outside") if document_id[:1] == "/" else document_id, folder
        )
    assert outside.exists()


def test_what_cannot_be_deleted_is_said(folder: Path) -> None:
    (folder / "ferry.txt").mkdir()  # a folder cannot be unlinked, whoever asks
    with pytest.raises(DocumentsError, match=r"'ferry\.txt' cannot be deleted"):
        delete("ferry.txt", folder)
