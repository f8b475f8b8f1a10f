"""The kind of answer a question asks for, from its wording alone."""

import re
from typing import Literal

Kind = Literal[
    "number", "percent", "money", "date", "identity", "person", "organisation", "place", "contact",
    "list", "reason", "manner", "definition", "comparison", "yesno", "other",
]  # fmt: skip

_PERSONS = (
    r"(?:person|official|spokes\w+|minister|director|president|chair\w*|author|researcher|expert|engineer|scientist"
    r"|speaker|reporter|journalist|leader|king|queen|emperor|general|player|actor|actress|singer|artist|writer|poet)"
)
_ORGANISATIONS = (
    r"(?:compan(?:y|ies)|firms?|ministry|ministries|agency|agencies|organi[sz]ations?|banks?|universit(?:y|ies)"
    r"|institut\w+|departments?|bureaus?|manufacturers?|teams?|party|parties|brands?|outlets?|newspapers?)"
)
_PLACES = (
    r"(?:countr(?:y|ies)|cit(?:y|ies)|provinces?|regions?|places?|states?|towns?|continents?|districts?|locations?)"
)
_CHANGE = r"(?:grow|grown|rise|risen|increase|fall|fallen|drop|decline|decrease|improve|reduce|change|up|down|bigger|higher|lower|more|less)"
_LISTED = (
    r"(?:measures|steps|tasks|aspects|goals|targets|achievements|priorities|challenges|problems|examples|ways|areas"
    r"|reasons|factors|types|kinds|categories|elements|components|members|sectors|industries|fields)"
)

# In order: the first pattern that matches decides.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("comparison", r"\b(?:compare[ds]?|comparison|difference between|differ|versus|vs\.?)\b|\bchange[ds]? between\b"),
    ("reason", r"^\W*why\b|\breasons? (?:for|behind|why)\b|\bwhat (?:caused|causes|led to)\b|\bhow come\b"),
    ("contact", r"\b(?:phone|telephone|fax|e-?mail|mobile|contact)\b.*\b(?:number|address|details)?\b|\bweb(?:site| address)\b|\burl\b"),
    ("percent", r"\b(?:percent(?:age)?|per cent|share|proportion|fraction)\b|%|\b(?:growth|utili[sz]ation|recycling|reuse|unemployment|interest|tax) rate\b"),
    ("money", r"\b(?:costs?|price|revenue|profits?|budget|salary|subsid(?:y|ies)|penalt(?:y|ies)|funding|spen[dt]|worth|output value)\b|\bhow much money\b"),
    ("number", r"\bhow (?:many|much|large|big|high|long|far|fast|often|old|tall|deep|heavy|wide)\b|\b(?:number|amount|quantity) of\b|\bby how much\b|\bwhat (?:is|was|were) the (?:[\w-]+ ){0,4}(?:number|total|capacity|size|volume|amount|population|height|length|weight|distance|target|rate)\b"),
    ("date", r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:years?|dates?|day|month|time|quarter|decade|century)\b|\bsince when\b|\bhow recently\b"),
    ("identity", r"^\W*who (?:is|was|are|were) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*\W*$"),
    ("person", rf"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ ){{0,2}}{_PERSONS}\b|\bname of the (?:\w+ ){{0,2}}{_PERSONS}\b"),
    ("place", rf"\bwhere\b|\b(?:which|what) (?:\w+ )?{_PLACES}\b"),
    ("organisation", rf"\b(?:which|what) (?:\w+ ){{0,2}}{_ORGANISATIONS}\b"),
    ("list", rf"^\W*(?:list|name|enumerate)\b|\bwhat (?:are|were) (?:the )?(?:[\w-]+ ){{0,3}}\w+[^su\W]s\b|\b(?:which|what) (?:[\w-]+ ){{0,3}}\w+(?:[^su\W]s|ies)\b|\b{_LISTED}\b"),
    ("manner", r"^\W*how\b|\bin what way\b"),
    ("definition", r"^\W*(?:what(?:'s| is| are| was| were)|define|explain)\b(?! the (?:name|title))|\b(?:mean|means|meaning|stands? for)\b"),
    ("yesno", r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)  # fmt: skip
_COMPILED = tuple(
    (kind, re.compile(pattern, 0 if kind == "identity" else re.IGNORECASE)) for kind, pattern in _PATTERNS
)

# "How tall" asks for a length, whatever else has a number.
_MEASURES = (
    ("length", r"\bhow (?:tall|high|deep|wide|far)\b|\b(?:height|depth|width|distance|length) of\b"),
    ("mass", r"\bhow heavy\b|\b(?:weight|weigh)\b"),
    ("time", r"\bhow old\b|\bhow long (?:did|does|do|has|have|was|will|ago)\b"),
    ("speed", r"\bhow fast\b"),
)


def kind_of(question: str) -> Kind:
    """Return the kind of answer that a question asks for."""
    for kind, pattern in _COMPILED:
        if pattern.search(question):
            return kind
    return "other"


def measure_of(question: str) -> str | None:
    """Return the kind of measure that alone can answer ("length" for "how tall"), or None."""
    return next((measure for measure, pattern in _MEASURES if re.search(pattern, question, re.IGNORECASE)), None)


def asks_change(question: str) -> bool:
    """Return whether the question asks by how much something changed: a percentage or an amount may answer."""
    return bool(re.search(rf"\bhow much\b.*\b{_CHANGE}\b|\bby how (?:much|many)\b", question, re.IGNORECASE))
