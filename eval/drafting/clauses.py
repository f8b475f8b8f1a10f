"""A sentence -> its main clause in parts, where it is simple enough to be turned into a question; else nothing.

Without a parser: a verb is only what the lists below hold, and whatever is unclear is given up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_REGULAR = (
    "accept achieve adopt agree allow announce appoint approve arrive attend attract award ban belong call cancel "
    "carry celebrate close collect complete contain contribute cover create decide decline deliver discover earn "
    "employ establish exceed expand explain finish found happen increase inspect install introduce invest issue "
    "join kill land last launch lower manage measure move name need offer open order organise organize own paint "
    "pass permit plan plant play point produce promise promote propose provide publish purchase raise reach "
    "receive recommend record recover reduce refuse reject release remain remove renew repair replace report "
    "require resign retire return save serve settle sign start stop supply support sustain train transport travel "
    "undertake visit vote want warn weigh work"
).split()
_IRREGULAR = {
    "began": "begin", "became": "become", "bought": "buy", "broke": "break", "brought": "bring", "built": "build",
    "came": "come", "chose": "choose", "cost": "cost", "drew": "draw", "died": "die", "fell": "fall", "found": "find",
    "gave": "give", "got": "get", "grew": "grow", "held": "hold", "hit": "hit", "kept": "keep", "laid": "lay",
    "led": "lead", "lost": "lose", "made": "make", "met": "meet", "opened": "open", "paid": "pay",
    "ran": "run", "rose": "rise", "sank": "sink", "saw": "see", "sent": "send", "sold": "sell", "spent": "spend",
    "stood": "stand", "struck": "strike", "took": "take", "taught": "teach", "told": "tell", "went": "go",
    "won": "win", "wrote": "write", "said": "say", "undertook": "undertake",
}  # fmt: skip
_PRESENT = {
    "carries": "carry", "costs": "cost", "contains": "contain", "meets": "meet", "takes": "take", "gives": "give",
    "consists": "consist", "weighs": "weigh", "stands": "stand", "runs": "run", "opens": "open", "closes": "close",
    "pays": "pay", "covers": "cover", "employs": "employ", "provides": "provide", "produces": "produce",
    "needs": "need", "includes": "include", "requires": "require", "lasts": "last", "holds": "hold", "owns": "own",
    "says": "say", "begins": "begin", "starts": "start", "ends": "end", "belongs": "belong", "serves": "serve",
    "offers": "offer", "receives": "receive", "expects": "expect",
}  # fmt: skip


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + base[-1] + "ed" if base in ("ban", "permit", "plan", "stop") else base + "ed"


PAST = {**{_past(base): base for base in _REGULAR}, **_IRREGULAR}
_PARTICIPLES = frozenset(
    "been done gone grown risen fallen become come begun taken given written set put run seen known shown".split()
)
BE = ("is", "are", "was", "were")
AUXILIARIES = (*BE, "has", "have", "had", "will", "can", "could", "would", "should", "must", "may")
_FINITE = re.compile(rf"\b(?:{'|'.join([*AUXILIARIES, *PAST, *_PRESENT])})\b(?!-)")

# What a sentence may start with before its subject and still say it in the question: a time or a place.
_LEAD = re.compile(r"(?P<lead>(?:In|On|By|At|During|Since|From|Between|Until|As of|Before|After) [^,;:]{3,45}), ")
_DISCOURSE = re.compile(
    r"(?:First|Second|Third|Fourth|Finally|Meanwhile|Moreover|Furthermore|In addition|For example|For instance|"
    r"At present|Currently|In fact|However|Specifically)(?: of all)?, "
)
# Who says it goes before what is said, or after it.
_REPORTED = re.compile(
    r"[^,;:]{3,60} (?:said|noted|reported|announced|stated|added|heard|learned|found|explained|confirmed|advised) that "
)
_REPORTING = re.compile(r", (?:[\w.’'-]+ ){1,6}(?:said|added|reported|says)(?: on \w+)?$")
_PARTS = re.compile(r"; (?:and |but )?|, (?:and|but|while|whereas) ")
_UNFIT = re.compile(r"[\"“”«»()\[\]<>|?!*#_•…]|\b(?:https?|www)\b|\.\.|\d\.\s")
# Words that stand for something said elsewhere: a question with one of them does not stand alone.
_DANGLING = re.compile(
    r"\b(?:he|she|it|they|we|you|i|him|them|us|me|my|our|your|this|these|those|here|there|former|latter|above|below|"
    r"the following|such (?!as)|then|today|yesterday|tomorrow|tonight|now|currently|ago|recently|so far|year-on-year|"
    r"respectively|too|however|therefore|"
    r"(?:that|last|next|same) (?:day|year|time|month|week|night|\w+day|summer|winter)|"
    r"the (?:other|others|second|third|next|first|last)(?= is| was| will))\b",
    re.IGNORECASE,
)
_SUBJECT_STOPS = re.compile(
    r"^(?:up|for|from|on|to|in|at|by|with|of|after|before|since|during|under|over|about|and)\b|\band$|"
    r"\b[a-z]+ed (?:for|from|by|in|to|at|on|with|up)\b|\b(?:its|his|her|their|that|which|who|whom|whose|where|when|"
    r"while|if|because|although|as|but|not|to be|what|how|why|or|than|nothing|no one|nobody|everyone|anyone|one|"
    r"another|some|many|most|all|each|every|none|no)\b",
    re.IGNORECASE,
)
# Where the main clause ends and something is added to it.
_ADDED = re.compile(
    r", |; | – | — |: | (?:which|who|where|while|whereas|although|though|but|so that|because|since (?=[a-z])|"
    r"when|until (?=[a-z])|unless|if|as (?:the|a|it|well)|"
    r"and (?=(?:the|he|she|it|they|we|has|have|was|were|is|are|will)\b)|"
    r"with (?=[a-z]+ing\b))\b"
)
LONGEST_SUBJECT = 10  # words
LONGEST_SENTENCE = 50


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause: "[By 2023] [a total of 5,095 green factories] [had] [been established at the national level]".

    `auxiliary` stands before the subject in a question ("did" for a plain past), `verb` after it; `finite` is the verb
    group as written. `added` is what followed the clause in its sentence, with what introduces it.
    """

    lead: str
    subject: str
    finite: str
    auxiliary: str
    verb: str
    rest: str
    added: str

    def ask(self, question_word: str, rest: str, *, subject: bool = False) -> str:
        """Put the clause as a question, its `rest` as given; with `subject`, for the subject itself."""
        words = (
            [question_word, self.finite, rest]
            if subject
            else [question_word, self.auxiliary, self.subject, self.verb, rest]
        )
        return " ".join(filter(None, [*words, self.lead])) + "?"


def clauses_of(sentence: str, *, proper: frozenset[str]) -> Iterator[Clause]:
    """Yield the clauses of a sentence whose parts are clear; `proper` are words that keep their capital."""
    plain = " ".join(sentence.split())
    if not plain.endswith(".") or len(plain.split()) > LONGEST_SENTENCE or _UNFIT.search(plain[:-1]):
        return
    plain = _REPORTING.sub("", _DISCOURSE.sub("", plain[:-1])).replace(" also ", " ")
    reported = _REPORTED.match(plain)
    whole = [plain] if reported else []
    for part in [*whole, *_PARTS.split(plain[reported.end() :] if reported else plain)]:
        clause = _parse(part, proper)
        if clause:
            yield clause


def _parse(plain: str, proper: frozenset[str]) -> Clause | None:
    opening = _LEAD.match(plain)
    lead, plain = (opening["lead"], plain[opening.end() :]) if opening else ("", plain)
    found = _FINITE.search(plain)
    if not found:
        return None
    subject = plain[: found.start()].strip()
    if not 0 < len(subject.split()) <= LONGEST_SUBJECT or re.search(r"[,;:–—-]\s|^-", subject + " "):
        return None
    if _SUBJECT_STOPS.search(subject):
        return None
    after = plain[found.end() :].strip()
    end = added.start() if (added := _ADDED.search(f" {after}")) else len(after) + 1
    kept, rest = f" {after}"[:end].strip(), f" {after}"[end:]
    if not kept or re.search(r"\b(?:and|or|that)$", kept) or _second_verb(found.group(), kept):
        return None
    if kept.startswith("to ") or (" between " in f" {kept} " and " and " not in kept):
        return None
    if _DANGLING.search(f"{lead} {subject} {kept}"):
        return None
    return _clause(lead, _lowered(subject, proper), found.group(), kept, rest)


def _second_verb(verb: str, rest: str) -> bool:
    """Return whether another finite verb follows: the first was none, or each says something of its own."""
    if verb in AUXILIARIES:
        rest = re.sub(r"^(?:\S+ly )?(?:been |be )?(?:\S+ly )?\S+", "", rest)
    if re.search(rf"\band (?:[a-z]+ly )?(?:{'|'.join([*AUXILIARIES, *PAST, *_PRESENT])}|[a-z]+ed)\b", rest):
        return True
    other = _FINITE.search(rest)
    return other is not None and not re.search(
        r"\b(?:that|and|what|how|whether|for|of|to|by|from|at)\b", rest[: other.start()]
    )


def _clause(lead: str, subject: str, verb: str, rest: str, added: str) -> Clause | None:
    rest = re.sub(r"^(?!only|early|family|supply|daily|weekly|monthly|yearly)[a-z]+ly ", "", rest)
    lead = _lowered(lead, frozenset())
    if verb in BE:
        return Clause(lead, subject, verb, verb, "", rest, added)
    if verb in AUXILIARIES:
        first, _, more = rest.partition(" ")
        if verb in ("has", "have", "had") and not _is_participle(first):
            base = {"has": "does", "have": "do", "had": "did"}[verb]
            return Clause(lead, subject, verb, base, "have", rest, added)
        if first in ("been", "be"):
            second, _, left = more.partition(" ")
            if _is_participle(second):
                first, more = f"{first} {second}", left
        if not re.fullmatch(r"[a-z-]+(?: [a-z-]+)?", first) or first in ("not", "no", "to") or first.endswith("ly"):
            return None
        return Clause(lead, subject, f"{verb} {first}", verb, first, more, added)
    base, auxiliary = (PAST[verb], "did") if verb in PAST else (_PRESENT[verb], "does")
    return Clause(lead, subject, verb, auxiliary, base, rest, added)


def _is_participle(word: str) -> bool:
    return word in _PARTICIPLES or word.endswith("ed") or word in PAST


def _lowered(text: str, proper: frozenset[str]) -> str:
    """Return the text as it would stand inside a sentence."""
    first = re.match(r"[\w’'-]*", text)
    if re.match(r"(?:The|An?|No|Its) ", text):
        return text[:1].lower() + text[1:]
    if (
        not first
        or first.group() in proper
        or re.match(r"[A-Z]\S* [A-Z]", text)
        or re.search(r"[A-Z0-9].*[A-Z]", first.group())
    ):
        return text
    return text[:1].lower() + text[1:]
