"""What every sentence passes before it is shown, whichever engine wrote it: its citations hold, its quotes carry it.

Knows no engine. What does not pass is withheld and counted, with the reason.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.answers import Citation, Figure, Sentence
from app.citing import Citer, holds
from app.verifying import Support
from index.documents import Hit
from index.opening import Library

MOST_REASONS = 3  # named in a note


class Checks:
    """The checks of one answer: numbers the citations of the sentences that pass, and remembers why others did not."""

    def __init__(self, library: Library, hits: Sequence[Hit], *, verify: Callable[..., Support] | None = None) -> None:
        """Check against these passages of the library; without `verify` only that the citations hold."""
        self._library = library
        self._citer = Citer(hits, library)
        self._verify = verify
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.shown: list[Sentence] = []
        self.gone: list[str] = []  # files that changed meanwhile
        self._withheld: list[str] = []  # reasons, one for each sentence

    @property
    def hold(self) -> bool:
        """Whether what was shown may stand for the whole: no more was withheld."""
        return len(self._withheld) <= len(self.shown)

    @property
    def note(self) -> str:
        """How many sentences were withheld, and why; "" where none was."""
        if not self._withheld:
            return ""
        count = len(self._withheld)
        reasons = [reason for reason, _ in Counter(self._withheld).most_common(MOST_REASONS)]
        return f"{count} sentence{'' if count == 1 else 's'} withheld: {'; '.join(reasons)}."

    def passed(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence with its support and the numbers of its citations, None where it is withheld."""
        gone = [one.source for one in sentence.citations if not self._library.unchanged(one.source)]
        if gone:
            self.gone += gone
            return None
        sentence, verdict = self._judged(sentence)
        if not verdict.supported:
            self._withheld.append(verdict.reason)
            return None
        citations = tuple(map(self._numbered, sentence.citations))
        self.shown.append(replace(sentence, citations=citations, support=verdict.score))
        return self.shown[-1]

    def figures(self, figures: Sequence[Figure]) -> tuple[Figure, ...]:
        """Return the figures whose sentences were shown, with the numbers of their citations."""
        shown = [one for one in figures if _place(one.citation) in self._numbers]
        return tuple(replace(one, citation=self._numbered(one.citation)) for one in shown)

    def _judged(self, sentence: Sentence) -> tuple[Sentence, Support]:
        if not sentence.citations:
            return sentence, Support(False, 0.0, "it names no source that was found")
        if not all(holds(one, self._library.document(one.source)) for one in sentence.citations):
            return sentence, Support(False, 0.0, "its quotation is not what stands there")
        verdict = self._support(sentence)
        if verdict.supported:
            return sentence, verdict
        # Who, where and when often stand in the sentence before: it is quoted too, where that carries what was written.
        wider = replace(sentence, citations=tuple(self._citer.wider(one) or one for one in sentence.citations))
        return wider, verdict if wider == sentence else self._support(wider)

    def _support(self, sentence: Sentence) -> Support:
        if not self._verify:
            return Support(True, sentence.support)
        return self._verify(sentence.text, [one.quote for one in sentence.citations], date=sentence.citations[0].date)

    def _numbered(self, citation: Citation) -> Citation:
        return replace(citation, number=self._numbers.setdefault(_place(citation), len(self._numbers) + 1))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.source, citation.start, citation.end
