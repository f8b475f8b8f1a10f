"""A question that asks several things at once -> the questions it joins, each standing alone; knows no document.

"How long is the canal, and who dug it?", "the shares of batteries, modules and ships", "by 2020, by 2022 and by 2024".
"""

import re
from collections.abc import Iterator

from app.extractive.kinds import kind_of
from app.extractive.question import CARRIED
from app.followups import resolve
from app.periods import find_periods, period_spans
from index.words import STOPWORDS, stem, tokens

MOST = 4  # questions in one; what joins more is a list to be read as a whole
LEAST_WORDS = 3  # of a question: "how and why did it fall" is one
_LONGEST_ITEM = 9  # words of one of several things asked about; more is a clause, no item

_WH = r"(?:how|what|which|who|whom|whose|when|where|why|(?:in|on|at|by|since|from|for) (?:what|which|whom))"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)"
_ASKS = re.compile(rf"\b{_WH}\b|^\W*{_AUXILIARY}\b", re.IGNORECASE)
# "..., and what does it cost", "... and is it open on Sundays"
_JOINT = re.compile(
    rf"(?:[,;]?\s+(?:and|but)(?: also)?|;)\s+(?={_WH}\b|{_AUXILIARY} (?:it|they|he|she|there|the|this|that)\b)",
    re.IGNORECASE,
)
# Asks of what the first part names: "how many does each carry", "which of the reports says so".
_TOGETHER = re.compile(
    r"\beach(?: (?:of|one)\b|(?: \w+)?\W*$)"
    r"|\b(?:both|either|respectively|documents?|reports?|articles?|texts?|sources?)\b",
    re.IGNORECASE,
)
_POSTS = r"(?:posts?|positions?|jobs?|roles?|titles?)"
# Asks for the post of whoever the first part asks for: "who spoke at the fair, and what is his post?"
_OF_WHOM = re.compile(
    rf"\b(?:his|her|their) (?:\w+ )?{_POSTS}\b|\b{_POSTS} (?:do|does|did) (?:he|she|they)\b", re.IGNORECASE
)
_WHO = re.compile(r"^\W*[Ww]ho(?:m|se)?\b(?!.*[a-z] [A-Z][\w’'-]+ [A-Z])")
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|they|them|their)\b", re.IGNORECASE)
# Names nothing but another time: "how many in June", "what in 2023", "what is the goal for 2030".
_ANOTHER_TIME = re.compile(
    r"\W*(?:how (?:many|much|big|large|high|long|far)|who|where"
    rf"|what(?: {_AUXILIARY} the (?:\w+ )?(?:goal|target|aim|figure|number|share|total|rate))?)"
    r"\s+(?P<time>(?:in|at|by|from|for|during|until|since) .+)$",
    re.IGNORECASE,
)
# "Which posts do Ada Pike and Tom Orr hold?", "who are Ada Pike and Tom Orr?"
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+"
_TWO_PEOPLE = re.compile(
    rf"^(?P<lead>\W*(?:[Ww]ho (?:are|were)|(?:[Ww]hat|[Ww]hich) (?:\w+ )?{_POSTS} (?:do|did|have)))"
    rf" (?P<one>{_PERSON}) and (?P<two>{_PERSON})(?P<end>(?: (?:hold|have|held|had|fill|do)\b.*)?\W*)$"
)
_SINGULAR = {"are": "is", "were": "was", "do": "does", "have": "has"}
_NTH = re.compile(r"\bthe (?P<nth>\d{1,2}(?:st|nd|rd|th))(?P<end>\W*)$")  # "the 14th", of plans
_PLAN = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)[\"”]? (?P<plan>(?:[A-Z][\w-]* ){0,2}Plan)\b")
# What belongs to a time before and after its name: "18 April", "April 18", "the 13th Plan period".
_DAY_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? $")
_DAY_AFTER = re.compile(r"^(?: \d{1,2}(?:st|nd|rd|th)?\b,?| period\b)")
_THAT_OF = re.compile(r"^(?:at|in) (?:(?:that|the one) (?:of|on|in|held on) |the (?P<named>.+) one(?=\W*$))")
_TIMED = re.compile(
    r"(?:,?\s*\b(?:in|at|by|from|for|during|of|the|all|end|start|beginning|until|since|as))*\s*$", re.IGNORECASE
)
# Does not say of what: "how many were exported".
_ELLIPTIC = re.compile(rf"\W*how (?:many|much) {_AUXILIARY}\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=\?)\s+")
_KINDS = ("number", "percent", "money", "date", "person", "place", "organisation")
_ITEMS = re.compile(r"^(?P<lead>[^,?]+), (?P<middle>[^?]+?),? (?:and|or) (?P<last>[^,?]+?)(?P<end>[?.\s]*)$")
# "The shares in modules and in ships": the same preposition twice.
_TWICE = re.compile(
    r"^(?P<lead>[^,?]+? (?P<of>in|of|for|by|at|on|to|with|from) )(?P<one>[^,?]+?) and (?P=of) (?P<two>[^,?]+?)"
    r"(?P<end>[?.\s]*)$"
)
# What an item begins after: "how many ports in | Norway, Sweden and Denmark".
_BEFORE_ITEM = re.compile(
    rf"\b(?:in|of|for|by|at|to|on|from|with|per|about|between|many|much|the|{_AUXILIARY})\s+", re.IGNORECASE
)


def parts_of(question: str) -> tuple[str, ...]:
    """Return the questions that one joins, in order, each standing alone; the question itself where it is one."""
    if CARRIED in question:
        return (question,)  # a follow-up with what it continues is one question
    sentences = [part for sentence in _SENTENCES.split(question) for part in _clauses(sentence)]
    first, *later = [part for part in sentences if _is_question(part)] or [question]
    found = [*_things(first), *(item for part in later for item in _things(_alone(part, first)))]
    # "Who spoke, and what is his post?" is left as "Who spoke": whoever names a speaker gives the post.
    introduces = len(found) == 1 and _WHO.match(found[0]) and question.startswith(found[0])
    return tuple(found) if introduces or 1 < len(found) <= MOST else (question,)


def _alone(part: str, first: str) -> str:
    """Return a later part with what it leans on in the first: "who runs it?" after "where is the mill?"."""
    if (plan := _PLAN.search(first)) and (nth := _NTH.search(part)):
        part = f"{part[: nth.start()]}the {nth['nth']} {plan['plan']}{nth['end']}"
    resolved = resolve(part, [("user", first)])
    if (other := _ANOTHER_TIME.match(part)) and find_periods(part) and find_periods(first):
        time = _THAT_OF.sub(lambda that: f"of {that['named'] or ''}", other["time"])  # "at that of July 5"
        return f"{_timeless(first)} {time}"
    shared = _content(part) & _content(first)
    elliptic = _ELLIPTIC.match(part) or _only_times(part) or _PRONOUN.search(part)
    # "the share by 2030" after "the share of wind now" means that of wind.
    return f"{part}{CARRIED}{first}" if resolved == part and (shared or elliptic) else resolved


def _timeless(question: str) -> str:
    """Return a question without the times in it: "How much was paid in May" -> "How much was paid"."""
    for _, start, end in sorted(period_spans(question), key=lambda one: -one[1]):
        question = _TIMED.sub("", _DAY_BEFORE.sub("", question[:start])) + _DAY_AFTER.sub("", question[end:])
    return question.rstrip(" ?.")


def _only_times(part: str) -> bool:
    """Return whether a part names nothing but a time: "how much by September 2023?"."""
    times = [part[start:end] for _, start, end in period_spans(part)]
    return bool(times) and not _content(part) - _content(" ".join(times))


def _clauses(sentence: str) -> Iterator[str]:
    """Yield the questions that a sentence joins, each with a question word of its own."""
    start = 0
    for joint in _JOINT.finditer(sentence):
        first, rest = sentence[start : joint.start()], sentence[joint.end() :]
        if _WHO.match(first) and _OF_WHOM.search(rest):
            yield first  # who that is, an introduction says too
            return
        if _is_question(first) and _is_question(rest) and not _TOGETHER.search(rest):
            yield first
            start = joint.end()
    if start == 0 or _is_question(sentence[start:]):
        yield sentence[start:]


def _is_question(text: str) -> bool:
    return bool(_ASKS.search(text) and _content(text)) and len(tokens(text)) >= LEAST_WORDS


def _content(text: str) -> set[str]:
    return {stem(token) for token in tokens(text) if token not in STOPWORDS}


def _things(question: str) -> list[str]:
    """Return the question once for each of three or more things that it asks about: "in Norway, Sweden and Denmark"."""
    if people := _TWO_PEOPLE.match(question):
        *words, verb = people["lead"].split(" ")
        lead = " ".join([*words, _SINGULAR.get(verb, verb)])
        return [f"{lead} {people[name]}{people['end']}" for name in ("one", "two")]
    twice = _TWICE.match(question) if kind_of(question) in _KINDS else None
    if twice and len(_content(_timeless(twice["lead"]))) > 1 and "between" not in tokens(twice["lead"]):
        return [f"{twice['lead']}{twice[name]}{twice['end']}" for name in ("one", "two")]
    match = _ITEMS.match(question)
    if not match or len(_content(_timeless(match["lead"]))) < 2 or kind_of(question) not in _KINDS:
        return [question]
    items = [*match["middle"].split(", "), match["last"]]
    begins = _begin(match["lead"], named=items[0][:1].isupper())
    first = match["lead"][begins:]
    if not begins or any(len(item.split()) > _LONGEST_ITEM for item in (first, *items)):
        return [question]
    return [f"{question[:begins]}{item.strip()}{match['end']}" for item in (first, *items)]


def _begin(lead: str, *, named: bool) -> int:
    """Return where the first item begins in what stands before the first comma; 0 where that is not to be seen."""
    ends = [cut.end() for cut in _BEFORE_ITEM.finditer(lead)]
    if named:
        # "did Tao Qing speak of steel, Zhao Zhiguo of water and ...": what the others are, the first is too.
        return next((end for end in ends if lead[end : end + 1].isupper()), 0)
    return ends[-1] if ends else 0
