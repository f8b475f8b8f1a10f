"""The engine with a language model: what 80 kinds of replies become, what it is told, how follow-ups are completed."""

import dataclasses
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from app import AppSettings, answer
from app.chain import stream_answer
from app.generative import Generative
from app.generative.rewriting import may_stand_for
from app.llm import LanguageModel
from app.searching import ready_library

ModelServer: Any = runpy.run_path(str(Path(__file__).with_name("model_server.py")))["ModelServer"]

HARBOUR = """The harbour in 2023

Published on 4 March 2024 by the harbour office.

The harbour handled 5,095 ships in 2023. That was 12% more than in 2022. Most of them carried timber.

The new crane cost 4.2 million euros. It was built by Nordkran in Bremen. The council approved the plan on 3 May 2023.
"""
FERRY = """The ferry of the bay

The ferry carries 300 passengers and crosses the bay in 20 minutes. “We will not raise the fare,” the captain said.
The fare is 4 euros.
"""
ASKED = "How many ships did the harbour handle in 2023?"

# What the model writes: verbatim in the document, said otherwise, and what the reader is shown for it.
SHIPS = "The harbour handled 5,095 ships in 2023."
OTHERWISE = "In 2023, the harbour handled 5,095 ships."
WORDS = '"handled 5,095 ships in 2023"'
TIMBER = "Most of the ships carried timber."
SHOWN = f"5,095 — {SHIPS}[1]"
BOTH = f"{SHOWN} {TIMBER}[2]"

# 61 words with the short answer before them.
MANY = (
    SHIPS,
    "That was 12% more than in 2022.",
    "Most of them carried timber.",
    "The new crane cost 4.2 million euros.",
    "It was built by Nordkran in Bremen.",
    "The council approved the plan on 3 May 2023.",
    "The ferry carries 300 passengers and crosses the bay in 20 minutes.",
    "The fare is 4 euros.",
)

# Who answered then, and the note.
NOTHING = "The model openai:scripted wrote no sentence with a source. This answer was made without it."
DISAGREES = "The documents do not say this directly, as openai:scripted reads them."


def unused(reasons: str) -> str:
    count = reasons.count(";") + 1
    return (
        f"What openai:scripted wrote was not used: {count} sentence{'s' * (count > 1)} withheld: {reasons}. "
        "This answer was made without it."
    )


REPLIES: dict[str, tuple[str, str, str]] = {
    # name: (the reply, what is shown, the note); with NOTHING or unused() the other engine's answer is shown
    "as asked for": (f"{SHIPS} [1] {WORDS}", SHOWN, ""),
    "two lines": (f'{SHIPS} [1] {WORDS}\n{TIMBER} [1] "Most of them carried timber"', BOTH, ""),
    "without words": (f"{SHIPS} [1]", SHOWN, ""),
    "in its own words": (f"{OTHERWISE} [1]", f"5,095 — {OTHERWISE}[1]", ""),
    "marker before the stop": ("The harbour handled 5,095 ships in 2023 [1].", SHOWN, ""),
    "marker without a space": (f"{SHIPS}[1]", SHOWN, ""),
    "marker first": (f"[1] {SHIPS}", SHOWN, ""),
    "markers first on one line": (f"[1] {SHIPS} [1] {TIMBER}", BOTH, ""),
    "several markers": (f"{SHIPS} [1][2]", SHOWN, ""),
    "merged markers": (f"{SHIPS} [1,2]", SHOWN, ""),
    "merged markers with and": (f"{SHIPS} [1 and 2]", SHOWN, ""),
    "a range": (f"{SHIPS} [1-2]", SHOWN, ""),
    "lenticular": (f"{SHIPS}【1】", SHOWN, ""),
    "lenticular with its file": (f"{SHIPS}【1†harbour.txt】", SHOWN, ""),
    "full width": (f"{SHIPS}［1］", SHOWN, ""),
    "footnote": (f"{SHIPS}[^1]", SHOWN, ""),
    "round": ("The harbour handled 5,095 ships in 2023 (1).", SHOWN, ""),
    "raised": (f"{SHIPS}¹", SHOWN, ""),
    "doubled": (f"{SHIPS} [[1]]", SHOWN, ""),
    "with a word": (f"{SHIPS} [passage 1]", SHOWN, ""),
    "with a word in round ones": (f"{SHIPS} (passage 1)", SHOWN, ""),
    "after a label": (f"{SHIPS} Source: [1]", SHOWN, ""),
    "with ID": (f"{SHIPS} [ID:1]", SHOWN, ""),
    "within": ("The harbour [1] handled 5,095 ships in 2023.", SHOWN, ""),
    "sixty markers": (SHIPS + "".join(f"[{number}]" for number in range(1, 61)), SHOWN, ""),
    "ID of no passage": (f"{OTHERWISE} [ID:0]", SHOWN, NOTHING),
    "no such passage": (f"{OTHERWISE} [99]", SHOWN, NOTHING),
    "no such passage, but words": (f"{OTHERWISE} [99] {WORDS}", f"5,095 — {OTHERWISE}[1]", ""),
    "no marker, but words": (f"{OTHERWISE} {WORDS}", f"5,095 — {OTHERWISE}[1]", ""),
    "no marker, but verbatim": (SHIPS, SHOWN, ""),
    "neither marker nor words": (OTHERWISE, SHOWN, NOTHING),
    "one without a marker": (
        f"{SHIPS} [1]\nThe ships were large.",
        SHOWN,
        "1 sentence withheld: it names no source that was found.",
    ),
    "words on the next line": (f"{OTHERWISE}\n[1] {WORDS}", f"5,095 — {OTHERWISE}[1]", ""),
    "words before the marker": (f"{SHIPS} {WORDS} [1]", SHOWN, ""),
    "curly words": (f"{SHIPS} [1] “handled 5,095 ships in 2023”", SHOWN, ""),
    "words of another passage": (f"{SHIPS} [2] {WORDS}", SHOWN, ""),
    "words with a slip": (f'{SHIPS} [1] "The harbor handled 5,095 ships during 2023"', SHOWN, ""),
    "words with a gap": (f'{SHIPS} [1] "The harbour ... 5,095 ships in 2023"', SHOWN, ""),
    "invented words": (f'{SHIPS} [1] "five thousand vessels were counted in total"', SHOWN, ""),
    "words with words in them": (
        'The captain said that they will not raise the fare. [2] "“We will not raise the fare,” the captain said"',
        "The captain said that they will not raise the fare.[1]",
        "",
    ),
    "another number": (
        f"The harbour handled 5,059 ships in 2023. [1] {WORDS}",
        SHOWN,
        unused("its number 5,059 is not in the source, which says 5,095"),
    ),
    "another year": (
        f"The harbour handled 5,095 ships in 2022. [1] {WORDS}",
        SHOWN,
        unused("it speaks of 2022, the source does not"),
    ),
    "denied": (
        f"The harbour did not handle 5,095 ships in 2023. [1] {WORDS}",
        SHOWN,
        unused('it says "not handle", the source does not deny it'),
    ),
    "one wrong of two": (
        f'{SHIPS} [1] {WORDS}\nThat was 21% more than in 2022. [1] "12% more than in 2022"',
        SHOWN,
        "1 sentence withheld: its number 21% is not in the source, which says 12%.",
    ),
    "two wrong of three": (
        f"{SHIPS} [1]\nThat was 21% more than in 2022. [1]\nThe new crane cost 9 million euros. [1]",
        SHOWN,
        unused(
            "its number 21% is not in the source, which says 12%; "
            "its number 9 million euros is not in the source, which says 4.2 million euros"
        ),
    ),
    "code fence": (f"```\n{SHIPS} [1]\n```", SHOWN, ""),
    "code fence with a language": (f"```markdown\n{SHIPS} [1]\n```", SHOWN, ""),
    "thought": (f"<think>Perhaps 4,000 ships. [1]</think>\n{SHIPS} [1]", SHOWN, ""),
    "thought over lines": (f"<think>\nThe ferry carries 300. [2]\n\nHm.\n</think>\n\n{SHIPS} [1]", SHOWN, ""),
    "thought that is not closed": (f"<think>\nLet us see.\n{SHIPS} [1]", SHOWN, NOTHING),
    "thought that is not opened": (
        f"The question is of ships.\nThe fare is 4 euros.\n</think>\n{SHIPS} [1]",
        SHOWN,
        "",
    ),
    "thought under another name": (f"<thinking>The fare is 4 euros. [2]</thinking>{SHIPS} [1]", SHOWN, ""),
    "list": (f"- {SHIPS} [1]\n- {TIMBER} [1]", BOTH, ""),
    "numbered list": (f"1. {SHIPS} [1]\n2) {TIMBER} [1]", BOTH, ""),
    "heading": (f"## Ships in the harbour\n\n{SHIPS} [1]", SHOWN, ""),
    "bold": ("**The harbour handled 5,095 ships** in `2023`. [1]", SHOWN, ""),
    "bold title": (f"**Answer**\n{SHIPS} [1]", SHOWN, ""),
    "quotation": (f"> {SHIPS} [1]", SHOWN, ""),
    "rule": (f"---\n{SHIPS} [1]\n***", SHOWN, ""),
    "table": (
        "| Where | Ships |\n|---|---|\n| The harbour in 2023 | 5,095 ships [1] |",
        "5,095 — The harbour in 2023, 5,095 ships[1]",
        "",
    ),
    "label": (f"Answer: {SHIPS} [1]", SHOWN, ""),
    "small talk": (f"Sure! Here is the answer:\n\n{SHIPS} [1]\n\nI hope this helps! Let me know.", SHOWN, ""),
    "bibliography": (f"{SHIPS} [1]\n\nSources:\n[1] The harbour in 2023\n[2] The ferry of the bay", SHOWN, ""),
    "JSON": (f'{{"answer": "{SHIPS} [1]"}}', SHOWN, ""),
    "JSON list": (f'[{{"sentence": "{SHIPS}", "passage": 1, "quote": "handled 5,095 ships"}}]', SHOWN, ""),
    "JSON in a fence": (f'```json\n{{"sentences": [{{"text": "{SHIPS}", "source": [1]}}]}}\n```', SHOWN, ""),
    "JSON cut off": (f'{{"answer": "{SHIPS} [1]', SHOWN, ""),
    "JSON of a tool": ('{"name": "search", "arguments": {"query": "ships"}}', SHOWN, NOTHING),
    "tool in tags": ('<tool_call>{"name": "search", "arguments": {}}</tool_call>', SHOWN, NOTHING),
    "HTML": (f"<p>{SHIPS} <sup>[1]</sup></p><script>alert(1)</script>", SHOWN, ""),
    "picture": (f"![chart](http://example.org/x.png?q=5095) {SHIPS} [1]", SHOWN, ""),
    "link": ("The [harbour](http://example.org) handled 5,095 ships in 2023. [1]", SHOWN, ""),
    "marker as a link": (f"{SHIPS} [1](http://example.org)", SHOWN, ""),
    "control characters": ("The harbour \x1b[31mhandled\u202e 5,095 ships in 2023. [1]", SHOWN, ""),
    "German": (
        f"Der Hafen fertigte 2023 genau 5.095 Schiffe ab. [1] {WORDS}",
        SHOWN,
        unused("its number 5.095 is not in the source, which says 5,095"),
    ),
    "empty": ("", SHOWN, NOTHING),
    "blank": ("  \n\n \t", SHOWN, NOTHING),
    "only markers": ("[1] [2]", SHOWN, NOTHING),
    "only a stop": (".", SHOWN, NOTHING),
    "only a number": ("5,095 [1]", SHOWN, ""),
    "a number of something else": ("300 [2]", SHOWN, NOTHING),
    "refusal": ("The documents do not say.", f"{DISAGREES} The closest passage: {SHIPS}[1]", DISAGREES),
    "refusal with an apostrophe": (
        "The passages don’t say.",
        f"{DISAGREES} The closest passage: {SHIPS}[1]",
        DISAGREES,
    ),
    "polite refusal": (
        "I'm sorry, but I cannot find the answer in the passages.",
        f"{DISAGREES} The closest passage: {SHIPS}[1]",
        DISAGREES,
    ),
    "refusal with a marker": (
        "This is not mentioned in the provided passages. [1]",
        f"{DISAGREES} The closest passage: {SHIPS}[1]",
        DISAGREES,
    ),
    "refusal, then what is near": (
        'The documents do not say.\nThe ferry carries 300 passengers. [2] "The ferry carries 300 passengers"',
        "The documents do not say this directly. The closest passage: The ferry carries 300 passengers.[1]",
        "The documents do not say this directly.",
    ),
    "answer, then a refusal": (f"{SHIPS} [1] {WORDS}\nThe documents do not say how many in 2024.", SHOWN, ""),
    "cut off in a marker": (f"{SHIPS} [1", SHOWN, ""),
    "cut off in the words": (f'{SHIPS} [1] "handled 5,095 sh', SHOWN, ""),
    "said again and again": (f"{SHIPS} [1] {WORDS}\n" * 9, SHOWN, ""),
    "one paragraph": (f"{SHIPS} [1] {TIMBER} [1]", BOTH, ""),
    "one marker for two sentences": (f"{SHIPS} {TIMBER} [1]", BOTH, ""),
    "lines of Windows": (f"{SHIPS} [1]\r\n{TIMBER} [1]\r\n", BOTH, ""),
    "one endless word": ("x" * 200_000, SHOWN, NOTHING),
    "too many words": (
        "\n".join(f"{sentence} [1]" for sentence in MANY),
        SHOWN + "".join(f"\n{sentence}[{number}]" for number, sentence in enumerate(MANY[1:-1], 2)),
        "Shortened to what an answer may take.",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents: Path = tmp_path_factory.mktemp("llm") / "documents"
    documents.mkdir()
    (documents / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (documents / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return documents


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with ModelServer() as serving, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", serving.url)
        patch.setenv("OPENAI_API_KEY", "sk-of-the-tests-0123456789")
        yield serving


@pytest.fixture(scope="module")
def offline(folder: Path) -> AppSettings:
    return AppSettings(documents=folder, data=folder.parent / "data")


@pytest.fixture(scope="module")
def settings(offline: AppSettings, server: Any) -> AppSettings:
    return offline.model_copy(update={"model": "openai:scripted"})


@pytest.mark.parametrize(("reply", "shown", "note"), REPLIES.values(), ids=REPLIES.keys())
def test_a_reply_is_shown_as_far_as_it_can_be_checked(
    settings: AppSettings, server: Any, reply: str, shown: str, note: str
) -> None:
    server.play(reply)
    given = answer(ASKED, settings=settings)
    without = note.endswith("This answer was made without it.")
    assert (given.text, given.note) == (shown, note)
    assert given.engine == ("extractive" if without else "openai:scripted")
    for citation in given.citations:
        text = HARBOUR if citation.source == "harbour.txt" else FERRY
        assert text[citation.start : citation.end] == citation.quote


def test_a_citation_says_whether_its_words_are_those_the_model_gave(settings: AppSettings, server: Any) -> None:
    server.play(f'{OTHERWISE} [1] {WORDS}\n{TIMBER} [1]\nThe fare is four euros. [2] "they ask for a fare of four"')
    given = answer(ASKED, settings=settings)
    assert [(one.quote, one.exact) for one in given.citations[:2]] == [
        (SHIPS, True),
        ("Most of them carried timber.", False),
    ]
    assert [one["exact"] for one in given.to_dict()["citations"]][:2] == [True, False]


def test_a_sentence_is_yielded_as_soon_as_it_is_checked(settings: AppSettings, server: Any) -> None:
    server.play({"reply": f"{SHIPS} [1] {WORDS}\n" + "The ferry sails. " * 40, "pause": 0.02})
    stream = stream_answer(ASKED, settings=settings)
    first = next(stream)
    assert (first.text, first.key, first.support) == (SHIPS, "5,095", 1.0)
    stream.close()


def test_the_quote_is_widened_to_the_sentence_before_where_only_both_carry_what_was_written(
    settings: AppSettings, server: Any
) -> None:
    server.play('The new crane was built by Nordkran in Bremen. [1] "It was built by Nordkran in Bremen."')
    given = answer("Who built the new crane?", settings=settings)
    assert given.engine == "openai:scripted"
    assert given.citations[0].quote in (
        "It was built by Nordkran in Bremen.",
        "The new crane cost 4.2 million euros. It was built by Nordkran in Bremen.",
    )


def test_the_refusal_carries_the_reason_of_the_engine_without_a_model(
    settings: AppSettings, offline: AppSettings, server: Any
) -> None:
    server.play("The documents do not say.")
    asked = "How many people live in Berlin?"
    given, alone = answer(asked, settings=settings), answer(asked, settings=offline)
    assert (given.answered, given.tier, given.note, given.text) == (False, alone.tier, alone.note, alone.text)
    assert given.engine == "openai:scripted"


def test_questions_about_the_folder_are_answered_by_the_scan(settings: AppSettings, server: Any) -> None:
    server.play("The model must not be asked. [1]")
    given = answer("Which documents mention the ferry?", settings=settings)
    assert (given.engine, server.requests) == ("collection", [])


def test_the_prompt_holds_the_rules_and_the_passages_as_data(settings: AppSettings, server: Any) -> None:
    server.play(f"{SHIPS} [1]")
    answer(ASKED, settings=settings)
    rules, data = (message["content"] for message in server.requests[0]["messages"])
    assert 'The sentence. [2] "the words of passage 2 that it rests on"' in rules
    assert "at most 60 words" in rules
    assert data.startswith(
        '<passages>\n<passage number="1" document="The harbour in 2023" date="2024-03-04">The harbour in 2023 Published'
    )
    assert f"<question>{ASKED}</question>" in data
    assert server.requests[0]["temperature"] == 0.0
    answer("Why did the council approve the plan for the harbour?", settings=settings)
    assert "at most 160 words" in server.prompts[1]


def test_a_chat_model_of_langchain_is_an_engine(offline: AppSettings) -> None:
    library = ready_library(offline)
    chat = GenericFakeChatModel(messages=iter([AIMessage(f"{SHIPS} [1] {WORDS}")]))
    engine = Generative(library, LanguageModel("fake", seconds=10, chat=chat))
    (sentence,) = list(engine.answer(ASKED, library.search(ASKED, 5)))
    assert (sentence.text, [citation.quote for citation in sentence.citations]) == (SHIPS, [SHIPS])


def test_without_a_model_langchain_is_not_loaded() -> None:
    asking = (
        "import sys\nfrom app import answer\nanswer('How many green factories are there?')\n"
        "assert not {'langchain', 'langchain_openai', 'openai'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", asking], cwd=Path(__file__).parent.parent, check=True)


# Follow-ups

HISTORY = [("user", "What did the new crane cost?"), ("assistant", "The new crane cost 4.2 million euros.[1]")]


def test_a_follow_up_is_completed_by_the_model_and_history_is_no_evidence(settings: AppSettings, server: Any) -> None:
    server.play("Who built the new crane?", 'The new crane was built by Nordkran. [1] "built by Nordkran in Bremen"')
    history = [*HISTORY, ("user", "And the whale?"), ("assistant", "The whale weighs 90 tonnes.")]
    given = answer("Who built the crane?", history, settings=settings)
    assert given.standalone == "Who built the new crane?"
    assert "The whale weighs 90 tonnes." in server.prompts[0]
    assert "whale" not in server.prompts[1]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot do that.",
        "Who built the ferry in 1999?",
        "Nordkran built it.\nAnd Bremen.",
        "<think>Who built",
        "x" * 999,
    ],
)
def test_what_the_model_may_not_add_leaves_the_offline_completion(
    settings: AppSettings, offline: AppSettings, server: Any, reply: str
) -> None:
    server.play(reply, "The documents do not say.")
    alone = answer("Who built it?", HISTORY, settings=offline)
    assert answer("Who built it?", HISTORY, settings=settings).standalone == alone.standalone


def test_a_first_question_is_not_completed(settings: AppSettings, server: Any) -> None:
    server.play(f"{SHIPS} [1]")
    answer(ASKED, settings=settings)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("completed", "question", "may"),
    [
        ("How many ships did the harbour handle in 2022?", "And in 2022?", True),
        ("How many ships did the harbour handle in 2023?", "And in 2022?", False),  # loses the year
        ("How many ships did the harbour handle in 2022 and 2021?", "And in 2022?", False),  # adds one
        ("How many ships did Hamburg handle in 2022?", "And in 2022?", False),  # adds a name
        ("How many ships did the harbour handle in 2022", "And in 2022?", False),  # no question
        ("What about the weather today?", "What about the crane?", False),
    ],
)
def test_a_completion_keeps_names_and_numbers_and_adds_none(completed: str, question: str, may: bool) -> None:
    assert may_stand_for(completed, question, [("user", ASKED), ("assistant", SHIPS)]) is may


def test_a_sentence_of_the_default_engine_passes_the_same_checks(offline: AppSettings) -> None:
    given = answer(ASKED, settings=offline)
    assert [dataclasses.astuple(one)[2:] for one in given.sentences] == [(1.0, "5,095")]
