"""Reading: each format's text and spans, encodings decoded or refused, and the folder's files."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from index.errors import FolderMissing, UnreadableFile
from index.reading import MAX_FILE_BYTES, Extract, extract, find_files, other_files, read_document

FRENCH = "Le ministère de l’Économie a déclaré vendredi que la production avait augmenté de 3,4 % grâce à l’été."
POLISH = (
    "Ministerstwo oświadczyło w piątek, że produkcja wzrosła o 3,4 %. Źródła podały, że łączna wartość była większa."
)
RUSSIAN = "Министерство заявило в пятницу, что производство выросло на 3,4 % в первом квартале."
CHINESE = "工业和信息化部表示，一季度新能源汽车产销分别完成211.5万辆和209万辆，同比分别增长28.2%和31.8%。"
JAPANESE = (
    "経済産業省は金曜日、第一四半期の生産が3.4％増加したと発表した。グリーン成長戦略により、さらなる拡大が見込まれる。"
)


def quoted(found: Extract, kind: str) -> list[str]:
    return [found.text[span.start : span.end] for span in found.spans if span.kind == kind]


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        extract(data, name)
    assert caught.value.hint
    return caught.value.message


def make_pdf(*pages: list[str], title: str = "") -> bytes:
    """Write a PDF by hand: each string is one printed line in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        stream = f"BT /F1 10 Tf 50 780 Td\n{drawn}ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R"
        objects.append(f"{page} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({title}) >>".encode())
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(data)}\n%%EOF"
    return data + xref.encode()


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def saved(word: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


# Plain text


def test_text_is_kept_as_it_stands() -> None:
    text = "One\r\ntwo\u00a0three\r\n\r\n  four\x0c\tfive \r"
    assert extract(text.encode(), "a.txt") == Extract(text)
    assert extract(text.encode("utf-8-sig"), "a.TXT").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (FRENCH.replace("’", "'"), "latin-1"),
        ("They said “no” – it wasn’t worth €2.5 billion, and output fell in the first quarter.", "cp1252"),
        ("Plain English with some cafés in it and nothing else at all. Output rose, officials said.", "latin-1"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
        (CHINESE, "utf-16"),
        (FRENCH, "utf-32"),
    ],
)
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert extract(text.encode(encoding), "a.txt").text == text


def test_what_is_not_text_is_refused_with_what_it_is() -> None:
    assert refusal(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.txt") == "'a.txt' is not text: it is a PNG image."
    assert refusal(b"a\0b", "a.txt") == "'a.txt' is not text: it holds NUL bytes."
    assert refusal(b"\x01\x02\x03 abc", "a.txt").endswith("3 of its 7 characters are control characters.")
    assert refusal("é".encode() * 20 + b"\xc3", "a.txt") == (
        "'a.txt' is damaged UTF-8: 1 places cannot be decoded, the first at byte 40."
    )
    assert refusal(bytes(range(128, 256)) * 3, "a.txt") == "The encoding of 'a.txt' cannot be told with confidence."


def test_a_text_of_two_possible_encodings_is_refused() -> None:
    text = "The MIIT (工信部) said that the market share of new energy vehicles reached 31.1% in the first quarter. "
    assert refusal(text.encode("gb18030"), "a.txt") == "The encoding of 'a.txt' cannot be told with confidence."


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff".encode(), "\n".encode("utf-16")])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data, "a.txt").startswith("'a.txt' is empty")


# Markdown


def test_markdown_states_its_headings_and_syntax() -> None:
    text = (
        "# **Green** plan #\r\n\r\nText # no heading\r\n\r\n## *Targets*\r\n---\r\n"
        "```py\n# a comment\n```\nBy area\n=======\n\n[1]: https://example.org\n"
    )
    found = extract(text.encode(), "a.md")
    assert found.text == text
    assert quoted(found, "title") == ["**Green** plan"]
    assert quoted(found, "heading") == ["Targets", "By area"]
    assert quoted(found, "furniture") == [
        *("# ", " #", "## ", "---", "```py", "```", "=======", "[1]: https://example.org")
    ]


def test_front_matter_is_furniture_that_states_title_date_and_author() -> None:
    matter = "---\ntitle: \"Green: a plan\"\ndate: 2024-02-01\nauthor: 'Li Wei'\ntags: [a, b]\n---"
    found = extract(f"{matter}\n# First heading\n".encode(), "a.md")
    assert quoted(found, "title") == ["Green: a plan"]
    assert quoted(found, "date") == ["2024-02-01"]
    assert quoted(found, "author") == ["Li Wei"]
    assert quoted(found, "heading") == ["First heading"]
    assert quoted(found, "furniture")[0] == matter
    assert quoted(extract(b"---\nA text between rules.\n---\n", "a.md"), "furniture") == ["---", "---"]


# HTML


def test_html_is_laid_out_as_a_browser_would() -> None:
    page = """<!DOCTYPE html><html><head><title>Plan - Site</title><style>p {}</style></head><body>
      <header>Site name</header><nav><ul><li>Home<li>News</ul></nav>
      <article><header><h1>The <em>green</em>&nbsp;plan</h1></header><!-- no -->
      <p>CO<sub>2</sub> fell&mdash;by
         3%.<br>Really.<script>var a = "<p>no</p>";</script></p><div><div>Next</div></div>
      <h2>Figures</h2><table><tr><th></th><th>2022</th></tr><tr><td>Steel</td><td><p>1</p><p>2</p></td></tr></table>
      <ul><li><p>one</p></li><li>two<ol><li>three</li></ol></li></ul><pre>a\n  b</pre></article>
      <form><input><button>Send</button></form><footer>Contact</footer></body></html>"""
    found = extract(page.encode(), "a.html")
    assert found.text == (
        "Site name\n\n- Home\n- News\n\nThe green\xa0plan\n\nCO2 fell—by 3%.\nReally.\n\nNext\n\nFigures\n\n"
        "| 2022\nSteel | 1 2\n\n- one\n- two\n- three\n\na\n  b\n\nSend\n\nContact"
    )
    assert quoted(found, "title") == ["The green\xa0plan"]
    assert quoted(found, "heading") == ["Figures"]
    assert quoted(found, "furniture") == ["Site name", "Home\n- News", "Send", "Contact"]


def test_html_without_h1_is_titled_by_its_title_element() -> None:
    found = extract(b"<title>The plan</title><form><p>a<p>b<p>c</form>", "a.htm")
    assert (found.text, quoted(found, "title"), quoted(found, "furniture")) == (
        *("The plan\n\na\n\nb\n\nc", ["The plan"], []),
    )


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", ""])
def test_html_is_decoded_as_declared_and_a_wrong_declaration_is_found_out(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>{CHINESE}</p>'
    assert extract(page.encode("gb18030"), "a.html").text == CHINESE
    assert extract(f"<p>{CHINESE}".encode("utf-16"), "a.html").text == CHINESE


def test_html_that_is_broken_or_deep_is_read() -> None:
    deep = "<div><table><tr><td>" * 5_000 + "<p>one</b><p>&#0;two&#xD800;"
    assert extract(deep.encode(), "a.html").text == "one\n\n\ufffdtwo\ufffd"
    assert refusal(b"<html><script>x</script></html>", "a.html") == "'a.html' is empty: it holds no text."


# PDF

LINES = [
    "Industrial output of the country rose by four per cent in the first quar-",
    "ter, and the share of low-carbon industries in the whole reached a low-",
    "carbon record of one third, the ministry said at a press conference in",
    "Beijing.",
    "Targets",
    "The ministry expects further growth in the second quarter of the year.",
]


def test_pdf_joins_the_lines_of_a_paragraph() -> None:
    found = extract(make_pdf(LINES, title="Targets"), "a.pdf")
    assert found.text == (
        "Industrial output of the country rose by four per cent in the first quarter, and the share of low-carbon "
        "industries in the whole reached a low-carbon record of one third, the ministry said at a press conference in "
        "Beijing.\nTargets\nThe ministry expects further growth in the second quarter of the year."
    )
    assert quoted(found, "title") == ["Targets"]
    assert (found.pages, quoted(found, "furniture")) == ((0,), [])


def test_pdf_pages_are_numbered_and_their_running_lines_are_furniture() -> None:
    body = [["Steel rose.", "Cement fell."], ["Glass rose.", "Paper fell."], ["Paint rose.", "Lead fell."]]
    pages = [["Annual report 2023", *lines, f"- {number} -"] for number, lines in enumerate(body, start=7)]
    found = extract(make_pdf(*pages, title="Not in the text"), "a.pdf")
    assert found.pages == (0, 51, 101)
    assert found.text[101:] == "Annual report 2023\nPaint rose.\nLead fell.\n- 9 -"
    assert quoted(found, "furniture") == [
        *("Annual report 2023", "- 7 -", "Annual report 2023", "- 8 -", "Annual report 2023", "- 9 -"),
    ]
    assert quoted(found, "title") == []


def test_pdf_that_cannot_be_read_says_why() -> None:
    data = make_pdf(LINES)
    assert extract(encrypted(data, ""), "a.pdf").text == extract(data, "a.pdf").text
    assert refusal(encrypted(data, "secret"), "a.pdf") == "'a.pdf' is encrypted: it needs a password."
    assert refusal(make_pdf([], []), "a.pdf") == "'a.pdf' holds no text: its 2 pages are probably scanned images."
    assert refusal(make_pdf(), "a.pdf") == "'a.pdf' has no pages."
    assert refusal(data[:300], "a.pdf").startswith("'a.pdf' is damaged: ")
    assert refusal(b"<html>Log in</html>", "a.pdf") == "'a.pdf' is not a PDF file: it is something else."


def test_a_damaged_pdf_or_docx_raises_nothing_but_unreadable() -> None:
    word = docx.Document()
    word.add_paragraph("Text")
    for data, name in ((make_pdf(LINES, LINES), "a.pdf"), (saved(word), "a.docx")):
        for at in range(0, len(data), len(data) // 150):
            for damaged in (data[:at], data[:at] + b"\xff0<" + data[at + 3 :]):
                try:
                    text = extract(damaged, name).text
                except UnreadableFile:
                    continue
                assert text.strip()


# Word


def test_docx_is_read_in_order_with_its_styles() -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Running head"
    word.add_paragraph("The plan", style="Title")
    word.add_heading("Figures", level=1)
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("", "2022", "Steel", "1\n2"), strict=True
    ):
        cell.text = text
    word.add_paragraph("Output\trose.")
    found = extract(saved(word), "a.docx")
    assert found.text == "The plan\n\nFigures\n\n| 2022\nSteel | 1 2\n\nOutput\trose."
    assert quoted(found, "title") == ["The plan"]
    assert quoted(found, "heading") == ["Figures"]


def test_docx_title_of_its_properties_counts_only_where_the_text_states_it() -> None:
    word = docx.Document()
    word.core_properties.title = "The Plan"
    word.add_paragraph("A text about the plan.")
    word.add_paragraph("The plan")
    found = extract(saved(word), "a.docx")
    assert [(span.start, span.kind) for span in found.spans] == [(24, "title")]
    word.core_properties.title = "Another plan"
    assert extract(saved(word), "a.docx").spans == ()


def test_docx_that_cannot_be_read_says_why() -> None:
    office = b"\xd0\xcf\x11\xe0" + bytes(600)
    assert refusal(office + "EncryptedPackage".encode("utf-16-le"), "a.docx").endswith("it needs a password.")
    assert refusal(office, "a.docx") == "'a.docx' is not a .docx file: it is an old or encrypted Office file."
    assert refusal(saved(docx.Document())[:-30], "a.docx").startswith(
        "'a.docx' is damaged or no .docx file: BadZipFile"
    )
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("word/document.xml", b"0")
    huge = bomb.getvalue().replace((1).to_bytes(4, "little") * 2, (1).to_bytes(4, "little") + b"\0\0\0\x7f")
    assert refusal(huge, "a.docx") == "'a.docx' unpacks to 2,131 MB; at most 1,000 MB are read."


# The folder


def test_files_are_found_in_order_without_hidden_ones_or_loops(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.PDF", "a.md", ".hidden.txt", ".git/x.txt", "a/~$z.docx", "a/photo.jpg", "notes"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    os.symlink(tmp_path, tmp_path / "a" / "loop")
    os.symlink(tmp_path / "missing", tmp_path / "broken.txt")
    assert [path.relative_to(tmp_path).as_posix() for path in find_files(tmp_path)] == ["a.md", "a/z.PDF", "b.txt"]
    assert [path.relative_to(tmp_path).as_posix() for path in other_files(tmp_path)] == ["a/photo.jpg", "notes"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(FolderMissing, match="does not exist"):
        find_files(tmp_path / "none")
    with pytest.raises(FolderMissing, match="is not a folder"):
        other_files(tmp_path / "file.txt")


def test_a_document_is_the_file_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.md"
    path.parent.mkdir()
    data = b"# The plan\r\n\r\nOutput rose by 4% in the first quarter.\r\n"
    path.write_bytes(data)
    document = read_document(path, tmp_path)
    assert (document.id, document.text, document.title) == ("sub/a.md", data.decode(), "The plan")
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert list(document.spans) == sorted(set(document.spans))


def test_a_file_that_cannot_be_opened_or_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"'gone\.txt' cannot be opened: No such file"):
        read_document(tmp_path / "gone.txt", tmp_path)
    with (tmp_path / "large.txt").open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 100_000)
    with pytest.raises(UnreadableFile, match=r"'large\.txt' has 100\.1 MB; at most 100 MB are read"):
        read_document(tmp_path / "large.txt", tmp_path)
    assert refusal(b"x", "a.odt") == "'a.odt' has a suffix that is not read."
