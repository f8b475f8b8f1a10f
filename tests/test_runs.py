"""Runs of a suite: kept as they come, gone on with, reported, shown as a page, compared."""

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.answers import Answer, Citation, Sentence, Tier
from app.settings import AppSettings
from eval import suites
from eval.__main__ import main
from eval.attribution import WordOverlap
from eval.cases import Case, CaseError, open_documents
from eval.reporting.comparing import compare_reports
from eval.reporting.html import page
from eval.reporting.judged import JudgedRow, JudgedRun
from eval.reporting.report import KEPT, keep, load_report
from eval.reporting.run_tables import show_comparison
from eval.settings import EvalSettings
from eval.suites import Suite, SuiteRun, run_suite
from index.documents import Hit, Passage

TEXT = "Output rose by 28.2% in May. Sales fell."
HOSTILE = "<script>alert(1)</script> & <img src=http://example.org/x>"
CASES: tuple[dict[str, Any], ...] = (
    {
        "id": "output",
        "type": "number",
        "question": "How much?",
        "answerable": True,
        "must": [["28.2%"]],
        "evidence": [{"source": "may.txt", "quote": "28.2%"}],
    },
    {"id": "sales", "type": "fact", "question": f"Sales? {HOSTILE}", "answerable": True, "must": [["rose"]]},
    {"id": "june", "type": "period", "question": "In June?", "answerable": False},
    {
        "id": "then",
        "type": "follow-up",
        "question": "And?",
        "answerable": True,
        "must": [["28.2%"]],
        "history": [["user", "Hello"]],
        "standalone": "How much in May?",
    },
)


def reply(case: Case, sha256: str) -> Answer:
    quote = "Sales fell." if case.id in ("sales", "then") else "Output rose by 28.2% in May."
    start = TEXT.index(quote)
    citation = Citation(1, "may.txt", "May", None, start, start + len(quote), quote, sha256)
    hit = Hit(Passage("may.txt#0-40", "may.txt", 0, 40, TEXT), 0.5, {"dense": 1, "keyword": 2})
    tier: Tier = "answer" if case.answerable else "closest"
    return Answer(case.question, case.question, tier, (Sentence(quote, (citation,), 1.0),), "", (hit,), "by hand")


class Asked:
    """An engine that counts what it is asked, and is interrupted or crashes where told."""

    def __init__(self, sha256: str) -> None:
        self.ids: list[str] = []
        self.interrupted_at = self.crashes_at = ""
        self._sha256 = sha256

    def __call__(self, case: Case) -> Answer:
        if case.id == self.interrupted_at:
            raise KeyboardInterrupt
        self.ids.append(case.id)
        if case.id == self.crashes_at:
            raise ValueError("no such period")
        return reply(case, self._sha256)


@pytest.fixture
def suite(folder: Path, tmp_path: Path) -> Suite:
    (folder / "may.txt").write_text(TEXT, encoding="utf-8")
    cases = tmp_path / "mine.jsonl"
    cases.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return Suite("mine", cases, folder)


@pytest.fixture
def asked(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> Asked:
    engine = Asked(open_documents(suite.documents)("may.txt").sha256)
    monkeypatch.setattr(suites, "open_ask", lambda name, settings: engine)
    return engine


@pytest.fixture
def run(suite: Suite, asked: Asked, tmp_path: Path) -> Callable[..., SuiteRun]:
    def run(**options: Any) -> SuiteRun:
        settings = AppSettings(documents=suite.documents, data=tmp_path / "data")
        return run_suite(suite, settings, judge=WordOverlap(), **options)

    return run


EVERY = ["output", "sales", "june", "then", "then (alone)"]


# ---------------------------------------------------------------------------------------------------------------------
# Going on with a run


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_interrupted_run_goes_on_where_it_stopped(run: Callable[..., SuiteRun], asked: Asked, jobs: int) -> None:
    whole = run()
    asked.ids.clear()
    asked.interrupted_at, asked.crashes_at = "june", "sales"
    with pytest.raises(KeyboardInterrupt):
        run(jobs=jobs)
    first, asked.ids = set(asked.ids), []
    asked.interrupted_at = asked.crashes_at = ""
    resumed = run(jobs=jobs, resume=True)
    assert {"output", "sales"} <= first
    assert sorted([*first, *asked.ids]) == sorted(EVERY)  # each was asked once
    crashed = resumed.results.outcomes[1]
    assert crashed.error == "ValueError: no such period"  # a finding, not a gap
    for one, other in zip(whole.results.outcomes, resumed.results.outcomes, strict=True):
        assert other == dataclasses.replace(one, milliseconds=other.milliseconds, warm=other.warm) or other == crashed
    with pytest.raises(CaseError, match="no interrupted run"):
        run(resume=True)  # the last one was complete


def test_what_was_edited_or_cut_off_is_asked_again(
    run: Callable[..., SuiteRun], asked: Asked, suite: Suite, tmp_path: Path
) -> None:
    asked.interrupted_at = "then"
    with pytest.raises(KeyboardInterrupt):
        run()
    asked.ids, asked.interrupted_at = [], ""
    journal = tmp_path / "data" / suites.REPORTS / "mine.unfinished.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])  # the last line, of "june"
    edited = suite.cases.read_text(encoding="utf-8").replace("How much?", "By how much?")
    suite.cases.write_text(edited, encoding="utf-8")
    assert len(run(resume=True).results.outcomes) == len(CASES)
    assert asked.ids == ["output", "june", "then", "then (alone)"]


def test_another_folder_is_another_run(run: Callable[..., SuiteRun], asked: Asked, suite: Suite) -> None:
    asked.interrupted_at = "june"
    with pytest.raises(KeyboardInterrupt):
        run()
    (suite.documents / "june.txt").write_text("It rained.", encoding="utf-8")
    with pytest.raises(CaseError, match="other documents, settings or code"):
        run(resume=True)


# ---------------------------------------------------------------------------------------------------------------------
# Reporting


def test_the_report_holds_what_was_measured_and_what_it_was_measured_with(run: Callable[..., SuiteRun]) -> None:
    report = json.loads(json.dumps(run().report))
    assert (report["schema"], report["suite"], report["engine"], report["judge"]) == (
        2,
        "mine",
        "footnote",
        "word overlap",
    )
    assert report["scores"]["right_percent"] == {"value": 33.3, "interval": [0.0, 100.0], "cases": 3}
    assert report["types"]["period"]["scores"]["refused_percent"]["value"] == 100
    assert report["cases"][3]["alone"]["case"]["question"] == "How much in May?"
    assert report["cases"][3]["right"] is False
    assert report["cases"][3]["parts"]["follow_up_alone"] == [1, 1]
    assert len(report["code"]) == len(report["documents"]["may.txt"]) == 64


def test_the_last_twenty_reports_are_kept(run: Callable[..., SuiteRun], tmp_path: Path) -> None:
    report = run().report
    for second in range(KEPT + 2):
        keep(report | {"when": f"2026-01-01T00:00:{second:02}+00:00", "suite": "ab"[second % 2]}, tmp_path / "kept")
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert len(names) == KEPT
    assert (names[0], names[-1]) == ("a-20260101T000002.json", "b-20260101T000021.json")
    assert load_report(tmp_path / "kept" / names[0])["suite"] == "a"


@pytest.mark.parametrize("text", ["[]", "{", '{"schema": 1}'])
def test_what_is_no_report_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError):
        load_report(path)


def test_the_page_is_one_file_without_script_or_request_and_shows_words_as_they_are(
    run: Callable[..., SuiteRun],
) -> None:
    shown = page(json.loads(json.dumps(run().report)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert shown.count("<svg") == 6
    tags = set(re.findall(r"<([a-zA-Z]+)", shown))
    assert not tags & {"script", "img", "image", "link", "iframe", "object", "use", "foreignObject"}
    assert "url(" not in shown
    assert not re.search(r"""(?:src|href)=""", re.sub(r"&lt;.*?&gt;", "", shown))


# ---------------------------------------------------------------------------------------------------------------------
# Comparing


def test_two_runs_are_compared_case_by_case(run: Callable[..., SuiteRun], asked: Asked) -> None:
    first = run().report
    asked.crashes_at = "output"
    second = run().report
    comparison = compare_reports(first, second)
    assert (comparison.cases, comparison.lost, comparison.won, comparison.p_value) == (4, 1, 0, 1)
    (flip,) = comparison.flips
    assert (flip.id, flip.second, flip.reasons) == (
        "output",
        "it crashed: ValueError: no such period",
        ("it crashed: ValueError: no such period",),
    )
    right = next(one for one in comparison.differences if one.name == "right_percent")
    assert (right.first, right.second, right.beyond_chance) == (33.3, 0, False)


def test_edited_cases_are_left_out_and_named(run: Callable[..., SuiteRun]) -> None:
    first = json.loads(json.dumps(run().report))
    second = json.loads(json.dumps(first))
    second["cases"][0]["case"]["question"] = "By how much?"
    assert compare_reports(first, second).left_out == ("output",)
    with pytest.raises(CaseError, match="share no case"):
        compare_reports(first, second | {"cases": []})


def judged(judge: str, faithfulness: dict[str, float | None]) -> dict[str, Any]:
    """What ragas made of a run, as `run --json` writes it; None: the judgement failed."""
    rows = tuple(
        JudgedRow(
            id_, {} if value is None else {"faithfulness": value}, {"faithfulness": "no"} if value is None else {}
        )
        for id_, value in faithfulness.items()
    )
    written: dict[str, Any] = json.loads(json.dumps(JudgedRun(judge, rows, None, calls_failed=3).to_dict()))
    return written


def test_what_one_judge_said_of_both_runs_is_compared_answer_by_answer(
    run: Callable[..., SuiteRun], capsys: pytest.CaptureFixture[str]
) -> None:
    report = run().report
    first = report | {"ragas": [judged("careful", {"output": 1.0, "sales": 0.5, "june": 0.2}), judged("old", {})]}
    second = report | {"ragas": [judged("new", {}), judged("careful", {"output": 0.5, "sales": 0.0, "june": None})]}
    comparison = compare_reports(first, second)
    (careful,) = comparison.judged
    assert (careful.judge, careful.calls_failed, comparison.judged_once) == ("careful", (3, 3), ("new", "old"))
    faithfulness = careful.metrics[0]
    assert (faithfulness.first, faithfulness.second, faithfulness.answers) == (0.75, 0.25, 2)
    assert (faithfulness.failed, faithfulness.interval, faithfulness.beyond_chance) == ((0, 1), (-0.5, -0.5), True)
    show_comparison(comparison)
    shown = capsys.readouterr().out
    assert re.search(r"0\.750 +0\.250 +-0\.500 +-0\.500 to -0\.500 +2 +0, 1", shown)
    assert "Judged by ragas' metrics in one run only, so not compared: new, old." in shown


def test_of_a_report_without_answers_the_means_are_compared(run: Callable[..., SuiteRun]) -> None:
    report = run().report
    whole = judged("careful", {"output": 1.0})
    bare = {name: value for name, value in whole.items() if name != "rows"}
    (careful,) = compare_reports(report | {"ragas": [whole]}, report | {"ragas": [bare]}).judged
    metric = careful.metrics[0]
    assert (metric.first, metric.second, metric.interval, metric.answers) == (1.0, 1.0, None, None)


# ---------------------------------------------------------------------------------------------------------------------
# The commands


@pytest.mark.usefixtures("asked")
def test_the_commands_run_show_and_compare(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    reports = [tmp_path / "first.json", tmp_path / "second.json"]
    of = ["--cases", str(suite.cases), "--documents", str(suite.documents)]
    for path in reports:
        assert ended(["run", *of, "--json", str(path), "--html", str(tmp_path / "page.html")]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"answered right +33\.3", shown)
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list((tmp_path / "data" / suites.REPORTS).glob("mine-*.json"))
    assert ended(["compare", *map(str, reports)]) == 0
    assert "0 cases lost, 0 won: p = 1.000" in capsys.readouterr().out
    assert ended(["coverage", *of]) == 0
    assert capsys.readouterr().out.endswith("Paragraphs without a case: 0.\n")


def test_an_interruption_says_how_to_go_on(suite: Suite, asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked.interrupted_at = "june"
    assert ended(["run", "--cases", str(suite.cases), "--documents", str(suite.documents)]) == 130
    assert "the same command with --resume goes on" in capsys.readouterr().err


def test_the_judges_variables_are_a_slip_only_where_they_are_misspelt() -> None:
    environment = {"FOOTNOTE_JUDGE": "openai:large", "FOOTNOTE_JUDGE_TIMEOUT": "9", "FOOTNOTE_MODLE": "x"}
    meant = "FOOTNOTE_MODLE is not a setting and is ignored; did you mean FOOTNOTE_MODEL?"
    assert AppSettings.misspelt(environment) == EvalSettings.misspelt(environment) == (meant,)
    assert EvalSettings.misspelt({"FOOTNOTE_JUDGE_TIMEOUTS": "9"}) == (
        "FOOTNOTE_JUDGE_TIMEOUTS is not a setting and is ignored; did you mean FOOTNOTE_JUDGE_TIMEOUT?",
    )


def test_a_suite_is_a_name_or_files_and_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["run", "sea"]) == 2
    assert "There is no suite 'sea'." in capsys.readouterr().err
    assert ended(["run", "seeds", "--cases", "mine.jsonl"]) == 2


def ended(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return int(caught.value.code or 0)
