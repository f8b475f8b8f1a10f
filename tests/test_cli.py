"""The command lines: exit codes, what goes where, errors with a hint and no traceback, words shown as they are."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import app.__main__
import index.__main__
from index.manifest import home
from index.settings import IndexSettings

ROOT = Path(__file__).resolve().parent.parent

SOLAR = "SUN POWER REPORT\n\nBerlin, March 3, 2023. Solar power grew by 5% in 2022, the office said.\n"
ODD = "The [bold]tax[/bold] on [red]salt was 12% in 1801, see :100: and [1] \x1b[31mthere\x1b[0m.\n"
ASKED = "By how much did solar power grow in 2022?"


class Done(NamedTuple):
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """What it printed, however the lines were broken."""
        return " ".join(self.out.split())


Run = Callable[..., Done]


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `footnote`, or `python -m index` for module=index.__main__, in this process."""
    (folder / "solar.txt").write_text(SOLAR, encoding="utf-8")
    (folder / "odd.txt").write_text(ODD, encoding="utf-8")
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))

    def running(*arguments: str, module: object = app.__main__) -> Done:
        monkeypatch.setattr(sys, "argv", ["footnote", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            module.main()  # type: ignore[attr-defined]  # either of two modules
        return Done(int(end.value.code or 0), *capsys.readouterr())

    return running


def test_an_answer_shows_its_sources_and_exits_with_0(run: Run) -> None:
    done = run("ask", ASKED)
    assert done.code == 0
    assert done.words.startswith("5% — Solar power grew by 5% in 2022, the office said.[1]")
    start = SOLAR.index("Solar power")
    assert (
        f"solar.txt, characters {start}-{len(SOLAR) - 1} “Solar power grew by 5% in 2022, the office said.”"
        in done.words
    )
    assert "2023-03-03" in done.words
    assert done.err == ""


def test_what_the_documents_do_not_say_exits_with_1(run: Run) -> None:
    done = run("ask", "How many people live in Tokyo?")
    assert (done.code, done.err) == (1, "")
    assert done.words


def test_json_holds_the_whole_answer_and_nothing_else(run: Run) -> None:
    done = run("ask", ASKED, "--json")
    given = json.loads(done.out)
    assert (done.code, done.err, given["answered"], given["question"]) == (0, "", True, ASKED)
    (citation,) = given["citations"]
    assert SOLAR[citation["start"] : citation["end"]] == citation["quote"]
    assert {*citation} == {"number", "source", "title", "date", "start", "end", "quote", "sha256", "page", "exact"}
    assert {"standalone", "tier", "text", "note", "sentences", "hits", "engine"} <= {*given}
    assert given["hits"][0]["ranks"] == {"dense": 1, "keyword": 1}
    refused = run("ask", "How many people live in Tokyo?", "--json")
    assert (refused.code, json.loads(refused.out)["answered"]) == (1, False)


def test_explain_shows_what_was_found_and_why(run: Run) -> None:
    done = run("ask", ASKED, "--explain")
    assert "Why this answer" in done.out
    assert "Passages found" in done.out
    assert "(dense 1, keyword 1; 0.0328)" in done.words


def test_a_question_is_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ASKED.encode() + b" \xff\n")))
    done = run("ask", "-")
    assert done.code == 0
    assert "5%" in done.out


def test_words_of_documents_and_questions_are_shown_as_they_are(run: Run) -> None:
    done = run("ask", "How much was the [bold]tax[/bold] on salt in 1801 :smile:?", "--explain")
    assert "The [bold]tax[/bold] on [red]salt was 12% in 1801, see :100: and [1] " in done.words
    assert "\x1b" not in done.out
    found = run("search", "tax on salt", module=index.__main__)
    assert "[bold]tax[/bold] on [red]salt was 12% in 1801, see :100:" in found.words


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["ask", ""], "The question is empty.", "Type a question"),
        (["ask", " \n"], "The question is empty.", "Type a question"),
        (["ask", "x" * 100_000], "The question has 100,000 characters", "Ask in a sentence or two"),
        (["ask", "Why?", "-d", "/no/such/folder"], "'/no/such/folder' does not exist", "Give the path of a folder"),
        (["sync", "-d", "/no/such/folder"], "'/no/such/folder' does not exist", "Give the path of a folder"),
        (["status", "-d", "/no/such/folder"], "'/no/such/folder' does not exist", "Give the path of a folder"),
        (["sync", "-d", str(ROOT / "pyproject.toml")], "is not a folder", "Give the path of a folder"),
    ],
)
def test_an_error_is_a_message_and_a_hint(arguments: list[str], message: str, hint: str, run: Run) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.err.startswith("Error: ")
    assert message in done.err
    assert done.err.splitlines()[1].startswith(hint)
    assert "Traceback" not in done.err


def test_a_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_PASSAGE_WORDS", "many")
    done = run("ask", ASKED)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: FOOTNOTE_PASSAGE_WORDS cannot be 'many': ")


def test_a_misspelt_variable_is_warned_about(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_DOCUMNETS", "/elsewhere")
    done = run("ask", ASKED, "--json")
    assert done.err == (
        "Warning: FOOTNOTE_DOCUMNETS is not a setting and is ignored; did you mean FOOTNOTE_DOCUMENTS?\n"
    )
    assert json.loads(done.out)["answered"]


def test_sync_says_what_it_did_and_what_it_skipped(run: Run, folder: Path) -> None:
    assert "2 added; 2 passages." in run("sync").words
    assert run("sync").words == "Nothing has changed: 2 documents, 2 passages."
    (folder / "odd.txt").rename(folder / "tax.txt")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 20)
    done = run("sync")
    assert (done.code, "1 renamed, 1 unchanged; 2 passages." in done.words) == (0, True)
    assert done.err.startswith("Skipped: 'noise.txt' is not text")
    assert "2 added; 2 passages." in run("sync", "--rebuild").words


def test_status_says_how_the_folder_differs(run: Run, folder: Path, tmp_path: Path) -> None:
    before = run("status")
    assert (before.code, "There is no index of" in before.words) == (0, True)
    assert f"data {tmp_path / 'data'}" in before.words
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 20)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("A text.", encoding="utf-8")
    (folder / "list.csv").write_text("a,b", encoding="utf-8")
    run("sync")
    (folder / "odd.txt").unlink()
    (folder / "new.txt").write_text("News.", encoding="utf-8")
    (folder / "solar.txt").write_text(SOLAR + "More.", encoding="utf-8")
    done = run("status")
    assert (done.code, done.err) == (0, "")
    for line in (
        "skipped: 'noise.txt' is not text",
        "skipped: The file's name '\\udcff.txt' ",
        "new since: new.txt",
        "changed since: solar.txt",
        "gone since: odd.txt",
        "not a document: list.csv",
        "Run `footnote sync`",
    ):
        assert line in done.out


def test_a_damaged_index_is_named_and_rebuilt(run: Run, folder: Path, tmp_path: Path) -> None:
    run("sync")
    (manifest,) = home(IndexSettings.load()).glob("*/manifest.json")
    manifest.write_text("{", encoding="utf-8")
    for arguments in (["ask", ASKED], ["status"]):
        done = run(*arguments)
        assert done.code == 2
        assert done.err.startswith("Error: The index is damaged: its manifest cannot be read")
        assert done.err.splitlines()[1] == "Run `footnote sync --rebuild` to build it anew."
    assert run("sync", "--rebuild").code == 0
    assert run("ask", ASKED).code == 0


def test_a_chat_understands_follow_ups_and_outlives_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([ASKED, "x" * 100_000, "How much was the tax on salt in 1801?", ""])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    done = run("chat")
    assert done.code == 0
    assert "5%" in done.out
    assert "12%" in done.out
    assert "The question has 100,000 characters" in done.err


def test_the_index_has_a_command_line_of_its_own(run: Run) -> None:
    missing = run("search", "solar", module=index.__main__)
    assert (missing.code, missing.err.splitlines()[1]) == (2, "Run `footnote sync` to build it.")
    assert "2 added" in run("build", module=index.__main__).words
    done = run("search", "solar power", module=index.__main__)
    assert done.code == 0
    assert done.words.startswith("1. solar.txt#0-")
    assert "(dense 1, keyword 1; score 0.0328)" in done.words
    assert "2 documents" in run("status", module=index.__main__).words


def test_the_real_processes_speak_plainly(run: Run) -> None:
    run("sync")
    footnote = str(Path(sys.executable).with_name("footnote"))
    for command, code in (([footnote, "ask", ASKED], 0), ([sys.executable, "-m", "app", "ask", ""], 2)):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert "5%" in done.stdout if code == 0 else done.stderr.startswith("Error: The question is empty.\n")
        assert "Traceback" not in done.stderr


def test_names_cannot_command_the_terminal(run: Run, folder: Path) -> None:
    (folder / "a\x1b[31mred.txt").write_text("The bridge was painted red in 1987.", encoding="utf-8")
    (folder / "b\x1b[31m.csv").write_text("a,b", encoding="utf-8")
    (folder / "c\x1b[31m.txt").write_text("", encoding="utf-8")
    for done in (run("sync"), run("ask", "When was the bridge painted red?", "--explain"), run("status")):
        assert done.code == 0
        assert "\x1b" not in done.out + done.err
    assert "a\ufffd[31mred.txt, characters 0-35" in run("ask", "When was the bridge painted red?").words


def test_what_is_skipped_is_named_once_in_whole_sentences(run: Run, folder: Path) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    assert run("sync").err == "Skipped: 'empty.txt' is empty. Put text into it, or remove it.\n"
    assert "  skipped: 'empty.txt' is empty.\n" in run("status").out


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_output_that_takes_no_more_ends_without_a_traceback(options: list[str], run: Run) -> None:
    run("sync")
    command = [str(Path(sys.executable).with_name("footnote")), "ask", ASKED, *options]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "Error: The output cannot be written: No space left on device.",
    )
    assert "Traceback" not in done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


def test_an_interruption_exits_with_130_and_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    interrupted = (
        "import os, signal, sys\n"
        "import app.__main__, index.store\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "index.store.Store.add = lambda *rows, **options: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['footnote', 'sync']\n"
        "app.__main__.main()\n"
    )
    command = [sys.executable, "-c", interrupted]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (128 + signal.SIGINT, "Interrupted; the index in force is as it was.\n")
    assert [path.name for path in home(IndexSettings.load()).iterdir()] == ["write.lock"]
