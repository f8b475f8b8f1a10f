"""A text -> its sentences, as exact spans: what chunking, quoting and checking count in.

Rules and lists, no model and no sentence library: pysbd keeps a whole quotation as one sentence and needs 2.4 s for
one line of 58,000 characters. Knows nothing of documents, files or languages beyond its lists.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from index.documents import OUTSIDE_TEXT, Span, SpanKind

SENTENCES_VERSION = 1
LONGEST = 1000  # characters; what is longer is a table, code or one huge line, and is cut

_ALONE: frozenset[SpanKind] = frozenset({"title", "heading", "label"})  # sentences of their own
_WALL = "\u2029"  # stands for furniture of a line or more: no paragraph goes through it
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # scripts without spaces
_IS_IDEOGRAPH = re.compile(f"[{_IDEOGRAPH}]")
_BREAK = re.compile(r"(?:\r\n|[\n\r])?\f(?:\r\n|[\n\r])?|\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")

# Nobody wraps lines at 200 columns: where a line is wider, each line is a paragraph.
_UNWRAPPED = 200
_NARROWEST = 40  # columns; no prose is wrapped more narrowly than this, so shorter lines are rows, verse, addresses
_ITEM = re.compile(
    r"(?:[•‣◦▪●■◆□·]\s*|[-*+–—]\s+)\S"
    r"|\d{1,3}(?:\.\d{1,2}){0,3}[.)]\s+\S|\d{1,3}[、）．]\s*\S"
    r"|[(（](?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[)）]"
    r"|(?:(?:[a-z]|[ivx]{1,5})[.)]|[A-Z]\))\s+\S"
    r"|[一二三四五六七八九十]{1,3}[、.．）]|[①-⑳]"
)
_LINE_OPENS = re.compile(rf"[\"“‘«(\[「『《【\d{_IDEOGRAPH}]")
_LINE_ENDS = re.compile(r"[.!?…。！？；][\"'”’)\]」』）]*$")
_LIST_MAY_FOLLOW = re.compile(r"(?:[.!?…。！？；;:：][\"'”’)\]」』）]*|[,，]|\b(?:and|or))$")

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
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5}")
_INLINE_ENUMERATOR = re.compile(r"(?<!\d)[:;：；]\s*\(?\d{1,2}$")
_REFERENCE = re.compile(r"[A-Z]{0,2}\d|[IVX]+\b|[A-Z]\b")  # what follows "Fig.": 3, S2, IV, B
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")  # U.S, a.m, D.C
_STARTER = re.compile(
    "(?:The|This|That|These|Those|It|Its|He|She|We|They|You|There|Here|In|On|At|By|For|From|With|As|When|While|After|"
    "Before|Since|If|But|And|So|Or|Yet|However|Moreover|Then|Also|A|An|I|My|Our|His|Her|Their|What|Who|Why|How|Which|"
    "Where|Although|Because|During|Under|According|Now|Today|Meanwhile|Both|Some|Many|Most|All|Each|Such|No|Not|To|Of|"
    "First|Second|Third|Finally|Additionally|Furthermore|Another|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had)(?=[\\s’'])"
)
_YEAR = re.compile(r"\d{4}")
_VISIBLE = re.compile(r"\S")
_CLAUSE_ENDS = (re.compile(r"；|;(?=\s)"), re.compile(r"[，、]|,(?=\s)"))
_NEVER_LAST = frozenset("vs v e.g i.e cf viz approx ca resp incl excl esp z.b d.h bzw".split())
_BEFORE_A_NAME = frozenset(
    "dr mr mrs ms prof messrs mme mlle ph brig gen gens sen rep gov capt lt sgt col maj cmdr adm rev hon mt ft".split()
)
_BEFORE_A_NUMBER = frozenset(
    "no nos nr p pp c jan feb mar apr jun jul aug sep sept oct nov dec ed ver op ref refs para art arts".split()
)
_BEFORE_A_REFERENCE = frozenset("fig figs eq eqs sec secs ch vol vols app tab pt ex bd".split())
# These may end a sentence; they do where a word follows that usually begins one.
_PERHAPS_LAST = frozenset(
    "inc ltd co corp llc plc jr sr st ave blvd rd dept govt univ inst assn bros est al ph.d natl intl mfg usw".split()
)


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """Where a sentence stands in its text, half-open, and the running number of its paragraph."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str, spans: Sequence[Span] = ()) -> tuple[SentenceSpan, ...]:
    """Return the sentences of a text in order: every visible character outside furniture lies in exactly one."""
    plain = _without_furniture(text, spans)
    sentences: list[SentenceSpan] = []
    paragraph, label_end = -1, None
    for start, end, alone in _regions(len(text), spans):
        for piece in _walled(plain, start, end) if alone else _pieces(plain, start, end):
            # "Tao Qing: In 2023 ..." is two sentences of one paragraph.
            after_label = label_end is not None and not _BREAK.search(plain, label_end, piece.start)
            paragraph += piece.opens and not after_label
            label_end = None
            for cut in [(piece.start, piece.end)] if alone else _split_at_stops(plain, piece.start, piece.end):
                sentences += (SentenceSpan(*bounds, paragraph) for bounds in _bounded(plain, *cut))
        if alone == "label" and sentences and sentences[-1].start >= start:
            label_end = end
    return tuple(sentences)


def separators(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Return the furniture that is a line or more: what stands before it and after it does not belong together."""
    return tuple((start, end) for start, end, wall in _furniture(text, spans) if wall)


def starts_item(text: str, position: int) -> bool:
    """Say whether a list item ("-", "1.", "(a)", "一、") begins at this position."""
    return _ITEM.match(text, position) is not None


def _without_furniture(text: str, spans: Sequence[Span]) -> str:
    """Return the text with furniture blanked out, each character in its place."""
    parts: list[str] = []
    done = 0
    for start, end, wall in _furniture(text, spans):
        parts += (text[done:start], (_WALL if wall else " ") * (end - start))
        done = end
    return "".join((*parts, text[done:]))


def _furniture(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """Yield furniture in order, neighbours joined, and whether it takes a line or more."""
    joined: list[tuple[int, int]] = []
    for span in sorted(span for span in spans if span.kind in OUTSIDE_TEXT):
        start, end = max(span.start, 0), min(span.end, len(text))
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end and joined and _is_gap(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    for start, end in joined:
        if not text[start:end].isspace():
            whole_line = _is_line_start(text, start) and _is_line_end(text, end)
            yield start, end, whole_line or _BREAK.search(text, start, end) is not None


def _is_gap(text: str, start: int, end: int) -> bool:
    return text[start:end].isspace() and _BREAK.search(text, start, end) is None


def _is_line_start(text: str, position: int) -> bool:
    while position > 0 and text[position - 1].isspace():
        position -= 1
        if _BREAK.match(text, position):
            return True
    return position == 0


def _is_line_end(text: str, position: int) -> bool:
    while position < len(text) and text[position].isspace():
        if _BREAK.match(text, position):
            return True
        position += 1
    return position == len(text)


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


class _Piece(NamedTuple):
    """Lines that read on as one; `opens` where a paragraph begins."""

    start: int
    end: int
    opens: bool


def _walled(plain: str, start: int, end: int) -> Iterator[_Piece]:
    for run in re.finditer(f"[^{_WALL}]+", plain[start:end]):
        if not run[0].isspace():
            first = start + run.start() + len(run[0]) - len(run[0].lstrip())
            yield _Piece(first, start + run.end(), opens=True)


def _pieces(plain: str, start: int, end: int) -> Iterator[_Piece]:
    """Cut at blank lines, list items and those line ends that no wrapped text has."""
    for lines in _paragraphs(plain, start, end):
        width = max(_columns(plain, *line) for line in lines)
        # In wrapped prose hardly ever do four lines in a row begin with a capital.
        rows = len(lines) >= 4 and all(plain[first].isupper() or plain[first].isdigit() for first, _ in lines)
        begin, opens, listed = lines[0][0], True, starts_item(plain, lines[0][0])
        for line, following in pairwise(lines):
            newline = _newline(plain, line, following, width=width, rows=rows, listed=listed)
            if newline != "soft":
                yield _Piece(begin, line[1], opens)
                begin, opens = following[0], newline == "paragraph"
                listed = starts_item(plain, begin) if opens else listed
        yield _Piece(begin, lines[-1][1], opens)


def _paragraphs(plain: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines, without the white space at their ends, between one blank line and the next."""
    lines: list[tuple[int, int]] = []
    begin = start
    for newline in (*_BREAK.finditer(plain, start, end), None):
        line = _trimmed(plain, begin, newline.start() if newline else end)
        if line:
            lines.append(line)
        if lines and (not line or not newline or newline[0] == _WALL):
            yield lines
            lines = []
        begin = newline.end() if newline else end


def _columns(plain: str, start: int, end: int) -> int:
    end = min(end, start + 2 * _UNWRAPPED)
    return end - start + len(_IS_IDEOGRAPH.findall(plain, start, end))


def _newline(
    plain: str, line: tuple[int, int], following: tuple[int, int], *, width: int, rows: bool, listed: bool
) -> Literal["soft", "sentence", "paragraph"]:
    """Say what the end of a line is: where a wrapped text goes on, or the end of a sentence or a paragraph."""
    first = following[0]
    columns, tail = _columns(plain, *line), plain[max(line[0], line[1] - 12) : line[1]]
    if plain[first - 1] == "\u3000" or (width > _UNWRAPPED and not plain[first].islower()):
        return "paragraph"
    if _ITEM.match(plain, *following):
        short = columns < max(50, 0.75 * width)  # else "- and" or "5. May" may be wrapped prose
        ended = _LIST_MAY_FOLLOW.search(tail) and not _is_abbreviation(_last_word(tail).rstrip("."))
        if listed or short or ended:
            return "paragraph"
    if plain[first] == "|" or "\t" in plain[line[0] : line[1]] or rows:
        return "sentence"
    # A wrapped line is short only because the next word did not fit.
    word = plain[first : min(following[1], first + 30)].split()[0]
    if columns + 1 + _columns(word, 0, len(word)) > 0.85 * max(width, _NARROWEST):
        return "soft"
    begins = plain[first].isupper() or _LINE_OPENS.match(plain, first)
    return "sentence" if begins or _LINE_ENDS.search(tail) else "soft"


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
        return bool(_IS_IDEOGRAPH.match(before) or _IS_IDEOGRAPH.match(first))
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
    return not _stop_belongs_to_word(plain, said, stop.start(), upcoming)


def _ends_without_space(plain: str, said: int, stop: re.Match[str], after: int) -> bool:
    """Say whether a sentence ends where the next word hangs on the stop: "development.The", not "www.example"."""
    at = stop.start()
    before, token = plain[at - 1], _last_word(plain[max(said, at - 40) : at])
    if _IS_IDEOGRAPH.match(plain, after):
        return not before.isdigit()
    following = _CAPITALISED.match(plain, after)
    if not following or not token or _IN_CODE.search(token) or _is_abbreviation(token):
        return False
    word = following[1] or ""
    capitalised = not word or (word[0].isupper() and (word[1:].islower() or word in ("A", "I")))
    return capitalised and (before.islower() or before in ")%”" or stop["tail"] != "" or bool(_YEAR.fullmatch(token)))


def _stop_belongs_to_word(plain: str, said: int, at: int, upcoming: int) -> bool:
    """Say whether the full stop at `at` is part of an abbreviation, an initial or an enumerator."""
    context = plain[max(said, at - 24) : at]
    token = _last_word(context)
    small = token.casefold()
    if small in _NEVER_LAST or (small in _BEFORE_A_NAME and token[0].isupper()):
        return True
    if (at - said <= 8 and _ENUMERATOR.fullmatch(context)) or _INLINE_ENUMERATOR.search(context):
        return True
    if small in _BEFORE_A_NUMBER:
        return plain[upcoming].isdigit()
    if small in _BEFORE_A_REFERENCE:
        return _REFERENCE.match(plain, upcoming) is not None
    initial = len(token) == 1 and token.isupper()
    if initial or small in _PERHAPS_LAST or _ACRONYM.fullmatch(token):
        return _STARTER.match(plain, upcoming) is None
    return False


def _last_word(context: str) -> str:
    return "" if not context or context[-1].isspace() else context.split()[-1].lstrip("([{\"'“‘«")


def _is_abbreviation(token: str) -> bool:
    small = token.casefold()
    return small in _NEVER_LAST or small in _BEFORE_A_NUMBER or small in _BEFORE_A_REFERENCE or small in _BEFORE_A_NAME


def _bounded(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch without white space at its ends, in parts where it is longer than LONGEST."""
    rest = _trimmed(plain, start, end)
    while rest and rest[1] - rest[0] > LONGEST:
        cut = rest[0] + _cut(plain[rest[0] : rest[0] + LONGEST + 1])
        part = _trimmed(plain, rest[0], cut)
        if part:
            yield part
        rest = _trimmed(plain, cut, rest[1])
    if rest:
        yield rest


def _cut(window: str) -> int:
    """Return where to cut a window that begins with a word: after a clause, else between words, else at its end."""
    for clause_end in _CLAUSE_ENDS:
        cuts = [match.end() for match in clause_end.finditer(window, LONGEST // 2, LONGEST)]
        if cuts:
            return cuts[-1]
    return next((at for at in range(LONGEST, 0, -1) if window[at].isspace()), LONGEST)


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int] | None:
    first = _VISIBLE.search(plain, start, end)
    if first is None:
        return None
    while plain[end - 1].isspace():
        end -= 1
    return first.start(), end
