"""verify(): what a person would point at is found, with its reason; what they carry in other words is left alone."""

import time

import pytest

from app.verifying import Support, verify
from app.verifying.verdict import WEIGHTS

SALES = (
    "In the first quarter of 2024, 2.115 million new energy vehicles were sold in China, an increase of 31.8 percent "
    "year on year, and the market share reached 31.1%."
)
FACTORIES = (
    "By the end of 2023, a total of 5,095 green factories had been set up, more than 400 of them in coastal provinces."
)
GROUPS = "Output of the Alder group rose 5%, and output of the Birch group fell 3%."
PLAN = "The council plans to build two bridges by 2027, and most of the roads may be closed."
COURT = "Ms Marlow sued the Harbour Trust in May 2019, but the court did not accept her claim."
CHAIRED = "Rosa Quill chaired the meeting, and Colm Brandt seconded the motion."


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("China sold 2,115,000 new energy vehicles in the first quarter of 2024.", SALES),
        ("In Q1 2024 more than 2 million new energy vehicles were sold.", SALES),
        ("The market share reached 31.1 percent.", SALES),
        ("Sales of new energy vehicles grew by 31.8% year on year.", SALES),
        ("More than 5,000 green factories had been established by the end of 2023.", FACTORIES),
        ("About 5,100 green factories had been set up by the end of 2023.", FACTORIES),
        ("Over four hundred of the green factories were in coastal provinces.", FACTORIES),
        ("The Birch group's output dropped by 3%.", GROUPS),
        ("There are plans to build two bridges by 2027.", PLAN),
        ("Most of the roads might be closed.", PLAN),
        ("The court rejected the claim of Ms Marlow.", COURT),
        ("The Harbour Trust was sued by Ms Marlow in 2019.", COURT),
        ("The meeting was chaired by Rosa Quill.", CHAIRED),
    ],
)
def test_what_the_quote_carries_in_other_words_is_supported(sentence: str, quote: str) -> None:
    assert (verify(sentence, [quote]).supported, verify(sentence, [quote]).reason) == (True, "")


@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        (
            "2.151 million vehicles were sold.",
            SALES,
            "its number 2.151 million is not in the source, which says 2.115 million",
        ),
        (
            "2.1 million vehicles were sold.",
            SALES,
            "its number 2.1 million is not in the source, which says 2.115 million",
        ),
        ("The share reached 31.1 percentage points.", SALES, "it says 31.1 percentage points, the source says 31.1%"),
        ("More than 5,100 green factories had been set up.", FACTORIES, "its number 5,100 is not in the source"),
        ("Nearly 400 of the factories are coastal.", FACTORIES, "its number 400 is bounded otherwise in the source"),
        ("The Birch group's output fell 5%.", GROUPS, "its number 5% is said of something else in the source"),
        ("Output of the Alder group rose 3%.", GROUPS, "its number 3% is said of something else in the source"),
        ("In 2023, 2.115 million vehicles were sold.", SALES, "it speaks of 2023, the source of 2024"),
        (
            "In the second quarter, 2.115 million vehicles were sold.",
            SALES,
            "it speaks of the second quarter, the source of the first quarter",
        ),
        ("5,095 green factories were set up in 2023.", FACTORIES, 'it says "in" 2023, the source "by"'),
        ("Ms Marlow sued the Harbour Trust in June 2019.", COURT, "it speaks of June, the source of May"),
        ("2.115 million vehicles were sold in Japan.", SALES, '"Japan" is not in the source'),
        ("The Harbour Trust sued Ms Marlow.", COURT, 'it turns round what "Trust" and "Marlow" do in the source'),
        ("Colm Brandt chaired the meeting.", CHAIRED, 'what it says of "Colm Brandt", the source says of another'),
        ("The court accepted the claim of Ms Marlow.", COURT, 'the source says "not accept"'),
        ("The market share has not reached 31.1%.", SALES, 'it says "not reached", the source does not deny it'),
        ("Output of the Alder group fell 5%.", GROUPS, "it says fell, the source says rose"),
        ("The council has built two bridges.", PLAN, 'it says as a fact what the source says with "plans to"'),
        ("The roads may be closed.", PLAN, 'it leaves out the source\'s "most of the"'),
        ("All of the roads may be closed.", PLAN, 'it says "All", the source says "most"'),
        ("5,095 green factories, the largest, were set up.", FACTORIES, 'it says "largest", the source does not'),
    ],
)
def test_what_the_quote_does_not_carry_is_named(sentence: str, quote: str, reason: str) -> None:
    support = verify(sentence, [quote])
    assert (support.supported, support.reason) == (False, reason)
    assert support.score < 0.5


def test_what_is_told_respectively_is_told_in_that_order() -> None:
    quote = "Output and sales were 2.1 million and 1.9 million respectively, and the market share was 31%."
    assert verify("Sales were 1.9 million.", [quote]).supported
    assert verify("Sales were 2.1 million.", [quote]).reason == (
        "its number 2.1 million is said of something else in the source"
    )


def test_what_was_so_by_the_end_of_a_year_was_so_at_its_end() -> None:
    assert verify("A total of 5,095 green factories had been set up at the end of 2023.", [FACTORIES]).supported


def test_one_of_the_largest_is_not_the_largest() -> None:
    quote = "The yard is one of the largest on the coast."
    assert verify("The yard is the largest on the coast.", [quote]).reason == 'it leaves out the source\'s "one of"'
    assert verify("The yard is among the largest on the coast.", [quote]).supported


@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        (
            "Before 2010 the Alder group owned the upper floor of the Birch.",
            "Before 2010 the Birch owned the upper floor of the Alder group.",
            'it exchanges "Alder" and "Birch"',
        ),
        (
            "Steam drives most turbines (in the 1990s 80% of them), but use of gas has reduced that to the 90% regime.",
            "Steam drives most turbines (in the 1990s 90% of them), but use of gas has reduced that to the 80% regime.",
            "it exchanges 80 and 90",
        ),
        (
            "Steam turbines were used for propulsion of large ships throughout all the 20th century.",
            "Steam turbines were used for propulsion of large ships throughout most of the 20th century.",
            'it says "all", the source says "most of"',
        ),
        (
            "A gap may show neglect and so is a sign of decline.",
            "A gap may show neglect and so could be a sign of decline.",
            'it says as a fact what the source says with "could"',
        ),
    ],
)
def test_the_words_that_alone_differ_are_compared(sentence: str, quote: str, reason: str) -> None:
    assert verify(sentence, [quote]).reason == reason


def test_what_a_long_text_says_of_a_name_elsewhere_is_no_contradiction() -> None:
    others = " ".join(f"The yard of {name} sued the mill in a dispute over timber." for name in ("Alder", "Birch"))
    text = f"{others} Ann Lee, who ran the mill, paid for the quay with her own money after the flood."
    assert verify("The quay was paid for by Ann Lee with her own money after the flood.", [text]).supported


def test_a_name_in_a_compound_and_a_people_are_known() -> None:
    quote = "The South African firm builds drones that AI steers."
    assert verify("The firm from South Africa builds AI-steered drones.", [quote]).supported


def test_of_two_sentences_that_a_rule_names_the_likelier_scores_more() -> None:
    near, far = ("The Alder group's output rose 7%.", "Penguins ate 7% of the ferries.")
    assert verify(far, [GROUPS]).score < verify(near, [GROUPS]).score < 0.5


def test_a_place_left_out_widens_a_shortened_sentence() -> None:
    quote = "Fares rose by a tenth in coastal towns."
    assert verify("Fares rose by a tenth.", [quote]).reason == 'it leaves out the source\'s "in coastal towns"'


def test_an_acronym_stands_for_its_words_and_they_for_it() -> None:
    quote = "The Ministry of Industry and Information Technology published the list of factories."
    assert verify("The list of factories was published by the MIIT.", [quote]).supported
    assert verify(quote, ["The MIIT has published the list of factories."]).supported


def test_the_date_of_the_document_says_which_year_is_meant() -> None:
    quote = "Sales of boats rose last year by 4 percent."
    sentence = "Sales of boats rose by 4 percent in 2022."
    assert verify(sentence, [quote], date="March 3, 2023").supported
    assert verify(sentence, [quote]).reason == "it speaks of 2022, the source does not"


def test_a_sentence_may_rest_on_several_quotes() -> None:
    sentence = "Output of the Alder group rose 5% and the market share reached 31.1%."
    assert verify(sentence, [GROUPS, SALES]).supported
    assert verify(sentence, [GROUPS]).reason == "its number 31.1% is not in the source"


def test_what_has_nothing_to_do_with_the_quote_is_not_supported() -> None:
    support = verify("Penguins huddle together to keep warm.", [GROUPS])
    assert (support.supported, support.reason) == (False, "the source does not say this")


@pytest.mark.parametrize(
    "sentence",
    [
        SALES,
        SALES.replace(" ", "\n", 3),
        f"… {SALES} …",
        f"“{SALES}”",
    ],
)
def test_a_verbatim_quotation_is_supported_at_no_cost(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.verifying.verdict.read", lambda text: pytest.fail("it was read"))
    assert verify(sentence, [SALES]) == Support(True, 1.0)


def test_verbatim_words_that_their_sentence_denies_are_not_supported() -> None:
    quote = "The council did not say that the bridge is safe."
    assert not verify("The bridge is safe.", [quote]).supported


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [("", [SALES]), (" . ", [SALES]), ("Sales rose.", []), ("Sales rose.", [""]), ("x " * 50_000, [SALES])],
)
def test_what_cannot_be_checked_is_not_supported(sentence: str, quotes: list[str]) -> None:
    support = verify(sentence, quotes)
    assert (support.supported, support.score) == (False, 0.0)
    assert support.reason


@pytest.mark.parametrize(
    "filler",
    [
        "1",
        "1,111,",
        "not ",
        "A",
        "A of the ",
        "((",
        "one of the most largest ",
        "Ann Lee sued ",
        "in 2019 by May 2020, ",
    ],
)
def test_hostile_text_takes_the_rules_no_longer_than_its_length(filler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filler *= 100_000 // len(filler)
    monkeypatch.setattr("app.verifying.verdict.signals", lambda claim, source: dict.fromkeys(WEIGHTS, 0.0))
    begun = time.process_time()
    verify("Output of the Alder group, it is said, rose by more than 5 percent in 2023.", [filler])
    verify(filler[:4000], [GROUPS])
    assert time.process_time() - begun < 3
