"""What a sentence lacks of what the question asks for: its time, its kind of answer, its words; each in plain words.

Near misses are as similar to a question as answers are; it is by what they lack that they can be told apart.
"""

from app.extractive.evidence import Evidence
from app.extractive.lacking.answers import names_of_counted, only_counted, other_kind, taken_as_cause, uncounted
from app.extractive.lacking.lack import Lack, join
from app.extractive.lacking.names import (
    asked_places,
    carried,
    deputy,
    elsewhere,
    nameless,
    nameless_document,
    other_name,
    other_number,
    unknown_name,
)
from app.extractive.lacking.times import long_past, only_done, only_planned, other_time, running_total, year_before
from app.extractive.lacking.words import (
    missing_share,
    missing_words,
    opposite,
    other_group,
    other_industry,
    unsaid,
    untold,
    whole_for_part,
)
from app.extractive.question import Question

__all__ = [
    "Lack",
    "asked_places",
    "carried",
    "elsewhere",
    "join",
    "lacks",
    "missing_share",
    "missing_words",
    "nameless",
    "names_of_counted",
    "only_counted",
    "unknown_name",
]

# The most telling first.
_RULES = (
    other_time, year_before, running_total, only_planned, only_done, long_past, unsaid, untold, whole_for_part,
    other_industry, other_group, opposite, other_number, nameless_document, other_name, elsewhere, deputy,
    only_counted, other_kind, taken_as_cause, uncounted,
)  # fmt: skip


def lacks(question: Question, one: Evidence) -> list[Lack]:
    """Return what a sentence lacks, the most telling first."""
    found = (rule(question, one) for rule in _RULES)
    return [lack for lack in found if lack]
