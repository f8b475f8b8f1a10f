"""A follow-up borrows what it lacks from the conversation; a question that stands alone borrows nothing."""

import pytest

from app.answers import Turn
from app.extractive.question import CARRIED
from app.followups import resolve

FIRST = "How many books did the library lend in 2022?"
LENT: tuple[Turn, ...] = (("user", FIRST), ("assistant", "The library lent 41,200 books in 2022.[1]"))
CAPTAIN: tuple[Turn, ...] = (
    ("user", "Who is Per Dahl?"),
    ("assistant", "Per Dahl is the captain of the Albatross.[1]"),
)


@pytest.mark.parametrize(
    "question",
    ["And in 2023?", "and 2023", "But in 2023?", "What about water?", "How about films?", "Why?", "Who said that?"],
)
def test_a_follow_up_continues_the_question_before(question: str) -> None:
    assert resolve(question, LENT) == f"{question}{CARRIED}{FIRST}"


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("How tall is it?", "Where is the lighthouse?"),
        ("How many children do they teach?", "What are the schools of the town called?"),
    ],
)
def test_a_pronoun_leans_on_the_question_before(question: str, before: str) -> None:
    assert resolve(question, [("user", before), ("assistant", "...")]) == f"{question}{CARRIED}{before}"


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("What did he say about the new fares?", "What did Per Dahl say about the new fares?"),
        ("When did he retire?", "When did Per Dahl retire?"),
    ],
)
def test_a_person_asked_about_is_put_in_by_name(question: str, standalone: str) -> None:
    assert resolve(question, CAPTAIN).partition(CARRIED)[0] == standalone


def test_a_person_asked_about_comes_before_one_the_answer_named() -> None:
    history = [("user", "Who is Per Dahl?"), ("assistant", "Per Dahl sails with Olga Ferrant.[1]")]
    assert resolve("When did he retire?", history).startswith("When did Per Dahl retire?")


def test_a_person_only_the_answer_named_is_put_in_too() -> None:
    history = [("user", "Who founded the club?"), ("assistant", "It was founded in 1902 by Olga Ferrant.[1]")]
    assert resolve("What did she say about fares?", history).startswith("What did Olga Ferrant say about fares?")


@pytest.mark.parametrize(
    "question",
    [
        "When was the football club of Ashcombe founded?",
        "How many passengers does the Albatross carry?",
        "Does the night ferry to Gannet Rock carry cars?",
    ],
)
def test_a_complete_new_question_stays_as_it_is(question: str) -> None:
    assert resolve(question, LENT) == question


@pytest.mark.parametrize(
    "history", [[], [("assistant", "Ask me anything, says Per Dahl.")], [("user", "  "), ("assistant", "Yes?")]]
)
def test_without_a_question_before_there_is_nothing_to_borrow(history: list[Turn]) -> None:
    for question in ("And in 2023?", "What did he say?", "Why?"):
        assert resolve(question, history) == question


def test_a_chain_of_follow_ups_continues_the_question_it_began_with() -> None:
    history = [*LENT, ("user", "And in 2023?"), ("assistant", "The library lent 44,900 books in 2023.[1]")]
    assert resolve("And in 2024?", history) == f"And in 2024?{CARRIED}{FIRST}"
    history += [("user", "And in 2024?"), ("assistant", "The documents do not give this for 2024.")]
    assert resolve("And in 2025?", history) == f"And in 2025?{CARRIED}{FIRST}"


def test_a_new_question_ends_the_chain() -> None:
    history = [*LENT, ("user", "How tall is the lighthouse of Gannet Rock?"), ("assistant", "38 metres.[1]")]
    assert resolve("Why?", history) == f"Why?{CARRIED}How tall is the lighthouse of Gannet Rock?"


@pytest.mark.parametrize("question", ["???", "asdf qwer zxcv uiop", "и в 2023?", "🦆", "—", "and"])
def test_gibberish_is_kept_as_it_was_typed(question: str) -> None:
    assert resolve(question, LENT).startswith(question)
    assert resolve(question, []) == question
