"""The gate: it holds for the product as it is, and each change that is known to be bad turns it red."""

import dataclasses
import re
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from app import chain
from app.answers import Answer, Citation, Sentence, Turn, Verdict
from app.citing import Citer
from app.extractive import abstaining, judging, ranking
from app.extractive.engine import Extractive
from app.llm import LanguageModel
from app.settings import AppSettings
from app.verifying import Support
from eval import suites
from eval.cases import Case, CaseError
from eval.gate import Gate, load_gate
from eval.running import Ask
from eval.scores import Score, scores
from eval.suites import FOLDERS, packaged, run_suite
from eval.trials.baselines import open_ask
from index.documents import Hit
from index.opening import Library
from index.retrieval import Keyword

SAMPLE = 60  # drawn by id (eval/cases.py), not by what becomes of them
Patch = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one index of the seeds serves all these runs."""
    return tmp_path_factory.mktemp("gate")


@pytest.fixture
def below(data: Path) -> Callable[..., set[str]]:
    """Run the sample, with a language model or without, and return the names of the scores below the gate."""

    def run(model: str | None = None) -> set[str]:
        settings = AppSettings(documents=FOLDERS["seeds"], data=data, model=model)
        ran = run_suite(packaged("seeds"), settings, judge=suites.open_judge(), sample=SAMPLE)
        return {line.split()[0] for line in ran.shortfalls}

    return run


def test_the_product_passes(below: Callable[..., set[str]]) -> None:
    assert below() == set()


def test_offsets_that_are_shuffled_withhold_every_answer(below: Callable[..., set[str]], monkeypatch: Patch) -> None:
    cite = Citer.cite

    def shifted(self: Citer, document_id: str, start: int, end: int) -> Citation:
        citation = cite(self, document_id, start, end)
        return dataclasses.replace(citation, start=citation.start + 1, end=citation.end + 1)

    monkeypatch.setattr(Citer, "cite", shifted)
    assert "right_percent" in below()


def test_offsets_that_are_shuffled_behind_the_products_own_check_are_seen(
    below: Callable[..., set[str]], monkeypatch: Patch
) -> None:
    monkeypatch.setattr(suites, "open_ask", lambda engine, settings: _shuffling(open_ask(engine, settings)))
    assert below() == {"verbatim_percent"}


def _shuffling(ask: Ask) -> Ask:
    def shuffled(case: Case) -> Answer:
        answer = ask(case)
        sentences = [
            dataclasses.replace(
                sentence,
                citations=tuple(dataclasses.replace(one, start=one.start + 1) for one in sentence.citations),
            )
            for sentence in answer.sentences
        ]
        return dataclasses.replace(answer, sentences=tuple(sentences))

    return shuffled


def test_without_bm25_the_passages_come_too_late(below: Callable[..., set[str]], monkeypatch: Patch) -> None:
    monkeypatch.setattr(Keyword, "search", lambda self, query, k: [])
    assert "recall_at_5" in below()


def test_without_abstention_nothing_is_refused(below: Callable[..., set[str]], monkeypatch: Patch) -> None:
    monkeypatch.setattr(abstaining, "ANSWERED", 0.0)
    assert "refused_percent" in below()


def test_preferring_the_wrong_year_is_seen(below: Callable[..., set[str]], monkeypatch: Patch) -> None:
    for table in (ranking.WEIGHTS, judging.WEIGHTS):
        monkeypatch.setitem(table, "period", -table["period"])
    assert "right_percent" in below()


class Slipping:
    """Stands in for a language model that misreads: the documents' sentences, each figure with another last digit."""

    name = "scripted"

    def __init__(self, library: Library, model: LanguageModel) -> None:
        self._engine = Extractive(library)

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        writing = self._engine.answer(question, hits, history)
        while True:
            try:
                sentence = next(writing)
            except StopIteration as stop:
                verdict: Verdict = stop.value
                return verdict
            yield dataclasses.replace(sentence, text=slipped(sentence.text), key=slipped(sentence.key))


def slipped(text: str) -> str:
    return re.sub(r"\d(?![\d.,]*\d)", lambda digit: str((int(digit.group()) + 1) % 10), text)


@pytest.fixture
def misreading(monkeypatch: Patch) -> None:
    assert slipped("In 2023, sales rose by 31.8% to 5,095.") == "In 2024, sales rose by 31.9% to 5,096."
    monkeypatch.setattr(chain, "Generative", Slipping)
    monkeypatch.setattr(chain, "rewrite", lambda question, turns, model: "")  # follow-ups as without a model


@pytest.mark.usefixtures("misreading")
def test_with_the_verifier_a_model_that_misreads_does_no_harm(below: Callable[..., set[str]]) -> None:
    assert below("scripted:model") == set()


@pytest.mark.usefixtures("misreading")
def test_without_the_verifier_it_does(below: Callable[..., set[str]], monkeypatch: Patch) -> None:
    monkeypatch.setattr(chain, "verify", lambda sentence, quotes, date: Support(True, 1.0))
    assert below("scripted:model") >= {"right_percent", "citation_recall"}


# ---------------------------------------------------------------------------------------------------------------------
# Its thresholds


@pytest.fixture
def empty() -> dict[str, Score]:
    return scores(())


def test_what_falls_short_is_named_and_a_share_of_nothing_cannot(empty: dict[str, Score]) -> None:
    gate = Gate({"right_percent": 80, "refused_percent": 70, "mrr": 50}, crashes=1)
    found = empty | {"right_percent": Score(79.9, None, 10), "refused_percent": Score(70.0, None, 10)}
    assert gate.shortfalls(found, crashes=1) == ("right_percent is 79.9, below 80: answered right",)
    assert gate.shortfalls(empty, crashes=2) == ("crashes: 2, above 1",)


@pytest.mark.parametrize("suite", [*FOLDERS, "seeds-sample"])
def test_every_packaged_suite_has_a_gate_of_its_own(suite: str) -> None:
    assert load_gate(suite).least.items() > load_gate("somebody's folder").least.items()


def test_a_threshold_for_no_score_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text("[any]\nright_percnt = 70\n", encoding="utf-8")
    with pytest.raises(CaseError, match="there is no score right_percnt"):
        load_gate("seeds", path)
