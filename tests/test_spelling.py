"""Slips of the keyboard in a question: everyday words are put right, names and the documents' own words are not."""

import pytest

from app.extractive.spelling import respelt
from index.words import stem


class Documents:
    """A vocabulary of a few words."""

    _stems = frozenset(map(stem, ("steel", "teh", "orbeska")))

    def frequency(self, word: str) -> int:
        return int(word in self._stems)

    def nearest(self, word: str) -> str | None:
        return "steel" if word == "stele" else None


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("how mcuh was sold in the frist yaer", "how much was sold in the first year"),
        ("waht did they recieve", "what did they receive"),
    ],
)
def test_everyday_words_are_put_right(question: str, meant: str) -> None:
    assert respelt(question, Documents()) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who runs Acme and Teh Holdings?",  # names
        "what is the teh paid by orbeska",  # the documents' own
        "how much stele was sold",  # near a word of theirs, which is looked for later
        "what does acme pay for biomethane",  # begins like no everyday word with its letters, or is a word
        "how many lighthouses were repainted",  # forms of known words
        "钢铁 что? 31.1 %",
    ],
)
def test_what_may_be_meant_is_left_alone(question: str) -> None:
    assert respelt(question, Documents()) == question
