"""The quality screen without a browser, on reports as the evaluation writes them."""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app.records.evaluations import ReportUnreadable, flips, load_run, reports
from app.settings import AppSettings
from eval.attribution import WordOverlap
from eval.reporting.judged import JudgedRow, JudgedRun
from eval.reporting.report import keep
from eval.suites import Suite, run_suite

SCREEN = Path(__file__).resolve().parent.parent / "app" / "ui.py"

HARBOUR = "The harbour of Lindholm handled 4,210 container ships in 2022. Its master is Ingrid Solberg.\n"
CASES = (
    {"id": "ships", "type": "number", "question": "How many container ships were handled in 2022?", "answerable": True,
     "must": [["4,210"]], "sources": ["harbour.txt"]},
    {"id": "master", "type": "person", "question": "Who is the master of <b>Lindholm</b> harbour?", "answerable": True,
     "must": [["Bo Dahl", "Dahl"]], "sources": ["harbour.txt"]},
    {"id": "chess", "type": "unanswerable", "question": "Who won the chess olympiad in Reykjavik?",
     "answerable": False},
)  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A real run of three cases, one of which expects what the document does not say."""
    root = tmp_path_factory.mktemp("quality")
    (root / "documents").mkdir()
    (root / "documents" / "harbour.txt").write_text(HARBOUR)
    (root / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in CASES))
    settings = AppSettings.load(documents=root / "documents", data=root / "data")
    suite = Suite("small", root / "cases.jsonl", root / "documents")
    return run_suite(suite, settings, judge=WordOverlap()).report


@pytest.fixture
def evaluations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that reports are kept in, which the screen is set to."""
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path))
    return tmp_path / "evaluations"


def visit() -> AppTest:
    page = AppTest.from_file(str(SCREEN), default_timeout=60)
    page._page_hash = calc_hash("quality")  # switch_page() knows pages that are files only
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def text(page: AppTest) -> str:
    return "\n".join(" ".join(soup(element.proto.body).get_text(" ").split()) for element in page.get("html"))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def later(report: dict[str, Any], *, right: bool) -> dict[str, Any]:
    """Return the report of a later run in which the case that failed is right, or the others are wrong."""
    changed: dict[str, Any] = json.loads(json.dumps(report))
    changed["when"] = "2099-01-01T00:00:00+00:00"
    for case in changed["cases"]:
        case["right"] = right
    return changed


def test_without_a_run_it_says_how_to_make_one(evaluations: Path) -> None:
    assert "Run `footnote-eval run`" in text(visit())


def test_the_last_run_is_shown_with_what_failed_beside_what_was_expected(
    evaluations: Path, report: dict[str, Any]
) -> None:
    keep(report, evaluations)
    page = visit()
    assert "3 questions, answered by footnote" in text(page)
    assert "judged by word overlap" in text(page)
    assert "1 case not right" in text(page)
    assert "Who is the master of <b>Lindholm</b> harbour? person" in text(page)
    assert "Expected “Bo Dahl” or “Dahl” from harbour.txt" in text(page)
    (given,) = (case["answer"]["text"] for case in report["cases"] if not case["right"])
    assert f"Given {' '.join(given.split())}" in text(page)
    assert "50.0 %" in text(page)  # one of two answered right
    assert len(page.get("vega_lite_chart")) == 3


def test_two_runs_are_compared_by_the_cases_that_flipped(evaluations: Path, report: dict[str, Any]) -> None:
    keep(report, evaluations)
    keep(later(report, right=True), evaluations)
    page = visit()
    assert reports(AppSettings.load())[0].name == "small-20990101T000000.json"
    page.selectbox(key="other run").set_value(reports(AppSettings.load())[1])
    assert "0 cases lost, 1 won; the rest is as it was." in text(run(page))


def judged(value: float) -> list[dict[str, Any]]:
    """What ragas made of a run: one answer scored, one whose judgement failed."""
    rows = (JudgedRow("ships", {"faithfulness": value}, {}), JudgedRow("master", {}, {"faithfulness": "no number"}))
    return [JudgedRun("openai:large", rows, None, calls_failed=2).to_dict()]


def test_what_a_judge_said_is_shown_with_its_failures_and_beside_what_it_said_before(
    evaluations: Path, report: dict[str, Any]
) -> None:
    keep(report | {"ragas": judged(0.5)}, evaluations)
    keep(later(report, right=True) | {"ragas": judged(0.75)}, evaluations)
    page = visit()
    assert "0.750 1 1 statements of an answer that its quotes carry" in text(page)
    assert "Judged by openai:large; replies of it that could not be used: 2." in text(page)
    page.selectbox(key="other run").set_value(reports(AppSettings.load())[1])
    changed = "+0.250 0.500 0.750 1 statements of an answer that its quotes carry; judged by openai:large"
    assert changed in text(run(page))


def test_cases_that_are_lost_come_first(evaluations: Path, report: dict[str, Any]) -> None:
    before = load_run(keep(report, evaluations))
    after = load_run(keep(later(report, right=False), evaluations))
    assert [(one.second.id, one.second.right) for one in flips(before, after)] == [("ships", False), ("chess", False)]
    assert flips(before, before) == []


def test_what_is_below_the_gate_is_said(evaluations: Path, report: dict[str, Any]) -> None:
    keep(report | {"shortfalls": ["answered right: 50.0 %, at least 80 %"]}, evaluations)
    assert "Below the gate: answered right: 50.0 %, at least 80 %" in text(visit())


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 1}', '{"labels": {}, "scores": 3}'])
def test_a_report_that_cannot_be_read_is_said_and_others_can_be_chosen(
    evaluations: Path, report: dict[str, Any], content: str
) -> None:
    keep(report, evaluations)
    broken = evaluations / "small-20990101T000000.json"
    broken.write_text(content)
    with pytest.raises(ReportUnreadable):
        load_run(broken)
    page = visit()
    assert f"The report {broken.name!r} cannot be read" in text(page)
    page.selectbox(key="run").set_value(reports(AppSettings.load())[1])
    assert "3 questions, answered by footnote" in text(run(page))
