"""What a question asks for: its words, names and times."""

from app.extractive.question import Question, analyse
from app.periods import Period


class Vocabulary:
    """Documents that hold these stems, each in three passages of ten."""

    def __init__(self, *stems: str) -> None:
        self._stems = stems

    def frequency(self, word: str) -> int:
        return 3 if word in self._stems else 0

    def size(self) -> int:
        return 10

    def nearest(self, word: str) -> str | None:
        return None


def analysed(text: str, *stems: str) -> Question:
    return analyse(text, Vocabulary(*stems))


def test_a_form_of_address_is_no_name() -> None:
    question = analysed("Who may sign when Ms Dunmeath or Professor Ida Holm is away?")
    assert question.names == ("Dunmeath", "Ida", "Holm")
    assert question.phrases == ("Ida Holm",)
    assert not {"ms", "professor"} & {term.word for term in question.terms}


def test_may_asks_for_permission_where_nothing_of_a_month_follows() -> None:
    assert not analysed("May I reuse the tables?").periods
    assert not analysed("I only pay. May visitors smoke on the terrace?").periods
    assert analysed("What was sold in May?").periods == {Period("month", 5)}
    assert analysed("May 2023 exports?").periods == {Period("month", 5), Period("year", 2023)}


def test_words_are_not_taken_apart_into_stop_words() -> None:
    assert [term.word for term in analysed("an underground store", "under", "ground").terms] == ["underground", "store"]
    assert [term.word for term in analysed("a marketplan", "market", "plan").terms] == ["market", "plan"]


def test_a_contraction_and_an_indefinite_pronoun_say_nothing() -> None:
    assert [term.word for term in analysed("Why aren't they shown to anyone?").terms] == ["shown"]
