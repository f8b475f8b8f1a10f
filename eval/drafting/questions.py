"""A clause -> the questions that it answers, each with the words that answer it; knows nothing of the folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.drafting.clauses import BE, Clause
from index.lines import MONTHS

_NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
_VALUE = dict(zip(_NUMBERS, (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50), strict=True))
NUMBER = (
    rf"(?P<number>(?!(?:1[5-9]|20)\d\d\b)\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})"
    r"(?P<scale> (?:million|billion|trillion|thousand))?"
)
_ABOUT = (
    r"(?:(?:a total of|more than|over|about|around|nearly|almost|some|at least|at most|only|just|approximately|up to|"
    r"an estimated|an average of|fewer than|less than|under|exactly|roughly) )?"
)
_MONEY = r"[£$€¥]"
SPENT = rf"{_MONEY} ?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?: (?:million|billion|thousand|m|bn))?"
PERCENT = r"(?:\d+(?:\.\d+)?)(?:%| per ?cent\b)"
_NO_NOUN = (
    r"(?:of|to|in|on|at|by|for|from|with|per|or|and|percentage|has|is|was|were|are|until|the|an?|have|had|been?|that|"
    r"which|hundred|thousand|million|dozen|mm|cm|km|kg|reserved|does|its|his|when|as|than|not|more|long|each|this|these)\b"
)
_MODIFIER = rf"(?!{_NO_NOUN})[a-z][\w’'-]*"
# The thing counted: up to three words before it, in small letters, and a plural.
COUNTED = (
    rf"(?P<counted>(?:{_MODIFIER} ){{0,3}}?(?!{_NO_NOUN})"
    r"(?:people|children|men|women|[a-z][a-z’'-]*[^s\W\d]s))(?![\w-])"
)
_DATE = (
    rf"(?P<date>(?:on (?:\w+day,? )?)\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b(?: (?:1[5-9]|20)\d\d)?"
    rf"|on (?:\w+day,? )?(?:{MONTHS}) \d{{1,2}}(?:, (?:1[5-9]|20)\d\d)?"
    rf"|in (?:(?:early |late |mid-)?(?:{MONTHS}) )?(?:1[5-9]|20)\d\d)(?![\w,/–-]\d|[%\d])"
)
_OFFICES = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Captain|Sir|Dame|Lady|Lord|Cllr|Councillor|Mayor|President|Minister|Judge|"
    r"Reverend|Father|Sister|Chairman|Director|Secretary)\.?"
)
_NAME = r"[A-Z][\w’'-]+"
BODIES = (
    "Committee Council Ministry Company University Association Club Museum Trust Society Board Agency Commission Bank "
    "Institute Department Office Bureau Court School Union Foundation Authority Station Service"
).split()
_UNITS = re.compile(
    r"\b(?:\w*met(?:re|er)s|miles|feet|tons|tonnes|\w*grams|\w*watts|hours|minutes|days|weeks|months|years|points|times|"
    r"degrees|pounds|dollars|euros|knots|units)\b"
)
_ITEM = r"[\w’' -]{3,40}"
_EXAMPLES = re.compile(
    rf"\b(?P<kind>(?:(?!(?:other|in|of|for|by|from|with|to|and|on|or|as)\b)[a-z-]+ )?"
    r"(?!(?:as|fields|areas|ways|things)\b)[a-z]+s),? such as "
    rf"(?P<items>{_ITEM}(?:, {_ITEM})+,? and [\w-]+(?: [\w-]+)?)(?=[.,;]|$)"
)
_BODY = rf"(?:the )?(?:{_NAME} )*{_NAME}"
_ROLE = re.compile(
    rf"\b(?P<name>{_NAME} {_NAME}), (?P<role>(?:the |a |an )?(?:[a-z]+ ){{1,3}}of {_BODY}(?: (?:and|of|for) {_BODY})*)"
    r"(?=[,.]| said| told)"
)
_LISTED = re.compile(r"^(?:: )(?P<items>[^:;]+(?:; [^:;]+)+|[^,:;]+(?:, [^,:;]+)+,? and [^,:;]+)$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A question and what a right answer to it states: of each inner tuple, one alternative."""

    type: str
    question: str
    must: tuple[tuple[str, ...], ...]


def questions_of(clause: Clause, *, people: frozenset[str]) -> Iterator[Draft]:
    """Yield the questions that the clause answers; `people` are names known to be persons'."""
    yield from _how_many_subjects(clause)
    yield from _who(clause, people)
    yield from _when(clause)
    yield from _how_much(clause)
    yield from _with_preposition(clause)
    yield from _what_measure(clause)
    yield from _why(clause)
    yield from _which_several(clause)
    yield from _what_is(clause)


def questions_about(text: str, title: str) -> Iterator[Draft]:
    """Yield the questions that phrases of a text answer wherever they stand in it, the document named by its title."""
    plain = " ".join(text.split())
    counts: dict[str, set[str]] = {}
    for match in re.finditer(rf"(?<![\w.,£$€%–-]){NUMBER} {COUNTED}", plain):
        if " " in match["counted"] and not _UNITS.search(match["counted"]):
            counts.setdefault(match["counted"], set()).add(match["number"] + (match["scale"] or ""))
    for counted, numbers in counts.items():
        others = [
            held for other, held in counts.items() if other.endswith(f" {counted}") or counted.endswith(f" {other}")
        ]
        if len(numbers) == 1 and all(held == numbers for held in others):
            (number,) = numbers
            must = (number, str(_VALUE[number])) if number in _VALUE else (number,)
            yield Draft("number", f"How many {counted} does “{title}” speak of?", (must,))
    named: dict[str, list[str]] = {}
    for match in re.finditer(_EXAMPLES, plain):
        named.setdefault(match["kind"], []).append(match["items"])
    for kind, items in named.items():
        if any(other != kind and other.split()[-1] == kind.split()[-1] for other in named):
            continue
        parts = re.split(r",? and |, ", items[0])
        if len(items) == 1 and len(parts) >= 3:
            yield Draft("list", f"Which {kind} does “{title}” give as examples?", tuple((part,) for part in parts))
    for match in re.finditer(_ROLE, plain):
        yield Draft("person", f"Who is described as {match['role']}?", ((match["name"],),))


def _how_many_subjects(clause: Clause) -> Iterator[Draft]:
    share = re.fullmatch(rf"{_ABOUT}(?P<share>{PERCENT}) (?P<of>of .+)", clause.subject)
    if share:
        asked = clause.ask(f"What percentage {share['of']}", clause.rest, subject=True)
        yield Draft("percent", asked, (percent_of(share["share"]),))
    counted = re.fullmatch(
        rf"{_ABOUT}{NUMBER} {COUNTED}(?P<more>(?: (?:of|in|from|for|at) [\w ’'-]+)?)", clause.subject
    )
    if counted:
        asked = clause.ask(f"How many {counted['counted']}{counted['more']}", clause.rest, subject=True)
        yield Draft("number", asked, (number_of(counted),))


def _who(clause: Clause, people: frozenset[str]) -> Iterator[Draft]:
    name = clause.subject
    if clause.finite in BE and not re.match(
        r"(?:the|a|an|born|elected|appointed|chosen|named|in charge)\b", clause.rest
    ):
        return
    titled = re.fullmatch(rf"(?:{_OFFICES} (?:{_NAME}|[A-Z]\.)(?: {_NAME})*)", name)
    if titled or name in people:
        yield Draft("person", clause.ask("Who", clause.rest, subject=True), ((name, name.split()[-1]),))
        return
    name = name.removeprefix("the ").removeprefix("The ")
    body = re.fullmatch(rf"(?:the )?(?:{_NAME} )+(?:(?:of|for|and) (?:{_NAME} ?)+)?", f"{name} ")
    head = next((word for word in reversed(name.split()) if word in BODIES), None)
    if body and head and len(name.split()) > 1:
        asked = clause.ask(f"Which {head.lower()}", clause.rest, subject=True)
        yield Draft("organisation", asked, ((name,),))


def _when(clause: Clause) -> Iterator[Draft]:
    if re.match(rf"{_ABOUT}(?:{NUMBER})\b", clause.subject):
        return
    found = re.search(rf"(?:^| ){_DATE}$", clause.rest)
    if found and not clause.lead:
        rest = clause.rest[: found.start()].strip()
        # "the development of industry in 2023": then the year is not that of the verb.
        of_noun = found["date"].startswith("in ") and " of " in " ".join(["", *rest.split()[-8:]])
        if (rest or clause.verb) and not of_noun and not re.search(r"\b(?:1[5-9]|20)\d\d\b", rest):
            yield Draft("date", clause.ask("When", rest), (_date(found["date"]),))
    led = re.fullmatch(_DATE, clause.lead)
    if led and not re.search(r"\d{4}", clause.rest):
        without = Clause("", clause.subject, clause.finite, clause.auxiliary, clause.verb, clause.rest, clause.added)
        yield Draft("date", without.ask("When", clause.rest), (_date(led["date"]),))


def _how_much(clause: Clause) -> Iterator[Draft]:
    money = re.match(rf"(?P<worth>worth )?{_ABOUT}(?P<sum>{SPENT})(?P<more>(?: [a-z].*)?)$", clause.rest)
    if money and not re.match(r" (?:from|and|or|against)\b", money["more"]):
        yield Draft(
            "money", clause.ask("How much", f"{money['worth'] or ''}{money['more'].strip()}"), ((money["sum"],),)
        )
        return
    if clause.finite in BE and re.match(rf"{_ABOUT}{PERCENT}(?! of)", clause.rest):
        return
    share = re.match(rf"(?P<by>by |to )?{_ABOUT}(?P<share>{PERCENT})(?P<more>(?: .*)?)$", clause.rest)
    if share and not re.match(r" (?:to|and|or|from)\b", share["more"]):
        more = share["more"].strip()
        of = re.match(r"of \S+(?: \S+)*", more)
        asked = f"What percentage {more}" if of and not share["by"] else f"{(share['by'] or '')}what percentage"
        rest = "" if of and not share["by"] else more
        yield Draft("percent", clause.ask(asked[0].upper() + asked[1:], rest), (percent_of(share["share"]),))
        return
    counted = re.match(rf"(?P<by>by |to )?{_ABOUT}{NUMBER} {COUNTED}(?P<more>(?: .*)?)$", clause.rest)
    if counted and not re.match(r" (?:and|or|to|\w+er|before|after|(?:.* )?from (?=\d))\b|-", counted["more"]):
        long, more = _split_adjective(counted["more"])
        asked = f"{counted['by'] or ''}how many {counted['counted']}{long}"
        yield Draft("number", clause.ask(asked[0].upper() + asked[1:], more.strip()), (number_of(counted),))


def _split_adjective(text: str) -> tuple[str, str]:
    """Split "long by June" -> (" long", "by June"): "how many metres long", not "how many metres ... long"."""
    found = re.match(r" (?:long|wide|high|deep|tall|thick|old)\b", text)
    return (found.group(), text[found.end() :]) if found else ("", text)


def _with_preposition(clause: Clause) -> Iterator[Draft]:
    found = re.search(
        rf"(?:^| )(?P<before>by|for|with|after|in) {_ABOUT}{NUMBER} {COUNTED}(?P<more>(?: .*)?)$", clause.rest
    )
    if found and not re.match(r" (?:and|or|to|old|of)\b|-", found["more"]) and " that " not in f" {clause.rest}":
        rest = f"{clause.rest[: found.start()]} {found['more']}".strip()
        asked = f"{found['before'].capitalize()} how many {found['counted']}"
        yield Draft("number", clause.ask(asked, rest), (number_of(found),))
    hour = re.fullmatch(r"at (?P<hour>\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m)(?P<more>(?: .*)?)", clause.rest)
    if hour and clause.finite not in BE:
        yield Draft("time", clause.ask("At what time", hour["more"].strip()), ((hour["hour"],),))


def _what_measure(clause: Clause) -> Iterator[Draft]:
    """Ask for what stands behind "of": "imposed a weight limit of 7.5 tonnes" -> "What weight limit ... imposed"."""
    found = re.match(
        rf"(?:a|an|the) (?P<measure>(?:[a-z-]+ ){{0,3}}[a-z]+) of {_ABOUT}"
        rf"(?P<value>{PERCENT}|{SPENT}|\d[\d,.]*\d?(?: [a-z]+)?)(?P<more>(?: .*)?)$",
        clause.rest,
    )
    if (
        found
        and not re.match(r" (?:and|or|to|of)\b", found["more"])
        and not re.search(r"\b(?:total|number)$", found["measure"])
    ):
        asked = clause.ask(f"What {found['measure']}", found["more"].strip())
        yield Draft("measure", asked, ((re.sub(r"[^\d]*$", "", found["value"]),),))


def _why(clause: Clause) -> Iterator[Draft]:
    reason = re.match(r",? because (?!of\b)(?P<reason>[^,;:]{12,})", clause.added)
    if reason:
        words = reason["reason"].split()
        yield Draft("reason", clause.ask("Why", clause.rest), ((" ".join(words[1:6]),),))


def _which_several(clause: Clause) -> Iterator[Draft]:
    listed = _LISTED.match(clause.added)
    told = re.match(rf"(?P<number>{'|'.join(_NUMBERS)}) (?P<rest>[a-z][\w ’'-]+)$", clause.rest)
    if listed and told:
        items = [re.sub(r"^(?:and|first|second|third|the|a|an) ", "", item.strip()) for item in
                 re.split(r"; and |; |, and |, | and (?=[^,]*$)", listed["items"])]  # fmt: skip
        must = tuple((" ".join(item.split()[:4]),) for item in items if item)
        if len(must) == _VALUE[told["number"]]:
            yield Draft("list", clause.ask(f"Which {told['number']} {told['rest']}", ""), must)


def _what_is(clause: Clause) -> Iterator[Draft]:
    defined = re.match(r"(?:a|an|the) [a-z]", clause.rest)
    if (
        clause.finite in ("is", "are")
        and defined
        and re.match(r"(?:a|an|the) |[A-Z]", clause.subject)
        and len(clause.subject.split()) <= 4
        and len(clause.rest.split()) >= 5
    ):
        yield Draft("definition", f"What {clause.finite} {clause.subject}?", ((" ".join(clause.rest.split()[1:5]),),))


def number_of(match: re.Match[str]) -> tuple[str, ...]:
    """Return the ways to write what NUMBER has found."""
    written = match["number"] + (match["scale"] or "")
    return (written, str(_VALUE[match["number"]])) if match["number"] in _VALUE else (written,)


def percent_of(written: str) -> tuple[str, ...]:
    """Return the ways to write what PERCENT has found."""
    return tuple(dict.fromkeys((written, re.sub(r"[^\d]*$", "", written) + "%")))


def _date(written: str) -> tuple[str, ...]:
    return (re.sub(r"^(?:in|on) (?:\w+day,? )?", "", written),)
