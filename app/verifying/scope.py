"""Does a sentence claim more than its quotes: all for some, the largest for one of the largest, a rule for a case?"""

import re

from app.verifying.said import ASIDE, Said, Source, Word, changes, has


def _any_of(words: str) -> re.Pattern[str]:
    """Return the pattern of any of the expressions, one a comma."""
    return re.compile(rf"\b(?:{'|'.join(word.strip() for word in words.split(','))})(?!\w)", re.IGNORECASE)


# Each kind of widening word, and what in a source speaks for it.
_ALL = (
    _any_of(
        r"(?<!nearly )(?<!almost )(?<!at )(?<!not )(?<!of )all(?! over| the more| the same| kinds| in all)"
        r", every(?! effort), everyone, everybody, everything"
    ),
    _any_of(
        r"all, every\w*, each, any, whole, entire\w*, both, total, full\w*, complete\w*, 100 ?%, 100 percent"
        r", comprehensive\w*, always, throughout, no, none, per"
    ),
)
_WIDE = (
    _ALL,
    (
        _any_of("entire, entirely, wholly, completely, totally"),
        _any_of(
            r"all, every\w*, whole, wholly, entire\w*, complete\w*, full\w*, total\w*, 100 ?%, 100 percent, no, none"
            r", thorough\w*"
        ),
    ),
    (
        _any_of("always, invariably, at all times"),
        _any_of(r"always, every\w*, all, invariably, constant\w*, continu\w+, never, consistently, ever, each, 24"),
    ),
    (
        _any_of("only, solely, exclusively, nothing but, none but"),
        _any_of(
            r"only, sole\w*, exclusive\w*, just, merely, alone, single, unique\w*, but, nothing, no other, mere, one"
            r", not, unless, limited, until"
        ),
    ),
    (
        _any_of(
            r"nationwide, countrywide, (?:throughout|across) the country, in every (?:province|region|city|country)"
        ),
        _any_of(r"nationwide, countrywide, national\w*, nation, country\w*, throughout, across, every\w*, all"),
    ),
    (
        _any_of("worldwide, globally, everywhere, around the world"),
        _any_of(r"world\w*, global\w*, everywhere, international\w*, every\w*, all, throughout, planet, across"),
    ),
    (
        _any_of("certainly, definitely, undoubtedly, guaranteed?, proves?, proven, proved"),
        _any_of(r"certain\w*, definite\w*, undoubted\w*, guarantee\w*, prov\w+, sure\w*, no doubt, confirm\w*"),
    ),
)
# Parts that may not be left out: "some firms closed" is not "firms closed".
_STRICT = (
    "nearly all|almost all|some|most|a few|few|part|half|(?:a |the )?majority|a minority|mostly|mainly|partly|partially"
    "|sometimes|often|usually|largely|certain|almost|nearly"
)
_WHOLE = re.compile(rf"\b(?P<word>{_STRICT})\b(?P<of> of)?(?: the)?", re.IGNORECASE)
_PART = re.compile(
    rf"\b(?P<word>nearly every|almost every|{_STRICT}|several|a number|many|generally|typically)\b", re.IGNORECASE
)
_ALMOST = re.compile(r"\b(?:nearly|almost|not|virtually|practically) (?:all|every)", re.IGNORECASE)
_BEST = re.compile(
    r"\b(?:(?P<most>most|least) (?P<what>[a-z]{4,})|(?:larg|bigg|great|high|low|small|old|young|new|long|short|fast"
    r"|slow|strong|weak|rich|poor|clean|cheap|earli|lat|b|wor|fin|wid|deep|tall|heavi|light|busi|near|clos|saf|simpl|hott|warm|cold"
    r"|wett|dri|hard|few|thick|thin|broad|quick|happi)e?st)\b",
    re.IGNORECASE,
)
_UNIQUE = re.compile(r"\b(?:the|its|their|\w+[’']s) (?:first|leading|top|number one|only)\b", re.IGNORECASE)
_AMONG = re.compile(r"\b(?:one|some|two|three|several|many|part) of\b|\bamong(?:st)?\b|\bof the most\b", re.IGNORECASE)
_RANK = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th))[- ](?:most )?$", re.IGNORECASE
)
_EXCEPT = re.compile(r"\b(?:except|excluding|other than|apart from|not including)\b", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:but|not|without)\b", re.IGNORECASE)
_PREPOSITIONS = frozenset("in among within across under for at".split())
_TIME = frozenset(
    "year years quarter month months day days period week weeks time times recent past decade century season".split()
)
_CONNECTIVE = re.compile(
    r"(?:in|for|at) (?:fact|example|instance|addition|particular|short|brief|other words|general|turn|total|all|the end"
    r"|contrast|this regard|this respect|the meantime|the first time|the same time|present|last|least|now|sure)",
    re.IGNORECASE,
)
_WIDER = _any_of("all, every, everyone, always, everywhere, entire, whole, exactly, precisely")
_LIMIT = re.compile(
    rf"(?:{_STRICT}|one|several|many|among|at least|at most|up to)(?: of)?(?: the)?", re.IGNORECASE
)  # nothing but a limit
LONGEST_CHANGE = 3  # words that stand for others
AROUND = 25  # characters before "largest" in which "one of" and "second" limit it
NEXT = 20  # characters from "all" to what it is all of
LONGEST_PHRASE = 7  # words of a condition that is left out


def check(claim: Said, source: Source) -> str:
    """Return how the claim reaches further than the source, or ""."""
    found = _widened(claim, source) or _all_of(claim, source)
    if found or not source.tells(claim):
        return found
    nearest = source.nearest(claim)
    return (
        _whole(claim, nearest)
        or _best(claim, source)
        or _exchanged(claim, nearest)
        or _excepted(claim, nearest)
        or _dropped(claim, nearest)
    )


def _widened(claim: Said, source: Source) -> str:
    for ours, theirs in _WIDE:
        wide = ours.search(claim.text)
        if wide and not theirs.search(source.text):
            part = _PART.search(source.text)
            known = f', the source says "{part["word"]}"' if part else ", the source does not"
            return f'it says "{wide.group()}"{known}'
    return ""


def _all_of(claim: Said, source: Source) -> str:
    """Compare what "all" stands before: "in all cases" for "in most cases", whatever else the source says all of."""
    for wide in _ALL[0].finditer(claim.text):
        after = next((word for word in claim.words if word.start >= wide.end() and word.content), None)
        if wide.group().lower() not in ("all", "every") or after is None or after.start - wide.end() > NEXT:
            continue
        around = [_around(said, word) for said in source.sentences for word in said.words if word.stem == after.stem]
        if around and not any(_ALL[1].search(text) and not _ALMOST.search(text) for text in around):
            part = next((found["word"] for found in map(_PART.search, around) if found), "")
            return f'it says "{wide.group()} {after.text}", the source ' + (f'says "{part}"' if part else "does not")
    return ""


def _around(said: Said, word: Word) -> str:
    """Return the few words before and after a word in which "all" speaks of it: "all the yards", "yards were all"."""
    at = said.words.index(word)
    return said.text[said.words[max(0, at - 4)].start : said.words[min(len(said.words) - 1, at + 2)].end]


def _whole(claim: Said, nearest: Said) -> str:
    """Find "firms closed" for "some firms closed"."""
    if _PART.search(claim.text):
        return ""
    for part in _WHOLE.finditer(nearest.text):
        after = [word for word in nearest.words if word.start >= part.end()][:2]
        compared = part["word"].lower() == "most" and not part["of"]
        if not after or after[0].token[0].isdigit() or (compared and not after[0].text.endswith("s")):
            continue  # "nearly 400", "most efficient"
        if any(word.content and word.stem in claim.stems for word in after):
            return f'it leaves out the source\'s "{part.group()}"'
    return ""


def _best(claim: Said, source: Source) -> str:
    for best in (*_BEST.finditer(claim.text), *_UNIQUE.finditer(claim.text)):
        word = best.group().split()[-1]
        pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        before = [
            said.text[max(0, match.start() - AROUND) : match.start()]
            for said in source.sentences
            for match in pattern.finditer(said.text)
        ]
        if not before and not _BEST.search(source.text):
            return f'it says "{best.group()}", the source does not'
        at = best.end() - len(word)
        for limit in (_AMONG, _RANK):
            limits = [match for match in map(limit.search, before) if match]
            if limits and len(limits) == len(before) and not limit.search(claim.text[max(0, at - AROUND) : at]):
                return f'it leaves out the source\'s "{limits[0].group().strip(" -")}"'
    return ""


def _exchanged(claim: Said, nearest: Said) -> str:
    """Compare the words that alone differ: "all the century" for "most of the century", whatever else is of all."""
    for ours, theirs in changes(claim, nearest):
        if not theirs or len(ours) > LONGEST_CHANGE or len(theirs) > LONGEST_PHRASE:
            continue
        said, instead = (_written(one, words) for one, words in ((claim, ours), (nearest, theirs)))
        wide = _WIDER.search(said)
        if wide and not _WIDER.search(instead) and not _ALL[1].search(instead):
            return f'it says "{wide.group()}", the source says "{instead}"'
        if _LIMIT.fullmatch(instead) and (not ours or wide or said.lower() in ("the", "a", "an")):
            return f'it leaves out the source\'s "{instead}"'
    return ""


def _written(said: Said, words: tuple[Word, ...]) -> str:
    return said.text[words[0].start : words[-1].end] if words else ""


def _excepted(claim: Said, nearest: Said) -> str:
    exception = _EXCEPT.search(ASIDE.sub("", nearest.text))
    if exception and not _EXCEPT.search(claim.text) and not _CONTRAST.search(claim.text):
        return f'it leaves out the source\'s "{exception.group()}"'
    return ""


def _dropped(claim: Said, nearest: Said) -> str:
    """Find a condition that a shortened sentence has lost: "in coastal provinces"; a time may be understood."""
    for ours, theirs in changes(claim, nearest):
        if ours or theirs[0].token not in _PREPOSITIONS or not 1 < len(theirs) <= LONGEST_PHRASE:
            continue
        start, end = theirs[0].start, theirs[-1].end
        before, after = nearest.text[:start].rstrip(), nearest.text[end:]
        aside = before.endswith((",", "(")) or (before and after.startswith((",", ")")))
        time = any(word.token in _TIME or word.token[0].isdigit() for word in theirs)
        moved = all(_as_often(claim, nearest, word) for word in theirs if word.content)
        if not (aside or time or moved) and not _CONNECTIVE.fullmatch(nearest.text[start:end]):
            return f'it leaves out the source\'s "{nearest.text[start:end]}"'
    return ""


def _as_often(claim: Said, nearest: Said, word: Word) -> bool:
    """Whether the claim has a word, or a synonym of it, as often as the sentence does."""
    ours, theirs = (sum(one.stem == word.stem for one in said.words) for said in (claim, nearest))
    return ours >= theirs or (not ours and has(claim.stems, word))
