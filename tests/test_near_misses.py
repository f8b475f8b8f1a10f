"""Near misses, end to end: what is asked in other words is answered, what is nearly said is not."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app import Answer

Ask = Callable[..., Answer]
asking: Callable[[Path, Mapping[str, str]], Ask] = runpy.run_path(str(Path(__file__).with_name("asking.py")))["asking"]

BULLETIN = """\
Bulletin of the river ministry

Tarnholm News Agency, Ravik, July 16 (Reporter Ada Pike) Jon Marsh, spokesman and chief engineer of the River \
Ministry, said on July 16, 2024 that the locks carried 5,200 barges in the first half of this year.

Among them, 3,100 barges carried timber and 900 barges carried grain.

The cumulative length of the dredged channels has exceeded 740 kilometres. By the end of 2023, 96 urban harbours \
had been paved.

Jointly with seven agencies, the River Ministry issued the "Guidelines on Quiet Rivers". The paper industry reached \
its discharge target ahead of schedule.

Freight fell in autumn. Two things lie behind the fall: a long drought and a strike of the pilots.

The average toll was 0.86 crowns per ton, compared with 0.93 crowns in the second quarter and 1.12 crowns in the \
third quarter of 2023.

The ministry will train 600 pilots by 2027.

At the end of 2024, 44 enterprises had river licences. The budget for dredging is 17 million talvers, the one for \
locks 9 million talvers and the one for harbours 4 million talvers.
"""
ROADS = """\
Roads of the north

The roads were resurfaced in 2022 at the wish of the carriers. The bridges are tolled because the \
province repaired them.

The ferry company sold 1,400 passes in 2024, 12 percent more than in 2023. It will build a pier, together with Halberg.
A large engine now takes 38 months to be delivered; in 2020 it took 14. The crossing closed in March because two engines
failed. Staff turnover among stewards was 9 percent in 2024. The company's net debt stood at 31 million crowns.

The sluice office has 340 employees. There are 62 buoys in the sound; by 2026 there will be 110.
"""
INTERVIEW = """\
Interview with Nora Halm, head of the lighthouse trust

Question: When does parliament get the beacon bill?

Nora Halm: In September. We had promised it for June.

Question: How does the lighthouse trust earn its money?

Nora Halm: Revenue was 38 million crowns in 2024. Our plan says 52 million in 2026. Tickets brought in 31 million crowns
in 2024. Of this, 4 million came from schools.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    documents = {"bulletin.txt": BULLETIN, "roads.txt": ROADS, "interview.txt": INTERVIEW}
    return asking(tmp_path_factory.mktemp("rivers"), documents)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # The time of a press conference is not that of the fact.
        ("How many barges did the locks carry in the first half of the year, going by the July 2024 report?", "5,200"),
        # What was named before is counted on.
        ("How many barges carried timber in the first half of 2024?", "3,100"),
        # Year and month stand apart: "this year" of a text of 2024.
        ("How many barges did the locks carry in the first half of 2024?", "5,200"),
        ("What posts does Jon Marsh hold?", "chief engineer"),
        ("Why did freight fall in autumn?", "drought"),
        # What has been done by a year has been done.
        ("How many urban harbours have already been paved?", "96"),
        # A time beside what is left out, and words after it, still count.
        ("Apart from pilots, what carried timber in the first half of 2024?", "3,100"),
        # What is asked in an interview need not be said again.
        ("In which month is the beacon bill going to parliament?", "In September"),
        # An amount of the money named before.
        ("What revenue is the lighthouse trust planning for in 2026?", "52 million"),
        ("How much of the ticket money came from schools in 2024?", "4 million"),
        # With whom: a company too.
        ("With whom will the ferry company build a pier?", "Halberg"),
        ("How long does it take these days until a large engine is delivered?", "38 months"),
        ("How many people work for the sluice office?", "340"),  # employees
        # A debt is high, but has no height.
        ("How high is the ferry company's net debt?", "31 million crowns"),
        # What is said after the question is beside it.
        ("How many passes did the ferry company sell in 2024? The mayor and the clerk seem to disagree.", "1,400"),
        # A currency that is in no list.
        ("How much money is budgeted for dredging?", "17 million talvers"),
    ],
)
def test_what_is_said_in_another_way_is_found(ask: Ask, question: str, words: str) -> None:
    given = ask(question)
    assert given.tier == "answer"
    assert words in given.text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many kilometres of channels were dredged in 2024 alone?", "running total"),
        ("How many pilots has the ministry already trained?", "planned"),
        ("Which seven agencies issued the Guidelines on Quiet Rivers with the ministry?", "number of agencies"),
        ("How many passes did the ferry company sell in 2023?", "2023"),
        ("How many of the 62 buoys are painted green?", "painted"),
        ("Why did the two engines fail in March?", "cause of something else"),
        ("How high was staff turnover among captains in 2024?", "captains"),
        ("How many rural harbours had been paved by the end of 2023?", "opposite of rural"),
    ],
)
def test_what_is_nearly_said_is_refused_with_the_difference(ask: Ask, question: str, reason: str) -> None:
    given = ask(question)
    assert given.tier != "answer"
    assert reason in given.note


def test_what_was_reached_was_not_missed(ask: Ask) -> None:
    given = ask("Why did the paper industry miss its discharge target?")
    assert "ahead of schedule" in given.text
    assert "it was reached" in given.note


def test_two_times_of_one_thing_are_two_questions(ask: Ask) -> None:
    given = ask("What was the average toll in the second quarter, and what in the third quarter of 2023?")
    assert "0.93 crowns" in given.text
    assert "1.12 crowns" in given.text


def test_a_person_is_pointed_at_by_what_is_said_of_them(ask: Ask) -> None:
    assert ask("Who is the spokesman of the River Ministry?").short == "Jon Marsh"
