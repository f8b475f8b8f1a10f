"""The short answer: which words of a quoted sentence are pointed at."""

import pytest

from app.extractive.fitting import people_in
from app.extractive.pointing import point
from app.extractive.question import Question, analyse
from app.extractive.reader import Reading

SALES = (
    "In the first quarter, the production and sales of lorries were 2.1 million and 1.9 million respectively, "
    "a year-on-year increase of 28.2% and 31.8% respectively."
)


class Everything:
    """A vocabulary that knows every word."""

    def frequency(self, word: str) -> int:
        return 1

    def size(self) -> int:
        return 10

    def nearest(self, word: str) -> str | None:
        return None


def asked(question: str) -> Question:
    return analyse(question, Everything())


def guess(words: str, certainty: float = 0.9) -> Reading:
    return Reading(answers=2.0, key=words, certainty=certainty)


@pytest.mark.parametrize(
    ("question", "sentence", "read", "pointed"),
    [
        ("How many boats were lost?", "In 1998 the fleet lost more than 40 boats.", "40", "more than 40"),
        ("What share of pupils walks?", "Of 300 pupils, 62% walk.", "300", "62%"),
        ("How much did the pier cost?", "The pier of 140 metres cost £2.4 million.", "140 metres", "£2.4 million"),
        ("When did the mill close?", "The mill closed on 3 May 1962 after a fire.", "May", "3 May 1962"),
        ("Who designed the bridge?", "It was designed by the engineer Ada Holm.", "Ada Holm", "Ada Holm"),
        ("What is the mayor's pet?", "The mayor keeps a tame heron.", "a tame heron", "a tame heron"),
    ],
)
def test_the_kind_of_answer_decides_what_the_reader_proposes(
    question: str, sentence: str, read: str, pointed: str
) -> None:
    assert point(asked(question), sentence, guess(read)) == pointed


@pytest.mark.parametrize(
    ("question", "pointed"),
    [
        ("How many lorries were produced?", "2.1 million"),
        ("What were the sales of lorries?", ""),
        ("How many lorries were sold, in sales?", "1.9 million"),
        ("By how much did sales of lorries rise?", "31.8%"),
        ("By how much did production of lorries rise?", "28.2%"),
    ],
)
def test_respectively_gives_each_noun_its_own_number(question: str, pointed: str) -> None:
    assert point(asked(question), SALES, guess("2.1 million")) == pointed


def test_nothing_is_pointed_at_where_several_numbers_fit_and_the_reader_saw_none() -> None:
    assert point(asked("How many boats were lost?"), "It had 40 boats and 30 crews.", None) == ""


def test_the_person_asked_about_is_not_the_answer() -> None:
    sentence = "After 31 years Samuel Orme hands over to Karin Lind."
    assert point(asked("Who takes over from Samuel Orme?"), sentence, guess("Samuel Orme")) == "Karin Lind"


def test_an_unsure_phrase_is_not_pointed_at() -> None:
    assert point(asked("What is the mayor's pet?"), "The mayor keeps a tame heron.", guess("heron", 0.1)) == ""


def test_a_name_among_places_is_no_person() -> None:
    sentence = "Pupils from Harrock, Upper Stoyle and Brannay were taught by Olwen Harker in Gannet Rock."
    assert [sentence[start:end] for start, end in people_in(sentence)] == ["Olwen Harker"]
