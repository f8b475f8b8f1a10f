"""A trained network -> the 8-bit weights that the reader runs; the one place that needs the onnx package."""

import tempfile
import warnings
from pathlib import Path

import torch

from eval.reader.material import MaterialError
from eval.reader.network import Network, encode, open_tokenizer

OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUTS = ("scores", "starts", "ends")
_SAMPLE = (("How many were sold?", "In 2020 they sold 40."), ("Who?", "It was Emma who said so and left."))


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
    network.eval()
    batch = encode(open_tokenizer(), _SAMPLE)
    free = {0: "batch", 1: "length"}  # what may differ from the sample's shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a trace may not hold for other lengths: this one does
        torch.onnx.export(
            network,
            (batch.input_ids, batch.attention_mask, batch.token_type_ids),
            str(path),
            input_names=_INPUTS,
            output_names=_OUTPUTS,
            dynamic_axes={**dict.fromkeys((*_INPUTS, "starts", "ends"), free), "scores": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,  # the other way needs yet another package, onnxscript
        )
