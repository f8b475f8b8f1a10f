"""Are the names in a sentence named by its quotes, and does each do what it does there? Knows nothing of persons."""

import itertools
import re
from dataclasses import dataclass

from app.periods import period_spans
from app.verifying.binding import exchanged, misbound
from app.verifying.said import SMALL, Place, Said, Source, changes, near
from index.words import STOPWORDS, stem, tokens

LONGEST_ACRONYM = 6  # letters: a longer word in capitals is shouted
REACH = 3  # words from one to the next of a name, small ones counted
BETWEEN = 8  # words between two names of which one does something to the other
ALIGNED = 0.7  # of a claim's words: what a sentence has of them in which each name does what it does in the claim
MOST = 8  # names of a sentence that are compared two by two

_NAME = re.compile(r"[^\W\d_][\w&]*(?:[’'.-][\w&]+)*")
_JOINTS = frozenset(
    ["", "of", "of the", "for", "de", "la", "de la", "van", "van der", "von", "al", "bin", "&", "du", "der"]
)
# Capitalised as titles or as a matter of style: their absence from a quote proves nothing.
_STYLE = frozenset(
    "mr mrs ms dr sir prof professor president chairman chairwoman minister director spokesperson spokesman government "
    "january february march april may june july august september october november december i plan percent bn mn "
    "km".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of one or more words, as written, and its place."""

    words: tuple[str, ...]
    place: Place
    plain: bool = True  # nothing but names in a row: "Ann Lee", not "Bank of England"


def check(claim: Said, source: Source) -> str:
    """Return why a name of the claim is not carried, or ""."""
    found = names(claim)
    spelt = _spelt_out(claim, source)
    for name in found:
        if not set(name.words) <= spelt and _lacks(name, claim, source):
            return f'"{" ".join(name.words)}" is not in the source'
    if not source.tells(claim, share=ALIGNED):
        return ""  # over a long text, names stand together in other matters too
    return _exchanged(claim, source) or _swapped(claim, source, found) or _bound(claim, source, found)


def names(said: Said) -> list[Name]:
    """Return the names in a sentence; its first word counts only where it is written as no other word is."""
    times = [(start, end) for _, start, end in period_spans(said.text)]
    found: list[Name] = []
    for match in _NAME.finditer(said.text):
        word = re.sub(r"[’']s?$", "", match.group())
        if not _is_name(word, said.text, match.start()) or any(a <= match.start() < b for a, b in times):
            continue
        last = found[-1] if found else None
        joint = said.text[last.place[1] : match.start()].strip() if last else ""
        if last and joint in _JOINTS:  # "Ministry of Finance", but not "Spain and Italy"
            found[-1] = Name((*last.words, word), (last.place[0], match.start() + len(word)), last.plain and not joint)
        else:
            found.append(Name((word,), (match.start(), match.start() + len(word))))
    return found


def _is_name(word: str, text: str, start: int) -> bool:
    if sum(letter.isupper() for letter in word) > 1 and len(word) > 1:
        return word.lower() not in _STYLE  # an acronym, "McKay", "iPhones"
    if not word[:1].isupper() or len(word) < 2 or word.lower() in STOPWORDS or word.lower() in _STYLE:
        return False
    before = text[:start].rstrip(" \"'“‘«([")
    first = not before or before[-1] in ".!?:"
    if not first:
        return True
    after = text[start + len(word) :]
    return bool(re.match(r"(?:[’']s)?\s[A-Z][\w-]", after))  # "Tao Qing said", not "Sales rose"


def _lacks(name: Name, claim: Said, source: Source) -> bool:
    """Return whether the source has not all words of a name, together."""
    if _is_fuller(name, source):
        return False
    if not all(_is_known(word, source) for word in name.words):
        return True
    beside = ((one, two) for one, two in itertools.pairwise(name.words) if f"{one} {two}" in claim.text)
    return not all(_together(one, two, source) for one, two in beside)


def _is_fuller(name: Name, source: Source) -> bool:
    """Return whether the source has the end of the name alone: "Taft" for "William Howard Taft", not "Robert Taft"."""
    if len(name.words) < 2 or not name.plain:
        return False
    for said in source.every:
        for match in re.finditer(rf"\b{re.escape(name.words[-1])}\b", said.text):
            before = said.text[: match.start()].split()[-1:]
            title = bool(before) and before[0].lower().strip(".") in _STYLE
            if not before or title or not before[0][:1].isupper() or before[0] in name.words:
                return True
    return False


def _is_known(word: str, source: Source) -> bool:
    named = " ".join(part for part in word.split("-") if not part.islower())  # "AI" of "AI-driven"
    parts = [part for part in tokens(named) if len(part) > 1]  # "F.C.", "John F."
    if all({stem(part), f"{part}n", *near(part)} & source.stems for part in parts):  # "South African" for Africa
        return True
    letters = re.sub(r"[^A-Za-z]", "", word).removesuffix("s")
    return letters.isupper() and any(letters.lower() in said.initials for said in source.every)


def _spelt_out(claim: Said, source: Source) -> frozenset[str]:
    """Return the words of the claim whose initials in a row are an acronym of the source."""
    row = [word for word in claim.words if word.token not in SMALL]
    spelt: set[str] = set()
    for acronym in _acronyms(source):
        at = claim.initials.find(acronym)
        if at >= 0:
            spelt.update(word.text for word in row[at : at + len(acronym)])
    return frozenset(spelt)


def _acronyms(source: Source) -> set[str]:
    words = (word.text.removesuffix("s") for said in source.every for word in said.words)
    return {word.lower() for word in words if 2 < len(word) <= LONGEST_ACRONYM and word.isupper()}


def _together(one: str, two: str, source: Source) -> bool:
    """Return whether two words of a name stand near each other in the source: not "Guiding Wang" of two other names."""
    first, second = stem(one.lower()), stem(two.lower())
    for said in source.every:
        stems = [word.stem for word in said.words]
        places = [at for at, found in enumerate(stems) if found == second]
        if any(found == first and any(abs(at - place) <= REACH for place in places) for at, found in enumerate(stems)):
            return True
    return first not in source.stems or second not in source.stems  # known by other means: a synonym, an acronym


def _exchanged(claim: Said, source: Source) -> str:
    """Find two names that have changed places in a sentence that is otherwise worded alike."""
    nearest = source.nearest(claim)
    turned = [
        tuple({word.text for word in words if word.text[:1].isupper()} for words in sides)
        for sides in changes(claim, nearest)
    ]
    for (ours, theirs), (others, instead) in itertools.combinations(turned, 2):
        if ours & instead and theirs & others:
            return f'it exchanges "{min(ours & instead)}" and "{min(theirs & others)}"'
    found = exchanged(claim, nearest, lambda word: word.content and word.text[0].isupper())
    return f'it exchanges "{found[0]}" and "{found[1]}"' if found else ""


def _swapped(claim: Said, source: Source, found: list[Name]) -> str:
    """Find "B sued A" where the source says "A sued B"."""
    for one, two in itertools.combinations(found[:MOST], 2):
        verbs = _between(claim, one.place, two.place)
        if len(verbs) > BETWEEN:
            continue
        turned = []
        for said in source.sentences:
            for a, b in itertools.product(_places(said, one), _places(said, two)):
                middle = _between(said, min(a, b), max(a, b))
                shared = verbs & middle
                if shared and len(middle) <= BETWEEN:
                    passive = _is_passive(claim, shared) != _is_passive(said, shared)
                    turned.append((a > b) != passive)
        if turned and all(turned):
            return f'it turns round what "{one.words[-1]}" and "{two.words[-1]}" do in the source'
    return ""


def _between(said: Said, one: Place, two: Place) -> frozenset[str]:
    """Return the words between two names, as written: "visited" is not "to visit"."""
    return frozenset(word.token for word in said.words if word.content and one[1] <= word.start < two[0])


def _is_passive(said: Said, verbs: frozenset[str]) -> bool:
    return any(one.token in verbs and two.token == "by" for one, two in itertools.pairwise(said.words))


def _places(said: Said, name: Name) -> list[Place]:
    last = stem(name.words[-1].lower())
    return [(word.start, word.end) for word in said.words if word.stem == last]


def _bound(claim: Said, source: Source, found: list[Name]) -> str:
    """Check that a name stands with the same words: "A chaired, and B seconded" does not carry "B chaired"."""
    for name in found:
        around = claim.statement(name.place)
        if any(claim.text[slice(*around)].strip(" .") in said.text for said in source.sentences):
            continue
        rivals = [(said, _rivals(said, name)) for said in source.sentences]
        if misbound(claim, name.place, around, rivals, least=2):
            return f'what it says of "{" ".join(name.words)}", the source says of another'
    return ""


def _rivals(said: Said, name: Name) -> dict[Place, bool]:
    """Return the places of all names in a sentence, and whether each is this one."""
    last = stem(name.words[-1].lower())
    held = {one.place: any(stem(word.lower()) == last for word in one.words) for one in names(said)}
    return held | dict.fromkeys(_places(said, name), True)
