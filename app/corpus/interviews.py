"""Who asked, who answered and who is quoted: read from a document's speaker labels and from its "X said".

Knows nothing of citations and of search.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.corpus.mentions import NAMED, names_of
from app.extractive.evidence import asks
from index.credits import is_outlet
from index.documents import Document, Span
from index.lines import word_count
from index.opening import Library
from index.sentences import SentenceSpan
from index.words import STOPWORDS, stem, token_spans, tokens

Role = Literal["asker", "answerer", "question"]
Place = tuple[int, int]

CLOSING_WORDS = 6  # that may stand behind the last question of a turn that asks: "Thank you very much."
QUESTION_WORDS = 45  # of a question that are quoted

_ASKED = r"(?:asked|ask|put|posed|poses|raised)"
_PRESS = r"(?:outlet|media|newspaper|paper|magazine|agency|reporter|journalist|correspondent|person|organi[sz]ation)s?"
_ROLES: tuple[tuple[Role, str], ...] = (
    ("answerer", r"^\W*who (?:answered|replied|responded|took|fielded)\b(?P<subject>.*)"),
    ("answerer", r"^\W*who (?:was|were) asked\b(?P<subject>.*)"),
    ("answerer", r"^\W*who (?:gave|provided) (?:the|an) (?:answer|reply|response)s? (?P<subject>.*)"),
    ("asker", rf"^\W*(?:who|(?:which|what)(?: \w+)? {_PRESS}) {_ASKED}\b(?P<subject>.*)"),
    ("question", r"^\W*what (?:questions? )?(?:did|does) (?P<subject>.+ (?:ask|want to know)\b.*)"),
    ("question", r"^\W*what (?:was|were) (?P<subject>.+['’]s? questions?\b.*)"),
    ("question", r"^\W*what (?:was|were) (?P<subject>.+ asked\b.*)"),
    ("question", r"^\W*(?:what|which) questions? (?:was|were|did)\b(?P<subject>.*)"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _ROLES)
_GENERIC = frozenset(
    stem(word)
    for word in (
        "question ask answer reply respond take field put pose raise want know press conference briefing interview "
        "news outlet media newspaper magazine agency reporter journalist correspondent hold topic subject"
    ).split()
)

# Two capitalised words and more, no sentence's first word among them, no part of a longer name.
_NAME = (
    r"(?<!\band )(?<!\bof )"
    r"(?P<name>(?!(?:The|A|An|In|On|At|But|And|When|After|While|As|This|That|For|If|Our|My|His|Her)\b)"
    r"[A-Z][\w’'-]+(?: (?:[A-Z]\.|(?:de|van|von|bin|al)|[A-Z][\w’'-]+)){1,3})"
)
_VERB = (
    r"(?:said|says|told|stated|noted|added|explained|introduced|announced|argued|stressed|emphasi[sz]ed|pointed out"
    r"|warned|commented|remarked|recalled|replied)"
)
_WHERE = r"(?:at|by|in|on|to|with|from|when|about|that)"
_SAYING = (
    re.compile(rf"{_NAME}(?:, [^.;“”\"]{{1,160}}?,|,)? (?:\w+ly |also |then |has |had )?{_VERB}\b"),
    re.compile(rf"\b{_VERB} (?:(?!{_WHERE}\b)[a-z][\w’'-]*,? ){{0,7}}?{_NAME}"),
)
_UNNAMED = re.compile(rf"\b(?:he|she|they) {_VERB}\b", re.IGNORECASE)
_OPENING_NAME = re.compile(rf"(?:The [a-z][\w -]{{2,40}}, )?{_NAME}")
_FORM_OF_ADDRESS = re.compile(r"(?:Mrs?|Ms|Miss|Dr|Prof|Sir|Cllr|Councillor|Captain)\.? ")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a labelled speaker and who answered it; places are offsets into the document's text."""

    document: Document
    asker: Span
    turn: Place  # all that the asker says
    questions: tuple[Place, ...]  # the sentences of it that ask
    answerer: Span | None

    def named(self, label: Span | None) -> str:
        """Return the name on a label, without its colon."""
        return self.document.text[label.start : label.end].rstrip(" :：") if label else ""


def role_asked(question: str) -> tuple[Role, str] | None:
    """Return which side of an exchange a question asks for, and the words that say which exchange; or None."""
    found = ((role, pattern.search(question)) for role, pattern in _COMPILED)
    return next(((role, match["subject"].strip(" ?.!")) for role, match in found if match), None)


def matching(subject: str, library: Library, ids: Iterable[str]) -> list[Exchange]:
    """Return the exchanges, in order, that hold most of a subject's words; none where a name in it is nobody's.

    The words stand in the names on the labels, in the question or in what the document is known by.
    """
    words = {stem(token) for token in tokens(subject) if token not in STOPWORDS} - _GENERIC
    names = {stem(token) for token, start, _ in token_spans(subject) if subject[start].isupper()} & words
    best: list[Exchange] = []
    most = NAMED
    for one in (exchange for document_id in ids for exchange in exchanges(library, document_id)):
        held = words & _stems(one)
        share = len(held) / len(words) if words else 1.0
        if names <= held and share >= most:
            best, most = ([*best, one] if share == most else [one]), share
    return best


def exchanges(library: Library, document_id: str) -> Iterator[Exchange]:
    """Yield the exchanges of a document; labels that name nobody ("Q:") make none."""
    document = library.document(document_id)
    labels = sorted(span for span in document.spans if span.kind == "label")
    sentences = library.catalog.sentences(document_id) if labels else ()
    turns = [(label, _turn(label, after, document, sentences)) for label, after in _followed(labels, document)]
    for at, (label, said) in enumerate(turns):
        questions = _questions(said, document)
        if questions and label.end - label.start > len("Q:"):
            following = turns[at + 1] if at + 1 < len(turns) else None
            answered = following is not None and not _questions(following[1], document)
            turn = (said[0].start, said[-1].end)
            yield Exchange(document, label, turn, questions, following[0] if following and answered else None)


def people_quoted(document: Document, sentences: Sequence[SentenceSpan]) -> dict[str, Place]:
    """Return each person whom a document quotes or reports, with the place that first says so, in order.

    "She said" is said by whom the sentences before it in the paragraph began with.
    """
    people: dict[str, Place] = {}
    paragraph, subject = -1, ("", 0)
    for one in sentences:
        text = " ".join(document.text[one.start : one.end].split())
        if one.paragraph != paragraph:
            paragraph, subject = one.paragraph, ("", 0)
        said = [match["name"] for pattern in _SAYING for match in pattern.finditer(text)]
        for name in (one for one in said if not is_outlet(one)):
            people.setdefault(_known(name, people), (one.start, one.end))
        if opening := _OPENING_NAME.match(text):
            subject = (opening["name"], one.start)
        elif subject[0] and not said and _UNNAMED.search(text):
            people.setdefault(_known(subject[0], people), (subject[1], one.end))
    return people


def _known(name: str, people: Iterable[str]) -> str:
    """Return the full name that "Ms Creel" had before; without the form of address where she had none."""
    plain = _FORM_OF_ADDRESS.sub("", name)
    return next((one for one in people if one.split()[-1] == plain), plain if " " in plain else name)


def _followed(labels: Sequence[Span], document: Document) -> Iterator[tuple[Span, int]]:
    ends = [*(label.start for label in labels[1:]), len(document.text)]
    return zip(labels, ends, strict=bool(labels))


def _turn(label: Span, end: int, document: Document, sentences: Sequence[SentenceSpan]) -> list[SentenceSpan]:
    return [one for one in sentences if label.end <= one.start and one.end <= end]


def _questions(said: Sequence[SentenceSpan], document: Document) -> tuple[Place, ...]:
    """Return the sentences of a turn that ask, where it ends with asking: an answer may ask on its way."""
    asking = tuple((one.start, one.end) for one in said if asks(document.text[one.start : one.end]))
    behind = document.text[asking[-1][1] : said[-1].end] if asking else ""
    return asking if word_count(behind) <= CLOSING_WORDS else ()


def _stems(exchange: Exchange) -> set[str]:
    text = exchange.document.text[slice(*exchange.turn)]
    labels = f"{exchange.named(exchange.asker)} {exchange.named(exchange.answerer)}"
    # Its speaker is a name of the document, but speaks in some of its exchanges only.
    names = names_of(replace(exchange.document, speaker=None))
    return names | {stem(token) for token in tokens(f"{labels} {text}")}
