"""Cases drafted from a folder: sentences turned round, strangers put in, all of it verbatim and the same every time."""

from pathlib import Path

import pytest

from eval.__main__ import main
from eval.cases import Case, CaseError, load_cases, open_documents
from eval.drafting import draft_cases
from eval.drafting.clauses import clauses_of
from eval.drafting.gaps import gaps_of
from eval.drafting.questions import questions_about, questions_of
from eval.drafting.writing import write_cases
from index.reading import find_files

BRIDGE = """The Osk Bridge

The bridge was opened by Mayor Lind on 4 June 1931. The Osk Bridge carries 9,200 vehicles in a normal week. The toll
was abolished because the county had repaid every loan. He liked it. In 1958, the Osk Bridge was closed for three weeks.
"""
FERRY = """The ferry of Vard

The ferry of Vard carries twelve passengers and crosses the sound with Nora Dahl at the wheel. Captain Nora Dahl bought
the ferry in 1994. A season ticket costs £48. The crew has saved 31 stranded walkers from islands such as Gull Rock,
Little Holm and Sund.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (documents / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return documents


def drafted(folder: Path, **options: int) -> tuple[Case, ...]:
    read = open_documents(folder)
    return draft_cases([read("bridge.txt"), read("ferry.txt")], **options)


@pytest.mark.parametrize(
    ("sentence", "question", "fact"),
    [
        ("A total of 78 mills have closed since 1990.", "How many mills have closed since 1990?", "78"),
        ("In 2021, the crew trained for 2,310 hours.", "For how many hours did the crew train in 2021?", "2,310"),
        ("The new quay will be 140 metres long.", "How many metres long will the new quay be?", "140"),
        ("Landings of crab fell by 13%, as feared.", "By what percentage did landings of crab fall?", "13%"),
        ("A replacement costs about £92,000.", "How much does a replacement cost?", "£92,000"),
        ("The school was opened in 1958.", "When was the school opened?", "1958"),
        ("The county has imposed a weight limit of 7.5 tonnes.", "What weight limit has the county imposed?", "7.5"),
        ("Dr Imogen Sayle said that the roof leaks.", "Who said that the roof leaks?", "Dr Imogen Sayle"),
        ("The Net Loft Museum bought the boat.", "Which museum bought the boat?", "Net Loft Museum"),
        (
            "The sale was stopped because the bank withdrew its loan.",
            "Why was the sale stopped?",
            "bank withdrew its loan",
        ),
    ],
)
def test_a_simple_sentence_is_turned_into_the_question_it_answers(sentence: str, question: str, fact: str) -> None:
    clauses = clauses_of(sentence, proper=frozenset({"Dr", "Imogen", "Sayle"}))
    found = [
        (draft.question, draft.must[0][0]) for clause in clauses for draft in questions_of(clause, people=frozenset())
    ]
    assert (question, fact) in found


@pytest.mark.parametrize(
    "sentence",
    [
        "He won 12 races in 2019.",  # who?
        "The house burned down and was rebuilt in 1923.",  # two verbs: which of them was in 1923?
        "Boats licensed in 2020 were 43 in number.",  # the first verb found is none
        "What will 40 guests eat?",
        "This was 12 metres long.",
    ],
)
def test_a_sentence_that_does_not_stand_alone_or_is_unclear_is_left(sentence: str) -> None:
    clauses = clauses_of(sentence, proper=frozenset())
    assert [draft for clause in clauses for draft in questions_of(clause, people=frozenset())] == []


def test_what_a_text_counts_two_ways_is_not_asked_for() -> None:
    counted = "There are 38 chain moorings and 60 fixed plots. Of the fixed plots, 12 fixed plots were lost."
    assert [(one.question, one.must) for one in questions_about(counted, "Bay")] == [
        ("How many chain moorings does “Bay” speak of?", (("38",),))
    ]


@pytest.mark.parametrize(
    ("sentence", "question", "must"),
    [
        (
            "Landings of crab fell by 13% in 2021, as the whole harbour had feared.",
            "Which percentage is missing: “Landings of crab fell by ____ in 2021, as the whole harbour had feared.”?",
            (("13%",),),
        ),
        (
            "Landings of crab fell by 13% in 2021, as the whole harbour had feared.",
            "Which year is missing: “Landings of crab fell by 13% in ____, as the whole harbour had feared.”?",
            (("2021",),),
        ),
        (
            "There will be no sailings to the islands on 25 December 2022, whatever the weather.",
            "Which date is missing: “There will be no sailings to the islands on ____, whatever the weather.”?",
            (("25 December 2022",),),
        ),
        (
            "We were told that the Net Loft Museum would mend its roof first.",
            "Which name is missing: “We were told that the ____ would mend its roof first.”?",
            (("Net Loft Museum",),),
        ),
        (
            "The crew has saved stranded walkers from islands such as Gull Rock, Little Holm and Sund.",
            "Which examples are missing: “The crew has saved stranded walkers from islands such as ____.”?",
            (("Gull Rock",), ("Little Holm",), ("Sund",)),
        ),
    ],
)
def test_a_sentence_with_something_left_out_asks_for_it(
    sentence: str, question: str, must: tuple[tuple[str, ...], ...]
) -> None:
    assert (question, must) in [(draft.question, draft.must) for draft in gaps_of(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "It cost 12 crowns.",  # too little around the gap
        "The toll is 12 crowns on weekdays and on Sundays it is 12 crowns too.",  # the sentence tells it
        "The clerk wrote “the toll is 12 crowns” into the book of the bridge.",  # its quotation marks would end ours
        "and 12 crowns on every Sunday of the year when the bridge is open.",  # no whole sentence
    ],
)
def test_a_gap_that_tells_itself_or_is_in_no_sentence_is_none(sentence: str) -> None:
    assert list(gaps_of(sentence)) == []


def test_the_seeds_give_a_whole_suite(seeds: Path) -> None:
    read = open_documents(seeds)
    documents = [read(path.relative_to(seeds).as_posix()) for path in find_files(seeds)]
    cases = draft_cases(documents)
    assert len(cases) == 60
    assert {source for case in cases for source in case.sources} == {document.id for document in documents}
    assert sum(not case.answerable for case in cases) == 15


def test_cases_are_drafted_from_every_document_with_evidence_and_strangers(folder: Path) -> None:
    cases = {case.question: case for case in drafted(folder, count=40)}
    islands = cases["Which islands does “The ferry of Vard” give as examples?"]
    assert (islands.type, islands.must) == ("list", (("Gull Rock",), ("Little Holm",), ("Sund",)))
    vehicles = cases["How many vehicles does the Osk Bridge carry in a normal week?"]
    assert (vehicles.must, vehicles.sources) == ((("9,200",),), ("bridge.txt",))
    assert vehicles.evidence[0].quote == "The Osk Bridge carries 9,200 vehicles in a normal week."
    assert cases["When did Captain Nora Dahl buy the ferry?"].must == (("1994",),)
    unsaid = [case for case in cases.values() if not case.answerable]
    assert {case.type for case in unsaid} >= {"no-mention", "other-person"}
    assert all(case.drafted for case in cases.values())


def test_the_same_folder_gives_the_same_cases_and_another_seed_others(folder: Path) -> None:
    assert drafted(folder, count=8) == drafted(folder, count=8)
    assert {one.question for one in drafted(folder, count=8)} != {
        one.question for one in drafted(folder, count=8, seed=2)
    }


def test_the_command_writes_what_the_loader_reads_and_never_over_a_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    with pytest.raises(SystemExit, match="0"):
        main(["new-suite", str(folder), "--out", str(file), "--cases", "12"])
    assert "cases drafted" in capsys.readouterr().out
    cases = load_cases(file, folder)
    assert cases == drafted(folder, count=12)
    with pytest.raises(CaseError, match="is there already"):
        write_cases(file, cases)
