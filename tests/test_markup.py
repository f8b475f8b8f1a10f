"""What the page is made of: an answer as HTML, its short answer first, its figures as a table, everything escaped."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app import AppSettings, answer
from app.answers import Answer, Figure
from app.screens.answer_markup import NEAREST, answer_html, found_at
from app.screens.markup import label, table
from index.documents import Document

TEXT = "The pier\n\nThe pier <b>cost</b> £2.4 million in 1901.\n"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    home: Path = tmp_path_factory.mktemp("markup")
    (home / "documents").mkdir()
    (home / "documents" / "pier.txt").write_text(TEXT)
    return answer("How much did the pier cost?", settings=AppSettings(documents=home / "documents", data=home / "data"))


def page_of(given: Answer, document: Document | None = None) -> str:
    places = {one.number: found_at(one, document) for one in given.citations}
    return answer_html(given, places, key="k", milliseconds=1)


def test_the_short_answer_comes_first_and_is_marked_in_the_sentence(given: Answer) -> None:
    page = page_of(given)
    assert given.short == "£2.4 million"
    assert page.index('<p class="fn-short">£2.4 million</p>') < page.index("<strong>£2.4 million</strong> in 1901.")
    assert "&lt;b&gt;cost&lt;/b&gt; <strong>" in page


def test_a_quote_names_its_document_its_date_and_who_speaks(given: Answer) -> None:
    (cited,) = given.citations
    dated = replace(given, sentences=(replace(given.sentences[0], citations=(replace(cited, date="1902-03"),)),))
    document = Document("pier.txt", TEXT, cited.sha256, publisher="The <Gazette>", speaker="Ada Holm")
    summary = BeautifulSoup(page_of(dated, document), "lxml").find("summary")
    assert summary is not None
    assert summary.get_text() == "[1] pier.txt 1902-03 · The <Gazette> · Ada Holm speaking"


def test_different_figures_stand_side_by_side_and_are_not_told_twice(given: Answer) -> None:
    (cited,) = given.citations
    other = replace(cited, title="The <other>", date="1902-03")
    figures = (Figure("£2.4 million", cited, ""), Figure("£3 million", other, "1902"))
    note = "The documents give different figures: £2.4 million (pier.txt); and £3 million (The <other>, 1902-03). More."
    page = BeautifulSoup(page_of(replace(given, figures=figures, note=note)), "lxml")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("table.fn-stack tr")]
    assert rows == [
        ["Figure", "For", "Document", "Dated"],
        ["£2.4 million", "–", "pier.txt[1]", "not stated"],
        ["£3 million", "1902", "The <other>[1]", "1902-03"],
    ]
    assert [box.get_text() for box in page.select(".fn-note")[:1]] == ["The documents give different figures. More."]


def test_a_quote_that_a_model_did_not_give_word_for_word_says_so(given: Answer) -> None:
    (cited,) = given.citations
    loose = replace(given, sentences=(replace(given.sentences[0], citations=(replace(cited, exact=False),)),))
    assert NEAREST in page_of(loose)
    assert NEAREST not in page_of(given)


def test_a_label_of_a_widget_reads_letter_by_letter() -> None:
    assert label("[a](b) *c* $d$ `e`") == r"\[a\]\(b\) \*c\* \$d\$ \`e\`"
    assert label(":smile: :red[x]\n y") == ":\u2060smile:\u2060 :\u2060red\\[x\\] y"


def test_a_table_marks_the_column_that_is_never_broken() -> None:
    assert '<td class="fn-key">1</td><td>2</td>' in table(("a", "b"), [("1", "2")])
