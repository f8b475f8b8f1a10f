"""Lists that run over several sentences, end to end: which one is asked for, and that it is given whole."""

import runpy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app import Answer

Ask = Callable[..., Answer]
asking: Callable[[Path, Mapping[str, str]], Ask] = runpy.run_path(str(Path(__file__).with_name("asking.py")))["asking"]

BRIEFING = """\
Briefing on the Marsh Programme

Ada Pike, director of the drainage office, spoke in Harrow on May 6, 2025.

The cabinet adopted the Marsh Programme in April. It costs 31 million crowns over four years.

The programme has three aims. First, higher banks: 40 km shall be raised by 2028. Second, fewer pumps in the villages.
Third, a reed belt of 900 hectares.

Question: Where do you see the obstacles?

Ada Pike: I see two. The first is the clay, which is dear. The second is the crews: we lack 60 dredgers.

Question: What becomes of the old pumps?

Ada Pike: We sell them.

The licences of the reed cutters run for nine years. They oblige the holders to:

- cut no reed before 15 August
- leave a tenth of each bed
- report the nests of bitterns
"""

COLUMN = """\
Leave the marsh alone

By Tom Orr

The marsh needs no programme. There are three things I would do. First, close the sluice in summer. Nobody would miss
it. Second, let the geese graze the banks. Third, sell the dredger.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(tmp_path_factory.mktemp("marsh"), {"briefing.txt": BRIEFING, "column.txt": COLUMN})


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("What are the three goals of the Marsh Programme?", ("higher banks", "fewer pumps", "reed belt")),  # aims
        ("What two difficulties does Ada Pike see?", ("the clay", "the crews")),  # of the question it answers
        ("What duties come with the licences of the reed cutters?", ("15 August", "a tenth", "nests")),  # they oblige
        ("What three things would Tom Orr do about the marsh?", ("close the sluice", "geese", "dredger")),
    ],
)
def test_a_list_announced_in_other_words_is_given_whole(ask: Ask, question: str, items: tuple[str, ...]) -> None:
    given = ask(question)
    assert given.answered
    assert [item for item in items if item not in given.text] == []


def test_a_list_of_another_length_is_not_what_is_announced(ask: Ask) -> None:
    assert "higher banks" not in ask("What five goals does the Marsh Programme have for children?").text
