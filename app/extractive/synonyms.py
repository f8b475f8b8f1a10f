"""Everyday words that stand for one another in questions and answers; general English, no subject's own vocabulary."""

import functools

_GROUPS = """
buy purchase acquire
sell sale sales sold
make made produce production manufacture output
build built construct construction establish set create
begin start launch initiate commence
end finish complete completion
rise increase grow growth gain expand up jump surge climb soar
fall decrease drop decline reduce reduction lower down cut shrink dip slump plunge
improve improvement enhance enhancement better
share proportion percentage accounted
goal target aim objective
task priority duty
company firm enterprise business corporation companies
car vehicle automobile cars
job position post role
cost price expense
big large major
small minor
fast rapid quick
aid help support assist
problem challenge difficulty issue obstacle
reason cause because due
method approach way measure means step
plan programme program scheme strategy
law rule regulation
world global worldwide international
country nation national
yearly annual annually
pollution emission emissions
power electricity electric energy
use usage utilization utilisation consumption consume
reuse recycling recycle recycled recovery
waste used scrap
begun underway
show reveal indicate
say state announce point note tell
head director chief leader
center centre
gather collect collection
lead leading first top
author writer wrote written write
born birth birthplace
die death died killed
film movie picture
teach teacher education
doctor physician
found founded founder establish established
locate located location situated
own owner owned belong
include contain comprise consist
happen occur
choose select selected pick
need require requirement
allow permit
stop halt cease end
win won winner victory
live reside inhabitant resident population
speak language spoken
ship vessel boat
plant factory
train railway
send transmit
fight battle war conflict
kill murder
rich wealthy
poor poverty
old ancient age
""".strip().splitlines()


@functools.cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _GROUPS:
        members = group.split()
        for member in members:
            table.setdefault(member, set()).update(members)
    return {word: frozenset(others - {word}) for word, others in table.items()}


def synonyms_of(word: str) -> frozenset[str]:
    """Return the words that may stand for this one, itself left out: synonyms, and a country's name for its people."""
    forms = _forms().get(word, frozenset())
    near = frozenset().union(*(_table().get(form, frozenset()) for form in (word, *forms)))
    near |= frozenset().union(*(_forms().get(other, frozenset()) for other in near))
    return (near | forms | _countries(word)) - {word}


_VERBS = """
arise arose arisen; be was were been; bear bore born; become became; begin began begun; bind bound; break broke
broken; bring brought; build built; buy bought; catch caught; choose chose chosen; come came; cost cost; deal dealt;
draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; fight fought; find found; fly flew flown; forbid
forbade; freeze froze frozen; get got; give gave given; go went gone; grow grew grown; hold held; keep kept; know knew
known; lay laid; lead led; leave left; lend lent; lose lost; make made; mean meant; meet met; overtake overtook
overtaken; pay paid; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; shrink
shrank shrunk; sink sank sunk; speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck; swim
swam; take took taken; teach taught; tell told; think thought; throw threw thrown; undergo underwent undergone; wear
wore worn; win won; write wrote written
"""


@functools.cache
def _forms() -> dict[str, frozenset[str]]:
    """Every irregular verb form with the other forms of its verb."""
    verbs = [frozenset(verb.split()) for verb in _VERBS.split(";")]
    return {form: forms - {form} for forms in verbs for form in forms}


_IRREGULAR = {
    "french": "france", "british": "britain", "spanish": "spain", "dutch": "netherlands", "greek": "greece",
    "german": "germany", "polish": "poland", "danish": "denmark", "swiss": "switzerland", "turkish": "turkey",
    "swedish": "sweden", "finnish": "finland", "welsh": "wales", "scottish": "scotland", "irish": "ireland",
    "english": "england", "norwegian": "norway", "portuguese": "portugal", "thai": "thailand",
}  # fmt: skip


def _countries(word: str) -> frozenset[str]:
    """Return where the people live: "chinese" -> "china", "italian" -> "italy", "korean" -> "korea"."""
    if word in _IRREGULAR:
        return frozenset({_IRREGULAR[word]})
    if word.endswith("ese") and len(word) > 5:
        return frozenset({word[:-3], word[:-3] + "a"})
    if word.endswith("ian") and len(word) > 5:
        return frozenset({word[:-3] + "y", word[:-3] + "ia", word[:-1], word[:-2]})
    if word.endswith("an") and len(word) > 5:
        return frozenset({word[:-1], word[:-2]})
    return frozenset()
