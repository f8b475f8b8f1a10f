"""The house, kept by reading the imports: seeds <- index <- app <- eval, and each heavy library in its place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("index", "app", "eval")

MAY_IMPORT = {
    "index": {"index"},
    "app": {"index", "app"},
    "eval": {"index", "app", "eval"},
}

# Which files may import a heavy library; the whole package or the part of it that is heavy.
PLACES = {
    "chromadb": ("index/store.py",),
    "langchain_chroma": ("index/store.py",),
    "sentence_transformers": ("index/embedding.py",),
    "torch": ("index/embedding.py", "eval/reader/*.py"),
    "onnxruntime": ("app/extractive/reader.py", "eval/reader/*.py"),
    "ray": ("index/workers.py",),
    "langchain.chat_models": ("app/llm.py",),
    "streamlit": ("app/ui.py", "app/screens/*.py"),
    "streamlit.testing": (),
    "sqlite_utils": ("app/records/conversations.py",),
    "argon2": ("app/accounts/passwords.py",),
    "mcp": ("app/integrations/mcp_server.py",),
    "ragas": ("eval/faithfulness.py",),
}

# What makes a start slow: none of it may be loaded before something is asked.
SLOW = {"torch", "sentence_transformers", "chromadb", "streamlit", "langchain", "ragas", "bm25s"}


def modules() -> list[Path]:
    """Return every Python file of the packages, relative to the repository."""
    return sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def parse(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def imported(tree: ast.Module, path: Path) -> set[str]:
    """Return the dotted names a module imports, at its top or late, absolute, relative or by name."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names.update(alias.name for alias in node.names)
            case ast.ImportFrom():
                package = path.parts[: len(path.parts) - node.level] if node.level else ()
                module = ".".join([*package, *filter(None, [node.module])])
                names.update(f"{module}.{alias.name}" for alias in node.names)
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                names.add(name)
    return names


def is_inside(name: str, library: str) -> bool:
    return name == library or name.startswith(library + ".")


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level packages that this Python command line loads."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    timings = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert done.returncode == 0, [line for line in done.stderr.splitlines() if line not in timings]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in timings}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import torch.nn as nn, ray", {"torch.nn", "ray"}),
        ("from langchain import chat_models", {"langchain.chat_models"}),
        ("def late():\n    from chromadb.errors import NotFoundError", {"chromadb.errors.NotFoundError"}),
        ("from ..answers import Answer", {"app.answers.Answer"}),
        ("from . import chat", {"app.screens.chat"}),
        ("importlib.import_module('ragas')", {"ragas"}),
        ("__import__('streamlit')", {"streamlit"}),
        ("text = 'import torch'", set()),
    ],
)
def test_every_way_to_import_is_seen(source: str, names: set[str]) -> None:
    assert imported(ast.parse(source), Path("app/screens/documents.py")) == names


def test_the_packages_import_only_along_the_arrow() -> None:
    ours = {*PACKAGES, "tests", "seeds"}
    against = [
        f"{path} imports {name}"
        for path in modules()
        for name in sorted(imported(parse(path), path))
        if (top := name.split(".")[0]) in ours and top not in MAY_IMPORT[path.parts[0]]
    ]
    assert against == []


@pytest.mark.parametrize("library", PLACES)
def test_a_heavy_library_is_imported_in_its_place_only(library: str) -> None:
    elsewhere = [
        f"{path} imports {name}"
        for path in modules()
        for name in sorted(imported(parse(path), path))
        if is_inside(name, library) and not any(path.match(place) for place in PLACES[library])
    ]
    assert elsewhere == []


def test_only_the_command_lines_print() -> None:
    printing = [
        f"{path}:{node.lineno}"
        for path in modules()
        if path.name != "__main__.py"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in modules() if (tree := parse(path)).body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_module_of_app_hides_another() -> None:
    # `streamlit run app/ui.py` puts app/ first on sys.path, where app/types.py would be everyone's `types`;
    # and a module app/answer.py would replace the function in `from app import answer`.
    taken = {*sys.stdlib_module_names, *PACKAGES, *(place.split(".")[0] for place in PLACES), "answer"}
    hiding = [path.name for path in (ROOT / "app").iterdir() if path.stem in taken and not path.name.startswith("__")]
    assert hiding == []


def test_no_folder_has_a_name_that_means_nothing() -> None:
    # pages/ is another thing: Streamlit turns each file in it into a page.
    folders = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_dir()]
    assert [path.name for path in folders if path.name in {"pages", "core", "common", "utils"}] == []


def test_the_tests_are_no_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize(
    "arguments", [("-c", "import app"), ("-m", "app", "--help")], ids=["import app", "footnote --help"]
)
def test_starting_loads_nothing_slow(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "app" in loaded
    assert loaded & SLOW == set()
