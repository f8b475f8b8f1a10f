"""A text -> the words that searching and comparing count; knows nothing of sentences, questions or ranking."""

import functools
import re
import unicodedata
from typing import Any

# A number keeps its separators ("5,095", "31.1"), a word its inner hyphens split ("low-carbon" = low, carbon);
# scripts without spaces count character by character, so that a Chinese word is found as its characters.
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<ideograph>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
    r"|(?P<word>[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:['’][a-z]+)?)",
)

# Words that say nothing about what a text is about; question words among them.
STOPWORDS = frozenset(
    (
        "a an the this that these those it its they them their theirs he him his she her hers we us our ours you your "
        "yours i me my mine who whom whose which what when where why how is are was were be been being am do does did "
        "doing done has have had having will would shall should can could may might must not no nor and or but if then "
        "than so as of at by for with about into through during to from in on off over under again there here all any "
        "both each few more most other some such only own same too very s t just also between out up down while "
        "because until against per via tell me please give show say said says know many much let etc "
        "isn aren wasn weren don doesn didn hasn haven hadn wouldn couldn shouldn mustn needn ain"
    ).split()
)


def words(text: str) -> list[str]:
    """Return the stems of the words and the normalised numbers of a text, in order, stop words left out."""
    return [stem(token) for token in tokens(text) if token not in STOPWORDS]


def tokens(text: str) -> list[str]:
    """Return the lower-case tokens of a text, in order: words without their possessive, numbers without commas."""
    return [token for token, _, _ in token_spans(text)]


def token_spans(text: str) -> list[tuple[str, int, int]]:
    """Return (token, start, end) for each token of a text; offsets are half-open code points of `text`."""
    return [(_normal(match), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _normal(match: re.Match[str]) -> str:
    token = match.group()
    if match.lastgroup == "number":
        return token.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token) else token
    if match.lastgroup == "ideograph":
        return token
    token = re.split("['’]", token, maxsplit=1)[0].lower()
    return token if token.isascii() else unicodedata.normalize("NFKC", token)


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the word without its inflection: plural, past and -ing endings.

    A light stemmer in the manner of Harman, "How effective is suffixing?" (JASIS 1991): it must not conflate
    derivations, because "minister" and "ministry" are different things to an honest answer.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, replacement, keep in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            kept = word[: -len(ending)] + replacement
            return _tidy(f"{kept}e" if ending in _AFTER_E and _LOST_E.fullmatch(kept) else kept)
    return _tidy(word)


_IRREGULAR = {
    "used": "use",
    "uses": "use",
    "using": "use",
    "buses": "bus",
    "gases": "gas",
    "agreed": "agree",
    "news": "news",
}
_ENDINGS = (
    ("ies", "y", 2),
    ("ees", "ee", 1),
    ("sses", "ss", 1),
    ("xes", "x", 2),
    ("ches", "ch", 2),
    ("shes", "sh", 2),
    ("ss", "ss", 1),
    ("us", "us", 1),
    ("is", "is", 1),
    ("ings", "", 3),
    ("ing", "", 3),
    ("ied", "y", 2),
    ("eed", "eed", 1),
    ("ed", "", 3),
    ("es", "", 3),
    ("s", "", 3),
)
_AFTER_E = frozenset({"ings", "ing", "ed", "es"})
# "making" and "rates" have lost an e, "planned" and "plans" have not: a short verb without one doubles its last letter.
_LOST_E = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]")


def _tidy(kept: str) -> str:
    # One letter of two, in every form of a word: "controlled" and "control", "tonnes" and "tons", "tariff", "add".
    if len(kept) > 4 and kept.endswith("e") and not kept.endswith("ee"):
        kept = kept[:-1]
    return kept[:-1] if len(kept) > 3 and kept[-1] == kept[-2] and kept[-1] not in "aeiou" else kept


@functools.lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """Return the root that a word shares with its derivations ("promote", "promotion"): Snowball's English stem."""
    return str(_snowball().stemWord(word)) if word.isascii() else word


@functools.cache
def _snowball() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
