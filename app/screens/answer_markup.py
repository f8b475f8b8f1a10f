"""A question, an answer and its quotes -> HTML; everything that comes from outside is escaped. No Streamlit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app.answers import Answer, Citation, Figure, Sentence
from app.records.exporting import NOT_SAID, place_of
from app.screens.markup import block, box, quiet, table
from index.documents import Document, Hit

PASSAGES_LISTED = 10
CHANGED = "This file has changed or is gone since; these were its words when the question was answered."
NEAREST = "The model gave other words for this; these are the nearest to them in the passage that it named."
CONTEXT = 400  # characters of the paragraph shown on each side of a quote, at most

_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A citation's quote as the page shows it."""

    citation: Citation
    before: str  # what surrounds the quote, on either side
    after: str
    stated: tuple[str, ...]  # publisher and speaker, as far as the document names them
    holds: bool  # False: its file no longer says so


def found_at(citation: Citation, document: Document | None) -> Place:
    """Return the quote within its surroundings; None: the document no longer holds it."""
    if document is None:
        return Place(citation, "", "", (), holds=False)
    speaker = f"{document.speaker} speaking" if document.speaker else ""
    stated = tuple(filter(None, [document.publisher, speaker]))
    text = document.text
    return Place(citation, _before(text, citation.start), _after(text, citation.end), stated, holds=True)


def question_html(question: str, *, key: str) -> str:
    """Return what the user asked; `key` is what it can be scrolled to by."""
    return block(f'<p class="fn-question" id="question-{escape(key)}">{escape(question)}</p>')


def scroll_html(key: str) -> str:
    """Return a script, ours alone, that puts a question at the top of the page: its answer is read from there."""
    return f"<script>document.getElementById('question-{escape(key)}')?.scrollIntoView({{block: 'start'}})</script>"


def draft_html(sentences: Sequence[Sentence], seconds: float = 0.0) -> str:
    """Return an answer that is still being written, paler than a finished one: its verdict is not known yet."""
    written = " ".join(one.marked for one in sentences) or "Reading the documents"
    waited = f" {seconds:.0f} s" if seconds >= 1 else ""
    return block(f'<p class="fn-draft">{escape(written)} …{waited}</p>')


def answer_html(answer: Answer, places: Mapping[int, Place], *, key: str, milliseconds: float) -> str:
    """Return a finished answer with its quotes by number; `key` tells its anchors from those of other answers."""
    parts = []
    if answer.continues:
        parts.append(quiet(f"Understood as: {answer.standalone}"))
    if answer.answered:
        between = "<br>" if answer.listed else " "
        parts += [f'<p class="fn-short">{escape(answer.short)}</p>'] if answer.short else []
        parts.append(f"<p>{between.join(_sentence(one, places, key) for one in answer.sentences)}</p>")
        parts.append(box("note", _without_figures(answer)))
        parts.append(_figures(answer.figures, places, key))
    else:
        parts.append(box("reason", NOT_SAID, answer.note))
        parts += [quiet("The closest passage:")] if answer.citations else []
    # A passage that only comes close is shown as the quote it is, not told as an answer.
    parts += [_quote(places[one.number], key, opened=not answer.answered) for one in answer.citations]
    return block(*parts, _why(answer, milliseconds))


# ---------------------------------------------------------------------------------------------------------------------


def _before(text: str, place: int) -> str:
    """Return the paragraph up to here; where the paragraph begins here, the one before it."""
    window = text[max(0, place - CONTEXT) : place]
    starts = [match.end() for match in _PARAGRAPH.finditer(window) if window[match.end() :].strip()]
    if starts or place <= CONTEXT:
        return window[max(starts, default=0) :].lstrip()
    return "… " + window.partition(" ")[2].lstrip()


def _after(text: str, place: int) -> str:
    """Return the rest of the paragraph from here; where the paragraph ends here, the one after it."""
    window = text[place : place + CONTEXT]
    ends = [match.start() for match in _PARAGRAPH.finditer(window) if window[: match.start()].strip()]
    if ends or place + CONTEXT >= len(text):
        return window[: min(ends, default=len(window))].rstrip()
    return window.rpartition(" ")[0].rstrip() + " …"


def _sentence(sentence: Sentence, places: Mapping[int, Place], key: str) -> str:
    marks = "".join(_chip(places[one.number], key) for one in sentence.citations)
    before, key_words, after = sentence.text.partition(sentence.key) if sentence.key else (sentence.text, "", "")
    short = f"<strong>{escape(key_words)}</strong>" if key_words else ""
    return escape(before) + short + escape(after) + marks


def _chip(place: Place, key: str) -> str:
    number, gone = place.citation.number, "" if place.holds else " fn-gone"
    return f'<a class="fn-cite{gone}" href="#{_anchor(key, number)}" aria-label="Quote {number}">[{number}]</a>'


def _figures(figures: Sequence[Figure], places: Mapping[int, Place], key: str) -> str:
    shown = [one for one in figures if one.citation.number in places]
    timed = any(one.period for one in shown)  # no column for what none of them says
    rows = [
        (
            f"<strong>{escape(one.words)}</strong>",
            *([escape(one.period or "–")] if timed else []),
            escape(one.citation.title) + _chip(places[one.citation.number], key),
            escape(one.citation.date or "not stated"),
        )
        for one in shown
    ]
    heads = ("Figure", *(["For"] if timed else []), "Document", "Dated")
    return table(heads, rows, stacked=True) if rows else ""


def _without_figures(answer: Answer) -> str:
    """Return the note without the figures that it lists: the table shows them."""
    sides = [
        f"{one.words} ({', '.join(filter(None, [one.citation.title, one.citation.date]))})" for one in answer.figures
    ]
    return answer.note.replace(f": {'; '.join(sides[:-1])}; and {sides[-1]}", "") if sides else answer.note


def _quote(place: Place, key: str, *, opened: bool) -> str:
    cited = place.citation
    about = " · ".join(f"<span>{escape(one)}</span>" for one in (cited.date, *place.stated) if one)
    beside = f' <span class="fn-quiet fn-about">{about}</span>' if about else ""
    changed = "" if place.holds else box("note", CHANGED)
    changed += "" if cited.exact else quiet(NEAREST)
    return (
        f"<details{' open' if opened else ''}><summary><b>[{cited.number}]</b> {escape(cited.title)}{beside}</summary>"
        f'<div id="{_anchor(key, cited.number)}">{changed}'
        f"<blockquote>{escape(place.before)}<mark>{escape(cited.quote)}</mark>{escape(place.after)}</blockquote>"
        f"{quiet(place_of(cited))}{_open_link(cited) if place.holds else ''}</div></details>"
    )


def _open_link(citation: Citation) -> str:
    where = urlencode({"document": citation.source, "start": citation.start, "end": citation.end})
    # In a tab of its own: the conversation stays as it is.
    return f'<p><a href="documents?{escape(where)}" target="_blank">Open in document</a></p>'


def _why(answer: Answer, milliseconds: float) -> str:
    considered = "".join(f"<li>{escape(line)}</li>" for line in answer.explanation)
    hits = answer.hits[:PASSAGES_LISTED]
    searches = sorted({name for hit in hits for name in hit.ranks})
    rows = [_ranked(number, hit, searches) for number, hit in enumerate(hits, 1)]
    found = table(("", "Passage", *(f"by {name}" for name in searches)), rows) if rows else ""
    return (
        '<details class="fn-why"><summary>Why this answer '
        f"({escape(answer.engine)} engine, {milliseconds:,.0f} ms)</summary><div>"
        + (f'<p>Considered</p><ul class="fn-list">{considered}</ul>' if considered else "")
        + (f"<p>Passages found, best first, with their rank in each search</p>{found}" if found else "")
        + "</div></details>"
    )


def _ranked(number: int, hit: Hit, searches: Sequence[str]) -> tuple[str, ...]:
    where = f"{hit.passage.document_id}, characters {hit.passage.start}-{hit.passage.end}"
    return (str(number), escape(where), *(str(hit.ranks.get(name, "–")) for name in searches))


def _anchor(key: str, number: int) -> str:
    return f"quote-{key}-{number}"
