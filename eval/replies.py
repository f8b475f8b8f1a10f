"""What ragas asks a judge -> replies in the shape that it wants, of the offline judge or of a language model.

Knows the names and the fields of ragas' replies, and nothing of its metrics.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from app.llm import LanguageModel
from eval.attribution import CARRIES, Judge

TRIES = 2  # of a model, for a reply that can be read

Reply = TypeVar("Reply", bound=BaseModel)
Ask = Callable[[str, type[BaseModel]], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """A language model that judges, named as init_chat_model does."""

    name: str
    seconds: float = 60.0  # for each reply


@dataclass(slots=True)
class Asked:
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


def asked_of(judge: Judge | ModelJudge) -> Asked:
    """Return what puts ragas' prompts to a judge."""
    return Asked(_online(judge) if isinstance(judge, ModelJudge) else _offline(judge))


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
