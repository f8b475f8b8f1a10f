"""Citations: only inside the hits, numbered by first use, verbatim in the file as it is read now, or not shown."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

import app.chain
from app.answers import Answer, Sentence, Turn, Verdict
from app.chain import answer, stream_answer
from app.citing import Citer, holds
from app.questions import LONGEST_QUESTION
from app.searching import ready_library
from app.settings import AppSettings
from app.verifying import Support
from index.documents import Hit
from index.errors import QuestionError
from index.ingest import build_index
from index.opening import Library, open_library
from index.reading import read_document

ROOT = Path(__file__).resolve().parent.parent

QUESTIONS = (
    "What was the market share of new energy vehicles in the first quarter?",
    "How many new energy vehicles were produced in the first quarter?",
    "Who is Tao Qing?",
    "Who is Zhao Zhiguo?",
    "When was the press conference on the development of industry in 2023 held?",
    "What are the next steps for green manufacturing?",
    "What achievements were made in green production?",
    "What does the 14th Five-Year Plan for Industrial Green Development say?",
    "By how much did the energy consumption of industry fall?",
    "How many green factories are there?",
    "What is an industrial green microgrid?",
    "Why is industry important for carbon emissions?",
    "What is said about hydrogen?",
    "How many people live in Berlin?",
    "Which city won the football cup?",
)


@pytest.fixture
def small(folder: Path, tmp_path: Path) -> AppSettings:
    (folder / "solar.txt").write_text(
        "Solar power grew by 5% in 2023.\n\nIt had grown by 3% in 2022.\n", encoding="utf-8"
    )
    (folder / "wind.txt").write_text("Wind power grew by 8% in 2023.\n", encoding="utf-8")
    settings = AppSettings.load(documents=folder, data=tmp_path / "data")
    build_index(settings)
    return settings


@pytest.fixture(scope="module")
def answers() -> tuple[Answer, ...]:
    """Every question, asked of the seeds."""
    return tuple(map(answer, QUESTIONS))


def hit_of(library: Library, document_id: str) -> Hit:
    return next(hit for hit in library.search("power grew", 9) if hit.passage.document_id == document_id)


# The answers of the default engine


def test_every_citation_is_verbatim_in_its_file(answers: tuple[Answer, ...], seeds: Path) -> None:
    citations = [citation for given in answers for citation in given.citations]
    assert len(citations) > len(QUESTIONS) / 2
    for citation in citations:
        document = read_document(seeds / citation.source, seeds)
        assert document.text[citation.start : citation.end] == citation.quote != ""
        assert (document.sha256, document.name, document.date) == (citation.sha256, citation.title, citation.date)
        assert (seeds / citation.source).read_bytes().decode("utf-8")[citation.start : citation.end] == citation.quote


def test_every_sentence_is_cited_from_the_passages_found(answers: tuple[Answer, ...]) -> None:
    library = ready_library(AppSettings.load())
    for given in answers:
        citer = Citer(given.hits, library)
        assert all(sentence.citations for sentence in given.sentences)
        assert all(citer.may_cite(one.source, one.start, one.end) for one in given.citations)


def test_citations_are_numbered_in_the_order_of_their_first_use(answers: tuple[Answer, ...]) -> None:
    for given in answers:
        used = [citation.number for sentence in given.sentences for citation in sentence.citations]
        assert list(dict.fromkeys(used)) == [*range(1, len(given.citations) + 1)]


def test_an_answer_is_an_answer_and_a_refusal_says_why(answers: tuple[Answer, ...]) -> None:
    assert {given.answered for given in answers} == {True, False}
    for given in answers:
        assert given.answered == (given.tier == "answer")
        assert given.sentences if given.tier != "refusal" else given.note
        assert given.text


def test_the_same_question_gives_the_same_bytes_in_any_process() -> None:
    asking = (
        "import json\n"
        "from app import answer\n"
        f"for question in {QUESTIONS[:6]!r}:\n"
        "    print(json.dumps(answer(question).to_dict()))\n"
    )
    expected = [json.dumps(answer(question).to_dict()) for question in QUESTIONS[:6]]
    for seed in ("1", "2"):
        command = [sys.executable, "-c", asking]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == expected


# Questions that are none


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match=r"The question is empty\."):
        answer(question)


def test_an_overlong_question_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionError, match="has 100,000 characters; at most 2,000 are read") as caught:
        answer("x" * 100_000)
    assert caught.value.hint.startswith("Ask in a sentence or two")


def test_a_question_of_the_greatest_length_is_read(small: AppSettings) -> None:
    question = ("solar power growth " * 200)[: LONGEST_QUESTION - 1] + "?"
    given = answer(f"  {question}\n", settings=small)
    assert (len(question), given.standalone) == (LONGEST_QUESTION, question)


# The citer


def test_a_place_outside_the_hits_cannot_be_cited(small: AppSettings) -> None:
    library = open_library(small)
    citer = Citer([hit_of(library, "solar.txt")], library)
    assert citer.cite("solar.txt", 0, 11).quote == "Solar power"
    for document_id, start, end in (
        ("wind.txt", 0, 4),
        ("solar.txt", 0, 500),
        ("solar.txt", -1, 5),
        ("solar.txt", 5, 5),
    ):
        with pytest.raises(ValueError, match="outside the passages that were found"):
            citer.cite(document_id, start, end)


def test_the_same_place_keeps_its_number(small: AppSettings) -> None:
    library = open_library(small)
    citer = Citer([hit_of(library, "wind.txt"), hit_of(library, "solar.txt")], library)
    places = [("wind.txt", 0, 4), ("solar.txt", 0, 5), ("wind.txt", 0, 4), ("wind.txt", 0, 10)]
    assert [citer.cite(*place).number for place in places] == [1, 2, 1, 3]


def test_neighbouring_passages_are_one_stretch_and_others_are_not(folder: Path, tmp_path: Path) -> None:
    paragraphs = [
        f"Mill {number} made steel and sold it to twelve towns in the north of the land." for number in range(4)
    ]
    (folder / "mills.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    settings = AppSettings.load(documents=folder, data=tmp_path / "data", passage_words=20)
    build_index(settings)
    library = open_library(settings)
    first, second, _, fourth = (Hit(library.catalog.passage(number), 1.0) for number in range(4))
    beside = Citer([second, first], library)
    assert beside.cite("mills.txt", first.passage.start, second.passage.end).quote == "\n\n".join(paragraphs[:2])
    assert not Citer([first, fourth], library).may_cite("mills.txt", first.passage.start, fourth.passage.end)


def test_a_citation_holds_only_of_the_same_bytes_and_words(small: AppSettings) -> None:
    library = open_library(small)
    citation = Citer([hit_of(library, "solar.txt")], library).cite("solar.txt", 0, 11)
    document = library.document("solar.txt")
    assert holds(citation, document)
    assert not holds(dataclasses.replace(citation, start=1, end=12), document)
    assert not holds(citation, dataclasses.replace(document, sha256="0" * 64))
    assert not holds(citation, dataclasses.replace(document, text="Lunar power grew."))


# Words that a writer says it quotes

DRESSED = """The bridge

The bridge is 1,250\u00a0metres long, 31.1% more than the old one. “It’s the well‑known \u201cgate\u201d of the north,”
the mayor said. It was built in 1998 by Nordkran, and repaired in 2019.
"""


@pytest.fixture
def cite(folder: Path, tmp_path: Path) -> Callable[..., list[tuple[str, bool]]]:
    (folder / "bridge.txt").write_text(DRESSED, encoding="utf-8")
    (folder / "road.txt").write_text("The road to the bridge was paved in 2019 with stones from the quarry.\n")
    settings = AppSettings.load(documents=folder, data=tmp_path / "data")
    build_index(settings)
    library = open_library(settings)
    hits = {hit.passage.document_id: hit for hit in library.search("bridge", 9)}

    def cited(words: str, sentence: str = "", *, named: str = "bridge.txt", hidden: str = "") -> list[tuple[str, bool]]:
        citer = Citer([hit for name, hit in hits.items() if name != hidden], library)
        passages = [hit.passage for name, hit in hits.items() if name != hidden]
        found = citer.cite_words(
            sentence, [words] if words else [], [one for one in passages if one.document_id == named], others=passages
        )
        return [(one.quote, one.exact) for one in found]

    return cited


LONG = "The bridge is 1,250\u00a0metres long, 31.1% more than the old one."
SAID = "“It’s the well‑known “gate” of the north,”\nthe mayor said."
BUILT = "It was built in 1998 by Nordkran, and repaired in 2019."
PAVED = "The road to the bridge was paved in 2019 with stones from the quarry."


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("is 1,250\u00a0metres long", LONG),
        ("is 1,250 metres\n long", LONG),
        ("THE BRIDGE IS 1,250 METRES LONG", LONG),
        ("It's the well-known 'gate' of the north", SAID),
        ('"It’s the well–known "gate"', SAID),
        ("…built in 1998 by Nordkran…", BUILT),
        ("built in 1998 ... repaired in 2019", BUILT),
        ("**built** in 1998 by Nordkran.", BUILT),
    ],
)
def test_words_are_found_whatever_their_dress(
    cite: Callable[..., list[tuple[str, bool]]], words: str, quote: str
) -> None:
    assert cite(words) == [(quote, True)]


def test_words_over_two_sentences_are_quoted_with_both(cite: Callable[..., list[tuple[str, bool]]]) -> None:
    assert cite("the mayor said. It was built in 1998") == [(f"{SAID} {BUILT}", True)]


def test_words_with_a_slip_and_invented_ones_give_what_is_nearest_and_say_so(
    cite: Callable[..., list[tuple[str, bool]]],
) -> None:
    assert cite("It was builded in 1998 by Nordkran and repaired") == [(BUILT, False)]
    assert cite("a firm raised it long ago", "Nordkran built the bridge in 1998.") == [(BUILT, False)]
    assert cite("", "Nordkran built the bridge in 1998.") == [(BUILT, False)]
    assert cite("nothing of this at all", "Whales sing in winter.") == []


def test_words_are_not_found_inside_a_number_or_a_word(cite: Callable[..., list[tuple[str, bool]]]) -> None:
    assert cite("1.1%") == []
    assert cite("250 metres") == [(LONG, False)]  # the nearest sentence, but not these words
    assert cite("ridge is") == []


def test_words_stand_where_they_stand_not_where_a_marker_says(cite: Callable[..., list[tuple[str, bool]]]) -> None:
    assert cite("paved in 2019 with stones", "The road was paved in 2019.") == [(PAVED, True)]
    assert cite("in 2019", "The bridge was repaired in 2019.") == [(BUILT, True)]  # too few words to leave the passage
    assert cite("paved in 2019 with stones", named="road.txt", hidden="road.txt") == []  # not among the hits


# What an engine writes is checked


class Quoting:
    """An engine that quotes the beginning of each document found, and lets a test spoil what it quotes."""

    name = "quoting"

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        citer = Citer(hits, self._library)
        for document_id in sorted({hit.passage.document_id for hit in hits}):
            citation = citer.cite(document_id, 0, 10)
            yield Sentence(citation.quote, (self.spoilt(citation),), support=1.0)
        yield Sentence("Nobody said this.", (), support=0.0)
        return Verdict("answer")

    spoilt = staticmethod(lambda citation: citation)


def test_what_an_engine_cannot_cite_is_left_out(small: AppSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.chain, "Extractive", Quoting)
    assert answer("power?", settings=small).text == "Solar powe[1] Wind power[2]"
    wrong = {"solar.txt": {"quote": "Lunar powe"}, "wind.txt": {}}
    monkeypatch.setattr(Quoting, "spoilt", lambda self, one: dataclasses.replace(one, **wrong[one.source]))
    assert [sentence.text for sentence in answer("power?", settings=small).sentences] == ["Wind power"]
    monkeypatch.setattr(Quoting, "spoilt", lambda self, one: dataclasses.replace(one, end=11))
    given = answer("power?", settings=small)
    assert (given.answered, given.tier, given.sentences) == (False, "refusal", ())


def test_what_its_quotes_do_not_carry_is_withheld_counted_and_leaves_no_gap_in_the_numbers(
    small: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(sentence: str, quotes: Sequence[str], *, date: str | None) -> Support:
        wrong = sentence.startswith("Solar")
        return Support(not wrong, 0.7, "it is not so" if wrong else "")

    monkeypatch.setattr(app.chain, "Extractive", Quoting)
    monkeypatch.setattr(app.chain, "verify", verify)
    given = answer("power?", settings=small)
    assert [(one.text, one.support, one.citations[0].number) for one in given.sentences] == [("Wind power", 0.7, 1)]
    assert given.note == "2 sentences withheld: it is not so; it names no source that was found."
    assert given.confidence == 0.7


def test_a_file_that_goes_while_the_answer_is_written_is_left_out_and_named(
    small: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.chain, "Extractive", Quoting)
    stream = stream_answer("power?", settings=small)
    assert next(stream).text == "Solar powe"
    (small.documents / "wind.txt").unlink()
    with pytest.raises(StopIteration) as end:
        next(stream)
    given: Answer = end.value.value
    assert [citation.source for citation in given.citations] == ["solar.txt"]
    assert given.note == (
        "1 sentence withheld: it names no source that was found. "
        "Left out, because changed or gone since the index was built: wind.txt. Run `footnote sync`."
    )
