"""The quantities in a text: values with their scale, units, offsets, and the numbers that are no quantity."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.quantities import find_quantities

PIECES = (
    "2.115",
    "1,234",
    "million",
    "%",
    " percent",
    "$",
    " yuan",
    "km",
    "five",
    "dozen",
    "No. ",
    "th",
    "-",
    " ",
    ".",
    "万",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join)


def quantities(text: str) -> list[tuple[float, str]]:
    return [(quantity.value, quantity.unit) for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,400 readers", 3400),
        ("1,234,567.89", 1234567.89),
        ("2.115 million cars", 2115000),
        ("1.5 billion", 1.5e9),
        ("300 thousand", 300000),
        ("1.4bn", 1.4e9),
        ("5 lakh", 500000),
        ("2.5万", 25000),
        ("two hundred", 200),
        ("three million people", 3000000),
        ("twelve ships", 12),
        ("a dozen eggs", 12),
        ("one million", 1000000),
    ],
)
def test_numbers_words_and_scales(text: str, value: float) -> None:
    assert quantities(text) == [(value, "count")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("31.1%", 31.1, "percent"),
        ("31.1 percent", 31.1, "percent"),
        ("12 per cent", 12, "percent"),
        ("zero percent", 0, "percent"),
        ("2.5 percentage points", 2.5, "points"),
        ("1 percentage point", 1, "points"),
    ],
)
def test_percent_is_not_percentage_points(text: str, value: float, unit: str) -> None:
    assert quantities(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£20", 20),
        ("€3.50", 3.5),
        ("US$5 million", 5000000),
        ("RMB 300 million", 300000000),
        ("USD 12.5", 12.5),
        ("$1.4bn", 1.4e9),
        ("12 yuan", 12),
        ("14 crowns", 14),
        ("1.9 billion kronor", 1.9e9),
        ("12,500 dollars", 12500),
        ("2.3 crore rupees", 23000000),
    ],
)
def test_money_before_and_after_the_number(text: str, value: float) -> None:
    assert quantities(text) == [(value, "money")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("16 km", 16, "length"),
        ("38 metres tall", 38, "length"),
        ("12 million tons", 12000000, "mass"),
        ("225,000 metric tons", 225000, "mass"),
        ("2023 tons", 2023, "mass"),
        ("40 hectares", 40, "area"),
        ("100 square metres", 100, "area"),
        ("20 cubic metres", 20, "volume"),
        ("a 16-megawatt turbine", 16, "power"),
        ("450 MW", 450, "power"),
        ("five years", 5, "time"),
        ("one hour", 1, "time"),
        ("25°C", 25, "temperature"),
        ("80 km/h", 80, "speed"),
        ("16 GB", 16, "data"),
    ],
)
def test_measures_and_what_they_measure(text: str, value: float, unit: str) -> None:
    assert quantities(text) == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "in 2023",
        "No. 5",
        "Chapter 3",
        "on page 12",
        "version 2.1",
        "December 3",
        "3 December",
        "May 12, 2023",
        "5G",
        "the SU7",
        "the G20",
        "A4 paper",
        "the 1st and 2nd",
        "the 5th-6th floor",
        "from the 13th to the 14th",
        "the 14th Five-Year Plan",
        "one of the ships",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_several_quantities_in_order_each_in_its_place() -> None:
    text = "In 2023 the mill sold 1.2 million sacks for $40 million, 8% more than the five mills of 2022."
    found = find_quantities(text)
    assert [text[one.start : one.end] for one in found] == ["1.2 million", "$40 million", "8%", "five"]
    assert [(one.value, one.unit, one.name) for one in found] == [
        (1200000, "count", ""),
        (40000000, "money", "$"),
        (8, "percent", "%"),
        (5, "count", ""),
    ]


@settings(deadline=None)
@given(TEXTS)
def test_no_text_is_too_odd_and_every_place_lies_inside(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert find_quantities(text[quantity.start : quantity.end])
        end = quantity.end
