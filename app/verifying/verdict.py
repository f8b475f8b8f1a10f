"""verify(): a sentence and its quotes -> supported or not, a score, and the reason in words; the whole story on a page.

Rules find what a person would point at (a number, a name, a "not"); a weighted sum of signals judges the rest.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.verifying import direction, names, numbers, polarity, scope, times
from app.verifying.meaning import signals
from app.verifying.said import Said, Source, read, read_source
from index.sentences import split_sentences

LONGEST = 4_000  # characters of a sentence that is checked: a longer one is no sentence
THRESHOLD = 0.5  # of the score from which a sentence is supported
NAMED = 0.48  # what a sentence scores at most, but for a hundredth of its score, that a rule speaks against

CHECKS: dict[str, Callable[[Said, Source], str]] = {
    "times": times.check,
    "numbers": numbers.check,
    "direction": direction.check,
    "names": names.check,
    "polarity": polarity.check,
    "scope": scope.check,
}

# Learnt by logistic regression (eval/verifying/supporting.py) from 1,500 sentences of Wikipedia and news, made false or
# reworded, and reworded ones held against what stands around their quote; from none of the sets that are measured.
BIAS = -7.5  # learnt: -11.0; moved, since reworded sentences are closer to their quotes than people's own words
WEIGHTS = {
    "words": 4.32,  # share of its words in the best adjoining sentences of the source
    "order": 3.93,  # share of neighbouring words that are neighbours there: who did what to whom
    "meaning": 5.87,  # cosine of sentence and quote
    "reader": 1.05,  # the trained reader's log odds that the quotes support it, within 4, as a share of 4
    # 1 where the rule finds something: the mean of what these sentences teach (-4.92, -3.86, -7.53, -4.74, -7.05,
    # -4.61) and what they teach with 1,500 claims of FEVER (-2.7, -2.5, -4.6, -0.6, -5.1, -3.0), whose words are
    # people's own: there a rule is wrong more often (docs/VERIFIER.md).
    "times": -3.8,
    "numbers": -3.2,
    "direction": -6.0,
    "names": -2.7,
    "polarity": -6.0,
    "scope": -3.8,
}


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the quotes carry a sentence, how surely (0 to 1), and if not, why, in plain words."""

    supported: bool
    score: float
    reason: str = ""


def verify(sentence: str, quotes: Sequence[str], *, date: str | None = None) -> Support:
    """Say whether the quotes carry the sentence.

    `date` is the document's own, as it states it: a sentence may name the year that its quote leaves to the dateline.
    Of several sentences the least supported one counts. Verbatim words of a quote are supported, at no cost.
    """
    plain = _MARKS.sub("", sentence)
    if _is_verbatim(sentence, quotes) or _is_verbatim(plain, quotes):
        return Support(True, 1.0)
    if len(sentence) > LONGEST:
        return Support(False, 0.0, "it is too long to be checked")
    cut = (read(plain[span.start : span.end]) for span in split_sentences(plain))
    parts = [said for said in cut if said.words]
    if not parts:
        return Support(False, 0.0, "it says nothing that could be checked")
    return min((_verify(said, quotes, date) for said in parts), key=lambda support: (support.supported, support.score))


def evidence(claim: Said, quotes: Sequence[str], date: str | None) -> dict[str, tuple[float, str]]:
    """Return the signals by the names of WEIGHTS, each with the reason it gives (or "")."""
    source = read_source(quotes, date, claim)
    if not source.sentences:
        return {}
    found = {name: check(claim, source) for name, check in CHECKS.items()}
    likeness = {name: (value, "") for name, value in signals(claim, source).items()}
    return likeness | {name: (float(bool(reason)), reason) for name, reason in found.items()}


def _verify(claim: Said, quotes: Sequence[str], date: str | None) -> Support:
    found = evidence(claim, quotes, date)
    if not found:
        return Support(False, 0.0, "it has no quote to rest on")
    odds = BIAS + sum(weight * found[name][0] for name, weight in WEIGHTS.items())
    score = 1 / (1 + math.exp(-odds))
    reason = next((why for _, why in found.values() if why), "")
    if reason:
        score = min(score, NAMED + score / 100)  # what a rule names outweighs any likeness
    elif score < THRESHOLD:
        reason = "the source does not say this"
    return Support(not reason, score, reason)


def _is_verbatim(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether the sentence is a quote, or whole sentences of one: what stands around words could deny them."""
    said = _plain(sentence)
    for quote in map(_plain, quotes):
        at = quote.find(said) if said else -1
        if at >= 0:
            before, after = quote[:at].rstrip(" \"'(["), quote[at + len(said) :].lstrip("\"')]")
            if (not before or before[-1] in ".!?") and (not after or after[0] in ".!?"):
                return True
    return False


def _plain(text: str) -> str:
    text = text.translate(_SAME)
    return " ".join(text.split()).strip(' .;…"')


# Citations, and what begins an item of a list.
_MARKS = re.compile(r"\[\d{1,3}(?:, ?\d{1,3})*\]|【[^】]{1,20}】|^\s*(?:[-*•]|\d{1,2}[.)])\s")
_SAME = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "–": "-", "—": "-"})
