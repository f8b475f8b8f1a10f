"""A line of a reply -> its sentences, with the markers and the quoted words that hang on each. Knows no passage.

The form that is asked for is `Sentence. [2] "words"`; others are understood: [1,2], [1-3], 【1】, [1][2], [^1], (1), ¹,
[ID:0], (passage 2), the marker before the stop or before the sentence, the words before the marker or without one.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.sentences import split_sentences

MOST_NUMBERS = 12  # of one marker: "[1-40]" names nothing
_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|and|&|-|–|to)\s*(?:passages?\s*|\^)?\d{1,3})*"
_NAMED = r"(?:(?:passages?|sources?|documents?|docs?|refs?|citations?|id|no|n)\b\.?\s*[:=#]?\s*|#\s*)"
_MARK = re.compile(
    rf"[\[【［]+\s*\^?\s*{_NAMED}?(?P<square>{_NUMBERS})\s*(?:†[^\]】］]{{0,80}})?(?:[\]】］]+|$)"
    rf"|\(\s*(?:see )?{_NAMED}(?P<named>{_NUMBERS})\s*\)"
    r"|\((?P<round>\d{1,2})\)(?=\s*(?:[\"“(]|[.。!?]?\s*$|[.。!?]\s))"
    r"|(?<=[.。!?\"”])\s*(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\"(?P<straight>(?:[^\"]|(?<=\s)\"\w[^\"]*\")+)\"|“(?P<curly>[^“”]+)”|«(?P<angled>[^«»]+)»|„(?P<low>[^„“”]+)[“”]|「(?P<corner>[^「」]+)」"
)
_UNCLOSED = re.compile(r"[\"“«„]([^\"“”«»]+)$")  # where the reply was cut off
_LEAD = re.compile(r"[\s:,;–—-]*")  # between a marker and its words
_SAID = re.compile(r"\(?(?:quote|quoted words|words|evidence|source)?\s*:?\s*", re.IGNORECASE)
_STOP = re.compile(r"\s*([.。!?]+)(?=\s|$)")
_GOES_ON = re.compile(r"[,;:)]|[a-z]")
_ENDED = re.compile(r"[.。!?…][\"”’')]*$")
_NOTHING = re.compile(r"[\W_]*(?:(?:sources?|see|references?|passages?|quotes?|evidence|citations?)[\W_]*)?", re.I)
_FEW = 3  # words; so few before a marker are no sentence without a stop

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a line and what hangs on it; without text, marks and words for what stood before."""

    text: str
    marks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def claims_of(line: str) -> Iterator[Claim]:
    """Yield the sentences of a line in order."""
    parts = _parts(line)
    if len(parts) > 1 and not parts[0].text and not (parts[-1].marks or parts[-1].words):
        # The marker stands before its sentence, and what follows a sentence belongs to the next one.
        shifted = [Claim(after.text, one.marks, one.words) for one, after in itertools.pairwise(parts)]
        parts = [one for one in shifted if one.text]
    for part in parts:
        if not part.text:
            yield part
        for text in _sentences(part.text):
            yield Claim(text, part.marks, part.words)


def _parts(line: str) -> list[Claim]:
    """Cut a line after each group of markers and quoted words, except where its sentence goes on."""
    whole: list[Claim] = []
    for part in _cut(line):
        text, before = part.text, whole[-1] if whole else None
        if before and before.text and (before.marks or before.words):
            stop = None if _ENDED.search(before.text) else _STOP.match(text)
            if stop:
                before, text = replace(before, text=before.text + stop[1]), text[stop.end() :]
            if not _says(text) or _continues(before, text.lstrip()):
                before = replace(before, text=f"{before.text} {text}".strip())
                whole[-1] = replace(before, marks=before.marks + part.marks, words=before.words + part.words)
                continue
            whole[-1] = before
        whole.append(replace(part, text=text.strip()))
    return [one for one in map(_finished, whole) if one.text or one.marks or one.words]


def _finished(claim: Claim) -> Claim:
    text, words = _tidy(claim.text), claim.words
    if quoted := _QUOTED.fullmatch(text):  # the sentence is a quotation itself
        text = next(filter(None, quoted.groups()))
        words = words or (text,)
    return Claim(text, tuple(dict.fromkeys(claim.marks)), tuple(dict.fromkeys(words)))


def _continues(before: Claim, text: str) -> bool:
    """Return whether a marker stands within its sentence: "rose to 5 [1], and", "The [1] share"."""
    if before.words or _ENDED.search(before.text):
        return text[0] in ",;"
    return bool(_GOES_ON.match(text)) or len(before.text.split()) < _FEW


def _cut(line: str) -> Iterator[Claim]:
    at = 0
    while (start := _next_group(line, at)) is not None:
        end, marks, words = _group(line, start)
        yield Claim(line[at:start], marks, words)
        at = end
    if line[at:].strip():
        yield Claim(line[at:])


def _next_group(line: str, at: int) -> int | None:
    """Return where the next group begins: a marker, or a quotation that is no part of a sentence."""
    mark = _MARK.search(line, at)
    first = mark.start() if mark else len(line)
    for quoted in _QUOTED.finditer(line, at):
        if quoted.start() > first:
            break
        before = line[at : quoted.start()].rstrip(" (")
        alone = not before and not line[quoted.end() :].strip()
        if _ENDED.search(before) or alone:
            return quoted.start()
    return mark.start() if mark else None


def _group(line: str, at: int) -> tuple[int, tuple[int, ...], tuple[str, ...]]:
    """Read the group that begins here: where it ends, its markers, its quoted words."""
    marks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    while True:
        start = _after(_LEAD, line, at)
        within = _after(_SAID, line, start)
        if mark := _MARK.match(line, start) or _MARK.match(line, within):
            marks, at = marks + _numbers(mark), mark.end()
        elif quoted := _QUOTED.match(line, start) or _QUOTED.match(line, within):
            words, at = (*words, next(filter(None, quoted.groups()))), quoted.end()
        elif cut := _UNCLOSED.match(line, start) if marks else None:
            words, at = (*words, cut[1]), cut.end()
        else:
            return at, marks, words


def _after(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _numbers(mark: re.Match[str]) -> tuple[int, ...]:
    text = next(filter(None, mark.groups())).translate(_RAISED)
    numbers: list[int] = []
    for one in re.finditer(r"(\d+)(?:\s*(?:-|–|to)\s*\^?(\d+))?", text):
        first, last = int(one[1]), int(one[2] or one[1])
        numbers += range(first, last + 1) if last - first < MOST_NUMBERS else ()
    return tuple(numbers[:MOST_NUMBERS])


def _sentences(text: str) -> Iterator[str]:
    for one in split_sentences(text):
        if _says(text[one.start : one.end]):
            yield text[one.start : one.end].strip()


def _says(text: str) -> bool:
    return not _NOTHING.fullmatch(text)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([,.;:!?。])", r"\1", " ".join(re.sub(r"\(\s*\)", "", text).split()))
    return text.lstrip(" .,;:–—-)").rstrip(" ,;:–—-([") if _says(text) else ""
