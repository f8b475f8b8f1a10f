"""A report -> one HTML page for people: scores, plots, failing cases. One file, no script, no outside request.

Every word of documents, questions and answers is escaped.
"""

from collections.abc import Iterable, Sequence
from html import escape

from eval.reporting.plots import Report, plots

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1a202c; background: #fff; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .2rem; }
table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr + tr td { border-top: 1px solid #e2e8f0; }
.below { color: #c53030; } .quiet { color: #4a5568; } figure { display: inline-block; margin: 1rem 2rem 0 0; }
figcaption { color: #4a5568; } svg { max-width: 100%; height: auto; overflow: visible; margin-left: 3rem; }
td:first-child { white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
"""


def page(report: Report) -> str:
    """Return the whole page for one report."""
    title = f"Evaluation of {report['suite']}"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title><style>{_STYLE}</style></head><body>
<h1>{escape(title)}</h1>
<p class="quiet">{escape(_made_of(report))}</p>
{_gate(report)}
<h2>Scores</h2>{_scores(report)}
{"".join(map(_ragas, report.get("ragas", [])))}
<h2>Plots</h2>{_plots(report)}
<h2>Cases that fail</h2>{_failures(report)}
</body></html>
"""


def _made_of(report: Report) -> str:
    version = report["packages"].get("footnote", "not installed")
    return (
        f"{report['when']}; {len(report['cases'])} cases over {len(report['documents'])} documents; "
        f"engine {report['engine']}, Footnote {version}; citations judged by {report['judge']}."
    )


def _gate(report: Report) -> str:
    lines = "".join(f"<li>{escape(shortfall)}</li>" for shortfall in report["shortfalls"])
    return f'<p class="below">Below the gate:</p><ul class="below">{lines}</ul>' if lines else ""


def _scores(report: Report) -> str:
    rows = [
        (report["labels"][name], _percent(score["value"]), _range(score["interval"]), str(score["cases"]))
        for name, score in report["scores"].items()
        if score["cases"]
    ]
    times = [("milliseconds, half of the questions within", report["summary"]["p50_ms"])]
    times.append(("milliseconds, 95 % of them within", report["summary"]["p95_ms"]))
    rows += [(label, _whole(value), "", "") for label, value in times]
    return _table(("", "%", "95 % interval", "cases"), rows)


def _ragas(judged: Report) -> str:
    rows = [
        (
            mean["label"],
            "-" if mean["value"] is None else f"{mean['value']:.3f}",
            str(mean["scored"]),
            str(mean["failed"]),
        )
        for mean in judged["means"].values()
    ]
    note = f"Judged by {judged['judge']}; replies of it that could not be used: {judged['calls_failed']}."
    table = _table(("", "mean", "answers", "failed"), rows)
    return f'<h2>Scores of ragas</h2>{table}<p class="quiet">{escape(note)}</p>'


def _plots(report: Report) -> str:
    return "".join(
        f"<figure><figcaption>{escape(caption)}</figcaption>{svg}</figure>" for caption, svg in plots(report)
    )


def _failures(report: Report) -> str:
    failing = [one for one in report["cases"] if one["all_reasons"]]
    return "".join(map(_failure, failing)) or "<p>None.</p>"


def _failure(one: Report) -> str:
    case, answer = one["case"], one["answer"]
    turns = "".join(f"<p class='quiet'>{escape(role)}: {escape(text)}</p>" for role, text in case["history"])
    rows = [("expected", _expected(case)), ("given", answer["text"] if answer else "nothing")]
    rows += [("because", reason) for reason in one["all_reasons"]]
    mark = "" if one["right"] else " class='below'"
    return f"<h3{mark}>{escape(case['id'])}: {escape(case['question'])}</h3>{turns}" + _table((), rows)


def _expected(case: Report) -> str:
    if not case["answerable"]:
        return "that the documents do not say"
    return ", ".join(" or ".join(group) for group in case["must"])


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column names what the others say; below headings, these are numbers."""
    number = ' class="number"' if headings else ""
    head = "".join(f"<th{number if place else ''}>{escape(text)}</th>" for place, text in enumerate(headings))
    lines = [
        f"<td>{escape(name)}</td>" + "".join(f"<td{number}><pre>{escape(cell)}</pre></td>" for cell in cells)
        for name, *cells in rows
    ]
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _range(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.1f} to {interval[1]:.1f}"
