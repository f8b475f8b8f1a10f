"""Outcomes -> what ragas is told of each answer: question, sentences, quotes, passages, reference; judges nothing.

An answer is held against the quotes it cites, not against all that was retrieved: a sentence that only another passage
carries is cited wrongly, however true it is. What was retrieved is judged by metrics of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from eval.cases import Case, Evidence, Read, same_spaces
from eval.running import Outcome
from index.sentences import split_sentences

PASSAGES = 5  # the best ones are judged; every one more costs a model three calls an answer


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; its texts are of one line each."""

    id: str
    question: str
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    passages: tuple[str, ...]  # the best ones retrieved
    reference: tuple[str, ...]  # the sentences of the documents that hold the case's evidence; () of a case without


@dataclass(frozen=True, slots=True)
class Abstentions:
    """What is not scored as an answer, because nothing is stated as a fact."""

    rightly: int  # the documents do not say
    wrongly: int  # they do
    crashes: int


def rows_of(outcomes: Iterable[Outcome], *, read: Read) -> tuple[tuple[Row, ...], Abstentions]:
    """Return a row for each answer that states something, and how many outcomes do not."""
    rows = []
    rightly = wrongly = crashes = 0
    for outcome in outcomes:
        answer, case = outcome.answer, outcome.case
        if answer is None:
            crashes += 1
        elif answer.answered and answer.sentences:
            rows.append(
                Row(
                    id=case.id,
                    question=answer.standalone,
                    sentences=tuple(_line(sentence.text) for sentence in answer.sentences),
                    quotes=tuple(_line(citation.quote) for citation in answer.citations),
                    passages=tuple(_line(text) for text in answer.contexts[:PASSAGES]),
                    reference=reference(case, read=read),
                )
            )
        else:
            rightly, wrongly = rightly + (not case.answerable), wrongly + case.answerable
    return tuple(rows), Abstentions(rightly, wrongly, crashes)


def reference(case: Case, *, read: Read) -> tuple[str, ...]:
    """Return the sentences that hold the evidence of a case, each once: the evidence alone is often half a sentence."""
    return tuple(dict.fromkeys(line for one in case.evidence for line in _sentences(one, read)))


def _sentences(evidence: Evidence, read: Read) -> Iterable[str]:
    document = read(evidence.source)
    start = same_spaces(document.text).find(same_spaces(evidence.quote))
    end = start + len(evidence.quote)
    for span in split_sentences(document.text, document.spans):
        if span.start < end and span.end > start:
            yield _line(document.text[span.start : span.end])


def _line(text: str) -> str:
    return " ".join(text.split())
