"""Two plain recipes over a folder of three documents, and a published question set asked of them."""

import json
from pathlib import Path

import pytest

from app.answers import Answer, Turn
from app.settings import AppSettings
from eval.__main__ import main
from eval.cases import Case, CaseError, open_documents
from eval.checks import judge
from eval.running import run_cases
from eval.trials.baselines import EngineName, Okapi, open_ask
from eval.trials.public import compare, find_question_files, load_files, score

BRIDGE = "The Osk Bridge spans 412 metres. It was opened by Mayor Lind in 1931."
FERRY = "The ferry leaves Osk at noon. A ticket costs four crowns. Dogs travel free of charge."
LONG = " ".join(f"The lighthouse of Vard has lamp number {number}." for number in range(14))


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    """A question set on three documents: three questions, one of them unanswerable, and two of them with typos."""
    documents = tmp_path / "set" / "docs"
    documents.mkdir(parents=True)
    for name, text in (("bridge.txt", BRIDGE), ("ferry.txt", FERRY), ("vard.txt", LONG)):
        (documents / name).write_text(text, encoding="utf-8")
    opened = row("opened", "Which mayor opened the bridge?", ["Mayor Lind", '"Lind".'], "bridge.txt", para=[0, 69])
    dogs = row(
        "dogs", "What do a ticket and a dog cost?", ["four crowns", "free of charge"], "ferry.txt", answers_all=True
    )
    cats = row("cats", "Do cats travel free of charge?", [], "ferry.txt", answerable=False)
    slips = [row("opened", "Who opned teh brigde?", ["Mayor Lind"], "bridge.txt"), json.dumps(json.loads(dogs))]
    (tmp_path / "set" / "questions.jsonl").write_text("\n".join([opened, dogs, cats]), encoding="utf-8")
    (tmp_path / "set" / "questions_typos.jsonl").write_text("\n".join(slips), encoding="utf-8")
    return tmp_path / "set"


def row(id_: str, question: str, answers: list[str], doc: str, *, answerable: bool = True, **more: object) -> str:
    named = {"id": id_, "question": question, "answers": answers, "doc": doc, "answerable": answerable}
    return json.dumps(named | more)


@pytest.fixture
def settings(question_set: Path, tmp_path: Path) -> AppSettings:
    return AppSettings.load(documents=question_set / "docs", data=tmp_path / "data")


def question(text: str, history: tuple[Turn, ...] = ()) -> Case:
    return Case(id="q", type="any", question=text, answerable=True, history=history)


def test_the_dense_recipe_shows_the_first_words_of_the_nearest_passage_cited_exactly(settings: AppSettings) -> None:
    case = question("Which lamps does the lighthouse of Vard have?")
    answer = open_ask("dense", settings)(case)
    assert answer.text == " ".join(LONG.split()[:60]) + "[1]"
    (citation,) = answer.citations
    assert (citation.source, citation.start) == ("vard.txt", 0)
    assert 0.5 < answer.confidence < 1
    assert judge(case, answer, read=open_documents(settings.documents)).failures == ()


def test_the_keyword_recipe_shows_the_sentence_that_shares_most_with_the_question(settings: AppSettings) -> None:
    ask = open_ask("bm25", settings)
    answer = ask(question("How much does a ticket cost?"))
    assert answer.text == "A ticket costs four crowns.[1]"
    assert [(one.source, one.quote) for one in answer.citations] == [("ferry.txt", "A ticket costs four crowns.")]


@pytest.mark.parametrize("engine", ["dense", "bm25"])
def test_a_recipe_never_abstains_and_understands_a_follow_up(engine: EngineName, settings: AppSettings) -> None:
    ask = open_ask(engine, settings)
    answer = ask(question("zzz qqq"))
    assert (answer.answered, len(answer.citations)) == (True, 1)
    assert 0 <= answer.confidence < 0.5
    history = (("user", "How long is the Osk Bridge?"), ("assistant", "It spans 412 metres."))
    again = ask(question("And who opened it?", history))
    assert again.continues
    assert [citation.source for citation in again.citations] == ["bridge.txt"]


def test_okapi_scores_by_rarity_frequency_and_length() -> None:
    texts = [["ferry", "osk"], ["ferry", "osk", "noon", "noon"], ["ferry", "dog", "cat", "bird"]]
    scores, most = Okapi(texts).scores(["noon", "ferry", "noon", "unknown"])
    # By hand: idf(noon) = ln(1 + 2.5/1.5), idf(ferry) = ln(1 + .5/3.5), idf(unknown) = ln(1 + 3.5/.5); lengths 2, 4, 4
    # on average 10/3, so k1 (1 - b + b length/average) = .84 and 1.38.
    noon, ferry, unknown = 0.980829, 0.133531, 2.079442
    assert scores == pytest.approx(
        [ferry * 2.2 / 1.84, ferry * 2.2 / 2.38 + noon * 2 * 2.2 / 3.38, ferry * 2.2 / 2.38], abs=1e-5
    )
    assert most == pytest.approx(2.2 * (noon + ferry + unknown), abs=1e-5)


# ---------------------------------------------------------------------------------------------------------------------
# Published question sets


def test_a_row_becomes_a_case(question_set: Path) -> None:
    read = open_documents(question_set / "docs")
    files = load_files(find_question_files(question_set, ()), read)
    assert {name: [case.id for case in cases] for name, cases in files.items()} == {
        "questions.jsonl": ["opened", "dogs", "cats"],
        "questions_typos.jsonl": ["opened", "dogs"],
    }
    opened, dogs, cats = files["questions.jsonl"]
    assert (opened.must, opened.sources) == ((("Mayor Lind", "Lind"),), ("bridge.txt",))  # any one
    assert dogs.must == (("four crowns",), ("free of charge",))  # all
    assert (cats.must, cats.answerable, cats.type) == ((), False, "unanswerable")


def test_a_sample_asks_the_same_questions_of_every_file(question_set: Path) -> None:
    read = open_documents(question_set / "docs")
    files = load_files(find_question_files(question_set, ()), read, sample=2)
    first, other = ([case.id for case in cases] for cases in files.values())
    assert len(first) == 2
    assert "cats" in first  # two of three are answerable: one of each kind
    assert other == [id_ for id_ in first if id_ != "cats"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (row("a", "Who?", ["Lind"], "tunnel.txt"), "questions.jsonl, line 1: There is no document 'tunnel.txt'"),
        ('{"id": "a", "question": "Who?"}', "line 1: answers: Field required"),
        ("", "holds no question"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(line: str, message: str, question_set: Path) -> None:
    (question_set / "questions.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        load_files([question_set / "questions.jsonl"], open_documents(question_set / "docs"))
    with pytest.raises(CaseError, match=r"holds no questions\*\.jsonl"):
        find_question_files(question_set / "docs", ())


def test_a_file_is_scored_and_paired_with_the_first(question_set: Path, settings: AppSettings) -> None:
    read = open_documents(settings.documents)
    ask = open_ask("bm25", settings)
    outcomes = {
        name: run_cases(cases, ask, read=read).outcomes
        for name, cases in load_files(find_question_files(question_set, ()), read).items()
    }
    scored = score(outcomes["questions.jsonl"])
    # One sentence holds one of the two answers to "dogs".
    assert (scored.gold, scored.document, scored.summary.abstained, scored.summary.refused) == (1, 2, 0, 0)
    assert scored.percents["gold_percent"] == 50.0
    assert scored.words == pytest.approx((8 + 5 + 5) / 3)
    loss = compare(outcomes["questions.jsonl"], outcomes["questions_typos.jsonl"])
    assert (loss.pairs, loss.lost, loss.won, loss.points) == (2, 1, 0, 50.0)


def test_the_public_command_measures_every_engine_on_every_file(
    question_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = Answer("", "", "refusal", (), "Nothing says so.", (), "by hand", confidence=0.25)
    monkeypatch.setattr("app.answer", lambda *_, **__: refusal, raising=False)
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    report = tmp_path / "report.json"
    with pytest.raises(SystemExit) as ended:
        main(["public", str(question_set), "--json", str(report)])
    assert not ended.value.code
    entries = json.loads(report.read_text(encoding="utf-8"))["entries"]
    assert [(entry["file"], entry["engine"]) for entry in entries] == [
        (file, engine)
        for file in ("questions.jsonl", "questions_typos.jsonl")
        for engine in ("footnote", "dense", "bm25")
    ]
    assert [entry["refused_percent"] for entry in entries[:3]] == [100.0, 0.0, 0.0]
    assert [entry["loss"] and entry["loss"]["points"] for entry in entries] == [None, None, None, 0.0, 0.0, 50.0]
    assert "questions_typos" in capsys.readouterr().out
