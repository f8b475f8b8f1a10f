"""Everyday words that stand for one another in questions and answers; general English, no subject's own vocabulary.

The groups are in synonyms.txt: one a line, words separated by blanks; a line that begins with # is a comment.
"""

import functools
from pathlib import Path

from index.words import STOPWORDS, stem

_GROUPS = Path(__file__).with_name("synonyms.txt")


@functools.cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.read_text(encoding="utf-8").splitlines():
        members = [] if line.startswith("#") else [word for word in line.split() if word not in STOPWORDS]
        for member in members:
            for form in (member, stem(member)):
                table.setdefault(form, set()).update(members)
    return {word: frozenset(others - {word}) for word, others in table.items()}


def synonyms_of(word: str) -> frozenset[str]:
    """Return the words that may stand for this one, itself left out: synonyms, and a country's name for its people."""
    forms = _forms().get(word, frozenset())
    near = frozenset().union(*(_table().get(form, frozenset()) for form in (word, *forms)))
    near |= frozenset().union(*(_forms().get(other, frozenset()) for other in near))
    return (near | forms | _countries(word)) - {word}


_VERBS = """
arise arose arisen; be was were been; bear bore born; become became; begin began begun; bind bound; break broke
broken; bring brought; build built; buy bought; catch caught; choose chose chosen; come came; cost cost; deal dealt;
draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; fight fought; find found; fly flew flown; forbid
forbade; freeze froze frozen; get got; give gave given; go went gone; grow grew grown; hold held; keep kept; know knew
known; lay laid; lead led; leave left; lend lent; lose lost; make made; mean meant; meet met; overtake overtook
overtaken; pay paid; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; shrink
shrank shrunk; sink sank sunk; speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck; swim
swam; take took taken; teach taught; tell told; think thought; throw threw thrown; undergo underwent undergone; wear
wore worn; win won; write wrote written
"""


@functools.cache
def _forms() -> dict[str, frozenset[str]]:
    """Every irregular verb form with the other forms of its verb."""
    verbs = [frozenset(verb.split()) for verb in _VERBS.split(";")]
    return {form: forms - {form} for forms in verbs for form in forms}


_IRREGULAR = {
    "french": "france", "british": "britain", "spanish": "spain", "dutch": "netherlands", "greek": "greece",
    "german": "germany", "polish": "poland", "danish": "denmark", "swiss": "switzerland", "turkish": "turkey",
    "swedish": "sweden", "finnish": "finland", "welsh": "wales", "scottish": "scotland", "irish": "ireland",
    "english": "england", "norwegian": "norway", "portuguese": "portugal", "thai": "thailand",
}  # fmt: skip


def _countries(word: str) -> frozenset[str]:
    """Return where the people live: "chinese" -> "china", "italian" -> "italy", "korean" -> "korea"."""
    if word in _IRREGULAR:
        return frozenset({_IRREGULAR[word]})
    if word.endswith("ese") and len(word) > 5:
        return frozenset({word[:-3], word[:-3] + "a"})
    if word.endswith("ian") and len(word) > 5:
        return frozenset({word[:-3] + "y", word[:-3] + "ia", word[:-1], word[:-2]})
    if word.endswith("an") and len(word) > 5:
        return frozenset({word[:-1], word[:-2]})
    return frozenset()
