"""Questions to offer, made from what the documents hold; whether they are answered is for the caller to try."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np

from app.answers import Answer
from app.quantities import find_quantities
from index.opening import Library
from index.words import STOPWORDS

DOCUMENTS_READ = 24
PASSAGES_READ = 200  # spread over all of them
TOPICS = 4
HITS_READ = 12  # the passages nearest to a question, which the next one may be about

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
    """Return questions to begin with that the documents may answer, their kinds by turns."""
    numbers = np.flatnonzero(library.catalog.passages_held()).tolist()
    return _by_turns(
        [library.catalog.passage(number).text for number in numbers[:: max(1, len(numbers) // PASSAGES_READ)]],
        _speakers(library, library.catalog.document_ids()[:DOCUMENTS_READ]),
    )


def follow_ups(library: Library, given: Answer, asked: Collection[str]) -> list[Starter]:
    """Return questions to go on with after an answer, from the passages it was drawn from; none that were `asked`."""
    indexed = set(library.catalog.document_ids())  # a reopened answer may have been drawn from others
    hits = [hit.passage for hit in given.hits[:HITS_READ] if hit.passage.document_id in indexed]
    texts = [library.document(one.document_id).text[one.start : one.end] for one in hits]
    speakers = _speakers(library, dict.fromkeys(one.document_id for one in hits))
    known = given.standalone.lower()
    return [one for one in _by_turns(texts, speakers) if one.question not in asked and one.about.lower() not in known]


def brings_more(offered: Answer, given: Answer) -> bool:
    """Return whether an answer quotes anything that another one does not."""
    quoted = {(one.source, one.start) for one in given.citations}
    return any((one.source, one.start) not in quoted for one in offered.citations)


def _by_turns(texts: Sequence[str], speakers: Sequence[str]) -> list[Starter]:
    kinds = (
        [Starter(f"How many {things} are there?", things) for things in _counted(texts)],
        [Starter(f"What did {speaker} say?", speaker.split()[-1]) for speaker in speakers],
        [Starter(f"What do the documents say about {topic}?", topic) for topic in _topics(texts)],
    )
    return [starter for starter in chain.from_iterable(zip_longest(*kinds)) if starter]


def _counted(texts: Sequence[str]) -> list[str]:
    """Return what numbers count, at most one thing a passage: one sentence often answers for all of its things."""
    firsts = (next(_things(text), None) for text in texts)
    return list(dict.fromkeys(things for things in firsts if things))


def _things(text: str) -> Iterator[str]:
    for quantity in find_quantities(text):
        match = _COUNTED.match(text, quantity.end)
        if quantity.unit == "count" and match and not STOPWORDS & set(match[1].split()):
            yield match[1]


def _speakers(library: Library, document_ids: Iterable[str]) -> list[str]:
    documents = map(library.document, document_ids)
    return list(dict.fromkeys(one.speaker for one in documents if one.speaker and _PLAIN.fullmatch(one.speaker)))


def _topics(texts: Sequence[str]) -> list[str]:
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
