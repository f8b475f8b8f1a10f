"""The script a question is written in, and what it shares with texts in Latin letters; knows nothing of documents."""

import re
import unicodedata
from collections import Counter

_LANGUAGES = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
_IDEOGRAPH, _LETTER = 5, 2  # weights: two ideographs make a word, as five letters do
_FORMULA = re.compile(r"(?<![^\W\d_])[\u0370-\u03ff](?![^\W\d_])")  # one Greek letter alone: "η", "Δ 5"

_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_NUMBER = r"\d+(?:[.,]\d+)*"
_WORD = rf"(?:\d{{1,3}})?[{_LETTERS}][{_LETTERS}\d]*(?:['’&-][{_LETTERS}][{_LETTERS}\d]*)*"
_SHARED = re.compile(rf"{_WORD}(?: {_WORD})*|{_NUMBER}")


def unread_script(question: str) -> str | None:
    """Return what a question is written in ("Chinese", "Cyrillic") where Latin letters are not most of it, else None.

    Greek letters that stand alone are symbols and do not count.
    """
    weights: Counter[str] = Counter()
    for letter in filter(str.isalpha, _FORMULA.sub(" ", unicodedata.normalize("NFKC", question))):
        script = unicodedata.name(letter, "LATIN").split()[0]
        weights[script] += _IDEOGRAPH if script == "CJK" else _LETTER
    latin = weights.pop("LATIN", 0)
    if not weights or sum(weights.values()) <= latin:
        return None
    if weights["HIRAGANA"] or weights["KATAKANA"]:
        return "Japanese"  # most of whose letters may be Chinese
    script = max(weights, key=lambda one: weights[one])
    return _LANGUAGES.get(script, script.capitalize())


def shared_words(question: str) -> tuple[str, ...]:
    """Return the numbers and the Latin names and acronyms in a question, in order: what any text may share with it.

    Digits of every script come as ASCII digits; Latin words side by side are one name.
    """
    plain = unicodedata.normalize("NFKC", question)
    plain = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in plain)
    return tuple(dict.fromkeys(match.group() for match in _SHARED.finditer(plain)))
