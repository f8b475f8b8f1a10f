"""Questions that a folder answers -> near misses that it does not: one thing in them is replaced by a stranger."""

import re
from collections.abc import Iterator, Sequence

from eval.cases import Case
from eval.drafting.gaps import GAP
from eval.drafting.scan import Folder
from index.lines import MONTHS

# Tried in this order until one stands nowhere in the folder, not even in part.
_PEOPLE = ("Margaret Ellison", "Henrik Solberg", "Amara Nwosu", "Pedro Almeida", "Judith Kessler")
_PLACES = ("Portugal", "Uruguay", "Tasmania", "Leipzig", "Marrakesh", "Winnipeg", "Ljubljana")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_IN_PLACE = re.compile(rf"\b(?:in|from|to|near) (?P<name>(?!{MONTHS})(?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)*)(?=[ ?,])")
_TITLED = re.compile(r"“[^”]*”")
_SPOKEN = re.compile(r"How many (?P<counted>.+) does (?P<title>“[^”]*”) speak of\?")
_NEVER_TOLD = {  # and what a text that tells it has
    "Who translated “{title}”?": r"translat",
    "Which photographer took the pictures for “{title}”?": r"photo|picture|image",
    "In which language was “{title}” first written?": r"language|translat|original",
}
FARTHEST = 12  # years


def made_unanswerable(cases: Sequence[Case], folder: Folder) -> Iterator[Case]:
    """Yield cases whose question differs from an answerable one in a year, a person, a place or what is counted.

    What is put in occurs nowhere in the folder: of a year not even one beside it, which "the year before" may mean.
    What is counted is another document's, and not all its words occur in the one that is asked about.
    """
    for case in cases:
        found = [*_variants(case, folder), *_counted_elsewhere(case, cases, folder)]
        for type_, question in found:
            yield _unanswerable(type_, question)
    for type_, question in _never_told(folder):
        yield _unanswerable(type_, question)


def _unanswerable(type_: str, question: str) -> Case:
    return Case(id="", type=type_, question=question, answerable=False, drafted=True)


def _variants(case: Case, folder: Folder) -> Iterator[tuple[str, str]]:
    question = case.question
    if case.type == "mention":
        name = question.removeprefix("Which documents mention ").removesuffix("?")
        if name in folder.people:
            yield "no-mention", question.replace(name, _stranger(_PEOPLE, folder, question))
        return
    title = _TITLED.search(question)
    if GAP in question:
        before, asked = question[: question.rindex("“")], question[question.rindex("“") :]
    else:
        before, asked = (question[: title.end()], question[title.end() :]) if title else ("", question)
    years = _YEAR.findall(asked)
    if len(years) == 1 and (year := _strange_year(int(years[0]), folder)):
        yield "other-year", before + asked.replace(years[0], str(year))
    for person in sorted(folder.people):
        if re.search(rf"\b{re.escape(person)}\b", asked):
            yield "other-person", before + asked.replace(person, _stranger(_PEOPLE, folder, question))
    for match in _IN_PLACE.finditer(asked):
        name = match["name"]
        if name.split()[0] in folder.proper and not any(person in name for person in folder.people):
            place = _stranger(_PLACES, folder, question)
            yield "other-place", before + asked[: match.start("name")] + place + asked[match.end("name") :]


def _counted_elsewhere(case: Case, cases: Sequence[Case], folder: Folder) -> Iterator[tuple[str, str]]:
    here = _SPOKEN.fullmatch(case.question)
    text = next((one.text for one in folder.documents if here and (one.id,) == case.sources), "")
    if not here:
        return
    stranger = _stranger(_PEOPLE, folder, case.question)
    yield "other-person", f"How many {here['counted']} did {stranger} speak of?"
    for other in cases:
        there = _SPOKEN.fullmatch(other.question)
        if there and not folder.content(there["counted"]) <= folder.content(text):
            yield "other-subject", f"How many {there['counted']} does {here['title']} speak of?"


def _never_told(folder: Folder) -> Iterator[tuple[str, str]]:
    """Ask of each document what is asked of documents, where it has no word of it."""
    for document in folder.documents:
        title = folder.titles.get(document.id)
        for question, told in _NEVER_TOLD.items() if title else ():
            if not re.search(told, document.text, re.IGNORECASE):
                yield "not-told", question.format(title=title)


def _strange_year(year: int, folder: Folder) -> int | None:
    present = {int(one) for one in re.findall(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", folder.text)}
    dated = {int(one.date[:4]) for one in folder.documents if one.date and one.date[:4].isdigit()}
    near = {one + step for one in present | dated for step in (-1, 0, 1)}
    others = [year + step * sign for step in range(2, FARTHEST + 1) for sign in (-1, 1)]
    return next((one for one in others if one not in near), None)


def _stranger(names: Sequence[str], folder: Folder, question: str) -> str:
    held = folder.text.lower()
    free = [name for name in names if not any(part.lower() in held for part in name.split())]
    return free[len(question) % len(free)] if free else names[0]
