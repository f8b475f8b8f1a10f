"""The lines that credit an author, a source or a publisher, and the names that publishers have.

Knows nothing of the text around them.
"""

import re

from index.lines import CAPITALISED

AUTHOR_LINE = re.compile(r"(?:author|written by|posted by|作者)\s*[:：]\s*(?P<name>\S.{0,80})", re.I)
BYLINE = re.compile(
    rf"(?:By|BY|Written by)\s+(?P<name>{CAPITALISED}(?:\s+(?:(?:and|&|de|van|von|der|bin|al)\s+)?{CAPITALISED}){{0,6}})"
    r"(?:\s*[,|·•–—-].{0,80})?"
)
SOURCE_LINE = re.compile(
    r"(?:source|via|originally published (?:in|on|at|by)|来源|转自)\s*[:：]\s*(?P<name>\S.{0,80})", re.I
)

_OUTLETS = frozenset(
    "agency association authority bank bbc blog bloomberg broadcasting bulletin bureau center centre chronicle cnn "
    "commission committee company corporation council daily department express federation financial foundation "
    "gazette government group guardian herald inc institute institution journal library ltd magazine media ministry "
    "monitor museum net network news newspaper newsroom observer office online organisation organization parliament "
    "platform portal post press radio reuters review secretariat service services society standard telegraph "
    "television times today tribune tv union university website weekly wire world "
    "xinhua yonhap kyodo tass afp ap".split()
)
_SITE_ADDRESS = re.compile(r"[\w-]+\.(?:com|org|net|\w\w)")


def is_site_name(line: str) -> bool:
    """Say whether a line before the title is only the name of who publishes it."""
    words = line.split()
    named = all(word in {"of", "the", "and", "for", "&"} or word[0].isupper() for word in words)
    return len(words) <= 6 and named and ":" not in line and is_outlet(line)


def is_outlet(name: str) -> bool:
    """Say whether a name is that of an organisation that publishes ("China Daily", "Ministry of Finance")."""
    head = name.lower().split(" of ")[0].split()
    return bool(head) and (head[-1].strip(".,") in _OUTLETS or bool(_SITE_ADDRESS.fullmatch(name)))
