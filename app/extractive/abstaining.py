"""Do the documents say it? The likeliest sentence decides; what it lacks is the reason where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answers import Tier
from app.extractive.judging import Judged
from app.extractive.lacking import Lack, carried, join, missing_words, names_of_counted, only_counted, unknown_name
from app.extractive.listing import Enumeration
from app.extractive.pointing import point
from app.extractive.question import Question, Term
from app.extractive.ranking import Ranked, gathers_for_time
from app.scripts import shared_words, unread_script

ANSWERED = 0.5  # the probability from which a sentence is the answer
SHOWN = 0.2  # from which it is still shown as the closest
TELLING = 4  # words; a label or a bare date is no passage to show
NAMED = 3  # words that a reason names


@dataclass(frozen=True, slots=True)
class Decision:
    """Which tier, the reason where it is not an answer, and how likely the sentence decided on is the answer."""

    tier: Tier
    reason: str
    confidence: float


def decide(
    question: Question,
    ranked: Sequence[Ranked],
    judged: Sequence[Judged],
    terms: Sequence[Term],
    listed: Enumeration | None,
) -> Decision:
    """Decide what to do with the judged sentences, likeliest first; `listed` is the enumeration that answers best."""
    if not question.terms and not question.periods:
        return Decision("refusal", "The question names nothing to look for.", 0.0)
    known = any(term.known or carried(term, ranked) for term in question.terms)
    if not (known or question.periods):
        return Decision(
            "refusal", _unread(question) or "None of the words of the question occur in the documents.", 0.0
        )
    name = unknown_name(question, ranked)
    best = judged[0]
    confidence = best.probability
    untimely = gathers_for_time(question) and best.ranked.signals["period"] <= 0
    if listed:
        confidence = max(confidence, ANSWERED)  # together its sentences hold what no one of them does
    # A list is of a document that has the names asked about, whatever the likeliest single sentence is of.
    lack = None if listed and best.lack and best.lack.what in ("name", "word") else best.lack
    if not (lack or listed or names_of_counted(question, best.ranked.evidence)):
        lack = _counted(question, judged)
    if name or lack or untimely:
        confidence = min(confidence, ANSWERED / 2)
    if confidence >= ANSWERED:
        return Decision("answer", "", confidence)
    reason = f"The documents do not mention {name}." if name else _reason(question, best, lack, terms)
    if untimely and not name:
        reason = f"The documents give nothing of this for {join(sorted(question.periods))}."
    evidence, unread = best.ranked.evidence, _unread(question)
    telling = evidence.kind in ("body", "heading", "title") and evidence.words >= TELLING
    near = best.probability >= SHOWN or (unread and best.ranked.signals["coverage"] > 0)
    return Decision("closest" if near and telling else "refusal", unread or reason, confidence)


def _counted(question: Question, judged: Sequence[Judged]) -> Lack | None:
    """Return what one of the sentences lacks that gives the number of the things whose names are asked for."""
    return next(filter(None, (only_counted(question, one.ranked.evidence) for one in judged)), None)


def _unread(question: Question) -> str:
    """Say what of a question in a script that the default model does not read was looked for; "" for a Latin one."""
    script = unread_script(question.plain)
    if not script:
        return ""
    shared = shared_words(question.plain)
    looked = f"only {', '.join(shared)} could be looked for" if shared else "nothing could be looked for"
    return f"The default model reads English and kin; of this {script} question {looked}."


def _reason(question: Question, best: Judged, lack: Lack | None, terms: Sequence[Term]) -> str:
    """Return what is missing, and where it is a time, what the documents give for another one."""
    if lack and lack.others:
        given = point(question, best.ranked.evidence.text, best.reading)
        if given and len(lack.others) == 1 and lack.others[0] in best.ranked.evidence.periods:
            asked = lack.reason.partition(";")[0]
            return f"{asked}; they give {given} for {lack.others[0]}."
    if lack:
        return lack.reason
    words = missing_words(terms, best.ranked.evidence)[:NAMED]
    return f"No passage on this mentions {join(words)}." if words else "No passage says this directly."
