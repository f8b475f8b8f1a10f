"""Does a sentence deny what its quotes say, or assert what they deny, plan or only think possible?"""

import re

from app.quantities import find_quantities
from app.verifying.said import ASIDE, Said, Source, Word, changes, has, near

_NOT = re.compile(
    r"\b(?:not(?! only| just| merely| least)|never|no(?! (?:less|fewer|more) than| doubt|\.)|none|nobody|nothing"
    r"|neither|nor|without|cannot|hardly|barely|scarcely|\w+n[’']t|rather than|instead of"
    r"|(?:fail|refus|declin)(?:s|ed|ing|es|e)? to|unable to|ceased? to|stopped)(?!\w)",
    re.IGNORECASE,
)
# Other ways to deny that answer a "not" on the other side.
_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject\w*|refus\w+|lack\w*|absen\w+|fail\w*|unable|impossible|unlikely|unchanged|unknown"
    r"|unclear|uncertain|prevent\w*|avoid\w*|exclud\w+|except|few|little|free of|false|wrong|against|illegal"
    r"|ban(?:ned|s)?|prohibit\w*|forbid\w*|forbade|stop(?:s|ped)?|ceas\w+|abandon\w*|cancel\w*|zero)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plan(?:s|ned|ning)? (?:to|for|is)|aim(?:s|ed|ing)?|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?"
    r"|hop(?:es?|ed|ing) (?:to|that)|propos(?:es?|ed|ing)|forecasts?|projected|target(?:s|ed)?|goals?|seeks? to|set to"
    r"|about to|going to|strives? to|promis(?:es?|ed|ing)|scheduled|planned|is to|are to)\b|[’']ll\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"\b(?:may(?!\s\d)|might|could|perhaps|maybe|possibly|probably|likely|reportedly|allegedly)\b")
_WILL = re.compile(
    r"\b(?:will|shall|plan(?:s|ned) to|aim(?:s|ed)? to|intend(?:s|ed)? to|propos(?:es?|ed) to)\b", re.IGNORECASE
)
_UNCERTAIN = re.compile(
    rf"{_PLANNED.pattern}|{_MAYBE.pattern}|\b(?:would|should|must|needs? to|can|potential(?:ly)?|possible|appears? to"
    r"|seems? to|suggests?|risks?|chance|believed|thought|in the (?:next|coming|future)|next step)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided that|as long as|only (?:if|when)|on condition that|in case)\b", re.IGNORECASE
)
_DONE = re.compile(r"\b(?:has|have|had|was|were|did)\b", re.IGNORECASE)
_STOP = re.compile(r"[,;:.]\s|$")
CHANGED = 4  # words that stand for others
FOCUS = 3  # words after a "not" that it denies
AROUND = 40  # characters
ALIKE = 0.8  # of the words of two sentences that say nearly the same


def check(claim: Said, source: Source) -> str:
    """Return how the claim turns what the source says into its contrary or makes it surer, or ""."""
    nearest = source.nearest(claim)
    if not source.tells(claim):
        return ""
    return (
        _denies(claim, source) or _denied(claim, source, nearest) or _uneven(claim, nearest) or _surer(claim, nearest)
    )


def _denies(claim: Said, source: Source) -> str:
    """Find what the claim denies and the source does not."""
    theirs = frozenset(word.stem for said in source.sentences for _, focus in _denials(said) for word in focus)
    for cue, focus in _denials(claim):
        told = [word for word in focus if source.carries(word)]
        if not told or has(theirs, told[0]) or _denied_otherwise(claim, source, told):
            continue
        return f'it says "{cue} {told[0].text}", the source does not deny it'
    return ""


def _denied_otherwise(claim: Said, source: Source, told: list[Word]) -> bool:
    """Whether the source denies one of the words in another way: "was rejected" for "was not accepted"."""
    for said in source.sentences:
        for match in _DENYING.finditer(said.text):
            around = said.within((match.start() - AROUND, match.end() + AROUND))
            if match.group().lower() not in claim.text.lower() and any(has(around, word) for word in told):
                return True
    return False


def _denied(claim: Said, source: Source, nearest: Said) -> str:
    """Find what the nearest sentence denies and the claim asserts."""
    ours = frozenset(word.stem for _, focus in _denials(claim) for word in focus)
    for cue, focus in _denials(nearest):
        told = [word for word in focus if has(claim.content, word)]
        if not told or len(told) * 2 < len(focus) or any(has(ours, word) for word in focus):
            continue
        head = told[0]
        if any(_denied_here(claim, match, head) for match in _DENYING.finditer(claim.text)):
            continue
        asserted = sum(word.stem == head.stem for said in source.sentences for word in said.words)
        denied = sum(
            word.stem == head.stem for said in source.sentences for _, words in _denials(said) for word in words
        )
        if asserted <= denied:
            return f'the source says "{cue} {head.text}"'
    return ""


def _denied_here(claim: Said, match: re.Match[str], head: Word) -> bool:
    return has(claim.within((match.start() - AROUND, match.end() + AROUND)), head)


def _uneven(claim: Said, nearest: Said) -> str:
    """Compare how often two sentences of the same words deny: "nobody is not charged" for "nobody is charged"."""
    same = len(claim.content & nearest.content)
    if same < ALIKE * max(len(claim.content), len(nearest.content)):
        return ""
    ours, theirs = (
        sum(any(has(other.content, word) for word in focus) for _, focus in _denials(one))
        for one, other in ((claim, nearest), (nearest, claim))
    )
    return "it denies what the source says, or the other way round" if (ours - theirs) % 2 else ""


def _denials(said: Said) -> list[tuple[str, list[Word]]]:
    """Return each "not" with the words that it denies, asides left out."""
    found = []
    asides = [match.span() for match in ASIDE.finditer(said.text)]
    for match in _NOT.finditer(said.text):
        if any(start < match.start() < end for start, end in asides):
            continue
        after = _telling(said, match.end())
        stop = _STOP.search(said.text, match.end())
        within = [word for word in after if stop and word.start < stop.start()]
        found.append((match.group(), (within or after)[:FOCUS]))
    return found


def _telling(said: Said, start: int) -> list[Word]:
    """Return the words from an offset on that are denied or planned: "not greatly improved" is about improving."""
    return [word for word in said.words if word.start >= start and word.content and not word.text.endswith("ly")]


def _surer(claim: Said, nearest: Said) -> str:
    """Find what is done in the claim and planned, possible or conditional in the source; or the other way round."""
    condition = _CONDITION.search(ASIDE.sub("", nearest.text))
    if condition and not _CONDITION.search(claim.text) and _is_part_of(claim, nearest):
        return f'it leaves out the source\'s "{condition.group()}"'
    cue = _exchanged(claim, nearest)
    if cue:
        return f'it says as a fact what the source says with "{cue}"'
    for cues in (_PLANNED, _MAYBE):
        cue = _left_out(nearest, claim, cues)
        if cue:
            return f'it says as a fact what the source says with "{cue}"'
    cue = _achieved(claim, nearest)
    if cue:
        return f'it says is done what the source says with "{cue}"'
    cue = _left_out(claim, nearest, _WILL)
    return f'it says "{cue}", the source says it as a fact' if cue else ""


def _exchanged(claim: Said, nearest: Said) -> str:
    """Return the "may" or "will" for which a sentence that is worded alike has something surer, or ""."""
    ours, theirs = (len(list(_UNCERTAIN.finditer(said.text))) for said in (claim, nearest))
    if ours >= theirs:
        return ""
    for instead, words in changes(claim, nearest):
        if not 0 < len(words) <= CHANGED or len(instead) > CHANGED:
            continue
        held = nearest.text[words[0].start : words[-1].end]
        cue = _PLANNED.search(held) or _MAYBE.search(held)
        surer = not instead or not _UNCERTAIN.search(claim.text[instead[0].start : instead[-1].end])
        if cue and surer and (instead or len(words) == 1):
            return cue.group()
    return ""


def _left_out(one: Said, two: Said, cues: re.Pattern[str]) -> str:
    """Return the word by which the first sentence makes a verb uncertain that the second has without any, or ""."""
    held = list(_UNCERTAIN.finditer(two.text))
    if len(held) >= len(list(_UNCERTAIN.finditer(one.text))):
        return ""
    for cue in cues.finditer(one.text):
        verb = next((word for word in _telling(one, cue.end()) if not word.token[0].isdigit()), None)
        if verb is None or verb.start - cue.end() > AROUND:
            continue
        same = [word for word in two.words if word.stem == verb.stem]
        same = same or [word for word in two.words if word.stem in near(verb.token)]
        if same and not any(_governs(two, other, word) for word in same for other in held):
            return cue.group()
    return ""


def _governs(said: Said, cue: re.Match[str], verb: Word) -> bool:
    """Return whether a "will" or "may" speaks of a verb: it stands before it, and no "has" between."""
    near_enough = 0 <= verb.start - cue.end() <= AROUND
    return near_enough and not _DONE.search(said.text, cue.end(), verb.start)


def _achieved(claim: Said, nearest: Said) -> str:
    """Return the word by which the source only plans a number that the claim says was reached, or ""."""
    cue = _PLANNED.search(nearest.text)
    if not cue or _UNCERTAIN.search(claim.text) or not _DONE.search(claim.text) or _DONE.search(nearest.text):
        return ""
    planned = {one.value for one in find_quantities(nearest.text) if one.start >= cue.end()}
    return cue.group() if planned & {one.value for one in find_quantities(claim.text)} else ""


def _is_part_of(claim: Said, nearest: Said) -> bool:
    """Whether the claim is most of the sentence, not a thought of its own."""
    content = [word for word in claim.words if word.content]
    return bool(content) and all(has(nearest.stems, word) for word in content)
