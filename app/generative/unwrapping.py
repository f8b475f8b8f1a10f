"""A reply in JSON, which nobody asked for -> the lines it would have been. Knows no passage."""

import json
import re
from collections.abc import Iterator
from typing import Any

_PAIR = re.compile(r'"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)')
DEEPEST = 6  # levels
_SAYS = re.compile(r"sentence|statement|claim|answer|text|response|content|point|fact|output|result", re.IGNORECASE)
_NAMES = re.compile(r"passage|source|citation|cite|marker|mark|number|ref|doc|id\b|index|^n$", re.IGNORECASE)
_QUOTES = re.compile(r"quot|words|evidence|excerpt|verbatim|support|span", re.IGNORECASE)


def unwrapped(text: str) -> Iterator[str]:
    """Yield the statements of a JSON reply as lines in the form that was asked for."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text.strip())
    except (ValueError, RecursionError):
        # Cut off: what it had said until then.
        for key, value in _PAIR.findall(text):
            yield from value.replace("\\n", "\n").replace('\\"', '"').splitlines() if _SAYS.search(key) else ()
        return
    yield from _lines(value, DEEPEST)


def _lines(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _lines(one, depth - 1)
    elif isinstance(value, dict) and depth:
        said = next((one for key, one in value.items() if _SAYS.search(key) and isinstance(one, str)), None)
        if said is None:
            for one in value.values():
                if not isinstance(one, str):
                    yield from _lines(one, depth - 1)
            return
        numbers = [n for key, one in value.items() if _NAMES.search(key) for n in _numbers(one)]
        quoted = [q for key, one in value.items() if _QUOTES.search(key) for q in _strings(one)]
        one_line = " ".join(said.split()) if numbers or quoted else said
        suffix = "".join(f" [{n}]" for n in numbers) + "".join(f" “{q}”" for q in quoted)
        yield from f"{one_line}{suffix}".splitlines()
        for key, one in value.items():
            if isinstance(one, (list, dict)) and not _NAMES.search(key) and not _QUOTES.search(key):
                yield from _lines(one, depth - 1)


def _numbers(value: Any) -> list[int]:
    found = value if isinstance(value, list) else [value]
    numbers = (re.fullmatch(r"\W*(\d{1,3})\W*", str(one)) for one in found if isinstance(one, (str, int)))
    return [int(match[1]) for match in numbers if match]


def _strings(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [" ".join(one.split()).replace("”", "'") for one in found if isinstance(one, str) and one.strip()]
