"""Measuring the verifier: what is made of a sentence, what a measure is worth, and the command."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from app.verifying.verdict import WEIGHTS
from eval.__main__ import main
from eval.reader.material import MaterialError
from eval.verifying.mutations import Claim, make_claims
from eval.verifying.supporting import learn, make_examples
from eval.verifying.verification import (
    Caught,
    area,
    balanced,
    best_overlap,
    judge_mutations,
    judge_sets,
    load_pairs,
    overlap,
)

SENTENCES = [
    "In 2019, the yard in Port Marlow built 1,250,000 bolts, and it sold 40% of them to Ann Tarrant.",
    "Some of the ferries will run to Harrock in March.",
    "The council said that Colm Brandt opened the quay.",
]


def made() -> dict[str, list[Claim]]:
    """Return what is made of the sentences, by kind."""
    kinds: dict[str, list[Claim]] = {}
    for claim in make_claims(SENTENCES):
        kinds.setdefault(claim.kind, []).append(claim)
    return kinds


def test_each_sentence_is_made_false_in_the_ways_it_admits() -> None:
    kinds = made()
    assert {kind: len(claims) for kind, claims in kinds.items() if kind} == {
        "number changed": 1,
        "unit changed": 1,
        "year changed": 1,
        "month or quarter changed": 1,
        "negated": 2,
        "direction flipped": 2,
        "entity swapped": 2,
        "scope widened": 1,
        "modality changed": 1,
    }
    assert [claim.text for claim in kinds["year changed"]] != [SENTENCES[0]]
    assert all(claim.quote in SENTENCES for claims in kinds.values() for claim in claims)


def test_making_is_the_same_in_every_run() -> None:
    assert made() == made()


def test_a_true_sentence_is_reworded_and_no_copy() -> None:
    assert all(claim.text != claim.quote and claim.reworded for claim in made()[""])


def test_the_area_counts_the_pairs_in_the_right_order() -> None:
    assert area(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0])) == 0.875


def test_the_threshold_is_chosen_on_the_other_half() -> None:
    scores, labels = np.array([0.9, 0.1, 0.6, 0.4]), np.array([1, 0, 1, 0])
    halves = np.array([0, 0, 1, 1])
    # The best threshold of the first half (0.9) misses the 0.6 of the second; that of the second (0.6) is right.
    assert balanced(scores, labels, halves) == 0.75


def test_overlap_counts_words_of_the_whole_source_or_of_one_sentence() -> None:
    source = "The ferry sank. The quay was closed."
    assert (overlap("The ferry closed.", source), best_overlap("The ferry closed.", source)) == (1.0, 0.5)


def test_pairs_that_were_cut_into_words_are_joined_again(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "source_text": "Some 1, 600 of the 19 - year - olds of May 5, 2022",
        "claim": "1, 600 came.",
        "label": 1,
        "origin": "x",
    }
    [pair] = load_pairs(write_pairs(tmp_path / "one", [row]))
    assert (pair.source_text, pair.claim) == ("Some 1,600 of the 19-year-olds of May 5, 2022", "1,600 came.")


def test_a_set_is_judged_by_every_measure(tmp_path: Path) -> None:
    claims = [("toll", "fell", 1), ("toll", "rose", 0), ("rent", "fell", 1), ("rent", "rose", 0)]
    rows: list[dict[str, object]] = [
        {
            "id": str(number),
            "source_text": f"The {name} fell by 5% in 2020.",
            "claim": f"The {name} {verb} by 5%.",
            "label": label,
            "origin": "x",
        }
        for number, (name, verb, label) in enumerate(claims)
    ]
    write_pairs(tmp_path / "one", rows)
    [judged] = judge_sets(tmp_path, sample=None, track=lambda pairs, name: pairs)
    assert (judged.name, judged.pairs, judged.carried) == ("one", 4, 2)
    assert judged.worth["verifier"].area == 1.0
    assert judged.worth["words"].area == 1.0
    with pytest.raises(MaterialError, match="holds no NAME/pairs"):
        judge_sets(tmp_path / "one", sample=None, track=lambda pairs, name: pairs)


def test_what_is_made_false_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("\n\n".join(SENTENCES), encoding="utf-8")
    caught = {one.kind: one for one in judge_mutations(tmp_path)}
    assert caught["year changed"] == Caught("year changed", 1, 1, ())
    assert caught["unit changed"].share == 1.0


def test_the_command_shows_what_was_found_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.txt").write_text("\n\n".join(SENTENCES), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["verify", "--documents", str(tmp_path), "--json", str(tmp_path / "out.json")])
    assert end.value.code == 0
    assert "year changed" in capsys.readouterr().out
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {one["kind"] for one in written["mutations"][str(tmp_path)]} >= {"", "negated"}


def write_pairs(folder: Path, rows: list[dict[str, object]]) -> Path:
    folder.mkdir()
    path = folder / "pairs.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_examples_hold_a_sentence_against_its_quote_and_against_what_stands_around_it() -> None:
    examples = make_examples([" ".join(SENTENCES)], 10)
    assert [(one.carried, one.moved) for one in examples].count((False, True)) == 1
    [moved] = [one for one in examples if one.moved]
    assert all(one.text == " ".join(SENTENCES) or one.text in " ".join(SENTENCES) for one in examples if not one.moved)
    assert len(moved.text) < len(" ".join(SENTENCES))


def test_what_speaks_against_a_sentence_gets_a_weight_below_zero() -> None:
    weights = learn(make_examples([" ".join(SENTENCES)] * 3, 12))
    assert list(weights) == [*WEIGHTS, "bias"]
    assert min(weights[name] for name in ("numbers", "direction", "polarity")) < 0
