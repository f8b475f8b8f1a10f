"""What every caller receives: Answer, made of Sentences, each with its Citations; nothing of how it was found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

from index.documents import Hit, Passage

Turn = tuple[str, str]  # ("user" | "assistant", what was said)
LISTED = 3  # from so many sentences on, an answer is shown one sentence a line
Tier = Literal["answer", "closest", "refusal"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words, in the exact file, at the exact place: text[start:end] == quote in the file with this hash."""

    number: int  # 1-based, in order of first use in the answer
    source: str  # the file, as a POSIX path below the folder of documents
    title: str  # the document's title, or the file's name where it states none
    date: str | None  # as the document states it; see index.documents.Document
    start: int  # half-open code-point offsets into the document's text
    end: int
    quote: str
    sha256: str  # of the file's bytes when it was read
    page: int | None = None  # 1-based, for formats with pages
    exact: bool = True  # False: the words given for it are not there; it is what the passage named has nearest to them


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of streaming, citing and judging: one sentence and the quotes that carry it."""

    text: str
    citations: tuple[Citation, ...]
    support: float  # how well the quotes carry it, 0 to 1; a verbatim quotation is 1
    key: str = ""  # the words in it that answer (the number, the name, the date), verbatim; "" where none stand out

    @property
    def marked(self) -> str:
        """The sentence with its markers: "... 31.1%.[1][2]"."""
        return self.text + "".join(f"[{citation.number}]" for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of several figures that the documents give for the same thing."""

    words: str  # verbatim in the quote of its citation
    citation: Citation
    period: str  # the time it speaks for, as far as its sentence says: "2023", "the first quarter"; or ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an engine returns after its last sentence: an answer, only the closest passage, or a refusal, and why."""

    tier: Tier
    note: str = ""
    explanation: tuple[str, ...] = ()
    confidence: float = 1.0  # that the documents say it and this is it, 0 to 1
    figures: tuple[Figure, ...] = ()  # where the documents differ: what each says


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer object: in scripts, on the command line, in the chat and in evaluation."""

    question: str  # as it was asked
    standalone: str  # as it was understood, with what the conversation adds
    tier: Tier
    sentences: tuple[Sentence, ...]
    note: str  # why not, where the documents do not say; else what the reader should know, or ""
    hits: tuple[Hit, ...]
    engine: str
    explanation: tuple[str, ...] = ()  # what was considered and dropped, one line each
    confidence: float = 1.0  # that the documents say it and this is it, 0 to 1, whichever tier was chosen
    figures: tuple[Figure, ...] = ()  # where the documents differ: what each says, the likeliest first

    @property
    def short(self) -> str:
        """The short answer (a number, a name, a date), verbatim in the first sentence that has one; "" without.

        To a question that asks several things, one for each.
        """
        keys = [sentence.key for sentence in self.sentences if sentence.key] if self.answered else []
        return "; ".join(dict.fromkeys(keys[:1] if self.figures else keys))

    @property
    def answered(self) -> bool:
        """False: the documents do not say; `note` gives the reason in plain words."""
        return self.tier == "answer"

    @property
    def listed(self) -> bool:
        """Whether its sentences are shown one a line."""
        return len(self.sentences) >= LISTED

    @property
    def continues(self) -> bool:
        """Whether the question was understood with the help of the conversation."""
        return self.standalone != " ".join(self.question.split())

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, by number."""
        found = {citation.number: citation for sentence in self.sentences for citation in sentence.citations}
        return tuple(found[number] for number in sorted(found))

    @property
    def contexts(self) -> tuple[str, ...]:
        """The passages the answer was drawn from, best first."""
        return tuple(hit.passage.text for hit in self.hits)

    @property
    def text(self) -> str:
        """What the user is shown: the short answer, then the sentences that carry it, with their markers.

        Where the documents do not say: the reason, then the closest passage if there is one.
        """
        between = "\n" if self.listed else " "
        quoted = between.join(sentence.marked for sentence in self.sentences)
        if self.answered:
            return f"{self.short} — {quoted}" if self.short else quoted
        return f"{self.note} The closest passage: {quoted}" if quoted else self.note

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON-ready values; passages by place and rank, without their text."""
        return {
            "question": self.question,
            "standalone": self.standalone,
            "answered": self.answered,
            "tier": self.tier,
            "confidence": self.confidence,
            "short": self.short,
            "text": self.text,
            "note": self.note,
            "sentences": [
                {
                    "text": sentence.text,
                    "key": sentence.key,
                    "support": sentence.support,
                    "citations": [citation.number for citation in sentence.citations],
                }
                for sentence in self.sentences
            ],
            "citations": [asdict(citation) for citation in self.citations],
            "figures": [
                {"words": figure.words, "citation": figure.citation.number, "period": figure.period}
                for figure in self.figures
            ],
            "hits": [
                {
                    "source": hit.passage.document_id,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.score,
                    "ranks": dict(hit.ranks),
                }
                for hit in self.hits
            ],
            "engine": self.engine,
            "explanation": list(self.explanation),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the answer that `to_dict` wrote. Passages come back by place: their text, and so `contexts`, is empty.

        Raises KeyError, TypeError or ValueError where the values are not what `to_dict` writes.
        """
        citations = {one["number"]: Citation(**one) for one in values["citations"]}
        rebuilt = {
            "sentences": tuple(
                Sentence(**{**one, "citations": tuple(citations[number] for number in one["citations"])})
                for one in values["sentences"]
            ),
            "hits": tuple(_hit_at(one) for one in values["hits"]),
            "explanation": tuple(values.get("explanation", ())),
            "figures": tuple(
                Figure(**{**one, "citation": citations[one["citation"]]})
                for one in values["figures"]
                if one["citation"] in citations
            ),
        }
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names} | rebuilt)


def _hit_at(values: Mapping[str, Any]) -> Hit:
    source, start, end = values["source"], values["start"], values["end"]
    passage = Passage(f"{source}#{start}-{end}", source, start, end, text="")
    return Hit(passage, values["score"], dict(values["ranks"]))
