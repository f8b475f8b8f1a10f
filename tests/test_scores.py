"""What is measured beyond the checks: where the evidence was found, whether quotes carry, how sure a share is."""

import dataclasses
from collections.abc import Sequence

import pytest

from app.answers import Answer, Citation, Sentence
from eval.attribution import Attributed, WordOverlap, attribute
from eval.cases import Case, Evidence
from eval.finding import Found, find
from eval.intervals import interval, mcnemar, paired_interval
from eval.running import run_cases
from eval.scores import MEASURES, Score, by_document, by_type, score_outcomes, scores
from index.documents import Document, Hit, Passage

TEXT = "Output rose by 28.2% in May. Sales fell. Exports rose too.\n\nOutput rose by 28.2% in May."
READ = {name: Document(id=name, text=TEXT, sha256=name) for name in ("may.txt", "copy.txt")}.__getitem__
JUDGE = WordOverlap()


def hit(quote: str, source: str = "may.txt") -> Hit:
    start = TEXT.index(quote)
    return Hit(Passage(f"{source}#{start}", source, start, start + len(quote), quote), 1.0)


def asks(*evidence: Evidence, sources: tuple[str, ...] = (), all_: tuple[tuple[str, ...], ...] = ()) -> Case:
    return Case(
        "a", "number", "How much?", True, evidence=evidence, sources=sources, sources_all=all_, must=(("28.2%",),)
    )


def found(case: Case, *hits: Hit) -> Found:
    given = find(case, hits, read=READ)
    assert given is not None
    return given


OUTPUT, SALES, EXPORTS = (Evidence("may.txt", quote) for quote in ("28.2%", "Sales fell", "Exports rose"))
FIRST, SECOND, THIRD = (hit(quote) for quote in ("Output rose by 28.2% in May.", "Sales fell.", "Exports rose too."))


# ---------------------------------------------------------------------------------------------------------------------
# Finding


def test_each_piece_of_evidence_has_the_rank_of_the_passage_that_holds_it() -> None:
    given = found(asks(OUTPUT, SALES, EXPORTS), hit("Sales fell.", "copy.txt"), SECOND, FIRST)
    assert given.ranks == (3, 2, None)
    assert given.recalls == pytest.approx((0, 2 / 3, 2 / 3))
    assert given.reciprocal == 1 / 2
    # Gains at 2 and 3, of three that could stand at 1, 2 and 3.
    assert given.ndcg == pytest.approx((0.6309 + 0.5) / (1 + 0.6309 + 0.5), abs=1e-4)
    assert given.reason == "the evidence: passage 3, passage 2, not found"


def test_evidence_over_two_passages_is_held_from_the_second_on() -> None:
    given = found(asks(Evidence("may.txt", "in May. Sales")), FIRST, THIRD, SECOND)
    assert given.ranks == (3,)
    assert found(asks(Evidence("may.txt", "in May. Sales")), FIRST, THIRD).ranks == (None,)


def test_a_passage_that_holds_all_of_it_at_the_top_is_perfect() -> None:
    given = found(asks(OUTPUT, SALES), hit("Output rose by 28.2% in May. Sales fell."))
    assert (given.ranks, given.recalls, given.reciprocal, given.ndcg) == ((1, 1), (1, 1, 1), 1, 1)


def test_a_quote_that_occurs_twice_is_found_at_either_place() -> None:
    start = TEXT.rindex("Output")
    again = Hit(Passage("b", "may.txt", start, len(TEXT), TEXT[start:]), 1.0)
    assert found(asks(OUTPUT), again).ranks == (1,)


def test_of_alternative_sources_the_best_counts_and_of_required_ones_all() -> None:
    both = (Evidence("may.txt", "Sales fell"), Evidence("copy.txt", "Sales fell"))
    hits = (FIRST, hit("Sales fell.", "copy.txt"))
    assert found(asks(*both, sources=("may.txt", "copy.txt")), *hits).ranks == (2,)
    assert found(asks(*both, all_=(("may.txt",), ("copy.txt",))), *hits).ranks == (None, 2)


def test_a_case_without_evidence_is_not_measured() -> None:
    assert find(asks(), [FIRST], read=READ) is None
    assert found(asks(OUTPUT)).recalls == (0, 0, 0)


# ---------------------------------------------------------------------------------------------------------------------
# Citing


def say(text: str, *quotes: str) -> Answer:
    citations = tuple(
        Citation(number, "may.txt", "", None, TEXT.index(quote), TEXT.index(quote) + len(quote), quote, "may.txt")
        for number, quote in enumerate(quotes, 1)
    )
    return Answer("", "", "answer", (Sentence(text, citations, 1.0),), "", (FIRST,), "by hand")


@pytest.mark.parametrize(
    ("quotes", "carried", "needed"),
    [
        (("Output rose by 28.2% in May.",), True, 1),
        (("Sales fell.",), False, 0),
        ((), False, 0),
        (("Output rose by 28.2% in May.", "Exports rose too."), True, 1),  # the second adds nothing
        (("Output rose by", "28.2% in May."), True, 2),  # neither does it alone: the figure is in one of them
        (("Output rose by 28.2% in May.", "Output rose by 28.2%"), True, 2),  # either does
    ],
)
def test_recall_and_precision_of_citing(quotes: Sequence[str], carried: bool, needed: int) -> None:
    (judged,) = attribute(say("Output rose by 28.2% in May.", *quotes), JUDGE)
    assert (judged.carried, judged.needed, judged.citations) == (carried, needed, len(quotes))


def test_why_a_citation_is_not_good() -> None:
    assert Attributed("So.", 0.2, False, 1, 0).reason == "its quotes do not carry 'So.' (0.20)"
    assert Attributed("So.", 0.9, True, 3, 2).reason == "1 of 3 citations are not needed for 'So.'"
    assert Attributed("So.", 0.9, True, 1, 1).reason == ""


def test_what_is_not_shown_as_a_fact_is_not_judged() -> None:
    assert attribute(dataclasses.replace(say("Sales fell.", "Sales fell."), tier="closest"), JUDGE) == ()


def test_the_plainest_judge_wants_every_number() -> None:
    assert JUDGE.support("Output rose by 28.2%", "Output rose by 28.2% in May.") == 1
    assert JUDGE.support("Output rose by 31%", "Output rose by 28.2% in May.") == 0


# ---------------------------------------------------------------------------------------------------------------------
# Scores


def test_scores_overall_by_type_and_by_document() -> None:
    cases = [
        asks(OUTPUT, sources=("may.txt",)),
        dataclasses.replace(asks(SALES, all_=(("may.txt",), ("copy.txt",))), id="b", type="date"),
        Case("c", "period", "And in June?", False),
        dataclasses.replace(asks(OUTPUT), id="d", type="date"),
    ]
    answers = {
        "a": say("Output rose by 28.2% in May.", "Output rose by 28.2% in May.", "Exports rose too."),
        "b": say("Sales fell by 28.2%.", "Sales fell."),
        "c": dataclasses.replace(say("", ""), tier="refusal", sentences=()),
    }
    results = run_cases(cases, lambda case: answers[case.id], read=READ)  # "d" crashes
    scored = score_outcomes(results, read=READ, judge=JUDGE, alone={"b": results.outcomes[0]})
    values = {name: (score.value, score.cases) for name, score in scores(scored).items()}
    assert values == {
        "right_percent": (33.3, 3),
        "abstained_percent": (0, 3),
        "refused_percent": (100, 1),
        "right_if_answered": (50, 2),
        "facts": (100, 2),
        "right_source": (50, 2),
        "verbatim_percent": (100, 2),
        "cited_percent": (100, 3),
        "citation_recall": (50, 2),
        "citation_precision": (33.3, 2),
        "recall_at_1": (50, 2),
        "recall_at_5": (50, 2),
        "recall_at_10": (50, 2),
        "mrr": (50, 2),
        "ndcg_at_10": (50, 2),
        "follow_up": (0, 1),
        "follow_up_alone": (100, 1),
    }
    assert [*values] == [*MEASURES]
    assert {type_: found["right_percent"].cases for type_, found in by_type(scored).items()} == {
        "number": 1,
        "date": 2,
        "period": 0,
    }
    assert {name: found["right_percent"].value for name, found in by_document(scored).items()} == {
        "copy.txt": 0,
        "may.txt": 33.3,
    }
    assert "finding: no passage found holds the evidence" in scored[1].reasons


def test_the_scores_agree_with_the_summary_that_older_reports_have() -> None:
    results = run_cases(
        [asks(OUTPUT)] * 3, lambda case: say("Output rose by 28.2%.", "Output rose by 28.2%"), read=READ
    )
    found = scores(score_outcomes(results, read=READ, judge=JUDGE))
    assert results.overall.percents.items() <= {name: score.value for name, score in found.items()}.items()


def test_of_nothing_there_is_no_score() -> None:
    assert scores(())["right_percent"] == Score(None, None, 0)


# ---------------------------------------------------------------------------------------------------------------------
# Intervals


def test_an_interval_holds_the_share_narrows_with_cases_and_is_the_same_every_time() -> None:
    few, many = [(1, 1)] * 7 + [(0, 1)] * 3, [(1, 1)] * 70 + [(0, 1)] * 30
    low, high = interval(few) or (0, 0)
    assert low < 70 < high
    # Of 100 draws at .7 the standard deviation is 4.6 points.
    assert interval(many) == pytest.approx((61, 79), abs=1.5)
    assert interval(few) == (low, high)
    assert interval([(0, 0)]) is None


def test_where_all_cases_are_alike_few_of_them_prove_little() -> None:
    assert interval([(1, 1)] * 4) == (51.0, 100.0)
    assert interval([(0, 2)] * 4 + [(0, 0)]) == (0.0, 49.0)


def test_a_difference_of_pairs_is_surer_than_that_of_two_samples() -> None:
    first = [(1, 1), (0, 1)] * 50
    second = [(1, 1)] * 10 + first[10:]  # five cases won, none lost
    low, high = paired_interval(first, second) or (0, 0)
    assert 0 < low < 5 < high < 10
    assert paired_interval(first, first) == (0, 0)
    assert paired_interval(first, [(0, 0)] * 100) is None


@pytest.mark.parametrize(("lost", "won", "likely"), [(0, 0, 1), (5, 5, 1), (0, 5, 2 / 32), (1, 9, 22 / 1024)])
def test_mcnemar_is_the_exact_binomial_test(lost: int, won: int, likely: float) -> None:
    assert mcnemar(lost, won) == mcnemar(won, lost) == pytest.approx(likely)
