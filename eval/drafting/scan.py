"""A folder's texts as drafting needs them: its sentences, which words are names, and what stands where."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.drafting.questions import BODIES
from index.documents import Document
from index.lines import MONTHS
from index.sentences import split_sentences
from index.words import words

LONGEST_TITLE = 20  # words
ALIKE = 0.8  # the share of a question's words from which a sentence is about the same
_HONORIFIC = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Captain|Cllr|Councillor|Mayor|President|Minister|Sir|Dame)\.?"
_NAME = r"[A-Z][a-zà-ÿ’'-]+"
_MIDDLE = re.compile(rf"\b[a-z][a-z’'-]*,? ({_NAME}(?: {_NAME})*)")
_TITLED = re.compile(rf"\b{_HONORIFIC} (?:[A-Z]\. ?)*({_NAME}(?: {_NAME})?)")
# "Euan Strand, Chair", "Tao Qing, spokesperson of": a name of two words, and what its bearer is.
_ROLE = re.compile(
    rf"\b({_NAME} {_NAME}), (?i:(?:the |a |an |aged |then )?(?:[\w-]+ ){{0,3}}?(?:spokes\w+|direct\w+|chair\w*|"
    r"president|minister|mayor|manager|head|secretary|officer|master|coxswain|captain|author|professor|engineer|owner|founder|"
    r"editor|curator|teacher|clerk|chief|analyst|\d\d))\b"
)
_NEVER_NAMES = re.compile(rf"(?:{MONTHS}|\w+day|The|This|In|On|At|For|And|But|I|It|We|He|She|They|A|An)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, verbatim."""

    document_id: str
    text: str

    @property
    def plain(self) -> str:
        """The sentence on one line."""
        return " ".join(self.text.split())


class Folder:
    """Some documents, read."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.text = "\n".join(document.text for document in documents)
        self.places = [place for document in documents for place in _prose(document)]
        self.people = frozenset(self._people())

    def content(self, text: str) -> frozenset[str]:
        """Return the stems of a text's words."""
        return frozenset(words(text))

    def documents_with(self, stem: str) -> int:
        """Return how many documents hold a word."""
        return self._spread[stem]

    def alike(self, question: str, place: Place) -> list[Place]:
        """Return the sentences that hold most of the words that a question shares with its own sentence."""
        shared = self.content(question) & self.content(place.text)
        return [other for other, held in self._contents if len(shared & held) >= ALIKE * len(shared)]

    @functools.cached_property
    def titles(self) -> dict[str, str]:
        """The titles by which a question can name a document: short, and no other document's."""
        titles = {one.id: " ".join(one.title.split()) for one in self.documents if one.title}
        number = Counter(titles.values())
        return {
            id_: title for id_, title in titles.items() if number[title] == 1 and len(title.split()) <= LONGEST_TITLE
        }

    @functools.cached_property
    def proper(self) -> frozenset[str]:
        """The words that are names: capitals inside sentences, and never small."""
        inside = Counter(word for name in _MIDDLE.findall(self._flat) for word in name.split())
        small = Counter(re.findall(r"\b[a-z][\w’'-]+", self._flat))
        names = {word for word, number in inside.items() if number > small[word.lower()]}
        return frozenset(names.union(*(person.split() for person in self.people)))

    @functools.cached_property
    def names(self) -> dict[str, list[Place]]:
        """The names of two words or more, each with its first sentence in each document that holds it."""
        found: dict[str, dict[str, Place]] = defaultdict(dict)
        for place in self.places:
            for name in _MIDDLE.findall(place.plain):
                name = re.sub(r"['’]s$", "", name)
                if " " in name and not _NEVER_NAMES.match(name) and all(word in self.proper for word in name.split()):
                    found[name].setdefault(place.document_id, place)
        holding = {name: {one.id for one in self.documents if _holds(one.text, name)} for name in found}
        # A name that also stands in a title or a table has no sentence there to be the evidence.
        return {name: list(places.values()) for name, places in found.items() if holding[name] == set(places)}

    @functools.cached_property
    def _flat(self) -> str:
        return " ".join(place.plain for place in self.places)

    @functools.cached_property
    def _contents(self) -> list[tuple[Place, frozenset[str]]]:
        return [(place, self.content(place.text)) for place in self.places]

    @functools.cached_property
    def _spread(self) -> Counter[str]:
        return Counter(stem for document in self.documents for stem in frozenset(words(document.text)))

    def _people(self) -> Iterable[str]:
        named = [one for document in self.documents for one in (document.speaker, document.author) if one]
        named += [*_TITLED.findall(self._flat), *_ROLE.findall(self._flat)]
        # "Ebber Bay, the harbour master" names no person: one is not in, at or near a person.
        return (
            one
            for one in named
            if " " in one
            and one.split()[-1] not in BODIES
            and not re.search(rf"\b(?:in|at|near|off) {re.escape(one)}\b", self._flat)
        )


def _prose(document: Document) -> list[Place]:
    """Return the sentences that say something: no title, heading, label or question."""
    aside = {span.start for span in document.spans if span.kind in ("title", "heading", "label")}
    texts = (
        document.text[one.start : one.end]
        for one in split_sentences(document.text, document.spans)
        if one.start not in aside
    )
    return [Place(document.id, text) for text in texts if re.search(r"[a-z]{3,}[\s\S]*[.]\W*$", text)]


def _holds(text: str, name: str) -> bool:
    return f" {name.lower()} " in " ".join(["", *re.findall(r"[\w’'-]+", text.lower()), ""])
