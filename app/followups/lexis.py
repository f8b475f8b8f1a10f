"""The words of a short English text and their classes; knows no grammar beyond the single word."""

import re
from dataclasses import dataclass

from index.words import stem

DETERMINERS = frozenset("the a an some any each every all both no another such".split())
PRONOUNS = frozenset(
    "i me my we us our you your he him his himself she her hers herself it its itself they them their theirs "
    "themselves this that these those there who whom whose what which one anyone someone everyone anything "
    "something nothing everything anybody somebody nobody".split()
)
AUXILIARIES = frozenset(
    "is are was were be been being am do does did has have had will would shall should can could may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't".split()
)
PREPOSITIONS = frozenset(
    "of in on at by for with from to into about over under between during per against among through since until after "
    "before near as than towards upon without within via across behind beyond like despite besides".split()
)
_OTHERS = frozenset(
    "and or but nor if because while although not also ever never still again yet already just only too very most more "
    "less so many much few then now here how when where why exactly actually really instead together else away up down "
    "whenever whether unless once whereas out off ago always often usually currently later earlier s t".split()
)
CLOSED = DETERMINERS | PRONOUNS | AUXILIARIES | PREPOSITIONS | _OTHERS

# Verbs that are hardly ever nouns, in forms that the stemmer does not bring together; "-ed" needs no list.
_VERBS = frozenset(
    stem(verb)
    for verb in (
        "lend sell sold buy bought grow grew grown built make made say said become became happen include contain know "
        "knew known live lived come came go went gone get got give gave given take took taken find found think thought "
        "tell told see saw seen keep kept begin began begun bring brought write wrote written pay paid met lose lost "
        "won held lie lay stood hear heard mean meant send sent spent teach taught learn felt fell fallen risen speak "
        "spoke spoken choose chose chosen wear wore eat ate drove driven flew drew drawn sing sang caught led decide "
        "believe receive provide achieve introduce describe explain mention propose announce publish join belong exist "
        "remain carry allow require contribute add appear seem refer relate depend consist accept agree perform marry "
        "divorce die attend graduate"
    ).split()
)
# Verbs that are as often nouns: verbs only where "did" asks for one.
_EITHER = frozenset(
    stem(verb)
    for verb in (
        "reach build create produce release rise fall leave meet win hold stand feel spend drive fly draw catch lead "
        "stay serve open close employ own need account increase decrease drop decline grow change cost work play plan "
        "use help end start move look want call run vote tour travel record return retire"
    ).split()
)
# Words that count, or name a slot rather than a thing: "it" and "they" never stand for them.
EMPTY = frozenset(
    "number amount kind type sort part way reason result end beginning example name time times year years month months "
    "day days date century decade quarter half period people person thing things fact facts aspect aspects information "
    "article document documents text percent percentage lot case problem idea others other rest place role".split()
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*\w*|[^\W\d_][\w&-]*(?:\.(?=\w))?(?:['’][^\W\d_]+)*|['’]s?(?=\s)|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of a text; offsets are half-open code points."""

    text: str
    start: int
    end: int
    name: bool = False  # it begins a name, whatever it means elsewhere: "Per Dahl", "May Smith"

    @property
    def low(self) -> str:
        """In small letters, with a straight apostrophe."""
        return self.text.lower().replace("’", "'")

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def open(self) -> bool:
        """Whether it is a word of an open class: a noun, an adjective, a verb, a name, a number."""
        return self.name or (self.text[0].isalnum() and self.low not in CLOSED)


def words_of(text: str) -> list[Word]:
    """Return the words and marks of a text in order."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


def is_verb(word: Word, *, asked: bool = False) -> bool:
    """Return whether a word is surely a verb; after "did", one is `asked` for, and "rise" is no noun."""
    return not word.capital and (stem(word.low) in _VERBS or (asked and stem(word.low) in _EITHER))


def is_plural(word: str) -> bool:
    """Return whether a noun looks like a plural."""
    word = word.lower()
    irregular = ("people", "men", "women", "children", "police", "criteria", "media", "data")
    return word in irregular or bool(re.search(r"(?:[^suia]s|[ae]es|ies|[^rln]as)$", word))
