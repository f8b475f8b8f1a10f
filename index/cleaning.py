"""Marks which spans of a text are furniture, headings, labels and the title; the text itself is never altered.

Knows nothing of files, nor of what a title or a date says. Conservative: what is unsure stays body text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span, SpanKind

CLEANING_VERSION = 1

LONGEST_LINE = 300  # a longer line is a paragraph, never furniture, heading or title

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
# No Greek: a line of formulas is at home in every document.
_OTHER_SCRIPTS = re.compile(
    f"[{CJK}]+|[\u0400-\u052f]+|[\u0590-\u05ff]+|[\u0600-\u06ff]+|[\u0900-\u0dff]+|[\u0e00-\u0e7f]+"
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_OPENING_COLON = re.compile(r"\s?[:：][\s“”\"「『]{0,3}")
_FORTY_LETTERS = re.compile(r"(?:[A-Za-z][^A-Za-z]{0,9}){40}")
_LINE = re.compile("[^\n\r\f\v\x85\u2028\u2029\ufeff]+")

AUTHOR_LINE = re.compile(r"(?:author|written by|posted by|作者)\s*[:：]\s*(?P<name>\S.{0,80})", re.I)
_CAPITALS = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]{0,40}"
BYLINE = re.compile(
    rf"(?:By|BY|Written by)\s+(?P<name>{_CAPITALS}(?:\s+(?:(?:and|&|de|van|von|der|bin|al)\s+)?{_CAPITALS}){{0,6}})"
    r"(?:\s*[,|·•–—-].{0,80})?"
)
SOURCE_LINE = re.compile(
    r"(?:source|via|originally published (?:in|on|at|by)|来源|转自)\s*[:：]\s*(?P<name>\S.{0,80})", re.I
)
# The header fields of memos, letters and minutes: stated facts, but neither title nor heading.
FIELD_LINE = re.compile(
    r"(?:date|time|place|venue|location|from|to|cc|bcc|subject|re|title|published|posted|updated|last updated|present|"
    r"attendees|apologies|absent|chair|minutes by|author|editor|source|tel|phone|fax|e-?mail|contact|tags?|keywords|"
    r"category|categories|url|doi|isbn|version|status|reference|ref)\s*[:：].*",
    re.I | re.S,
)
_STATED_TITLE = re.compile(r"(?:subject|re|title|主题|标题)\s*[:：]\s*(?P<title>\S.{2,250})", re.I)
MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DATE_LINE = re.compile(
    rf"(?:\w+day,?\s+)?[\d\s,./年月日-]*(?:\d(?:st|nd|rd|th)\s+)?(?:{MONTHS})?[\d\s,.:/年月日-]*", re.I
)

_FURNITURE = re.compile(
    r"""
    # comment forms
    (?:this\ (?:post|article|entry|page|story)\ has\ )?(?:\d+|no|one)\ (?:comments?|repl(?:y|ies))
      (?:\ (?:yet|so\ far))?[:.]?
    | comments?\ ?\(\d+\) | comments\ are\ closed\.? | be\ the\ first\ to\ comment.{0,20}
    | (?:leave|post|add|write)\ a\ (?:comment|reply)[:.]?(?:\ cancel\ reply)?
    | (?:log|sign)\ in\ to\ (?:comment|reply).{0,20}
    | (?:your\ )?e-?mail(?:\ address)?\ will\ not\ be\ (?:published|made\ public|disclosed|shared).{0,80}
    | required\ fields\ are\ marked.{0,10} | .{0,40}(?:邮箱地址不会被公开|必填项已用).{0,60} | 发表评论 | 发表回复
    # times relative to a visit that is over
    | (?:(?:release|publish(?:ed)?|posted?|(?:last\ )?updated?|modified)\s*(?:time|date|on|at)?\s*[:：]?\s*)?
      \d+\s(?:second|minute|hour|day|week|month|year)s?\ ago
    | \d+[\ -]min(?:ute)?s?\ read
    # page numbers
    | page\ \d+(?:\ ?(?:of|/)\ ?\d+)? | [-–—]\ ?\d+\ ?[-–—] | 第\ ?\d+\ ?页.{0,12}
    # share, print, subscribe, navigate
    | (?:share|print|e-?mail|like|tweet)\ this(?:\ (?:article|post|page|story))?:?
    | share:? | (?:share|follow\ us)\ (?:on|via)\ .{1,50} | follow\ us:?
    | (?:(?:facebook|twitter|linkedin|whatsapp|wechat|weibo|reddit|telegram|email|print|copy\ link|share)[\s|,/·]*){2,}
    | subscribe(?:\ (?:now|today|to\ (?:our|the)\ .{1,40}))?[.!]? | sign\ up\ (?:for|to)\ .{0,40}newsletter.{0,40}
    | advertisement | read\ more.{0,3} | back\ to\ top | skip\ to\ (?:main\ )?content
    | (?:previous|next)\ (?:post|article|page) | related\ (?:articles|posts|stories|news):?
    # copyright and cookies
    | (?:copyright\b\W{0,3}(?:\(c\)|©|\d{4})|©|\(c\)\s*\d{4}|版权所有).{0,160} | .{0,120}all\ rights\ reserved\.?
    | (?:accept|reject|manage)\ (?:all\ )?cookies | cookie\ (?:settings|preferences|policy|notice)
    | (?:this|our)\ (?:web)?site\ uses\ cookies\b.{0,250}
    | we\ (?:and\ our\ partners\ )?use\ cookies\b.{0,120}(?:experience|consent|agree|accept|privacy|browsing).{0,120}
    # whose picture it is
    | \(?(?:photo|image|picture|photograph)s?(?:\ credits?)?\ ?(?:[:：/]|\bby\b|\bcourtesy\b)\s*(?:\S+\ ?){1,8}
    """,
    re.I | re.X,
)
_RULE = re.compile(r"(?=.*[-*_=~#+|]{2}|.*([-*_=~#])\s+\1)[-*_=~#+|:\s]{3,}")
_SHARE_WORD = re.compile(r"share|print|e-?mail|tweet|facebook|twitter|x|linkedin|whatsapp|reddit|copy link|save", re.I)
_PAGE_WORDS = re.compile(r"\b(?:prev(?:ious)?|next|first|last|page|pages)\b|上一页|下一页", re.I)
_CRUMBS = re.compile(r"[ㄑ<‹«←◀]\s*\S.{0,60}|[^.!?>›»]{1,40}(?:\s[>›»]\s*[^.!?>›»]{1,60}){1,6}")
_BIOGRAPHY = re.compile(
    r"\b(?:writer|journalist|reporter|author|editor|columnist|experience|graduated|degree|studied|lives|awards?|"
    r"his|her|he|she|blogger|freelance|contributor|speciali[sz]\w+|focus\w*)\b",
    re.I,
)
# `**` that can neither open nor close emphasis; in mid-line ` ** ` is an exponent unless a sentence ended before it.
_RESIDUE = re.compile(
    r"(?<!\S)\*{2,}\s?[.,;:]?[ \t]*\*{2,}|^\*\*[ \t]+|(?<=[^\s*])[ \t]\*\*$|(?<=[.!?。”\"'])[ \t]\*\*(?=[ \t])", re.M
)

_OUTLETS = frozenset(
    "agency association authority bank bbc blog bloomberg broadcasting bulletin bureau center centre chronicle cnn "
    "commission committee company corporation council daily department express federation financial foundation "
    "gazette government group guardian herald inc institute institution journal library ltd magazine media ministry "
    "monitor museum net network news newspaper newsroom observer office online organisation organization parliament "
    "platform portal post press radio reuters review secretariat service services society standard telegraph "
    "television times today tribune tv union university website weekly wire world "
    "xinhua yonhap kyodo tass afp ap".split()
)
_SECTION_WORDS = frozenset(
    "abstract action agenda also answer answers appendix applicants approved attention background caution chapter "
    "comments conclusion conclusions contact contents data decision decisions definition definitions description "
    "details discussion example examples exercise features figure findings goals highlights important information "
    "ingredients instructions introduction issues items key list method methods motion next note notes objectives "
    "options overview part points preparation problem purpose questions reason reasons recommendations references "
    "related remarks requirements resolution result results schedule scope section solution source step steps "
    "summary table takeaways tasks terms tip tips topics update usage warning".split()
)
_SECTION_ONLY = re.compile(
    r"(?:introduction|abstract|summary|overview|background|(?:table of )?contents|摘要|目录)", re.I
)
_FORM_NAMES = re.compile(r"(?:memo(?:randum)?|press release|news release|for immediate release|letter|minutes)", re.I)
_SIGN_OFF = re.compile(
    r"(?:dear|hi|hello)\b.{0,40}|(?:(?:best|kind|warm)(?:est)? )?(?:regards|wishes)|cheers|thanks|thank you"
    r"|respectfully|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?",
    re.I,
)
_BULLET = re.compile(r"[-*•–—▪◦·‣+>]\s|\(?[a-z\d]{1,3}\)\s", re.I)
_NUMBERED = re.compile(r"\d{1,2}\.\s")
_STRONG_HEADING = re.compile(rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?\s+[A-Z{CJK}].*|[A-Z][A-Z\d\s&'’,:()/-]{{3,}})")
_NOT_PROSE = re.compile(r"[{}=;<>»|\\\t_]|\s{3}|https?:|\w@\w")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)\]」]*(?:\s|$)")
_NAME = rf"(?:Q|A|{_CAPITALS}(?:\s(?:of|the|de|van|von|and|\d|{_CAPITALS})){{0,4}}|[{CJK}]{{2,6}})"
_LABEL = re.compile(rf"(?P<name>{_NAME})\s?[:：]")
_TURN = re.compile(rf"(?P<label>(?P<name>{_NAME})(?::(?=\s)|：))\s*\S")
_PERSON = re.compile(rf"(?:(?:Mr|Ms|Mrs|Dr|Prof|MR|MS|MRS|DR)\b.*|{_CAPITALS}\s.*|Q|A)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without white space around it; `opens` = a blank line or nothing stands before it."""

    start: int
    end: int
    text: str
    opens: bool


Marks = dict[int, SpanKind]  # start of a line -> what the line is
Block = list[Line]  # consecutive lines without a blank line or furniture between them


def mark_spans(text: str, known: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Return `known` (what the file format stated) and the spans found in the text, sorted; furniture is merged."""
    lines = lines_of(text)
    marks = marks_of(lines, known)
    given = set(marks)
    extra = list(_residue(text))
    marks |= _furniture_lines(lines, marks)
    if not text.isascii() and _is_mainly_latin(text):
        extra += _stray_openings(lines)
        marks |= _strays(lines)
    marks |= _captions([line for line in lines if line.start not in marks])
    marks |= _site_lines([line for line in lines[:8] if line.start not in marks])
    marks |= _author_boxes(blocks_of(lines, marks), lines)
    blocks = blocks_of(lines, marks)
    if not any(span.kind == "title" for span in known):
        title = _title(blocks, marks)
        extra += [title] if title else []
        marks |= {line.start: "title" for line in lines[:40] if title and line.start <= title.start < line.end}
    marks |= _labels([line for line in lines if marks.get(line.start) != "furniture"], marks)
    extra += _turns([line for line in lines if line.start not in marks])
    if not any(span.kind == "heading" for span in known):  # a format that states headings states them all
        marks |= _headings(blocks, marks)
    found = [Span(line.start, line.end, marks[line.start]) for line in lines if _is_new(line, marks, given)]
    return _merged([*known, *found, *extra])


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    lines: list[Line] = []
    for match in _LINE.finditer(text):
        content = match[0].strip()
        if content:
            start = match.end() - len(match[0].lstrip())
            lines.append(Line(start, start + len(content), content, not lines or _is_gap(text, lines[-1].end, start)))
    return lines


def marks_of(lines: Sequence[Line], spans: tuple[Span, ...]) -> Marks:
    """Return what spans say of whole lines: furniture and labels cover theirs, titles and headings touch them."""
    marks: Marks = {}
    ordered = sorted(span for span in spans if span.kind in {"title", "heading", "furniture", "label"})
    position = 0
    for line in lines:
        while position < len(ordered) and ordered[position].end <= line.start:
            position += 1
        if position < len(ordered) and ordered[position].start < line.end:
            span = ordered[position]
            if span.kind in {"title", "heading"} or (span.start <= line.start and line.end <= span.end):
                marks[line.start] = span.kind
    return marks


def blocks_of(lines: Iterable[Line], marks: Marks) -> list[Block]:
    """Group the lines that are not furniture into blocks; a furniture line parts blocks as a blank line does."""
    blocks: list[Block] = []
    parted = True
    for line in lines:
        if marks.get(line.start) == "furniture":
            parted = True
            continue
        if parted or line.opens:
            blocks.append([])
        blocks[-1].append(line)
        parted = False
    return blocks


def is_prose(block: Block) -> bool:
    """Say whether a block is running text: a dozen words or more, with the end of a sentence in it."""
    body = " ".join(line.text[:2000] for line in block[:20])
    return word_count(body) >= 12 and bool(_SENTENCE_END.search(body)) and not FIELD_LINE.match(block[0].text[:80])


def is_outlet(name: str) -> bool:
    """Say whether a name is that of an organisation that publishes ("China Daily", "Ministry of Finance")."""
    head = name.lower().split(" of ")[0].split()
    return bool(head) and (
        head[-1].strip(".,") in _OUTLETS or bool(re.fullmatch(r"[\w-]+\.(?:com|org|net|\w\w)", name))
    )


def is_site_name(line: str) -> bool:
    """Say whether a line before the title is only the name of who publishes it."""
    words = line.split()
    named = all(word in {"of", "the", "and", "for", "&"} or word[0].isupper() for word in words)
    return len(words) <= 6 and named and ":" not in line and is_outlet(line)


def word_count(text: str) -> int:
    """Count words; two Chinese, Japanese or Korean characters count as one."""
    return len(text.split()) + len(re.findall(f"[{CJK}]", text)) // 2


def _is_gap(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1 or text.count("\r", start, end) > 1 or text.count("\f", start, end) > 0


def _is_new(line: Line, marks: Marks, given: set[int]) -> bool:
    return line.start in marks and line.start not in given and marks[line.start] != "title"


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    other: set[Span] = set()
    for span in sorted(spans):
        if span.kind != "furniture":
            other.add(span)
        elif kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(span.end, kept[-1].end), "furniture")
        else:
            kept.append(span)
    return tuple(sorted([*kept, *other]))


def _residue(text: str) -> Iterator[Span]:
    return (Span(*match.span(), "furniture") for match in _RESIDUE.finditer(text))


def _furniture_lines(lines: Sequence[Line], marks: Marks) -> Marks:
    found: Marks = {}
    authors = [line for line in lines if len(line.text) <= 100 and AUTHOR_LINE.fullmatch(line.text)]
    if len(authors) == 1:  # several: a catalogue, where they are the content
        found[authors[0].start] = "furniture"
    in_head = True
    for index, line in enumerate(lines):
        in_head = in_head and index < 12 and len(line.text) <= LONGEST_LINE
        bylined = in_head and BYLINE.fullmatch(line.text)
        around = [lines[near].text for near in (index - 1, index + 1) if 0 <= near < len(lines)]
        # A page number between rules; "Print" beside "Share".
        numbered = line.text.isdigit() and around and all(_RULE.fullmatch(near[:LONGEST_LINE]) for near in around)
        button = _SHARE_WORD.fullmatch(line.text) and any(_SHARE_WORD.fullmatch(near) for near in around)
        if len(line.text) <= LONGEST_LINE and (bylined or numbered or button or _is_furniture(line.text)):
            found[line.start] = "furniture"
    return {start: kind for start, kind in found.items() if start not in marks}


def _is_furniture(line: str) -> bool:
    forms = _FURNITURE.fullmatch(line) or SOURCE_LINE.fullmatch(line) or _RULE.fullmatch(line)
    return bool(forms) or _is_pagination(line)


def _is_pagination(line: str) -> bool:
    rest = _PAGE_WORDS.sub(">", line)
    edged = rest[0] in "<«‹←>" or rest[-1] in ">»›→<"
    return edged and bool(re.fullmatch(r"[\s\d<>«»‹›|…·.←→]+", rest)) and len(re.findall(r"\d+", rest)) > 1


def _is_mainly_latin(text: str) -> bool:
    latin = sum(len(match[0]) for match in _LATIN.finditer(text))
    # A Chinese character says about as much as two letters.
    other = sum(2 * len(match[0]) for match in _OTHER_SCRIPTS.finditer(text))
    return latin > 9 * other or (latin > 3 * other and other < 120)


def _strays(lines: Sequence[Line]) -> Marks:
    found: Marks = {}
    for line in lines:
        if len(line.text) <= LONGEST_LINE and not line.text.isascii():
            other = sum(len(match[0]) for match in _OTHER_SCRIPTS.finditer(line.text))
            if other > 3 and other > 2 * sum(len(match[0]) for match in _LATIN.finditer(line.text)):
                found[line.start] = "furniture"
    return found


def _stray_openings(lines: Sequence[Line]) -> Iterator[Span]:
    """Find what a translation left before a paragraph: a foreign name, a colon, then forty letters and more."""
    for line in lines:
        run = _OTHER_SCRIPTS.match(line.text)
        opening = _OPENING_COLON.match(line.text, run.end()) if run else None
        if run and opening and len(run[0]) <= 20 and _FORTY_LETTERS.match(line.text, opening.end()):
            yield Span(line.start, line.start + len(opening.string[: opening.end()].rstrip()), "furniture")


def _captions(lines: Sequence[Line]) -> Marks:
    """Mark a short title-like line that stands twice in a row, set off: alternative text and caption of a picture."""
    found: Marks = {}
    for index, (line, twin) in enumerate(pairwise(lines)):
        after = lines[index + 2] if index + 2 < len(lines) else None
        set_off = line.opens and (after is None or after.opens or after.text == line.text)
        if line.text == twin.text and (set_off or line.start in found) and _is_caption(line.text):
            # The page's own title, said twice at the top, is still its title.
            found |= {twin.start: "furniture"} if index == 0 else {line.start: "furniture", twin.start: "furniture"}
    return found


def _is_caption(line: str) -> bool:
    words = line.split()
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return _is_short_line(line, longest=8) and capitals * 2 > len(words) and any(letter.isalpha() for letter in line)


def _site_lines(lines: Sequence[Line]) -> Marks:
    found: Marks = {
        line.start: "furniture" for line in lines if _CRUMBS.fullmatch(line.text) and len(line.text.split()) <= 10
    }
    for line, following in pairwise(line for line in lines if line.start not in found):
        longer = word_count(following.text) > max(5, word_count(line.text))
        if is_site_name(line.text) and longer and _is_short_line(following.text, longest=30):
            found[line.start] = "furniture"
        elif not _is_header(line.text):
            return {start: kind for start, kind in found.items() if start < line.start}
    return found


def _author_boxes(blocks: Sequence[Block], lines: Sequence[Line]) -> Marks:
    """Mark the biography below an author's line that follows the text; below one at the top stands the text."""
    lined = next((line for line in lines if len(line.text) <= 100 and AUTHOR_LINE.fullmatch(line.text)), None)
    if lined is None or not any(is_prose(block) for block in blocks if block[0].start < lined.start):
        return {}
    below = next((block for block in blocks if block[0].start > lined.start), [])
    body = " ".join(line.text[:2000] for line in below[:20])
    if word_count(body) > 150 or len(_BIOGRAPHY.findall(body)) < 3:
        return {}
    return {line.start: "furniture" for line in below}


def _title(blocks: Sequence[Block], marks: Marks) -> Span | None:
    head = [line for block in blocks[:6] for line in block[:12]][:15]
    fields = [line for line in head if FIELD_LINE.fullmatch(line.text[:LONGEST_LINE])]
    for line in fields if len(fields) > 1 else fields[: fields == head[:1]]:
        stated = _STATED_TITLE.fullmatch(line.text)
        if stated:
            return Span(line.start + stated.start("title"), line.end, "title")
    for index, block in enumerate(blocks[:6]):
        line = block[0]
        if _is_header(line.text) or _FORM_NAMES.fullmatch(line.text):
            continue
        following = [part for part in blocks[index + 1 : index + 7] if part[0].start not in marks]
        alone = all(_is_header(below.text) for below in block[1:])
        if line.start in marks or not alone or not _is_titled(line.text) or _LABEL.fullmatch(line.text):
            return None
        longer = max(12, word_count(line.text) + 1)
        if any(sum(word_count(part.text[:2000]) for part in body[:20]) >= longer for body in following):
            return Span(line.start, line.end, "title")
        return None
    return None


def _is_header(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(FIELD_LINE.fullmatch(line) or _DATE_LINE.fullmatch(line))


def _is_titled(line: str) -> bool:
    return _is_short_line(line, longest=30) and not _SECTION_ONLY.fullmatch(line)


def _is_short_line(line: str, *, longest: int) -> bool:
    """Say whether a line has the shape of a heading: short, no sentence, list item, code or table row."""
    if (
        len(line) > LONGEST_LINE
        or word_count(line) > longest
        or line.rstrip("\"'”’)]」*")[-1:] in set(".!?。！？…,，:：;；、")
    ):
        return False
    first = line.lstrip("\"'“‘(*#「《")[:1]
    return (
        bool(first)
        and not first.islower()
        and first.isalnum()
        and 2 * sum(letter.isalpha() for letter in line) > len(line.replace(" ", ""))
        and not _BULLET.match(line)
        and not _NOT_PROSE.search(line)
        and not _is_header(line)
        and not _is_sign_off(line)
    )


def _labels(lines: Sequence[Line], marks: Marks) -> Marks:
    """Mark the lines that only name a speaker; one-word names ("Emma:") only where they come back."""
    found = [
        (line, match["name"])
        for line, following in pairwise(lines)
        if len(line.text) <= 60 and line.start not in marks and (match := _LABEL.fullmatch(line.text))
        if _is_speaker(match["name"])
        and not _BULLET.match(following.text)
        and not _LABEL.fullmatch(following.text[:60])
    ]
    times = Counter(name for _, name in found)
    talk = len(times) > 1  # "Text:" before each section has nobody to talk to
    return {line.start: "label" for line, name in found if _PERSON.fullmatch(name) or (talk and times[name] > 1)}


def _is_speaker(name: str) -> bool:
    return not FIELD_LINE.match(name + ":") and not _SECTION_WORDS & set(re.findall(r"\w+", name.lower()))


def _turns(lines: Sequence[Line]) -> list[Span]:
    """Return the "Name:" of each "Name: text" line of a transcript: three turns and more, mostly whole sentences."""
    turns = [(line, match) for line in lines if (match := _TURN.match(line.text)) and _is_speaker(match["name"])]
    times = Counter(match["name"] for _, match in turns)
    spoken = sum(bool(_SENTENCE_END.search(line.text[-200:])) for line, _ in turns)
    conversation = max(times.values(), default=0) > 1 or all(_PERSON.fullmatch(name) for name in times)
    if len(turns) < 3 or 2 * spoken <= len(turns) or not conversation:
        return []
    return [Span(line.start, line.start + match.end("label"), "label") for line, match in turns]


def _headings(blocks: Sequence[Block], marks: Marks) -> Marks:
    """Mark headings from the bottom up: one or two short lines of their own above running text or a list."""
    found: Marks = {}
    waiting: list[Line] = []
    below: Block = []
    for block in reversed(blocks):
        line = block[0]
        if len(block) == 1 and line.start not in marks and _is_short_line(line.text, longest=12):
            waiting.append(line)
            continue
        found |= _accepted(waiting, above=below, marks=marks) if not _is_sign_off(line.text) else {}
        waiting, below = [], block
        if line.start not in marks and _is_run_in(block):
            found[line.start] = "heading"
    return found | _accepted(waiting, above=below, marks=marks)


def _accepted(waiting: Sequence[Line], *, above: Block, marks: Marks) -> Marks:
    # Three and more short lines in a row are a list or the cells of a table.
    if not above or not 0 < len(waiting) < 3 or marks.get(above[0].start) == "title":
        return {}
    first = above[0]
    numbered_items = _NUMBERED.match(waiting[0].text) and _NUMBERED.match(first.text)
    carried = marks.get(first.start) == "label" or _BULLET.match(first.text) or is_prose(above)
    return {line.start: "heading" for line in waiting} if carried and not numbered_items else {}


def _is_run_in(block: Block) -> bool:
    """Say whether a block begins with a numbered heading or one in capitals, without a blank line below it."""
    first, rest = block[0].text, block[1:]
    shaped = _is_short_line(first, longest=12) and _STRONG_HEADING.fullmatch(first)
    return bool(rest and shaped) and is_prose(rest) and not rest[0].text.isupper()


def _is_sign_off(line: str) -> bool:
    return len(line) <= 60 and bool(_SIGN_OFF.fullmatch(line.rstrip(",!")))
