"""What a sentence lacks in words: those that no paraphrase stands for, and those it has the opposite of."""

import re
from collections.abc import Sequence

from app.extractive.carrying import carries, in_context, said
from app.extractive.evidence import Evidence
from app.extractive.lacking.lack import Lack, join
from app.extractive.question import Question, Term
from index.words import stem, tokens

NEARBY = 0.5  # how far a word that stands only around the sentence counts as missing
# Words that no paraphrase stands for: they must be said.
_LITERAL = frozenset(
    "born birthplace married studied graduated buried retired hobby favourite favorite phone salary university "
    "daughter son wife husband brother sister "
    "minister ceo president mayor governor chairman chairwoman king queen premier secretary".split()
)
# Words of what is counted, paid, done or suffered: a text that gives it says the word, or one of synonyms.txt.
_TOLD = frozenset(
    stem(word)
    for word in (
        "export import insure patent license employ invest deposit donate subsidise "
        "emit consume install generate store recycle register enrol graduate vote "
        "salary wage pension fine tax fee profit loss turnover revenue dividend debt loan budget subsidy grant price "
        "ticket rent investment income insurance warranty guarantee "
        "injured killed died arrested accident theft stolen caused complaint lawsuit "
        "women men girls boys children pupils students teachers doctors nurses patients employees workers farmers "
        "tourists visitors passengers tenants customers volunteers "
        "water electricity gas coal oil diesel petrol steel hydrogen dioxide methane "
        "population capacity phone email address website previous"
    ).split()
)
# Two that exclude each other, each with the words for it.
_OPPOSITES = tuple(
    tuple(frozenset(stem(word) for word in side.split()) for side in pair)
    for pair in (
        ("rural countryside", "urban"),
        ("national nationwide", "provincial"),
        ("domestic", "foreign overseas abroad"),
        ("import imported", "export exported"),
        ("men male boys", "women female girls"),
        ("onshore", "offshore"),
        ("indoor", "outdoor"),
        ("northern", "southern"),
        ("eastern", "western"),
        ("freight", "passenger"),
        ("maximum", "minimum"),
        ("gross", "net"),
        ("weekday", "weekend"),
        ("winter", "summer"),
        ("child children", "adult"),
    )
)
# "How many of the 2 million", "how many of the complaints to the board were": what comes after is the part.
_OF_SO_MANY = re.compile(
    r"\bhow many of (?:the|these|those|its|their) (?:(?:\w+ )?[\d.,]+(?: (?:m|b|tr)illion)?"
    r"|[^,?]+? (?=(?:is|are|was|were|will|would|has|have|had|do|does|did|can|could|may|must|should)\b))",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\bamong (?:the )?(?P<group>[a-z]{3,})", re.IGNORECASE)
# Kinds of business, told apart by what stands before: "the glass industry".
_KIN = re.compile(r"\b(?:industr(?:y|ies)|sectors?)\b", re.IGNORECASE)


def missing_share(terms: Sequence[Term], one: Evidence) -> float:
    """Return the idf-weighted share of the terms that neither a sentence nor, in part, what is around it carries."""
    counted = [term for term in terms if not term.word[0].isdigit()]  # a wrong number is a premise to correct
    lacking = (term for term in counted if not carries(term, one))
    missing = sum(term.weight * (NEARBY if in_context(term, one) else 1) for term in lacking)
    return missing / sum(term.weight for term in counted) if counted else 0.0


def missing_words(terms: Sequence[Term], one: Evidence) -> list[str]:
    """Return the question's words that stand neither in a sentence nor around it, the rarest first."""
    lacking = [term for term in terms if not carries(term, one) and not in_context(term, one)]
    return [term.word for term in sorted(lacking, key=lambda term: -term.weight) if not term.carried]


def unsaid(question: Question, one: Evidence) -> Lack | None:
    """Words that nothing else stands for: "born", "mayor"."""
    literal = (term for term in question.terms if term.word in _LITERAL and not term.carried)
    missing = [term.word for term in literal if not said(term, one)]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def untold(question: Question, one: Evidence) -> Lack | None:
    """Words of what is counted, paid, done or suffered that are neither said nor around."""
    missing = [
        term.word
        for term in question.terms
        if term.stem in _TOLD and not (term.carried or carries(term, one) or in_context(term, one))
    ]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def whole_for_part(question: Question, one: Evidence) -> Lack | None:
    """Of so many how many are what: the sentence gives the whole and says nothing of the part."""
    whole = _OF_SO_MANY.search(question.plain)
    if not whole:
        return None
    named = {stem(token) for token in tokens(question.plain[: whole.end()])}
    part = [term for term in question.terms if term.stem not in named and term not in question.counted]
    if not part or any(carries(term, one) for term in part):
        return None
    return Lack("word", f"No passage on this mentions {join([term.word for term in part])}.")


def other_industry(question: Question, one: Evidence) -> Lack | None:
    """Another industry than the one asked about: "the steel industry" is not known from "the chemical industry"."""
    if not question.wants_quantity or not _KIN.search(one.text):
        return None
    before = {
        word.lower() for match in _KIN.finditer(question.text) for word in question.text[: match.start()].split()[-2:]
    }
    missing = [term.word for term in question.terms if term.word in before and not carries(term, one)]
    return Lack("word", f"No passage on this mentions {join(missing)}.") if missing else None


def other_group(question: Question, one: Evidence) -> Lack | None:
    """Another group of people or things than the one asked about: "among nurses" for "among doctors"."""
    asked = _AMONG.search(question.plain)
    said = [stem(match["group"].lower()) for match in _AMONG.finditer(one.text)]
    term = next((term for term in question.terms if asked and term.stem == stem(asked["group"].lower())), None)
    if not term or not said or carries(term, one) or not term.variants.keys().isdisjoint(said):
        return None
    return Lack("name", f"The closest passage does not speak of {term.word}.")


def opposite(question: Question, one: Evidence) -> Lack | None:
    """What holds in towns says nothing of the country: the sentence speaks of the other of two, and not of the one."""
    asked = {term.stem for term in question.terms if not term.carried}
    for pair in _OPPOSITES:
        for this, other in (pair, pair[::-1]):
            if asked & this and not asked & other and one.bag & other and not (one.bag | one.context) & this:
                word = next(term.word for term in question.terms if term.stem in this)
                return Lack("name", f"The closest passage speaks of the opposite of {word}.")
    return None
