"""An answer, its quotes and the rest of the page's data -> HTML. Knows nothing of Streamlit.

Questions and documents are data: every value passes `escape` on its way into a tag, so nothing in them is ever read as
HTML, Markdown, LaTeX or an emoji code.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from app.answers import Answer, Citation, Sentence
from index.documents import Document

PASSAGES_LISTED = 10
CHANGED = "This file has changed or is gone since; these were its words when the question was answered."
CONTEXT = 400  # characters of the paragraph shown on each side of a quote, at most

_PARAGRAPH = re.compile(r"\n\s*\n")

# Colours come from the theme (inherit, currentColor) or are translucent, so that light and dark both work.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3.5rem; }
.fn { line-height: 1.6; overflow-wrap: anywhere; }
.fn :is(p, ul, ol, dl, li, dt, dd) { font-size: inherit; }
.fn p { margin: 0 0 .6rem; }
.fn :is(ul, ol, dl).fn-list { margin: 0 0 .4rem; padding-left: 1.2rem; }
.fn-list li { margin: .2rem 0; }
.fn dl.fn-list { padding-left: 0; }
.fn dt { margin-top: .6rem; font-size: .8rem; opacity: .7; }
.fn dd { margin: 0; }
.fn .fn-short { margin: 0 0 .2rem; font-size: 1.15rem; font-weight: 600; }
.fn .fn-quiet { font-size: .875rem; opacity: .7; }
.fn .fn-draft { opacity: .6; }
.fn a.fn-cite { margin-left: .15em; padding: .05em .3em; border-radius: .3em; font-size: .75em; vertical-align: .25em;
  background: rgb(128 128 128 / .18); color: inherit; text-decoration: none; }
.fn a.fn-cite:hover { background: rgb(128 128 128 / .35); }
.fn a.fn-gone { text-decoration: line-through; }
.fn :is(a, summary):focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: .3em; }
.fn-box { margin: 0 0 .8rem; padding: .6rem .9rem; border-left: 3px solid; border-radius: .25rem; }
.fn > :last-child, .fn .fn-box > :last-child { margin-bottom: 0; }
.fn-reason { border-color: rgb(70 130 200); background: rgb(70 130 200 / .12); }
.fn-note { border-color: rgb(214 158 46); background: rgb(214 158 46 / .12); }
.fn-error { border-color: rgb(224 82 82); background: rgb(224 82 82 / .12); }
.fn details { margin: .4rem 0; border: 1px solid rgb(128 128 128 / .3); border-radius: .5rem; font-size: .9rem; }
.fn details:has(:target) { border-color: rgb(128 128 128 / .9); }
.fn summary { padding: .45rem .8rem; cursor: pointer; }
.fn details > div { margin: .2rem .9rem .7rem; scroll-margin: 8rem 0 10rem; }
.fn details.fn-why { margin: .6rem 0 0; border: 0; font-size: .875rem; }
.fn .fn-why summary { padding: 0; opacity: .7; }
.fn .fn-why > div { margin: .6rem 0 0; font-size: .8rem; opacity: .85; }
.fn blockquote { margin: 0 0 .5rem; padding: 0 0 0 .8rem; border-left: 2px solid rgb(128 128 128 / .35);
  white-space: pre-wrap; }
.fn mark { border-radius: .15em; background: rgb(255 200 40 / .32); color: inherit; }
</style>"""


@dataclass(frozen=True, slots=True)
class Place:
    """A citation's quote as the page shows it; `holds` is False when its file no longer says so."""

    citation: Citation
    before: str  # what surrounds the quote, on either side
    after: str
    holds: bool


def place_of(citation: Citation, document: Document | None) -> Place:
    """Return the quote within its surroundings; None: the document no longer holds it."""
    if document is None:
        return Place(citation, "", "", holds=False)
    return Place(citation, _before(document.text, citation.start), _after(document.text, citation.end), holds=True)


def draft_html(sentences: Sequence[Sentence]) -> str:
    """Return an answer that is still being written, paler than a finished one: its verdict is not known yet."""
    written = " ".join(one.marked for one in sentences) or "Reading the documents"
    return _block(f'<p class="fn-draft">{escape(written)} …</p>')


def answer_html(answer: Answer, places: Mapping[int, Place], *, key: str, milliseconds: float) -> str:
    """Return a finished answer with its quotes by number; `key` tells its anchors from those of other answers."""
    parts = []
    if answer.continues:
        parts.append(_quiet(f"Understood as: {answer.standalone}"))
    if answer.answered:
        between = "<br>" if answer.listed else " "
        parts += [f'<p class="fn-short">{escape(answer.short)}</p>'] if answer.short else []
        parts.append(f"<p>{between.join(_sentence(one, places, key) for one in answer.sentences)}</p>")
        parts.append(_box("note", answer.note))
    else:
        parts.append(_box("reason", "The documents do not answer this.", answer.note))
        parts += [_quiet("The closest passage:")] if answer.citations else []
    # A passage that only comes close is shown as the quote it is, not told as an answer.
    parts += [_quote(places[one.number], key, opened=not answer.answered) for one in answer.citations]
    return _block(*parts, _why(answer, milliseconds))


def question_html(question: str) -> str:
    """Return what the user asked."""
    return _block(f"<p>{escape(question)}</p>")


def error_html(message: str, hint: str) -> str:
    """Return what happened and what to do."""
    return _block(_box("error", message, hint, role="alert"))


def notice_html(text: str) -> str:
    """Return one line that asks for attention."""
    return _block(_box("note", text, role="status"))


def documents_html(documents: Iterable[Document], *, more: int) -> str:
    """Return the titles and dates of documents, and how many more there are."""
    about = [(one.name, ", ".join(filter(None, [one.publisher, one.date]))) for one in documents]
    items = "".join(f'<li>{escape(name)} <span class="fn-quiet">{escape(stated)}</span></li>' for name, stated in about)
    rest = _quiet(f"and {more:,} more") if more else ""
    return _block(f'<ul class="fn-list">{items}</ul>{rest}')


def facts_html(facts: Mapping[str, str]) -> str:
    """Return names and values, one below the other."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    return _block(f'<dl class="fn-list">{rows}</dl>')


def skipped_html(problems: Sequence[str]) -> str:
    """Return why files could not be read, folded away."""
    items = "".join(f"<p>{escape(problem)}</p>" for problem in problems)
    return _block(f"<details><summary>{count(len(problems), 'file')} left out</summary><div>{items}</div></details>")


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def local_time(stamp: str) -> str:
    """Return an ISO time in this machine's time zone, to the minute."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"


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


def _block(*parts: str) -> str:
    return f'<div class="fn">{"".join(parts)}</div>'


def _box(kind: str, *lines: str, role: str = "note") -> str:
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<div class="fn-box fn-{kind}" role="{role}">{shown}</div>' if shown else ""


def _quiet(text: str) -> str:
    return f'<p class="fn-quiet">{escape(text)}</p>'


def _sentence(sentence: Sentence, places: Mapping[int, Place], key: str) -> str:
    numbers = [one.number for one in sentence.citations]
    marks = "".join(
        f'<a class="fn-cite{"" if places[number].holds else " fn-gone"}" href="#{_anchor(key, number)}" '
        f'aria-label="Quote {number}">[{number}]</a>'
        for number in numbers
    )
    before, key_words, after = sentence.text.partition(sentence.key) if sentence.key else (sentence.text, "", "")
    short = f"<strong>{escape(key_words)}</strong>" if key_words else ""
    return escape(before) + short + escape(after) + marks


def _quote(place: Place, key: str, *, opened: bool) -> str:
    cited = place.citation
    about = ", ".join(filter(None, [cited.title, cited.date]))
    page = f"page {cited.page}, " if cited.page else ""
    where = f"{cited.source}, {page}characters {cited.start}-{cited.end}"
    changed = "" if place.holds else _box("note", CHANGED)
    return (
        f"<details{' open' if opened else ''}><summary><b>[{cited.number}]</b> {escape(about)}</summary>"
        f'<div id="{_anchor(key, cited.number)}">{changed}'
        f"<blockquote>{escape(place.before)}<mark>{escape(cited.quote)}</mark>{escape(place.after)}</blockquote>"
        f"{_quiet(where)}</div></details>"
    )


def _why(answer: Answer, milliseconds: float) -> str:
    considered = "".join(f"<li>{escape(line)}</li>" for line in answer.explanation)
    found = "".join(
        f"<li>{escape(hit.passage.document_id)}, characters {hit.passage.start}-{hit.passage.end} "
        f"({', '.join(f'{escape(name)} {rank}' for name, rank in sorted(hit.ranks.items()))})</li>"
        for hit in answer.hits[:PASSAGES_LISTED]
    )
    return (
        '<details class="fn-why"><summary>Why this answer '
        f"({escape(answer.engine)} engine, {milliseconds:,.0f} ms)</summary>"
        f'<div><p>Considered</p><ul class="fn-list">{considered}</ul><p>Passages found, best first, with their rank in '
        f'each search</p><ol class="fn-list">{found}</ol></div></details>'
    )


def _anchor(key: str, number: int) -> str:
    return f"quote-{key}-{number}"
