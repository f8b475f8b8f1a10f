"""A text -> its sentences, as exact spans: what chunking, quoting and checking count in.

Rules and lists, no model and no sentence library: pysbd keeps a whole quotation as one sentence and needs 2.4 s for
one line of 58,000 characters. Knows nothing of documents, files or languages beyond its lists.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.abbreviations import is_abbreviation, last_word, stop_belongs_to_word
from index.documents import Span, SpanKind
from index.lines import IDEOGRAPH
from index.paragraphs import LINE_BREAK, blanked, pieces, trimmed, walled

SENTENCES_VERSION = 1
LONGEST = 1000  # characters; what is longer is a table, code or one huge line, and is cut

_ALONE: frozenset[SpanKind] = frozenset({"title", "heading", "label"})  # sentences of their own

_STOP = re.compile(
    r"(?P<mark>\.(?:[ \u00a0]\.){2,}|[.!?…‥。！？｡．؟۔।॥]+|；)"
    # What closes with the sentence: quotes and brackets, footnote marks ("1990.[12]", "1990.²"). A quotation mark
    # that can open as well as close is taken here only if no word hangs on it.
    r"(?P<tail>(?:[”’»)\]}」』）】》〉]|[\"'“‘«](?!\w)|\[[^\[\]\n]{1,20}\](?::\d+)?|[⁰¹²³⁴-⁹]+)*"
    r"(?:[ \t\u00a0]{1,3}[”」』）】》»](?=\s|$))*)"
)
_WORD = re.compile(r"[^\W_]")
_GOES_ON = re.compile(r"\s*[,;:)\]}，、；：]")
_IN_CODE = re.compile(r"[/@\\_]|[A-Za-z]\.[A-Za-z]")  # file names, addresses, "System.Text.Json"
_CAPITALISED = re.compile(r"[\"“‘'«(\[]*([^\W\d_]+)(?=[\s,’'”\"-]|$)|[\"“‘'«]+\d")
_YEAR = re.compile(r"\d{4}")
_CLAUSE_ENDS = (re.compile(r"；|;(?=\s)"), re.compile(r"[，、]|,(?=\s)"))


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """Where a sentence stands in its text, half-open, and the running number of its paragraph."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str, spans: Sequence[Span] = ()) -> tuple[SentenceSpan, ...]:
    """Return the sentences of a text in order: every visible character outside furniture lies in exactly one."""
    plain = blanked(text, spans)
    sentences: list[SentenceSpan] = []
    paragraph, label_end = -1, None
    for start, end, alone in _regions(len(text), spans):
        for piece in walled(plain, start, end) if alone else pieces(plain, start, end):
            # "Tao Qing: In 2023 ..." is two sentences of one paragraph.
            after_label = label_end is not None and not LINE_BREAK.search(plain, label_end, piece.start)
            paragraph += piece.opens and not after_label
            label_end = None
            for cut in [(piece.start, piece.end)] if alone else _split_at_stops(plain, piece.start, piece.end):
                sentences += (SentenceSpan(*bounds, paragraph) for bounds in _bounded(plain, *cut))
        if alone == "label" and sentences and sentences[-1].start >= start:
            label_end = end
    return tuple(sentences)


def _regions(length: int, spans: Sequence[Span]) -> Iterator[tuple[int, int, SpanKind | None]]:
    """Yield the stretches of a text: those that are sentences of their own with their kind, and what lies between."""
    done = 0
    for span in sorted(span for span in spans if span.kind in _ALONE):
        start, end = max(span.start, done), min(span.end, length)
        if start < end:
            yield done, start, None
            yield start, end, span.kind
            done = end
    yield done, length, None


def _split_at_stops(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, counted, quotes = start, start, 0
    said = upcoming = _next_word(plain, start, end)  # the first word of this sentence, and of what follows a stop
    for stop in _STOP.finditer(plain, start, end):
        if stop.start() < said:
            continue  # no word yet: "... and then"
        after = stop.end()
        closes = after < end and plain[after] == '"'
        if closes:
            # Between a full stop and a word ('standards."Mo said', 'said."First'), it closes where one is open.
            quotes, counted = quotes + plain.count('"', counted, after), after
            closes = quotes % 2 == 1
            after += closes
        if upcoming < after:
            upcoming = _next_word(plain, after, end)
        if upcoming == end:
            break
        if _ends_sentence(plain, said, stop, after, upcoming, closes=closes):
            yield begin, after
            begin, said = after, upcoming
    yield begin, end


def _next_word(plain: str, start: int, end: int) -> int:
    word = _WORD.search(plain, start, end)
    return word.start() if word else end


def _ends_sentence(plain: str, said: int, stop: re.Match[str], after: int, upcoming: int, *, closes: bool) -> bool:
    """Say whether the stop, with what closes after it, ends the sentence whose first word is at `said`."""
    mark, tail, first, before = stop["mark"], stop["tail"], plain[upcoming], plain[stop.start() - 1]
    gap = plain[after : min(upcoming, after + 8)]
    if _GOES_ON.match(gap) or before in "([":
        return False
    if mark == "；":  # ends a sentence in Chinese only
        return bool(IDEOGRAPH.match(before) or IDEOGRAPH.match(first))
    if mark[-1] in "。！？｡．؟۔।॥":
        decimal = mark == "．" and before.isdigit() and first.isdigit()
        quoted = tail.endswith(("」", "』")) and first == "と"  # 「...。」と言った
        return not decimal and not quoted
    if not (gap[:1].isspace() or closes or "]" in tail or tail[-1:].isdigit()):
        return _ends_without_space(plain, said, stop, after)
    if first.islower() and not plain[upcoming + 1 : upcoming + 2].isupper():  # but "iPhone"
        return False
    if mark != ".":
        return "!" in mark or "?" in mark or not first.isdigit()  # "Contents ..... 5"
    return not stop_belongs_to_word(plain, stop.start(), said=said, upcoming=upcoming)


def _ends_without_space(plain: str, said: int, stop: re.Match[str], after: int) -> bool:
    """Say whether a sentence ends where the next word hangs on the stop: "development.The", not "www.example"."""
    at = stop.start()
    before, token = plain[at - 1], last_word(plain[max(said, at - 40) : at])
    if IDEOGRAPH.match(plain, after):
        return not before.isdigit()
    following = _CAPITALISED.match(plain, after)
    if not following or not token or _IN_CODE.search(token) or is_abbreviation(token):
        return False
    word = following[1] or ""
    capitalised = not word or (word[0].isupper() and (word[1:].islower() or word in ("A", "I")))
    return capitalised and (before.islower() or before in ")%”" or stop["tail"] != "" or bool(_YEAR.fullmatch(token)))


def _bounded(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch without white space at its ends, in parts where it is longer than LONGEST."""
    rest = trimmed(plain, start, end)
    while rest and rest[1] - rest[0] > LONGEST:
        cut = rest[0] + _cut(plain[rest[0] : rest[0] + LONGEST + 1])
        part = trimmed(plain, rest[0], cut)
        if part:
            yield part
        rest = trimmed(plain, cut, rest[1])
    if rest:
        yield rest


def _cut(window: str) -> int:
    """Return where to cut a window that begins with a word: after a clause, else between words, else at its end."""
    for clause_end in _CLAUSE_ENDS:
        cuts = [match.end() for match in clause_end.finditer(window, LONGEST // 2, LONGEST)]
        if cuts:
            return cuts[-1]
    return next((at for at in range(LONGEST, 0, -1) if window[at].isspace()), LONGEST)
