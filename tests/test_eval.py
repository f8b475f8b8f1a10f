"""The evaluation: its checks on answers made by hand, the loader, the numbers, the gate, the packaged cases."""

import dataclasses
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.answers import Answer, Citation, Sentence, Tier
from app.settings import AppSettings
from eval.__main__ import main
from eval.cases import Case, CaseError, Evidence, load_cases, open_documents, same_spaces, sample_cases
from eval.checks import judge
from eval.confidence import calibration, confidence_numbers, risk_coverage, roc_area
from eval.coverage import uncovered
from eval.measuring import SEEDS
from eval.reporting.report import without_secrets
from eval.running import Outcome, Summary, percentile, run_cases
from eval.trials.bench import BenchError, run_process
from eval.trials.growth import Size, measure_growth, write_documents
from index.documents import Document
from index.errors import UnreadableFile

TEXT = "Output rose by 28.2% in May. Sales reached 2.09 million units in May."
DOCUMENTS = {name: Document(id=name, text=TEXT, sha256=f"hash of {name}") for name in ("may.txt", "copy.txt")}
CASE = Case(
    id="output",
    type="number",
    question="By how much did output rise?",
    answerable=True,
    must=(("28.2%", "28.2 percent"),),
    must_not=("31.8%",),
    sources=("may.txt",),
    max_words=10,
)
UNANSWERABLE = Case(id="june", type="period", question="And in June?", answerable=False)


def read(name: str) -> Document:
    if name not in DOCUMENTS:
        raise UnreadableFile(f"there is no {name}", hint="")
    return DOCUMENTS[name]


def cite(quote: str = "Output rose by 28.2% in May.", number: int = 1, source: str = "may.txt") -> Citation:
    start = TEXT.find(quote)
    return Citation(number, source, source, None, start, start + len(quote), quote, f"hash of {source}")


def say(*sentences: tuple[str, Citation | None], tier: Tier = "answer", note: str = "") -> Answer:
    said = tuple(Sentence(text, (citation,) if citation else (), 1.0) for text, citation in sentences)
    return Answer("", "", tier, said, note, (), "by hand")


RIGHT = say(("Output rose by 28.2% in May.", cite()))
REFUSAL = say(tier="refusal", note="No passage mentions June.")
CLOSEST = say(("Output rose by 28.2% in May.", cite()), tier="closest", note="No passage mentions June.")


def failed(case: Case, answer: Answer) -> list[str]:
    return [check.name for check in judge(case, answer, read=read).failures]


def test_a_right_answer_passes_every_check() -> None:
    judgement = judge(CASE, RIGHT, read=read)
    assert judgement.right
    assert judgement.failures == ()
    assert (judgement.citations, judgement.verbatim) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "failures"),
    [
        (say(("Output rose in May.", cite())), ["facts"]),
        (say(("It rose by 28.2%, sales by 31.8%.", cite())), ["forbidden"]),
        (say(("Output rose by 28.2% in May.", cite(source="copy.txt"))), ["source"]),
        (say(("Output, as all who follow it know, rose by 28.2% in May.", cite())), ["words"]),
        (CLOSEST, ["answered", "words"]),
        (REFUSAL, ["answered", "facts", "source"]),
    ],
)
def test_what_makes_an_answer_wrong(answer: Answer, failures: list[str]) -> None:
    judgement = judge(CASE, answer, read=read)
    assert [check.name for check in judgement.failures] == failures
    assert not judgement.right
    assert judgement.abstained == ("answered" in failures)


def test_a_reason_says_what_was_expected_and_what_was_given() -> None:
    answer = say(("Sales reached 2.09 million units in May.", cite(source="copy.txt")))
    reasons = [check.reason for check in judge(CASE, answer, read=read).failures]
    assert reasons == ["it lacks '28.2%' or '28.2 percent'", "it cites copy.txt, not may.txt"]


@pytest.mark.parametrize(
    ("fact", "said", "stated"),
    [
        ("2.09 million", "2.09\u00a0 Million units", True),
        ("16%", "It fell by 116%.", False),
        ("500", "It counts 5,500 or 500.5 or 5001.", False),
        ("500", "It counts 500.", True),
        ("31GW", "more than 31gw", True),
        ("1", "A fact without a figure", False),  # though shown with the marker [1]
        ("rust", "Trust and rusty nails", False),
        ("tail", "Two tails", True),
        ("box", "Boxes", True),
        ("市场", "新能源市场份额", True),
    ],
)
def test_a_fact_is_found_as_a_reader_would(fact: str, said: str, *, stated: bool) -> None:
    case = dataclasses.replace(CASE, must=((fact,),))
    assert ("facts" not in failed(case, say((said, cite())))) == stated


def test_a_comparison_needs_every_source() -> None:
    case = dataclasses.replace(CASE, sources=(), sources_all=(("may.txt",), ("copy.txt", "other.txt")))
    assert failed(case, RIGHT) == ["source"]
    both = say(("Output rose by 28.2%", cite()), ("in May.", cite("Output", number=2, source="copy.txt")))
    assert failed(case, both) == []


@pytest.mark.parametrize(
    "change",
    [
        {"start": 1},
        {"quote": "Output rose by 82.2% in May."},
        {"end": 1000},
        {"sha256": "of an older file"},
        {"source": "gone.txt"},
    ],
)
def test_a_citation_that_is_not_verbatim_is_detected(change: dict[str, Any]) -> None:
    answer = say(("Output rose by 28.2% in May.", dataclasses.replace(cite(), **change)))
    judgement = judge(dataclasses.replace(CASE, sources=()), answer, read=read)
    assert [check.name for check in judgement.failures] == ["verbatim"]
    assert (judgement.citations, judgement.verbatim) == (1, 0)


@pytest.mark.parametrize(
    "sentences",
    [
        [("Output rose by 28.2%.", cite()), ("So it is.", None)],
        [("Output rose by 28.2%.", cite(number=2))],
        [("Output rose by 28.2%.", cite()), ("Sales too.", cite("Sales", number=1))],
    ],
    ids=["uncited", "does not begin at 1", "one number, two quotes"],
)
def test_citations_are_complete_and_in_order(sentences: list[tuple[str, Citation | None]]) -> None:
    assert failed(CASE, say(*sentences)) == ["cited"]


def test_where_the_documents_do_not_say_both_ways_of_not_answering_are_right() -> None:
    assert judge(UNANSWERABLE, REFUSAL, read=read).right
    assert judge(UNANSWERABLE, CLOSEST, read=read).right
    assert failed(UNANSWERABLE, RIGHT) == ["refused"]


# ---------------------------------------------------------------------------------------------------------------------
# Loading


def line(**changes: Any) -> str:
    case = {"id": "a", "type": "number", "question": "How much?", "answerable": True, "must": [["28.2%"]]}
    return json.dumps(case | changes)


@pytest.fixture
def cases_of(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write lines as a file of cases, beside a folder that holds may.txt."""
    (folder / "may.txt").write_text(TEXT, encoding="utf-8")

    def write(*lines: str) -> Path:
        path = tmp_path / "cases.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def test_a_case_is_read_with_its_history_and_evidence(cases_of: Callable[..., Path], folder: Path) -> None:
    written = line(history=[["user", "Hello"]], evidence=[{"source": "may.txt", "quote": "Output rose by 28.2%"}])
    (case,) = load_cases(cases_of(written), folder)
    assert (case.history, case.must, case.max_words) == ((("user", "Hello"),), (("28.2%",),), None)
    assert case.evidence[0].quote == "Output rose by 28.2%"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line(), line(id="b"), line()], "cases.jsonl, line 3: the id 'a' is taken by line 1."),
        ([line(evidence=[{"source": "may.txt", "quote": "Output fell"}])], "'Output fell' is not in may.txt"),
        ([line(evidence=[{"source": "june.txt", "quote": "Output"}])], "line 1: There is no document 'june.txt'"),
        ([line(sources=["june.txt"])], "There is no document 'june.txt'"),
        (["", line()[:-1]], "cases.jsonl, line 2: Invalid JSON"),
        ([line(must_have=["28.2%"])], "line 1: must_have: Unexpected keyword argument."),
        ([line(must=["28.2%"])], "line 1: must.0: Input should be a valid array."),
        ([], "holds no case"),
    ],
)
def test_a_case_that_cannot_be_right_is_refused(
    lines: list[str], message: str, cases_of: Callable[..., Path], folder: Path
) -> None:
    with pytest.raises(CaseError) as caught:
        load_cases(cases_of(*lines), folder)
    assert message in caught.value.message
    assert caught.value.hint


def test_quoting_its_evidence_answers_every_packaged_case(seeds: Path) -> None:
    read_seed = open_documents(seeds)
    cases = load_cases(SEEDS, seeds)
    for case in (case for case in cases if case.answerable):
        answer = say(*((cited.quote, cited) for cited in _evidence(case, read_seed)))
        assert (case.id, judge(case, answer, read=read_seed).failures) == (case.id, ())
        assert case.must
        assert case.max_words in (60, 160)
    assert {evidence.source for case in cases for evidence in case.evidence} == {path.name for path in seeds.iterdir()}
    assert sum(not case.answerable for case in cases) >= 25


def test_every_paragraph_of_the_seeds_is_asked_about(seeds: Path) -> None:
    assert uncovered(load_cases(SEEDS, seeds), seeds) == []


def test_a_paragraph_without_a_case_is_named_and_a_heading_needs_none(folder: Path) -> None:
    text = "Output and sales\n\nOutput rose by 28.2% in May. A good month.\n\nSales fell by 3% in all of the towns.\n"
    (folder / "may.txt").write_text(text, encoding="utf-8")
    case = dataclasses.replace(CASE, evidence=(Evidence("may.txt", "28.2%"),))
    assert [(one.document, one.text) for one in uncovered([case], folder)] == [
        ("may.txt", "Sales fell by 3% in all of the towns.")
    ]


def _evidence(case: Case, read_seed: Callable[[str], Document]) -> list[Citation]:
    found = []
    for number, evidence in enumerate(case.evidence, 1):
        document = read_seed(evidence.source)
        start = same_spaces(document.text).index(same_spaces(evidence.quote))
        end = start + len(evidence.quote)
        quote = document.text[start:end]
        found.append(Citation(number, document.id, document.name, None, start, end, quote, document.sha256))
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Running


def ask(case: Case) -> Answer:
    if case.id == "broken":
        raise ValueError("no such period")
    return {"output": RIGHT, "june": RIGHT, "wrong": say(("Output fell.", cite())), "shy": CLOSEST}[case.id]


CASES = (
    CASE,
    dataclasses.replace(CASE, id="wrong"),
    dataclasses.replace(CASE, id="shy", type="date"),
    dataclasses.replace(CASE, id="broken", type="date"),
    UNANSWERABLE,
)


def test_a_crash_is_recorded_and_the_run_goes_on() -> None:
    results = run_cases(CASES, ask, read=read)
    assert [outcome.right for outcome in results.outcomes] == [True, False, False, False, False]
    assert results.outcomes[3].reasons == ("it crashed: ValueError: no such period",)


def test_the_numbers_of_a_run() -> None:
    results = run_cases(CASES, ask, read=read)
    overall = results.overall
    assert dataclasses.replace(overall, p50_ms=None, p95_ms=None) == Summary(
        answerable=4,
        right=1,
        abstained=1,
        unanswerable=1,
        refused=0,
        answers=4,
        cited=4,
        citations=4,
        verbatim=4,
        crashes=1,
        p50_ms=None,
        p95_ms=None,
    )
    assert overall.percents == {
        "right_percent": 25.0,
        "abstained_percent": 25.0,
        "refused_percent": 0.0,
        "verbatim_percent": 100.0,
        "cited_percent": 100.0,
    }
    assert {name: summary.percents["right_percent"] for name, summary in results.by_type.items()} == {
        "number": 50.0,
        "date": 0.0,
        "period": None,
    }
    # Three of five are timed: the first is not warm and one crashed.
    times = sorted(results.outcomes[index].milliseconds for index in (1, 2, 4))
    assert (overall.p50_ms, overall.p95_ms) == (times[1], times[2])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert [percentile(range(1, 21), percent) for percent in (50, 95, 100)] == [10, 19, 20]
    assert percentile([], 50) is None


def test_several_jobs_keep_the_order_and_lose_nothing() -> None:
    cases = [dataclasses.replace(CASE, id=f"{number}") for number in range(20)]
    heard: list[str] = []
    results = run_cases(
        cases,
        lambda case: RIGHT if int(case.id) % 3 else CLOSEST,
        read=read,
        jobs=4,
        announce=lambda outcome: heard.append(outcome.case.id),
    )
    assert [outcome.case.id for outcome in results.outcomes] == [case.id for case in cases]
    assert [outcome.right for outcome in results.outcomes] == [number % 3 > 0 for number in range(20)]
    assert sorted(heard) == sorted(case.id for case in cases)


def test_settings_are_reported_without_secrets() -> None:
    settings = {"chroma_url": "http://me:secret@127.0.0.1:8000", "api_key": "sk-1", "passages": 40}
    assert without_secrets(settings) == {"chroma_url": "http://127.0.0.1:8000", "passages": 40}


def test_a_sample_keeps_the_proportion_and_the_order() -> None:
    cases = [Case(id=f"{number}", type="a", question="", answerable=number % 4 > 0) for number in range(40)]
    drawn = sample_cases(cases, 12)
    assert (len(drawn), sum(case.answerable for case in drawn)) == (12, 9)
    assert [*drawn] == [case for case in cases if case in drawn]
    assert sample_cases(cases[::-1], 12) == drawn[::-1]  # drawn by id, not by place
    assert sample_cases(cases, None) == sample_cases(cases, 100) == tuple(cases)


# ---------------------------------------------------------------------------------------------------------------------
# Confidence


def sure(answer: Answer, confidence: float) -> Answer:
    return dataclasses.replace(answer, confidence=confidence)


def confident(*asked: tuple[Case, Answer]) -> Sequence[Outcome]:
    answers = iter([answer for _, answer in asked])
    return run_cases([case for case, _ in asked], lambda _: next(answers), read=read).outcomes


MIXED = confident(
    (CASE, sure(RIGHT, 0.9)),
    (CASE, sure(say(("Output fell.", cite())), 0.7)),
    (dataclasses.replace(CASE, max_words=6), sure(dataclasses.replace(CLOSEST, note=""), 0.4)),
    (CASE, sure(REFUSAL, 0.1)),
    (UNANSWERABLE, sure(CLOSEST, 0.4)),
    (UNANSWERABLE, sure(RIGHT, 0.7)),
)


def test_the_refusal_curve_shows_the_closest_passage_too_and_never_a_refusal() -> None:
    assert [(point.threshold, point.answered, point.right, point.refused) for point in risk_coverage(MIXED)] == [
        (0.1, 0.75, pytest.approx(2 / 3), 0.0),
        (0.4, 0.75, pytest.approx(2 / 3), 0.0),
        (0.7, 0.5, 0.5, 0.5),
        (0.9, 0.25, 1.0, 1.0),
    ]


def test_the_roc_area_counts_a_tie_half() -> None:
    # Of the eight pairs, .9 wins two, .7 one and half of one, .4 half of one.
    assert roc_area(MIXED) == pytest.approx((2 + 1.5 + 0.5 + 0) / 8)
    assert roc_area(MIXED[:4]) is None


def test_calibration_is_the_mean_gap_between_confidence_and_truth() -> None:
    measured = calibration(MIXED)
    filled = [one for one in measured.bins if one.outcomes]
    assert [(one.low, one.outcomes, one.right) for one in filled] == [
        (0.0, 1, 0),
        (0.3, 2, 0.5),
        (0.6, 2, 0),
        (0.8, 1, 1),
    ]
    assert [one.confidence for one in filled] == pytest.approx([0.1, 0.4, 0.7, 0.9])
    assert measured.error == pytest.approx((0.1 + 2 * 0.1 + 2 * 0.7 + 0.1) / 6)


def test_a_crash_has_no_confidence() -> None:
    crashed = run_cases([dataclasses.replace(CASE, id="broken")], ask, read=read).outcomes
    assert confidence_numbers(crashed)["curve"] == [{"threshold": 0.0, "answered": 0.0, "right": None, "refused": None}]


# ---------------------------------------------------------------------------------------------------------------------
# Growth


def test_invented_documents_stand_among_the_seeds_and_are_the_same_every_time(seeds: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_documents(tmp_path / name, 12, seeds=seeds, words=50)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 12
    assert all(one[path.name] == path.read_bytes() for path in seeds.iterdir())
    invented = [text.decode() for name, text in one.items() if name.startswith("invented")]
    assert len(set(invented)) == 7
    assert all(50 <= len(text.split()) <= 62 for text in invented)


def test_growth_is_measured_on_the_products_own_commands(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[tuple[str, ...]] = []

    def pretend(arguments: Sequence[str], *, environment: Mapping[str, str], accept: Sequence[int] = (0,)) -> Any:
        run.append((*arguments[:3], environment["FOOTNOTE_DOCUMENTS"]))
        if "--json" in arguments:
            numbers = {"p50_ms": 20.0, "p95_ms": 40.0, "right_percent": 75.0, "refused_percent": None}
            Path(arguments[-1]).write_text(json.dumps({"summary": numbers}), encoding="utf-8")
        return 1.5, 200.0

    monkeypatch.setattr("eval.trials.growth.run_process", pretend)
    measured = measure_growth([6, 8], seeds=seeds, cases=SEEDS, words=20)
    assert [arguments[:3] for arguments in run] == [("-m", "index", "build"), ("-m", "eval", "run")] * 2
    assert measured[1] == Size(8, 1.5, 200.0, 20.0, 40.0, 200.0, 75.0, None)
    with pytest.raises(CaseError, match="3 documents do not hold the 5 seeds"):
        measure_growth([3, 10], seeds=seeds, cases=SEEDS, words=20)


# ---------------------------------------------------------------------------------------------------------------------
# The command


@pytest.mark.parametrize(("reply", "code"), [(REFUSAL, None), (RIGHT, 1)])
def test_the_command_ends_with_1_below_the_gate(
    reply: Answer,
    code: int | None,
    cases_of: Callable[..., Path],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("app.answer", lambda *_, **__: dataclasses.replace(reply, sentences=()), raising=False)
    cases = cases_of(line(id="june", type="period", answerable=False, must=[]))
    report = tmp_path / "report.json"
    with pytest.raises(SystemExit) as ended:
        main(["run", "--cases", str(cases), "--documents", str(folder), "--json", str(report), "--failures"])
    assert (ended.value.code or None) == code
    assert ("that the documents do not say" in capsys.readouterr().out) == (code == 1)
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["schema"] == 2
    assert list(written["documents"]) == ["may.txt"]
    assert [case["right"] for case in written["cases"]] == [code is None]
    assert written["confidence"]["curve"][0]["threshold"] == 1.0


def test_the_packaged_cases_are_about_the_seeds_whatever_the_environment_names(
    seeds: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", str(folder))
    asked: list[Path] = []

    def refuse(*_: object, settings: AppSettings, **__: object) -> Answer:
        asked.append(settings.documents)
        return REFUSAL

    monkeypatch.setattr("app.answer", refuse, raising=False)
    report = tmp_path / "report.json"
    with pytest.raises(SystemExit) as ended:
        main(["run", "--json", str(report)])
    assert ended.value.code == 1  # below the gate
    assert set(asked) == {seeds}
    assert set(json.loads(report.read_text(encoding="utf-8"))["documents"]) == {path.name for path in seeds.iterdir()}


def test_the_gate_is_the_products_own(cases_of: Callable[..., Path], folder: Path, tmp_path: Path) -> None:
    cases = cases_of(line(), line(id="june", answerable=False, must=[]), line(id="july", answerable=False, must=[]))
    report = tmp_path / "report.json"
    options = ["--documents", str(folder), "--json", str(report), "--engine", "bm25", "--sample", "2"]
    with pytest.raises(SystemExit) as ended:
        main(["run", "--cases", str(cases), *options])
    assert not ended.value.code  # though it refuses nothing
    written = json.loads(report.read_text(encoding="utf-8"))
    assert (written["engine"], len(written["cases"]), written["summary"]["refused_percent"]) == ("bm25", 2, 0.0)


def test_an_error_is_a_message_and_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--cases", str(tmp_path / "none.jsonl"), "--documents", str(tmp_path)])
    assert ended.value.code == 2
    shown = capsys.readouterr().err.replace("\n", "")  # a path is wrapped anywhere
    assert "none.jsonl' cannot be read" in shown
    assert shown.endswith("Name a UTF-8 file with --cases.")


def test_a_process_is_measured_on_its_own() -> None:
    _, large = run_process(["-c", "bytearray(200_000_000)"], environment=os.environ)
    ours = bytearray(b"x") * 100_000_000
    seconds, small = run_process(["-c", "import time; time.sleep(0.2)"], environment=os.environ)
    assert large > 190
    assert 1 < small < len(ours) / 2**20 - 50  # neither an earlier process nor this one counts
    assert 0.2 < seconds < 20


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(BenchError, match="ended with 1: ValueError: no model"):
        run_process(["-c", "raise ValueError('no model')"], environment=os.environ)
