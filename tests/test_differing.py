"""Figures beside one another: the same, the same in round numbers, or different."""

import pytest

from app.extractive.differing import relation


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("5,095", "5095", "same"),
        ("more than 5000", "5,095", "rounded"),
        ("nearly 400", "371", "rounded"),
        ("about 12 tons", "11.6 tons", "rounded"),
        ("more than 5000", "4,900", "different"),
        ("more than 5000", "9,000", "different"),
        ("412", "421", "different"),
        ("2.115 million", "2,115,000", "same"),
        ("31%", "31", None),
        ("31% and 28%", "31%", None),
        ("£4.2 million", "£4.6 million", "different"),
    ],
)
def test_two_figures_agree_agree_in_round_numbers_or_differ(one: str, two: str, expected: str | None) -> None:
    assert relation(one, two) == expected
