"""The reader's network: the packaged MiniLM over two texts at once, and three small heads; knows nothing of training.

The shape is that of Devlin et al., "BERT" (NAACL 2019): one head at the first token judges, one over the tokens points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import get_args

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from app.extractive.reader import MOST_TOKENS
from eval.reader.examples import Head
from eval.reader.material import MaterialError
from index.embedding import packaged_folder

HEADS: tuple[Head, ...] = get_args(Head)  # in the order of the columns of the scores


class Network(nn.Module):
    """What app/extractive/reader.py runs, as weights that can be trained."""

    def __init__(self) -> None:
        super().__init__()
        # Not BertModel.from_pretrained, which draws a progress bar of its own.
        self.bert = BertModel(BertConfig.from_json_file(packaged_folder() / "config.json"))
        weights = load_file(packaged_folder() / "model.safetensors")
        del weights["embeddings.position_ids"]  # 0, 1, 2 ...: no weights
        self.bert.load_state_dict(weights)
        self.cls = nn.Linear(self.bert.config.hidden_size, len(HEADS))
        self.span = nn.Linear(self.bert.config.hidden_size, 2)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return log odds (texts, heads), and what speaks for each token as the first and as the last (texts, tokens).

        All three arguments: whole numbers (texts, tokens).
        """
        encoded = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        states = encoded.last_hidden_state
        spans = self.span(states)
        return self.cls(states[:, 0]), spans[:, :, 0], spans[:, :, 1]

    def freeze(self) -> None:
        """Keep the embeddings and the first layer as they are: what words mean is not learnt from so few examples."""
        for part in (self.bert.embeddings, self.bert.encoder.layer[0]):
            part.requires_grad_(requires_grad=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of texts as numbers, all (texts, tokens)."""

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    offsets: Tensor  # (texts, tokens, 2): where each token stands in its text; start = end: it is no word's

    @property
    def in_second(self) -> Tensor:
        """Which tokens are of the second text."""
        return (self.token_type_ids == 1) & (self.offsets[:, :, 0] < self.offsets[:, :, 1])


def open_network(weights: Path | None = None) -> Network:
    """Return the network as saved, or for None as it is before training; raises MaterialError."""
    network = Network()
    if weights:
        try:
            network.load_state_dict(torch.load(weights, weights_only=True))
        except (OSError, RuntimeError, EOFError, ValueError, UnpicklingError) as exc:
            raise MaterialError(
                f"{str(weights)!r} holds no weights of the reader's network.",
                hint="Name a file that `python -m eval.reader train` has written.",
            ) from exc
    return network


def save_network(network: Network, path: Path) -> None:
    torch.save(network.state_dict(), path)


def mixed(first: Network, second: Network, share: float) -> Network:
    """Return a network whose weights lie `share` (0 to 1) of the way from the first's to the second's.

    After Wortsman et al., "Model soups" (ICML 2022): what one has forgotten, the other still knows.
    """
    network = Network()
    of_second = second.state_dict()
    network.load_state_dict(
        {name: torch.lerp(weights, of_second[name], share) for name, weights in first.state_dict().items()}
    )
    return network


def open_tokenizer() -> Tokenizer:
    """Return the tokenizer of the packaged MiniLM, cutting as the reader does and filling up what is shorter."""
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
    tokenizer.enable_padding()  # to the longest of a batch; the file asks for 128 always
    return tokenizer


def encode(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> Batch:
    encodings = tokenizer.encode_batch(list(pairs))
    return Batch(
        torch.tensor([each.ids for each in encodings]),
        torch.tensor([each.attention_mask for each in encodings]),
        torch.tensor([each.type_ids for each in encodings]),
        torch.tensor([each.offsets for each in encodings]),
    )
