"""Tables: the right cell of a row, by the time and the words of its column."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app import Answer
from app.extractive.tables import asked_cell, head_of, is_row
from app.periods import find_periods

Ask = Callable[..., Answer]
asking: Callable[[Path, Mapping[str, str]], Ask] = runpy.run_path(str(Path(__file__).with_name("asking.py")))["asking"]

REPORT = """\
# The waterworks in 2024

| Measure | Target 2024 | Result 2024 | Result 2023 |
|---|---|---|---|
| Burst pipes | 40 | 39 | 44 |
| Renewed mains (km) | 12 | 9.5 | 8 |

The works have 31 wells.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(tmp_path_factory.mktemp("waterworks"), {"report.md": REPORT})


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many burst pipes were there in 2023?", "44"),
        ("How many burst pipes were there in 2024?", "39"),
        ("What was the target for burst pipes in 2024?", "40"),
        ("How many kilometres of mains were renewed in 2023?", "8"),
    ],
)
def test_the_cell_of_the_column_that_is_asked_for_is_the_short_answer(ask: Ask, question: str, cell: str) -> None:
    assert ask(question).short == cell


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("How many burst pipes were there?", "| Measure | North | South | East |"),  # no column is asked for
        ("How many burst pipes were there in 2024?", "| Measure | 2024 | 2024 | 2023 |"),  # two are
        ("How many burst pipes were there in 2024?", "| Measure | 2024 |"),  # another table's head
    ],
)
def test_where_no_one_column_fits_none_is_chosen(question: str, head: str) -> None:
    assert asked_cell(question, find_periods(question), "| Burst pipes | 40 | 39 | 44 |", head) == ""


def test_the_head_is_the_first_line_of_the_table() -> None:
    start = REPORT.index("| Renewed")
    assert head_of(REPORT, start) == "| Measure | Target 2024 | Result 2024 | Result 2023 |"
    assert head_of("| a | b |", 0) == "| a | b |"
    assert is_row("| a | b |")
    assert not is_row("a | b")
