"""Outcomes -> scores in percent with their intervals: over all cases, for each type, for each document.

Every score is a share: what each case adds to its part and to its whole stands in one table, MEASURES, so that the
report, the gate and the comparison of two runs all count the same way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.attribution import Attributed, Judge, attribute
from eval.cases import Read
from eval.finding import DEPTHS, Found, find
from eval.intervals import Interval, interval
from eval.running import Outcome, Results, share

Part = tuple[float, float]  # what one case adds to the part and to the whole
NOTHING: Part = (0, 0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One outcome and what was measured of it beyond its checks."""

    outcome: Outcome
    attributed: tuple[Attributed, ...]  # a sentence each; () where nothing is shown as a fact
    found: Found | None  # None of a case without evidence, and of a crash
    alone: Outcome | None  # of a follow-up: its question in a form that stands alone, asked without the conversation

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is less than perfect, in words."""
        citing = [f"citing: {one.reason}" for one in self.attributed if one.reason]
        finding = [f"finding: {self.found.reason}"] if self.found and not all(self.found.ranks) else []
        return (*self.outcome.reasons, *citing, *finding)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that hold the answer; () where none does."""
        case = self.outcome.case
        named = [
            *(one.source for one in case.evidence),
            *case.sources,
            *(name for all_ in case.sources_all for name in all_),
        ]
        return tuple(sorted(set(named)))


@dataclass(frozen=True, slots=True)
class Measure:
    """One score: what it says, in a few words, and what a case adds to it."""

    label: str
    part: Callable[[Scored], Part]


@dataclass(frozen=True, slots=True)
class Score:
    """A share in percent, its 95 % interval, and how many cases it is of; None of nothing."""

    value: float | None
    interval: Interval | None
    cases: int


def _of(counts: bool, holds: bool) -> Part:
    return (float(holds), 1) if counts else NOTHING


def _said(one: Scored, holds: bool) -> Part:
    return _of(one.outcome.case.answerable, holds)


def _shown(one: Scored, holds: bool) -> Part:
    """Count only the answerable cases that were answered."""
    answer = one.outcome.answer
    return _of(one.outcome.case.answerable and answer is not None and answer.answered, holds)


def _abstained(one: Scored) -> bool:
    return one.outcome.judgement is not None and one.outcome.judgement.abstained


def _quoted(one: Scored) -> Part:
    judgement = one.outcome.judgement
    return (judgement.verbatim, judgement.citations) if judgement else NOTHING


def _carried(one: Scored) -> Part:
    return sum(sentence.carried for sentence in one.attributed), len(one.attributed)


def _needed(one: Scored) -> Part:
    return sum(sentence.needed for sentence in one.attributed), sum(sentence.citations for sentence in one.attributed)


def _found(one: Scored, worth: Callable[[Found], float]) -> Part:
    return (worth(one.found), 1) if one.found else NOTHING


def _recall(place: int) -> Callable[[Scored], Part]:
    return lambda one: _found(one, lambda found: found.recalls[place])


# Of the answerable cases unless it says otherwise. Recall and precision of citing: eval/attribution.py.
MEASURES: dict[str, Measure] = {
    "right_percent": Measure("answered right", lambda one: _said(one, one.outcome.right)),
    "abstained_percent": Measure("not answered although the documents say it", lambda one: _said(one, _abstained(one))),
    "refused_percent": Measure(
        "refused where the documents do not say it",
        lambda one: _of(not one.outcome.case.answerable, one.outcome.right),
    ),
    "right_if_answered": Measure("right, of those answered", lambda one: _shown(one, one.outcome.right)),
    "facts": Measure(
        "with the facts and nothing wrong, of those answered",
        lambda one: _shown(one, one.outcome.passes("facts", "forbidden")),
    ),
    "right_source": Measure(
        "from the right source, of those answered", lambda one: _shown(one, one.outcome.passes("source"))
    ),
    "verbatim_percent": Measure("citations that stand word for word at their place", _quoted),
    "cited_percent": Measure(
        "answers with every sentence cited",
        lambda one: _of(one.outcome.judgement is not None, one.outcome.passes("cited")),
    ),
    "citation_recall": Measure("sentences that their quotes carry", _carried),
    "citation_precision": Measure("citations that are needed", _needed),
    **{
        f"recall_at_{depth}": Measure(
            f"evidence held by the best {depth} passages" if depth > 1 else "evidence held by the best passage",
            _recall(place),
        )
        for place, depth in enumerate(DEPTHS)
    },
    "mrr": Measure(
        "mean reciprocal rank of the first passage with evidence",
        lambda one: _found(one, lambda found: found.reciprocal),
    ),
    f"ndcg_at_{DEPTHS[-1]}": Measure(
        "discounted gain of the passages with evidence", lambda one: _found(one, lambda found: found.ndcg)
    ),
    "follow_up": Measure("follow-ups answered right", lambda one: _of(one.alone is not None, one.outcome.right)),
    "follow_up_alone": Measure(
        "the same, asked as questions that stand alone",
        lambda one: _of(one.alone is not None, one.alone is not None and one.alone.right),
    ),
}


def score_outcomes(
    results: Results, *, read: Read, judge: Judge, alone: Mapping[str, Outcome] | None = None
) -> tuple[Scored, ...]:
    """Measure every outcome; `alone` has the outcomes of the stand-alone questions, by the follow-up's id."""
    return tuple(
        Scored(
            outcome=one,
            attributed=attribute(one.answer, judge) if one.answer else (),
            found=find(one.case, one.answer.hits, read=read) if one.answer else None,
            alone=(alone or {}).get(one.case.id),
        )
        for one in results.outcomes
    )


def scores(scored: Sequence[Scored]) -> dict[str, Score]:
    """Return every score over these cases, by name."""
    return {name: _score([measure.part(one) for one in scored]) for name, measure in MEASURES.items()}


def by_type(scored: Sequence[Scored]) -> dict[str, dict[str, Score]]:
    """Return the scores of each type of case, in order of first appearance."""
    return _grouped((one.outcome.case.type, one) for one in scored)


def by_document(scored: Sequence[Scored]) -> dict[str, dict[str, Score]]:
    """Return the scores over the cases whose answer a document holds, by its id; a case of several counts in each."""
    return dict(sorted(_grouped((name, one) for one in scored for name in one.documents).items()))


def _grouped(named: Iterable[tuple[str, Scored]]) -> dict[str, dict[str, Score]]:
    groups: dict[str, list[Scored]] = {}
    for name, one in named:
        groups.setdefault(name, []).append(one)
    return {name: scores(group) for name, group in groups.items()}


def _score(parts: Sequence[Part]) -> Score:
    part, whole = (sum(values) for values in zip(*parts, strict=True)) if parts else NOTHING
    return Score(share(part, whole), interval(parts), sum(counted > 0 for _, counted in parts))
