"""A language model, through langchain: opened late, listened to within a time, every fault told in one clear sentence.

Keys are never shown: what a server says may quote one. Knows nothing of documents, passages or answers.
"""

import contextvars
import difflib
import os
import re
import time
from collections.abc import Generator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol

from app.settings import AppSettings
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_CHARACTERS = 100_000  # of one reply, thoughts included; a server that never ends is not listened to for longer
CHECK_SECONDS = 20.0  # the most that a mere check may take

KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "google_genai": "GOOGLE_API_KEY"}
ADDRESSES = {"openai": "OPENAI_BASE_URL", "ollama": "OLLAMA_HOST", "anthropic": "ANTHROPIC_BASE_URL"}
GREEDY: dict[str, Any] = {"temperature": 0.0}  # the likeliest words; some models refuse to be asked for them

_Arrived = str | Exception | None  # a piece of the reply, what went wrong, the end


class Prompted(Protocol):
    """What a model is sent."""

    @property
    def rules(self) -> str:
        """What it shall do."""
        ...

    @property
    def data(self) -> str:
        """What it shall do it with."""
        ...


class TooLong(ModelUnavailable):
    """The prompt is longer than the model can read; a shorter one may do."""


class LanguageModel:
    """A model for one answer: whatever is asked of it, it all ends `seconds` after this object was made."""

    def __init__(self, name: str, *, seconds: float, chat: "BaseChatModel | None" = None) -> None:
        """Name it as init_chat_model does ("ollama:qwen3:8b"), or give the langchain chat model itself."""
        self.name = name
        self._chat = chat
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def stream(self, prompt: Prompted) -> Generator[str, None, None]:
        """Yield the reply in pieces as they come; raises ModelUnavailable, TooLong. Closed early, the model is left.

        It is opened and listened to in a thread of its own: no import, name look-up or silent server outlasts the time.
        """
        arrived: SimpleQueue[_Arrived] = SimpleQueue()
        left = Event()
        # With the caller's context, so that langchain's tracing sees one run inside the other.
        work = contextvars.copy_context().run
        Thread(target=work, args=(self._listen, prompt, arrived, left), name="footnote-model", daemon=True).start()
        try:
            while True:
                one = self._next(arrived)
                if one is None:
                    return
                if isinstance(one, Exception):
                    raise fault(self.name, one) from None  # the cause may quote a key
                yield one
        finally:
            left.set()

    def _next(self, arrived: SimpleQueue[_Arrived]) -> _Arrived:
        try:
            return arrived.get(timeout=max(0.0, self._until - time.monotonic()))
        except Empty:
            return TimeoutError(f"{self._seconds:g}")

    def _listen(self, prompt: Prompted, arrived: SimpleQueue[_Arrived], left: Event) -> None:
        try:
            for piece in self._pieces(prompt):
                if left.is_set():
                    return
                arrived.put(piece)
        except Exception as exc:  # noqa: BLE001 - providers raise what they like; all of it becomes a sentence
            arrived.put(exc)
        else:
            arrived.put(None)

    def _pieces(self, prompt: Prompted) -> Generator[str, None, None]:
        messages = [("system", prompt.rules), ("human", prompt.data)]
        said = 0
        options: dict[str, Any]
        for options in (GREEDY, {}):
            chat = self._chat or _open(self.name, self._seconds, options)
            try:
                for chunk in chat.stream(messages):
                    said += len(chunk.text)
                    if said > MOST_CHARACTERS:
                        return
                    yield str(chunk.text)
            except Exception as exc:
                if said or not options or "temperature" not in str(exc):
                    raise
            else:
                return


def check_model(settings: AppSettings) -> str:
    """Ask the model for one word and say how long it took; raises ModelUnavailable with what to do."""
    if not settings.model:
        return "No language model is set; the documents' own sentences answer."
    began = time.monotonic()
    model = LanguageModel(settings.model, seconds=min(settings.model_timeout, CHECK_SECONDS))
    for _ in model.stream(_Check):
        break
    return f"{settings.model} answered after {time.monotonic() - began:.1f} s."


class _Check:
    rules = "Answer with one word."
    data = "Are you there?"


def fault(name: str, problem: Exception) -> ModelUnavailable:
    """Return what went wrong with the model of this name, as a sentence and what to do, without any key."""
    provider, _, model = name.partition(":")
    kind, status = type(problem).__name__, _status(problem)
    said = _MESSAGE.search(str(problem))
    text = said[1] if said else str(problem)
    key, address = KEYS.get(provider, f"{provider.upper()}_API_KEY"), ADDRESSES.get(provider, "its address")
    if isinstance(problem, ImportError):
        found = re.search(r"langchain[-_][\w-]+", text)
        package = found.group().replace("_", "-") if found else f"langchain-{provider}"
        return _fault(name, f"the package {package} is not installed", f"Install it: pip install {package}.")
    if isinstance(problem, ValueError) and "model provider" in text:
        near = difflib.get_close_matches(provider, re.findall(r"\w+", text.partition("providers:")[2]), n=1)
        meant = f"did you mean {near[0]}:{model}?" if near else "it is written provider:model."
        return _fault(name, f"no provider is called {provider!r}", f"FOOTNOTE_MODEL: {meant}")
    if status == 413 or _TOO_LONG.search(text):
        return _fault(name, "the passages are longer than it can read", "Choose a model that reads more.", TooLong)
    if status in (401, 403):
        return _fault(name, f"its server refused the key (status {status})", f"Check {key}.")
    if status == 404:
        return _fault(name, f"its server knows no model {model!r} (status 404)", f"Check FOOTNOTE_MODEL and {address}.")
    if status == 429:
        return _fault(name, "its server takes no more questions for now (status 429)", "Try again later.")
    if status == 408 or "Timeout" in kind:
        return _fault(name, "it did not finish in time", "FOOTNOTE_MODEL_TIMEOUT sets how many seconds it has.")
    if status:
        hint = "Try again later." if status >= 500 else f"Check FOOTNOTE_MODEL and {address}."
        return _fault(name, f"its server refused (status {status}: {without_keys(text)})", hint)
    if "JSON" in kind or "No generation chunks" in text:
        return _fault(name, "its server sent nothing that can be read", f"Check {address}.")
    if _BROKEN.search(text):
        return _fault(name, "its server broke off", "Try again later.")
    if re.search(r"Connect|URL|Protocol", kind):
        return _fault(name, "its server cannot be reached", f"Start it, or check {address}.")
    if re.search(r"api.?key|credential|authenticat", text, re.IGNORECASE):
        return _fault(name, "no key is set for it", f"Set {key}.")
    return _fault(name, f"{kind}: {without_keys(text)}", f"Check FOOTNOTE_MODEL and {address}.")


def _status(problem: Exception) -> int | None:
    """Return the status of a server's refusal; providers without one have langchain's classes."""
    from langchain_core import exceptions as known

    classes = {
        known.ModelAuthenticationError: 401,
        known.ModelPermissionDeniedError: 403,
        known.ModelNotFoundError: 404,
        known.ModelTimeoutError: 408,
        known.ContextOverflowError: 413,
        known.ModelRateLimitError: 429,
    }
    by_class = next((status for kind, status in classes.items() if isinstance(problem, kind)), None)
    status = by_class or getattr(problem, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _fault(name: str, what: str, hint: str, kind: type[ModelUnavailable] = ModelUnavailable) -> ModelUnavailable:
    return kind(f"The model {name} did not answer: {what}.", hint=hint)


_MESSAGE = re.compile(r"""'message': ['"](.+?)['"](?:, '|\})""")  # within the body of a refusal, as its repr
_TOO_LONG = re.compile(
    r"context.{0,20}(?:length|size|window)|(?:prompt|input) is too long|too many (?:input )?tokens"
    r"|maximum.{0,30}tokens",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"peer closed|incomplete|disconnected|connection reset|broken pipe|\[Errno 104\]", re.IGNORECASE)
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SECRET = re.compile(
    r"\b(?:sk|pk|gsk|xai|key|hf|ls|lsv2)[-_][\w*.-]{4,}|(?<=Bearer )\S+|//[^/\s@]+@|(?=\w*\d)\b[\w*-]{24,}",
    re.IGNORECASE,
)
SHOWN = 200  # characters of what a server says


def without_keys(text: str) -> str:
    """Return a server's words on one short line, without anything that is a key or looks like one."""
    for name, value in os.environ.items():
        if len(value) > 3 and _SECRET_NAME.search(name):
            text = text.replace(value, "…")
    line = " ".join(_SECRET.sub("…", text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _open(name: str, seconds: float, options: dict[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    # Not tried again: a second try after the time is up would be paid for and heard by nobody.
    # Ollama's client takes its time-out by another name, and does not try again by itself.
    ollama = name.startswith("ollama:")
    patience = {"client_kwargs": {"timeout": seconds}} if ollama else {"timeout": seconds, "max_retries": 0}
    chat: BaseChatModel = init_chat_model(name, **{**patience, **options})
    return chat
