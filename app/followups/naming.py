"""What a text names, and which pronouns may stand for each; knows no conversation."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from app.followups.groups import Group, groups_of, names_of
from app.followups.lexis import is_plural

Pronoun = Literal["he", "she", "it", "they", "there"]

_NEAR = 20  # characters before a group that show how it is used
_LONGEST = 12  # words of what is named

PERSON: frozenset[Pronoun] = frozenset(("he", "she"))
IT: frozenset[Pronoun] = frozenset(("it",))
THERE: frozenset[Pronoun] = frozenset(("there",))
NONE: frozenset[Pronoun] = frozenset()
_BODY: frozenset[Pronoun] = frozenset(("it", "they"))
_THEY: frozenset[Pronoun] = frozenset(("they",))
_PLACE: frozenset[Pronoun] = frozenset(("it", "there"))

# What a name ends with, or holds, when it names no person.
_BODIES = (
    r"(?i:inc|ltd|llc|plc|corp|corporation|company|co|group|university|college|school|institute|academy|ministry|department"
    r"|bureau|agency|commission|council|committee|board|office|club|association|society|union|league|party|bank|fund|hospital"
    r"|museum|library|church|police|army|navy|court|parliament|congress|senate|government|team|band|orchestra|foundation"
    r"|organi[sz]ation|centre|center|service|authority|power|energy|motors|press|times|news|records|studios?)"
)
_PLACES = (
    r"(?i:street|road|river|lake|mount|mountains?|islands?|sea|bay|harbour|harbor|port|park|city|town|county|province|state"
    r"|states|kingdom|republic|valley|north|south|east|west|house|hall|castle|bridge|airport|station|stadium)"
)
_WORKS = (
    r"(?i:plan|act|law|treaty|agreement|award|awards|prize|cup|games|festival|championships?|tour|war|battle|opinions|report"
    r"|programme|program|project|scheme|initiative|strategy|conference|summit|fair|ship|show|album|opinion|day|week)"
)
_COLLECTIVE = re.compile(rf"\b{_BODIES}\b|\b(?:firm|family|crew|staff|couple|duo|trio|quartet|choir|pair)\b")
_TITLES = (
    r"(?i:mr|mrs|ms|dr|sir|lord|lady|king|queen|prince|princess|president|senator|minister|secretary|mayor|governor|director"
    r"|chair(?:man|woman)?|general|captain|colonel|major|judge|pope|emperor|deputy|prime|vice|chief|head|doctor|professor)"
)
_PLACE_BEFORE = ("in", "at", "near", "from", "to", "on")
# What stands behind these is rarely a person when it has one word: "during Prohibition", "the south of Spain".
_NO_PERSON_BEFORE = (*_PLACE_BEFORE, *"of during into under over through within since until as".split())


_ASKING = re.compile(r"\b(?:how (?:many|much)|(?P<which>what|which|whose))\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something named, and the pronouns that may stand for it."""

    text: str
    surely: frozenset[Pronoun]
    perhaps: frozenset[Pronoun] = NONE

    @property
    def head(self) -> str:
        """The last word of the group, without what hangs on it."""
        return re.split(r" (?:of|for|per) ", self.text)[0].split()[-1].lower()


def mentions_of(text: str, *, answer: bool = False) -> list[Mention]:
    """Return what a text names, in its order; of the words of an answer only its names and definite groups."""
    names = [name for name in names_of(text) if len(name.text.split()) <= _LONGEST]
    found = [(name.start, _of_name(name, text, answer=answer)) for name in names]
    who = re.match(r"\W*who(?:'s| is| was| are| were)\b", text, re.IGNORECASE)
    for group in groups_of(text):
        inside = any(name.start < group.core_end and group.core_start < name.end for name in names)
        possessed = re.search(r"['’]s? ", group.core)
        if not group.stands_for or (inside and not possessed) or len(group.text.split()) > _LONGEST:
            continue
        if mention := _of_group(group, text, answer=answer):
            found.append((group.start + (1 if possessed else 0), replace(mention, surely=PERSON) if who else mention))
    return [mention for _, mention in sorted(found, key=lambda one: one[0])]


def _of_name(name: Group, text: str, *, answer: bool) -> Mention:
    # Of an answer: its subject, an agent ("by ..."), what something "is"; others are only met on the way.
    before = text[max(0, name.start - _NEAR) : name.start]
    if answer and name.start > 1 and not re.search(r"\b(?:by|is|was|are|were)\W+(?:the )?$", before):
        return Mention(name.text, NONE)
    words = name.text.split()
    if before.endswith(("“", '"', "‘")):
        return Mention(name.text, IT)  # a title
    the = "the " if name.determiner == "the" else ""
    place = _PLACE if name.before in _PLACE_BEFORE else NONE
    if _COLLECTIVE.search(name.text):
        return Mention(the + name.text, _BODY | place)
    if re.search(rf"\b(?:{_PLACES}|{_WORKS})\b", name.text):
        return Mention(the + name.text, IT | place)
    if the or " of " in name.text or " for " in name.text:
        return Mention(the + name.text, _THEY if is_plural(words[-1]) else _BODY | place)
    if re.fullmatch(rf"{_TITLES}(?:[ -]{_TITLES})*", name.text):
        return Mention(name.text, NONE)
    if len(words) == 1 and (name.before in _NO_PERSON_BEFORE or name.text.isupper()):
        return Mention(name.text, place or _BODY, PERSON if place else NONE)
    if len(words) > 1 and is_plural(words[-1]):
        return Mention(name.text, _THEY | place, PERSON | IT)
    return Mention(name.text, PERSON | place, _BODY)


def _of_group(group: Group, text: str, *, answer: bool) -> Mention | None:
    asked_for = _ASKING.search(text[max(0, group.core_start - _NEAR) : group.core_start])
    # Only what is certain to be spoken of again: "the" in an answer, and in a question each group with a meaning.
    if answer and group.determiner != "the":
        return None
    whole = text[group.core_start : group.end]
    if group.plural:
        bare = not group.determiner and not (asked_for and asked_for["which"])
        return Mention(whole if bare else f"the {whole}", _THEY)
    if asked_for:
        return None
    collective = _COLLECTIVE.search(group.head)
    place = _PLACE if group.before in _PLACE_BEFORE else NONE
    if group.determiner in ("the", "a", "an"):
        return Mention(f"the {whole}", _BODY | place if collective else IT | place)
    if re.search(r"['’]s? ", group.core):
        return Mention(whole, _BODY if collective else IT)
    what_is = re.match(r"\W*what(?:'s| is| was) $", text[: group.start], re.IGNORECASE)
    return Mention(whole, IT) if what_is and not text[group.end :].strip(" ?") else None
