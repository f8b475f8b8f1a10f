"""What documents are searched for when all of them are scanned: words in any inflection, phrases, alternatives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.words import STOPWORDS, stem, token_spans, tokens

NAMED_WORDS = 12  # of what was looked for, as an answer names it
_LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # of a script that writes spaces between words
_OPENING, _CLOSING = '"“„«', '"”“»'
QUOTE_MARKS = _OPENING + _CLOSING
PHRASE = rf"[{_OPENING}][^{_OPENING}{_CLOSING}]*\w[^{_OPENING}{_CLOSING}]*[{_CLOSING}]"
_PARTS = re.compile(rf"({PHRASE}|,\s|\bor\b)", re.IGNORECASE)
_CALLED = re.compile(
    rf"\b(?:the )?(?:exact )?(?:words?|terms?|phrases?|names?|expressions?) (?={PHRASE})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a document must hold: a word in any inflection, or, where it was quoted, exactly these words."""

    text: str
    exact: bool = False

    def __str__(self) -> str:
        return f"“{self.text}”" if self.exact else self.text


def alternatives_in(subject: str) -> list[list[Sought]]:
    """Return the lists of terms of which a document must hold one list completely: "a b or c" is [[a, b], [c]]."""
    parts = _PARTS.split(_CALLED.sub("", subject))
    either = "or" in [part.lower() for part in parts]
    alternatives: list[list[Sought]] = [[]]
    for part in parts:
        if re.fullmatch(PHRASE, part):
            alternatives[-1].append(Sought(part[1:-1].strip(" ,.?!"), exact=True))
        elif either and part.strip().lower() in ("or", ","):
            alternatives.append([])
        else:
            alternatives[-1] += [
                Sought(part[start:end])
                for token, start, end in token_spans(part)
                if token not in STOPWORDS and token != "either"
            ]
    return [terms for terms in alternatives if terms]


def places_of(terms: Sequence[Sought], text: str) -> list[tuple[int, int]]:
    """Return where each term that a text holds first stands in it."""
    first: dict[str, tuple[int, int]] = {}
    for token, start, end in token_spans(text):
        first.setdefault(stem(token), (start, end))
    places = []
    for term in terms:
        if not term.exact:
            place = first.get(stem(tokens(term.text)[0]))
        else:
            match = _exactly(term.text).search(text)
            place = match.span() if match else None
        if place:
            places.append(place)
    return places


def _exactly(phrase: str) -> re.Pattern[str]:
    """Match the words of a phrase in any case and across lines, but no part of a longer word."""
    before = f"(?<!{_LETTER})" if re.match(_LETTER, phrase) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, phrase[-1]) else ""
    return re.compile(before + r"\s+".join(map(re.escape, phrase.split())) + after, re.IGNORECASE)


def tested(alternatives: Sequence[Sequence[Sought]], subject: str, *, one: bool) -> str:
    """Say what was tested: "mentions the ferry" for one word, else that all or any of the words are held."""
    if sum(map(len, alternatives)) < 2:
        return f"{'mentions' if one else 'mention'} {_shortened(subject)}"
    verb = "holds" if one else "hold"
    if len(alternatives) == 1:
        return f"{verb} all of these words: {_shortened(', '.join(map(str, alternatives[0])))}"
    either = [" ".join(map(str, terms)) for terms in alternatives]
    if max(map(len, alternatives)) == 1:
        return f"{verb} any of these words: {_shortened(', '.join(either))}"
    return f"{verb} all the words of any of these: {_shortened(', '.join(either))}"


def _shortened(text: str) -> str:
    words = text.split()
    return text if len(words) <= NAMED_WORDS else " ".join(words[:NAMED_WORDS]) + " …"
