"""Which sentences the reader is given, and when it is given more."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from app.extractive.evidence import gather
from app.extractive.judging import STEPS, judge
from app.extractive.question import Question, analyse
from app.extractive.ranking import Ranked, rank
from app.extractive.reader import Reader, Reading
from app.searching import ready_library
from app.settings import AppSettings

FERRY = "".join(f"The ferry of line {number} carried {number}00 cars last summer.\n\n" for number in range(1, 13))


class Scripted:
    """A reader that finds all sentences equally likely and counts them."""

    def __init__(self, answers: float) -> None:
        self.answers = answers
        self.given: list[int] = []

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[Reading]:
        self.given.append(len(sentences))
        return [Reading(self.answers, "", 0.0) for _ in sentences]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Question, list[Ranked]]:
    folder: Path = tmp_path_factory.mktemp("ferry")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    settings = AppSettings.load(documents=str(folder), data=str(folder / "data"))
    library = ready_library(settings)
    text = "Is there a new boat?"
    question, hits = analyse(text, library.lexicon), library.search(text, settings.passages)
    evidence, vectors = gather(hits, library)
    return question, rank(question, evidence, vectors, library.embedder.encode_query(text), hits)


def test_where_two_alike_are_likely_the_next_two_are_read_and_no_more(asked: tuple[Question, list[Ranked]]) -> None:
    reader = Scripted(6.0)
    assert len(judge(*asked, cast("Reader", reader))) == STEPS[1]
    assert reader.given == [STEPS[0], STEPS[1] - STEPS[0]]


def test_where_the_first_two_settle_it_no_more_are_read(asked: tuple[Question, list[Ranked]]) -> None:
    question, ranked = asked
    ahead = [*ranked[:2], *(replace(one, score=one.score - 1.0) for one in ranked[2:])]
    reader = Scripted(6.0)
    assert len(judge(question, ahead, cast("Reader", reader))) == STEPS[0]
    assert reader.given == [STEPS[0]]


def test_where_none_is_likely_more_are_read_up_to_the_most(asked: tuple[Question, list[Ranked]]) -> None:
    reader = Scripted(-9.0)
    assert len(judge(*asked, cast("Reader", reader))) == STEPS[-1]
    assert sum(reader.given) == STEPS[-1]


def test_as_many_are_read_at_a_time_as_asked_for(asked: tuple[Question, list[Ranked]]) -> None:
    reader = Scripted(6.0)
    judge(*asked, cast("Reader", reader), steps=(8,))
    assert reader.given == [8]
