"""The trained reader with the weights that ship: which sentence answers, with which words; orders, never values."""

import pytest

from app.extractive.reader import Reader, open_reader

BEFORE = "Storm Hedda reached the coast on Monday with winds of 140 km/h."
QUESTION = "How many homes did Storm Hedda flood?"
FLOODED = "In the old town 64 homes were flooded."
CLOSED = "The harbour stayed closed until the weekend."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader()


@pytest.mark.parametrize(
    ("question", "right", "wrong", "key"),
    [
        (
            "How many homes were flooded?",
            "In the old town 64 homes were flooded.",
            "The harbour stayed closed for nine days.",
            "64",
        ),
        (
            "Who is the mayor of Port Avel?",
            "The mayor of Port Avel, Edda Lind, thanked the volunteers.",
            "Port Avel has a library, two schools and a swimming pool.",
            "Edda Lind",
        ),
        (
            "When was the bridge opened?",
            "The bridge was opened in May 1987.",
            "The bridge is 240 metres long and carries two lanes.",
            "1987",
        ),
    ],
)
def test_the_sentence_that_answers_has_the_higher_odds_and_the_words(
    reader: Reader, question: str, right: str, wrong: str, key: str
) -> None:
    answering, other = reader.read(question, [("", right), ("", wrong)])
    assert answering.answers > other.answers
    assert key in answering.key


def test_a_near_miss_has_lower_odds(reader: Reader) -> None:
    [asked] = reader.read("How many homes were flooded?", [("", FLOODED)])
    [missed] = reader.read("How many homes were rebuilt?", [("", FLOODED)])
    assert asked.answers > missed.answers


@pytest.mark.xfail(strict=True, reason="the reader's sixth stage lost it: docs/LOG.md, 2026-11-21")
def test_what_stands_before_says_what_it_is(reader: Reader) -> None:
    [after_the_storm], [after_the_opera] = (
        reader.read("What did it flood?", [(before, FLOODED)]) for before in (BEFORE, "A new opera opened on Monday.")
    )
    assert after_the_storm.answers > after_the_opera.answers


@pytest.mark.parametrize(
    ("question", "fitting", "other", "sentence"),
    [
        ("How long is the Vessel bridge?", "The Vessel bridge", "The town hall", "It is 240 metres long."),
        ("Who runs the bakery?", "The bakery on Mill Lane", "The cinema on Mill Lane", "It is now run by Edda Lind."),
        ("How many homes did Storm Hedda flood?", "Storm Hedda", "A new opera", FLOODED),
        ("What does the parking permit cost?", "A parking permit", "A library card", "It costs 40 crowns a year."),
    ],
)
def test_what_stands_before_a_sentence_is_read_too(
    reader: Reader, question: str, fitting: str, other: str, sentence: str
) -> None:
    [fits], [fits_not] = (
        reader.read(question, [(f"{name} was much talked about in spring.", sentence)]) for name in (fitting, other)
    )
    assert fits.answers > fits_not.answers


@pytest.mark.parametrize("question", [QUESTION, "How strong were the winds of Storm Hedda?", "When did it come?"])
def test_the_words_lie_in_the_sentence_never_in_what_stands_before(reader: Reader, question: str) -> None:
    for sentence in (FLOODED, CLOSED):
        [reading] = reader.read(question, [(BEFORE, sentence)])
        assert reading.key
        assert reading.key in sentence
        assert 0 < reading.certainty <= 1


def test_a_sentence_is_read_alike_alone_and_among_others(reader: Reader) -> None:
    pairs = [(BEFORE, FLOODED), ("", CLOSED), ("", "Short."), ("", f"{FLOODED} " * 9)]
    assert reader.read(QUESTION, pairs) == [reading for pair in pairs for reading in reader.read(QUESTION, [pair])]


def test_what_is_too_long_is_read_as_far_as_it_goes(reader: Reader) -> None:
    endless = "and the rain went on, " * 300
    cut, lost, asked = (
        reader.read(QUESTION, [("", FLOODED + " " + endless)])[0],
        reader.read(QUESTION, [(endless, FLOODED)])[0],
        reader.read(QUESTION + " " + endless, [("", FLOODED)])[0],
    )
    assert cut.key in FLOODED + endless
    assert (lost.key, lost.certainty) == ("", 0.0)  # the sentence itself is beyond what is read
    assert asked.key in FLOODED


def test_no_sentence_gives_no_reading(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


def test_an_empty_sentence_has_no_words(reader: Reader) -> None:
    [reading] = reader.read(QUESTION, [(BEFORE, "")])
    assert (reading.key, reading.certainty) == ("", 0.0)


@pytest.mark.parametrize(
    ("question", "right", "others"),
    [
        (
            "what do I pay if I bring the bike back late?",
            "For each commenced hour after the agreed time 6 marks are charged.",
            (
                "A deposit of 150 marks is reserved on the card.",
                "Bikes are handed out from 8 to 11 in the morning.",
            ),
        ),
        (
            "Who is left out of the scheme?",
            "It applies only to those who were employed before 1 March.",
            ("The scheme was agreed upon after two nights of talks.", "The scheme costs 3.1 million crowns a year."),
        ),
        (
            "why can't I use ordinary kitchen salt?",
            "Its anti-caking agents clog the softener resin.",
            ("Fill the salt reservoir before the first run.", "The reservoir holds 1.1 kg of regenerating salt."),
        ),
    ],
)
def test_an_answer_in_other_words_is_told_from_sentences_with_the_words(
    reader: Reader, question: str, right: str, others: tuple[str, ...]
) -> None:
    answering, *rest = reader.read(question, [("", text) for text in (right, *others)])
    assert answering.answers > max(one.answers for one in rest)
