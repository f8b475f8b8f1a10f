"""The offline judge: does a text carry a claim? A probability from a dozen plain signals, the same in every run.

It grades what the run-time check (app/verifying) has let through, so it shares nothing with it but the words' stems:
other lists, other rules, other weights. Knows nothing of questions, answers or ragas.
"""

import math
import re

from eval.judging.signals import Signal, signals
from index.sentences import split_sentences

LONGEST = 4_000  # characters of a claim that is judged; a longer one is no sentence

# Round numbers, tried out on three sets of pairs; weights learnt by regression from other material did worse on these
# (docs/JUDGE.md). Beside each, why it counts.
BIAS = -6.2
WEIGHTS: dict[Signal, float] = {
    "words": 4.0,  # what counting words finds is worth much: where nothing is twisted, more of them is more carried
    "neighbours": 2.0,  # in the evidence's own words
    "likeness": 4.0,  # or in others
    "missing": -2.0,  # a rare word that nothing in the evidence is like
    "name": -1.5,  # somebody, or somewhere, of whom the evidence knows nothing
    "number": -2.0,  # a number that stands nowhere
    "unit": -3.0,  # the number with another unit
    "rival": -1.5,  # the words around it are around another number
    "denied": -3.5,  # "not" on one side only
    "opposed": -3.0,  # "fell" for "rose"
    "widened": -3.0,  # "all", "only", "first" added
}


class OfflineJudge:
    """Judges claims; holds no state, so threads may share it."""

    name = "the offline judge"

    def support(self, claim: str, evidence: str) -> float:
        """Return how likely the evidence carries the claim, 0 to 1; of several sentences the least likely one counts.

        A claim without a word is carried by anything: there is nothing in it to carry. Words that stand in the
        evidence as they are, as whole sentences, are carried.
        """
        if _is_quoted(claim, evidence):
            return 1.0
        if len(claim) > LONGEST:
            return 0.0
        parts = (claim[span.start : span.end] for span in split_sentences(claim))
        return min((likelihood(found) for part in parts if (found := signals(part, evidence))), default=1.0)


def likelihood(found: dict[Signal, float]) -> float:
    """Return what the signals come to."""
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * value for name, value in found.items())))


def _is_quoted(claim: str, evidence: str) -> bool:
    """Whether the claim is whole sentences of the evidence: words cut out of one may have lost their "not"."""
    said, text = (re.sub(r"[\s\u00a0]+", " ", one).strip() for one in (claim, evidence))
    said = said.removesuffix("…").rstrip(" .")
    at = text.find(said) if said else -1
    if at < 0:
        return False
    before, after = text[:at].rstrip(' "“('), text[at + len(said) :].lstrip(' "”)')
    return (not before or before[-1] in '.!?:”"') and (not after or after[0] in ".!?" or claim.rstrip().endswith("…"))
