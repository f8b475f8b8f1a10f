"""The offline judge: what it is worth on sentences labelled by hand, and that it is nobody's echo."""

import ast
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.__main__ import main
from eval.judging.judge import OfflineJudge
from eval.suites import FOLDERS
from eval.trials.judges import Worth, load_labelled, measure_labelled, measure_sets, worth_of
from eval.verifying.verification import Pair
from index.reading import read_document

ROOT = Path(__file__).resolve().parent.parent
QUOTE = "The mill at Orrin, built in 1874, ground 320 tonnes of oats in its best year and employed nine people."


def test_the_labelled_sentences_cite_what_the_documents_say() -> None:
    rows = load_labelled()
    texts = {
        path.relative_to(folder).as_posix(): " ".join(read_document(path, folder).text.split())
        for folder in FOLDERS.values()
        for path in folder.rglob("*")
        if path.name in {row.source for row in rows}
    }
    assert [row.id for row in rows if row.quote not in texts[row.source]] == []
    assert [row.id for row in rows if row.supported == bool(row.error)] == []
    assert len({row.id for row in rows}) == len(rows) >= 150
    assert 0.4 < np.mean([row.supported for row in rows]) < 0.6
    assert min(Counter(row.error for row in rows).values()) >= 5


def test_the_judge_is_worth_more_than_counting_words() -> None:
    (everything, by_hand), kinds = measure_labelled(load_labelled())
    for measured in (everything, by_hand):
        judge, words = measured.worth["the offline judge"], measured.worth["word overlap"]
        assert judge.area > words.area + 0.05
        assert judge.fixed > words.fixed
    assert next(kind for kind in kinds if kind.error == "quote").refused["the offline judge"] == 7


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        (QUOTE, True),
        ("The mill at Orrin employed nine people.", True),
        ("In its best year the mill ground 320 tonnes of oats.", True),
        ("The mill at Orrin employed 320 people.", False),
        ("In its best year the mill ground 320 kilograms of oats.", False),
        ("The mill at Orrin did not employ anybody.", False),
        ("The ferry to Brannay sails twice a day.", False),
    ],
)
def test_a_claim_is_carried_or_not(claim: str, carried: bool) -> None:
    assert (OfflineJudge().support(claim, QUOTE) >= 0.5) == carried


def test_words_cut_out_of_a_sentence_are_no_quotation() -> None:
    judge = OfflineJudge()
    denied = "It is not true that the bridge is closed to lorries. The road is open."
    assert judge.support("The road is open.", denied) == 1.0
    assert judge.support("the bridge is closed to lorries", denied) < 0.5


def test_a_judgement_does_not_depend_on_those_before_it() -> None:
    claim, judge = "The mill employed nine people in 1874.", OfflineJudge()
    first = judge.support(claim, QUOTE)
    judge.support("Something else.", "Nothing like it.")
    assert OfflineJudge().support(claim, QUOTE) == first
    assert judge.support(claim, "") < 0.5
    assert judge.support("", QUOTE) == 1.0


def test_the_judge_shares_nothing_with_the_check_that_filtered_the_answer() -> None:
    paths = list((ROOT / "eval/judging").glob("*.py"))
    imported = {
        node.module
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert len(paths) == 6
    assert [name for name in imported if name.startswith("app")] == []


def test_worth_is_counted_at_the_threshold_as_shipped_and_at_the_best_one() -> None:
    supports, labels = np.array([0.9, 0.6, 0.55, 0.2]), np.array([1, 1, 0, 0])
    assert worth_of(supports, labels) == Worth(area=1.0, fixed=0.75, best=1.0)


def test_what_was_tried_on_the_first_pairs_is_measured_on_those_after_them(tmp_path: Path) -> None:
    (tmp_path / "mill").mkdir()
    pairs = [
        {
            "id": str(number),
            "source_text": QUOTE,
            "claim": f"It ground {320 + number % 2} tonnes.",
            "label": 1 - number % 2,
            "origin": "",
        }
        for number in range(20)
    ]
    with gzip.open(tmp_path / "mill" / "pairs.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(pair)}\n" for pair in pairs)
    judged: list[str] = []

    def track(drawn: Sequence[Pair], name: str) -> Iterable[Pair]:
        judged.extend(pair.id for pair in drawn)
        return drawn

    measure_sets(tmp_path, sample=12, track=track)
    first = set(judged)
    judged.clear()
    (after,) = measure_sets(tmp_path, sample=None, skip=12, track=track)
    assert (len(first), after.pairs) == (12, 8)
    assert first.isdisjoint(judged)


def test_the_command_says_who_is_worth_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["judge", "--json", str(tmp_path / "judge.json")])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "the offline judge" in shown
    assert "word overlap" in shown
    assert (tmp_path / "judge.json").exists()
