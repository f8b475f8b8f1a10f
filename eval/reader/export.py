"""A trained network -> the 8-bit weights that the reader runs; the one place that needs the onnx package."""

import math
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eval.reader.material import MaterialError
from eval.reader.network import Network, encode, open_tokenizer

OPSET = 17
_INPUTS = ("input_ids", "token_type_ids")
_OUTPUTS = ("scores", "starts", "ends")
_SAMPLE = (("How many were sold?", "In 2020 they sold 40."),)


class OnePair(nn.Module):
    """A trained network as it is run: one pair of texts at a time, hence no mask; a quarter faster for it.

    Queries, keys and values are one product, scaled beforehand; what comes out is the network's own but for rounding.
    """

    embeddings: Any  # what transformers calls them is no part of their types
    layers: Any

    def __init__(self, network: Network) -> None:
        super().__init__()
        config = network.bert.config
        self.heads, self.width = config.num_attention_heads, config.hidden_size
        self.embeddings = network.bert.embeddings
        self.layers = nn.ModuleList(network.bert.encoder.layer)
        self.joined = nn.ModuleList(self._join(layer.attention.self) for layer in self.layers)
        self.cls, self.span = network.cls, network.span

    def _join(self, attention: Any) -> nn.Linear:
        scale = math.sqrt(self.width / self.heads)
        parts = (attention.query, attention.key, attention.value)
        joined = nn.Linear(self.width, 3 * self.width)
        with torch.no_grad():
            joined.weight.copy_(torch.cat([part.weight for part in parts]))
            joined.bias.copy_(torch.cat([part.bias for part in parts]))
            joined.weight[: self.width] /= scale
            joined.bias[: self.width] /= scale
        return joined

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what Network.forward does; both arguments: whole numbers (1, tokens)."""
        states = self.embeddings.LayerNorm(
            self.embeddings.word_embeddings(input_ids[0])
            + self.embeddings.position_embeddings.weight[: input_ids.shape[1]]
            + self.embeddings.token_type_embeddings(token_type_ids[0])
        )
        for layer, joined in zip(self.layers, self.joined, strict=True):
            queries, keys, values = joined(states).reshape(-1, 3, self.heads, self.width // self.heads).unbind(1)
            shares = torch.softmax(queries.transpose(0, 1) @ keys.permute(1, 2, 0), -1)
            attended = (shares @ values.transpose(0, 1)).transpose(0, 1).reshape(-1, self.width)
            states = layer.attention.output.LayerNorm(states + layer.attention.output.dense(attended))
            change = layer.output.dense(nn.functional.gelu(layer.intermediate.dense(states)))
            states = layer.output.LayerNorm(states + change)
        spans = self.span(states)
        return self.cls(states[:1]), spans[None, :, 0], spans[None, :, 1]


def export(network: Network, path: Path) -> None:
    """Write the network for onnxruntime, its weights as 8-bit integers with a scale for each channel.

    Raises MaterialError where the onnx package is not installed.
    """
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ImportError as exc:
        raise MaterialError("The package onnx is not installed.", hint="Install it with `pip install onnx`.") from exc
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        _export_whole(network, whole)
        quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8)


def _export_whole(network: Network, path: Path) -> None:
    batch = encode(open_tokenizer(), _SAMPLE)
    free = {1: "length"}  # what may differ from the sample's shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a trace may not hold for other lengths: this one does
        torch.onnx.export(
            OnePair(network).eval(),
            (batch.input_ids, batch.token_type_ids),
            str(path),
            input_names=_INPUTS,
            output_names=_OUTPUTS,
            dynamic_axes=dict.fromkeys((*_INPUTS, "starts", "ends"), free),
            opset_version=OPSET,
            dynamo=False,  # the other way needs yet another package, onnxscript
        )
