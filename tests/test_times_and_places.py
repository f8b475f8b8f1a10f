"""Which time, place and document a figure belongs to, end to end: each near one is another answer, or none."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app import Answer

Ask = Callable[..., Answer]
asking: Callable[[Path, Mapping[str, str]], Ask] = runpy.run_path(str(Path(__file__).with_name("asking.py")))["asking"]

APRIL = """\
The coast guard in 2024

Coast News Agency, Ravik, April 9, 2025 (Reporter Ada Pike) Ida Marsh, director of the Coast Guard, said at a press \
conference on April 9, 2025 that the guard is growing.

At the end of 2024, the Coast Guard had 310 boats. The share of electric boats rose to 41 percent, up from 28 percent \
at the end of 2021.

In the first half of 2024, the patrols covered 62,000 miles. They were joined by the pilots, who covered 9,400 miles.

In Brannay, 12 collisions were recorded in 2024.

A new pier was opened in Osterby.

By 2030, the Coast Guard wants 40 rescue swimmers. It has 22 stations.

Since the start of the diving course in 2022, 340 divers have passed it. The guard intends to repair 18 slipways.

The Coast Guard will look into floating charging stations for its boats.

Marsh named four tasks for the summer. The first is to paint the buoys. The second is to train the divers. The third \
is to renew the radio masts. The fourth is to open the museum.
"""
OCTOBER = """\
The coast guard in autumn

Coast News Agency, Ravik, October 2, 2025 (Reporter Tom Orr) Niels Brandt, deputy director of the Coast Guard, said at \
a press conference on October 2, 2025 that the storms came early.

The number of false alarms fell by a tenth to 86.

The fund paid 4 million crowns in 2025. In 2024 it had paid 3 million crowns.
"""
NOVEMBER = """\
The harbour board on its tariffs

November 7, 2025

The Harbour Board held a press conference Friday in Osterby on the tariffs of the quay.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(
        tmp_path_factory.mktemp("coast"), {"april.txt": APRIL, "october.txt": OCTOBER, "november.txt": NOVEMBER}
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # The year that is only compared with is not the sentence's own.
        ("What share of the boats were electric at the end of 2024?", "41 percent"),
        ("What share of the boats were electric at the end of 2021?", "28 percent"),
        # A half is of the year named before it, and holds for the sentence after.
        ("How many miles did the pilots cover in the first half of 2024?", "9,400"),
        # "It" is what the sentence before named.
        ("How much money did the fund pay in 2024?", "3 million crowns"),
        ("I'd like to know who Ida Marsh is.", "director of the Coast Guard"),
        ("What post does Ida Marsh hold at the Coast Guard?", "director of the Coast Guard"),
        ("What post does Ida Mrash hold?", "director of the Coast Guard"),
    ],
)
def test_a_figure_and_a_person_are_found_by_their_time_and_name(ask: Ask, question: str, words: str) -> None:
    given = ask(question)
    assert given.tier == "answer"
    assert words in given.text


def test_a_press_conference_is_dated_by_its_document_where_a_sentence_gives_the_weekday(ask: Ask) -> None:
    given = ask("What is the date of the Harbour Board's press conference on the tariffs?")
    assert given.short == "November 7, 2025"


def test_a_figure_of_another_place_is_no_answer(ask: Ask) -> None:
    given = ask("How many collisions were recorded in Osterby in 2024?")
    assert given.tier != "answer"
    assert "does not speak of Osterby" in given.note


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many divers passed the diving course in 2022 alone?", "running total"),
        ("How many slipways did the guard repair?", "planned"),
        ("How many collisions were recorded in Brannay in the year before?", "year before"),
        ("What number of false alarms is the Coast Guard aiming for in 2025?", "aimed at"),
        # A target's year is not that of the sentence after it.
        ("How many stations does the Coast Guard have in 2030?", "2030"),
    ],
)
def test_a_figure_of_another_time_is_no_answer(ask: Ask, question: str, reason: str) -> None:
    given = ask(question)
    assert given.tier != "answer"
    assert reason in given.note


def test_a_figure_of_something_else_is_no_answer_where_a_sentence_is_about_what_is_asked(ask: Ask) -> None:
    assert ask("How many floating charging stations does the Coast Guard have for its boats?").tier != "answer"


def test_as_many_things_as_are_asked_for_are_listed_whole(ask: Ask) -> None:
    given = ask("What four jobs has the Coast Guard set itself, according to Ida Marsh in April?")
    assert all(word in given.text for word in ("buoys", "divers", "masts", "museum"))


def test_who_spoke_at_each_of_two_press_conferences(ask: Ask) -> None:
    given = ask("Who spoke for the Coast Guard at the April 9 press conference, and who at that of October 2?")
    assert given.short == "Ida Marsh; Niels Brandt"
