"""What people say of answers becomes cases that the evaluation loads, runs and judges as they did."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import answer
from app.records.conversations import Exchange
from app.records.feedback import feedback_file, keep
from app.settings import AppSettings
from eval.cases import Case, load_cases, open_documents
from eval.checks import judge
from index.errors import DataNotWritable

HARBOUR = (
    "Lindholm harbour report\n\nThe harbour of Lindholm handled 4,210 container ships in 2022. "
    "The harbour of Lindholm handled 4,875 container ships in 2023.\n"
)
FIRST = "How many container ships did the harbour of Lindholm handle in 2022?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> AppSettings:
    home = tmp_path_factory.mktemp("feedback")
    (home / "documents").mkdir()
    (home / "documents" / "harbour.txt").write_text(HARBOUR)
    return AppSettings(documents=home / "documents", data=home / "data")


@pytest.fixture(autouse=True)
def _no_feedback_yet(settings: AppSettings) -> None:
    feedback_file(settings).unlink(missing_ok=True)


@pytest.fixture
def answered(settings: AppSettings) -> Exchange:
    return Exchange(FIRST, answer(FIRST, settings=settings))


@pytest.fixture
def refused(settings: AppSettings) -> Exchange:
    question = "Who won the chess olympiad in Reykjavik?"
    return Exchange(question, answer(question, settings=settings))


def cases(settings: AppSettings) -> tuple[Case, ...]:
    return load_cases(feedback_file(settings), settings.documents)


def passes(exchange: Exchange, settings: AppSettings) -> bool:
    """Return whether the answer that was given passes the one case that was made of it."""
    (case,) = cases(settings)
    assert exchange.answer is not None
    return judge(case, exchange.answer, read=open_documents(settings.documents)).right


def test_a_right_answer_passes_its_case(answered: Exchange, refused: Exchange, settings: AppSettings) -> None:
    assert keep(replace(answered, label="right"), (), settings)
    (case,) = cases(settings)
    assert (case.must, case.sources) == ((("4,210",),), ("harbour.txt",))
    assert passes(answered, settings)
    assert not passes(refused, settings)
    feedback_file(settings).unlink()
    assert keep(replace(refused, label="right"), (), settings)
    assert passes(refused, settings)
    assert not passes(answered, settings)


@pytest.mark.parametrize("label", ["wrong source", "should have refused"])
def test_a_wrong_answer_fails_its_case(label: str, answered: Exchange, settings: AppSettings) -> None:
    wrong = replace(answered, label="wrong source" if label == "wrong source" else "should have refused")
    assert keep(wrong, (), settings)
    assert not passes(answered, settings)


def test_what_was_missed_is_a_case_once_it_is_known_what(
    answered: Exchange, refused: Exchange, settings: AppSettings
) -> None:
    assert not keep(replace(answered, label="missed it"), (), settings)
    assert feedback_file(settings).read_text() == ""
    assert keep(replace(answered, label="missed it", expected="4,875"), (), settings)
    assert not passes(answered, settings)
    feedback_file(settings).unlink()
    assert keep(replace(refused, label="missed it"), (), settings)
    assert not passes(refused, settings)


def test_a_follow_up_is_asked_with_its_conversation(answered: Exchange, settings: AppSettings) -> None:
    assert answered.answer is not None
    history = (("user", FIRST), ("assistant", answered.answer.text))
    follow = answer("And in 2023?", history, settings=settings)
    assert keep(Exchange("And in 2023?", follow, label="right"), [answered], settings)
    (case,) = cases(settings)
    assert (case.history, case.must) == (history, (("4,875",),))


def test_the_last_word_on_an_answer_counts(answered: Exchange, refused: Exchange, settings: AppSettings) -> None:
    keep(replace(refused, label="right"), (), settings)
    keep(replace(answered, label="right"), (), settings)
    keep(replace(answered, label="should have refused"), (), settings)
    assert [case.type for case in cases(settings)] == ["feedback: right", "feedback: should have refused"]
    assert not keep(replace(answered, label=""), (), settings)
    assert [case.id for case in cases(settings)] == [f"feedback-{refused.id}"]


def test_a_data_folder_that_cannot_be_written_is_said(answered: Exchange, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    settings = AppSettings(documents=tmp_path, data=tmp_path / "data")
    with pytest.raises(DataNotWritable, match="The feedback could not be written"):
        keep(replace(answered, label="right"), (), settings)
