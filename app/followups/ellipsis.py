""" "And in 2023?", "what about water?", "and how many were sold?" -> the earlier question with that put in its place.

Knows two questions and nothing else. Where more than one place would do, or none, it returns None: a question that
reads well and asks for something else is worse than two questions side by side.
"""

import re

from app.followups.groups import Group, groups_of, names_of
from app.followups.lexis import AUXILIARIES, CLOSED, PREPOSITIONS, is_plural, words_of
from app.followups.times import append, is_period, period_phrase, period_text, put, put_period, shift_year
from index.words import stem, tokens

# Words for how much there is of something: "sales" and "sales of cars", "water use" and "use of water".
_MEASURES = frozenset(
    stem(word)
    for word in (
        "sale export import production output consumption use usage demand supply price cost revenue profit investment "
        "emission capacity share number amount rate level stock spending income turnover traffic yield catch landing "
        "population value total volume purchase"
    ).split()
)
_IRREGULAR = frozenset(
    "sold bought made built taken given found lost won paid lent sent held caught grown driven".split()
)
_COUNTED = re.compile(r"\bhow (?:many|much) |\b(?:number|amount) of (?:the )?", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:what|which|whose|how many|how much)\W*$", re.IGNORECASE)
_GAP = re.compile(rf"^(?P<count>how (?:many|much)) (?=(?:{'|'.join(sorted(AUXILIARIES))})\b)", re.IGNORECASE)


def continue_question(new: str, asked: str) -> str | None:
    """Return the earlier question with the new words (without their "and" or "what about") in their place, or None."""
    new = new.strip(" ?.!")
    if not new:
        return None
    new = new[0].lower() + new[1:] if new.split()[0].lower() in CLOSED else new
    if whole := _count_again(new, asked):
        return whole
    if shifted := shift_year(new, asked):
        return shifted
    if is_period(new):
        return put_period(new, asked)
    if phrase := period_phrase(new):  # "and exports in 2023"
        rest = f"{new[: phrase[0]]}{new[phrase[1] :]}".strip()
        continued = _put_words(rest, asked)
        return put_period(new[slice(*phrase)], continued) if continued else None
    return _put_words(new, asked)


def fill_count(question: str, asked: str) -> str:
    """Return "how many were sold" with what the earlier question counts: "how many vehicles were sold"."""
    gap, counted = _GAP.match(question), _counted(asked)
    if not gap or not counted:
        return question
    core = asked[counted.core_start : counted.end]
    filled = f"{gap['count']} {core} {question[gap.end() :]}"
    return filled if period_phrase(filled) else append(filled, period_text(asked))


def _count_again(new: str, asked: str) -> str | None:
    """Return "how many green factories" with the rest of the earlier question that counts."""
    again = re.match(r"how (?:many|much) (?P<what>.+)$", new, re.IGNORECASE)
    counted = _counted(asked)
    if not again or not counted or _GAP.match(new):
        return None
    groups = groups_of(again["what"])
    alone = len(groups) == 1 and groups[0].text == again["what"]
    return put(asked, counted.core_start, counted.end, again["what"]) if alone else None


def _counted(asked: str) -> Group | None:
    for group in groups_of(asked):
        if (match := _COUNTED.search(asked)) and match.end() == group.core_start:
            return group
    return None


def _put_words(new: str, asked: str) -> str | None:
    """Return the earlier question with a noun group, a name or a participle in the place of its like."""
    preposition, rest = "", new
    if (first := new.split(" ", 1))[0].lower() in PREPOSITIONS and len(first) > 1:
        preposition, rest = first[0].lower(), first[1]
    if len(rest.split()) == 1 and (rest.lower().endswith("ed") or rest.lower() in _IRREGULAR):
        return _put_participle(rest, asked)
    groups = groups_of(rest)
    capital = names_of(f"- {rest}")  # behind a mark, so that its first capital counts
    whole = capital[0].text == re.sub(r"^the ", "", rest, flags=re.IGNORECASE) if len(capital) == 1 else False
    if not whole and (len(groups) != 1 or groups[0].text != rest):
        return None
    if preposition and preposition not in ("for", "of", "with"):
        return _put_governed(preposition, rest, asked, name=whole)
    place = _place_of_name(rest, asked) if whole else _place_of_group(groups[0], asked)
    return _agree(put(asked, *place, rest), asked, place[0], rest) if place else None


def _agree(text: str, asked: str, start: int, new: str) -> str:
    """Make the auxiliary before a group that was put in agree with it: "What were the sales"."""
    before = re.search(r"\b(is|was|has|does|are|were|have|do)(?= (?:the )?$)", asked[:start])
    if not before:
        return text
    plural = is_plural(groups_of(new)[0].head if groups_of(new) else new.split()[-1])
    pairs = {"is": "are", "was": "were", "has": "have", "does": "do"}
    pairs = pairs if plural else {many: one for one, many in pairs.items()}
    return text[: before.start()] + pairs.get(before[1], before[1]) + text[before.end() :]


def _put_participle(new: str, asked: str) -> str | None:
    found = [
        word
        for word in words_of(asked)
        if (word.low.endswith("ed") and word.low not in ("need", "speed", "feed")) or word.low in _IRREGULAR
    ]
    return put(asked, found[0].start, found[0].end, new.lower()) if len(found) == 1 else None


def _put_governed(preposition: str, rest: str, asked: str, *, name: bool) -> str | None:
    """Put "in Oslo" in the place of what the same preposition governs, or at the end where nothing is."""
    governed = [group for group in groups_of(asked) if group.before == preposition and group.stands_for]
    if len(governed) == 1 and (governed[0].named == name):
        return put(asked, governed[0].start, governed[0].end, rest)
    return append(asked, f"{preposition} {rest}") if not governed and name else None


def _place_of_name(rest: str, asked: str) -> tuple[int, int] | None:
    """Return the place of the only name of the earlier question that is like this one: an acronym, one word, more."""
    names = [name for name in names_of(asked) if name.determiner == ("the" if rest.lower().startswith("the ") else "")]
    alike = [name for name in names if _shape(name.text) == _shape(rest)] or names
    if (len(names_of(asked)) > 1 and len(alike) != 1) or not alike:
        return None
    return (alike[0].start - (4 if alike[0].determiner else 0), alike[0].end)


def _shape(name: str) -> str:
    name = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
    return "acronym" if name.isupper() else "word" if " " not in name else "words"


def _place_of_group(new: Group, asked: str) -> tuple[int, int] | None:
    """Return the place of the only noun group that the new one can replace.

    In turn: a group with the same last word; what is counted; the measured thing of a measure ("water" for "energy" in
    "energy consumption"), or the measure itself; the only group of its form.
    """
    groups = [group for group in groups_of(asked) if group.stands_for or stem(group.head) in _MEASURES]
    same = [group for group in groups if stem(group.head) == stem(new.head) and group.core != new.core]
    if len(same) == 1:
        return same[0].start, same[0].end if " of " in new.text else same[0].core_end
    counted = _counted(asked)
    if counted and new.plural and counted.plural and not new.determiner and _other_root(new, asked):
        return counted.core_start, counted.core_end
    measures = [group for group in groups if stem(group.head) in _MEASURES]
    if len(measures) > 1:
        return None
    if measures:
        return _place_in_measure(new, measures[0], asked)
    alike = [group for group in groups if _form(group) == _form(new) and not re.search(r"['’]s? ", group.core)]
    alike = [group for group in alike if group == counted or not _ASKED.search(asked[: group.start])]
    if len(alike) != 1 or not _other_root(new, asked):
        return None
    return alike[0].start, alike[0].end if " of " in new.text else alike[0].core_end


def _place_in_measure(new: Group, measure: Group, asked: str) -> tuple[int, int] | None:
    words = measure.core.split()
    of = measure.core_end if asked.startswith(" of ", measure.core_end) else -1
    if stem(new.head) in _MEASURES:
        head = measure.core_end - len(words[-1])
        alike = len(new.core.split()) == 1 and new.determiner in ("", measure.determiner)
        return (head, measure.core_end) if alike else None
    if of >= 0:
        thing = groups_of(asked[of + 4 : measure.end])
        if not thing or thing[0].determiner != new.determiner or is_plural(thing[0].head) != new.plural:
            return None
        return of + 4, of + 4 + thing[0].core_end
    if len(words) == 2 and not new.determiner and len(new.core.split()) == 1 and not words[0].endswith("al"):
        return measure.core_start, measure.core_start + len(words[0])
    return None


def _form(group: Group) -> tuple[str, bool, bool]:
    return group.determiner, group.plural, group.named


def _other_root(new: Group, asked: str) -> bool:
    """Return whether no word of the new group is a form of one in the question: "exports" after "were exported"."""
    return not {stem(token) for token in tokens(new.core)[-1:]} & {stem(token) for token in tokens(asked)}
