"""What is furniture, a heading, a label or the title: the five seeds, then documents of other kinds."""

import time
from pathlib import Path

import pytest

from index.cleaning import mark_spans
from index.documents import Span, SpanKind

SEEDS = Path(__file__).parent.parent / "seeds"


def seed(number: str) -> str:
    return next(SEEDS.glob(f"{number}_*.txt")).read_bytes().decode()


def marked(text: str, kind: SpanKind) -> list[str]:
    return [text[span.start : span.end] for span in mark_spans(text) if span.kind == kind]


BODY = "The council approved the budget for the coming year after a long debate on Tuesday. It rises by two percent."


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("000", "Ministry of Industry and Information Technology: New energy vehicle market share reached 31.1%"),
        ("001", "Ministry of Industry and Information Technology: Promote the development of green and low-carbon"),
        ("002", "SCIO press conference on the development of industry and information technology in 2023"),
        ("003", None),
        ("004", None),
    ],
)
def test_title_of_each_seed(number: str, title: str | None) -> None:
    found = marked(seed(number), "title")
    assert len(found) == (title is not None)
    assert not title or found[0].startswith(title)


@pytest.mark.parametrize(
    ("number", "furniture"),
    [
        (
            "000",
            [
                "Xiaomi SU7",
                "Xiaomi SU7",
                "Source: China News Network",
                "您的电子邮箱地址不会被公开。 必填项已用 * 标注",
            ],
        ),
        ("001", ["China Carbon Credit Platform", "Release Time2 months ago"]),
        ("004", []),
    ],
)
def test_furniture_of_seeds(number: str, furniture: list[str]) -> None:
    assert marked(seed(number), "furniture") == furniture


def test_press_room_and_pagination_are_furniture_and_the_speakers_are_labels() -> None:
    text = seed("002")
    crumbs, pages = marked(text, "furniture")
    assert crumbs.endswith("Press Room")
    assert pages.split() == ["<", *map(str, range(1, 11)), ">"]
    assert marked(text, "label") == ["China Daily:", "Tao Qing:"]
    assert marked(text, "heading") == []


def test_interview_seed_loses_residue_author_box_and_forms_only() -> None:
    text = seed("003")
    small = ["**. **", "** ", " **", "** **", "莫君媛认为:“"]
    found = marked(text, "furniture")
    assert found[:5] == small
    assert found[5] == "Author: Emma"
    assert found[6].startswith("An experienced news writer")
    assert found[7:] == ["This post has 5 comments:", "Leave a comment:"]
    assert marked(text, "heading") == [
        "In 2030, green factory output value accounted for more than 40%",
        "New green momentum continues to increase",
        'Policy standards are fully "escorted"',
    ]


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "Page 3 of 10",
        "<  1  2  3 ... >",
        "- 7 -",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Share this article",
        "Facebook Twitter LinkedIn Email",
        "Subscribe to our newsletter",
        "© 2024 Example Media Ltd. All rights reserved.",
        "We use cookies to improve your browsing experience.",
        "Photo: Jane Doe / Getty Images",
        "-----",
    ],
)
def test_lines_of_web_pages_are_furniture(line: str) -> None:
    text = f"{BODY}\n\n{line}\n\n{BODY}"
    assert marked(text, "furniture") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to train the model in section two.",
        "Source code is available on request.",
        "Copyright law changed in that year.",
        "Two years ago the law changed.",
        "Share prices fell.",
        "x = 2 ** 3",
        "12",
        "The **Budget** **rises** again.",
    ],
)
def test_lines_that_only_resemble_furniture_stay(line: str) -> None:
    assert marked(f"{BODY}\n\n{line}\n\n{BODY}", "furniture") == []


def test_breadcrumb_and_site_name_stand_above_the_title() -> None:
    text = f"Springfield News\n\nHome > News > Council\n\nCouncil approves next year's budget after debate\n\n{BODY}\n"
    assert marked(text, "furniture") == ["Springfield News", "Home > News > Council"]
    assert marked(text, "title") == ["Council approves next year's budget after debate"]


def test_a_biography_is_furniture_only_below_the_text() -> None:
    life = "Jane is a freelance writer. She lives in Leeds and has won awards for her columns."
    below = f"{BODY}\n\nAuthor: Jane Doe\n\n{life}"
    assert marked(below, "furniture") == ["Author: Jane Doe", life]
    assert marked(f"Author: Jane Doe\n\n{life}\n\n{BODY}", "furniture") == ["Author: Jane Doe"]


def test_headings_are_short_lines_above_text_but_not_list_items_sign_offs_or_cells() -> None:
    text = (
        f"3.2 Method\n{BODY}\n\nKey findings\n\n{BODY}\n\nBEST PRACTICE\n{BODY}\n\nThe options were:\n\n- first\n\n"
        f"- second\n\nYear\n\nOutput\n\nPrice\n\n{BODY}\n\nBest regards\n\nJane Doe"
    )
    assert marked(text, "heading") == ["3.2 Method", "Key findings", "BEST PRACTICE"]


def test_labels_name_a_speaker_and_transcripts_need_three_turns() -> None:
    assert marked(f"MR SMITH:\n{BODY}\n\nQ:\n{BODY}", "label") == ["MR SMITH:", "Q:"]
    assert marked(f"Key findings:\n{BODY}\n\nNext Steps:\n{BODY}", "label") == []
    turns = "Ann: Shall we begin?\nBob: Yes, let us begin.\nAnn: The first point is the roof.\n"
    assert marked(turns, "label") == ["Ann:", "Bob:", "Ann:"]
    assert marked("Ann: Shall we begin?\nBob: Yes.\n", "label") == []
    assert marked("Name: Ann\nPrice: 3 EUR\nName: Bob\nPrice: 4 EUR\n", "label") == []


def test_a_subject_line_is_the_title_of_a_memo() -> None:
    text = (
        f"MEMORANDUM\n\nDate: 3 March 2024\nFrom: Jane Doe\nTo: All staff\nSubject: Closing of the car park\n\n{BODY}"
    )
    assert marked(text, "title") == ["Closing of the car park"]


def test_a_line_in_another_script_is_furniture_only_in_a_latin_document() -> None:
    stray = "欢迎关注我们的公众号"
    assert marked(f"{BODY}\n\n{stray}\n\n{BODY}", "furniture") == [stray]
    chinese = "工业和信息化部今天举行新闻发布会，介绍一季度工业发展情况。新能源汽车产销量继续增长。\n\n" * 2
    assert marked(f"{chinese}{stray}\n\nGreen factories\n", "furniture") == []
    assert marked(f"{BODY}\n\n{chinese}", "furniture") == []


def test_a_line_in_another_script_that_is_quoted_is_text() -> None:
    sign = "不到长城非好汉"
    assert marked(f"{BODY}\n\nAt the gate a sign reads:\n\n{sign}\n\n{BODY}", "furniture") == []
    assert marked(f"{BODY}\n\n{sign}\n\n{BODY}", "furniture") == []
    assert marked(f"{BODY}\n\nThe last sign says\n{sign}", "furniture") == []
    assert marked(f"{BODY}\n\n{BODY}\n\n{sign}", "furniture") == [sign]


def test_what_the_format_stated_is_kept_and_not_marked_again() -> None:
    text = f"Budget approved\n\nShare this article\n\nThe vote\n\n{BODY}"
    known = (Span(0, 15, "title"), Span(17, 35, "furniture"), Span(37, 45, "heading"))
    assert mark_spans(text, known) == (Span(0, 15, "title"), Span(17, 35, "furniture"), Span(37, 45, "heading"))
    overlapping = (Span(17, 22, "furniture"), Span(20, 30, "furniture"))
    assert [span for span in mark_spans(text, overlapping) if span.kind == "furniture"] == [Span(17, 35, "furniture")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "Leave a comment:\n\nThis post has 5 comments:",
        "name,age,city\nAnn,31,Leeds\nBob,44,York\n",
        "import os\n\n\ndef main(path):\n    return os.listdir(path) ** 2\n\n\nif True:\n    main('.')\n",
        "Two roads diverged in a wood\nAnd sorry I could not travel both\n\nAnd be one traveler",
        "工业和信息化部今天举行新闻发布会，介绍一季度工业发展情况。",
    ],
)
def test_other_texts_have_no_title_heading_or_label(text: str) -> None:
    assert {span.kind for span in mark_spans(text)} <= {"furniture"}


@pytest.mark.parametrize("unit", ["a", "A", "* ", "**", "<", "\n", " ", "Ann: ", "中:a ", "- 1 "])
def test_a_megabyte_of_anything_takes_less_than_a_second(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    mark_spans(text)
    assert time.process_time() - begun < 1
