"""Passages: whole sentences, exact text, whole paragraphs where they fit."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import Chunk, chunk
from index.documents import Document, Span, SpanKind
from index.paragraphs import separators
from index.sentences import split_sentences

KINDS: tuple[SpanKind, ...] = ("furniture", "title", "heading", "label", "date")
PIECES = st.sampled_from(
    [
        *("It rose. ", "Output of the green factories rose by 5.2% in 2023, said Dr. Smith. ", "Why? ", "word " * 40),
        *(
            "\n\n",
            "\n\n",
            "\r\n",
            "\n- ",
            "\n1. ",
            "Output\n",
            "Tao Qing: ",
            "发展很快。",
            "绿色" * 80,
            "** ",
            "x" * 300,
        ),
    ]
)


@st.composite
def documents(draw: st.DrawFn, kinds: tuple[SpanKind, ...] = KINDS) -> Document:
    text = draw(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join)))
    offsets = st.integers(0, len(text))
    drawn = draw(st.lists(st.tuples(offsets, offsets, st.sampled_from(kinds)), max_size=6))
    spans = tuple(Span(min(one, two), max(one, two), kind) for one, two, kind in drawn if one != two)
    return Document("news/a.txt", text, "0" * 64, spans=spans)


def made(text: str, *spans: Span, words: int = 120) -> tuple[Document, tuple[Chunk, ...]]:
    document = Document("a.txt", text, "0" * 64, spans=spans)
    return document, chunk(document, split_sentences(text, spans), words=words)


def texts(text: str, *spans: Span, words: int = 120) -> list[str]:
    return [part.passage.text for part in made(text, *spans, words=words)[1]]


def marked(text: str, *marks: tuple[str, SpanKind]) -> list[Span]:
    return [Span(text.index(quote), text.index(quote) + len(quote), kind) for quote, kind in marks]


def paragraph(length: int, word: str = "steel", sentence: int = 10) -> str:
    """Return a paragraph of so many words in sentences of `sentence` words."""
    return " ".join(f"{word.capitalize()}{f' {word}' * (sentence - 1)}." for _ in range(length // sentence))


# Properties


@settings(deadline=None, max_examples=150)
@given(documents(), st.integers(1, 150))
def test_each_sentence_is_in_one_passage_that_is_an_exact_slice(document: Document, words: int) -> None:
    sentences = split_sentences(document.text, document.spans)
    chunks = chunk(document, sentences, words=words)

    assert [at for part in chunks for at in range(part.first, part.last)] == list(range(len(sentences)))
    for part in chunks:
        passage = part.passage
        assert passage.start == sentences[part.first].start
        assert passage.end == sentences[part.last - 1].end
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.document_id == document.id
        assert passage.id == f"news/a.txt#{passage.start}-{passage.end}"
    assert chunks == chunk(document, sentences, words=words)


@settings(deadline=None, max_examples=100)
@given(documents(kinds=("furniture", "title", "heading")), st.integers(1, 150))
def test_no_passage_goes_over_a_line_of_furniture_or_a_heading(document: Document, words: int) -> None:
    sentences = split_sentences(document.text, document.spans)
    walls = separators(document.text, document.spans)
    headings = [span for span in document.spans if span.kind != "furniture"]
    for part in chunk(document, sentences, words=words):
        assert all(end <= part.passage.start or part.passage.end <= start for start, end in walls)
        heads = [
            any(span.start <= sentence.start < span.end for span in headings)
            for sentence in sentences[part.first : part.last]
        ]
        assert heads == sorted(heads, reverse=True)


# Packing


def test_whole_paragraphs_are_packed_while_they_fit() -> None:
    parts = [paragraph(50, "steel"), paragraph(60, "glass"), paragraph(40, "paper"), paragraph(70, "water")]
    assert texts("\n\n".join(parts)) == ["\n\n".join(parts[:2]), "\n\n".join(parts[2:])]


def test_a_long_paragraph_is_cut_into_roughly_equal_parts() -> None:
    text = paragraph(20, "glass") + "\n\n" + paragraph(130) + "\n\n" + paragraph(20, "paper")
    assert [len(part.split()) for part in texts(text)] == [20, 70, 60, 20]


def test_a_sentence_longer_than_a_passage_is_its_own_passage() -> None:
    long = "Steel" + " steel" * 150 + "."
    assert texts(f"It rose. {long} It fell.") == ["It rose.", long, "It fell."]


def test_a_list_stays_with_its_lead() -> None:
    before, lead, items = paragraph(90), "The plan has three parts:", "\n".join(f"- {paragraph(10)}" for _ in range(3))
    assert texts(f"{before}\n\n{lead}\n{items}") == [before, f"{lead}\n{items}"]


def test_a_list_too_long_for_one_passage_is_cut_between_items() -> None:
    items = [f"{number}. {paragraph(50)}" for number in (1, 2, 3)]
    assert texts("The plan:\n\n" + "\n".join(items)) == ["The plan:\n\n" + "\n".join(items[:2]), items[2]]


def test_a_heading_starts_a_passage_and_a_label_stays_with_what_follows() -> None:
    text = f"Green growth\n\nIt rose.\n\nOutput\n\nTao Qing:\n\n{paragraph(130)}\n\nThe end"
    spans = marked(
        text, ("Green growth", "title"), ("Output", "heading"), ("Tao Qing:", "label"), ("The end", "heading")
    )
    passages = texts(text, *spans)
    assert [passage.split("\n")[0] for passage in passages[:2]] == ["Green growth", "Output"]
    assert passages[1].startswith("Output\n\nTao Qing:\n\nSteel steel")
    assert passages[2].startswith("Steel steel")
    assert passages[3:] == ["The end"]


def test_headings_in_a_row_share_the_passage_they_open() -> None:
    text = "Part one\n\nOutput\n\nIt rose.\n\nPart two\n\nIt fell."
    spans = marked(text, ("Part one", "heading"), ("Output", "heading"), ("Part two", "heading"))
    assert texts(text, *spans) == ["Part one\n\nOutput\n\nIt rose.", "Part two\n\nIt fell."]


def test_a_heading_is_not_parted_from_a_long_sentence() -> None:
    text = "Output of steel\n\n" + "Steel" + " steel" * 118 + ".\n\nIt rose."
    assert texts(text, Span(0, 15, "heading")) == [text.removesuffix("\n\nIt rose."), "It rose."]


def test_furniture_of_a_line_parts_passages_and_residue_in_a_line_does_not() -> None:
    text = "It rose. ** It fell.\n< 1 2 3 >\nIt rests."
    assert texts(text, *marked(text, ("** ", "furniture"), ("< 1 2 3 >", "furniture"))) == [
        "It rose. ** It fell.",
        "It rests.",
    ]


def test_two_chinese_characters_count_as_a_word() -> None:
    sentence = "绿色工厂发展很快。"  # 8 characters: 4 words
    assert [len(part) // len(sentence) for part in texts(sentence * 60)] == [30, 30]


def test_codes_and_rows_of_symbols_do_not_make_endless_passages() -> None:
    links = "\n".join(f"Https://example.com/{'0123456789' * 20}/{number}" for number in range(20))
    rows = "| --- | --- |\n" * 400
    assert max(len(passage) for passage in texts(links) + texts(rows)) <= 120 * 12 + 40


def test_no_sentence_no_passage() -> None:
    assert made("\n \n")[1] == ()


def test_passages_of_the_seeds_are_whole_paragraphs_of_a_readable_length(seeds: Path) -> None:
    paths = sorted(seeds.glob("00?_*.txt"))
    assert len(paths) == 5
    for path in paths:
        text = path.read_bytes().decode("utf-8")
        document, chunks = made(text)
        lengths = [len(part.passage.text.split()) for part in chunks]
        assert max(lengths) <= 120
        assert sum(lengths) == len(document.text.split())
        blocks = [block for block in re.split(r"\n\s*\n", text) if 0 < len(block.split()) <= 100]
        assert all(any(block.strip() in part.passage.text for part in chunks) for block in blocks)


@pytest.mark.parametrize("words", [30, 60, 240])
def test_passages_keep_to_the_length_asked_for(words: int) -> None:
    text = "\n\n".join(paragraph(length) for length in (10, 250, 30, 40, 20, 120))
    lengths = [len(passage.split()) for passage in texts(text, words=words)]
    assert max(lengths) <= words
    assert sum(lengths) == 470
