"""Questions to begin with, made from what the documents hold; whether they are answered is for the caller to try."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from app.answers import Answer
from app.quantities import find_quantities
from index.opening import Library
from index.words import STOPWORDS

DOCUMENTS_READ = 24
PASSAGES_READ = 200  # spread over all of them
TOPICS = 4

# A button's label is Markdown: a name with anything but letters, spaces and the marks of names is not offered.
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W\d_]+)*")
# After a number, what it counts: a plural of two to five words ("green data centers", not the verb in "196 grows").
_COUNTED = re.compile(r"\s((?:[a-z][a-z-]+\s){1,4}?[a-z-]+[b-hj-rt-z]s)\b")
_WORD = re.compile(r"[a-z][a-z-]+")


@dataclass(frozen=True, slots=True)
class Starter:
    """A question, and the words that an answer worth offering has."""

    question: str
    about: str

    def answered_by(self, answer: Answer) -> bool:
        """Return whether an answer is one, and speaks of what was asked."""
        return answer.answered and self.about.lower() in answer.text.lower()


def starters(library: Library) -> list[Starter]:
    """Return questions that the documents may answer, their kinds by turns."""
    texts = _texts(library)
    kinds = (
        [Starter(f"How many {things} are there?", things) for things in _counted(texts)],
        [Starter(f"What did {speaker} say?", speaker.split()[-1]) for speaker in _speakers(library)],
        [Starter(f"What do the documents say about {topic}?", topic) for topic in _topics(texts)],
    )
    return [starter for starter in chain.from_iterable(zip_longest(*kinds)) if starter]


def _texts(library: Library) -> list[str]:
    count = library.catalog.passage_count
    return [library.catalog.passage(number).text for number in range(0, count, max(1, count // PASSAGES_READ))]


def _counted(texts: list[str]) -> list[str]:
    """Return what numbers count, at most one thing a passage: one sentence often answers for all of its things."""
    firsts = (next(_things(text), None) for text in texts)
    return list(dict.fromkeys(things for things in firsts if things))


def _things(text: str) -> Iterator[str]:
    for quantity in find_quantities(text):
        match = _COUNTED.match(text, quantity.end)
        if quantity.unit == "count" and match and not STOPWORDS & set(match[1].split()):
            yield match[1]


def _speakers(library: Library) -> list[str]:
    documents = map(library.document, library.catalog.document_ids()[:DOCUMENTS_READ])
    return list(dict.fromkeys(one.speaker for one in documents if one.speaker and _PLAIN.fullmatch(one.speaker)))


def _topics(texts: list[str]) -> list[str]:
    """Return the pairs and triples of words that most passages hold, no two of them with a word in common."""
    seen = Counter(chain.from_iterable(set(_phrases(text)) for text in texts))
    topics: list[str] = []
    for phrase, number in seen.most_common(20 * TOPICS):
        # "new energy" is most often a part of "new energy vehicles".
        part = any(phrase in other and 2 * seen[other] > number for other in seen if other != phrase)
        if number > 1 and not part and not any(set(phrase.split()) & set(topic.split()) for topic in topics):
            topics.append(phrase)
    return topics[:TOPICS]


def _phrases(text: str) -> Iterator[str]:
    for stretch in re.split(r"[^\w\s-]", text.lower()):
        words = stretch.split()
        for size in (2, 3):
            for place in range(len(words) - size + 1):
                phrase = words[place : place + size]
                if all(_WORD.fullmatch(word) and word not in STOPWORDS for word in phrase):
                    yield " ".join(phrase)
