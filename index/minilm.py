"""A BERT sentence encoder's forward pass on numpy, for the models whose recipe it knows exactly.

A question is then encoded 0.15 s after the process starts; importing sentence-transformers alone takes 5 s.
Knows nothing of documents, of the index, or of how other models are loaded.
"""

import functools
import json
import math
import mmap
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer

Vectors = NDArray[np.float32]
Weights = dict[str, Vectors]  # by the names of the file

# Texts that pass through the layers together: 64 are 10 % faster than 8 but need 7 times the memory.
_BATCH = 8
# A product with few rows takes OpenBLAS half the time in narrow pieces: it then rearranges nothing first.
_FEW = 64
_NARROW = 32  # columns of a piece


@functools.cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


class NumpyEncoder:
    """The sentence vectors of one model; encoding changes no state, so threads may share it."""

    def __init__(self, tokenizer: Tokenizer, weights: Weights, recipe: "_Recipe") -> None:
        self.dimension = recipe.dimension
        self._tokenizer = tokenizer
        self._weights = weights
        self._recipe = recipe

    @staticmethod
    def supports(folder: str) -> bool:
        """Tell whether this forward pass computes exactly what the folder's configuration asks for."""
        return _read_recipe(Path(folder)) is not None

    @classmethod
    def from_folder(cls, folder: str) -> Self:
        """Load a model; raises ValueError where `supports` is False."""
        recipe = _read_recipe(Path(folder))
        if recipe is None:
            raise ValueError(f"not a model that numpy can run: {folder!r}")
        return cls(_load_tokenizer(Path(folder), recipe), _load_weights(Path(folder)), recipe)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, of unit length if the model normalises."""
        # One short text on two BLAS threads gains 5 ms when the machine is idle and loses 100 when it is busy: the
        # threads wait for each other at every product.
        with _blas().limit(limits=1) if len(texts) == 1 else nullcontext():
            vectors = self._encode(texts)
        return unit_length(vectors) if self._recipe.normalise else vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _BATCH):
            batch = [self._tokenizer.encode(text).ids for text in texts[first : first + _BATCH]]
            lengths = np.array([len(ids) for ids in batch])
            words = _forward(batch, self._weights, self._recipe)
            sums = np.add.reduceat(words, np.cumsum(lengths) - lengths, axis=0)
            vectors[first : first + _BATCH] = sums / lengths[:, None]
        return vectors

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens the model sees of this text, special tokens included."""
        return len(self._tokenizer.encode(text).ids)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What a model's folder states beside its weights."""

    dimension: int
    layers: int
    heads: int
    epsilon: float
    max_tokens: int
    normalise: bool
    normalizer: dict[str, Any]  # the arguments of tokenizers' BertNormalizer


def _read_recipe(folder: Path) -> _Recipe | None:
    """Return the recipe of a model that this module computes exactly, else None."""
    try:
        bert, tokenizer, modules, transformer = (
            _read_json(folder / f"{name}.json")
            for name in ("config", "tokenizer_config", "modules", "sentence_bert_config")
        )
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
        pooling = _read_json(folder / modules[1]["path"] / "config.json")
        known = (
            kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
            and modules[0]["path"] == ""
            and bert["model_type"] == "bert"
            and bert["hidden_act"] == "gelu"
            and bert.get("position_embedding_type", "absolute") == "absolute"
            and not bert.get("is_decoder", False)
            and tokenizer["tokenizer_class"] in ("BertTokenizer", "BertTokenizerFast")
            and not transformer.get("do_lower_case", False)
            and _pools_by_mean(pooling)
            and not _has_prompts(folder / "config_sentence_transformers.json")
            and (folder / "tokenizer.json").is_file()
            and _holds_weights(folder / "model.safetensors", bert["num_hidden_layers"])
        )
        return _recipe(bert, tokenizer, transformer, normalise=kinds[-1] == "Normalize") if known else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None  # a file is missing or says something else: not ours, whatever it is


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _pools_by_mean(pooling: dict[str, Any]) -> bool:
    """Tell whether the mean of all tokens is asked for, in either spelling sentence-transformers has used."""
    if "pooling_mode" in pooling:
        return bool(pooling["pooling_mode"] == "mean")
    modes = [name for name, on in pooling.items() if name.startswith("pooling_mode_") and on]
    return modes == ["pooling_mode_mean_tokens"]


def _has_prompts(path: Path) -> bool:
    """Tell whether questions or documents get words put before them."""
    return path.is_file() and any((_read_json(path).get("prompts") or {}).values())


def _holds_weights(path: Path, layers: int) -> bool:
    """Tell whether the file is whole and names its tensors as this module does, in float32."""
    header, start = _read_header(path)
    return (
        f"encoder.layer.{layers - 1}.output.LayerNorm.bias" in header
        and {entry["dtype"] for entry in header.values()} <= {"F32", "I64"}  # I64: the position ids of older files
        and path.stat().st_size == start + max(entry["data_offsets"][1] for entry in header.values())
    )


def _read_header(path: Path) -> tuple[dict[str, Any], int]:
    """Return the tensors of a safetensors file by name and the offset at which its data starts."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if size > 100_000_000:  # the format's own limit; a file of another kind can claim exabytes
            raise ValueError(f"not a safetensors file: {path}")
        header = json.loads(file.read(size))
    header.pop("__metadata__", None)
    return header, 8 + size


def _recipe(
    bert: dict[str, Any], tokenizer: dict[str, Any], transformer: dict[str, Any], *, normalise: bool
) -> _Recipe:
    limit = transformer.get("max_seq_length") or tokenizer.get("model_max_length") or bert["max_position_embeddings"]
    return _Recipe(
        dimension=bert["hidden_size"],
        layers=bert["num_hidden_layers"],
        heads=bert["num_attention_heads"],
        epsilon=bert["layer_norm_eps"],
        max_tokens=min(int(limit), bert["max_position_embeddings"]),
        normalise=normalise,
        # transformers, too, takes these from here and not from tokenizer.json.
        normalizer={
            "lowercase": tokenizer.get("do_lower_case", True),
            "handle_chinese_chars": tokenizer.get("tokenize_chinese_chars", True),
            "strip_accents": tokenizer.get("strip_accents"),
        },
    )


def _load_tokenizer(folder: Path, recipe: _Recipe) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.normalizer = BertNormalizer(**recipe.normalizer)
    tokenizer.no_padding()
    tokenizer.enable_truncation(recipe.max_tokens)
    return tokenizer


def _load_weights(folder: Path) -> Weights:
    """Map the weights into memory: of the word table, half of the file, only the rows in use are ever read.

    The layers' matrices come in pieces for short texts too, as "<name>.pieces": (pieces, inputs, columns).
    """
    header, start = _read_header(folder / "model.safetensors")
    with (folder / "model.safetensors").open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    weights = {
        name: np.frombuffer(data, "<f4", math.prod(entry["shape"]), start + entry["data_offsets"][0]).reshape(
            entry["shape"]
        )
        for name, entry in header.items()
        if entry["dtype"] == "F32"
    }
    matrices = {name for name in weights if name.startswith("encoder.") and weights[name].ndim == 2}
    return weights | {f"{name}.pieces": _pieces(weights[name]) for name in matrices}


def _pieces(matrix: Vectors) -> Vectors:
    outputs, inputs = matrix.shape
    columns = _NARROW if outputs % _NARROW == 0 else outputs
    return np.ascontiguousarray(matrix.reshape(-1, columns, inputs).transpose(0, 2, 1))


def _forward(batch: Sequence[list[int]], weights: Weights, recipe: _Recipe) -> Vectors:
    """Return the last hidden state of every token, the texts one below the other: no padding, hence no mask."""
    ends = np.cumsum([len(ids) for ids in batch]).tolist()
    x = weights["embeddings.word_embeddings.weight"][np.concatenate(batch)]
    x += weights["embeddings.position_embeddings.weight"][np.concatenate([np.arange(len(ids)) for ids in batch])]
    x += weights["embeddings.token_type_embeddings.weight"][0]
    x = _norm(x, weights, "embeddings.LayerNorm", recipe.epsilon)
    for layer in (f"encoder.layer.{number}" for number in range(recipe.layers)):
        change = _linear(_attend(x, weights, layer, ends, recipe.heads), weights, f"{layer}.attention.output.dense")
        x = _norm(x + change, weights, f"{layer}.attention.output.LayerNorm", recipe.epsilon)
        change = _linear(_gelu(_linear(x, weights, f"{layer}.intermediate.dense")), weights, f"{layer}.output.dense")
        x = _norm(x + change, weights, f"{layer}.output.LayerNorm", recipe.epsilon)
    return x


def _norm(x: Vectors, weights: Weights, name: str, epsilon: float) -> Vectors:
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[-1] + epsilon)
    x *= weights[f"{name}.weight"]
    x += weights[f"{name}.bias"]
    return x


def _linear(x: Vectors, weights: Weights, name: str) -> Vectors:
    y: Vectors
    if len(x) > _FEW:
        y = x @ weights[f"{name}.weight"].T
    else:
        y = (x @ weights[f"{name}.weight.pieces"]).transpose(1, 0, 2).reshape(len(x), -1)
    y += weights[f"{name}.bias"]
    return y


def _attend(x: Vectors, weights: Weights, layer: str, ends: Sequence[int], heads: int) -> Vectors:
    """Let the tokens of each text attend to one another, never across texts."""
    query, key, value = (
        _linear(x, weights, f"{layer}.attention.self.{part}").reshape(len(x), heads, -1)
        for part in ("query", "key", "value")
    )
    query *= 1 / math.sqrt(query.shape[-1])
    attended = np.empty_like(value)
    for start, end in zip([0, *ends], ends, strict=False):
        scores = query[start:end].transpose(1, 0, 2) @ key[start:end].transpose(1, 2, 0)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        attended[start:end] = (scores @ value[start:end].transpose(1, 0, 2)).transpose(1, 0, 2)
    return attended.reshape(x.shape)


def _gelu(x: Vectors) -> Vectors:
    """Return x * (1 + erf(x / sqrt 2)) / 2, overwriting x.

    erf by formula 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical Functions (1964): |error| <= 1.5e-7.
    """
    size = np.abs(x)
    t = size * (0.3275911 / math.sqrt(2))
    t += 1
    np.reciprocal(t, out=t)
    rest = 1.061405429 * t
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        rest += coefficient
        rest *= t
    rest *= np.exp(size * size * -0.5)  # 1 - erf(|x| / sqrt 2)
    rest *= size
    x += size
    x -= rest
    x *= 0.5
    return x


def unit_length(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-12)
    return unit
