"""Whom and what a conversation has named, nearest first; knows nothing of the new question.

A simplified centering (Grosz, Joshi and Weinstein, 1995): what a question names counts before what an answer names,
the latest before the earlier, the subject before the rest.
"""

import re
from dataclasses import dataclass, replace

from app.followups.lexis import AUXILIARIES, CLOSED, PREPOSITIONS, Word, is_verb
from app.followups.naming import IT, NONE, PERSON, THERE, Mention, Pronoun, mentions_of
from app.periods import find_periods

KEPT = 12  # mentions of the questions, and of the answers
_READ = 1_000  # characters of an answer
CLOSEST = "The closest passage: "  # what an answer that is not sure quotes stands behind it
_SHORT_ANSWER = 8  # words; an answer no longer than this is the thing itself

# "Who is Per Dahl?" asks about him, "Who is Per Dahl's deputy?" for somebody else.
_ASKS_WHO = re.compile(
    r"^\W*who\b(?! (?:is|was|are|were) (?-i:[A-Z])[^'’]*$)|\bwhat is the name of the \w+er\b", re.IGNORECASE
)
_ASKS_WHICH = re.compile(
    r"^\W*(?:(?:in|on|at) )?(?:what|which) (?!(?:is|was|are|were|do|does|did|has|have|had|will|can)\b)"
    r"|^\W*what (?:is|was) the (?:name|title)\b",
    re.IGNORECASE,
)
_ASKS_WHERE = re.compile(r"^\W*where\b", re.IGNORECASE)
# "In 1974, Simone recorded"
_BEGINS = re.compile(
    r"(?:(?:In|On|By|At) [^,]{1,40}, )?(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?<!['’]s) (?:\w+ly )?"
    r"(?P<verb>[a-z]+)\b"
)
_ASKED_FOR = re.compile(r"^\W*what (?:is|was|are|were) (?P<what>the .+?)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Focus:
    """What the conversation has named so far, nearest first."""

    asked: tuple[Mention, ...] = ()
    answered: tuple[Mention, ...] = ()
    year: str = ""  # the year last spoken of, where it was one
    asked_for: str = ""  # what the last question asked for: "the price of steel"
    unknown: frozenset[Pronoun] = NONE  # pronouns used for someone or something the conversation never named

    def find(self, pronoun: Pronoun) -> str:
        """Return what the pronoun stands for, or ""; who was not named before is not whom an answer happens to name."""
        if pronoun in self.unknown:
            return ""
        both = (*self.asked, *self.answered)
        surely = (mention.text for mention in both if pronoun in mention.surely)
        perhaps = (mention.text for mention in both if pronoun in mention.perhaps)
        return next(surely, "") or next(perhaps, "")

    def fix(self, text: str, pronoun: Pronoun) -> "Focus":
        """Remember that this pronoun stands for it: who was "she" is never "he" later."""
        fixed = Mention(text, frozenset((pronoun,)))
        asked = tuple(fixed if mention.text == text else mention for mention in self.asked)
        return replace(self, asked=_distinct((fixed, *asked)))

    def after_question(self, question: str, *, lacking: bool) -> "Focus":
        """Return the focus once this question, resolved, was asked; where it lacks a name, its others are beside it."""
        named = [self._known(mention) for mention in mentions_of(question)]
        match = _ASKED_FOR.match(question)
        now = replace(self, asked_for=match["what"] if match else "", year=_year(question) or self.year)
        if lacking:
            others = [replace(mention, surely=mention.surely - PERSON, perhaps=NONE) for mention in named]
            return replace(now, answered=_distinct((*self.answered, *others)))
        meant = {pronoun for mention in _named(named) for pronoun in mention.surely}
        return replace(now, asked=_distinct((*named, *self.asked)), unknown=self.unknown - meant)

    def missing(self, pronoun: Pronoun) -> "Focus":
        """Remember that the pronoun was used for someone or something never named."""
        return replace(self, unknown=self.unknown | {pronoun})

    def after_answer(self, question: str, said: str) -> "Focus":
        """Return the focus once the question got this answer; what it asked for, the answer brings to the front."""
        text = plain(said[:_READ])
        named = [self._known(mention) for mention in mentions_of(text, answer=True)]
        front = _answering(question, _named(named), short=len(text.split()) <= _SHORT_ANSWER)
        unknown = self.unknown
        if unknown and not front and (subject := _subject(text)):
            # "What did she record?" "Simone recorded ...": the answer's subject is the question's.
            front = [self._known(Mention(subject, self.unknown))]
            unknown = NONE
        return replace(
            self,
            asked=_distinct((*front, *self.asked)),
            answered=_distinct((*named, *self.answered)),
            year=_year(text) or self.year,
            unknown=unknown,
        )

    def headed(self, head: str) -> str:
        """Return the longer name or group that ends with this word, latest first, or ""."""
        mentions = (mention.text for mention in (*self.asked, *self.answered) if mention.head == head)
        return next((text for text in mentions if len(text.split()) > 2 or (text[0].isupper() and " " in text)), "")

    def _known(self, mention: Mention) -> Mention:
        """Return the mention as it was named in full, with what is known of it."""
        for other in (*self.asked, *self.answered):
            same = other.text == mention.text
            if same or (mention.text[0].isupper() and " " not in mention.text and mention.text in other.text.split()):
                return other if other.text[0].isupper() or same else mention
        return mention


def plain(said: str) -> str:
    """Return an answer's sentences, without markers, short answer and the reason before a closest passage."""
    text = " ".join(re.sub(r"\[\d+\]", "", said.rpartition(CLOSEST)[2]).split())
    short, dash, rest = text.partition(" — ")
    return rest if dash and short in rest else text  # "31.1% — The market share has reached 31.1%."


def _answering(question: str, named: list[Mention], *, short: bool) -> list[Mention]:
    """Return the name in an answer that is what the question asked for: a person, a thing, a place."""
    if _ASKS_WHO.search(question):
        return [mention for mention in named if mention.surely & PERSON][:1]
    if short and _ASKS_WHICH.search(question):
        return [replace(one, surely=one.surely - PERSON or IT, perhaps=PERSON) for one in named[:1]]
    if short and _ASKS_WHERE.search(question):
        return [replace(one, surely=THERE, perhaps=NONE) for one in named[:1]]
    return []


def _named(mentions: list[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.text[0].isupper()]


def _subject(text: str) -> str:
    """Return the name that an answer begins with, where a verb follows it; "" for none."""
    match = _BEGINS.match(text)
    if not match or match["name"].split()[0].lower() in CLOSED - PREPOSITIONS:
        return ""
    verb = match["verb"]
    return match["name"] if verb in AUXILIARIES or verb.endswith("ed") or is_verb(Word(verb, 0, len(verb))) else ""


def _distinct(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    nearest: dict[str, Mention] = {}
    for mention in mentions:
        nearest.setdefault(mention.text, mention)
    return tuple(nearest.values())[:KEPT]


def _year(text: str) -> str:
    """Return the year a text names where it names one, else ""."""
    years = [str(period) for period in find_periods(text) if period.kind == "year"]
    return years[0] if len(years) == 1 else ""
