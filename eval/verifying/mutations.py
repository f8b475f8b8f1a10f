"""True sentences made false in one place, and reworded ones that stay true: what a verifier is tried on.

Shares no word list and no code with the verifier (app/verifying): else it would find only what it made itself.
"""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from eval.verifying.rewording import reword

Kind = Literal[
    "number changed", "numbers exchanged", "unit changed", "year changed", "month or quarter changed", "negated",
    "direction flipped", "entity swapped", "entities exchanged", "scope widened", "modality changed",
]  # fmt: skip

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_FIGURE = re.compile(
    r"(?<![\w.,-])(?<!No\. )(?<!Article )(?<!Chapter )(?:\d{1,3}(?:,\d{3})+|(?<![/:])\d+(?:\.\d+)?)(?![\w,/:-]|\.\d)"
)
_EXCHANGED = (r"\d+(?:\.\d+)?(?=%| percent| per cent)", r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?= [a-z])")
_YEAR = re.compile(r"(?<![\d,.-])(?:1[89]|20)\d\d(?![\d%]|,\d|[-–]\d|\.\d)")
_SEASON = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b|\b(?:first|second|third|fourth) (?:quarter|half)\b")
_UNITS = dict(
    pair.strip().split(" = ")
    for pair in (
        "% = percentage points; percent = percentage points; per cent = percentage points; "
        "million = billion; billion = million; trillion = billion; thousand = million; tons = kilograms; "
        "tonnes = kilograms; metric tons = kilograms; kilograms = tonnes; kg = tonnes; km = miles; kilometers = miles; "
        "kilometres = miles; miles = kilometres; metres = feet; meters = feet; feet = metres; yuan = dollars; "
        "RMB = dollars; dollars = euros; euros = dollars; pounds = euros; hours = days; minutes = hours; days = weeks; "
        "weeks = months; months = years; years = months; hectares = square kilometres; kW = MW; MW = GW; GW = MW; "
        "megawatts = kilowatts; kilowatts = megawatts; megawatt = kilowatt; litres = gallons; knots = km/h; "
        "degrees = percent; kWh = MWh; MWh = kWh"
    ).split(";")
)
_UNIT = re.compile(
    rf"(?<=\d)(?P<gap>[ -]?)(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!\w)(?! points)"
)
_FLIPS = dict(
    pair.split("-")
    for pair in (
        "rose-fell fell-rose increased-decreased decreased-increased increase-decrease decrease-increase "
        "grew-shrank growth-decline decline-growth rise-fall fall-rise risen-fallen fallen-risen growing-shrinking "
        "increasing-decreasing dropped-climbed improved-worsened improve-worsen improving-worsening "
        "exceeded-fell_below exceed-fall_below above-below below-above before-after after-before import-export "
        "export-import imports-exports exports-imports imported-exported exported-imported more-less less-more "
        "higher-lower lower-higher up-down down-up opened-closed closed-opened reduce-raise reduced-raised "
        "reducing-raising strengthen-weaken strengthened-weakened accelerate-slow expanded-contracted "
        "expand-contract expanding-shrinking largest-smallest highest-lowest lowest-highest longest-shortest "
        "oldest-newest north-south south-north east-west west-east bought-sold sold-bought buy-sell sell-buy "
        "won-lost lost-won accepted-rejected rejected-accepted approved-rejected agreed-refused began-ended "
        "started-stopped upstream-downstream gained-lost first-last maximum-minimum minimum-maximum arrive-depart "
        "departs-arrives inside-outside allowed-forbidden included-excluded includes-excludes promote-discourage "
        "encourage-discourage support-oppose positive-negative high-low low-high large-small small-large "
        "older-younger fewer-more earlier-later later-earlier faster-slower longer-shorter"
    ).split()
)
# "more than 5,000" is a bound of a number, "up to 5" too: changing them is another kind.
_FLIPPED = re.compile(rf"\b(?:{'|'.join(sorted(_FLIPS, key=len, reverse=True))})\b(?! and more| to \d| to date|-)")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|could|would|should|must|may|shall)\b(?! not\b|n't)"
)
_NEGATED = re.compile(r"\b((?:is|are|was|were|has|have|had|will|can|must|may) )(?:not|never) ")
_PAST = dict(
    pair.split("-")
    for pair in (
        "rose-rise fell-fall grew-grow reached-reach increased-increase decreased-decrease began-begin opened-open "
        "closed-close made-make said-say agreed-agree won-win took-take gave-give went-go sold-sell bought-buy "
        "lost-lose found-find exceeded-exceed came-come became-become ran-run stood-stand carried-carry"
    ).split()
)
_PAST_VERB = re.compile(rf"(?<=[a-z0-9] )(?:{'|'.join(_PAST)})\b")
_SCOPE = (
    (r"\b(?:one|some) of the (?=\w+est\b|most |leading )", "the "),
    (r"\bamong the (?=\w+est\b|most )", "the "),
    (
        r"\b(?:some|many|several|most|nearly all|almost all|a few)(?: of the)? (?=[a-z-]+s\b|[a-z]+ [a-z]+s\b)",
        "all ",
    ),
    (r"\b(?:most of|part of|half of|some of|much of) the\b", "all the"),
    (r"\b(?:nearly|almost) (?=all|every)", ""),
    (r"\b(?:usually|often|sometimes|mostly|generally|mainly|largely|partly)\b", "always"),
    (
        r"\bin (?:key|some|certain|major|coastal|selected|many|several|the) (?:[a-z]+ ){0,2}"
        r"(?:provinces|regions|areas|cities|industries|sectors|places|towns)\b",
        "everywhere",
    ),
    (r"\bat least (?=\d|one|two|three)", "exactly "),
    (r"\bup to (?=\d|one|two|three)", "at least "),
    (
        r"(?<=[a-z]) (?:in|for|among|within) (?:the )?(?:[a-z-]+ ){1,3}(?:industries|sectors|areas|fields|enterprises"
        r"|regions|harbour|schools|households|boats|visitors|members|children|residents)(?=[ .])",
        "",
    ),
    (
        r"^(?!(?:All|Every|The|A|An|No|Its|His|Her|Our|Their|These|Those|This|That|In|On|At|By|For)\b)"
        r"(?=[A-Z][a-z]+s (?:are|were|have|must|can|may|will)\b)",
        "All ",
    ),
)
_SURER = (  # what makes sure; without it, "has" and the verb
    (r"\b(?:is|are) expected to be\b", "was"),
    (r"\b(?:is|are) expected to (?P<verb>[a-z]+)\b", ""),
    (r"\bwill be\b", "has been"),
    (r"\b(?:may|might|could) be\b", "is"),
    (r"\b(?:may|might|could) have\b", "has"),
    (r"\b(?:plan|plans|aim|aims|intend|intends|hope|hopes) to (?P<verb>[a-z]+)\b", ""),
    (r"\bwill (?:also |further |continue to )?(?P<verb>[a-z]+)\b", ""),
    (r"\b(?:may|might|could) (?P<verb>[a-z]+)\b", ""),
)
_NO_VERBS = frozenset("be not also have do further continue that and now then still only either by in it".split())
_PARTICIPLES = dict(
    pair.split("-")
    for pair in (
        "build-built make-made hold-held take-taken give-given become-become find-found see-seen go-gone come-come "
        "bring-brought keep-kept begin-begun run-run set-set lead-led put-put stand-stood cost-cost teach-taught "
        "plan-planned grow-grown rise-risen leave-left stay-stayed fall-fallen lose-lost pay-paid send-sent get-got"
    ).split()
)
_NAME = re.compile(
    r"(?<![.!?:] )(?<![.!?:“\"] [“\"])(?<=[a-z,] )(?:[A-Z][\w’-]*[a-z]|[A-Z]{2,})"
    r"(?: (?:of (?:the )?)?(?:[A-Z][\w’-]*[a-z]|[A-Z]{2,}))*"
)
_NO_NAMES = frozenset([*_MONTHS, *_DAYS, "I", "The", "For", "In", "At"])


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence made from another, its own quote; `kind` is "" where it stayed true."""

    text: str
    quote: str
    kind: Kind | Literal[""]
    reworded: tuple[str, ...]  # how, by the names of REWORDINGS


def make_claims(sentences: Sequence[str], *, seed: int = 1) -> Iterator[Claim]:
    """Yield for each sentence a true rewording and a mutation of each kind that it admits, half of them reworded too.

    `sentences` are those of one folder: the names that are swapped in come from the others. Deterministic.
    """
    plain = [" ".join(sentence.split()) for sentence in sentences]
    every = [match.group() for sentence in plain for match in _names(sentence)]
    for sentence in plain:
        rng = Random(hashlib.sha256(f"{seed} {sentence}".encode()).digest())
        reworded, how = reword(sentence, rng)
        if how:
            yield Claim(reworded, sentence, "", how)
        for kind, mutate in MUTATIONS.items():
            start, used = (reworded, how) if rng.random() < 0.5 else (sentence, ())
            mutated = mutate(start, rng, every)
            if mutated not in ("", start):
                yield Claim(mutated, sentence, kind, used)


def _change_number(text: str, rng: Random, every: Sequence[str]) -> str:
    held = [
        match
        for match in _FIGURE.finditer(text)
        if match.start() and not _YEAR.fullmatch(match.group()) and not _is_day(text, match)
    ]
    if not held:
        return ""
    match = rng.choice(held)
    digits = match.group()
    place = rng.choice([at for at, letter in enumerate(digits) if letter.isdigit()])
    new = rng.choice([letter for letter in "123456789" if letter != digits[place]])
    changed = digits[:place] + new + digits[place + 1 :]
    return "" if changed in text else _put(text, match, changed)


def _is_day(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 10) : match.end() + 10]
    return any(month in around for month in _MONTHS)


def _exchange_numbers(text: str, rng: Random, every: Sequence[str]) -> str:
    """Exchange two percentages or two counts, each in a part of the sentence of its own."""
    for pattern in _EXCHANGED:
        held = list(re.finditer(pattern, text))
        if len(held) != 2 or held[0].group() == held[1].group():
            continue
        if re.search(r",|;| and | while ", text[held[0].end() : held[1].start()]):
            return _exchange(text, *held)
    return ""


def _change_unit(text: str, rng: Random, every: Sequence[str]) -> str:
    held = list(_UNIT.finditer(text))
    if not held:
        return ""
    match = rng.choice(held)
    return _put(text, match, f"{match['gap'] or ' '}{_UNITS[match['unit']]}")


def _change_year(text: str, rng: Random, every: Sequence[str]) -> str:
    held = list(_YEAR.finditer(text))
    if not held:
        return ""
    match = rng.choice(held)
    year = str(int(match.group()) + rng.choice([-3, -2, -1, 1, 2, 3]))
    return "" if year in text else _put(text, match, year)


def _change_season(text: str, rng: Random, every: Sequence[str]) -> str:
    held = list(_SEASON.finditer(text))
    if not held:
        return ""
    match = rng.choice(held)
    quarters = [f"{nth} quarter" for nth in ("first", "second", "third", "fourth")]
    others = [*quarters, "first half", "second half"] if " " in match.group() else _MONTHS
    return _put(text, match, rng.choice([other for other in others if other not in text]))


def _negate(text: str, rng: Random, every: Sequence[str]) -> str:
    if re.search(r" (?:not|never) |n['’]t ", text):
        return _NEGATED.sub(r"\1", text, count=1)
    auxiliary = _AUXILIARY.search(text)
    if auxiliary:
        return f"{text[: auxiliary.end()]} not{text[auxiliary.end() :]}"
    past = _PAST_VERB.search(text)
    return _put(text, past, f"did not {_PAST[past.group()]}") if past else ""


def _flip(text: str, rng: Random, every: Sequence[str]) -> str:
    held = list(_FLIPPED.finditer(text))
    if not held:
        return ""
    match = rng.choice(held)
    return _put(text, match, _FLIPS[match.group()].replace("_", " "))


def _names(text: str) -> list[re.Match[str]]:
    return [match for match in _NAME.finditer(text) if match.group() not in _NO_NAMES]


def _swap_name(text: str, rng: Random, every: Sequence[str]) -> str:
    """Put a name of as many words from another sentence."""
    held = _names(text)
    if not held:
        return ""
    match = rng.choice(held)
    known, length = set(re.findall(r"\w+", text)), len(match.group().split())
    others = [name for name in every if len(name.split()) == length and not set(re.findall(r"\w+", name)) & known]
    return _put(text, match, rng.choice(others)) if others else ""


def _exchange_names(text: str, rng: Random, every: Sequence[str]) -> str:
    """Exchange two names with a verb between them."""
    for one, two in itertools.pairwise(_names(text)):
        between = text[one.end() : two.start()]
        verb = re.search(r" [a-z]+(?:ed|s|d|old|ave|ew|on|aid) ", between)
        if verb and not re.search(r"\b(?:between|and|or)\b", between):
            return _exchange(text, one, two)
    return ""


def _widen(text: str, rng: Random, every: Sequence[str]) -> str:
    for pattern, wide in rng.sample(_SCOPE, len(_SCOPE)):
        match = re.search(pattern, text, 0 if pattern[0] == "^" else re.IGNORECASE)
        if match and wide == "All ":
            return f"All {text[0].lower()}{text[1:]}"
        if match:
            return _put(text, match, wide.capitalize() if match.group()[:1].isupper() else wide)
    return ""


def _make_sure(text: str, rng: Random, every: Sequence[str]) -> str:
    for pattern, sure in _SURER:
        match = re.search(pattern, text)
        verb = match.groupdict().get("verb") or "" if match else ""
        if not match or text[match.end() :].startswith(" not") or verb in _NO_VERBS or verb.endswith("ly"):
            continue
        return _put(text, match, sure or f"has {_participle(verb)}")
    return ""


def _participle(verb: str) -> str:
    regular = verb + "d" if verb.endswith("e") else re.sub(r"(?<=[^aeiou])y$", "i", verb) + "ed"
    return _PARTICIPLES.get(verb, regular)


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _exchange(text: str, one: re.Match[str], two: re.Match[str]) -> str:
    between = text[one.end() : two.start()]
    return text[: one.start()] + two.group() + between + one.group() + text[two.end() :]


MUTATIONS: dict[Kind, Callable[[str, Random, Sequence[str]], str]] = {
    "number changed": _change_number,
    "numbers exchanged": _exchange_numbers,
    "unit changed": _change_unit,
    "year changed": _change_year,
    "month or quarter changed": _change_season,
    "negated": _negate,
    "direction flipped": _flip,
    "entity swapped": _swap_name,
    "entities exchanged": _exchange_names,
    "scope widened": _widen,
    "modality changed": _make_sure,
}
