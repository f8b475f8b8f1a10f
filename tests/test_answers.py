"""The one answer object: written as JSON-ready values and read back."""

import json
from dataclasses import replace

import pytest

from app.answers import Answer, Citation, Figure, Sentence
from index.documents import Hit, Passage

COUNTED = Citation(1, "harbour.txt", "Harbour report", "2023-05-03", 10, 15, "4,210", "aa", page=2)
LATER = Citation(2, "later.txt", "Later report", None, 0, 5, "4,875", "bb")
GIVEN = Answer(
    question="And the ships?",
    standalone="How many ships?",
    tier="answer",
    sentences=(Sentence("4,210 ships.", (COUNTED,), 1.0, key="4,210"), Sentence("4,875 ships.", (LATER, COUNTED), 0.5)),
    note="The documents give different figures.",
    hits=(Hit(Passage("harbour.txt#0-20", "harbour.txt", 0, 20, "words"), 0.25, {"dense": 1, "keyword": 3}),),
    engine="extractive",
    explanation=("0.91 quoted: 4,210 ships.",),
    confidence=0.91,
    figures=(Figure("4,210", COUNTED, "2022"), Figure("4,875", LATER, "")),
)


def test_an_answer_comes_back_as_it_was_its_passages_by_place() -> None:
    back = Answer.from_dict(json.loads(json.dumps(GIVEN.to_dict())))
    (hit,) = GIVEN.hits
    assert back == replace(GIVEN, hits=(replace(hit, passage=replace(hit.passage, text="")),))
    assert back.to_dict() == GIVEN.to_dict()
    assert back.text == GIVEN.text


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Answer.from_dict({"question": "How many ships?"})
