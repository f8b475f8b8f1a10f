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
.fn { overflow-wrap: anywhere; line-height: 1.6; }
.fn p { margin: 0 0 .6rem; }
.fn :is(a, summary):focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: .2rem; }
.fn-quiet { opacity: .68; font-size: .875rem; }
.fn-draft { opacity: .6; }
.fn-cite { text-decoration: none; font-size: .8em; font-weight: 600; padding: 0 .1em;
  vertical-align: .3em; line-height: 0; }
.fn-cite:hover { text-decoration: underline; }
.fn-box { border-left: 3px solid; border-radius: .25rem; padding: .6rem .9rem; margin: 0 0 .8rem; }
.fn-box p:last-child { margin: 0; }
.fn-reason { border-color: rgb(128 140 160); background: rgb(128 140 160 / .14); }
.fn-note { border-color: rgb(214 158 46); background: rgb(214 158 46 / .12); }
.fn-error { border-color: rgb(224 82 82); background: rgb(224 82 82 / .12); }
.fn details { border: 1px solid rgb(128 128 128 / .3); border-radius: .5rem; margin: .4rem 0; }
.fn summary { cursor: pointer; padding: .45rem .8rem; font-size: .9rem; }
.fn summary b { margin-right: .25rem; }
.fn details > :not(summary) { margin: .2rem .9rem .7rem; }
.fn details[id] { scroll-margin: 5rem 0 9rem; }
.fn details:target { border-color: currentColor; }
.fn blockquote { border-left: 2px solid rgb(128 128 128 / .35); padding-left: .8rem; font-size: .92rem;
  white-space: pre-wrap; }
.fn mark { background: rgb(255 200 40 / .32); color: inherit; padding: .08em 0; border-radius: .15em; }
.fn ul.fn-documents, .fn ol { padding-left: 1.2rem; margin: 0 0 .6rem; }
.fn-documents li { margin: .2rem 0; }
.fn dl { margin: 0; }
.fn dt { opacity: .68; font-size: .8rem; margin-top: .6rem; }
.fn dd { margin: 0; font-size: .9rem; }
</style>"""


@dataclass(frozen=True, slots=True)
class Place:
    """A citation's quote as the page shows it; `holds` is False when its file no longer says so."""

    citation: Citation
    before: str  # the rest of the paragraph, on either side of the quote
    after: str
    holds: bool


def place_of(citation: Citation, document: Document | None) -> Place:
    """Return the quote within its paragraph; None: the document no longer holds it."""
    if document is None:
        return Place(citation, "", "", holds=False)
    before = _PARAGRAPH.split(document.text[max(0, citation.start - CONTEXT) : citation.start])
    after = _PARAGRAPH.split(document.text[citation.end : citation.end + CONTEXT])
    if len(before) == 1 and citation.start > CONTEXT:
        before[0] = "… " + before[0].partition(" ")[2]
    if len(after) == 1 and citation.end + CONTEXT < len(document.text):
        after[0] = after[0].rpartition(" ")[0] + " …"
    return Place(citation, before[-1].lstrip(), after[0].rstrip(), holds=True)


def draft_html(sentences: Sequence[Sentence]) -> str:
    """Return an answer that is still being written, paler than a finished one: its verdict is not known yet."""
    return _block(
        f'<p class="fn-draft">{escape(" ".join(one.marked for one in sentences) or "Reading the documents")} …</p>'
    )


def answer_html(answer: Answer, places: Mapping[int, Place], *, key: str, milliseconds: float) -> str:
    """Return a finished answer with its quotes by number; `key` tells its anchors from those of other answers."""
    parts = []
    if answer.standalone != answer.question:
        parts.append(_quiet(f"Understood as: {answer.standalone}"))
    sentences = "<p>" + " ".join(_sentence(one, key) for one in answer.sentences) + "</p>" if answer.sentences else ""
    if answer.answered:
        parts += [sentences, _box("note", answer.note)]
    else:
        parts.append(_box("reason", "The documents do not answer this.", answer.note))
        parts += [_quiet("The closest passage:"), sentences] if sentences else []
    parts += [_quote(places[one.number], key, opened=not answer.answered) for one in answer.citations]
    parts += [_why(answer), _quiet(f"{answer.engine} engine, {milliseconds:,.0f} ms")]
    return _block(*parts)


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
    return _block(f'<ul class="fn-documents">{items}</ul>{rest}')


def facts_html(facts: Mapping[str, str]) -> str:
    """Return names and values, one below the other."""
    return _block(
        "<dl>", *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()), "</dl>"
    )


def skipped_html(problems: Sequence[str]) -> str:
    """Return why files could not be read, folded away."""
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return _block(f"<details><summary>{count(len(problems), 'file')} left out</summary><ul>{items}</ul></details>")


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def local_time(stamp: str) -> str:
    """Return an ISO time in this machine's time zone, to the minute."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"


# ---------------------------------------------------------------------------------------------------------------------


def _block(*parts: str) -> str:
    return f'<div class="fn">{"".join(parts)}</div>'


def _box(kind: str, *lines: str, role: str = "note") -> str:
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<div class="fn-box fn-{kind}" role="{role}">{shown}</div>' if shown else ""


def _quiet(text: str) -> str:
    return f'<p class="fn-quiet">{escape(text)}</p>'


def _sentence(sentence: Sentence, key: str) -> str:
    marks = "".join(
        f'<a class="fn-cite" href="#{_anchor(key, one.number)}" aria-label="Quote {one.number}">[{one.number}]</a>'
        for one in sentence.citations
    )
    return escape(sentence.text) + marks


def _quote(place: Place, key: str, *, opened: bool) -> str:
    cited = place.citation
    about = ", ".join(filter(None, [cited.title, cited.date]))
    page = f"page {cited.page}, " if cited.page else ""
    where = f"{cited.source}, {page}characters {cited.start}-{cited.end}"
    changed = (
        "" if place.holds else _box("note", "This file has changed or is gone; these were its words when it was read.")
    )
    return (
        f'<details id="{_anchor(key, cited.number)}"{" open" if opened else ""}>'
        f"<summary><b>[{cited.number}]</b> {escape(about)}</summary>{changed}"
        f"<blockquote>{escape(place.before)}<mark>{escape(cited.quote)}</mark>{escape(place.after)}</blockquote>"
        f"{_quiet(where)}</details>"
    )


def _why(answer: Answer) -> str:
    considered = "".join(f"<li>{escape(line)}</li>" for line in answer.explanation)
    found = "".join(
        f"<li>{escape(hit.passage.document_id)}, characters {hit.passage.start}-{hit.passage.end} "
        f"({', '.join(f'{escape(name)} {rank}' for name, rank in sorted(hit.ranks.items()))})</li>"
        for hit in answer.hits[:PASSAGES_LISTED]
    )
    return (
        f'<details class="fn-quiet"><summary>Why this answer</summary><div><p>Considered</p><ul>{considered}</ul>'
        f"<p>Passages found, best first, with their rank in each search</p><ol>{found}</ol></div></details>"
    )


def _anchor(key: str, number: int) -> str:
    return f"quote-{key}-{number}"
