"""One question that asks several things, and what must stay one question."""

from pathlib import Path

import pytest

from app import AppSettings, answer
from app.extractive.question import CARRIED
from app.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How long is the canal, and who paid for its locks?",
            ("How long is the canal", "who paid for the canal's locks?"),
        ),
        (
            "How many barns burned in Norway, Sweden and Denmark?",
            (
                "How many barns burned in Norway?",
                "How many barns burned in Sweden?",
                "How many barns burned in Denmark?",
            ),
        ),
        (
            "When did Ada Pike speak about eels, Tom Reed about nets and Jo Marsh about tolls?",
            (
                "When did Ada Pike speak about eels?",
                "When did Tom Reed about nets?",
                "When did Jo Marsh about tolls?",
            ),
        ),
        (
            "Where is the mill? When was it built?",
            ("Where is the mill?", "When was the mill built?"),
        ),
        (
            "How many barns had burned in 2022, and how many by May 2023?",
            (
                "How many barns had burned in 2022",
                "How many barns had burned by May 2023?",
            ),
        ),
        (
            "Who spoke for the board at the April 18 meeting and who at the July 5 one?",
            ("Who spoke for the board at the April 18 meeting", "Who spoke for the board meeting of July 5?"),
        ),
        (
            "How big was the fall in the 13th Five-Year Plan period, and how big in the first years of the 14th?",
            (
                "How big was the fall in the 13th Five-Year Plan period",
                "How big was the fall in the first years of the 14th Five-Year Plan?",
            ),
        ),
        (
            "Which posts do Ada Pike and Tom Orr hold?",
            ("Which posts does Ada Pike hold?", "Which posts does Tom Orr hold?"),
        ),
        (
            "How many barns were built in 2024, and how many should each large farm have by 2028?",
            ("How many barns were built in 2024", "How many barns should each large farm have by 2028?"),
        ),
        (
            "How many barns burned in the north and in the south?",
            ("How many barns burned in the north?", "How many barns burned in the south?"),
        ),
        ("Who are Ada Pike and Tom Orr?", ("Who is Ada Pike?", "Who is Tom Orr?")),
        ("Who spoke at the fair, and what is her post?", ("Who spoke at the fair",)),
        (
            "Who spoke at the fair, and what did she announce?",
            ("Who spoke at the fair", f"what did she announce?{CARRIED}Who spoke at the fair"),
        ),
    ],
)
def test_a_question_for_several_things_is_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How many passengers and cars can the ferry carry?",
        "How and why did the roof fall in?",
        "Which ship takes more cars, the Lass or the Star, and how many does each carry?",
        "When something is stolen, how much is paid?",
        "What did the mayor, the clerk and the treasurer propose?",  # a list to be read as a whole
        "How full was the hotel in 2022? I only know 2021.",
        f"And in 2021?{CARRIED}How long is the canal, and who dug it?",
        "the ministry of industry, trade and energy",
    ],
)
def test_what_is_one_question_stays_one(question: str) -> None:
    assert len(parts_of(question)) == 1


def test_each_part_is_answered_with_its_own_citation_and_a_missing_one_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "canal.txt").write_text("The Lowmoor Canal is 41 km long. It was opened in 1793.\n")
    (folder / "mill.txt").write_text("Harrow Mill employs 65 people. It grinds oats and barley.\n")
    settings = AppSettings.load(documents=folder, data=tmp_path / "data")
    both = answer("How long is the Lowmoor Canal, and how many people does Harrow Mill employ?", settings=settings)
    assert (both.short, [citation.source for citation in both.citations]) == ("41 km; 65", ["canal.txt", "mill.txt"])
    half = answer("How long is the Lowmoor Canal, and how many lighthouses has Portugal?", settings=settings)
    assert half.answered
    assert half.short == "41 km"
    assert "Not answered: “how many lighthouses has Portugal?”" in half.note
