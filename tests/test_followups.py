"""A follow-up becomes one question where that is sure, and is joined to the one before where it is not."""

import time

import pytest

from app.answers import Turn
from app.extractive.question import CARRIED
from app.followups import resolve
from app.followups.groups import groups_of, names_of
from app.followups.naming import mentions_of

LENT: tuple[Turn, ...] = (
    ("user", "How many books did the library lend in 2022?"),
    ("assistant", "The library lent 41,200 books in 2022.[1]"),
)
ROSE: tuple[Turn, ...] = (
    ("user", "How much did sales of NEVs rise?"),
    ("assistant", "Sales of NEVs rose by 31.8%.[1]"),
)
SHIP: tuple[Turn, ...] = (("user", "Does the Albatross carry cars?"), ("assistant", "Yes, forty.[1]"))


def after(question: str, said: str = "") -> list[Turn]:
    """Return a conversation of one question and its answer."""
    return [("user", question), ("assistant", said)]


@pytest.mark.parametrize(
    ("before", "question", "standalone"),
    [
        (
            "How many green factories were there by the end of 2022?",
            "And in 2023?",
            "How many green factories were there in 2023?",
        ),
        ("How much did the mill earn in 2022?", "And the year before?", "How much did the mill earn in 2021?"),
        ("How much did the mill earn in 2022?", "what about a year later", "How much did the mill earn in 2023?"),
        (
            "How many green factories were there by the end of 2022?",
            "and 2023",
            "How many green factories were there by the end of 2023?",
        ),
        ("What does the plan say for 2030?", "And what about 2035?", "What does the plan say for 2035?"),
        (
            "How many cars were sold in 2023?",
            "In the first quarter?",
            "How many cars were sold in the first quarter of 2023?",
        ),
        ("How many cars were sold in April 2023?", "And in 2022?", "How many cars were sold in April 2022?"),
        ("How many cars were sold?", "And in 2022?", "How many cars were sold in 2022?"),
        (
            "What share did cars have in the first quarter?",
            "And in the third quarter?",
            "What share did cars have in the third quarter?",
        ),
    ],
)
def test_another_time_takes_the_place_of_the_one_before(before: str, question: str, standalone: str) -> None:
    assert resolve(question, after(before)) == standalone


@pytest.mark.parametrize(
    ("before", "question", "standalone"),
    [
        ("How much did sales of NEVs rise?", "what about exports?", "How much did exports of NEVs rise?"),
        ("How much did sales of NEVs rise?", "And trucks?", "How much did sales of trucks rise?"),
        (
            "By how much did energy consumption per unit fall?",
            "And water?",
            "By how much did water consumption per unit fall?",
        ),
        ("What was the production of cars in May?", "And sales?", "What were the sales of cars in May?"),
        (
            "How many green factories are there?",
            "And green industrial parks?",
            "How many green industrial parks are there?",
        ),
        ("How many books were lent in 2022?", "And how many films?", "How many films were lent in 2022?"),
        ("How many cars were produced in 2023?", "And how many were sold?", "How many cars were sold in 2023?"),
        ("How many cars were produced in 2023?", "And sold?", "How many cars were sold in 2023?"),
        (
            "What share did high-tech manufacturing have?",
            "and for equipment manufacturing?",
            "What share did equipment manufacturing have?",
        ),
        ("How many factories are there?", "And in Jiangsu?", "How many factories are there in Jiangsu?"),
        ("How many people live in Oslo?", "And in Bergen?", "How many people live in Bergen?"),
        ("Who is Per Dahl?", "And Olga Ferrant?", "Who is Olga Ferrant?"),
        ("Does the Albatross carry cars?", "What about bicycles?", "Does the Albatross carry bicycles?"),
    ],
)
def test_a_thing_takes_the_place_of_its_like(before: str, question: str, standalone: str) -> None:
    assert resolve(question, after(before)) == standalone


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("How many books did the library lend in 2022?", "What about water?"),  # what is counted is no water
        ("Do critics like the bridge and the tower?", "And the harbour?"),  # two places
        ("How did 2020 compare with 2021?", "And in 2023?"),
        ("What are the fares?", "Since when?"),
    ],
)
def test_where_no_one_place_is_sure_the_questions_are_joined(before: str, question: str) -> None:
    assert resolve(question, after(before)) == f"{question}{CARRIED}{before}"


@pytest.mark.parametrize(
    ("before", "said", "question", "standalone"),
    [
        ("Who is Per Dahl?", "A captain.", "What did he say about fares?", "What did Per Dahl say about fares?"),
        ("Who is Per Dahl?", "He sails with Olga Ferrant.", "Where is his house?", "Where is Per Dahl's house?"),
        (
            "Who founded the club?",
            "It was founded by Olga Ferrant.[1]",
            "When did she retire?",
            "When did Olga Ferrant retire?",
        ),
        (
            "Who is the harbour master of Elm?",
            "The harbour master of Elm is Ada Byrne.",
            "Where was she born?",
            "Where was Ada Byrne born?",
        ),
        (
            "Who is the captain of the ship?",
            "The documents do not say.",
            "How old is he?",
            "How old is the captain of the ship?",
        ),
        ("Where is the lighthouse?", "On Gannet Rock.", "How tall is it?", "How tall is the lighthouse?"),
        ("What is the old school called?", "Elm.", "Who built it?", "Who built the old school?"),
        (
            "What are the schools of the town called?",
            "",
            "How many children do they teach?",
            "How many children do the schools of the town teach?",
        ),
        ("How many factories are there?", "", "What do they make?", "What do factories make?"),
        ("What is the 14th Five-Year Plan?", "A plan.", "Who wrote the plan?", "Who wrote the 14th Five-Year Plan?"),
        (
            "What was the output of steel in May?",
            "9 tons",
            "How much was that up on April?",
            "How much was the output of steel in May up on April?",
        ),
        (
            "How many parks did MIIT have?",
            "9",
            "How many does it want to add?",
            "How many parks does MIIT want to add?",
        ),
        ("When was the bridge built?", "In 1902.", "Who was mayor that year?", "Who was mayor in 1902?"),
    ],
)
def test_a_pronoun_is_named(before: str, said: str, question: str, standalone: str) -> None:
    assert resolve(question, after(before, said)) == standalone


def test_who_was_she_is_never_he() -> None:
    history = [*after("Who is Ada Byrne?", "A captain."), *after("Whom did she marry?", "Per Dahl.")]
    assert resolve("When did he retire?", history) == "When did Per Dahl retire?"
    assert resolve("When did she retire?", history) == "When did Ada Byrne retire?"


def test_whom_the_conversation_never_named_is_not_whom_an_answer_happens_to_name() -> None:
    history = after("Where did he work?", "At sea, says Olga Ferrant, with Per Dahl.")
    assert resolve("When did he retire?", history) == "When did he retire?"


@pytest.mark.parametrize(
    "question",
    [
        "Is it true that the ferry carries cars?",
        "How long does it take to cross the bay?",
        "Are there ferries to Elm?",
        "What did Ada Byrne say about her ship?",
        "Who is the author of this document?",
    ],
)
def test_a_pronoun_that_the_question_explains_itself_stays(question: str) -> None:
    assert resolve(question, after("Who is Per Dahl?", "He is the captain of the Albatross.")) == question


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        (ROSE, "Who said that?", "Who said that sales of NEVs rose by 31.8%?"),
        (after("How far did it fall?", "31% — It fell by 31%.[1]"), "Who said that?", "Who said that it fell by 31%?"),
        (LENT, "Where does it say that?", "Where does it say that the library lent 41,200 books in 2022?"),
        (
            after("What of the homes?", "One said: “We are buying a hole.” [1]"),
            "Who said so?",
            "Who said “We are buying a hole”?",
        ),
        (ROSE, "Why?", "Why did sales of NEVs rise?"),
        (ROSE, "When was that?", "When did sales of NEVs rise?"),
        (SHIP, "How come?", "Why does the Albatross carry cars?"),
        (LENT, "Why is that?", "Why: The library lent 41,200 books in 2022?"),
        (after("Is the clinic still here?", "No. It has moved to Elm.[1]"), "Why?", "Why: It has moved to Elm?"),
        (after("Did sales rise?", "Yes."), "By how much?", "By how much did sales rise?"),
        (LENT, "Are you sure?", "How many books did the library lend in 2022?"),
        (LENT, "shorter please", "How many books did the library lend in 2022?"),
        (SHIP, "Tell me more.", "What else do the documents say about the Albatross and cars?"),
    ],
)
def test_a_bare_question_takes_its_content_from_what_was_said(
    history: list[Turn], question: str, standalone: str
) -> None:
    assert resolve(question, history) == standalone


@pytest.mark.parametrize("said", ["", "1902", "The documents do not say who founded the club."])
def test_an_answer_that_states_nothing_is_not_asked_about(said: str) -> None:
    before = "Who founded the club?"
    assert resolve("Who said that?", after(before, said)) == f"Who said that?{CARRIED}{before}"
    assert resolve("Why?", after(before, said)) == f"Why?{CARRIED}{before}"


def test_a_statement_is_clipped() -> None:
    resolved = resolve("Who said that?", after("What happened?", "the ship sailed " * 20))
    assert resolved == f"Who said that {'the ship sailed ' * 8}the …?"


@pytest.mark.parametrize(
    "question",
    [
        "When was the football club of Ashcombe founded?",
        "How many passengers does the Albatross carry?",
        "What is hydrogen?",
    ],
)
def test_a_complete_new_question_stays_as_it_is(question: str) -> None:
    assert resolve(question, LENT) == question


def test_a_change_of_topic_loses_only_its_and() -> None:
    assert resolve("And how many people live in Oslo?", LENT) == "How many people live in Oslo?"


@pytest.mark.parametrize(
    "history", [[], [("assistant", "Ask me anything, says Per Dahl.")], [("user", "  "), ("assistant", "Yes?")]]
)
def test_without_a_question_before_there_is_nothing_to_borrow(history: list[Turn]) -> None:
    for question in ("And in 2023?", "What did he say?", "Why?"):
        assert resolve(question, history) == question


def test_a_chain_of_follow_ups_is_resolved_against_the_resolved_question() -> None:
    history = [*LENT, *after("And in 2023?", "The library lent 44,900 books in 2023.[1]")]
    assert resolve("And films?", history) == "How many films did the library lend in 2023?"
    assert (
        resolve("And in 2024?", [*history, *after("And films?", "3")]) == "How many films did the library lend in 2024?"
    )


def test_a_chain_of_joined_follow_ups_continues_the_question_it_began_with() -> None:
    first = "What did the town decide about the fares?"
    history = [*after(first), *after("And the ferry to Elm and the bridge?")]
    joined = f"Since when?{CARRIED}And the ferry to Elm and the bridge?{CARRIED}{first}"
    assert resolve("Since when?", history) == joined


@pytest.mark.parametrize(
    "question", ["???", "asdf qwer zxcv uiop", "и в 2023?", "🦆", "—", "and", "it", "’s", "his", "that"]
)
def test_gibberish_is_kept_as_it_was_typed(question: str) -> None:
    assert resolve(question, LENT).startswith(question)
    assert resolve(question, []) == question


def test_a_very_long_conversation_is_read_in_a_moment() -> None:
    history = [
        *LENT,
        *after("What about its sister?", "Per Dahl and Olga Ferrant of the Ministry of Fish. " * 2_000),
    ] * 100
    history += after("The plan of the town and the ship and she said it " * 1_000)
    start = time.perf_counter()
    assert resolve("And in 2023?", [*history, *LENT]) == "How many books did the library lend in 2023?"
    assert time.perf_counter() - start < 5


def test_noun_groups_end_where_the_verb_begins() -> None:
    question = "By how much did energy consumption per unit of value added fall in the new town?"
    assert [group.text for group in groups_of(question)] == [
        "energy consumption per unit of value added",
        "the new town",
    ]


def test_names_keep_their_connecting_words() -> None:
    text = "Did Per Dahl and Olga Ferrant of the Ministry of Industry and Information Technology speak?"
    assert [name.text for name in names_of(text)] == [
        "Per Dahl",
        "Olga Ferrant of the Ministry of Industry and Information Technology",
    ]


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("Who is Per Dahl?", {"he", "she"}),
        ("What does the Ministry of Fish do?", {"it", "they"}),
        ("Who wrote the Harbour Plan?", {"it"}),
        ("How many ships are there?", {"they"}),
        ("What happened in Ashcombe?", {"it", "there"}),
    ],
)
def test_what_a_name_is_decides_which_pronoun_stands_for_it(text: str, pronouns: set[str]) -> None:
    assert mentions_of(text)[0].surely == pronouns


def test_a_year_takes_the_place_of_a_quarter_without_one() -> None:
    asked = [("user", "How many boats were sold in the first quarter?"), ("assistant", "12.")]
    assert resolve("And in 2023?", asked) == "How many boats were sold in 2023?"
