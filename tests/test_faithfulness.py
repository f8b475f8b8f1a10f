"""ragas' scores: what it is told, who judges, and that what fails is counted and nothing leaves the machine."""

import dataclasses
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.answers import Answer, Citation, Sentence
from eval.cases import Case, Evidence
from eval.faithfulness import judge_results, score
from eval.replies import ModelJudge, read_reply
from eval.reporting.judged import LABELS
from eval.reporting.rows import Abstentions, Row
from eval.running import Results, run_cases
from index.documents import Document, Hit, Passage

ModelServer = runpy.run_path(str(Path(__file__).with_name("model_server.py")))["ModelServer"]

ROSE, FELL, MOON = "Output rose by 28.2% in May.", "Sales fell.", "The moon is near."
ROW = Row("row", "How much?", (ROSE, MOON), (ROSE,), (FELL, ROSE), (ROSE, FELL))


class Same:
    """Finds carried what stands in the evidence, and fails where it is told to."""

    name = "by hand"

    def __init__(self, fails_on: str = "") -> None:
        self.fails_on = fails_on

    def support(self, claim: str, evidence: str) -> float:
        if claim == self.fails_on:
            raise RuntimeError("no idea")
        return float(claim in evidence)


def test_each_metric_is_what_its_definition_makes_of_the_verdicts() -> None:
    (judged,) = score([ROW], judge=Same()).rows
    likeness = judged.values["semantic_similarity"]
    assert {name: value for name, value in judged.values.items() if name != "semantic_similarity"} == {
        "faithfulness": 0.5,  # of two statements, the quote carries one
        "response_groundedness": 0.5,  # some of it
        "context_precision": 1.0,  # both passages carry a sentence of the reference
        "context_recall": 1.0,
        "factual_correctness": 0.5,  # the answer leaves out that sales fell
        "noise_sensitivity": 0.0,  # what the reference does not carry, no passage does
    }
    assert 0.3 < likeness < 1
    assert judged.failures == {}


def test_without_a_reference_only_the_answer_and_its_quotes_are_judged() -> None:
    (judged,) = score([dataclasses.replace(ROW, reference=())], judge=Same()).rows
    assert dict(judged.values) == {"faithfulness": 0.5, "response_groundedness": 0.5}


def test_a_judgement_that_fails_is_counted_and_no_part_of_the_mean() -> None:
    other = dataclasses.replace(ROW, id="other", sentences=(ROSE,))
    run = score([ROW, other], judge=Same(fails_on=MOON))
    faithfulness = run.means["faithfulness"]
    assert (faithfulness.value, faithfulness.scored, faithfulness.failed) == (1.0, 1, 1)
    assert run.rows[0].failures["faithfulness"] == "RuntimeError: no idea"
    # ragas asks five times for each of two ratings, and makes of all that a NaN.
    assert run.rows[0].failures["response_groundedness"] == "no number came of it"
    assert run.calls_failed >= 11


def test_what_states_nothing_is_counted_apart(seeds: Path) -> None:
    document = Document(id="may.txt", text=f"{ROSE} {FELL}", sha256="0")

    def ask(case: Case) -> Answer:
        if case.id == "crash":
            raise RuntimeError
        start = document.text.index(ROSE)
        citation = Citation(1, "may.txt", "May", None, start, start + len(ROSE), ROSE, "0")
        hit = Hit(Passage("may.txt#0", "may.txt", 0, len(document.text), document.text), 1.0)
        tier = "answer" if case.id == "told" else "refusal"
        return Answer(case.question, case.question, tier, (Sentence(ROSE, (citation,), 1.0),), "", (hit,), "by hand")

    cases = [
        # The evidence is two words; the reference is the sentence that holds them.
        Case("told", "fact", "Q?", answerable=True, evidence=(Evidence("may.txt", "28.2% in"),)),
        Case("missed", "fact", "Q?", answerable=True),
        Case("unsaid", "fact", "Q?", answerable=False),
        Case("crash", "fact", "Q?", answerable=True),
    ]
    read = {"may.txt": document}.__getitem__
    results: Results = run_cases(cases, ask, read=read)
    run = judge_results(results, read=read, judge=Same())
    assert run.abstentions == Abstentions(rightly=1, wrongly=1, crashes=1)
    assert [row.id for row in run.rows] == ["told"]
    assert run.rows[0].values["factual_correctness"] == 1.0
    assert json.loads(json.dumps(run.to_dict()))["means"]["faithfulness"] == {
        "value": 1.0,
        "scored": 1,
        "failed": 0,
        "label": LABELS["faithfulness"],
    }


@pytest.mark.usefixtures("no_sockets")
def test_the_offline_judge_needs_no_socket_and_ragas_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert score([ROW], judge=Same()).judge == "by hand"
    assert list(tmp_path.rglob("*")) == []


# ---------------------------------------------------------------------------------------------------------------------
# A language model judges


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with ModelServer() as started:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
        monkeypatch.setenv("OPENAI_BASE_URL", started.url)
        yield started


ASKED = dataclasses.replace(ROW, reference=())  # faithfulness: two calls; groundedness: two
STATEMENTS = json.dumps({"statements": [ROSE, MOON]})
VERDICTS = json.dumps(
    {"statements": [{"statement": text, "reason": "", "verdict": int(text == ROSE)} for text in (ROSE, MOON)]}
)


def test_a_model_judges_through_fences_and_thoughts(server: Any) -> None:
    server.play(f"<think>{{hm}}</think>{STATEMENTS}", f"Here:\n```json\n{VERDICTS}\n```", '{"rating": 2}')
    run = score([ASKED], judge=ModelJudge("openai:small"))
    assert run.judge == "openai:small"
    assert dict(run.rows[0].values) == {"faithfulness": 0.5, "response_groundedness": 1.0}
    assert len(server.requests) == 4
    assert run.calls_failed == 0


def test_a_model_that_says_nothing_of_use_is_asked_twice_and_counted(server: Any) -> None:
    server.play("I would say so.", "Yes.", STATEMENTS, "No.", "No.", '{"rating": 1}')
    run = score([ASKED, dataclasses.replace(ASKED, id="b")][:1], judge=ModelJudge("openai:small"))
    (judged,) = run.rows
    assert "holds no StatementGeneratorOutput: 'Yes.'" in judged.failures["faithfulness"]
    assert run.means["faithfulness"].value is None
    assert run.calls_failed == 2  # the statements; the first of the ratings, which found statements and twice "No."
    assert dict(judged.values) == {"response_groundedness": 0.5}


def test_a_server_that_refuses_is_a_failure_in_words_without_the_key(server: Any) -> None:
    server.play({"status": 401, "error": {"message": "sk-none is not known"}})
    (judged,) = score([ASKED], judge=ModelJudge("openai:small")).rows
    assert judged.failures["faithfulness"].endswith("its server refused the key (status 401).")


class Verdict(BaseModel):
    verdict: int


def test_the_first_object_of_the_wanted_shape_is_read() -> None:
    assert read_reply('{"other": 1} then {"verdict": 1} {"verdict": 0}', Verdict) == Verdict(verdict=1)
    with pytest.raises(ValueError, match="holds no Verdict"):
        read_reply('<think>{"verdict": 1}', Verdict)
