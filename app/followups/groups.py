"""The noun groups, names and clauses of a short English text, from its closed word classes; knows no conversation.

A question has few words and a fixed order, so that its determiners, prepositions and auxiliaries show where its noun
groups lie. What they do not show is left out: a group that is not sure is no group.
"""

import re
from dataclasses import dataclass, replace

from app.followups.lexis import (
    AUXILIARIES,
    CLOSED,
    DETERMINERS,
    EMPTY,
    PREPOSITIONS,
    Word,
    is_plural,
    is_verb,
    words_of,
)
from app.periods import period_spans

_NEAR = 40  # characters before a name that show what governs it
# A group that begins with one of these points at another: "the other songs", "the same year".
_RELATIVE = frozenset("other others own same next last only first second third main different new".split())
_CAPITAL = r"(?:[A-Z]\.|(?:Dr|Mr|Mrs|Ms|St|Jr|Sr|Prof)\.|[A-ZÀ-ÖØ-Þ](?:[\w&-]|['’](?=[A-Z]))*)"
_CAPITALS = rf"{_CAPITAL}(?: {_CAPITAL})*"
# "Ministry of Industry and Information Technology", but "Per Dahl" and "Olga Ferrant".
_NAME = re.compile(
    rf"(?:\b\d{{1,3}}(?:st|nd|rd|th) )?{_CAPITALS}(?: (?:de|la|von|van|del|di|da|al) {_CAPITALS})?"
    rf"(?: (?:of|for) (?:the )?{_CAPITALS}(?:(?: and|,) {_CAPITALS}(?= and|[^\w,]|$))?)*"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A noun group: determiner, words, and what hangs on it with "of"."""

    text: str  # as written, determiner included
    start: int
    end: int
    core_start: int  # after the determiner
    core_end: int  # before "of ..."
    core: str  # the words without determiner and "of ..."
    determiner: str  # "the", "a", ..., "" for none
    before: str  # the preposition that governs it, or ""

    @property
    def head(self) -> str:
        return self.core.split()[-1].lower()

    @property
    def named(self) -> bool:
        """Whether it is a name: each word of it that is no number has a capital."""
        return all(word[0].isupper() or word[0].isdigit() for word in self.core.split()) and not self.core[0].isdigit()

    @property
    def plural(self) -> bool:
        return not self.named and is_plural(self.head)

    @property
    def stands_for(self) -> bool:
        """Whether a pronoun can stand for it: it has a meaning of its own, and is no time."""
        return self.head not in EMPTY and not _time(self.core) and self.core.split()[0].lower() not in _RELATIVE


def is_clause(text: str) -> bool:
    """Return whether a question has a verb and a noun group, and stands alone so far: "what is hydrogen"."""
    words = words_of(text)
    verbal = any(word.low in AUXILIARIES or is_verb(word) or word.low.endswith("ed") for word in words)
    begins = bool(words) and (words[0].low in ("who", "whom", "whose", "what", "which", "when", "where", "why", "how"))
    gap = re.match(rf"\W*how (?:many|much) (?:{'|'.join(sorted(AUXILIARIES))})\b", text, re.IGNORECASE)
    starts = begins or (bool(words) and words[0].low in (AUXILIARIES | PREPOSITIONS))
    return verbal and starts and not gap and any(group.stands_for for group in groups_of(text))


def groups_of(text: str) -> list[Group]:
    """Return the noun groups of a question or a sentence in order; the phrase of its question word is one of them."""
    names = names_of(text)
    begins = {name.start for name in names}
    words = [replace(word, name=word.start in begins) for word in words_of(text)]
    verb = _main_verb(words)
    found: list[Group] = []
    at = 0
    while at < len(words):
        start, at = at, at + 1
        determiner = words[start].low if words[start].low in DETERMINERS else ""
        first = start + 1 if determiner else start
        end = _run(words, first, verb)
        if end == first or start == verb or (end == start + 1 and words[start].low.endswith("ed")):
            continue
        at = end
        last = end
        while last < len(words) - 1 and words[last].low in ("of", "per"):
            inner = last + 2 if words[last + 1].low in DETERMINERS else last + 1
            stop = _run(words, inner, verb)
            if stop == inner:
                break
            last = at = stop
        reach = max((name.end for name in names if words[start].start <= name.start < words[last - 1].end), default=0)
        while last < len(words) and words[last].start < reach:  # "... of Industry and Information Technology"
            last = at = last + 1
        span = (words[start].start, words[last - 1].end)
        core = text[words[first].start : words[end - 1].end]
        before = words[start - 1].low if start and words[start - 1].low in PREPOSITIONS else ""
        core_span = (words[first].start, words[end - 1].end)
        found.append(Group(text[slice(*span)], *span, *core_span, core, determiner, before))
    return found


def names_of(text: str) -> list[Group]:
    """Return the names in a text: words with a capital, but not the first of a sentence where it stands alone."""
    found = []
    for match in _NAME.finditer(text):
        start, name = match.start(), match.group()
        before = text[max(0, match.start() - _NEAR) : match.start()].split()
        first = not before or before[-1][-1] in '.?!:;“"'
        while name and _no_name(name.split(), first=first and start == match.start()):
            start += len(name.split()[0]) + 1
            name = name.partition(" ")[2]
        possessor = text[match.end() : match.end() + 1] in ("'", "’")
        if len(name) < 2 or (first and start == match.start() and " " not in name and not possessor):
            continue
        if _time(name):
            continue
        determiner = before[-1].lower() if before and before[-1].lower() in DETERMINERS else ""
        governor = before[-2:-1] if determiner else before[-1:]
        preposition = governor[0].lower() if governor and governor[0].lower() in PREPOSITIONS else ""
        end = start + len(name)
        found.append(Group(name, start, end, start, end, name, determiner, preposition))
    return found


def _no_name(words: list[str], *, first: bool) -> bool:
    """Return whether the first of some words with a capital is no part of a name, as it is in "Did Will Ash ..."."""
    word = words[0].lower()
    if word not in CLOSED or (word == "per" and len(words) > 1):  # "Per Dahl"; "per Dahl" nobody says
        return False
    return first or len(words) == 1 or word not in AUXILIARIES | PREPOSITIONS


def _run(words: list[Word], first: int, verb: int) -> int:
    """Return where the run of a group's words that begins at `first` ends."""
    at = first
    while at < len(words) and words[at].open and at != verb:
        after = words[at + 1] if at + 1 < len(words) else None
        participle = words[at].low.endswith("ed") and at > first and (after is None or not after.open)
        verbal = is_verb(words[at]) and (at > first or after is None or not after.open)
        if verb < 0 and (verbal or participle):
            break
        at += 1
    return at


def _main_verb(words: list[Word]) -> int:
    """Return the place of the verb, or of the predicate, that follows the subject without a mark; -1 for none."""
    aux = next((at for at, word in enumerate(words) if word.low in AUXILIARIES), -1)
    if aux < 0:
        return -1
    end = aux + 1
    while end < len(words) and (words[end].open or words[end].low in ("of", "per", *DETERMINERS)):
        end += 1
    subject = [at for at in range(aux + 1, end) if words[at].open]
    if words[aux].low.removesuffix("n't") in ("do", "does", "did", "will", "can", "could", "would", "should", "might"):
        later = range(aux + 1, len(words))
        bases = (at for at in later if not words[at].low.endswith(("ed", "ing")))
        listed = next(
            (at for at in bases if is_verb(words[at], asked=True) or words[at].low in ("have", "do", "be")), -1
        )
        if listed >= 0:
            return listed
        if not subject:  # "did he retire"
            return next((at for at in range(end, len(words)) if words[at].open), -1)
        lower = (at for at in subject[1:] if words[at - 1].capital and not words[at].capital)
        return next(lower, subject[-1] if len(subject) > 1 else -1)
    asks_what = any(word.low in ("what", "who", "which", "whose", "where", "how") for word in words[:aux])
    closes = end >= len(words) or not words[end].text.isalnum()
    predicate = len(subject) > 1 and closes and not asks_what and not words[subject[-1]].capital
    return subject[-1] if predicate and subject[-1] - subject[-2] == 1 else -1


def _time(text: str) -> bool:
    return any(period.kind != "plan" for period, _, _ in period_spans(text))
