"""Rows -> the scores of ragas, judged offline or by a language model; the one place that talks to ragas.

Nothing phones home, and no score is made of a judgement that failed: those are counted and shown.
"""

import asyncio
import importlib.util
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.attribution import Judge
from eval.cases import Read
from eval.replies import Asked, ModelJudge, Reply, asked_of
from eval.reporting.judged import JudgedRow, JudgedRun
from eval.reporting.rows import Row, rows_of
from eval.running import Results
from index.embedding import open_embedder

if TYPE_CHECKING:
    from ragas.embeddings.base import BaseRagasEmbedding
    from ragas.llms.base import InstructorBaseRagasLLM

AT_ONCE = 4  # rows that are judged at a time: a small server bears no more


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
    asked = asked_of(judge)
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
# Who is asked, as ragas calls it


def _llm(asked: Asked) -> "InstructorBaseRagasLLM":
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
