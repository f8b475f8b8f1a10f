"""Questions that have no content of their own: "why?", "who said that?", "when?", "tell me more", "are you sure?".

The last answer's words are used to understand what "that" is, never as an answer.
"""

import re

from app.extractive.kinds import asks_change
from app.followups.focus import CLOSEST, plain
from app.followups.groups import groups_of
from app.followups.lexis import AUXILIARIES, CLOSED, is_verb, words_of

_CLIP = 25  # words of a statement
_READ = 1_000  # characters of an answer
_SUBJECTS = 3  # noun groups of a question that say what it is about
_SENTENCE = 4  # words, at least, of what can be asked about as a statement

_AND = r"^\W*(?:and |but |so |then |ok(?:ay)?,? )?"
_END = r"(?: then| exactly| again| please)?\W*$"
_SO = r"(?: (?:is|was|are|were|did|does) (?:that|this|it|so)(?: (?:so|the case|happen))?)?"
_WHO_SAID = re.compile(rf"{_AND}who (?:said|says|stated|claimed|claims) (?:that|so|this|it){_END}", re.IGNORECASE)
_WHERE_SAID = re.compile(
    rf"{_AND}where (?:does it say|is it said|do they say|is it written|did you (?:get|find|read)|does it state)"
    rf"(?: that| so| this| it)?{_END}",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"{_AND}(?:why(?: so)?|how come|how so|for what reason|what(?:'s| is) the reason){_SO}{_END}", re.IGNORECASE
)
_OTHER = re.compile(
    rf"{_AND}(?P<word>when|where|how|by how much|how much|since when|by when){_SO}{_END}", re.IGNORECASE
)
_HOW_MANY = re.compile(rf"{_AND}how many{_END}", re.IGNORECASE)
_AGAIN = re.compile(
    rf"{_AND}(?:(?:are you|is that) (?:sure|certain|right|correct|true)|really|sure|seriously"
    r"|(?:in |say (?:it|that) in )?(?:plain |simple )?(?:english|simple (?:words|terms))"
    r"|(?:make it |be |a bit )?(?:shorter|briefer|simpler|clearer)(?: answer)?|in short"
    r"|repeat(?: that)?|come again|(?:can|could) you (?:repeat|rephrase)(?: that)?"
    rf"|what do you mean|what does (?:that|this) mean|i do(?:n't| not) understand){_END}",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"{_AND}(?:(?:(?:can|could) you )?(?:please )?tell me more|more(?: information| about (?:it|this|that))?"
    r"|go on|continue|keep going|(?:is |are )?(?:there )?any ?thing else|what else|elaborate|(?:any )?more details?"
    r"|say more)"
    rf"(?: about (?:it|this|that|them))?{_END}",
    re.IGNORECASE,
)
# An answer that says it does not know states nothing that could be asked about.
_NOT_SAID = re.compile(
    r"\b(?:documents?|they|i|it|passages?) (?:do(?:es)?(?: not|n't)|cannot|can't)\b"
    r"|\b(?:no|none of the) (?:\d+ )?(?:passage|document)"
    r"|\b(?:is|are) not (?:stated|mentioned|given)\b",
    re.IGNORECASE,
)


def resolve_bare(question: str, asked: str, said: str) -> str | None:
    """Return the question with the content that it asks about; None where it is not bare or nothing is sure."""
    if _AGAIN.match(question):
        return asked
    if _MORE.match(question):
        subject = _subject(asked)
        return f"What else do the documents say about {subject}?" if subject else None
    statement = _statement(said)
    if _WHO_SAID.match(question):
        return _who_said(statement, asked, said) if statement else None
    if _WHERE_SAID.match(question):
        return f"Where does it say that {_lower(statement, asked)}?" if statement else None
    if _WHY.match(question):
        denied = re.match(r"\W*no\b", said, re.IGNORECASE)
        return (not denied and _asked_as("Why", asked)) or (f"Why: {_upper(statement)}?" if statement else None)
    if match := _OTHER.match(question):
        word = match["word"].lower()
        return _asked_as(word[0].upper() + word[1:], asked)
    if _HOW_MANY.match(question):
        which = re.match(r"\W*(?:what|which) (?=\w+(?:[^su\W]s|ies)\b)", asked, re.IGNORECASE)
        return f"How many {asked[which.end() :]}" if which else None
    return None


def _asked_as(word: str, asked: str) -> str | None:
    """Return a question of fact, or one of when, where or how far, with another question word."""
    words = words_of(asked)
    if words and words[0].low in AUXILIARIES:
        if claim := re.match(r"is it (?:true|correct|right|so) that (?P<said>.+)", asked, re.IGNORECASE):
            return f"{word}: {_upper(claim['said'])}"
        return f"{word} {_lower(asked)}"
    adverb = re.match(r"\W*(?:when|where|why|how)(?= (?P<aux>\w+))", asked, re.IGNORECASE)
    if adverb and adverb["aux"].lower() in AUXILIARIES - {"is", "are", "was", "were"}:
        return f"{word}{asked[adverb.end() :]}"
    change = re.match(r"\W*(?:by )?how (?:much|far|fast)(?= (?:did|do|does|has|have|will)\b)", asked, re.IGNORECASE)
    return f"{word}{asked[change.end() :]}" if change and asks_change(asked) else None


def _who_said(statement: str, asked: str, said: str) -> str:
    """Ask for the speaker of the words that the answer quotes, or else of its first sentence."""
    quoted = re.search(r"[“\"](?P<words>[^“”\"]{12,})[”\"]", plain(said[:_READ]))
    return f"Who said “{_clip(quoted['words'])}”?" if quoted else f"Who said that {_lower(statement, asked)}?"


def _statement(said: str) -> str:
    """Return the first sentence of an answer, clipped; "" where it states nothing."""
    if _NOT_SAID.search(said[:_READ]) and CLOSEST not in said:
        return ""
    text = re.sub(r"^(?:yes|no|indeed|correct)\b[.,:;!]* ?", "", plain(said[:_READ]), flags=re.IGNORECASE)
    first = re.split(r"(?<=[\w\")”’][.!?]) (?=[A-Z“\"])", text, maxsplit=1)[0]
    verbal = any(word.low in AUXILIARIES or is_verb(word) or word.low.endswith("ed") for word in words_of(first))
    whole = verbal or first.rstrip(' ”’")').endswith((".", "!"))
    return _clip(first) if whole and len(first.split()) >= _SENTENCE else ""


def _clip(text: str) -> str:
    words = text.split()
    return " ".join(words[:_CLIP]).rstrip(" .,;:!?") + (" …" if len(words) > _CLIP else "")


def _subject(asked: str) -> str:
    """Return what a question is about, as a list of its noun groups."""
    groups = [group.text for group in groups_of(asked) if group.stands_for][:_SUBJECTS]
    return " and ".join(filter(None, [", ".join(groups[:-1]), *groups[-1:]]))


def _lower(text: str, context: str = "") -> str:
    """Return the text with a small first letter, unless a name may stand there; the context may write it small."""
    first = re.match(r"(?!I\b)\w+(?! [A-Z])", text)
    small = first and first.group().lower() in {*CLOSED, *re.findall(r"\w+", context)}
    return text[0].lower() + text[1:] if small else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
