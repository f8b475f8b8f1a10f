"""Marks which spans of a text are furniture, headings, labels and the title; the text itself is never altered.

Knows nothing of files, nor of what a title or a date says. Conservative: what is unsure stays body text.
"""

from collections.abc import Iterable

from index.documents import Span
from index.furniture import furniture_of
from index.headings import heading_lines, label_lines, title_of, turn_labels
from index.lines import blocks_of, lines_of, marks_of

CLEANING_VERSION = 1


def mark_spans(text: str, known: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Return `known` (what the file format stated) and the spans found in the text, sorted; furniture is merged."""
    stated = {span.kind for span in known}
    lines = lines_of(text)
    given = marks_of(lines, known)
    marks, furniture = furniture_of(text, lines, given)
    spans = [*known, *furniture]
    blocks = blocks_of(lines, marks)
    title = None if "title" in stated else title_of(blocks, marks)
    if title:
        spans.append(title)  # perhaps only a part of its line
        marks |= {line.start: "title" for line in lines if line.start <= title.start < line.end}
    marks |= label_lines(lines, marks)
    spans += turn_labels([line for line in lines if line.start not in marks])
    if "heading" not in stated:  # a format that states headings states them all
        marks |= heading_lines(blocks, marks)
    new = [line for line in lines if line.start in marks and line.start not in given]
    spans += [Span(line.start, line.end, marks[line.start]) for line in new if marks[line.start] != "title"]
    return _merged(spans)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans, each once; furniture that overlaps or touches becomes one."""
    kept: list[Span] = []
    other: set[Span] = set()
    for span in sorted(spans):
        if span.kind != "furniture":
            other.add(span)
        elif kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(span.end, kept[-1].end), "furniture")
        else:
            kept.append(span)
    return tuple(sorted([*kept, *other]))
