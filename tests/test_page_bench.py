"""What the bench says of the page where no browser can be driven, and how it shows the times where one is."""

import sys
from pathlib import Path

import pytest

from eval.reporting.tables import show_bench
from eval.trials.bench import BASELINE, Bench, Timing
from eval.trials.page_bench import STEPS, PageError, PageTimes, Step, _serving, measure_page


def shown(page: PageTimes, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """Return the words of each printed line of a bench with this page."""
    show_bench(Bench((Timing(BASELINE, (2.0,), 100.0),), page, 0, None, None, 1.0))
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_without_a_browser_each_row_is_a_dash_and_a_line_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    page = measure_page(("One?", "Two?"), environment={})
    lines = shown(page, capsys)
    assert [line for line in lines if line[:1] == ["page:"]] == [[*step.split(), *"-----"] for step in STEPS]
    assert "The page was not measured: there is no Chromium on the PATH.".split() in lines
    assert page.to_dict()["steps"][STEPS[0]] == {"seconds": [], "median": None}


def test_without_playwright_the_page_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert measure_page(("One?", "Two?"), environment={}) == PageTimes(
        missing="Playwright, of the dev extra, is not installed"
    )


def test_a_row_has_the_median_the_worst_and_the_share_of_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    page = PageTimes((Step(STEPS[0], (4.0, 9.0, 5.0)),))
    lines = shown(page, capsys)
    assert [*STEPS[0].split(), "3", "5.00", "9.00", "-", "2.50"] in lines
    assert not any("not measured" in " ".join(line) for line in lines)


def test_an_app_that_ends_instead_of_starting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(PageError, match="`footnote ui` ended with 1"), _serving(9, {}):
        pass
