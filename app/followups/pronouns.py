"""Pronouns and "the plan" -> what they stand for; knows the focus of the conversation, never its answers' facts."""

import re
from dataclasses import dataclass

from app.followups.focus import Focus
from app.followups.groups import groups_of, names_of
from app.followups.lexis import AUXILIARIES, CLOSED, EMPTY, PREPOSITIONS, is_verb, words_of
from app.followups.naming import Pronoun

_ROLES: dict[str, Pronoun] = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
    "there": "there",
}  # fmt: skip
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_ROLES)})\b(?!['’](?!s\b))", re.IGNORECASE)
_WORDS = 2  # "it" alone asks nothing
# A question before that names no person says nothing about who "he" is; about "it" and "they" it may.
_CARRIES = ("it", "they")
_BEFORE_SUBJECT = frozenset(("and", "that", "when", "before", "after"))
_OWN = frozenset(("his", "its", "their", "theirs", "hers"))
# "it" that stands for nothing: "is it true that", "how long does it take to", "is it possible".
_EMPTY_IT = re.compile(
    r"\bit (?:true|possible|likely|clear|certain|necessary|correct|right|the case|said|stated|known|says?|that|takes?"
    r"|cost .*\bto|matter)\b|\bit (?:is|was) (?:\w+ )?(?:that|to|said|known|stated)\b|\bdoes it (?:say|mean)\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(
    r"\b(?:is|are|was|were|been|be|will|has|have|isn't|aren't|wasn't|weren't)\s+there\b"
    r"|\bthere\s+(?:is|are|was|were|be|been|will|has|have|any|anything|a|an|other|more|still)\b",
    re.IGNORECASE,
)
# "this" and "that" where they stand alone.
_ALONE = re.compile(
    rf"(?<!\w)(?:this|that|these|those)(?=\W*$|\s+(?:{'|'.join(sorted(AUXILIARIES))}|up|down|mean|compare|happen|change)\b)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(in|during|at|by|after|before|since) )?(?:that|the same|this) (?:year|time|period)\b", re.IGNORECASE
)
_POINTED = re.compile(
    r"\b(?P<which>this|that|these|those|the|such)\s+(?P<head>[^\W\d_]+)\b"
    r"(?=\W*$|\s+(?!(?:of|for|about|called|named|that|which|who)\b)[a-z])",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(r"\b(?:how many|how much|what|which)\W*$", re.IGNORECASE)
# What "this ..." points at outside the conversation.
_OUTSIDE = frozenset("year month week century document text article report page time period day".split())
_POINTS = re.compile(
    r"(?:\b(?:this|these)"
    r"|(?:^|\b(?:in|on|at|by|for|with|from|to|about|of|during|after|before|is|was|are|were|did|does|do)) "
    r"(?:that|those))"
    r" (?!(?:is|was|are|were|has|had|he|she|it|they|we|you|i|the|a|an|there|his|her)\b)(\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A question with names for its pronouns."""

    text: str
    focus: Focus  # which knows now who is "he" and who is "she"
    unresolved: bool  # a pronoun is left that nothing in the conversation surely stands for
    lacking: bool  # and the question before may say more


def name_pronouns(question: str, focus: Focus) -> Named:
    """Put what each pronoun stands for in the place of its first use; a pronoun the question explains itself stays."""
    if len(words_of(question)) < _WORDS:
        return Named(question, focus, unresolved=True, lacking=False)
    text, lacking, unresolved = question, False, False
    roles: tuple[Pronoun, ...] = ("he", "she", "it", "they", "there")
    for role in roles:
        match = next((one for one in _PRONOUN.finditer(text) if _leans(one, text, role)), None)
        if not match:
            continue
        meant = focus.find(role)
        if not meant or meant.lower() in text.lower():  # "How did she meet Ada Byrne?" speaks of two people
            # Where the question before had the same pronoun and nobody for it, it cannot help.
            lacking, unresolved = lacking or (role not in focus.unknown and role in _CARRIES), True
            focus = focus.missing(role)
            continue
        text = _put(text, match, meant, role)
        focus = focus.fix(meant, role) if role != "there" else focus
    text, pointed = _name_pointed(text, focus)
    return Named(text, focus, unresolved or pointed, lacking or pointed)


def _leans(match: re.Match[str], text: str, role: Pronoun) -> bool:
    """Return whether a pronoun stands for something outside of the question."""
    word = match.group().lower()
    if _ROLES[word] != role:
        return False
    if role == "there":
        return not any(one.start() <= match.start() < one.end() for one in _THERE_IS.finditer(text))
    if word == "it" and any(one.start() <= match.start() < one.end() for one in _EMPTY_IT.finditer(text)):
        return False
    subject = re.search(r"\b(\w+)\W+$", text[: match.start()])
    after_open = subject is not None and subject[1].lower() not in AUXILIARIES | _BEFORE_SUBJECT
    if word in ("him", "them", "her", "it") and not _possessive(match, text) and after_open:
        return True  # an object is never its own subject (Chomsky's principle B)
    return not _named_before(text[: match.start()], role)


def _named_before(before: str, role: Pronoun) -> bool:
    if role in ("he", "she"):
        return bool(names_of(before))
    names = [name for name in names_of(before) if name.before not in PREPOSITIONS]
    groups = [group for group in groups_of(before) if group.stands_for and group.before not in PREPOSITIONS]
    # What is asked for is not who does it: "How many children do they teach?"
    groups = [group for group in groups if not _ASKED_FOR.search(before[: group.start])]
    if role == "they":
        return bool(names) or any(group.plural for group in groups)
    return bool(names) or any(not group.plural and group.determiner in ("the", "a", "an") for group in groups)


def _possessive(match: re.Match[str], text: str) -> bool:
    word = match.group().lower()
    if word in _OWN:
        return True
    if word != "her":
        return False
    after = words_of(text[match.end() :])[:1]
    return bool(after) and after[0].open and not is_verb(after[0])


def _put(text: str, match: re.Match[str], meant: str, role: Pronoun) -> str:
    if role == "there":
        meant = f"in {meant}"
    if _possessive(match, text):
        meant += "'" if meant.endswith("s") and role == "they" else "'s"
    first = not text[: match.start()].strip(" \"'“‘(")
    after = text[match.end() :]
    return text[: match.start()] + (meant[0].upper() + meant[1:] if first else meant) + after


def _name_pointed(text: str, focus: Focus) -> tuple[str, bool]:
    """Name what "that year", "this plan", "the plan" and "that" point at; return whether one is left that lacks it."""
    if focus.year and (match := _TIME.search(text)):
        before = match[1] if match[1] and match[1].lower() != "at" else "in"
        text = f"{text[: match.start()]}{before} {focus.year}{text[match.end() :]}"
    for match in _POINTED.finditer(text):
        head = match["head"].lower()
        if head in CLOSED or head in _OUTSIDE or head in EMPTY:
            continue
        meant = focus.headed(head)
        if meant and meant.lower() not in text.lower() and meant.lower() != match.group().lower():
            return text[: match.start()] + meant + text[match.end() :], False
    match = next((one for one in _ALONE.finditer(text) if _is_pronoun(one.start(), text)), None)
    if match:
        # "How much was that up on the year before?" asks of the measure that was asked for.
        if not focus.asked_for:
            return text, True
        return text[: match.start()] + focus.asked_for + text[match.end() :], False
    points = _POINTS.search(text)
    return text, points is not None and points[1].lower() not in _OUTSIDE | CLOSED


def _is_pronoun(at: int, text: str) -> bool:
    """Return whether "that" stands for something ("is that", "after that") and does not join ("a law that was")."""
    before = words_of(text[:at])[-1:]
    return not before or before[0].low in AUXILIARIES | PREPOSITIONS or is_verb(before[0], asked=True)
