"""A small trained reader: does a sentence answer the question, and with which of its words?

A cross-encoder (question and sentence in one pass) with the shape of the packaged MiniLM, 8-bit weights, run by
onnxruntime; how it was trained, and on what, is in eval/reader/. Knows nothing of ranking or of documents.
"""

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import packaged_folder

WEIGHTS = Path(__file__).with_name("reader.onnx")
MOST_TOKENS = 128  # of a question and a sentence with what stands before it, as in training
CONTEXT = " | "  # stands between a sentence and what stands before it, as in training
WORKERS = 2  # sentences read at a time, each on one core
LONGEST_KEY = 16  # tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one sentence."""

    answers: float  # log odds that the sentence answers the question
    key: str  # the words in it that answer most likely, verbatim
    certainty: float  # the share of the likelihood that falls on these words, 0 to 1


class Reader:
    """Reads sentences; holds no state between calls, so threads may share it."""

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="reader")  # onnxruntime frees the interpreter

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return a Reading for each (what stands before, sentence), in order."""
        # One by one, and so without padding: what is read beside a sentence cannot change what is made of it.
        return list(self._workers.map(functools.partial(self._read, question), sentences))

    def supports(self, claim: str, text: str) -> float:
        """Return the log odds that the text supports the claim."""
        _, scores, _, _ = self._run(claim, text)
        return float(scores[0, 1])

    def _read(self, question: str, before_and_sentence: tuple[str, str]) -> Reading:
        before, sentence = before_and_sentence
        text = f"{before}{CONTEXT}{sentence}" if before else sentence
        encoded, scores, starts, ends = self._run(question, text)
        key, certainty = _key(encoded, text, len(text) - len(sentence), starts[0], ends[0])
        return Reading(float(scores[0, 0]), key, certainty)

    def _run(self, first: str, second: str) -> tuple[Any, Any, Any, Any]:
        """Return the two texts as tokens, the scores of the heads, and what speaks for each first and last token."""
        encoded = self._tokenizer.encode(first, second)
        feed = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        return encoded, *self._session.run(None, feed)


@functools.cache
def open_reader() -> Reader:
    """Load the reader, once in a process."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # threads within a sentence wait for one another at every product
    options.log_severity_level = 3
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))  # its vocabulary is the reader's too
    tokenizer.no_padding()  # the file asks for 128 tokens, whatever the text
    tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
    session = onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])
    return Reader(session, tokenizer)


def _key(
    encoded: Any, text: str, first: int, starts: NDArray[np.float32], ends: NDArray[np.float32]
) -> tuple[str, float]:
    """Return the likeliest stretch of tokens within the sentence, which begins at offset `first` of the text."""
    inside = [
        place
        for place, (kind, (start, end)) in enumerate(zip(encoded.type_ids, encoded.offsets, strict=True))
        if kind == 1 and first <= start < end
    ]
    if not inside:
        return "", 0.0
    begin = _softmax(starts[inside])
    finish = _softmax(ends[inside])
    joint = np.triu(np.outer(begin, finish)) - np.triu(np.outer(begin, finish), LONGEST_KEY)
    one, two = np.unravel_index(int(joint.argmax()), joint.shape)
    start, end = encoded.offsets[inside[one]][0], encoded.offsets[inside[two]][1]
    return text[start:end], float(joint[one, two])


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(values - values.max())
    shares: NDArray[np.float32] = powers / powers.sum()
    return shares
