"""Does a sentence say what a thing is, write a short form out, or name all that a list is asked of?"""

import re

from app.extractive.evidence import Evidence, stems_of
from app.extractive.question import Question

LEAD = 15  # words before the colon of a list

_IS_A = r"(?:(?:is|are|was|were)(?! not\b)|means?|refers? to|stands? for|consists? of|describes?|denotes?)\b"
_CALLED = r"(?:known as|called|named|dubbed|termed|defined as|short for|referred to as|abbreviated(?: as| to)?|titled)"
_MADE = r"(?:issued|released|published|adopted|launched|founded|established|introduced|set up|created|proposes?)\b"
_QUOTED = re.compile(r"[\"“‘'](?P<name>[^\"“”‘’']{2,60})[\"”’'](?!\w)")
# "in my insurance", "according to the manual": where the word is used, not the word.
_WHERE_USED = re.compile(
    r" (?:in|on|under|for|by|at|within) (?:the|my|our|this|these|a|an) .*$| according to .*$|,.*$", re.IGNORECASE
)
_DEFINED = re.compile(
    r"^\W*(?:what(?:'s| is| are| was| were| does| do| did)|which (?:is|are)|define|explain|(?:the )?meaning of)\s+"
    r"(?:meant by )?(?:an? |the )?|\b(?:mean|means|stand for|refer to)\b|\W+$",
    re.IGNORECASE,
)


def definition_fit(question: Question, one: Evidence) -> float:
    """Return 1 where the sentence says what the thing is or what its short form stands for, .7 where it says who made
    it, else .3."""
    quoted_name = _QUOTED.search(question.text)
    bare = quoted_name["name"] if quoted_name else _WHERE_USED.sub("", _DEFINED.sub("", question.text))
    name = re.escape(bare.strip(" \"'“”‘’"))
    if not name:
        return 0.3
    quoted = rf"[\"“'‘]?{name}s?[\"”'’]?"
    says = (
        rf"(?<!\w){quoted}(?: \([^)]*\))?(?:, which)? {_IS_A}|^\W*(?:the |an? )?{quoted}, (?:an?|the) "
        rf"|{_CALLED} (?:the |an? )?{quoted}(?!\w)|(?<!\w){quoted}\W{{0,4}}[(:–—|]|\({quoted}\)"
        rf"|(?<!\w){quoted},? (?:that is|i\.e\.|in other words)\b"
    )
    if re.search(says, one.text, re.IGNORECASE) or spelt_out(question, one.text):
        return 1.0
    return 0.7 if re.search(rf"{quoted}.{{0,80}}?\b{_MADE}", one.text, re.IGNORECASE) else 0.3


def names_all(question: Question, one: Evidence) -> bool:
    """Return whether a sentence names the things that a list is asked of: "Three clusters are planned: A, B and C." """
    if ":" not in one.text:
        return False
    lead, _, items = one.text.partition(":")
    return "," in items and len(lead.split()) <= LEAD and not question.listed_as.isdisjoint(stems_of(lead))


def spelt_out(question: Question, text: str) -> tuple[int, int] | None:
    """Return where a text writes out the acronym that a definition is asked of: NEV, "new energy vehicles"."""
    acronym = next((term.word for term in question.terms if term.acronym), None)
    if not acronym:
        return None
    small = r"(?: (?:of|and|the|for|in|on|de|du))*"
    # NEVs are several; the last letter of CCUS is a word of its own.
    for letters in dict.fromkeys((acronym, acronym.rstrip("s") if len(acronym) > 3 else acronym)):
        words = rf",?{small}[ -]".join(rf"{letter}[\w’']+" for letter in letters)
        if match := re.search(rf"\b{words}\b", text, re.IGNORECASE):
            return match.span()
    return None
