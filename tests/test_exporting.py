"""Conversations as files: every quote with its place, and nothing in them that a document could have slipped in."""

import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from app.answers import Answer, Citation, Sentence
from app.records.conversations import Exchange
from app.records.exporting import as_text, export

HOSTILE = (
    "# <script>alert(1)</script> ![x](http://example.invalid/x.png) [a](http://example.invalid) $x^2$ `code` **bold** "
    "<img src=x> </section> | ~~gone~~ &amp; _low_ \\ <b>"
)
CITED = Citation(1, "bridge_1.txt", "The bridge", "2024-04-18", 12, 12 + len(HOSTILE), HOSTILE, "aa", page=3)
GIVEN = Answer(
    question="And the bridge?",
    standalone="What is the bridge?",
    tier="answer",
    sentences=(Sentence(HOSTILE, (CITED,), 1.0, key="**bold**"),),
    note="",
    hits=(),
    engine="extractive",
)
EXCHANGE = Exchange("And the <i>bridge</i>?", GIVEN, id="e1", asked="2026-01-02T03:04:05.000000+00:00")
FAILED = Exchange("1. Why?", None, ("The model is gone.", "Try again."), id="e2")


def test_the_copied_text_keeps_markers_and_sources() -> None:
    assert as_text(GIVEN) == (
        f"**bold** — {HOSTILE}[1]\n\n"
        f"[1] The bridge, 2024-04-18: “{HOSTILE}” (bridge_1.txt, page 3, characters 12-{12 + len(HOSTILE)})"
    )
    refused = replace(GIVEN, tier="refusal", sentences=(), note="Nothing is said of it.")
    assert as_text(refused) == "Nothing is said of it."


@pytest.mark.parametrize("form", ["Markdown", "HTML"])
def test_what_documents_hold_is_shown_letter_by_letter(form: str) -> None:
    written = export("Bridges <b>", [EXCHANGE, FAILED], form="Markdown" if form == "Markdown" else "HTML")
    page = written.text if form == "HTML" else MarkdownIt().enable(["table", "strikethrough"]).render(written.text)
    shown = BeautifulSoup(page, "lxml")
    assert shown.find_all(["script", "img", "b", "i", "s", "code", "table"]) == []
    assert {link["href"] for link in shown.find_all("a")} <= {"#e1-1"}
    assert [heading.get_text() for heading in shown.find_all("h2")] == ["And the <i>bridge</i>?", "1. Why?"]
    quote = shown.find("blockquote")
    assert quote is not None
    assert quote.get_text().strip() == HOSTILE
    text = " ".join(shown.get_text(" ").split())
    assert f"bridge_1.txt, page 3, characters 12-{12 + len(HOSTILE)}" in text
    assert "Understood as: What is the bridge?" in text
    assert "The model is gone. Try again." in text
    assert "Answered 2026-01-02 03:04 UTC by the extractive engine." in text


def test_an_html_file_loads_nothing() -> None:
    page = export("Bridges", [EXCHANGE], form="HTML").text
    assert "default-src 'none'" in page
    assert BeautifulSoup(page, "lxml").find_all(src=True) == []


def test_json_holds_the_whole_answer() -> None:
    written = export("Bridges / Brücken?", [EXCHANGE, FAILED], form="JSON")
    assert (written.name, written.mime) == ("bridges-brücken.json", "application/json")
    first, second = json.loads(written.text)["exchanges"]
    assert Answer.from_dict(first["answer"]) == GIVEN
    assert (second["answer"], second["problem"]) == (None, "The model is gone. Try again.")


def test_a_refusal_says_that_it_is_one() -> None:
    refused = replace(EXCHANGE, answer=replace(GIVEN, tier="closest", note="Nothing is said of it."))
    for form in ("Markdown", "HTML"):
        text = export("Bridges", [refused], form="Markdown" if form == "Markdown" else "HTML").text
        assert text.index("The documents do not answer this.") < text.index("Nothing is said of it.")
        assert text.count("bold") == 1  # the quote, not told as an answer
