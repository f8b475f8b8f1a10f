"""A folder of a test's own documents, and `answer` for it."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

from app import Answer, AppSettings, answer

Ask = Callable[..., Answer]


def asking(home: Path, documents: Mapping[str, str]) -> Ask:
    """Return `answer` for a folder of these documents, which its first question indexes."""
    folder = home / "documents"
    folder.mkdir(parents=True)
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    return functools.partial(answer, settings=AppSettings.load(documents=folder, data=home / "data"))
