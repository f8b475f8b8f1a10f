"""The language a text is most likely in, by its script and its commonest words; None where they do not tell."""

import re
import unicodedata
from collections import Counter

READ = 4_000  # characters from the beginning
FEWEST = 5  # common words that tell
CLEARLY = 2  # times as many as those of the next language

_WORD = re.compile(r"[^\W\d_]+")
# Words that hardly any text of the language is without, and few others hold.
_COMMON = {
    "English": "the of and to is that for was with are this which from have has not were by been their",
    "German": "der die das und ist nicht ein eine mit den von auf für dem sich auch des werden wird sind",
    "French": "le la les et est des une dans pour que qui sur pas avec sont par aux cette ont du",
    "Spanish": "el la los las y es una del que para por con más como pero sus fue ha este son",
    "Italian": "il di che è la della per una sono con non gli nel dei anche alla più del le si",
    "Portuguese": "o os que não uma para com do da em dos das mais como foi são pelo ao seu à",
    "Dutch": "de het een en van is dat niet met voor zijn op aan werd ook door naar bij wordt deze",
    "Swedish": "och att det som en är på för av med inte den till ett var har om han från sig",
    "Polish": "i w nie na się że do jest to z jak przez oraz dla po od był które są jego",
}
_LANGUAGES: dict[str, list[str]] = {}
for _name, _words in _COMMON.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_name)
_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "GREEK": "Greek",
    "THAI": "Thai",
    "DEVANAGARI": "Hindi",
}


def language_of(text: str) -> str | None:
    """Return the English name of the language of a text's beginning."""
    beginning = text[:READ]
    return _by_script(beginning) or _by_words(beginning)


def _by_script(text: str) -> str | None:
    """Return the language of a script that is one language's own; Cyrillic and Latin are several languages'."""
    letters = [letter for letter in text if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) / 10:  # beside Chinese characters
        return "Japanese"
    script, number = scripts.most_common(1)[0] if letters else ("", 0)
    return _SCRIPTS.get(script) if number > len(letters) / 2 else None


def _by_words(text: str) -> str | None:
    found = Counter(name for word in _WORD.findall(text.lower()) for name in _LANGUAGES.get(word, ()))
    (name, number), (_, next_number) = [*found.most_common(2), ("", 0), ("", 0)][:2]
    return name if number >= FEWEST and number >= CLEARLY * next_number else None
