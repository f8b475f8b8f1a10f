"""Sentence spans: exact, complete, in order, and cut where a reader would cut."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Span, SpanKind
from index.paragraphs import separators
from index.sentences import LONGEST, split_sentences

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

PIECES = st.sampled_from(
    [
        *("The plan", "ends", "Dr. Smith", "U.S.", "No. 5", "e.g.", "Inc.", "1.5", "3.14 million", "www.example.com"),
        *(". ", "? ", "! ", "... ", "…", ".", ";", ", ", ": ", '"', '."', "”", "“", "'", "(", ")", "[12]", "¹", "** "),
        *("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\f", "\u2028", "\u2029", "\u00a0", "\u3000", "\t", " ", "   "),
        *("\n- ", "\n* ", "\n• ", "\n1. ", "\n(a) ", "\n一、", "\n| a | b |", "Tao Qing:", "Q: ", "J. K. Rowling"),
        *("绿色工厂", "。", "；", "！", "「はい。」と", "发展", "😀", "é", "\u200b", "x" * 600, "word " * 150),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))
KINDS: list[SpanKind] = ["furniture", "furniture", "title", "heading", "label", "date", "speaker"]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))
    drawn = draw(st.lists(st.tuples(offsets, offsets, st.sampled_from(KINDS)), max_size=6))
    return text, tuple(Span(min(one, two), max(one, two), kind) for one, two, kind in drawn if one != two)


def shown(text: str, spans: tuple[Span, ...] = ()) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, spans)]


def paragraphs(text: str, spans: tuple[Span, ...] = ()) -> list[int]:
    return [sentence.paragraph for sentence in split_sentences(text, spans)]


def marked(text: str, *marks: tuple[str, SpanKind]) -> tuple[Span, ...]:
    """Return a span for each quoted stretch, searched in order."""
    spans: list[Span] = []
    for quote, kind in marks:
        start = text.index(quote, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(quote), kind))
    return tuple(spans)


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


# Properties


@settings(deadline=None, max_examples=150)
@given(texts_with_spans())
def test_sentences_are_ordered_apart_and_hold_every_visible_character_once(case: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = case
    sentences = split_sentences(text, spans)
    furniture = {at for span in spans if span.kind == "furniture" for at in range(span.start, span.end)}

    covered: list[int] = []
    for sentence in sentences:
        assert 0 < sentence.end - sentence.start <= LONGEST
        for edge in (sentence.start, sentence.end - 1):
            assert not text[edge].isspace()
            assert edge not in furniture
        covered += (at for at in range(sentence.start, sentence.end) if at not in furniture and not text[at].isspace())
    assert covered == [at for at, sign in enumerate(text) if at not in furniture and not sign.isspace()]
    assert [sentence.paragraph for sentence in sentences] == sorted(sentence.paragraph for sentence in sentences)
    assert {sentence.paragraph for sentence in sentences} == set(range(len({s.paragraph for s in sentences})))
    assert sentences == split_sentences(text, spans)


@settings(deadline=None, max_examples=100)
@given(texts_with_spans())
def test_no_sentence_goes_over_a_line_of_furniture_or_the_edge_of_a_heading(
    case: tuple[str, tuple[Span, ...]],
) -> None:
    text, spans = case
    walls = separators(text, spans)
    headings = sorted(span for span in spans if span.kind in ("title", "heading", "label"))[:1]
    for sentence in split_sentences(text, spans):
        assert all(end <= sentence.start or sentence.end <= start for start, end in walls)
        for span in headings:
            apart = span.end <= sentence.start or sentence.end <= span.start
            assert apart or (span.start <= sentence.start and sentence.end <= span.end)


# Where a sentence ends, and where it does not

ONE_SENTENCE = {
    "number sign": "The line runs as No. 5 on the map.",
    "country": "The U.S. Government paid for it.",
    "title": "It was Dr. Smith who said so.",
    "for example": "Metals, e.g. Copper and e.g. zinc, are recycled.",
    "that is": "The ministry, i.e. MIIT, agreed.",
    "figure": "As Fig. 3 shows, output rose.",
    "figure with letter": "As Fig. S2 and Sec. IV show, output rose.",
    "approximately": "It took approx. 5 years.",
    "company said": "Acme Inc. said it would.",
    "company and name": "Acme Inc. Chief Executive Jo Lee agreed.",
    "million": "They sold 1.5 million of them.",
    "decimal": "The ratio is 3.14 today.",
    "site": "See www.example.com and System.Text.Json for more.",
    "clock": "It opens at 9 a.m. Monday and closes at 5 p.m. sharp.",
    "month": "It began on Jan. 5 and ended on Sept. 30.",
    "initials": "The author is J. K. Rowling of Britain.",
    "initial that looks like a word": "The authors are K. He, J. A. Smith and others.",
    "saint": "The road to St. Louis is open.",
    "versus": "It is growth vs. Stability again.",
    "pages": "The table is on pp. 3-4 and p. 7 of it.",
    "ellipsis": "It rose ... and then it fell... again.",
    "ellipsis first": "... and then it fell.",
    "cut quotation": "They said [...] The plan stands.",
    "question in a quotation": '"Where will it go?" he asked.',
    "exclamation in a quotation": "“Enough!” she said.",
    "semicolons": 'Mo said,"First, steel is clean; second, water is saved; third, "zero waste" is near."',
    "full-width semicolon in English": "Steel is clean； water is saved.",
    "enumerator": "1. Scope of the plan",
    "lettered enumerator": "A. Scope of the plan",
    "enumerator after a colon": "The steps: 1. Read the plan",
    "dotted line": "Contents ........ 5",
    "product with an exclamation mark": "The Yahoo! news page is gone.",
    "japanese quotation": "彼は「はい。」と言った。",
}


@pytest.mark.parametrize("text", ONE_SENTENCE.values(), ids=ONE_SENTENCE.keys())
def test_stays_one_sentence(text: str) -> None:
    assert shown(text) == [text]


# "|" is where the cut must be; it is not part of the text.
SEVERAL_SENTENCES = {
    "company": "He left Acme Inc. |The next day he was back.",
    "country": "He moved to the U.S. |The visa took a year.",
    "clock": "It closes at 5 p.m. |It opens again at 9.",
    "and so on": "Wind, sun, etc. |Coal is not among them.",
    "refusal": "No. |We do not.",
    "ordinal": "It opened on the 14th. |Visitors came.",
    "years in brackets": "It is the plan (2021-2025). |We follow it.",
    "bracketed sentence": "It rose. |(The index fell.) |Then it stopped.",
    "number first": "They were 2.11 million, respectively. |2.09 million units were sold.",
    "footnote mark": "It was founded in 1990.[12] |The rest is history.[3][4] |It ends.",
    "footnote mark without space": "It was founded in 1990.[12]|The rest is history.",
    "superscript": "It was founded in 1990.² |The rest is history.",
    "no space": "It serves development.|The plan ends in 2025.|It was met by 40%.|Then it grew.",
    "no space before a quotation": "The effect is prominent.|'5G+ Industrial Internet' has led.",
    "no space after a quotation": 'He said,"It grows."|Mo agreed. |He said,"It falls."',
    "question": "Is it so? |It is! |Indeed?! |Yes.",
    "quotation of several sentences": '"It grows. |It is clean." |Mo said so.',
    "typographic quotation": "“It grows. |It is clean.” |Mo said so.",
    "spaced closing quotation mark": "“It grows. ” |Mo said so.",
    "ellipsis": "It rose... |Then it fell… |Now it rests.",
    "brand in lower case": "It sells phones. |iPhone sales fell.",
    "non-breaking space": "It grows.\u00a0|It is clean.",
    "russian": "Завод построен. |Он работает.",
    "chinese": "绿色工厂5095家。|占比31.1%！|是吗？|发展很快；|未来可期。",
    "chinese quotation": "他说：“发展很快。未来可期。”".replace("快。", "快。|") + "|大家同意。",
    "chinese quotation that goes on": "“发展很快。”，他说。|大家同意。",
    "chinese with western stops": "绿色工厂建成.|发展很快?|是的.",
    "chinese in english": "您的电子邮箱地址不会被公开。 |必填项已用 * 标注",
}


@pytest.mark.parametrize("marked_text", SEVERAL_SENTENCES.values(), ids=SEVERAL_SENTENCES.keys())
def test_is_cut_at_the_bars(marked_text: str) -> None:
    assert shown(marked_text.replace("|", "")) == [part.strip() for part in marked_text.split("|")]


# Lines, paragraphs, lists


def test_wrapped_lines_read_on_whatever_the_line_end() -> None:
    wrapped = (
        "The ministry has accelerated the construction of a modern industrial{0}"
        "system and promoted green factories. It was led by Dr.{0}"
        "Smith of the Ministry of Industry and Information Technology of{0}"
        "China and others."
    )
    for newline in ("\n", "\r\n", "\r", "\u2028", "\f"):
        text = wrapped.format(newline)
        assert len(split_sentences(text)) == 2
        assert shown(text)[1].startswith("It was led by Dr.")
        assert set(paragraphs(text)) == {0}


@pytest.mark.parametrize(
    ("lines", "expected_paragraphs"),
    [
        pytest.param(
            ["Ministry of Industry", "12 Main Street", "Beijing 100804", "Phone 555 0100"], [0] * 4, id="address"
        ),
        pytest.param(
            [
                "Whose woods these are I think I know",
                "His house is in the village though;",
                "He will not see me stopping here",
                "To watch his woods fill up with snow.",
            ],
            [0] * 4,
            id="verse",
        ),
        pytest.param(
            ["Released this week", "The ministry has published the plan for the development of industry."],
            [0, 0],
            id="short line above a longer one",
        ),
        pytest.param(["Year\tOutput", "2022\t390", "2023\t410"], [0] * 3, id="tab-separated rows"),
        pytest.param(["| Year | Output |", "| 2022 | 390 million |"], [0, 0], id="table rows"),
        pytest.param(["The measures:", "- steel", "- cement", "- glass"], [0, 1, 2, 3], id="dashes"),
        pytest.param(["The measures:", "1. Steel", "2. Cement is made", "3. Glass"], [0, 1, 2, 3], id="numbers"),
        pytest.param(["The measures are", "(a) steel,", "(b) cement."], [0, 1, 2], id="letters"),
        pytest.param(["措施如下：", "一、钢铁", "二、水泥"], [0, 1, 2], id="chinese numerals"),
        pytest.param(["• steel", "• cement" + " and glass" * 12, "• glass"], [0, 1, 2], id="bullets"),
        pytest.param(["发展很快。", "\u3000\u3000未来可期。"], [0, 1], id="chinese indentation"),
    ],
)
def test_lines_that_do_not_read_on(lines: list[str], expected_paragraphs: list[int]) -> None:
    text = "\r\n".join(lines)
    assert shown(text) == [line.strip() for line in lines]
    assert paragraphs(text) == expected_paragraphs


def test_paragraphs_end_at_blank_lines_and_where_lines_are_too_long_to_be_wrapped() -> None:
    assert paragraphs("One.\n\nTwo. Three.\r\n \u00a0\r\n\r\nFour.\u2029Five.") == [0, 1, 1, 2, 3]
    assert paragraphs("The plan is new. " * 15 + "\n" + "It is good.") == [0] * 15 + [1]


def test_a_dash_or_number_that_begins_a_wrapped_line_is_no_list_item() -> None:
    text = (
        "The committee met the producers of steel, cement and glass in the city\n"
        "- and on the day after, the consumers - to hear of the meetings of May\n"
        "5. But nothing came of it."
    )
    assert set(paragraphs(text)) == {0}
    assert shown(text)[0].endswith("meetings of May\n5.")


# Spans


def test_titles_headings_and_labels_are_sentences_of_their_own() -> None:
    text = "Dr. Smith rises. A portrait\nOutput\nIt rose. It fell.\n\nTao Qing: In 2023 it rose. Q: Why?"
    spans = marked(
        text, ("Dr. Smith rises. A portrait", "title"), ("Output", "heading"), ("Tao Qing:", "label"), ("Q:", "label")
    )
    assert shown(text, spans) == [
        *("Dr. Smith rises. A portrait", "Output", "It rose.", "It fell."),
        *("Tao Qing:", "In 2023 it rose.", "Q:", "Why?"),
    ]
    assert paragraphs(text, spans) == [0, 1, 2, 2, 3, 3, 4, 4]


def test_markdown_residue_stays_inside_a_sentence_and_off_its_edges() -> None:
    text = "** The plan is **bold** and new **. ** It is good. **"
    spans = tuple(Span(match.start(), match.end(), "furniture") for match in re.finditer(r" ?\*\* ?", text))
    assert shown(text, spans) == ["The plan is **bold** and new **.", "It is good."]
    assert separators(text, spans) == ()


@pytest.mark.parametrize(
    "furniture", ["< 1 2 3 >", "Leave a comment:\nName\nMail", "** **"], ids=["a line", "lines", "residue on a line"]
)
def test_a_line_of_furniture_separates_paragraphs(furniture: str) -> None:
    text = f"It rose and\n{furniture}\nfell in the end."
    spans = marked(text, (furniture, "furniture"))
    assert shown(text, spans) == ["It rose and", "fell in the end."]
    assert paragraphs(text, spans) == [0, 1]
    assert separators(text, spans) == ((spans[0].start, spans[0].end),)


def test_nothing_but_white_space_and_furniture_has_no_sentence() -> None:
    assert split_sentences("") == ()
    assert split_sentences(" \r\n\u00a0\f\u3000\u2028") == ()
    assert split_sentences("< 1 2 >\n", (Span(0, 7, "furniture"),)) == ()


# The seeds


@pytest.mark.parametrize(
    ("number", "first", "second"),
    [
        ("000", "2.115 million and 2.115 million, respectively.", "2.09 million units, a year-on-year increase"),
        ("000", "您的电子邮箱地址不会被公开。", "必填项已用 * 标注"),
        ("001", 'accelerate industrial green transformation."', "Zhao Zhiguo said that he will focus on three"),
        ("002", "14th Five-Year Plan period (2021-2025).", 'We will consistently strengthen the "green" aspects'),
        ("002", '"zero-waste industrial parks" and "zero-waste enterprises."', "We will promote the well-regulated"),
        ("003", "low-carbon industrial development.\"", 'Mo Junyuan said,"First, the industrial structure'),
        ("003", "digital empowerment and greening has been prominent.", "'5G+ Industrial Internet' has taken the lead"),
        ("004", "Industrial Green Development\", \"The 13th Five-Year Plan\" \"Since then, China's industrial green "
         "development has achieved remarkable results.", "According to reports, during the"),
    ],
)  # fmt: skip
def test_sentences_of_the_seeds(number: str, first: str, second: str) -> None:
    sentences = shown(seed(number))
    before = next(at for at, sentence in enumerate(sentences) if sentence.endswith(first))
    assert sentences[before + 1].startswith(second)


def test_a_list_within_a_quotation_is_one_sentence() -> None:
    (sentence,) = (sentence for sentence in shown(seed("003")) if sentence.startswith('Mo Junyuan said,"First'))
    assert sentence.count(";") == 4
    assert sentence.endswith('are accelerating development."')


# Size


def test_a_huge_sentence_is_cut_after_clauses_then_between_words_then_anywhere() -> None:
    clauses = "steel and cement and glass are made in ever cleaner ways, " * 40
    assert all(part.endswith(",") for part in shown(clauses))
    assert [len(part) for part in shown(clauses)] == [985, 985, 347]

    words = "abcdefghi " * 250
    assert [len(part) for part in shown(words)] == [999, 999, 499]

    assert [len(part) for part in shown("x" * 2500 + " y")] == [1000, 1000, 502]


@pytest.mark.parametrize(
    "text",
    [
        "The rate rose by 5.2% in 2023, said Dr. Smith of Acme Inc. yesterday. " * 14_000,
        "x" * 1_000_000,
        "a ?" * 330_000,
        '."' * 500_000,
        ".[" * 500_000,
        " " * 1_000_000 + "x",
        "a.B" * 330_000,
    ],
    ids=["prose", "one word", "stops without end", "quotes", "brackets", "white space", "glued words"],
)
def test_a_megabyte_in_one_line_takes_linear_time(text: str) -> None:
    started = time.process_time()
    sentences = split_sentences(text)
    assert time.process_time() - started < 15  # 0.1 to 2 s measured; a quadratic rule needs minutes
    assert max(sentence.end - sentence.start for sentence in sentences) <= LONGEST
