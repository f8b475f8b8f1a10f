"""Which lines of a text head what follows: its title, its headings, and the labels that name a speaker.

Knows nothing of furniture; what is unsure is body text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.documents import Span
from index.lines import (
    BULLET,
    CAPITALISED,
    CJK,
    FIELD_LINE,
    LONGEST_LINE,
    SENTENCE_END,
    Block,
    Line,
    Marks,
    beginning,
    is_header,
    is_prose,
    is_short_line,
    is_sign_off,
    word_count,
)

_STATED_TITLE = re.compile(r"(?:subject|re|title|主题|标题)\s*[:：]\s*(?P<title>\S.{2,250})", re.I)
_SECTION_ONLY = re.compile(
    r"(?:introduction|abstract|summary|overview|background|(?:table of )?contents|摘要|目录)", re.I
)
_FORM_NAMES = re.compile(r"(?:memo(?:randum)?|press release|news release|for immediate release|letter|minutes)", re.I)

_NAME = rf"(?:Q|A|{CAPITALISED}(?:\s(?:of|the|de|van|von|and|\d|{CAPITALISED})){{0,4}}|[{CJK}]{{2,6}})"
_LABEL = re.compile(rf"(?P<name>{_NAME})\s?[:：]")
_TURN = re.compile(rf"(?P<label>(?P<name>{_NAME})(?::(?=\s)|：))\s*\S")
_PERSON = re.compile(rf"(?:(?:Mr|Ms|Mrs|Dr|Prof|MR|MS|MRS|DR)\b.*|{CAPITALISED}\s.*|Q|A)")
_SECTION_WORDS = frozenset(
    "abstract action agenda also answer answers appendix applicants approved attention background caution chapter "
    "comments conclusion conclusions contact contents data decision decisions definition definitions description "
    "details discussion example examples exercise features figure findings goals highlights important information "
    "ingredients instructions introduction issues items key list method methods motion next note notes objectives "
    "options overview part points preparation problem purpose questions reason reasons recommendations references "
    "related remarks requirements resolution result results schedule scope section solution source step steps "
    "summary table takeaways tasks terms tip tips topics update usage warning".split()
)

_NUMBERED = re.compile(r"\d{1,2}\.\s")
_STRONG_HEADING = re.compile(rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?\s+[A-Z{CJK}].*|[A-Z][A-Z\d\s&'’,:()/-]{{3,}})")


def title_of(blocks: Sequence[Block], marks: Marks) -> Span | None:
    """Return the title: what a header field states, or the first line if it stands alone above the text."""
    head = [line for block in blocks[:6] for line in block[:12]][:15]
    return _stated_title(head) or _title_line(blocks, marks)


def _stated_title(head: Sequence[Line]) -> Span | None:
    fields = [line for line in head if FIELD_LINE.fullmatch(line.text[:LONGEST_LINE])]
    # One field alone is a header only where it comes first.
    for line in fields if len(fields) > 1 or fields == head[:1] else ():
        stated = _STATED_TITLE.fullmatch(line.text)
        if stated:
            return Span(line.start + stated.start("title"), line.end, "title")
    return None


def _title_line(blocks: Sequence[Block], marks: Marks) -> Span | None:
    for index, block in enumerate(blocks[:6]):
        line = block[0]
        if is_header(line.text) or _FORM_NAMES.fullmatch(line.text):
            continue
        following = [part for part in blocks[index + 1 : index + 7] if part[0].start not in marks]
        alone = all(is_header(below.text) for below in block[1:])
        if line.start in marks or not alone or not _is_titled(line.text) or _LABEL.fullmatch(line.text):
            return None
        longer = max(12, word_count(line.text) + 1)
        headed = any(word_count(beginning(part)) >= longer for part in following)
        return Span(line.start, line.end, "title") if headed else None
    return None


def _is_titled(line: str) -> bool:
    return is_short_line(line, longest=30) and not _SECTION_ONLY.fullmatch(line)


def label_lines(lines: Sequence[Line], marks: Marks) -> Marks:
    """Mark the lines that only name a speaker; one-word names ("Emma:") only where they come back."""
    found = [
        (line, match["name"])
        for line, following in pairwise(line for line in lines if marks.get(line.start) != "furniture")
        if len(line.text) <= 60 and line.start not in marks and (match := _LABEL.fullmatch(line.text))
        if _is_speaker(match["name"]) and not BULLET.match(following.text) and not _LABEL.fullmatch(following.text[:60])
    ]
    times = Counter(name for _, name in found)
    talk = len(times) > 1  # "Text:" before each section has nobody to talk to
    return {line.start: "label" for line, name in found if _PERSON.fullmatch(name) or (talk and times[name] > 1)}


def _is_speaker(name: str) -> bool:
    return not FIELD_LINE.match(name + ":") and not _SECTION_WORDS & set(re.findall(r"\w+", name.lower()))


def turn_labels(lines: Sequence[Line]) -> list[Span]:
    """Return the "Name:" of each "Name: text" line of a transcript: three turns and more, mostly whole sentences."""
    turns = [(line, match) for line in lines if (match := _TURN.match(line.text)) and _is_speaker(match["name"])]
    times = Counter(match["name"] for _, match in turns)
    spoken = sum(bool(SENTENCE_END.search(line.text[-200:])) for line, _ in turns)
    conversation = max(times.values(), default=0) > 1 or all(_PERSON.fullmatch(name) for name in times)
    if len(turns) < 3 or 2 * spoken <= len(turns) or not conversation:
        return []
    return [Span(line.start, line.start + match.end("label"), "label") for line, match in turns]


def heading_lines(blocks: Sequence[Block], marks: Marks) -> Marks:
    """Mark headings from the bottom up: one or two short lines of their own above running text or a list."""
    found: Marks = {}
    waiting: list[Line] = []
    below: Block = []
    for block in reversed(blocks):
        line = block[0]
        if len(block) == 1 and line.start not in marks and is_short_line(line.text, longest=12):
            waiting.append(line)
            continue
        if not is_sign_off(line.text):
            found |= _accepted(waiting, body=below, marks=marks)
        waiting, below = [], block
        if line.start not in marks and _is_run_in(block):
            found[line.start] = "heading"
    return found | _accepted(waiting, body=below, marks=marks)


def _accepted(waiting: Sequence[Line], *, body: Block, marks: Marks) -> Marks:
    """Return the waiting lines as headings, if what follows them can have one."""
    # Three and more short lines in a row are a list or the cells of a table.
    if not body or not 0 < len(waiting) < 3 or marks.get(body[0].start) == "title":
        return {}
    first = body[0]
    numbered_items = _NUMBERED.match(waiting[0].text) and _NUMBERED.match(first.text)
    carried = marks.get(first.start) == "label" or BULLET.match(first.text) or is_prose(body)
    return {line.start: "heading" for line in waiting} if carried and not numbered_items else {}


def _is_run_in(block: Block) -> bool:
    """Say whether a block begins with a numbered heading or one in capitals, without a blank line below it."""
    first, rest = block[0].text, block[1:]
    shaped = is_short_line(first, longest=12) and _STRONG_HEADING.fullmatch(first)
    return bool(rest and shaped) and is_prose(rest) and not rest[0].text.isupper()
