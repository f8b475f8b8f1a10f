"""Which lines of a text, and which residue within them, are furniture: what a page carries around the document's words.

Knows nothing of titles, headings or speakers.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from index.credits import AUTHOR_LINE, BYLINE, SOURCE_LINE, is_site_name
from index.documents import Span
from index.lines import (
    CJK,
    LONGEST_LINE,
    Block,
    Line,
    Marks,
    beginning,
    blocks_of,
    is_header,
    is_prose,
    is_short_line,
    word_count,
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
# ㄑ is a Chinese letter that some pages use for its shape, as ‹.
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

# No Greek: a line of formulas is at home in every document.
_OTHER_SCRIPTS = re.compile(
    f"[{CJK}]+|[\u0400-\u052f]+|[\u0590-\u05ff]+|[\u0600-\u06ff]+|[\u0900-\u0dff]+|[\u0e00-\u0e7f]+"
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_INTRODUCES = re.compile(
    r"(?:[:：]|\b(?:reads?|sa(?:y|ys|id)|writes?|wrote|written|means?|meant|called|named|quotes?|quoted))[\W_]*$", re.I
)
_PAGE_WORDING = re.compile(
    "邮箱|必填|评论|回复|登录|注册|关注|公众号|扫码|二维码|分享|转载|版权|点击|订阅|下载|上一[页篇]|下一[页篇]|首页|返回|"
    "ログイン|コメント|登録|댓글|로그인|구독|подпис|комментар|подел|войти|регистрац|cookie|تعليق|تسجيل",
    re.I,
)
_OPENING_COLON = re.compile(r"\s?[:：][\s“”\"「『]{0,3}")
_FORTY_LETTERS = re.compile(r"(?:[A-Za-z][^A-Za-z]{0,9}){40}")


def furniture_of(text: str, lines: Sequence[Line], known: Marks) -> tuple[Marks, list[Span]]:
    """Return the lines that are furniture with `known`, what the format stated of lines, and furniture within lines."""
    marks = _forms(lines) | known
    inside = [Span(*match.span(), "furniture") for match in _RESIDUE.finditer(text)]
    if _holds_strays(text):
        marks |= _strays(lines)
        inside += _stray_openings(lines)
    marks |= _captions([line for line in lines if line.start not in marks])
    marks |= _site_lines([line for line in lines[:8] if line.start not in marks])
    return marks | _author_box(blocks_of(lines, marks), lines), inside


def _forms(lines: Sequence[Line]) -> Marks:
    """Mark the lines whose wording, alone or beside their neighbours, is that of a page and not of its text."""
    found = [line for line in takewhile(_is_line, lines[:12]) if BYLINE.fullmatch(line.text)]
    authors = _author_lines(lines)
    if len(authors) == 1:  # several: a catalogue, where they are the content
        found += authors
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        around = [near.text for near in (before, after) if near]
        # A page number between rules; "Print" beside "Share".
        numbered = line.text.isdigit() and around and all(_RULE.fullmatch(near[:LONGEST_LINE]) for near in around)
        button = _SHARE_WORD.fullmatch(line.text) and any(_SHARE_WORD.fullmatch(near) for near in around)
        if _is_line(line) and (numbered or button or _is_form(line.text)):
            found.append(line)
    return {line.start: "furniture" for line in found}


def _author_lines(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if len(line.text) <= 100 and AUTHOR_LINE.fullmatch(line.text)]


def _is_line(line: Line) -> bool:
    return len(line.text) <= LONGEST_LINE


def _is_form(line: str) -> bool:
    forms = _FURNITURE.fullmatch(line) or SOURCE_LINE.fullmatch(line) or _RULE.fullmatch(line)
    return bool(forms) or _is_pagination(line)


def _is_pagination(line: str) -> bool:
    rest = _PAGE_WORDS.sub(">", line)
    edged = rest[0] in "<«‹←>" or rest[-1] in ">»›→<"
    return edged and bool(re.fullmatch(r"[\s\d<>«»‹›|…·.←→]+", rest)) and len(re.findall(r"\d+", rest)) > 1


def _holds_strays(text: str) -> bool:
    """Say whether a text in Latin letters holds a little of another script."""
    if text.isascii():
        return False
    # A Chinese character says about as much as two letters.
    latin, other = _letters(_LATIN, text), 2 * _letters(_OTHER_SCRIPTS, text)
    return latin > 9 * other or (latin > 3 * other and other < 120)


def _letters(script: re.Pattern[str], text: str) -> int:
    return sum(len(match[0]) for match in script.finditer(text))


def _strays(lines: Sequence[Line]) -> Marks:
    """Mark whole lines of another script that a page left there; one that the text introduces is its own words."""
    found: Marks = {}
    for before, line in zip([None, *lines], lines, strict=False):
        edge = line is lines[0] or line is lines[-1]
        if (before and _INTRODUCES.search(before.text)) or not (edge or _PAGE_WORDING.search(line.text)):
            continue
        if _is_line(line) and not line.text.isascii():
            other = _letters(_OTHER_SCRIPTS, line.text)
            if other > 3 and other > 2 * _letters(_LATIN, line.text):
                found[line.start] = "furniture"
    return found


def _stray_openings(lines: Sequence[Line]) -> Iterator[Span]:
    """Find what a translation left before a paragraph: a foreign name, a colon, then forty letters and more."""
    for line in lines:
        run = _OTHER_SCRIPTS.match(line.text)
        opening = _OPENING_COLON.match(line.text, run.end()) if run else None
        if run and opening and len(run[0]) <= 20 and _FORTY_LETTERS.match(line.text, opening.end()):
            yield Span(line.start, line.start + len(line.text[: opening.end()].rstrip()), "furniture")


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
    return is_short_line(line, longest=8) and capitals * 2 > len(words)


def _site_lines(lines: Sequence[Line]) -> Marks:
    """Mark the breadcrumbs at the top of a page, and the site's name above what may be the title."""
    found: Marks = {
        line.start: "furniture" for line in lines if _CRUMBS.fullmatch(line.text) and len(line.text.split()) <= 10
    }
    for line, following in pairwise(line for line in lines if line.start not in found):
        longer = word_count(following.text) > max(5, word_count(line.text))
        if is_site_name(line.text) and longer and is_short_line(following.text, longest=30):
            found[line.start] = "furniture"
        elif not is_header(line.text):
            return {start: kind for start, kind in found.items() if start < line.start}
    return found


def _author_box(blocks: Sequence[Block], lines: Sequence[Line]) -> Marks:
    """Mark the biography below an author's line that follows the text; below one at the top stands the text."""
    author = next(iter(_author_lines(lines)), None)
    if author is None or not any(is_prose(block) for block in blocks if block[0].start < author.start):
        return {}
    below = next((block for block in blocks if block[0].start > author.start), [])
    body = beginning(below)
    if word_count(body) > 150 or len(_BIOGRAPHY.findall(body)) < 3:
        return {}
    return {line.start: "furniture" for line in below}
