"""A conversation -> Markdown, HTML or JSON, an answer -> plain text: every quote with its place. Reads no file."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from app.answers import Answer, Citation, Sentence
from app.records.conversations import Exchange

Format = Literal["Markdown", "HTML", "JSON"]

NOT_SAID = "The documents do not answer this."
# What has a meaning in Markdown, LaTeX included; and at the beginning of a line: headings, lists, rules.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&]|^[#+=-])")
_NUMBERED = re.compile(r"^(\d+)([.)])")

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 2px solid #8888; white-space: pre-wrap; }
.short { font-weight: 600; } .quiet { font-size: .875rem; opacity: .75; } li { margin: .8rem 0; }
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A file to hand out."""

    name: str
    mime: str
    text: str


def export(title: str, exchanges: Sequence[Exchange], *, form: Format) -> Written:
    """Return a conversation as a file, named for its title."""
    suffix, mime, write = _FORMATS[form]
    slug = "-".join(re.findall(r"\w+", title.lower()))[:50].strip("-") or "conversation"
    return Written(f"{slug}.{suffix}", mime, write(title, exchanges))


def as_text(answer: Answer) -> str:
    """Return an answer as plain text to paste: its markers, then its sources with quote and place, by number."""
    sources = [
        f"[{cited.number}] {', '.join(filter(None, [cited.title, cited.date]))}: “{_one_line(cited.quote)}” "
        f"({place_of(cited)})"
        for cited in answer.citations
    ]
    return "\n".join([answer.text, *([""] if sources else []), *sources])


def place_of(citation: Citation) -> str:
    """Return where a quote stands, in words."""
    page = f"page {citation.page}, " if citation.page else ""
    return f"{citation.source}, {page}characters {citation.start}-{citation.end}"


# ---------------------------------------------------------------------------------------------------------------------


def _markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    return "\n\n".join([f"# {_plain(title)}", *(part for one in exchanges for part in _markdown_of(one))]) + "\n"


def _markdown_of(exchange: Exchange) -> list[str]:
    parts = [f"## {_plain(exchange.question)}"]
    given = exchange.answer
    if given is None:
        return [*parts, _plain(" ".join(exchange.problem))]
    if given.continues:
        parts.append(f"*Understood as: {_plain(given.standalone)}*")
    if given.answered:
        parts += [f"**{_plain(given.short)}**"] if given.short else []
        parts.append(" ".join(_plain(one.text) + _markers(one) for one in given.sentences))
    else:
        parts.append(f"**{NOT_SAID}**")
    parts += [_plain(given.note)] if given.note else []
    parts += [
        f"\\[{one.number}\\] {_about(one, _plain)}\n\n> {_plain(_one_line(one.quote))}\n\n{_plain(place_of(one))}"
        for one in given.citations
    ]
    return [*parts, _plain(_made_by(exchange))]


def _markers(sentence: Sentence) -> str:
    return "".join(f"\\[{one.number}\\]" for one in sentence.citations)


def _about(citation: Citation, written: Callable[[str], str]) -> str:
    return ", ".join(written(stated) for stated in (citation.title, citation.date) if stated)


def _plain(text: str) -> str:
    """Return text that Markdown shows letter by letter, on one line."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", _one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _made_by(exchange: Exchange) -> str:
    by = f" by the {exchange.answer.engine} engine" if exchange.answer else ""
    return f"Answered {exchange.asked[:16].replace('T', ' ')} UTC{by}."


# ---------------------------------------------------------------------------------------------------------------------


def _html(title: str, exchanges: Sequence[Exchange]) -> str:
    body = "\n".join(_html_of(one) for one in exchanges)
    # No script and nothing from elsewhere can run or load, whatever the documents hold.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _html_of(exchange: Exchange) -> str:
    head = f"<section>\n<h2>{escape(exchange.question)}</h2>\n"
    given = exchange.answer
    if given is None:
        return f"{head}<p>{escape(' '.join(exchange.problem))}</p>\n</section>"
    parts = [f'<p class="quiet">Understood as: {escape(given.standalone)}</p>'] if given.continues else []
    if given.answered:
        parts += [f'<p class="short">{escape(given.short)}</p>'] if given.short else []
        parts.append(f"<p>{' '.join(_linked(one, exchange.id) for one in given.sentences)}</p>")
    else:
        parts.append(f'<p class="short">{escape(NOT_SAID)}</p>')
    parts += [f"<p>{escape(given.note)}</p>"] if given.note else []
    quotes = "\n".join(_html_quote(one, exchange.id) for one in given.citations)
    parts += [f"<ol>\n{quotes}\n</ol>"] if quotes else []
    return "\n".join([head + parts[0], *parts[1:], f'<p class="quiet">{escape(_made_by(exchange))}</p>\n</section>'])


def _linked(sentence: Sentence, key: str) -> str:
    marks = "".join(f'<a href="#{key}-{one.number}">[{one.number}]</a>' for one in sentence.citations)
    return escape(sentence.text) + marks


def _html_quote(citation: Citation, key: str) -> str:
    return (
        f'<li id="{key}-{citation.number}" value="{citation.number}">{_about(citation, escape)}\n'
        f'<blockquote>{escape(citation.quote)}</blockquote>\n<p class="quiet">{escape(place_of(citation))}</p></li>'
    )


# ---------------------------------------------------------------------------------------------------------------------


def _json(title: str, exchanges: Sequence[Exchange]) -> str:
    values = {
        "title": title,
        "exchanges": [
            {
                "question": one.question,
                "asked": one.asked,
                "answer": one.answer.to_dict() if one.answer else None,
                "problem": " ".join(filter(None, one.problem)),
                "milliseconds": round(one.milliseconds, 1),
            }
            for one in exchanges
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


_FORMATS: dict[Format, tuple[str, str, Callable[[str, Sequence[Exchange]], str]]] = {
    "Markdown": ("md", "text/markdown", _markdown),
    "HTML": ("html", "text/html", _html),
    "JSON": ("json", "application/json", _json),
}
