"""Search: fusion by hand, ranks of each retriever, equal input equal output, and passages that are where they say."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents import Hit, Passage
from index.ingest import build_index
from index.opening import Library, open_library, open_retriever
from index.retrieval import Hybrid
from index.settings import IndexSettings

TEXTS = {
    "cars.txt": "Electric cars reached a share of 31% in March.\n",
    "odd#name 1-2.txt": "Sulphur emissions fell by 12% in Hamburg.\n\nThe harbour was dredged twice.\n",
    "steel.txt": "Steel mills closed twelve furnaces.\n",
    "twin.txt": "Steel mills closed twelve furnaces.\n",
}


def make_library(folder: Path, texts: dict[str, str]) -> Library:
    (folder / "documents").mkdir()
    for name, text in texts.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8", newline="")
    given_folder = IndexSettings.load(documents=folder / "documents", data=folder / "data")
    build_index(given_folder)
    return open_library(given_folder)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = make_library(tmp_path_factory.mktemp("small"), TEXTS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def of_seeds(seeds: Path) -> Iterator[Library]:
    read = IndexSettings.load(documents=seeds)
    build_index(read)
    opened = open_library(read)
    yield opened
    opened.close()


class Fixed:
    """A retriever that always finds the same passages."""

    def __init__(self, name: str, found: Sequence[str]) -> None:
        self._hits = [
            Hit(Passage(f"{one}#0-1", one, 0, 1, "x"), 1.0, {name: rank}) for rank, one in enumerate(found, 1)
        ]

    def search(self, query: str, k: int) -> list[Hit]:
        return self._hits[:k]


def test_fusion_adds_the_reciprocal_ranks() -> None:
    fused = Hybrid(Fixed("dense", ["a", "b", "c"]), Fixed("keyword", ["c", "d"])).search("", 10)
    assert [(hit.passage.document_id, hit.score, hit.ranks) for hit in fused] == [
        ("c", 1 / 63 + 1 / 61, {"dense": 3, "keyword": 1}),
        ("a", 1 / 61, {"dense": 1}),
        ("b", 1 / 62, {"dense": 2}),
        ("d", 1 / 62, {"keyword": 2}),
    ]


def test_fusion_takes_any_number_of_retrievers_and_at_most_k_hits() -> None:
    one, two, three = (Fixed(name, found) for name, found in (("x", "ab"), ("y", "ba"), ("z", "b")))
    assert [hit.passage.document_id for hit in Hybrid(one, two, three).search("", 1)] == ["b"]
    assert [hit.passage.document_id for hit in Hybrid(one, two).search("", 9)] == ["a", "b"]
    assert Hybrid().search("", 9) == []


def test_a_hit_says_its_rank_in_each_retriever(library: Library) -> None:
    best, *others = library.search("sulphur emissions in Hamburg", 4)
    assert best.passage.document_id == "odd#name 1-2.txt"
    assert best.ranks == {"dense": 1, "keyword": 1}
    assert best.score == 1 / 61 + 1 / 61
    assert [hit.ranks for hit in others] == [{"dense": 2}, {"dense": 3}, {"dense": 4}]


def test_equal_passages_come_in_the_order_of_their_documents(library: Library) -> None:
    first, second, *_ = library.search("steel mills", 4)
    assert [first.passage.document_id, second.passage.document_id] == ["steel.txt", "twin.txt"]
    assert [first.ranks, second.ranks] == [{"dense": 1, "keyword": 1}, {"dense": 2, "keyword": 2}]


def test_the_same_query_finds_the_same(of_seeds: Library) -> None:
    again = open_retriever(of_seeds.settings)
    for query in ("new energy vehicles in the first quarter", "Zhao Zhiguo", "绿色"):
        assert of_seeds.search(query, 20) == of_seeds.search(query, 20) == again.search(query, 20)


@pytest.mark.parametrize("query", ["zzyzx qwrtp", "the of and", "?!", ""])
def test_a_query_without_a_known_word_finds_by_meaning_alone(query: str, library: Library) -> None:
    assert library.lexicon.search(query, 5) == []
    assert [[*hit.ranks] for hit in library.search(query, 2)] == [["dense"], ["dense"]]


def test_a_search_for_more_than_there_is_finds_all(library: Library) -> None:
    assert len(library.search("anything", 200)) == library.catalog.passage_count


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("sulhpur", "sulphur"),
        ("emision", "emission"),
        ("furnacse", "furnac"),
        ("hambrug", "hamburg"),
        ("photosynthesis", None),
        ("cra", None),
        ("31x", None),
    ],
)
def test_a_misspelt_word_is_understood(misspelt: str, meant: str | None, library: Library) -> None:
    assert library.lexicon.nearest(misspelt) == meant


def test_a_word_is_counted_in_passages(library: Library) -> None:
    assert {word: library.lexicon.frequency(word) for word in ("steel", "sulphur", "zzyzx")} == {
        "steel": 2,
        "sulphur": 1,
        "zzyzx": 0,
    }


@pytest.mark.parametrize("which", ["library", "of_seeds"])
def test_every_passage_is_found_by_its_id_and_by_its_vector(which: str, request: pytest.FixtureRequest) -> None:
    catalog, store = (opened := request.getfixturevalue(which)).catalog, opened.store
    for number in range(catalog.passage_count):
        passage = catalog.passage(number)
        assert catalog.passage_number(passage.id) == number
        assert catalog.document(passage.document_id).text[passage.start : passage.end] == passage.text
        # Two passages may have the same words: one of them is found.
        (nearest,) = store.nearest(catalog.passage_vector(number), 1)
        assert catalog.passage(catalog.passage_number(nearest)).text == passage.text


@pytest.mark.parametrize("wrong", ["steel.txt#0-3", "steel.txt#1-35", "steel.txt", "gone.txt#0-35", "#", ""])
def test_a_passage_that_is_not_there_is_a_key_error(wrong: str, library: Library) -> None:
    with pytest.raises(KeyError):
        library.catalog.passage_number(wrong)


# Lines of the kind that shift offsets: carriage returns, NBSP, characters beyond the BMP, no final newline.
PIECES = st.sampled_from(
    [
        "Output rose by 5%.",
        "“Green” growth, he said.",
        "电动汽车销量增长。",
        "\r\n",
        "\n\n",
        " \u00a0",
        "😀 Yes!",
        "Dr. A. B. Smith",
    ]
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(PIECES, min_size=1, max_size=12).map("".join), min_size=1, max_size=3))
def test_every_passage_of_any_folder_is_its_documents_own_text(texts: list[str]) -> None:
    if not any(text.strip() for text in texts):
        texts = [*texts, "Something."]
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(Path(folder), {f"{number}.txt": text for number, text in enumerate(texts)})
        for number in range(library.catalog.passage_count):
            passage = library.catalog.passage(number)
            text = (Path(folder) / "documents" / passage.document_id).read_bytes().decode("utf-8")
            assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        library.close()
