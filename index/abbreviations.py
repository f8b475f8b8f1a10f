"""Says which full stops belong to the word before them: abbreviations, initials, enumerators.

Knows nothing of the other ways in which a sentence ends.
"""

import re

_NEVER_LAST = frozenset("vs v e.g i.e cf viz approx ca resp incl excl esp z.b d.h bzw".split())
_BEFORE_A_NAME = frozenset(
    "dr mr mrs ms prof messrs mme mlle ph brig gen gens sen rep gov capt lt sgt col maj cmdr adm rev hon mt ft".split()
)
_BEFORE_A_NUMBER = frozenset(
    "no nos nr p pp c jan feb mar apr jun jul aug sep sept oct nov dec ed ver op ref refs para art arts".split()
)
_BEFORE_A_REFERENCE = frozenset("fig figs eq eqs sec secs ch vol vols app tab pt ex bd".split())
# These may end a sentence; they do where a word follows that usually begins one.
_PERHAPS_LAST = frozenset(
    "inc ltd co corp llc plc jr sr st ave blvd rd dept govt univ inst assn bros est al ph.d natl intl mfg usw".split()
)
_ABBREVIATIONS = _NEVER_LAST | _BEFORE_A_NAME | _BEFORE_A_NUMBER | _BEFORE_A_REFERENCE

_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5}")
_INLINE_ENUMERATOR = re.compile(r"(?<!\d)[:;：；]\s*\(?\d{1,2}$")
_REFERENCE = re.compile(r"[A-Z]{0,2}\d|[IVX]+\b|[A-Z]\b")  # what follows "Fig.": 3, S2, IV, B
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")  # U.S, a.m, D.C
_STARTER = re.compile(
    "(?:The|This|That|These|Those|It|Its|He|She|We|They|You|There|Here|In|On|At|By|For|From|With|As|When|While|After|"
    "Before|Since|If|But|And|So|Or|Yet|However|Moreover|Then|Also|A|An|I|My|Our|His|Her|Their|What|Who|Why|How|Which|"
    "Where|Although|Because|During|Under|According|Now|Today|Meanwhile|Both|Some|Many|Most|All|Each|Such|No|Not|To|Of|"
    "First|Second|Third|Finally|Additionally|Furthermore|Another|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had)(?=[\\s’'])"
)


def stop_belongs_to_word(plain: str, at: int, *, said: int, upcoming: int) -> bool:
    """Say whether the full stop at `at` is part of an abbreviation, an initial or an enumerator.

    `said` is where the first word of the sentence begins, `upcoming` the first word behind the stop.
    """
    context = plain[max(said, at - 24) : at]
    token = last_word(context)
    small = token.casefold()
    if small in _NEVER_LAST or (small in _BEFORE_A_NAME and token[0].isupper()):
        return True
    if (at - said <= 8 and _ENUMERATOR.fullmatch(context)) or _INLINE_ENUMERATOR.search(context):
        return True
    if small in _BEFORE_A_NUMBER:
        return plain[upcoming].isdigit()
    if small in _BEFORE_A_REFERENCE:
        return _REFERENCE.match(plain, upcoming) is not None
    initial = len(token) == 1 and token.isupper()
    if initial or small in _PERHAPS_LAST or _ACRONYM.fullmatch(token):
        return _STARTER.match(plain, upcoming) is None
    return False


def last_word(context: str) -> str:
    """Return the word that a text ends with, without what opens before it; "" after white space."""
    return "" if not context or context[-1].isspace() else context.split()[-1].lstrip("([{\"'“‘«")


def is_abbreviation(token: str) -> bool:
    """Say whether a word is one that, with a full stop, ends no sentence."""
    return token.casefold() in _ABBREVIATIONS
