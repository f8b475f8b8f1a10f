"""What the trained reader learns from, and that learning changes what it should; needs torch, never the network."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
import torch

from app.extractive.reader import CONTEXT, Reader, Reading
from eval.reader.__main__ import main
from eval.reader.examples import Example, Material, Stage, Take, load_examples, make_examples, save_examples
from eval.reader.export import OnePair
from eval.reader.material import (
    Asked,
    Claim,
    MaterialError,
    Paper,
    Question,
    Written,
    load_claims,
    load_papers,
    load_questions,
    load_written,
)
from eval.reader.measuring import measure
from eval.reader.network import HEADS, Network, encode, mixed, open_network, open_tokenizer, save_network
from eval.reader.swapping import NearWords
from eval.reader.training import Schedule, train

FLOODED = "In all 64 homes were flooded."
CLOSED = "The harbour stayed closed for nine days."
QUESTION = Question("How many homes were flooded?", (FLOODED, CLOSED), 0, 7, 9, "hand-made")
LAST = Question("How long was the harbour closed?", (FLOODED, CLOSED), 1, 30, 39, "hand-made")
CLAIM = Claim(FLOODED, "Nobody's home was flooded.", 0, "hand-made")
WRITTEN = Written(
    "Storm Hedda reached the coast on Monday.",
    FLOODED,
    (("How many homes did Storm Hedda flood?", "64"),),
    ("How many homes did Storm Hedda destroy?",),
)
ALL = Take("hand", slice(None), 0.0)
NINE_DAYS = Asked("For how long could no ship come in?", 1, "nine days", (4,))
PAPER = Paper(
    "storm report",
    (
        FLOODED,
        CLOSED,
        "Repairs cost 3 million crowns.",
        "Nobody was hurt.",
        "Ships waited off the coast for nine days.",
    ),
    (NINE_DAYS, Asked("What did the new lighthouse cost?", None)),
)


def made(stage: Stage, *, questions: tuple[Question, ...] = (QUESTION,), seed: int = 1) -> list[Example]:
    return make_examples(Material(questions, (CLAIM,), (WRITTEN,)), stage, seed=seed)


def write_rows(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_the_shortest_answer_of_a_row_is_found_in_its_sentence_whatever_the_white_space(tmp_path: Path) -> None:
    context = "Of the 64 \n homes, only 6\n were empty.  The harbour stayed closed."
    row = {"question": " How many were  empty?", "context": context, "origin": "hand-made", "answerable": True}
    answers = [{"text": "only 6", "start": context.index("only")}, {"text": "6", "start": context.index("6\n")}]
    across = [{"text": "empty.  The", "start": context.index("empty")}]
    path = write_rows(
        tmp_path / "rows.jsonl.gz", row | {"answers": answers}, row | {"answers": []}, row | {"answers": across}
    )
    sentences = ("Of the 64 homes, only 6 were empty.", "The harbour stayed closed.")
    assert load_questions(path) == (Question("How many were empty?", sentences, 0, 22, 23, "hand-made"),)


def test_a_question_gives_its_sentence_and_another_of_the_paragraph() -> None:
    assert set(made(Stage((ALL,), before=False))) == {
        Example("answers", QUESTION.text, FLOODED, 1, 7, 9),
        Example("answers", QUESTION.text, CLOSED, 0),
        Example("supports", CLAIM.claim, FLOODED, 0),
    }


def test_a_sentence_with_the_words_that_answer_is_not_held_to_be_no_answer() -> None:
    repeated = Question(QUESTION.text, (FLOODED, "For 64 families it was the second time."), 0, 7, 9, "hand-made")
    examples = made(Stage((ALL,), before=False), questions=(repeated,))
    assert [example for example in examples if example.first == QUESTION.text] == [
        Example("answers", QUESTION.text, FLOODED, 1, 7, 9)
    ]


def test_the_words_are_pointed_at_behind_what_stands_before() -> None:
    drawn = {
        example
        for seed in range(12)
        for example in made(Stage((ALL,), before=True), questions=(LAST,), seed=seed)
        if example.label
    }
    offset = len(FLOODED + CONTEXT)
    assert drawn == {
        Example("answers", LAST.text, CLOSED, 1, 30, 39),
        Example("answers", LAST.text, f"{FLOODED}{CONTEXT}{CLOSED}", 1, offset + 30, offset + 39),
    }


def test_a_written_set_gives_what_it_answers_and_what_it_misses() -> None:
    stage = Stage((), before=True, written=5, written_in_context=2, claims=0)
    second = f"{WRITTEN.context}{CONTEXT}{FLOODED}"
    start = second.index("64")
    right = Example("answers", "How many homes did Storm Hedda flood?", second, 1, start, start + 2)
    missed = Example("answers", "How many homes did Storm Hedda destroy?", second, 0)
    examples = made(stage)
    assert (len(examples), examples.count(right), examples.count(missed)) == (4, 2, 2)


def test_a_question_of_a_paper_is_set_beside_the_sentences_that_look_like_answers() -> None:
    stage = Stage((), before=True, claims=0, papers=4)
    examples = make_examples(Material((QUESTION,), (), (), (PAPER,)), stage, seed=1)
    groups: dict[int, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.group, []).append(example)
    missed = groups.pop(0)
    assert {example.first for example in missed} == {"What did the new lighthouse cost?"}
    assert len(missed) == 4 * 3
    assert not any(example.label for example in missed)
    assert len(groups) == 4
    for group in groups.values():
        right = [example for example in group if example.label]
        assert {example.first for example in group} == {NINE_DAYS.q}
        assert [example.second[example.start : example.end] for example in right] == ["nine days"]
        assert not any(PAPER.sentences[4] in example.second for example in group)  # it would do as well
    befores = {example.second.partition(CONTEXT)[0] for example in examples if example.label}
    assert befores <= {FLOODED, f"Storm report {FLOODED}"}


def test_the_papers_are_well_formed_and_every_answer_is_verbatim() -> None:
    papers = load_papers()
    assert len(papers) > 500
    assert not [paper for paper in papers if len(paper.sentences) < 8]
    texts = [text for paper in papers for text in (*paper.sentences, *(asked.q for asked in paper.questions))]
    assert [text for text in texts if not text.strip() or CONTEXT in text] == []
    assert len({paper.sentences[0] for paper in papers}) == len(papers)


class Sure:
    """A reader that takes the sentence with most of the question's letters for the answer, and points at its end."""

    def read(self, question: str, sentences: list[tuple[str, str]]) -> list[Reading]:
        return [Reading(float(len(set(question) & set(sentence))), sentence[-10:-1], 1.0) for _, sentence in sentences]


def test_a_reader_is_measured_on_each_paper_by_itself() -> None:
    paper = Paper(
        "note",
        ("The harbour was closed for nine days.", "Nobody was hurt."),
        (
            Asked("How long was the harbour closed?", 0, "nine days"),
            Asked("Was anybody hurt by the storm?", 1, "Nobody"),
            Asked("By?", None),
        ),
    )
    found = measure(cast("Reader", Sure()), [paper])
    assert (found.answered, found.first, found.missed, found.told_apart) == (2, 0.5, 1, 1.0)
    assert found.pointed == 1.0


def test_mixed_weights_lie_between() -> None:
    first, second = open_network(), open_network()
    with torch.no_grad():
        first.cls.weight.fill_(1.0)
        second.cls.weight.fill_(2.0)
    assert torch.allclose(mixed(first, second, 0.4).cls.weight, torch.tensor(1.4))


def test_a_place_outside_a_paper_is_refused(tmp_path: Path) -> None:
    row = {"genre": "note", "sentences": [FLOODED], "questions": [{"q": "How many?", "at": 1, "words": "64"}]}
    with pytest.raises(MaterialError, match="line 1: '64' is not in sentence 1"):
        load_papers(write_rows(tmp_path / "papers.jsonl.gz", row))


def test_a_group_stays_together_and_its_answer_is_learnt_to_stand_out() -> None:
    examples = make_examples(
        Material((QUESTION,), (), (), (PAPER,)), Stage((), before=True, claims=0, papers=6), seed=1
    )
    torch.manual_seed(3)
    steps = list(train(open_network(), examples, Schedule(steps=14, rate=2e-4, last_rate=1e-4, warm_up=2)))
    assert steps[-1].choosing < steps[0].choosing / 2


def test_stages_take_different_questions_of_one_shuffle() -> None:
    questions = tuple(Question(f"Question {number}?", (FLOODED,), 0, 7, 9, "hand-made") for number in range(9))
    stages = [Stage((Take("hand", rows, 0.0),), before=False, claims=0) for rows in (slice(4), slice(4, 9))]
    first, second = (
        {example.first for example in made(stage, questions=questions) if "Question" in example.first}
        for stage in stages
    )
    assert (len(first), len(second), first & second) == (4, 5, set())


def test_the_same_seed_makes_the_same_file(tmp_path: Path) -> None:
    stage = Stage((ALL,), before=True, written_in_context=1)
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        save_examples(tmp_path / name, made(stage, questions=(QUESTION, LAST)))
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "two.jsonl.gz").read_bytes()
    assert load_examples(tmp_path / "one.jsonl.gz") == made(stage, questions=(QUESTION, LAST))


def test_a_swapped_word_is_near_of_its_kind_and_not_in_the_sentence() -> None:
    verbs = (
        "flooded damaged destroyed repaired ruined rebuilt abandoned evacuated burned renovated closed opened".split()
    )
    near = NearWords(f"How many homes were {verb}?" for verb in [*verbs, *verbs])
    swapped = {near.swap("Which were flooded?", beside="64 were flooded, 9 damaged.", rng=Random(n)) for n in range(30)}
    assert swapped - {None}
    assert swapped <= {None, *(f"Which were {verb}?" for verb in verbs if verb not in ("flooded", "damaged"))}
    assert near.swap("Which?", beside=FLOODED, rng=Random(1)) is None


def test_the_written_sets_are_well_formed_and_every_answer_is_verbatim() -> None:
    written = load_written()
    assert len(written) == 5160
    assert sum(bool(row.context) for row in written) == 3440
    assert [row for row in written if not row.answered or len(row.missed) != 3] == []
    assert [row for row in written for question, words in row.answered if words not in row.sentence] == []
    texts = [text for row in written for text in (*(question for question, _ in row.answered), *row.missed)]
    assert [text for text in texts if not text.strip() or text != " ".join(text.split())] == []
    assert [row for row in written if CONTEXT in row.context or CONTEXT in row.sentence] == []


def test_words_that_are_not_in_their_sentence_are_refused(tmp_path: Path) -> None:
    row = {"context": "", "sentence": FLOODED, "answered": [["How many?", "sixty-four"]], "missed": []}
    with pytest.raises(MaterialError, match="line 1: 'sixty-four' is not in the sentence"):
        load_written(write_rows(tmp_path / "written.jsonl.gz", row))


def test_a_row_without_a_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="line 1: label: Field required"):
        load_claims(write_rows(tmp_path / "claims.jsonl.gz", {"source_text": "a", "claim": "b", "origin": "c"}))


def test_the_command_line_makes_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"question": QUESTION.text, "context": f"{FLOODED} {CLOSED}", "origin": "squadshifts-x"}
    rows = write_rows(tmp_path / "rows.jsonl.gz", row | {"answers": [{"text": "64", "start": 7}]})
    claim = {"source_text": FLOODED, "claim": CLAIM.claim, "label": 0, "origin": "snli-x"}
    claims = write_rows(tmp_path / "claims.jsonl.gz", claim)
    with pytest.raises(SystemExit) as end:
        main(["examples", str(rows), str(claims), str(tmp_path / "examples.jsonl.gz")])
    assert end.value.code == 0
    assert capsys.readouterr().out == "3 examples, 1 of them positive.\n"
    assert Example("answers", QUESTION.text, FLOODED, 1, 7, 9) in load_examples(tmp_path / "examples.jsonl.gz")


def test_the_rate_rises_and_then_falls_straight_to_the_last() -> None:
    schedule = Schedule(steps=1000, rate=0.001, last_rate=0.0002)
    assert [round(schedule.rate_at(step), 6) for step in (0, 99, 500, 1000)] == [0.00001, 0.000921, 0.0006, 0.0002]


def test_training_teaches_both_questions_and_leaves_what_is_frozen(tmp_path: Path) -> None:
    examples = [
        Example("answers", QUESTION.text, FLOODED, 1, 7, 9),
        Example("answers", QUESTION.text, CLOSED, 0),
        Example("answers", LAST.text, CLOSED, 1, 30, 39),
        Example("answers", LAST.text, FLOODED, 0),
    ]
    torch.manual_seed(1)
    network = open_network()
    before = {name: weights.clone() for name, weights in network.state_dict().items()}
    steps = list(train(network, examples, Schedule(steps=10, rate=3e-4, last_rate=3e-4, warm_up=1)))
    after = network.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    frozen = ("bert.embeddings.", "bert.encoder.layer.0.")
    assert not {name for name in changed if name.startswith(frozen)}
    assert {name for name in before if name.startswith(("bert.encoder.layer.", "cls.", "span."))} - changed == {
        name for name in before if name.startswith("bert.encoder.layer.0.")
    }
    assert [step.number for step in steps] == [*range(1, 11)]
    assert steps[-1].pointing < steps[0].pointing

    save_network(network, tmp_path / "weights.pt")
    saved = open_network(tmp_path / "weights.pt")
    assert [answers > 0 for answers in odds(saved, examples)] == [True, False, True, False]


def test_one_pair_at_a_time_gives_what_the_trained_network_gives() -> None:
    network = open_network().eval()
    alone = encode(open_tokenizer(), [("Who left?", "It was Emma who said so and left.")])
    with torch.no_grad():
        trained = network(alone.input_ids, alone.attention_mask, alone.token_type_ids)
        run = OnePair(network)(alone.input_ids, alone.token_type_ids)
    for expected, given in zip(trained, run, strict=True):
        assert torch.allclose(expected, given, atol=1e-4)


def test_what_holds_no_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.pt").write_text("no weights", encoding="utf-8")
    with pytest.raises(MaterialError, match="holds no weights"):
        open_network(tmp_path / "weights.pt")


def odds(network: Network, examples: list[Example]) -> list[float]:
    network.eval()
    batch = encode(open_tokenizer(), [(example.first, example.second) for example in examples])
    with torch.no_grad():
        scores, _, _ = network(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    column: list[float] = scores[:, HEADS.index("answers")].tolist()
    return column
