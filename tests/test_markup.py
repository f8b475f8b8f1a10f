"""What the page is made of: an answer as HTML, its short answer first and marked, everything escaped."""

from pathlib import Path

import pytest

from app import AppSettings, answer
from app.answers import Answer
from app.screens.markup import answer_html, place_of


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    home: Path = tmp_path_factory.mktemp("markup")
    (home / "documents").mkdir()
    (home / "documents" / "pier.txt").write_text("The pier\n\nThe pier <b>cost</b> £2.4 million in 1901.\n")
    return answer("How much did the pier cost?", settings=AppSettings(documents=home / "documents", data=home / "data"))


def test_the_short_answer_comes_first_and_is_marked_in_the_sentence(given: Answer) -> None:
    places = {one.number: place_of(one, None) for one in given.citations}
    page = answer_html(given, places, key="k", milliseconds=1)
    assert given.short == "£2.4 million"
    assert page.index('<p class="fn-short">£2.4 million</p>') < page.index("<strong>£2.4 million</strong> in 1901.")
    assert "&lt;b&gt;cost&lt;/b&gt; <strong>" in page
