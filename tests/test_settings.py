"""Settings: from the environment, frozen, absolute paths, and an error or a warning that names the variable."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import AppSettings
from index.errors import SettingsError
from index.settings import PROJECT, IndexSettings


def test_without_settings_the_seeds_are_read_and_everything_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOOTNOTE_DATA")
    settings = AppSettings.load()
    assert settings.model_dump() == {
        "documents": PROJECT / "seeds",
        "data": PROJECT / ".footnote",
        "chroma_url": None,
        "embeddings": None,
        "passage_words": 120,
        "passages": 40,
        "model": None,
        "model_timeout": 60.0,
        "readers": "everybody",
        "editors": "everybody",
    }


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", "/somewhere/else")
    monkeypatch.setenv("FOOTNOTE_PASSAGE_WORDS", "200")
    settings = IndexSettings.load(documents=tmp_path, passage_words=None)
    assert (settings.documents, settings.passage_words) == (tmp_path, 200)


def test_paths_are_made_absolute_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOOTNOTE_DOCUMENTS", "~/papers")
    monkeypatch.chdir(tmp_path)
    settings = IndexSettings.load(data=Path("below/../data"))
    monkeypatch.chdir("/")
    assert (settings.documents, settings.data) == (tmp_path / "home" / "papers", tmp_path / "data")


def test_the_home_of_nobody_is_no_traceback() -> None:
    assert IndexSettings.load(documents=Path("~no-such-user/papers")).documents.name == "papers"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCUMENTS", "CHROMA_URL", "EMBEDDINGS", "PASSAGE_WORDS"):
        monkeypatch.setenv(f"FOOTNOTE_{name}", "")
    settings = IndexSettings.load()
    assert (settings.documents, settings.chroma_url) == (PROJECT / "seeds", None)
    assert (settings.embeddings, settings.passage_words) == (None, 120)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("FOOTNOTE_PASSAGE_WORDS", "many", "a valid integer"),
        ("FOOTNOTE_PASSAGE_WORDS", "5", "greater than or equal to 20"),
        ("FOOTNOTE_PASSAGES", "0", "greater than or equal to 1"),
        ("FOOTNOTE_PASSAGES", "1000", "less than or equal to 200"),
    ],
)
def test_an_unusable_value_is_an_error_that_names_the_variable(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} cannot be '{value}': .*{reason}") as caught:
        AppSettings.load()
    assert caught.value.hint == f"Correct {name} or unset it."


def test_settings_cannot_be_changed() -> None:
    settings = IndexSettings.load()
    with pytest.raises(ValidationError, match="frozen"):
        settings.passage_words = 50


def test_a_misspelt_variable_is_warned_about_with_the_nearest_name() -> None:
    environment = {
        "FOOTNOTE_DOCUMNETS": "x",
        "FOOTNOTE_DATA": "y",
        "footnote_data": "z",
        "OTHER": "",
        "FOOTNOTE_ZZ": "",
    }
    assert AppSettings.misspelt(environment) == (
        "FOOTNOTE_DOCUMNETS is not a setting and is ignored; did you mean FOOTNOTE_DOCUMENTS?",
        "FOOTNOTE_ZZ is not a setting and is ignored.",
    )
