"""Words: the forms of a word meet, different words stay apart, and tokens keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import root, stem, token_spans, tokens, words


@pytest.mark.parametrize(
    "forms",
    [
        "rate rates rated rating",
        "sale sales",
        "make makes making",
        "plan plans planned planning",
        "care cares cared caring",
        "produce produces produced producing",
        "company companies",
        "supply supplies supplied supplying",
        "process processes processed processing",
        "tariff tariffs",
        "kilowatt kilowatts",
        "control controls controlled controlling",
        "model models modelled modeled modelling",
        "tax taxes taxed",
        "watch watches",
        "bus buses",
        "gas gases",
        "degree degrees",
        "agree agrees agreed agreeing",
        "feed feeds feeding",
        "ton tons tonne tonnes",
        "program programs programme programmes",
        "use uses used using",
        "staff staffs staffed staffing",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert {stem(form) for form in forms.split()} == {stem(forms.split()[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("minister", "ministry"),
        ("economy", "economic"),
        ("car", "care"),
        ("rat", "rate"),
        ("hopping", "hoping"),
        ("new", "news"),
        ("import", "export"),
        ("ton", "tone"),
    ],
)
def test_different_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_root_is_shared_with_derivations() -> None:
    assert root("promotion") == root("promote") != root("product")
    assert root("производство") == "производство"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry's low-carbon plans", ["ministry", "low", "carbon", "plan"]),
        ("5,095 firms, 31.1% of 2,115,000.5", ["5095", "firm", "31.1", "2115000.5"]),
        ("in 2021, 2022 and 2023,24", ["2021", "2022", "2023,24"]),
        ("工信部2024年", ["工", "信", "部", "2024", "年"]),
        ("Who is the director of the bureau?", ["director", "bureau"]),
        ("Été ﬁnal", ["été", "final"]),
        ("the of and — …", []),
        ("", []),
    ],
)
def test_what_a_text_is_about(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_tokens_stand_in_order_at_their_places(text: str) -> None:
    spans = token_spans(text)
    assert [token for token, _, _ in spans] == tokens(text)
    places = [place for _, start, end in spans for place in (start, end)]
    assert places == sorted(places)
    assert all(text[start:end].strip() == text[start:end] != "" for _, start, end in spans)
