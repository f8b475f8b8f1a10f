"""Examples -> a trained network, step by step; knows nothing of where examples come from, nor of files."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from eval.reader.examples import Example
from eval.reader.network import HEADS, Batch, Network, encode, open_tokenizer

BATCH = 48
BUCKET = 50  # batches' worth of examples that are sorted by length together: little padding, yet another mix each time
SPAN_WEIGHT = 0.35  # of pointing, beside judging
CHOICE_WEIGHT = 0.4  # of choosing, beside judging
DECAY = 0.01
LONGEST_GRADIENT = 1.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    steps: int
    rate: float  # of learning, at the beginning; from there straight to ...
    last_rate: float  # ... this one at the end
    warm_up: int = 100  # steps in which the rate rises from nothing
    seed: int = 1

    def rate_at(self, step: int) -> float:
        """Return the rate of a step, counted from 0."""
        done = step / self.steps
        return (self.rate * (1 - done) + self.last_rate * done) * min(1.0, (step + 1) / self.warm_up)


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step."""

    number: int  # from 1
    judging: float  # loss: binary cross-entropy
    pointing: float  # loss: cross-entropy of the first and the last token, halved
    choosing: float  # loss: cross-entropy of the sentence that answers among those of its group
    right: float  # the share of the batch that was judged rightly before the step


def train(network: Network, examples: Sequence[Example], schedule: Schedule) -> Iterator[Step]:
    """Train the network in place, yielding after each step; AdamW, half-precision products where they may be."""
    torch.manual_seed(schedule.seed)
    network.freeze()
    network.train()
    tokenizer = open_tokenizer()
    learning = [weights for weights in network.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=schedule.rate, weight_decay=DECAY)
    batches = _batches(examples, Random(schedule.seed))
    for number in range(schedule.steps):
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate_at(number)
        judging, pointing, choosing, right = _losses(network, tokenizer, next(batches))
        optimizer.zero_grad()
        torch.autograd.backward(judging + SPAN_WEIGHT * pointing + CHOICE_WEIGHT * choosing)
        torch.nn.utils.clip_grad_norm_(learning, LONGEST_GRADIENT)
        optimizer.step()
        yield Step(number + 1, judging.item(), pointing.item(), choosing.item(), right)


def shown(steps: Collection[Step]) -> str:
    """Return the means of a few steps as a line."""
    judging, pointing, choosing, right = (
        sum(values) / len(steps)
        for values in zip(*((step.judging, step.pointing, step.choosing, step.right) for step in steps), strict=True)
    )
    last = max(step.number for step in steps)
    return f"{last}: judging {judging:.3f}, pointing {pointing:.3f}, choosing {choosing:.3f}, right {right:.1%}"


def _batches(examples: Sequence[Example], rng: Random) -> Iterator[list[Example]]:
    """Yield batches of examples of like length, without end; a group stays together."""
    units: list[list[Example]] = []
    groups: dict[int, list[Example]] = {}
    for example in examples:
        unit = groups.setdefault(example.group, []) if example.group else []
        if not unit:
            units.append(unit)
        unit.append(example)
    while True:
        shuffled = rng.sample(units, len(units))
        for first in range(0, len(shuffled), BATCH * BUCKET):
            bucket = sorted(shuffled[first : first + BATCH * BUCKET], key=_longest)
            batches: list[list[Example]] = [[]]
            for unit in bucket:
                if len(batches[-1]) + len(unit) > BATCH:
                    batches.append([])
                batches[-1] += unit
            rng.shuffle(batches)
            yield from batches


def _longest(unit: Sequence[Example]) -> int:
    return max(len(example.first) + len(example.second) for example in unit)


def _losses(
    network: Network, tokenizer: Tokenizer, examples: Sequence[Example]
) -> tuple[Tensor, Tensor, Tensor, float]:
    """Return the losses of judging, of pointing and of choosing, and the share that is judged rightly."""
    batch = encode(tokenizer, [(example.first, example.second) for example in examples])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, starts, ends = network(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    heads = torch.tensor([[HEADS.index(example.head)] for example in examples])
    odds = scores.float().gather(1, heads).squeeze(1)
    labels = torch.tensor([float(example.label) for example in examples])
    judging = functional.binary_cross_entropy_with_logits(odds, labels)
    right = float(((odds > 0) == (labels > 0)).float().mean())
    return judging, _pointing(batch, starts.float(), ends.float(), examples), _choosing(odds, examples), right


def _choosing(odds: Tensor, examples: Sequence[Example]) -> Tensor:
    """Return the loss of telling the one that answers from the others of its group."""
    groups = [list(rows) for group, rows in groupby(range(len(examples)), key=lambda row: examples[row].group) if group]
    if not groups:
        return torch.zeros(())
    right = [next(place for place, row in enumerate(rows) if examples[row].label) for rows in groups]
    losses = [-functional.log_softmax(odds[rows], 0)[place] for rows, place in zip(groups, right, strict=True)]
    return torch.stack(losses).mean()


def _pointing(batch: Batch, starts: Tensor, ends: Tensor, examples: Sequence[Example]) -> Tensor:
    """Return the loss of pointing, over the examples whose words have not been cut off."""
    places = [_tokens(batch, row, example) for row, example in enumerate(examples)]
    rows = [row for row, place in enumerate(places) if place]
    if not rows:
        return torch.zeros(())
    first, last = torch.tensor([place for place in places if place]).unbind(dim=1)
    outside = batch.token_type_ids[rows] == 0
    losses = (
        functional.cross_entropy(scores[rows].masked_fill(outside, -30.0), targets)
        for scores, targets in ((starts, first), (ends, last))
    )
    return sum(losses, torch.zeros(())) / 2


def _tokens(batch: Batch, row: int, example: Example) -> tuple[int, int] | None:
    """Return the first and the last token of the words that answer."""
    places = batch.in_second[row].nonzero().flatten().tolist()
    offsets = batch.offsets[row].tolist()
    first = next((place for place in places if offsets[place][0] <= example.start < offsets[place][1]), None)
    last = next((place for place in places if offsets[place][0] < example.end <= offsets[place][1]), None)
    return None if first is None or last is None or last < first else (first, last)
