"""One Answer against one Case -> a Judgement: deterministic checks, each with a reason a person can read.

Knows nothing of how the answer was made, and never asks the engine's own checks whether it is right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.answers import Answer, Citation
from eval.cases import Case, Read
from index.errors import FootnoteError

CheckName = Literal["answered", "refused", "facts", "forbidden", "source", "words", "verbatim", "cited"]

_MARKER = re.compile(r"\[\d+\]")
_LETTER = r"[a-zA-Z\u00c0-\u024f\u0370-\u052f]"  # of a script that puts spaces between words


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the answer, whether it holds, and why."""

    name: CheckName
    passed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checks of one answer come to."""

    checks: tuple[Check, ...]
    right: bool  # an answerable case: answered with the facts from the right source in few words; else: refused
    abstained: bool  # the documents say, and the answer was that they do not: counted apart from wrong answers
    citations: int
    verbatim: int  # of these citations, how many are the words that stand at their place in their file

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)


def judge(case: Case, answer: Answer, *, read: Read) -> Judgement:
    """Check an answer against its case, reading each cited file again with `read`."""
    decisive = _answerable(case, answer) if case.answerable else (_refused(answer),)
    citations = tuple(dict.fromkeys(citation for sentence in answer.sentences for citation in sentence.citations))
    misquoted = [problem for problem in (_misquoted(citation, read) for citation in citations) if problem]
    return Judgement(
        checks=(*decisive, _verbatim(citations, misquoted), _cited(answer)),
        right=all(check.passed for check in decisive),
        abstained=case.answerable and not answer.answered,
        citations=len(citations),
        verbatim=len(citations) - len(misquoted),
    )


def shown_words(answer: Answer) -> str:
    """Return what the user is shown, without the markers: "[78]" states no fact, and costs the reader no word."""
    return _MARKER.sub("", answer.text)


def _answerable(case: Case, answer: Answer) -> tuple[Check, ...]:
    shown = shown_words(answer)
    cited = sorted({citation.source for citation in answer.citations})
    return (
        Check(
            "answered",
            answer.answered,
            "it answers" if answer.answered else f"it abstains ({answer.tier}): {answer.note}",
        ),
        _facts(case, shown),
        _forbidden(case, shown),
        _source(case, cited),
        _words(case, shown),
    )


def _facts(case: Case, shown: str) -> Check:
    lacking = [" or ".join(map(repr, group)) for group in case.must if not any(occurs(fact, shown) for fact in group)]
    return Check("facts", not lacking, f"it lacks {', '.join(lacking)}" if lacking else "it states every fact expected")


def _forbidden(case: Case, shown: str) -> Check:
    present = [repr(words) for words in case.must_not if occurs(words, shown)]
    return Check("forbidden", not present, f"it states {', '.join(present)}" if present else "it states nothing wrong")


def occurs(fact: str, shown: str) -> bool:
    """Return whether a text states a fact: in any case and spacing, but never inside a longer figure or word."""
    fact, shown = (" ".join(text.casefold().split()) for text in (fact, shown))
    # A figure is not found inside a longer one: "16%" is not in "116%", nor "500" in "5,500" or "500.5".
    before = r"(?<!\d)(?<!\d[.,])" if fact[:1].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if fact[-1:].isdigit() else ""
    # Nor a word inside a longer one, its plural excepted: "rust" is not in "trust", but "tail" in "tails".
    if re.match(_LETTER, fact):
        before = rf"(?<!{_LETTER})"
    if re.search(rf"{_LETTER}$", fact):
        after = rf"(?!(?!e?s\b){_LETTER})"
    return re.search(before + re.escape(fact) + after, shown) is not None


def _source(case: Case, cited: Sequence[str]) -> Check:
    expected = [*([case.sources] if case.sources else []), *case.sources_all]
    lacking = [" or ".join(group) for group in expected if not set(group) & set(cited)]
    given = ", ".join(cited) or "nothing"
    return Check("source", not lacking, f"it cites {given}" + (f", not {'; '.join(lacking)}" if lacking else ""))


def _words(case: Case, shown: str) -> Check:
    count = len(shown.split())
    limit = "" if case.max_words is None else f" of {case.max_words} at most"
    return Check("words", case.max_words is None or count <= case.max_words, f"it has {count} words{limit}")


def _refused(answer: Answer) -> Check:
    reason = "it answers what the documents do not say" if answer.answered else f"it abstains: {answer.note}"
    return Check("refused", not answer.answered, reason)


def _verbatim(citations: Sequence[Citation], misquoted: Sequence[str]) -> Check:
    given = len(citations)
    return Check("verbatim", not misquoted, "; ".join(misquoted) or f"{given} of {given} citations are verbatim")


def _misquoted(citation: Citation, read: Read) -> str:
    """Say why the citation is not what its file holds, or return ""."""
    where = f"[{citation.number}] {citation.source}"
    try:
        document = read(citation.source)
    except FootnoteError as exc:
        return f"{where}: {exc.message}"
    if document.sha256 != citation.sha256:
        return f"{where}: the file is not the one that was cited"
    if not 0 <= citation.start < citation.end <= len(document.text):
        return f"{where}: there is no text from {citation.start} to {citation.end}"
    found = document.text[citation.start : citation.end]
    return "" if found == citation.quote else f"{where}: the file has {found!r} where {citation.quote!r} is cited"


def _cited(answer: Answer) -> Check:
    problems = [f"no citation for {s.text!r}" for s in answer.sentences if answer.answered and not s.citations]
    if answer.answered and not answer.sentences:
        problems.append("an answer without a sentence")
    uses = [citation for sentence in answer.sentences for citation in sentence.citations]
    numbers = list(dict.fromkeys(citation.number for citation in uses))
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append(f"citations are numbered {numbers} in order of first use")
    if len(set(uses)) != len(numbers):
        problems.append("one number stands for two citations")
    return Check("cited", not problems, "; ".join(problems) or "every sentence is cited, in order")
