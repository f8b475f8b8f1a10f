"""What kind of answer a question asks for, on questions of many subjects."""

import pytest

from app.extractive.kinds import Kind, asks_change, kind_of, measure_of

QUESTIONS: dict[Kind, tuple[str, ...]] = {
    "survey": (
        "Tell me about the harbour.",
        "Tell me what we have on the festival.",
        "What do the documents report on water?",
        "How did the fleet develop from 2010 to 2020?",
        "What do the documents say about the harbour?",
        "Do the reports agree on the number of visitors?",
        "Everything about the ferry",
        "All figures for the orchard",
    ),
    "number": (
        "How many books does the library hold?",
        "how many nurses work there",
        "What is the population of Reykjavik?",
        "What was the number of visitors last year?",
        "What was the country's export growth in 2023?",
        "How often does the ferry sail?",
        "How old is the oak?",
    ),
    "percent": (
        "What percentage of members are under 18?",
        "What share of the budget goes to schools?",
        "What is the unemployment rate in Spain?",
    ),
    "money": (
        "How much did the catch-up course cost?",
        "How much does a season ticket cost?",
        "What was the club's revenue in 2022?",
        "How much did the town spend on the roof?",
    ),
    "date": (
        "When was the abbey founded?",
        "In what year did the war end?",
        "Since when has the line been running?",
    ),
    "identity": ("Who is Ingrid Solberg?", "Who was Marie Curie?"),
    "person": (
        "Who founded the ferry company?",
        "Who's the captain of the team?",
        "Which player scored the goal?",
        "Whose idea was it?",
        "Who said that only 22% can pay by telephone?",
        "What was the name of the mill manager who left?",
    ),
    "place": (
        "Where is the head office?",
        "Which country exports the most coffee?",
        "In which city was the treaty signed?",
        "Which was the first city with trams?",
    ),
    "organisation": (
        "Which company built the bridge?",
        "What university did she attend?",
        "Which contractor took down the weir?",
    ),
    "contact": (
        "What is the phone number of the surgery?",
        "How can I contact the library?",
        "e-mail of the museum",
        "telephone number harbour office",
    ),
    "list": (
        "What measures did Minister Pike announce?",
        "What are the symptoms of measles?",
        "What steps must applicants take?",
        "List the members of the board.",
        "Which languages are taught?",
    ),
    "reason": ("Why did the ferry stop?", "What caused the fire?", "What is the reason for the delay?"),
    "manner": ("How does the lock work?", "How do I renew a book?"),
    "definition": (
        "What is photosynthesis?",
        "What does RSPB stand for?",
        "SPA - what is it short for?",
        "Define osmosis.",
    ),
    "comparison": (
        "Compare the 2021 and 2022 seasons.",
        "What is the difference between a loan and a lease?",
        "How did attendance change between 2021 and 2022?",
        "Did prices fall further in the north or in the south?",
    ),
    "yesno": ("Is the pool open on Sundays?", "Did the team win the cup?", "Can I bring a dog?"),
    "other": ("What happened in 1854?", "What is wrong with the lift?", ""),
}


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, asked in QUESTIONS.items() for one in asked])
def test_the_kind_of_answer(kind: Kind, question: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("How tall is the tower?", "length"),
        ("How deep is the lake?", "length"),
        ("What is the height of the tower?", "length"),
        ("How heavy is the bell?", "mass"),
        ("What does the bell weigh?", "mass"),
        ("How old is the oak?", "time"),
        ("How long did the war last?", "time"),
        ("How fast is the train?", "speed"),
        ("How long is the bridge?", None),
        ("How many books are there?", None),
    ],
)
def test_the_measure_that_alone_can_answer(question: str, measure: str | None) -> None:
    assert measure_of(question) == measure


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("How much did fares rise?", True),
        ("How much has membership grown?", True),
        ("By how much did the lake fall?", True),
        ("By how many points did they win?", True),
        ("How much does a ticket cost?", False),
        ("How many books were lent?", False),
    ],
)
def test_whether_a_change_is_asked(question: str, change: bool) -> None:
    assert asks_change(question) is change
