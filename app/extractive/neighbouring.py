"""Sentences that need another one beside them: who speaks, what "it" is, the reasons around a claim."""

import re
from collections.abc import Sequence

from app.extractive.clipping import LONG_WORDS, Choice, clip, whole
from app.extractive.evidence import Evidence, asks
from app.extractive.fitting import gives_reason, names_person
from app.extractive.leaning import counts_on, leans
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked
from index.words import STOPWORDS, root, stem, tokens

EXPLAINED_WORDS = 100  # of a reason or a manner, beside which sentences are quoted that explain further
TELLING = 4  # words beside the question's own: a sentence with fewer only restates it

_FURTHER = re.compile(r"\W*(?:the )?(?:second|third|fourth|fifth)(?:ly)?\b,?", re.IGNORECASE)
_EMPTY = frozenset(root(word) for word in STOPWORDS)


def with_speaker(
    question: Question, chosen: list[Choice], ranked: Sequence[Ranked], terms: Sequence[Term], budget: int
) -> list[Choice]:
    """Put the sentence that names the speaker first, where the question is who says it and the quote names nobody."""
    said = chosen[0].evidence
    if question.kind != "person" or names_person(said) or said.speaker_at in (None, said.number):
        return chosen
    place = (said.document.id, said.speaker_at)
    named = next((one for one in ranked if (one.evidence.document.id, one.evidence.number) == place), None)
    if named is None:
        return chosen
    name = (said.speaker or "").split()
    around = [_term(word) for word in tokens(" ".join(name))]
    speaker = clip(named.evidence, around, max(12, budget - chosen[0].words))
    left = budget - speaker.words
    return [speaker, *chosen] if chosen[0].words <= left else [speaker, clip(said, terms, max(left, 12))]


def _term(word: str) -> Term:
    return Term(word, stem(word), stem(word), acronym=False, weight=1.0, variants={}, known=True)


def with_antecedent(chosen: list[Choice], ranked: Sequence[Ranked], left: int) -> list[Choice]:
    """Put the sentence before in front of one that leans on it ("It ...") or is the second of an answer, if it fits."""
    first = chosen[0].evidence
    before = neighbour(ranked, first, -1)
    answers = bool(before) and first.under is not None and first.number - first.under == 2 and _asked(ranked, first)
    if (
        (leans(first.text) or answers)
        and before
        and before.words <= left
        and all(choice.evidence is not before for choice in chosen)
    ):
        return [whole(before), *chosen]
    return chosen


def _asked(ranked: Sequence[Ranked], one: Evidence) -> bool:
    """Return whether a sentence stands under a question: "May I bring my dog?", "Yes, on a lead. Dogs travel free."."""
    place = (one.document.id, one.under)
    return any(
        (other.evidence.document.id, other.evidence.number) == place and asks(other.evidence.text) for other in ranked
    )


def explained(question: Question, ranked: Sequence[Ranked], terms: Sequence[Term]) -> list[Choice]:
    """Quote the best sentence, those after it that go on explaining, and those before it that it rests on."""
    best = ranked[0].evidence
    chosen = [clip(best, terms, LONG_WORDS)]
    # What only says again what the question says has its reasons before it: "... So the task is hard."
    new, content = _new_words(question, best), len({word for word in tokens(best.text) if word not in STOPWORDS})
    restates = not gives_reason(best) and (new < TELLING or new <= content / 2)
    left = (LONG_WORDS if restates else EXPLAINED_WORDS) - chosen[0].words
    first = best
    while (before := neighbour(ranked, first, -1)) and before.words <= left:
        rests = leans(first.text) or _FURTHER.match(first.text) or (gives_reason(before) and not gives_reason(first))
        if not (restates or rests):
            break
        chosen.insert(0, whole(before))
        first, left = before, left - before.words
    while (after := neighbour(ranked, chosen[-1].evidence, 1)) and after.words <= left:
        chosen.append(whole(after))
        left -= after.words
    return chosen


def _new_words(question: Question, one: Evidence) -> int:
    """Return how many content words a sentence has beside the question's."""
    asked = {term.stem for term in question.terms} | {root(term.word) for term in question.terms} | _EMPTY
    return len({root(word) for word in tokens(one.text) if word not in STOPWORDS and stem(word) not in asked} - asked)


def followed(ranked: Sequence[Ranked], terms: Sequence[Term], budget: int) -> list[Choice]:
    """Quote the best sentence and those after it in its paragraph, as many as fit."""
    chosen = [clip(ranked[0].evidence, terms, budget)]
    left = budget - chosen[0].words
    while (after := neighbour(ranked, chosen[-1].evidence, 1)) and after.words <= left:
        chosen.append(whole(after))
        left -= after.words
    return chosen


def counted_on(ranked: Sequence[Ranked], of: Evidence) -> Evidence | None:
    """Return the sentence after one if it goes on counting what that one names: "There are 400 of the former." """
    after = neighbour(ranked, of, 1)
    return after if after and after.quantities and counts_on(after.text) else None


def neighbour(ranked: Sequence[Ranked], of: Evidence, step: int) -> Evidence | None:
    """Return the next body sentence of the same paragraph in one direction, if it was found too."""
    place = (of.document.id, of.number + step, of.paragraph)
    for one in ranked:
        other = one.evidence
        if (other.document.id, other.number, other.paragraph) == place:
            return other if other.kind == "body" else None
    return None
