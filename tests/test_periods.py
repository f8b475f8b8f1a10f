"""The times a text speaks of, and the numbers that only look like years."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.periods import Period, find_periods, loose_periods, period_spans, scope_periods

PIECES = (
    "2023",
    "1990s",
    "Q1",
    "H2",
    "first",
    "last",
    "quarter",
    "half",
    "14th",
    "Plan",
    "May",
    "Sept.",
    " to ",
    "–",
    " ",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join)


def year(number: int) -> Period:
    return Period("year", number)


def month(number: int) -> Period:
    return Period("month", number)


def quarter(number: int) -> Period:
    return Period("quarter", number)


def half(number: int) -> Period:
    return Period("half", number)


def plan(number: int) -> Period:
    return Period("plan", number)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("The pool opened in 1887.", {year(1887)}),
        ("in 2022, and again in 2023", {year(2022), year(2023)}),
        ("the 2023年 budget", {year(2023)}),
        ("from 2019 to 2023", {year(2019), year(2023)}),
        ("the 2019-2023 seasons", {year(2019), year(2023)}),
        ("2019–2023", {year(2019), year(2023)}),
        ("the season of 2021-22", {year(2021)}),
        ("the 1990s", {year(1990)}),
        ("on 2023-05-03", {year(2023), Period("month", 5)}),
    ],
)
def test_years_and_ranges_of_years(text: str, periods: set[Period]) -> None:
    assert find_periods(text) == periods


@pytest.mark.parametrize(
    "text",
    [
        "2,023 units",
        "2023 units",
        "2019 tons",
        "2019 tonnes of salt",
        "2000 metric tons",
        "1800 people",
        "$2023",
        "2023.5",
        "12.2023",
        "2019%",
        "20230503",
        "1499",
        "1,2023",
    ],
)
def test_numbers_that_are_no_years(text: str) -> None:
    assert find_periods(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Q1 2024", {quarter(1), year(2024)}),
        ("the first quarter of 2024", {quarter(1), year(2024)}),
        ("first-quarter sales", {quarter(1)}),
        ("in the 2nd quarter", {quarter(2)}),
        ("the last quarter", {quarter(4)}),
        ("H1 2022", {half(1), year(2022)}),
        ("the second half of 2022", {half(2), year(2022)}),
        ("the last half", {half(2)}),
        ("a quarter of the members, half of them women", set()),
    ],
)
def test_quarters_and_halves(text: str, periods: set[Period]) -> None:
    assert find_periods(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("in April", {month(4)}),
        ("on 3 May 2023", {month(5), year(2023)}),
        ("in Apr. and in Sept. 2023", {month(4), month(9), year(2023)}),
        ("APRIL", {month(4)}),
        ("fares may rise", set()),
        ("they march on, Mayor Marchand first", set()),
    ],
)
def test_months_but_not_the_verbs(text: str, periods: set[Period]) -> None:
    assert find_periods(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("from January to March", {quarter(1)}),
        ("January-March 2023", {quarter(1), year(2023)}),
        ("April through June", {quarter(2)}),
        ("from October until December", {quarter(4)}),
        ("from February to April", {month(2), month(4)}),
    ],
)
def test_three_months_that_make_a_quarter(text: str, periods: set[Period]) -> None:
    assert find_periods(text) == periods


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("the 13th Five-Year Plan", {plan(13)}),
        ("the 14th Five-Year Plan period (2021-2025)", {plan(14), year(2021), year(2025)}),
        ("the 2nd National Forest Plan", {plan(2)}),
        ("the 14th floor", set()),
    ],
)
def test_numbered_plans(text: str, periods: set[Period]) -> None:
    assert find_periods(text) == periods


def test_a_period_is_written_as_a_person_would() -> None:
    periods = [year(2023), quarter(1), half(2), month(4), plan(1), plan(13), plan(22)]
    assert [str(one) for one in periods] == [
        "2023",
        "the first quarter",
        "the second half",
        "April",
        "the 1st Plan",
        "the 13th Plan",
        "the 22nd Plan",
    ]


def test_a_period_stands_where_its_words_stand() -> None:
    text = "Sales rose in the first quarter of 2023."
    named = {period: text[start:end] for period, start, end in period_spans(text)}
    assert named == {quarter(1): "first quarter", year(2023): "2023"}


@settings(deadline=None)
@given(TEXTS)
def test_no_text_is_too_odd(text: str) -> None:
    for _, start, end in period_spans(text):
        assert 0 <= start < end <= len(text)


def test_a_plan_is_named_by_its_number_beside_another_and_a_day_is_no_plan() -> None:
    asked = "Did it fall further under the 13th Five-Year Plan or under the 14th?"
    assert find_periods(asked) == {Period("plan", 13), Period("plan", 14)}
    told = "The 14th Five-Year Plan was introduced in Beijing, the 3rd, to the press."
    assert find_periods(told) == {Period("plan", 14)}


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("0.93 in the second quarter and 1.12 in the third quarter of 2023", {Period("quarter", 2)}),
        ("in May, up from June 2022", {Period("month", 5)}),
        ("in May 2023", set()),
        ("under the 14th Five-Year Plan", set()),
    ],
)
def test_a_quarter_or_a_month_without_a_year_is_loose(text: str, loose: set[Period]) -> None:
    assert loose_periods(text) == loose


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Output rose by 3 % in 2023.", {Period("year", 2023)}),
        ("Output was 5 % higher than in 2021.", set()),
        ("It grew by 4 % compared with the end of 2020.", set()),
        ("The fleet has doubled since 2015.", set()),
        ("The rate rose to 68.3 %, up from 61.5 % at the end of 2020.", set()),
        ("It fell from 410 births in 2018 to 164 in 2024.", {Period("year", 2024)}),
        ("From 2026 on, 4 % will be paid.", {Period("year", 2026)}),
        ("More than 5,000 ships came in 2023.", {Period("year", 2023)}),
        ("Volume grew by 3.1 % over 2023.", set()),
    ],
)
def test_a_year_that_is_compared_with_is_not_that_of_what_follows(text: str, scope: set[Period]) -> None:
    assert scope_periods(text) == scope
