"""What a document states about itself: the five seeds, then documents of other kinds, silent ones among them."""

import time
from pathlib import Path

import pytest

from index.cleaning import mark_spans
from index.describing import Description, describe
from index.documents import Span

SEEDS = Path(__file__).parent.parent / "seeds"

BODY = "The council approved the budget for the coming year after a long debate. It rises by two percent in 2025."


def read(text: str, known: tuple[Span, ...] = ()) -> Description:
    found = describe(text, mark_spans(text, known))
    values = {kind: getattr(found, kind) for kind in ("title", "publisher", "date", "speaker", "author")}
    assert {span.kind for span in found.spans} == {kind for kind, value in values.items() if value is not None}
    for span in found.spans:
        if span.kind != "date":
            assert " ".join(text[span.start : span.end].split()) == values[span.kind]
    return found


def facts(text: str) -> tuple[str | None, ...]:
    found = read(text)
    return found.title, found.publisher, found.date, found.speaker, found.author


def date_as_written(text: str) -> tuple[str | None, str | None]:
    found = read(text)
    written = next((text[span.start : span.end] for span in found.spans if span.kind == "date"), None)
    return found.date, written


@pytest.mark.parametrize(
    ("number", "title", "rest"),
    [
        (
            "000",
            "Ministry of Industry and Information Technology: New energy vehicle market share reached 31.1% in the "
            "first quarter",
            ("China News Service", "April 18 (year not stated)", "Tao Qing", None),
        ),
        (
            "001",
            "Ministry of Industry and Information Technology: Promote the development of green and low-carbon "
            "industries and accelerate industrial green transformation",
            ("China Carbon Credit Platform", "July 5 (year not stated)", "Zhao Zhiguo", None),
        ),
        (
            "002",
            "SCIO press conference on the development of industry and information technology in 2023",
            (None, "2024-02-01", "Tao Qing", None),
        ),
        ("003", None, (None, None, "Mo Junyuan", "Emma")),
        ("004", None, ("China News Service", "December 3 (year not stated)", "Huang Libin", "Liu Yuying")),
    ],
)
def test_every_field_of_each_seed(number: str, title: str | None, rest: tuple[str | None, ...]) -> None:
    assert facts(next(SEEDS.glob(f"{number}_*.txt")).read_bytes().decode()) == (title, *rest)


def test_a_wire_story() -> None:
    text = (
        "Grain exports recover after harvest\n\nBEIJING, Feb. 1 (Xinhua) -- Grain exports rose by 4 percent, said Jane "
        "Doe, director of the Grain Office. The figures go back to 12 March 2019.\n\n"
        '"We expect more," Doe said. Peter Roe, an analyst at Example Bank, said the rise was small.\n'
    )
    assert facts(text) == (
        "Grain exports recover after harvest",
        "Xinhua",
        "February 1 (year not stated)",
        "Jane Doe",
        None,
    )
    undated = f"LONDON (Reuters) - {BODY}"
    assert facts(undated) == (None, "Reuters", None, None, None)


def test_a_memo_states_its_facts_in_header_lines() -> None:
    text = (
        "MEMORANDUM\n\nDate: March 3, 2024\nFrom: Jane Doe, Facilities\nTo: All staff\n"
        "Subject: Closing of the car park\n\n"
        "The car park will be closed from April 8, 2024 to April 12, 2024 for repairs. Please use the street.\n"
    )
    assert facts(text) == ("Closing of the car park", None, "2024-03-03", None, "Jane Doe")


def test_minutes_are_dated_by_their_meeting() -> None:
    text = (
        "Springfield Town Council\n\nMinutes of the ordinary meeting held on 12 March 2024 in the town hall\n\n"
        "Present: A. Ash, B. Birch\nMinutes taken by: Carol Cedar\n\n"
        "The roof of the library leaks and will be repaired before the winter. Next meeting: 9 April 2024.\n"
    )
    title = "Minutes of the ordinary meeting held on 12 March 2024 in the town hall"
    assert facts(text) == (title, "Springfield Town Council", "2024-03-12", None, "Carol Cedar")


def test_a_blog_post_by_two_authors() -> None:
    text = (
        "Why I stopped using spreadsheets\n\nBy Jane Doe and John Roe\n\nUpdated: 5 May 2024\nPublished: 13.04.2024\n\n"
        "For ten years I kept every figure of my shop in one spreadsheet. Then it broke.\n\n© 2024 Example Blog\n"
    )
    assert facts(text) == (
        "Why I stopped using spreadsheets",
        "Example Blog",
        "2024-04-13",
        None,
        "Jane Doe and John Roe",
    )


def test_an_interview_belongs_to_who_answers() -> None:
    text = (
        "Jane Doe:\n\nWhat did you learn? Would you do it again?\n\nPeter Roe:\n\nI learned patience, and that a good "
        "plan survives the first week. The second week is another matter.\n\nJane Doe:\n\nWhat comes next?\n\n"
        "Peter Roe:\n\nA long holiday by the sea, and then the next plan.\n"
    )
    assert facts(text) == (None, None, None, "Peter Roe", None)


def test_chinese_news() -> None:
    text = (
        "一季度新能源汽车产销量继续增长\n\n中新社北京2024年2月1日电 (记者 刘育英)工业和信息化部新闻发言人陶青表示，"
        "截至2023年12月31日，全国已培育5095家绿色工厂。她说，下一步将继续推进。\n"
    )
    assert facts(text) == ("一季度新能源汽车产销量继续增长", "中新社", "2024-02-01", "陶青", "刘育英")


@pytest.mark.parametrize(
    "text",
    [
        f"Abstract\n\nWe study the output of 40 factories between 2019 and 2023. {BODY}",
        "In 2023, the output rose by 4 percent. By 2030, it will double, says the 14th Five-Year Plan (2021-2025).",
        "Marie Curie, a physicist, was born on 7 November 1867. She shared the prize in December 1903 with him.",
        "On 1 March 1950 the firm announced its first engine. A second one followed on 4 May 1953 and sold well.",
        "The election will be held on November 6, 2018, along with other elections in the state and its many counties.",
        f'The house was old. {BODY}\n\nThe river, said the guide, is deep. "Take care," a boatman said.',
        "Example:\n\nA line of text.\n\nNote:\n\nAnother line of text, longer than the first one, and so on. End.",
        "def main():\n    return 1\n",
        "",
    ],
)
def test_what_is_not_stated_is_none(text: str) -> None:
    assert facts(text) == (None, None, None, None, None)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("February 1, 2024", "2024-02-01"),
        ("1 February 2024", "2024-02-01"),
        ("Feb. 1, 2024", "2024-02-01"),
        ("2024-02-01", "2024-02-01"),
        ("2024/2/1", "2024-02-01"),
        ("13.02.2024", "2024-02-13"),
        ("02/13/2024", "2024-02-13"),
        ("2024年2月1日", "2024-02-01"),
        ("February 2024", "2024-02"),
        ("May 5", "May 5 (year not stated)"),
    ],
)
def test_formats_of_a_date(written: str, value: str) -> None:
    assert date_as_written(f"A budget for the town\n\n{written}\n\n{BODY}") == (value, written)


def test_a_line_set_off_above_the_text_dates_it() -> None:
    byline = "*Kiln and Clay magazine, 6 May 2025. Interview by Jonas Petrie.*"
    assert date_as_written(f"# A kiln does not forgive haste\n\n{byline}\n\n{BODY}") == ("2025-05-06", "6 May 2025")


@pytest.mark.parametrize("written", ["01.02.2024", "31 February 2024", "2024-13-01", "may 5", "2024"])
def test_what_has_two_readings_or_none_is_no_date(written: str) -> None:
    assert read(f"A budget for the town\n\n{written}\n\n{BODY}").date is None


@pytest.mark.parametrize(
    "line",
    [
        "Deadline for comments: 3 March 2024",
        "For the period from 1 January 2023 to 31 December 2023",
        "https://example.org/2024/03/05/budget",
        "Release Time2 months ago",
    ],
)
def test_other_dates_above_the_text_do_not_date_it(line: str) -> None:
    assert read(f"A budget for the town\n\n{line}\n\n{BODY}").date is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{BODY}\n\nThis page was last edited on Fri, 3 May 2024, at 10:00 (UTC).", "2024-05-03"),
        (f"{BODY}\n\nLast updated on 3 May 2024, at 10:00", "2024-05-03"),
        (
            "On 5 July 2023, the council held a meeting on the budget. It rose by two percent for the year.",
            "2023-07-05",
        ),
        (
            "The council met on 12 March 2024 to discuss the budget, which rises by two percent a year.",
            "2024-03-12",
        ),
        (f"A budget for the town\n\nJane Doe | March 3, 2024 | 5 min read\n\n{BODY}", "2024-03-03"),
    ],
)
def test_places_of_a_date(text: str, date: str) -> None:
    assert read(text).date == date


@pytest.mark.parametrize(
    ("opening", "date"),
    [
        ("Version 2.1 was released on 2021-02-03.", None),
        ("Version 2.1 was released on 2021-02-03. It fixes a number of errors that users of the tool had met.", None),
        ("On 3 May 2021 the company launched the second version of the tool. It fixes what users had met.", None),
        ("This report was published on 3 May 2021.", "2021-05-03"),
        ("Published in the gazette on 3 May 2021", "2021-05-03"),
    ],
)
def test_the_release_of_something_else_does_not_date_a_text(opening: str, date: str | None) -> None:
    assert facts(f"# Widget\n\n{opening}\n\n{BODY}")[2] == date


def test_the_file_format_comes_first() -> None:
    text = f"2024-06-07 Ann Example\n\nBy Jane Doe\n\nPublished: 1 May 2020\n\n{BODY}"
    found = read(text, (Span(0, 10, "date"), Span(11, 22, "author")))
    assert (found.date, found.author) == ("2024-06-07", "Ann Example")


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Published by Example Press", "Example Press"),
        ("Source: Example Times, 3 March 2024", "Example Times"),
        ("Copyright 2021 Example House. All rights reserved.", "Example House"),
        ("Source: https://example.org", None),
        ("Source: own calculations", None),
    ],
)
def test_lines_that_name_a_publisher(line: str, publisher: str | None) -> None:
    assert read(f"{BODY}\n\n{line}\n").publisher == publisher


def test_the_speaker_is_who_speaks_most() -> None:
    text = (
        "Professor Jane Doe said the roof leaks. Peter Roe, head of the Roofing Office, said it does not.\n\n"
        "Roe added that he had looked. He will look again, Roe said.\n"
    )
    assert read(text).speaker == "Peter Roe"


def test_one_quotation_far_down_has_no_speaker() -> None:
    assert read(f"{BODY}\n\n" * 10 + "The minister Jane Doe said it was enough.\n").speaker is None


@pytest.mark.parametrize("unit", ["a", "A ", "\n", "Jane Doe, ", "3 May 2024 ", "said Jane Doe, a ", "12.1.2024 "])
def test_a_megabyte_of_anything_is_read_in_seconds(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    describe(text, ())
    assert time.process_time() - begun < 3
