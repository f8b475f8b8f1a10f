"""A model's reply, as it comes -> its statements, each with the passages and the words it claims to rest on.

Made for what models really write: thoughts, code fences, lists, tables, JSON, markers of every kind or none. It decides
nothing about truth, and knows no passage.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.generative.marks import Claim, claims_of
from app.generative.prompt import is_invisible
from app.generative.unwrapping import unwrapped
from index.errors import ModelUnavailable

LONGEST_LINE = 4_000  # characters; a longer one is read in pieces
MOST = 40  # statements of a reply

_THOUGHT = re.compile(r"<(/?)(?:think(?:ing)?|thought|reasoning)\b[^<>\n]*>", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\"]|$))")
_BULLET = re.compile(r"\A\s*(?:(?:[-*+•–]|\(?\d{1,2}[.)])\s+|>\s?|#{1,6}\s+)+")
_RULE = re.compile(r"\s*(?:```.*|~~~.*|[-*_=\s|:]+)$")
_TITLE = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|__[^_]+__:?)\s*$")
_SOURCES = re.compile(r"\W*(?:sources?|references?|citations?|footnotes?|bibliography)\W*$", re.IGNORECASE)
_LABEL = re.compile(
    r"\A\W*(?:(?:the )?(?:final |short |direct )?(?:answer|response|sentences?|statement)(?: \d{1,2})?)\s*:\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<(script|style)\b.*?</\1\s*>|</?[a-zA-Z!][^<>]*>|\x1b\[[\d;]*[A-Za-z]|!\[[^\]]*\]\([^)]*\)|\*\*|__|`+",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\]\[]+)\]\((?:https?:|mailto:|data:|javascript:|/)[^)\s]*\)")

_ROW = re.compile(r"\s*\|.*\|")
_NUMBERED = re.compile(r"[\[【(［^]\s*\^?\d")

# What says that there is no answer: the passages lack it, or the writer does.
_REFUSES = re.compile(
    r"\b(?:documents?|passages?|sources?|texts?|context|excerpts?|information)\b.{0,60}?"
    r"\b(?:(?:do(?:es)? not|don[’']t|doesn[’']t|cannot|can[’']t|did not|fails? to)\s+(?:\w+ly )?"
    r"(?:say|state|mention|contain|provide|include|specify|give|answer|address|tell|cover|indicate|discuss|have|make|report)"
    r"|(?:is|are) (?:not|in)\s?(?:sufficient|enough|available|provided|stated|given|mentioned))"
    r"|\b(?:not|never) (?:directly |explicitly )?(?:stated|mentioned|specified|provided|given|found|said|answered)"
    r" (?:in|by) (?:the|these|any) (?:\w+ )?(?:documents?|passages?|sources?|texts?|context)"
    r"|\bI (?:do not|don[’']t|cannot|can[’']t|could not|couldn[’']t|am unable|was unable|am not able)\b"
    r"|\bno (?:\w+ )?(?:information|mention|answer|evidence)\b|^\W*(?:not stated|unknown|n/a|none)\W*$",
    re.IGNORECASE,
)
# Said by the writer to the reader, about the reply itself: no statement.
_CHATTER = re.compile(
    r"\W*(?:sure|certainly|of course|okay|ok|great|hello|hi|thank|here(?: is|[’']s| are)|based on|according to the (?:"
    r"passages?|documents?|context|sources?)\W*$|note that|please|in (?:summary|conclusion)\W*$|let me|hope|i\b|"
    r"we (?:need|can|should)|you\b|feel free|\{|answer\W*$).*|.*[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the reply states in one sentence, and what it names for it."""

    text: str
    marks: tuple[int, ...] = ()  # the numbers of passages, as written: 0 and 99 too
    words: tuple[str, ...] = ()  # in quotation marks
    refuses: bool = False  # it says that the documents do not say

    @property
    def settled(self) -> bool:
        """Whether it names what it rests on, or that there is nothing."""
        return bool(self.marks or self.words or self.refuses)


def read_reply(pieces: Iterable[str]) -> Iterator[Statement]:
    """Yield the statements of a reply as soon as each is complete; where `pieces` fails, those that are, then raise.

    A statement without a marker waits for one after it: it may have been a thought, ended by a tag that nothing began.
    """
    waiting: list[Statement] = []
    try:
        for claim in itertools.islice(_claims(pieces), MOST):
            if claim is None:
                waiting.clear()
            elif not claim.text:
                waiting[-1:] = [_with(one, claim) for one in waiting[-1:]]
            elif (one := _statement(claim)).refuses or not _CHATTER.fullmatch(claim.text):
                if waiting and waiting[-1].settled:
                    yield from waiting
                    waiting.clear()
                waiting.append(one)
            if waiting and waiting[-1].words:
                yield from waiting
                waiting.clear()
    except ModelUnavailable:
        yield from (one for one in waiting if one.settled)
        raise
    yield from waiting


def _claims(pieces: Iterable[str]) -> Iterator[Claim | None]:
    """Yield what each line claims, and None where all before was a thought."""
    for line in _lines(pieces):
        if line is _FORGET:
            yield None
        else:
            yield from claims_of(line)


def _with(last: Statement, claim: Claim) -> Statement:
    """Give a statement the marker and the words that stand on the line below it, unless they are another's."""
    if claim.marks and last.marks and not set(claim.marks) & set(last.marks):
        return last
    return replace(last, marks=last.marks or claim.marks, words=last.words + claim.words)


def _statement(claim: Claim) -> Statement:
    return Statement(claim.text, claim.marks, claim.words, bool(not claim.words and _REFUSES.search(claim.text)))


_FORGET = "\0"  # a line that means: what came before was a thought


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the lines that may state something, without markup."""
    thinking = False
    wrapped: list[str] = []
    started = False
    for raw in _whole_lines(pieces):
        line, forget, thinking = _without_thoughts(raw, thinking=thinking)
        if forget:
            yield _FORGET
            wrapped, started = [], False
        if not line.strip() or (_RULE.fullmatch(line) and not wrapped):
            continue
        if wrapped or (not started and _JSON.match(line)):
            wrapped.append(line)
            continue
        started = True
        if _SOURCES.fullmatch(_MARKUP.sub("", line)):
            return
        if not _TITLE.match(line) and (clean := _clean(line)):
            yield clean
    for line in unwrapped("\n".join(wrapped)):
        if clean := _clean(line):
            yield clean


def _whole_lines(pieces: Iterable[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *lines, rest = re.split(r"[\r\n\u2028\u2029]+", rest + piece)
        for line in lines:
            yield from _cut(line)
        while len(rest) > LONGEST_LINE:
            yield rest[:LONGEST_LINE]
            rest = rest[LONGEST_LINE:]
    if rest:
        yield rest


def _cut(line: str) -> Iterator[str]:
    for start in range(0, len(line), LONGEST_LINE):
        yield line[start : start + LONGEST_LINE]


def _without_thoughts(line: str, *, thinking: bool) -> tuple[str, bool, bool]:
    """Return what a line says aloud, whether it ends a thought that was never begun, and whether one goes on."""
    aloud, forget, at = [], False, 0
    for tag in _THOUGHT.finditer(line):
        if not thinking:
            aloud.append(line[at : tag.start()])
        if tag[1] and not thinking:
            aloud, forget = [], True
        thinking, at = not tag[1], tag.end()
    if not thinking:
        aloud.append(line[at:])
    return "".join(aloud), forget, thinking


def _clean(line: str) -> str:
    """Return a line without markup; a row of a table as its cells, the head of one as nothing."""
    if _ROW.match(line):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        line = ", ".join(filter(None, cells)) if _NUMBERED.search(line) else ""
    line = "".join(char for char in _MARKUP.sub("", _BULLET.sub("", line)) if not is_invisible(char))
    line = _LINK.sub(lambda link: f"[{link[1]}]" if link[1].isdigit() else link[1], line)
    return _LABEL.sub("", line).strip()
