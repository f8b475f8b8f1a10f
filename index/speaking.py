"""Who speaks in a document: the person to whom most of its text belongs, by label or by "X said".

Knows nothing of files, dates or publishers.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from index.credits import is_outlet
from index.layout import READ, Fact, Layout, fact_at
from index.lines import CJK, word_count

_VERB = (
    r"(?:said|says|told|stated|noted|added|explained|announced|pointed\s+out|introduced|emphasi[sz]ed|stressed|remarked|"
    r"commented|warned|argued|concluded|confirmed|replied|responded|believes|disclosed|highlighted|reiterated)\b"
)
_ROLE = (
    r"(?:spokes(?:person|man|woman)|director|minister|head|chief|president|chair(?:man|woman|person)?|ceo|cfo|researcher|"
    r"professor|lecturer|analyst|secretary|governor|mayor|engineer|official|expert|economist|manager|founder|fellow|"
    r"commissioner|ambassador|scientist|dean|editor|partner|lawyer|officer|leader|senator|coordinator|adviser|advisor|"
    r"physician|doctor|teacher|author|owner|coach|representative|member|executive)"
)
_SAYING = rf"(?:\w+ly\s+|also\s+|further\s+|then\s+|has\s+)?{_VERB}"
_SAID = r"\b(?:said|says|added|explained|noted)\s+"  # the verbs that may stand before their speaker
_SAYS = re.compile(rf",?\s+{_SAYING}")
_APPOSITION = re.compile(rf",\s+(?P<role>(?:[^.!?;:]|(?<=\b[A-Z])\.){{3,220}}?),\s+(?:\w+ly\s+|also\s+)?{_VERB}")
_ROLE_WORD = re.compile(rf"\b{_ROLE}s?\b", re.I)
_ROLE_BEFORE = re.compile(rf"\b{_ROLE},?\s+$", re.I)
_SAID_BEFORE = re.compile(rf"{_SAID}(?:[a-z]+\s+){{0,5}}$")
_ROLE_AFTER = re.compile(rf",\s+(?:[\w'’-]+\s+){{0,5}}?{_ROLE}\b", re.I)
_NAME_WORD = r"(?:[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Prof|St)\.|[A-ZÀ-ÖØ-Þ][\w'’-]{0,30})"
_CAPITALISED = re.compile(rf"\b{_NAME_WORD}(?:\s{_NAME_WORD}){{0,6}}")
_SPOKEN = re.compile(rf"\b([A-ZÀ-ÖØ-Þ][\w’'-]{{1,30}}),?\s+{_SAYING}")
_SPOKEN_AFTER = re.compile(rf"{_SAID}([A-ZÀ-ÖØ-Þ][\w’'-]{{1,30}})")
_CJK_SPEAKER = re.compile(
    rf"(?:发言人|部长|司长|局长|院长|主任|主席|总裁|总经理|秘书长|总工程师|研究员|教授|专家)(?P<name>[{CJK}]{{2,3}}?)"
    r"(?=表示|指出|介绍|认为|强调|透露|说|称)"
)
_STOP = re.compile(r"[.!?。？！](?:\s|$)")
_OPENERS = frozenset(
    "a an the in on at as and but when while after before for from to with however meanwhile then also according if "
    "since".split()
)
_FORMS_OF_ADDRESS = frozenset("mr ms mrs dr prof sir judge captain chancellor premier deputy vice general st".split())
# Words of organisations, documents, places and sentence beginnings, capitalised like names; no person bears them.
_NOT_PERSONS = frozenset(
    "technology information industry industries development energy national state international plan opinions "
    "marketing sales user interface client agent customer phd grad "
    "program programme project report act law economy trade finance health education science research party court "
    "china states kingdom city county republic street road north south east west it he she they we i this that".split()
)


def speaker_of(layout: Layout) -> Fact | None:
    """Return the person to whom most of the text belongs, by label or by "X said"; one quotation in pages is none."""
    text = _without_furniture(layout)
    first: dict[str, Fact] = {}
    scores: Counter[str] = Counter()
    for person, weight in chain(_labelled(layout), _introduced(text)):
        first.setdefault(person.value, person)
        scores[person.value] += weight
    spoken = Counter(match[1] for verb in (_SPOKEN, _SPOKEN_AFTER) for match in verb.finditer(text))
    for name in scores:
        scores[name] += spoken[name.split()[-1]]
    best = max(scores, key=lambda name: (scores[name], -first[name].start), default=None)
    if best is None:
        return None
    # A report names its speaker at the beginning; further down, one "X said" is a quotation in passing.
    needed = 1 if first[best].start < layout.lead.start + 800 else 2 + word_count(text) // 2000
    return first[best] if scores[best] >= needed else None


def _without_furniture(layout: Layout) -> str:
    """Return the beginning of the text with furniture and title blanked, every offset as it was."""
    text = layout.text[:READ]
    parts: list[str] = []
    position = 0
    for span in sorted(layout.spans):
        if span.kind in {"furniture", "title"} and position <= span.start < len(text):
            end = min(span.end, len(text))
            parts += [text[position : span.start], "\n" * (end - span.start)]
            position = end
    return "".join([*parts, text[position:]])


def _labelled(layout: Layout) -> Iterator[tuple[Fact, int]]:
    """Weigh each person whom a label names by the words that follow; who asks, as an outlet does, does not speak."""
    text = layout.text
    labels = sorted(span for span in layout.spans if span.kind == "label")
    if len(labels) < 2:
        return
    ends = [*(label.start for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=True):
        said = text[label.end : min(end, label.end + 20_000)]
        name = text[label.start : label.end].rstrip(" :：")
        asks = 3 * (said.count("?") + said.count("？")) >= len(_STOP.findall(said)) > 0
        if not asks and _names_person(name):
            yield Fact(name, label.start, label.start + len(name)), 1 + word_count(said) // 25


def _names_person(label: str) -> bool:
    words = label.split()
    apart = {word.lower() for word in words} & _NOT_PERSONS or is_outlet(label) or _ROLE_WORD.search(label)
    return not apart and (2 <= len(words) <= 4 or bool(re.fullmatch(f"[{CJK}]{{2,4}}", label)))


def _introduced(text: str) -> Iterator[tuple[Fact, int]]:
    """Find the people whom the text introduces as speakers, by a role beside the name; 1 if the verb stands apart."""
    for match in _CJK_SPEAKER.finditer(text):
        yield fact_at(text, *match.span("name")), 1
    for match in _CAPITALISED.finditer(text):
        found = _person(match)
        if found is None:
            continue
        person, titled = found
        says = _SAYS.match(text, person.end, person.end + 60)
        said_before = _SAID_BEFORE.search(text, max(0, match.start() - 60), person.start)
        role_before = titled or _ROLE_BEFORE.search(text, max(0, person.start - 40), person.start)
        role_after = _ROLE_AFTER.match(text, person.end, person.end + 100)
        apposition = _APPOSITION.match(text, person.end, person.end + 280)
        if apposition and _ROLE_WORD.search(apposition["role"]) and "\n\n" not in apposition["role"]:
            yield person, 1
        elif role_before and says:
            yield person, 0
        elif said_before and (role_before or role_after):
            yield person, 1


def _person(match: re.Match[str]) -> tuple[Fact, bool] | None:
    """Return the name without what precedes it ("In", "Chief Financial Officer"), and whether that was an office."""
    words = list(re.finditer(r"\S+", match[0]))
    offices = [at for at, word in enumerate(words[:-1]) if _is_office(word[0])]
    words = words[offices[-1] + 1 :] if offices else words
    while words and words[0][0].lower() in _OPENERS:
        words = words[1:]
    plain = {word[0].lower().rstrip(".,") for word in words}
    name = " ".join(word[0] for word in words)
    if not 2 <= len(words) <= 4 or plain & _NOT_PERSONS or is_outlet(name) or re.search(r"\.$|['’]s\b", name):
        return None
    return Fact(name, match.start() + words[0].start(), match.end()), bool(offices)


def _is_office(word: str) -> bool:
    return word.lower().rstrip(".") in _FORMS_OF_ADDRESS or bool(_ROLE_WORD.fullmatch(word))
