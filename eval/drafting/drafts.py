"""A folder's documents -> drafted cases, spread evenly over documents and types; the same ones every time.

Reads texts only: it asks no index and no engine, so that what it drafts favours none.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.cases import Case, Evidence
from eval.drafting.clauses import clauses_of
from eval.drafting.gaps import GAP, gaps_of
from eval.drafting.questions import Draft, questions_about, questions_of
from eval.drafting.scan import Folder, Place
from eval.drafting.strangers import made_unanswerable
from index.documents import Document
from index.words import words

UNANSWERABLE = 4  # one case in so many asks what the documents do not say
MOST = 4  # one case in so many, at most, is of the same type
LONGEST_QUESTION = 28  # words
MENTIONS = 3  # documents at most that a name is in, for the question which documents mention it
_ASKING = frozenset(words("described examples give speak"))
MONTHS = "January February March April May June July August September October November December".split()


def draft_cases(documents: Sequence[Document], *, count: int = 60, seed: int = 1) -> tuple[Case, ...]:
    """Return at most `count` cases with evidence verbatim in the documents, some of them unanswerable.

    Fewer where the folder has fewer sentences that can be turned round without a parser (about one in ten of prose).
    """
    folder = Folder(documents)
    every = [*_from_sentences(folder), *_from_phrases(folder), *_about_documents(folder)]
    every += _from_gaps(folder)
    answerable = list(
        {(case.sources, case.must) if case.must else case.question: case for case in reversed(every)}.values()
    )
    strange = count // UNANSWERABLE
    made = {case.question: case for case in made_unanswerable(answerable, folder)}
    drawn = _spread(answerable, count - strange, most=count // MOST, seed=seed)
    drawn += _spread(list(made.values()), strange, most=count // MOST, seed=seed)
    return tuple(_numbered(drawn))


def _from_sentences(folder: Folder) -> Iterator[Case]:
    asked: set[str] = set()
    for place in folder.places:
        for clause in clauses_of(place.text, proper=folder.proper):
            for draft in questions_of(clause, people=folder.people):
                question, places = _standing_alone(draft, place, folder)
                if places and question.lower() not in asked:
                    asked.add(question.lower())
                    yield _case(draft.type, question, draft.must, places)


def _from_gaps(folder: Folder) -> Iterator[Case]:
    for place in folder.places:
        asked: set[str] = set()
        for draft in gaps_of(place.text):
            question, places = _standing_alone(draft, place, folder)
            if places and draft.type not in asked:  # of a kind one a sentence: its other figures say the like
                asked.add(draft.type)
                yield _case(draft.type, question, draft.must, places)


def _standing_alone(draft: Draft, place: Place, folder: Folder) -> tuple[str, list[Place]]:
    """Return the question, with its document named where a stranger would else not know what is asked, and the
    sentences that answer; none of a question that other sentences answer otherwise, or that cannot be made clear."""
    question = _tidy(draft.question)
    if len(question.split()) > LONGEST_QUESTION and GAP not in question:
        return question, []
    alike = [other for other in folder.alike(question, place) if other != place]
    agreeing = [other for other in alike if all(any(fact in other.plain for fact in group) for group in draft.must)]
    if _names_its_subject(question, draft, folder) and len(agreeing) == len(alike):
        return question, [place, *agreeing]
    title = folder.titles.get(place.document_id)
    inside = [other for other in alike if other.document_id == place.document_id]
    if not title or draft.type == "definition" or any(other not in agreeing for other in inside):
        return question, []
    return f"According to “{title}”, {question[0].lower()}{question[1:]}", [place]


def _from_phrases(folder: Folder) -> Iterator[Case]:
    for document in folder.documents:
        title = folder.titles.get(document.id)
        places = [place for place in folder.places if place.document_id == document.id]
        for draft in questions_about("\n".join(place.text for place in places), title) if title else ():
            evidence = [place for place in places if all(any(fact in place.plain for fact in g) for g in draft.must)]
            told = [
                one
                for one in evidence
                if folder.content(draft.question.split("“")[0]) <= folder.content(one.text) | _ASKING
            ]
            if told:
                yield _case(draft.type, draft.question, draft.must, told[:1])


def _tidy(question: str) -> str:
    return re.sub(r"\s+([?,])", r"\1", " ".join(question.split()))


def _names_its_subject(question: str, draft: Draft, folder: Folder) -> bool:
    """Return whether it names something, or is about something rare in this folder."""
    if draft.type == "definition":
        return True
    asked = question.rpartition("“")[2] if GAP in question else question
    stems = folder.content(asked)
    named = any(word in folder.proper for word in re.findall(r"[\w’'-]+", asked)[1:])
    return len(stems) >= 4 and (named or sum(folder.documents_with(stem) <= 1 for stem in stems) >= 2)


def _about_documents(folder: Folder) -> Iterator[Case]:
    asked: set[str] = set()
    for name, places in sorted(folder.names.items(), key=lambda item: -len(item[1])):
        if len(places) <= MENTIONS and len(places) < len(folder.documents) and places[0].document_id not in asked:
            asked.update(place.document_id for place in places)
            sources = tuple((place.document_id,) for place in places)
            yield Case(
                id="",
                type="mention",
                question=f"Which documents mention {name}?",
                answerable=True,
                sources_all=sources,
                max_words=160,
                evidence=tuple(Evidence(place.document_id, place.text) for place in places),
                drafted=True,
            )
    for document in folder.documents:
        stated = document.stated("date")
        title = folder.titles.get(document.id)
        if title and stated and re.match(r"\d{4}", document.date or ""):
            place = Place(document.id, document.text[stated.start : stated.end])
            dates = _dates(document.date or "", place.plain)
            yield _case("published", f"When was “{title}” published?", (dates,), [place])


def _dates(iso: str, written: str) -> tuple[str, ...]:
    year, *rest = iso.split("-")
    if not rest:
        return (year,)
    month = MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return (f"{month} {year}", iso, written)
    day = str(int(rest[1]))
    return tuple(dict.fromkeys((f"{day} {month} {year}", f"{month} {day}, {year}", iso, written)))


def _case(type_: str, question: str, must: tuple[tuple[str, ...], ...], places: Sequence[Place]) -> Case:
    return Case(
        id="",
        type=type_,
        question=question,
        answerable=True,
        must=must,
        sources=tuple(dict.fromkeys(place.document_id for place in places)),
        max_words=160 if type_ == "list" else 60,
        evidence=tuple(Evidence(place.document_id, place.text) for place in places),
        drafted=True,
    )


def _spread(cases: Sequence[Case], count: int, *, most: int, seed: int) -> list[Case]:
    """Draw at most so many cases in rounds over the types, at most `most` of each, from the document drawn least."""

    def order(case: Case) -> bytes:
        return hashlib.sha256(f"{seed} {case.question}".encode()).digest()

    def source(case: Case) -> str:
        return next((one.source for one in case.evidence), "")

    waiting: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=order):
        waiting[case.type].append(case)
    left = dict.fromkeys(waiting, most)
    drawn: list[Case] = []
    taken: Counter[str] = Counter()
    while len(drawn) < count and (open_types := sorted(one for one in waiting if waiting[one] and left[one])):
        for type_ in open_types[: count - len(drawn)]:
            chosen = min(waiting[type_], key=lambda case: taken[source(case)])
            waiting[type_].remove(chosen)
            left[type_] -= 1
            taken[source(chosen)] += 1
            drawn.append(chosen)
    return drawn


def _numbered(cases: Sequence[Case]) -> Iterator[Case]:
    numbers: Counter[str] = Counter()
    for case in sorted(cases, key=lambda case: (not case.answerable, case.type)):
        numbers[case.type] += 1
        yield replace(case, id=f"{case.type}-{numbers[case.type]:02}")
