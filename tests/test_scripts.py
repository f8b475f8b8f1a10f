"""Which script a question is written in, and what of it a text in Latin letters can hold."""

import pytest

from app.scripts import shared_words, unread_script


@pytest.mark.parametrize(
    ("question", "script"),
    [
        ("2023年NEV销量是多少？", "Chinese"),
        ("島のフェリーは何時に出ますか", "Japanese"),
        ("섬으로 가는 배는 몇 시에 있나요?", "Korean"),
        ("Сколько NEV продали в 2023 году?", "Cyrillic"),
        ("كم عدد المصانع الخضراء في عام ٢٠٢٣؟", "Arabic"),
        ("Πόσα βιβλία δανείζει η βιβλιοθήκη;", "Greek"),
        ("कितनी किताबें हैं?", "Devanagari"),
    ],
)
def test_a_question_mostly_in_another_script_is_told(question: str, script: str) -> None:
    assert unread_script(question) == script


@pytest.mark.parametrize(
    "question",
    [
        "How many books does the library lend?",
        "Wie groß ist das Café in Łódź?",
        "What does 绿色 mean?",
        "Η = 0.31?",
        "μ σ?",
        "ＨＯＷ ｍａｎｙ？",
        "2023?",
        "",
    ],
)
def test_latin_letters_symbols_and_numbers_are_read(question: str) -> None:
    assert unread_script(question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2023年NEV销量是多少？", ("2023", "NEV")),
        ("Сколько стоит Xiaomi SU7 в 2024 году, 215,900 или 31.1%?", ("Xiaomi SU7", "2024", "215,900", "31.1")),
        ("كم مصنعا في عام ٢٠٢٣؟", ("2023",)),
        ("５Ｇ和5G基站", ("5G",)),
        ("Ada Brook 和 Ada Brook", ("Ada Brook",)),
        ("绿色工厂有多少？", ()),
    ],
)
def test_numbers_and_latin_names_are_what_texts_share(question: str, words: tuple[str, ...]) -> None:
    assert shared_words(question) == words
