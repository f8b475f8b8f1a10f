"""Rewritings are scored against human ones by measures whose values can be counted by hand."""

import gzip
import json
from pathlib import Path

import pytest

from app.extractive.question import CARRIED
from eval.cases import CaseError
from eval.trials.rewrites import Row, as_asked, bleu2, joined, load_rows, main, resolved, rouge1, score

ROW = Row(
    (("user", "Who is Per Dahl?"), ("assistant", "A captain.")), "When did he retire?", "When did Per Dahl retire?"
)
ALONE = Row((("user", "Who is Per Dahl?"),), "Where is Elm?", "Where is Elm?")


def test_rouge_counts_common_words_once_each() -> None:
    assert rouge1("when did he he retire".split(), "when did per dahl retire".split()) == (0.6, 0.6)
    assert rouge1([], ["when"]) == (0.0, 0.0)


def test_bleu_is_the_mean_of_words_and_pairs_and_punishes_brevity() -> None:
    assert bleu2([["a", "b", "c"]], [["a", "b", "d"]]) == pytest.approx((2 / 3 * 1 / 2) ** 0.5)
    assert bleu2([["a", "b"]], [["a", "b", "c", "d"]]) == pytest.approx(0.36788, abs=1e-5)
    assert bleu2([["x"]], [["a", "b"]]) == 0.0


def test_the_three_ways_to_rewrite_a_row() -> None:
    assert as_asked(ROW) == "When did he retire?"
    assert joined(ROW) == f"When did he retire?{CARRIED}Who is Per Dahl?"
    assert resolved(ROW) == "When did Per Dahl retire?"


def test_a_score_tells_questions_left_from_questions_changed() -> None:
    ours, asked, all_joined = (score([ROW, ALONE], rewrite) for rewrite in (resolved, as_asked, joined))
    assert (ours.exact, ours.left, ours.changed, ours.f1, ours.bleu) == (1.0, 0.0, 0.0, 1.0, 1.0)
    assert (asked.exact, asked.left, asked.changed) == (0.5, 1.0, 0.0)
    assert (all_joined.exact, all_joined.left, all_joined.changed) == (0.0, 0.0, 1.0)


def test_rows_are_read_in_both_shapes_and_without_those_that_follow_nothing(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    lines = (
        {"history": ["Who is Per Dahl?", "A captain."], "question": ROW.question, "rewrite": ROW.rewrite, "id": 1},
        {"turns": [["user", "Who is Per Dahl?"]], "question": ALONE.question, "rewrite": ALONE.rewrite},
        {"history": [], "question": "Where is Elm?", "rewrite": "Where is Elm?"},
    )
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    assert load_rows(file) == [ROW, ALONE]


@pytest.mark.parametrize("text", ["", "no json", '{"history": ["Who?"], "question": "Why?"}', '["a list"]'])
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "rows.jsonl").write_text(text)
    with pytest.raises(CaseError):
        load_rows(tmp_path / "rows.jsonl")


def test_the_command_shows_the_scores_and_some_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"history": ["Who is Per Dahl?", "A captain."], "question": ROW.question, "rewrite": ROW.rewrite}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))
    with pytest.raises(SystemExit, match="0"):
        main([str(tmp_path / "rows.jsonl"), "--show", "1"])
    shown = capsys.readouterr().out
    assert "1 questions" in shown
    assert "ours   When did Per Dahl retire?" in shown
