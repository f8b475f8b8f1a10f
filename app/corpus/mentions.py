"""What a question mentions: the words that all documents are scanned for, and the documents that it means by name.

Words count in any inflection; phrases and alternatives are understood. Knows no library and no search.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Turn
from app.periods import find_periods
from index.documents import Document
from index.words import STOPWORDS, stem, token_spans, tokens

NAMED_WORDS = 12  # of what was looked for, as an answer names it
NAMED = 0.6  # the share of a reference's words that must stand in a document's names to say that it is meant
SPOKEN = 20  # characters of a quotation that tell the document it is from
OPENING = 600  # characters of a document that may hold the headline by which it is known
_LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # of a script that writes spaces between words
_OPENING, _CLOSING = '"“„«', '"”“»'
QUOTE_MARKS = _OPENING + _CLOSING
PHRASE = rf"[{_OPENING}][^{_OPENING}{_CLOSING}]*\w[^{_OPENING}{_CLOSING}]*[{_CLOSING}]"
_PARTS = re.compile(rf"({PHRASE}|,\s|\bor\b)", re.IGNORECASE)
_CALLED = re.compile(
    rf"\b(?:the )?(?:exact )?(?:words?|terms?|phrases?|names?|expressions?) (?={PHRASE})"
    r"|^\W*(?:the )?(?:saying|slogan|motto|idea|concept|notion|principle|phrase|expression) (?:about|of|that) ",
    re.IGNORECASE,
)

DOCUMENT = r"(?:documents?|files?|articles?|texts?|sources?|reports?|papers?|stories|story|news items?)"
# What a document may be called by what it is; these words also name things that texts speak of ("the policy").
KIND = (
    r"(?:interviews?|speech(?:es)?|press (?:conference|release)s?|briefings?|announcements?|statements?|minutes"
    r"|reviews?|bulletins?|newsletters?|notices?|leaflets?|brochures?|manuals?|guides?|handbooks?|polic(?:y|ies)"
    r"|prospectus(?:es)?|obituar(?:y|ies)|recipes?|rules|abstracts?|advertisements?|ads?|faqs?|letters?|memos?"
    r"|e-?mails?|essays?|chapters?|books?|transcripts?|presentations?|slides|posts?|web ?pages?|columns?|editorials?)"
)
_BETWEEN_QUOTES = re.compile(r"\[\d+\]|\n| — |passage: ")  # in an answer's text
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBERED = re.compile(
    rf"\b(?P<noun>{DOCUMENT})\s*(?:no\.?|number|nr\.?|#)?\s*(?P<number>\d{{1,6}})\b"
    rf"|\b(?P<nth>{'|'.join(_ORDINALS)}|last|\d{{1,6}}(?:st|nd|rd|th)) {DOCUMENT}\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    "document file article text source report paper story stories news item one called titled entitled named"
    " whole full entire page".split()
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


def numbered(reference: str, documents: Sequence[Document]) -> int | None:
    """Return the 1-based number that a reference gives a document ("document 3", "the last article"), or None.

    It may be more than there are. "report 2" is the one that is named so before it is the second; "the report 2021"
    is no number.
    """
    match = _NUMBERED.search(reference)
    if not match:
        return None
    if match["nth"]:
        word = match["nth"].lower()
        return len(documents) if word == "last" else _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])
    wanted = {match["number"]} if match["number"].startswith("0") else {stem(match["noun"].lower()), match["number"]}
    named = [at for at, document in enumerate(documents, 1) if wanted <= names_of(document)]
    number = int(match["number"])
    if len(named) == 1:
        return named[0]
    return None if 1900 <= number < 2100 and number > len(documents) else number


def filed(reference: str, documents: Sequence[Document]) -> list[Document]:
    """Return the documents whose file's name a reference holds word for word; "ferry" is a word, no file's name."""
    words = reference.lower()
    for part in (str, _file, _bare):
        names = [(one, part(one.id.lower())) for one in documents]
        found = [one for one, name in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)]
        if found:
            return found
    return []


def share_named(reference: str, document: Document, *, opening: bool = True) -> float:
    """Return the share of a reference's words, 0 to 1, by which a document is known; 0 where it has no such words.

    It is known by title, file, publisher, speaker, author and date, and half as well by its first words.
    """
    words = reference_words(reference)
    names = names_of(document)
    first = _stems(document.text[:OPENING]) if opening else set()
    return sum(1.0 if word in names else 0.5 if word in first else 0.0 for word in words) / max(1, len(words))


def known_by(words: str, documents: Sequence[Document], found: Sequence[str]) -> list[Document]:
    """Return the documents that most of these words name, best first, or one that says them; [] where none does.

    `found` are the ids that search found for them, best first: they decide among equals.
    """
    ranks = {document_id: rank for rank, document_id in reversed(list(enumerate(found)))}
    documents = sorted(documents, key=lambda one: ranks.get(one.id, len(found)))
    shares = {one.id: share_named(words, one) for one in documents}
    most = max(shares.values(), default=0.0)
    if most >= NAMED:
        # "report" says little, but it may be part of a name.
        best = [one for one in documents if shares[one.id] == most]
        return sorted(best, key=lambda one: -len(_stems(words) & names_of(one)))
    sought = reference_words(words)
    saying = (one for one in documents if one.id in ranks and len(sought & _stems(one.text)) >= NAMED * len(sought))
    return [one for one in [next(saying, None)] if one]


def spoken_of(history: Sequence[Turn], documents: Sequence[Document]) -> list[Document]:
    """Return the document that the last answer quotes, [] where it quotes several: what it quotes is verbatim."""
    said = next((text for role, text in reversed(history) if role == "assistant"), "")
    pieces = [" ".join(piece.split()).strip("… ") for piece in _BETWEEN_QUOTES.split(said)]
    texts = [(one, " ".join(one.text.split())) for one in documents]
    quoted = [[one for one, text in texts if piece in text] for piece in pieces if len(piece) > SPOKEN]
    return [one for one in documents if any(quoted) and all(one in some for some in quoted if some)]


def reference_words(reference: str) -> set[str]:
    """Return the stems of the words of a reference that tell one document from another."""
    return {stem(token) for token in tokens(reference) if token not in STOPWORDS} - _GENERIC


def called(document: Document) -> str:
    """Return how an answer names a document: by its title and its file."""
    return f"“{document.title}” ({_file(document.id)})" if document.title else f"“{_file(document.id)}”"


def names_of(document: Document) -> set[str]:
    """Return the stems of the words of a document's title, file, publisher, speaker, author and date."""
    """Return the stems of the words of a document's title, file, publisher, speaker, author and date."""
    stated = (document.title, document.publisher, document.speaker, document.author, document.date)
    dated = " ".join(map(str, find_periods(document.date or "")))
    return _stems(" ".join(filter(None, [*stated, dated, re.sub(r"[_\W]+", " ", document.id)])))


def _stems(text: str) -> set[str]:
    return {stem(token) for token in tokens(text)}


def _file(document_id: str) -> str:
    return document_id.rsplit("/", 1)[-1]


def _bare(document_id: str) -> str:
    """Return the file's name without its ending, where it cannot be a word: "002_a1", "annual-review"."""
    name = _file(document_id).rsplit(".", 1)[0]
    return name if re.search(r"[\d_-]", name) and not name.isdigit() else ""
