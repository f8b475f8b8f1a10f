"""Rows -> the scores of ragas, judged offline or by a language model; the one place that talks to ragas.

Nothing phones home, and no score is made of a judgement that failed: those are counted and shown.
"""

import asyncio
import importlib.util
import json
import math
import os
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from app.llm import LanguageModel
from eval.attribution import CARRIES, Judge
from eval.cases import Read
from eval.reporting.rows import Abstentions, Row, rows_of
from eval.running import Results
from index.embedding import open_embedder

if TYPE_CHECKING:
    from ragas.embeddings.base import BaseRagasEmbedding
    from ragas.llms.base import InstructorBaseRagasLLM

AT_ONCE = 4  # rows that are judged at a time: a small server bears no more
TRIES = 2  # of a model, for a reply that can be read

Reply = TypeVar("Reply", bound=BaseModel)
Ask = Callable[[str, type[BaseModel]], Awaitable[BaseModel]]

LABELS = {
    "faithfulness": "statements of an answer that its quotes carry",
    "response_groundedness": "answers that rest on their quotes (rated 0, 1, 2)",
    "context_precision": "retrieved passages that help, the upper ones counting more",
    "context_recall": "reference sentences that the retrieved passages carry",
    "factual_correctness": "reference sentences that the answer carries",
    "noise_sensitivity": "statements carried by a passage but not by the reference (lower is better)",
    "semantic_similarity": "likeness of answer and reference, by MiniLM; no judge",
}


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """A language model that judges, named as init_chat_model does."""

    name: str
    seconds: float = 60.0  # for each reply


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One answer's scores, 0 to 1, by the names of LABELS; what was not to be judged is in neither."""

    id: str
    values: Mapping[str, float]
    failures: Mapping[str, str]  # why there is no score: what the judge said could not be used, or it said nothing


@dataclass(frozen=True, slots=True)
class Mean:
    """A metric over all rows; `value` is of those scored alone, and None of none."""

    value: float | None
    scored: int
    failed: int


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """All answers of a run as one judge sees them."""

    judge: str
    rows: tuple[JudgedRow, ...]
    abstentions: Abstentions | None  # None where only rows were given
    calls_failed: int  # replies of the judge that could not be used, those that ragas asked for again among them

    @property
    def means(self) -> dict[str, Mean]:
        """The metrics by name, in the order of LABELS."""
        return {name: self._mean(name) for name in LABELS}

    def _mean(self, name: str) -> Mean:
        values = [row.values[name] for row in self.rows if name in row.values]
        failed = sum(name in row.failures for row in self.rows)
        return Mean(sum(values) / len(values) if values else None, len(values), failed)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready values."""
        means = {name: asdict(mean) | {"label": LABELS[name]} for name, mean in self.means.items()}
        return asdict(self) | {"means": means}


def has_ragas() -> bool:
    """Tell whether ragas is installed: it comes with the extra "eval"."""
    return importlib.util.find_spec("ragas") is not None


def judge_results(results: Results, *, read: Read, judge: Judge | ModelJudge) -> JudgedRun:
    """Score every answer of a run; what the documents do not say, and crashes, are counted apart."""
    rows, abstentions = rows_of(results.outcomes, read=read)
    judged = score(rows, judge=judge)
    return JudgedRun(judged.judge, judged.rows, abstentions, judged.calls_failed)


def score(rows: Sequence[Row], *, judge: Judge | ModelJudge) -> JudgedRun:
    """Score each row by every metric that it has the texts for, a few rows at a time, in one event loop."""
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"  # before ragas is loaded; it takes no other word for yes
    asked = _Asked(_offline(judge) if not isinstance(judge, ModelJudge) else _online(judge))
    judged = asyncio.run(_score_all(rows, _metrics(_llm(asked), _embeddings())))
    return JudgedRun(judge.name, judged, None, asked.failed)


# ---------------------------------------------------------------------------------------------------------------------
# Metrics


@dataclass(frozen=True, slots=True)
class _Metric:
    scorer: Any
    arguments: Callable[[Row], dict[str, Any]]
    needs_reference: bool = True


def _metrics(llm: "InstructorBaseRagasLLM", embeddings: "BaseRagasEmbedding") -> dict[str, _Metric]:
    from ragas.metrics import collections as ragas

    def told(row: Row) -> dict[str, Any]:
        return {"user_input": row.question, "response": _lines(row.sentences), "retrieved_contexts": list(row.quotes)}

    def found(row: Row) -> dict[str, Any]:
        reference = _lines(row.reference)
        return {"user_input": row.question, "reference": reference, "retrieved_contexts": list(row.passages)}

    def compared(row: Row) -> dict[str, Any]:
        return {"response": _lines(row.sentences), "reference": _lines(row.reference)}

    def grounded(row: Row) -> dict[str, Any]:
        return {"response": _lines(row.sentences), "retrieved_contexts": list(row.quotes)}

    return {
        "faithfulness": _Metric(ragas.Faithfulness(llm=llm), told, needs_reference=False),
        "response_groundedness": _Metric(ragas.ResponseGroundedness(llm=llm), grounded, needs_reference=False),
        "context_precision": _Metric(ragas.ContextPrecision(llm=llm), found),
        "context_recall": _Metric(ragas.ContextRecall(llm=llm), found),
        # Recall alone: what an answer quotes beyond the reference is not wrong.
        "factual_correctness": _Metric(ragas.FactualCorrectness(llm=llm, mode="recall"), compared),
        "noise_sensitivity": _Metric(ragas.NoiseSensitivity(llm=llm), lambda row: found(row) | compared(row)),
        "semantic_similarity": _Metric(ragas.SemanticSimilarity(embeddings=embeddings), compared),
    }


async def _score_all(rows: Sequence[Row], metrics: Mapping[str, _Metric]) -> tuple[JudgedRow, ...]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(row: Row) -> JudgedRow:
        async with room:
            return await _score(row, metrics)

    return tuple(await asyncio.gather(*map(one, rows)))


async def _score(row: Row, metrics: Mapping[str, _Metric]) -> JudgedRow:
    values: dict[str, float] = {}
    failures: dict[str, str] = {}
    for name, metric in metrics.items():
        if metric.needs_reference and not row.reference:
            continue
        try:
            value = float((await metric.scorer.ascore(**metric.arguments(row))).value)
        except Exception as exc:  # noqa: BLE001 - whatever a judge or ragas raises is a judgement that failed
            failures[name] = f"{type(exc).__name__}: {exc}"
            continue
        if math.isnan(value):
            failures[name] = "no number came of it"
        else:
            values[name] = round(min(max(value, 0.0), 1.0), 4)  # a perfect context_precision is 0.9999999999
    return JudgedRow(row.id, values, failures)


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


# ---------------------------------------------------------------------------------------------------------------------
# Who is asked


@dataclass(slots=True)
class _Asked:
    """Counts the replies that could not be used: ragas swallows some of them."""

    ask: Ask
    failed: int = field(default=0)

    async def __call__(self, prompt: str, reply: type[Reply]) -> Reply:
        try:
            given = await self.ask(prompt, reply)
        except Exception:
            self.failed += 1
            raise
        assert isinstance(given, reply)
        return given


def _llm(asked: _Asked) -> "InstructorBaseRagasLLM":
    from ragas.llms.base import InstructorBaseRagasLLM

    class Asking(InstructorBaseRagasLLM):
        def generate(self, prompt: str, response_model: type[Reply]) -> Reply:
            return asyncio.run(asked(prompt, response_model))

        async def agenerate(self, prompt: str, response_model: type[Reply]) -> Reply:
            return await asked(prompt, response_model)

    return Asking()


def _embeddings() -> "BaseRagasEmbedding":
    from ragas.embeddings.base import BaseRagasEmbedding

    class Packaged(BaseRagasEmbedding):
        def embed_text(self, text: str, **kwargs: Any) -> list[float]:
            return [float(value) for value in open_embedder().encode_documents([text])[0]]

        async def aembed_text(self, text: str, **kwargs: Any) -> list[float]:
            return self.embed_text(text)

    return Packaged()


def _offline(judge: Judge) -> Ask:
    async def ask(prompt: str, reply: type[BaseModel]) -> BaseModel:
        return reply.model_validate(_reply(reply.__name__, _input(prompt), judge))

    return ask


def _input(prompt: str) -> dict[str, Any]:
    """Return what a prompt of ragas asks about; line breaks inside the JSON are escaped, so the cut is safe."""
    found: dict[str, Any] = json.loads(prompt.rsplit("\ninput: ", 1)[1].rsplit("\nOutput:", 1)[0])
    return found


def _reply(wanted: str, given: Mapping[str, Any], judge: Judge) -> dict[str, Any]:
    """Return what ragas wants, in the shape it wants it; a line is a statement, for so `_lines` wrote them."""

    def verdicts(statements: Sequence[str], text: str, said: str) -> list[dict[str, Any]]:
        supports = [judge.support(statement, text) for statement in statements]
        return [
            {"statement": statement, "reason": f"support {support:.2f}", said: int(support >= CARRIES)}
            for statement, support in zip(statements, supports, strict=True)
        ]

    match wanted:
        case "StatementGeneratorOutput":
            return {"statements": (given.get("answer") or given["text"]).splitlines()}
        case "ClaimDecompositionOutput":
            return {"claims": given["response"].splitlines()}
        case "NLIStatementOutput" | "StatementFaithfulnessOutput":
            return {"statements": verdicts(given["statements"], given["context"], "verdict")}
        case "ContextRecallOutput":
            return {"classifications": verdicts(given["answer"].splitlines(), given["context"], "attributed")}
        case "ContextPrecisionOutput":
            found = verdicts(given["answer"].splitlines(), given["context"], "verdict")
            return {"verdict": max(one["verdict"] for one in found), "reason": found[0]["reason"]}
        case "ResponseGroundednessOutput":
            held = [one["verdict"] for one in verdicts(given["response"].splitlines(), given["context"], "verdict")]
            return {"rating": 2 if all(held) else int(any(held))}
        case _:
            raise NotImplementedError(f"the offline judge has no {wanted}")


@dataclass(frozen=True, slots=True)
class _Prompt:
    data: str
    rules: str = "You are a careful judge. Reply with one JSON object and nothing else."


def _online(judge: ModelJudge) -> Ask:
    async def ask(prompt: str, reply: type[BaseModel]) -> BaseModel:
        for left in reversed(range(TRIES)):
            said = await asyncio.to_thread(_said, judge, prompt)
            try:
                return read_reply(said, reply)
            except ValueError:
                if not left:
                    raise
        raise AssertionError

    return ask


def _said(judge: ModelJudge, prompt: str) -> str:
    return "".join(LanguageModel(judge.name, seconds=judge.seconds).stream(_Prompt(prompt)))


def read_reply(said: str, reply: type[Reply]) -> Reply:
    """Return the first object in a model's words that has the wanted shape, whatever fence or thought stands around it.

    Raises ValueError where there is none.
    """
    said = re.sub(r"<think>.*?(?:</think>|\Z)", "", said, flags=re.DOTALL)
    for brace in re.finditer(r"\{", said):
        try:
            value, _ = json.JSONDecoder().raw_decode(said, brace.start())
            return reply.model_validate(value)
        except ValueError:  # pydantic's is one too
            continue
    raise ValueError(f"the judge's reply holds no {reply.__name__}: {said[:80]!r}")
