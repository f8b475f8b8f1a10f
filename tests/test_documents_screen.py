"""The documents screen without a browser: the list, one document, files added and deleted, and what may go wrong."""

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app import answer
from app.languages import language_of
from app.pdf_page import pdf_page
from app.records.conversations import Conversations, Exchange
from app.screens.entry import User
from app.screens.reading_markup import PAGE, Mark, found_in, pages_of, scroll_html, text_html
from app.settings import AppSettings
from index.errors import IndexBusy, UnreadableFile
from index.ingest import build_index

SCREEN = Path(__file__).resolve().parent.parent / "app" / "ui.py"

HARBOUR = (
    "Lindholm harbour report\n\n1 March 2024\n\n"
    "The harbour of Lindholm handled 4,210 container ships in 2022. "
    "The harbour of Lindholm handled 4,875 container ships in 2023.\n\n"
    "The new quay was opened by Ingrid Solberg on 3 May 2023.\n"
)
LIGHTHOUSE = "The lighthouse keepers\n\nThe lighthouse on Gannet Rock is 38 metres tall. It was built in 1854.\n"
HOSTILE = (
    "The Kestrel bridge is painted <script>document.title='taken'</script> ![x](http://example.invalid/x.png) "
    "$x^2$ :red[a] :smile: `code` </div></details></mark> &amp; <img src=http://example.invalid/y.png> in blue."
)
QUOTE = "The lighthouse on Gannet Rock is 38 metres tall."


@pytest.fixture
def documents(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two documents, which the screen is set to."""
    (folder / "harbour.txt").write_text(HARBOUR)
    (folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    return folder


def visit(**query: str) -> AppTest:
    """Open the screen, at a document where one is named."""
    page = AppTest.from_file(str(SCREEN), default_timeout=120)
    page._page_hash = calc_hash("documents")  # switch_page() knows pages that are files only
    for name, value in query.items():
        page.query_params[name] = value
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def text(block: Any) -> str:
    """Return the words that a browser would show of our own HTML."""
    return "\n".join(soup(element).get_text(" ") for element in block.get("html"))


def soup(element: Any) -> BeautifulSoup:
    return BeautifulSoup(element.proto.body, "lxml", preserve_whitespace_tags={"div"})


def shown(page: AppTest) -> BeautifulSoup:
    """Return the document's text as it is drawn."""
    return next(html for html in map(soup, page.get("html")) if html.select_one(".fn-text"))


def scripts(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.get("html") if element.proto.unsafe_allow_javascript]


def links(page: AppTest) -> list[str]:
    return [element.proto.label.replace("\\", "") for element in page.get("page_link")]


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click()
    run(page)


def add(page: AppTest, name: str, data: bytes) -> None:
    page.file_uploader[0].upload(name, data, "text/plain")
    press(page, "Add to the folder")


def two_pages() -> bytes:
    from pypdf import PdfWriter

    writer, written = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 200)
    writer.add_blank_page(300, 400)
    writer.write(written)
    return written.getvalue()


def test_the_list_says_what_each_document_states(documents: Path) -> None:
    page = visit()
    assert page.title[0].value == "Documents"
    assert links(page) == ["Lindholm harbour report", "The lighthouse keepers"]
    assert "2 documents, 2 passages, indexed" in text(page)
    assert "2024-03-01 · English · 1 passage · harbour.txt" in text(page)


def test_a_document_is_found_by_its_words_and_put_in_order(documents: Path) -> None:
    page = visit()
    page.text_input[0].set_value("keepers")
    assert links(run(page)) == ["The lighthouse keepers"]
    page.text_input[0].set_value("2024 HARBOUR")
    assert links(run(page)) == ["Lindholm harbour report"]
    page.text_input[0].set_value("zebra")
    assert links(run(page)) == []
    assert "No document is called that." in text(page)
    (documents / "a new one.txt").write_text("2 May 2024\n\nThere are 3 zebras in Lindholm.\n")
    build_index(AppSettings.load())
    page.text_input[0].set_value("")
    page.selectbox[0].set_value("newest first")
    assert links(run(page)) == ["a new one.txt", "Lindholm harbour report", "The lighthouse keepers"]


def test_cited_words_are_marked_where_they_stand(documents: Path) -> None:
    start = LIGHTHOUSE.index(QUOTE)
    page = visit(document="lighthouse.txt", start=str(start), end=str(start + len(QUOTE)))
    html = shown(page)
    assert html.select_one("#here.fn-cited").get_text() == QUOTE
    assert html.select_one(".fn-text").get_text() == LIGHTHOUSE
    assert f"The cited words are marked: characters {start}-{start + len(QUOTE)}." in text(page)
    assert scripts(page) == [scroll_html(zlib.crc32(b"lighthouse.txt"), start)]


@pytest.mark.parametrize(("start", "end"), [("9", "3"), ("-5", "3"), ("0", "999999"), ("a", "3"), ("", "")])
def test_a_place_that_is_none_marks_nothing(documents: Path, start: str, end: str) -> None:
    page = visit(document="lighthouse.txt", start=start, end=end)
    assert shown(page).select("mark") == []


def test_words_are_searched_within_a_document(documents: Path) -> None:
    page = visit(document="harbour.txt")
    page.text_input[0].set_value("harbour  of LINDHOLM")
    html = shown(run(page))
    assert [mark.get_text() for mark in html.select("mark.fn-found")] == ["harbour of Lindholm"] * 2
    assert "2 places" in text(page)
    page.text_input[0].set_value("zebra")
    assert shown(run(page)).select("mark") == []
    assert "These words are nowhere in this document." in text(page)


def test_what_a_document_holds_is_shown_letter_by_letter(documents: Path) -> None:
    name = "bridge :red[x] $y$ [a](b).txt"
    body = f"The Kestrel bridge\n\n{HOSTILE}\n\n{'endless' * 2_000}\n"
    (documents / name).write_text(body)
    page = visit(document=name)
    html = shown(page)
    assert html.select_one(".fn-text").get_text() == body
    assert [tag.name for tag in html.select(".fn-text *")] == ["span"]  # the title
    assert scripts(page) == []
    assert name in text(page)
    assert not [element.value for element in page.markdown if "Kestrel" in element.value]
    (link,) = [label for label in links(visit()) if "Kestrel" in label]
    assert link == "The Kestrel bridge"


def test_a_long_text_is_shown_in_pages_from_the_cited_place(documents: Path) -> None:
    body = "".join(f"Line {number} of the long list ends here.\n\n" for number in range(2_000))
    (documents / "long.txt").write_text(body)
    start = body.index("Line 1900 ")
    page = visit(document="long.txt", start=str(start), end=str(start + 9))
    html = shown(page).select_one(".fn-text").get_text()
    assert len(html) <= PAGE
    assert "Line 1900 " in html
    assert "Line 1 " not in html
    starts = pages_of(body)
    assert all(body[place - 2 : place] == "\n\n" for place in starts[1:])
    assert "".join(body[a:b] for a, b in zip(starts, [*starts[1:], len(body)], strict=True)) == body


def test_marks_that_overlap_are_drawn_without_breaking_the_text() -> None:
    html = text_html("0123456789", [Mark(2, 6, "furniture"), Mark(4, 8, "cited")], start=1, end=9, target=4)
    drawn = BeautifulSoup(html, "lxml")
    pieces = [(tag.get_text(), tag.name, tag.get("class"), tag.get("id")) for tag in drawn.select(".fn-text *")]
    assert drawn.get_text() == "12345678"
    assert pieces == [
        ("23", "span", ["fn-furniture"], None),
        ("45", "mark", ["fn-cited", "fn-furniture"], "here"),
        ("67", "mark", ["fn-cited"], None),
    ]


def test_a_search_takes_words_as_they_are() -> None:
    assert found_in("a.b axb (a.b", "a.b") == [Mark(0, 3, "found"), Mark(9, 12, "found")]
    assert found_in("a.b", "  ") == []


def test_the_questions_that_cited_a_document_are_listed(documents: Path) -> None:
    settings = AppSettings.load()
    given = answer("How tall is the lighthouse on Gannet Rock?", settings=settings)
    Conversations(settings, "").save("first", Exchange(given.question, given))
    Conversations(settings, "somebody else").save("second", Exchange("Not theirs to see?", given))
    page = visit(document="lighthouse.txt")
    assert "Cited for 1 question" in text(page)
    assert given.question in text(page)
    assert "Not theirs" not in text(page)
    assert "Cited for" not in text(visit(document="harbour.txt"))


def test_a_file_that_is_added_can_be_asked_about_and_one_that_is_deleted_cannot_be_cited(documents: Path) -> None:
    page = visit()
    add(page, "ferry.txt", b"The ferry\n\nThe ferry to Gannet Rock sails 6 times a day.\n")
    assert "'ferry.txt' was added." in text(page)
    assert "The index is up to date: 1 added, 2 as before; 3 passages." in text(page)
    assert "ferry.txt" in links(page)
    asked = "How many times a day does the ferry to Gannet Rock sail?"
    assert "6 times" in answer(asked, settings=AppSettings.load()).text

    page = visit(document="ferry.txt")
    press(page, "Delete this document")
    assert "deleted from the folder for good" in text(page)
    press(page, "Delete the file")
    assert not (documents / "ferry.txt").exists()
    assert "'ferry.txt' was deleted." in text(page)
    assert "ferry.txt" not in links(page)
    given = answer(asked, settings=AppSettings.load())
    assert "ferry.txt" not in {one.source for one in given.citations}
    assert not given.answered


def test_a_deletion_that_is_not_confirmed_changes_nothing(documents: Path) -> None:
    page = visit(document="lighthouse.txt")
    press(page, "Delete this document")
    press(page, "Keep it")
    assert (documents / "lighthouse.txt").exists()
    assert shown(page).select_one(".fn-text").get_text() == LIGHTHOUSE


def test_what_is_refused_says_why(documents: Path) -> None:
    page = visit()
    add(page, "picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert "picture.txt" in text(page)
    assert "PNG" in text(page)
    assert sorted(path.name for path in documents.iterdir()) == ["harbour.txt", "lighthouse.txt"]
    press(page, "Add to the folder")
    assert "No file was chosen." in text(page)


def test_who_may_not_edit_can_read_but_neither_add_nor_delete(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.screens.documents.current_user", lambda: User("reader@example.org", may_edit=False))
    page = visit()
    assert [button.label for button in page.button] == []
    assert page.get("file_uploader") == []
    page = visit(document="lighthouse.txt")
    assert shown(page).select_one(".fn-text").get_text() == LIGHTHOUSE
    assert "Delete this document" not in [button.label for button in page.button]


def test_what_changed_in_the_folder_is_named_and_can_be_indexed(documents: Path) -> None:
    visit()
    (documents / "lighthouse.txt").write_text(LIGHTHOUSE.replace("38", "41"))
    (documents / "harbour.txt").unlink()
    (documents / "ferry.txt").write_text("The ferry\n\nThe ferry sails 6 times a day.\n")
    page = visit()
    for line in ("New: ferry.txt", "Changed: lighthouse.txt", "Gone: harbour.txt"):
        assert line in text(page)
    assert "changed or is gone since it was indexed" in text(visit(document="harbour.txt"))
    press(page, "Update the index")
    assert "The index is up to date: 1 added, 1 changed, 1 removed" in text(page)
    assert "is not in the index" in text(visit(document="harbour.txt"))


def test_an_empty_folder_is_said_and_can_be_filled_from_here(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    page = visit()
    assert "holds no document" in text(page)
    add(page, "lighthouse.txt", LIGHTHOUSE.encode())
    assert links(page) == ["The lighthouse keepers"]


def test_the_last_document_may_be_deleted(documents: Path) -> None:
    (documents / "harbour.txt").unlink()
    page = visit(document="lighthouse.txt")
    press(page, "Delete this document")
    press(page, "Delete the file")
    assert "'lighthouse.txt' was deleted." in text(page)
    given = answer("How tall is the lighthouse on Gannet Rock?", settings=AppSettings.load())
    assert given.citations == ()


def test_an_index_that_another_process_writes_is_said(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit()

    def busy(*_: object, **__: object) -> None:
        raise IndexBusy("Another process is writing the index.", hint="Wait until it has finished.")

    monkeypatch.setattr("app.screens.editing.build_index", busy)
    add(page, "ferry.txt", b"The ferry\n\nThe ferry sails 6 times a day.\n")
    assert "Another process is writing the index." in text(page)
    assert (documents / "ferry.txt").exists()
    assert "New: ferry.txt" in text(page)
    assert links(page) == ["Lindholm harbour report", "The lighthouse keepers"]


def test_a_page_of_a_pdf_is_cut_out(tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "two.pdf"
    path.write_bytes(two_pages())
    (page,) = PdfReader(BytesIO(pdf_page(str(path), 2))).pages
    assert page.mediabox.width == 300
    for number, data in ((3, two_pages()), (1, b"%PDF-1.4 nonsense")):
        path.write_bytes(data)
        with pytest.raises(UnreadableFile, match=f"Page {number} of"):
            pdf_page(str(path), number)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (HARBOUR, "English"),
        (
            "Der Hafen wurde 1854 gebaut und ist nicht mit der Stadt verbunden. Die Fähre wird von der Stadt "
            "betrieben, und das ist für die Insel wichtig.",
            "German",
        ),
        ("Le port a été construit en 1854 et il est relié à la ville par les bateaux qui partent dans la nuit avec une "
         "équipe pour la pêche.", "French"),
        ("新能源汽车市场占有率达到31.1%，比去年同期提高。", "Chinese"),
        ("港は1854年に建設されました。", "Japanese"),
        ("1854 4,210 38", None),
    ],
)  # fmt: skip
def test_the_language_of_a_text_is_told_where_it_is_clear(body: str, language: str | None) -> None:
    assert language_of(body) == language
