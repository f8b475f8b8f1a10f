"""Plain text: bytes -> the text as it stands. Nothing is altered, and nothing is decoded on a weak guess."""

import codecs
import re
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.readers.extract import Extract, kind_of_bytes

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01

# The encodings people's files really have, likeliest first. Offered all it knows, charset-normalizer reads an English
# text with curly quotes as cp852 and a French one as cp1250.
_ONE_BYTE = ("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "koi8_r", "iso8859_2", "iso8859_7", "mac_roman")
_TWO_BYTES = ("gb18030", "cp932", "big5", "cp949", "euc_jp")
_MOST_MESS = 0.1
_SAME_MESS = 0.02
_SAME_COHERENCE = 0.05

_SAVE_AS_UTF8 = "Open it in a text editor and save it as UTF-8, then try again."


def read_txt(data: bytes, name: str) -> Extract:
    """Return the decoded bytes, unaltered."""
    return Extract(decode(data, name))


def decode(data: bytes, name: str) -> str:
    """Decode by byte order mark, then as UTF-8, then by a confident detection; raise UnreadableFile otherwise."""
    kind = kind_of_bytes(data)
    if kind:
        raise UnreadableFile(
            f"{name!r} is not text: it is {kind}.", hint="Give it the suffix of its format, or remove it."
        )
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        if encoding != "utf-8":
            raise UnreadableFile(f"{name!r} is damaged {encoding}: {exc.reason}.", hint=_SAVE_AS_UTF8) from exc
        text = data.decode("latin-1")  # looked at for control characters only
        _refuse_binary(text, name)
        return _detect(data, name)
    _refuse_binary(text, name)
    return text


def _refuse_binary(text: str, name: str) -> None:
    if "\0" in text:
        hint = f"If it is UTF-16 without a byte order mark: {_SAVE_AS_UTF8} Otherwise remove it."
        raise UnreadableFile(f"{name!r} is not text: it holds NUL bytes.", hint=hint)
    controls = len(_CONTROL.findall(text))
    if controls > _MOST_CONTROL * len(text):
        message = f"{name!r} is not text: {controls} of its {len(text)} characters are control characters."
        raise UnreadableFile(message, hint="Give it the suffix of its format, or remove it.")


def _detect(data: bytes, name: str) -> str:
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    if good > 10 * bad:  # detection would "succeed" and mangle all that is good
        offset = len(text[: text.index("\ufffd")].encode())
        message = f"{name!r} is damaged UTF-8: {bad} places cannot be decoded, the first at byte {offset}."
        raise UnreadableFile(message, hint=_SAVE_AS_UTF8)

    match = _best_match(data)
    if match is None:
        raise UnreadableFile(f"The encoding of {name!r} cannot be told with confidence.", hint=_SAVE_AS_UTF8)
    # Not str(match): charset-normalizer may leave out a mark that is part of the text.
    return data.decode(match.encoding)


def _best_match(data: bytes) -> "CharsetMatch | None":
    from charset_normalizer import from_bytes

    # Accented letters stand alone, two-byte characters come in runs: it keeps "caf\xe9s" from being read as Chinese.
    runs = re.findall(rb"[\x80-\xff]+", data)
    alone = sum(map(len, runs)) < 1.5 * len(runs)
    candidates = _ONE_BYTE if alone else (*_TWO_BYTES, *_ONE_BYTE)
    matches = list(from_bytes(data, cp_isolation=list(candidates), enable_fallback=False))

    least = min((match.chaos for match in matches), default=1.0)
    if least > _MOST_MESS:
        return None
    matches = [match for match in matches if match.chaos <= least + _SAME_MESS]
    if any(match.encoding in _TWO_BYTES for match in matches):
        # A few Chinese names in an English text decode as Japanese or Korean just as well: refuse rather than mangle.
        return matches[0] if len({str(match) for match in matches}) == 1 else None
    most = max(match.coherence for match in matches)
    matches = [match for match in matches if match.coherence >= most - _SAME_COHERENCE]
    return min(matches, key=lambda match: min(map(candidates.index, match.could_be_from_charset)))
