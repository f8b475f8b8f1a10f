"""Does a sentence lean on the one before it: "Among them, 3 million took the tram.", "The largest one was ..."?"""

import re

_NUMBERS = r"two|three|four|five|six|seven|eight|nine|ten"
_PRONOUN = re.compile(r"\W*(?:it|this|these|those|they|he|she|its|their|his|her|such)\b", re.IGNORECASE)
_COUNTS_ON = re.compile(
    r"\W*(?:there (?:are|were)|of (?:these|those|them|which|this|that|it|the (?:total|\d[\d.,]*))"
    r"|among (?:these|those|them)|another|a further|the (?:others?|rest|remaining)),? ",
    re.IGNORECASE,
)
# "The largest one was between ...", "The first of them", "The second is", "Both are", "One of them", "The former"
_OF_THEM = re.compile(
    r"\W*(?:the (?:\w+ )?(?:ones?|former|latter)\b"
    r"|the (?:\w+est|first|second|third|fourth|last) (?:of (?:them|these|those)|is|are|was|were|has|had|went|will)\b"
    rf"|(?:the |all )?(?:{_NUMBERS}) of (?:them|these|those)\b"
    r"|(?:both|one|none|some|most|half|part|each|all) (?:of (?:them|these|those|it|this)|are|were|is|was|have|has)\b)",
    re.IGNORECASE,
)
# "In 2023 it had been 1.12 billion."
_THEN_IT = re.compile(r"\W*(?:in|by|at|during|on) [^,.;:]{2,40}?,? (?:it|they) \w+", re.IGNORECASE)


def leans(text: str) -> bool:
    """Return whether a sentence opens with a word for something named before."""
    return bool(_PRONOUN.match(text))


def counts_on(text: str) -> bool:
    """Return whether a sentence goes on counting what was named before: "There are 400 of the former."."""
    return bool(_COUNTS_ON.match(text))


def speaks_on(text: str) -> bool:
    """Return whether what a sentence is about stands, at least in part, in the one before it."""
    return any(pattern.match(text) for pattern in (_COUNTS_ON, _OF_THEM, _THEN_IT))
