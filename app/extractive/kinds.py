"""The kind of answer a question asks for, from its wording alone."""

import re
from typing import Literal

from app.quantities import unit_kind

Kind = Literal[
    "number", "percent", "money", "date", "identity", "person", "organisation", "place", "contact",
    "list", "reason", "manner", "definition", "comparison", "survey", "yesno", "other",
]  # fmt: skip

_PERSONS = (
    r"(?:person|official|spokes\w+|minister|director|president|chair\w*|author|researcher|expert|engineer|scientist"
    r"|speaker|reporter|journalist|leader|king|queen|emperor|general|player|actor|actress|singer|artist|writer|poet"
    r"|manager|captain|teacher|doctor|curator|architect|founder|inventor|winner|successor|predecessor|mayor|judge|coach)"
)
_ORGANISATIONS = (
    r"(?:compan(?:y|ies)|firms?|ministry|ministries|agency|agencies|organi[sz]ations?|banks?|universit(?:y|ies)"
    r"|institut\w+|departments?|bureaus?|manufacturers?|teams?|party|parties|brands?|outlets?|newspapers?"
    r"|contractors?|publishers?|suppliers?|insurers?|operators?|producers?|sponsors?)"
)
_PLACES = (
    r"(?:countr(?:y|ies)|cit(?:y|ies)|provinces?|regions?|places?|states?|towns?|continents?|districts?|locations?)"
)
_LISTED = (
    r"(?:measures|steps|tasks|aspects|goals|targets|achievements|priorities|challenges|problems|examples|ways|areas"
    r"|reasons|factors|types|kinds|categories|elements|components|members|sectors|industries|fields|points|conditions"
    r"|rules|stages|requirements|changes|benefits|advantages|paths|pillars|principles)"
)
_REACHED = r"(?:phone|telephone|fax|e-?mail|mobile|contact|web ?site|web address)"
_MEASURED = (
    r"(?:number|total|capacity|size|volume|amount|population|height|length|weight|distance|target|rate|output|production"
    r"|consumption|attendance|membership|speed|temperature|depth|area|turnout|value|balance)"
)
_DOCUMENTS = (
    r"(?:the |all |both |these |each )+(?:documents?|reports?|articles?|texts?|sources?|papers?"
    r"|(?:press )?conferences?|interviews?|speeches)"
)
_CHANGE = (
    r"(?:grow|grown|growth|rise|risen|increase[ds]?|jump|surge|fall|fallen|drop(?:ped)?|decline[ds]?|decrease[ds]?"
    r"|improve[ds]?|reduce[ds]?|cut|change[ds]?|up|down|bigger|higher|lower"
    r"|more|less)"
)
_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|should|can|could)"
# "Which companies ..." but not "What will companies ...", and not "What kind of ...".
_WHICH = rf"\b(?:which|what) (?!(?:{_VERB}|kind|type|sort)\b)"
# "Which was the first city ..."
_WHICH_IS = r"\bwhich (?:is|was) the (?:first|last|only|second|third|\w+est|most \w+) (?:\w+ )?"
# Up to two words before what is asked for, but no verb: not "What measures did Minister Pike announce?".
_BETWEEN = rf"(?:(?!{_VERB}\b)\w+ ){{0,2}}"
# What looks like a plural and is none: "which fund <holds> a stake".
_ACTS = (
    r"(?:has|does|is|was|holds|makes|sells|owns|pays|gives|produces|provides|gets|takes|comes|goes|belongs|appears|receives"
    r"|carries|applies|follows|contains|includes|serves|spends|employs|operates|brings|keeps|becomes|meets|says|loses|sits"
    r"|remains|requires|grows|buys|publishes|writes|thinks|believes|decides|allows|happens|depends|consists|exists|speaks"
    r"|tells|begins)\b"
)
_PLURAL = rf"(?:(?!{_ACTS})[\w-]+ ){{0,3}}(?!{_ACTS}|this)\w+(?:[^su\W]s|ies)"
_NAMED = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"

_POST = r"(?:post|position|job|role|title|office|function|rank)"
COUNTS = {
    word: count for count, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}

# In order: the first kind that has a pattern in the question decides.
_PATTERNS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("other", (
        r"^\W*what(?:['’]s| is| was) (?:wrong|the matter|the trouble) with\b",
        r"^\W*(?:on )?what (?!(?:sum|amount|share)\b).*\bspen[dt]\b.*\bon\W*$",
    )),
    # "When did the share reach 31 %?" asks for no percentage.
    ("date", (
        r"^\W*what(?:['’]s| is| was) the (?:\w+ )?date\b(?! for\b)",
        r"^\W*(?:since |until |from )?when (?:do|does|did|is|are|was|were|will|has|have|had|can|should)\b",
        r"^\W*(?:on |in |at |by |since |until |from )?(?:what|which) "
        r"(?:years?|dates?|day|month|time|quarter|decade|century)\b",
    )),
    ("survey", (
        rf"{_DOCUMENTS}\b.*\b(?:agree|disagree|differ|consistent|contradict|conflict|the same|match)\b",
        rf"\bwhat do(?:es)? {_DOCUMENTS} say\b|\bwhich of {_DOCUMENTS}\b|\b(?:across|in each of) {_DOCUMENTS}\b",
        r"\b(?:everything|all (?:the )?(?:facts|figures|numbers|targets|goals|mentions)) (?:about|on|for|of|said)\b",
        r"\b(?:overview|round-?up|summary) of\b|\btell me (?:(?:all|everything|more) )?(?:about|of|on)\b",
        r"\b(?:what|all(?: that)?|everything|anything) "
        r"(?:(?:is|was|has been|have been) (?:there|said|written|reported|known)"
        r"|(?:do |can )?(?:we|you|they|I) (?:have|know|find|learn|hold)(?: out)?) (?:about|of|on)\b",
        rf"\bwhat do(?:es)? (?:{_DOCUMENTS}|the folder|the files|they) (?:\w+ )?(?:report|tell|state|mention)(?: us)? "
        r"(?:about|of|on)\b|\bwhat else do(?:es)? .*\bsay about\b",
        r"\bhow (?:did|has|have) .*\b(?:develop|developed|evolve|evolved)\b(?! (?:an?|the)\b)",
    )),
    ("other", (r"^\W*how (?:has|have|had|did) (?!.*\bbetween\b).*\bchanged?\b",)),
    ("comparison", (
        r"\bhow (?:far|close|near|much \w+)\b.*\b(?:from|to|than) .*\b(?:goal|target|aim|objective|plan)\b",
        r"\b(?:compare[ds]?|comparison|difference between|differ|versus|vs\.?)\b",
        r"\bchange[ds]? between\b|\b(?:more(?! or less)|less|fewer|higher|lower|better|bigger|larger|smaller|further"
        r"|faster|slower|longer|shorter|earlier|later|stronger|weaker|cheaper|dearer|older) .*\b(?:or|than in)\b",
    )),
    ("reason", (
        r"^\W*why\b|\bhow come\b",
        r"\breasons? (?:for|behind|why)\b|^\W*what (?:made|makes)\b",
        r"\b(?:what|which) (?:is |was |were )?(?:the )?(?:\w+ )?(?:reason|purpose|cause)\b",
        r"\bwhat (?:(?:is|was|are|were|has been) )?(?:caused|causes|causing|led to|drives|driving|behind)\b",
    )),
    # "Who said that 22 % can pay by telephone?" asks for neither.
    ("person", (r"^\W*(?:and )?who(?:m|se)? (?!(?:is|was|are|were)\b)",)),
    ("contact", (
        rf"\b(?:what|which)(?:['’]s| is| are| was) .*\b{_REACHED}\b|^\W*{_REACHED} (?:of|for)\b",
        rf"^\W*(?!who\b|why\b|when\b|how\b)(?:[\w’']+ ){{0,4}}{_REACHED}\W*$",
        r"\b(?:contact|phone|telephone|fax|mobile) (?:details|information|numbers?|person)\b|\be-?mail address\b",
        r"\bhow (?:can|do|could|may|should) (?:\w+ ){1,2}(?:contact|reach|phone|ring|call|e-?mail)\b|\burl\b",
    )),
    ("percent", (
        r"\b(?:percent(?:age)?|per cent|shares?|proportions?|fraction)\b|%|\bhow much of\b",
        r"\b(?:what|which) (?:part|portion|slice) of\b",
        r"\b(?:growth|utili[sz]ation|recycling|reuse|unemployment|interest|tax) rate\b",
    )),
    ("money", (
        r"\b(?:costs?|price|revenue|profits?|budget|salary|subsid(?:y|ies)|penalt(?:y|ies)|funding|spen[dt])\b",
        r"\bhow much .*\bworth\b|\bworth of\b|^\W*what (?:is|was|are|were) .* worth\b",
        r"\b(?:how (?:much|high|large|big)|what) (?:is|are|was|were) the (?:\w+ ){0,2}"
        r"(?:fine|fee|fare|rent|deposit|wage)s?\b",
        r"\bin (?:[\w-]+ )?(?:yuan|dollars?|euros?|pounds|yen|crowns|francs|rupees|money)\W*$",
        r"\boutput value\b|\bhow much (?:money|did .* cost)\b",
        r"\bhow much (?:was|were|is|has been|have been) (?:\w+ )?(?:invested|paid|spent|raised|earned|charged|donated)",
    )),
    ("number", (
        r"\bhow (?:many|much|large|big|high|long|far|fast|often|old|tall|deep|heavy|wide)\b",
        r"\b(?:number|amount|quantity) of\b|\bby how much\b",
        rf"\bwhat (?:is|was|were) the (?:(?!time)[\w-]+ ){{0,4}}{_MEASURED}\b(?! of change)|\bfigures? (?:for|of|on)\b",
        r"\bwhat (?:is|was|were) (?:the|[\w-]+['’]s?) (?:[\w'’-]+ ){0,3}"
        r"(?:growth|increase|decrease|decline)(?= (?:of|in)\b|\W*$)",
    )),
    ("date", (
        # "Which promises did he make when he took office?" asks for no date.
        r"^\W*(?:\w+ ){0,3}when\b|\bwhen (?:do|does|did|is|are|was|were|will|has|have|had|can|should)\b",
        r"\bhow recently\b",
        r"\b(?:what|which) (?:\w+ )?(?:years?|dates?|day|month|time|quarter|decade|century)\b",
    )),
    ("identity", (
        rf"^\W*[Ww]ho (?:is|was|are|were) (?:the )?{_NAMED}\W*$",
        rf"\b[Ww]hat (?!(?:{'|'.join(COUNTS)}) jobs\b)(?:\w+ )?{_POST}s? (?:does|did|do|has|had) {_NAMED}",
        rf"\b[Ww]hat (?:is|was) {_NAMED}(?:['’]s?) (?:\w+ )?{_POST}\W*$",
        rf"\b[Ww]hat does {_NAMED} do(?: for a living)?\W*$|\b[Ii]n what (?:capacity|role|position) ",
    )),
    ("person", (
        # Not of "people who signed a lease".
        r"(?<!\bpeople )(?<!\bthose )(?<!\bpersons )(?<!\banyone )(?<!\bsomebody )(?<!\bsomeone )(?<!\bones )"
        r"(?<!\beverybody )(?<!\beveryone )\bwho(?:m|se)?\b",
        rf"{_WHICH}{_BETWEEN}{_PERSONS}\b",
        rf"\bname of the (?:\w+ ){{0,5}}{_PERSONS}\b",
    )),
    ("place", (
        # Not of "four industries where capacity was cut".
        r"^\W*(?:\w+[ ,]+){0,3}where\b|[,;] (?:and )?where\b|\bwhere (?:do|does|did|has|have|can|could|will|would)\b",
        rf"{_WHICH}(?:\w+ )?{_PLACES}\b|{_WHICH_IS}{_PLACES}\b",
    )),
    ("organisation", (rf"{_WHICH}{_BETWEEN}{_ORGANISATIONS}\b|{_WHICH_IS}{_ORGANISATIONS}\b",)),
    ("definition", (
        r"\bmeant by\b|\bshort for\b|\b(?:abbreviation|acronym|definition) (?:of|for)\b|\b(?:stands?|standing) for\b",
        r"^\W*(?:[Ww]hat|[Ww]hich) (?:is|are|was|were) (?:the |a |an )?[\"“]?"
        r"[A-Z][\w-]+(?: (?:for|of|and|on|the|[A-Z0-9][\w-]*))*[\"”]?\W*$",
    )),
    ("list", (
        r"^\W*how (?:is|are|was|were) .*\b(?:divided|split|broken down|made up|composed|distributed|allocated"
        r"|shared out)\b",
    )),
    ("manner", (r"^\W*how (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|to)\b",)),
    ("list", (
        r"^\W*(?:list|name|enumerate)\b",
        rf"^\W*(?:sum up|set out|give|state) (?:me )?(?:the|all) (?:{'|'.join(COUNTS)})\b",
        r"\bwhat (?:are|were) (?:the )?(?:[\w-]+ ){0,3}\w+[^su\W]s\b"
        r"(?! (?:encouraged|expected|asked|required|supposed|allowed|meant|used|called|made|likely|going|good|like)\b)",
        r"\b(?:which|what) ones\b|\bname (?:them|all|the (?:two|three|four|five|six|seven|eight|nine|ten))\b",
        rf"{_WHICH}{_PLURAL}\b",
        r"\b(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten) \w+",
        rf"\b(?:which|what|the|those|all|any|key|main|following)(?: [\w’'-]+){{0,2}} {_LISTED}\b",
        rf"^\W*(?:[\w-]+ ){{0,4}}{_LISTED}\W*$",
    )),
    ("manner", (r"\bin what way\b",)),
    ("definition", (
        # What was so in some year is no definition.
        r"^\W*(?:what(?:'s| is| are|(?: was| were)(?!.*\b(?:19|20)\d\d\b))|define|explain)\b(?! the (?:name|title))",
        r"\b(?:mean|means|meaning|stands? for)\b",
    )),
    ("yesno", (r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",)),
)  # fmt: skip
# A pattern that looks for a name's capital letters heeds case, the others do not.
_COMPILED = tuple(
    (kind, tuple(re.compile(pattern, 0 if "[A-Z]" in pattern else re.IGNORECASE) for pattern in patterns))
    for kind, patterns in _PATTERNS
)

# "How many gigawatts": the unit that is asked for, as app.quantities calls its kind.
_ASKED_UNIT = re.compile(
    r"\bhow (?:many|much) (?:more |fewer |metric )*(?P<unit>(?:(?:square|cubic) )?[\w/]+)", re.IGNORECASE
)
_IN_UNIT = re.compile(
    r"\bin (?!an?\b|the\b|one\b|this\b|that\b|last\b)(?:[\w-]+ )?(?P<unit>(?:(?:square|cubic) )?[\w/]+)\W*$",
    re.IGNORECASE,
)  # "in deadweight tons"
# "How tall" asks for a length, whatever else has a number.
_MEASURES = (
    ("length", r"\bhow (?:tall|high|deep|wide|far)\b|\b(?:height|depth|width|distance|length) of\b"),
    ("mass", r"\bhow heavy\b|\b(?:weight|weigh)\b"),
    ("time", r"\bhow old\b|\bhow long (?:did|does|do|has|have|will|ago)\b"),
    ("speed", r"\bhow fast\b"),
)


def kind_of(question: str) -> Kind:
    """Return the kind of answer that a question asks for."""
    for kind, patterns in _COMPILED:
        if any(pattern.search(question) for pattern in patterns):
            return kind
    return "other"


def measure_of(question: str) -> str | None:
    """Return the kind of measure that alone can answer ("length" for "how tall"), or None."""
    if asked := asked_units(question):
        return unit_kind(asked[0])
    if (wanted := _IN_UNIT.search(question)) and unit_kind(wanted["unit"]):
        return unit_kind(wanted["unit"])
    if re.search(
        r"\b(?:rate|share|level|percentage|price|number|amount|volume|goal|target|debts?|costs?|rent|fees?|fares?"
        r"|fines?|tax(?:es)?|deposit|salar\w+|wages?|income|profits?|loss(?:es)?|turnover|revenues?|temperature|pressure"
        rf"|proportion|demand|interest|inflation|emissions?|consumption|subsid\w+|grants?|budget|{_CHANGE})\b",
        question,
        re.IGNORECASE,
    ):
        return None  # "how high is the unemployment rate", "how far did sales fall", "how far is it from the goal"
    return next((measure for measure, pattern in _MEASURES if re.search(pattern, question, re.IGNORECASE)), None)


def asked_units(question: str) -> list[str]:
    """Return the units that the question wants the answer in, lower case: "gigawatts" of "how many gigawatts"."""
    asked = (match["unit"].lower() for match in _ASKED_UNIT.finditer(question))
    return [unit for unit in asked if unit_kind(unit)]


def asks_change(question: str) -> bool:
    """Return whether the question asks by how much something changed: a percentage or an amount may answer."""
    asked = (
        rf"\bhow (?:much(?! money)|big|large|great|far|fast)\b.*(?<![\w-]){_CHANGE}(?![\w-])"
        r"|\bhow much \w{3,}er\b|\bby how (?:much|many)\b"
    )
    return bool(re.search(asked, question, re.IGNORECASE))


def asks_when_said(question: str) -> bool:
    """Return whether the question asks when something was said or published: the date of its document answers."""
    said = (
        r"\b(?:say|said|state[ds]?|present(?:s|ed)?|announce[ds]?|report(?:s|ed)?|tell|told|sp[eo]ak|spoke|publish(?:ed)?"
        r"|release[ds]?|issue[ds]?|introduce[ds]?|unveil(?:s|ed)?|disclose[ds]?|reveal(?:s|ed)?|mention(?:s|ed)?|give|gave"
        r"|explain(?:s|ed)?|date of .*\b(?:speech|interview|conference|briefing|statement|report|article)"
        r"|(?:speech|interview|conference|statement|report|article) .*\b(?:held|given|made))\b"
    )
    return kind_of(question) == "date" and bool(re.search(said, question, re.IGNORECASE))


def asks_ahead(question: str) -> bool:
    """Return whether the question asks for what is still to come: a plan, a next step."""
    ahead = (
        r"\b(?:will|shall|next|future|upcoming|coming|ahead|tomorrow|plan(?:s|ned|ning)?|intend\w*|priorit(?:y|ies)|tasks?"
        r"|goals?|targets?|aim(?:s|ed|ing)?|going to)\b"
    )
    return bool(re.search(ahead, question, re.IGNORECASE))


def looks_ahead(text: str) -> bool:
    """Return whether a text speaks of what is still to come."""
    ahead = (
        r"\b(?:will|shall|going to|plan(?:s|ned|ning)? (?:to|for|is)|next step|must|should|aim(?:s|ed|ing)?|target\w*"
        r"|goals?|intend\w*|expect(?:s|ed)? to|by (?:the end of )?20\d\d)\b"
    )
    return bool(re.search(ahead, text, re.IGNORECASE))


_COUNTED_NAMES = re.compile(
    rf"\b(?:which|what|name|names of|list|who (?:are|were))\b(?: me| us| all| some| any| of| the| those| these| other)*"
    rf" (?P<count>{'|'.join(COUNTS)}|\d+) (?:[\w-]+ ){{0,3}}?(?P<noun>\w{{3,}}s)\b",
    re.IGNORECASE,
)


def asked_names(question: str) -> tuple[int, str] | None:
    """Return how many of what the question wants named: (78, "enterprises") of "name the 78 steel enterprises"."""
    found = _COUNTED_NAMES.search(question)
    if not found:
        return None
    count = found["count"].lower()
    return COUNTS.get(count) or int(count), found["noun"].lower()


def asked_count(question: str) -> int | None:
    """Return how many things a list question says there are ("the three aspects"), or None."""
    found = re.search(
        rf"\b(?P<count>{'|'.join(COUNTS)}|[2-9]|10) (?:[\w-]+ )?{_LISTED}\b"
        rf"|\b(?:which|what|name|list)(?: are| were)?(?: the)? (?P<named>{'|'.join(COUNTS)}) \w+",
        question,
        re.IGNORECASE,
    )
    if not found:
        return None
    count = (found["count"] or found["named"]).lower()
    return COUNTS.get(count) or int(count)
