"""Does a sentence, or what is around it, carry a word of the question: the word, a synonym, an acronym spelt out?"""

import re
from collections.abc import Sequence

from app.extractive.evidence import Evidence
from app.extractive.question import Term

_LIVES = frozenset("born birth birthday died death".split())
# "Ada Pike (1871-1941)", "(2 May 1872 in Marrow; died 1941)": born and died, in figures only
_LIFE = re.compile(
    r"\((?:[^()]{0,30}\b)?\d{4}\b[^()]{0,40}?(?:[-–—]|to|died|†)[^()]{0,30}\b\d{4}\b[^()]{0,30}\)", re.IGNORECASE
)


def carries(term: Term, one: Evidence) -> float:
    """Return how well a sentence carries a term, 0 to 1: the word, its acronym spelt out, a variant, its root."""
    if said(term, one) or (term.acronym and term.stem in one.initials):
        return 1.0
    rooted = 0.8 if term.root in one.roots else 0.0
    if one.bag.isdisjoint(term.variants):  # of most sentences, and much faster than one by one
        return rooted
    return max(rooted, *(value for variant, value in term.variants.items() if variant in one.bag))


def said(term: Term, one: Evidence) -> bool:
    """Return whether a sentence says the very word, or of a life when it began and ended."""
    return term.stem in one.bag or (term.word in _LIVES and bool(_LIFE.search(one.text)))


def coverage(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that a sentence carries, 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * carries(term, one) for term in terms) / total if total else 0.0


def context_coverage(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that stand around a sentence, 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if in_context(term, one)) / total if total else 0.0


def in_context(term: Term, one: Evidence) -> bool:
    """Return whether a term or a variant of it stands in the paragraph, the heading or the title."""
    return term.stem in one.context or not one.context.isdisjoint(term.variants)
