"""The pieces that every screen is made of, and their style -> HTML. Knows nothing of Streamlit.

Questions and documents are data: every value passes `escape` on its way into a tag, so nothing in them is ever read as
HTML, Markdown, LaTeX or an emoji code.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

# Colours come from the theme (inherit, currentColor) or are translucent, so that light and dark both work.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3.5rem; }
/* The header's own button would end a run without a word; ours says what became of the question. */
[data-testid="stStatusWidget"] button { display: none; }
.stMainBlockContainer h1 { padding: 0 0 .5rem; font-size: 1.75rem; }
[class*="st-key-latest-"] button { justify-content: flex-start; padding-inline: 0; }
[class*="st-key-latest-"] button > div { justify-content: flex-start; }
.fn { line-height: 1.6; overflow-wrap: anywhere; }
.fn :is(p, ul, ol, dl, li, dt, dd) { font-size: inherit; }
.fn p { margin: 0 0 .6rem; }
.fn h1 { margin: 0 0 .4rem; padding: 0; font-size: 1.75rem; }
.fn h2 { margin: 1.2rem 0 .2rem; padding: 0; font-size: 1.25rem; }
.fn :is(ul, ol, dl).fn-list { margin: 0 0 .4rem; padding-left: 1.2rem; }
.fn-list li { margin: .2rem 0; }
.fn dl.fn-list { padding-left: 0; }
.fn dt { margin-top: .6rem; font-size: .8rem; opacity: .75; }
.fn dd { margin: 0; font-size: .875rem; }
.fn .fn-short { margin: 0 0 .2rem; font-size: 1.15rem; font-weight: 600; }
.fn .fn-quiet { font-size: .875rem; opacity: .75; }
.fn .fn-title { margin: 0; font-weight: 600; }
.fn .fn-question { margin: 0; scroll-margin-top: 6rem; }
.fn .fn-about span { display: inline-block; }
.fn .fn-draft { opacity: .6; }
.fn a.fn-cite { margin-left: .15em; padding: .05em .3em; border-radius: .3em; font-size: .75em; vertical-align: .25em;
  background: rgb(128 128 128 / .18); color: inherit; text-decoration: none; }
.fn a.fn-cite:hover { background: rgb(128 128 128 / .35); }
.fn a:not(.fn-cite) { color: inherit; text-underline-offset: .2em; }
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
.fn .fn-why summary { padding: 0; opacity: .75; }
.fn .fn-why > div { margin: .6rem 0 0; font-size: .8rem; opacity: .85; }
.fn blockquote { margin: 0 0 .5rem; padding: 0 0 0 .8rem; border-left: 2px solid rgb(128 128 128 / .35);
  white-space: pre-wrap; }
.fn mark { border-radius: .15em; background: rgb(255 200 40 / .32); color: inherit; }
.fn table { width: 100%; margin: .2rem 0 .8rem; border-collapse: collapse; font-size: .9rem; }
.fn :is(th, td) { padding: .35rem .75rem .35rem 0; border: 0; border-bottom: 1px solid rgb(128 128 128 / .25);
  text-align: left; vertical-align: top; }
.fn th { font-weight: 400; font-size: .8rem; opacity: .75; }
.fn td.fn-key { white-space: nowrap; font-variant-numeric: tabular-nums; }
@media (max-width: 40rem) {
  .fn table.fn-stack :is(tr, td) { display: block; }
  .fn table.fn-stack thead { display: none; }
  .fn table.fn-stack tr { padding: .3rem 0; border-bottom: 1px solid rgb(128 128 128 / .25); }
  .fn table.fn-stack td { padding: 0; border: 0; }
  .fn table.fn-stack td.fn-key { font-size: .8rem; opacity: .75; }
}
</style>"""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$&^=@-])")


def block(*parts: str) -> str:
    """Return HTML as one block in our style."""
    return f'<div class="fn">{"".join(parts)}</div>'


def box(kind: str, *lines: str, role: str = "note") -> str:
    """Return lines of text set off from the rest; nothing where all are empty."""
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<div class="fn-box fn-{kind}" role="{role}">{shown}</div>' if shown else ""


def quiet(text: str) -> str:
    """Return a line that stands back."""
    return f'<p class="fn-quiet">{escape(text)}</p>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, stacked: bool = False) -> str:
    """Return a table of cells that are HTML already; its first column is never broken.

    `stacked`: on a narrow screen the cells of a row stand one below the other.
    """
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(
        f'<tr><td class="fn-key">{row[0]}</td>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    kind = ' class="fn-stack"' if stacked else ""
    return f"<table{kind}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def error_html(message: str, hint: str) -> str:
    """Return what happened and what to do."""
    return block(box("error", message, hint, role="alert"))


def notice_html(*lines: str) -> str:
    """Return what asks for attention."""
    return block(box("note", *lines, role="status"))


def quiet_html(text: str) -> str:
    """Return a line that stands back, by itself."""
    return block(quiet(text))


def entry_html(title: str, about: str) -> str:
    """Return the title of something in a list, and a line about it."""
    return block(f'<p class="fn-title">{escape(title)}</p>', quiet(about))


def facts_html(facts: Mapping[str, str]) -> str:
    """Return names and values, one below the other."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    return block(f'<dl class="fn-list">{rows}</dl>')


def skipped_html(problems: Sequence[str]) -> str:
    """Return why files could not be read, folded away."""
    items = "".join(f"<p>{escape(problem)}</p>" for problem in problems)
    return block(f"<details><summary>{count(len(problems), 'file')} left out</summary><div>{items}</div></details>")


def label(text: str) -> str:
    """Return text for the label of a Streamlit widget, which is Markdown, so that it reads letter by letter."""
    # Emoji and colour codes are looked for after escaping; a word joiner, which is not seen, breaks them.
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split())).replace(":", ":\u2060")


def count(number: int, noun: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def local_time(stamp: str) -> str:
    """Return an ISO time in this machine's time zone, to the minute."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"
