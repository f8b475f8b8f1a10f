"""The sentences of a document that stand for the whole of it, and the questions that ask for them.

Knows nothing of citations; what is chosen is the document's own words, never new ones.
"""

import re
from dataclasses import dataclass

import numpy as np

from app.corpus.mentions import DOCUMENT, KIND
from app.extractive.evidence import Evidence, gather
from app.extractive.question import CARRIED
from index.documents import Document, Hit, Passage
from index.lines import word_count
from index.opening import Library
from index.words import tokens

MOST_SENTENCES = 5
MOST_WORDS = 150
ALIKE = 0.8  # the cosine from which a sentence says what another one has said
EARLY = 0.35  # what the first sentence gains, the second half of it, the third a third ...
DANGLING = 0.15  # what a sentence loses that begins with a word for what stood before it
FEWEST_WORDS = 9  # of a sentence; what is shorter is an item, a signature, "In terms of product structure."

_PLEA = r"(?:please|can you|could you|would you|will you|i (?:want|need|would like)(?: you to)?|briefly|quickly|now|so)"
_POINTS = r"(?:summary|overview|outline|gist|essence|key points?|main (?:points?|ideas?|messages?|findings?))"
_ASKING = re.compile(
    rf"^\W*(?:{_PLEA}\W+)*(?:summari[sz]e|sum up|condense|recap)\b(?P<subject>.+)"
    rf"|\b{_POINTS} (?:of|for) (?P<of>.+)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*what (?:do|does|did) (?P<subject>.+?) (?:say|cover|contain|tell us)\W*$"
    r"|^\W*what(?:['’]s| is| are| was| were) (?P<about>.+?) (?:all |mainly |mostly )?about\W*$",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_LENGTH = re.compile(rf"\bin (?P<count>{'|'.join(_COUNTS)}|\d) (?:short )?sentences?\b", re.IGNORECASE)
_SHORT = r"(?:in short|in brief|in (?:a few|\w+) (?:short )?(?:words|sentences?|lines|paragraphs?))"
_SHORT = r"(?:in short|in brief|in (?:a few|\w+) (?:short )?(?:words|sentences?|lines|paragraphs?))"
_MANNER = re.compile(rf"(?:,? (?:please|for me|briefly|{_SHORT}))+\W*$", re.IGNORECASE)
_WHAT_IS_SAID = re.compile(r"\b(?:says?|said|what|how|why|who|when)\b", re.IGNORECASE)  # no document
_INSIDE = re.compile(rf"\b(?:in|of|from|by|at|to) (?:the|this|that|these|your) (?:{DOCUMENT}|{KIND})\b", re.IGNORECASE)
_THAT = re.compile(
    rf"(?:it|this|that|(?:this|that|the same|the above) (?:{DOCUMENT}|{KIND}|one)"
    r"|the (?:document|file|article|text|source|report|paper|story|news item))",
    re.IGNORECASE,
)
_ALL = re.compile(rf"(?:(?:all|the|these|those|your|my|our|everything|collection|folder|corpus|{DOCUMENT}) ?)+", re.I)
_NOUN = re.compile(rf"\b(?:{DOCUMENT}|collection|folder|corpus)\b|\.\w{{2,4}}\b", re.IGNORECASE)
_KIND = re.compile(rf"\b{KIND}\b", re.IGNORECASE)
_DANGLING = frozenset(
    "he she it they his her its their this that these those and but so however also such then here there".split()
)
_ENDS = re.compile(r"[.!?…。！？]['\"”’)\]\d]*$")


@dataclass(frozen=True, slots=True)
class Summary:
    """Places in a document, in reading order, and from how many sentences they were chosen."""

    places: tuple[tuple[int, int], ...]
    sentences: int


def document_asked(question: str) -> tuple[str, bool] | None:
    """Return the words that say which document a question wants summed up, and whether they do so for certain.

    "What does the press release say about fares?" wants none. Uncertain are words that may be a document's name or a
    subject: "the survey", "summarise the harbour works".
    """
    asked = question.split(CARRIED)[0]
    match = _ASKING.search(asked) or _ABOUT.search(asked)
    if not match:
        return None
    subject = _MANNER.sub("", next(filter(None, match.groupdict().values()))).strip(" ?.!:")
    if _WHAT_IS_SAID.search(subject) or (match.re is _ABOUT and _INSIDE.search(subject)):
        return None
    certain = bool(_NOUN.search(subject) or _THAT.fullmatch(subject))
    return (subject, certain) if certain or match.re is _ASKING or _KIND.search(subject) else None


def points_back(subject: str) -> bool:
    """Return whether the words are "it" or "this document": the one that was spoken of."""
    return bool(_THAT.fullmatch(subject))


def means_any(subject: str) -> bool:
    """Return whether the words tell no document from another: "the documents", "this collection"."""
    return bool(_ALL.fullmatch(subject))


def sentences_asked(question: str) -> int:
    """Return how many sentences a question allows ("in two sentences"), MOST_SENTENCES where it does not say."""
    match = _LENGTH.search(question)
    count = match["count"].lower() if match else ""
    return min(MOST_SENTENCES, max(1, _COUNTS.get(count) or int(count))) if match else MOST_SENTENCES


def summarise(document: Document, library: Library, *, most: int = MOST_SENTENCES) -> Summary:
    """Choose at most `most` sentences and MOST_WORDS words that stand for a document; no heading, label or question.

    By closeness to the mean vector of its sentences, after Radev, Jing, Stys and Tam, "Centroid-based summarization of
    multiple documents" (2004), with their bonus for what stands early and none for what repeats another.
    """
    whole = Hit(Passage(document.id, document.id, 0, len(document.text), document.text), 1.0)
    evidence, vectors = gather([whole], library)
    rows = [row for row, one in enumerate(evidence) if one.kind == "body"]
    rows = [row for row in rows if _is_sentence(evidence[row])] or rows
    if not rows:
        return Summary((), 0)
    mean = vectors[rows].mean(axis=0)
    closeness = vectors[rows] @ (mean / max(1e-9, float(np.linalg.norm(mean))))
    scores = {
        row: float(closeness[at]) + EARLY / (1 + at) - (DANGLING if _dangles(evidence[row]) else 0.0)
        for at, row in enumerate(rows)
    }
    chosen: list[int] = []
    words = 0
    for row in sorted(rows, key=lambda row: -scores[row]):
        longer = words + word_count(evidence[row].text)
        alike = any(float(vectors[row] @ vectors[other]) > ALIKE for other in chosen)
        if len(chosen) < min(most, (len(rows) + 1) // 2) and not alike and longer <= MOST_WORDS:
            chosen.append(row)
            words = longer
    chosen = sorted(chosen) or [max(rows, key=lambda row: scores[row])]  # one sentence may be longer than all may be
    return Summary(tuple((evidence[row].start, evidence[row].end) for row in chosen), len(rows))


def _is_sentence(one: Evidence) -> bool:
    """Return whether it is no row of a table, item or signature."""
    numbers = sum(token[0].isdigit() for token in tokens(one.text))
    begins = next((letter for letter in one.text if letter.isalpha()), "a")
    whole = _ENDS.search(one.text) and not begins.islower() and one.text.count("“") == one.text.count("”")
    return bool(whole) and word_count(one.text) >= FEWEST_WORDS and 3 * numbers <= word_count(one.text)


def _dangles(one: Evidence) -> bool:
    return next(iter(tokens(one.text)), "") in _DANGLING
