"""The engine with a language model, end to end: ask it, read its reply, cite each sentence, or refuse as it does.

What it yields is not yet checked: the chain does that, for every engine alike.
"""

from collections.abc import Generator, Iterator, Sequence

from app.answers import Sentence, Turn, Verdict
from app.citing import Citer
from app.extractive.abstaining import ANSWERED
from app.extractive.clipping import FACT_WORDS, LONG_WORDS
from app.extractive.engine import Extractive
from app.extractive.pointing import point
from app.extractive.question import Question, analyse
from app.extractive.reader import open_reader
from app.generative.prompt import answering
from app.generative.reply import Statement, read_reply
from app.llm import LanguageModel, TooLong
from app.locating import shared
from index.documents import Hit, Passage
from index.errors import ModelUnavailable
from index.opening import Library
from index.words import tokens

SHOWN = 12  # passages; some 2,000 tokens, which every model reads in one go
FRAGMENT = 4  # words; fewer are no sentence
SHOWN_SHORT = 4  # where they were too many after all


class Generative:
    """Answers in a model's words, each sentence with the passages that it names; `history` is never shown to it."""

    def __init__(self, library: Library, model: LanguageModel) -> None:
        self.name = model.name
        self._library = library
        self._model = model

    def answer(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn] = ()
    ) -> Generator[Sentence, None, Verdict]:
        """Yield the sentences of the answer, each cited from `hits` or not at all; return the verdict.

        Raises ModelUnavailable where the model gave nothing that could be an answer.
        """
        asked = analyse(question, self._library.lexicon)
        passages = [hit.passage for hit in hits[:SHOWN]]
        citer = Citer(hits, self._library)
        left = LONG_WORDS if asked.wants_many else FACT_WORDS
        said: set[str] = set()
        refused, note = False, ""
        try:
            for statement in self._statements(asked, passages, words=left):
                if statement.refuses or statement.text in said:
                    refused = refused or not said
                    continue
                sentence = self._sentence(statement, asked, passages, citer, first=not said)
                cost = len(sentence.text.split()) + (len(sentence.key.split()) + 1 if sentence.key else 0)
                if cost > left:
                    note = "Shortened to what an answer may take."
                    break
                if sentence.citations:
                    said.add(statement.text)
                    left -= cost
                yield sentence
        except ModelUnavailable:
            if not said:
                raise
            note = f"The model {self.name} broke off; what it had written is shown."
        if refused and not said:
            return (yield from self._refusal(question, hits, history))
        if not said:
            raise ModelUnavailable(f"The model {self.name} wrote no sentence with a source.", hint="")
        if refused:  # and yet it wrote something: what is nearest
            return Verdict("closest", "The documents do not say this directly.", confidence=ANSWERED / 2)
        return Verdict("answer", note)

    def _statements(self, asked: Question, passages: Sequence[Passage], *, words: int) -> Iterator[Statement]:
        """Yield the statements of the reply; where the passages are too many for the model, of its reply to fewer."""
        numbered = [(passage, self._library.document(passage.document_id)) for passage in passages]
        try:
            yield from read_reply(self._model.stream(answering(asked.text, numbered, words=words)))
        except TooLong:
            fewer = answering(asked.text, numbered[:SHOWN_SHORT], words=words)
            yield from read_reply(self._model.stream(fewer))

    def _sentence(
        self, statement: Statement, asked: Question, passages: Sequence[Passage], citer: Citer, *, first: bool
    ) -> Sentence:
        named = [passages[mark - 1] for mark in statement.marks if 0 < mark <= len(passages)]
        citations = citer.cite_words(statement.text, statement.words, named, others=passages)
        text = statement.text
        if citations and len(tokens(text)) < FRAGMENT:
            # "31.1%" alone says nothing that could be checked: what it rests on says of what, if that was asked.
            text = " ".join(citations[0].quote.split())
            citations = citations[:1] if shared(asked.plain, text) else ()
        key = self._key(asked, text) if first and citations else ""
        carried = any(key in " ".join(citation.quote.split()) for citation in citations)
        return Sentence(text, citations, support=0.0, key=key if carried else "")

    def _key(self, asked: Question, text: str) -> str:
        """Return the words that answer; not where they are nearly all there is."""
        reading = open_reader().read(asked.plain, [("", text)])[0]
        key = point(asked, text, reading)
        return key if len(key.split()) < len(text.split()) - 1 else ""

    def _refusal(
        self, question: str, hits: Sequence[Hit], history: Sequence[Turn]
    ) -> Generator[Sentence, None, Verdict]:
        """Refuse with the reason and the nearest passage of the engine without a model."""
        offline = Extractive(self._library).answer(question, hits, history)
        sentences: list[Sentence] = []
        while True:
            try:
                sentences.append(next(offline))
            except StopIteration as stop:
                verdict: Verdict = stop.value
                break
        yield from sentences[:1]
        if verdict.tier != "answer":
            return verdict
        note = f"The documents do not say this directly, as {self.name} reads them."
        return Verdict("closest", note, verdict.explanation, confidence=min(verdict.confidence, ANSWERED / 2))
