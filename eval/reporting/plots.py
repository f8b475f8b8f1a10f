"""A report -> its plots as SVG, drawn without a browser and without any request. Knows nothing of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]  # as eval/reporting/report.py writes it
Chart = Any  # altair's: what builds them is not typed
BLUE, GREY, RED = "#2b6cb0", "#a0aec0", "#c53030"
RIGHT, REFUSED = "answered right", "refused"
WIDTH = 420


def plots(report: Report) -> list[tuple[str, str]]:
    """Return caption and SVG of each plot that there is something to show in."""
    drawn = (
        ("Answered right, and refused where the documents do not say it, by type of question", _types(report)),
        ("Answered right, by the document that holds the answer", _documents(report)),
        ("Evidence held by the best passages found", _depths(report)),
        ("What comes of showing only what has so much confidence", _refusal(report)),
        ("What the confidence promises, and what holds", _calibration(report)),
        ("Milliseconds for an answer", _times(report)),
    )
    return [(caption, _svg(chart)) for caption, chart in drawn if chart is not None]


def _types(report: Report) -> Chart:
    rows = []
    for type_, numbers in report["types"].items():
        for name, what in (("right_percent", RIGHT), ("refused_percent", REFUSED)):
            rows += _bar(type_, numbers["scores"][name], what)
    return _bars(rows)


def _documents(report: Report) -> Chart:
    found = {name: numbers["scores"]["right_percent"] for name, numbers in report["by_document"].items()}
    return _bars([row for name, score in found.items() for row in _bar(name, score, RIGHT)])


def _depths(report: Report) -> Chart:
    found = {name: score for name, score in report["scores"].items() if name.startswith("recall_at_")}
    return _bars([row for name, score in found.items() for row in _bar(report["labels"][name], score, "held")])


def _bar(name: str, score: Report, what: str) -> list[dict[str, Any]]:
    if not score["cases"]:
        return []
    low, high = score["interval"]
    return [{"name": name, "what": what, "value": score["value"], "low": low, "high": high}]


def _bars(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Draw a bar each with its interval, in the order of the rows."""
    if not rows:
        return None
    import altair as alt

    kinds = [*dict.fromkeys(row["what"] for row in rows)]
    colour = alt.Scale(domain=kinds, range=[GREY if kind == REFUSED else BLUE for kind in kinds])
    legend = alt.Legend(title=None, orient="bottom", columnPadding=40) if len(kinds) > 1 else None
    base = alt.Chart(alt.InlineData(values=[*rows])).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=alt.Axis(labelLimit=260))
    )
    bars = base.mark_bar(height=10).encode(
        x=alt.X("value:Q", title="%, with its 95 % interval", scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("what:N", scale=colour, legend=legend),
    )
    return (bars + base.mark_rule().encode(x="low:Q", x2="high:Q")).properties(width=WIDTH)


def _refusal(report: Report) -> Chart:
    names = {"answered": "answerable, answered", "right": "of these, right", "refused": "not answerable, refused"}
    rows = [
        {"confidence": point["threshold"], "what": label, "value": 100 * point[name]}
        for point in report["confidence"]["curve"]
        for name, label in names.items()
        if point[name] is not None
    ]
    if not rows:
        return None
    import altair as alt

    colour = alt.Scale(domain=[*names.values()], range=[GREY, BLUE, RED])
    legend = alt.Legend(title=None, orient="bottom", columnPadding=40)
    return _line(rows).encode(color=alt.Color("what:N", scale=colour, legend=legend))


def _calibration(report: Report) -> Chart:
    bins = [one for one in report["confidence"]["bins"] if one["outcomes"]]
    if not bins:
        return None
    measured = _line([{"confidence": one["confidence"], "value": 100 * one["right"]} for one in bins])
    promised = _line([{"confidence": 0, "value": 0}, {"confidence": 1, "value": 100}])
    return (promised.mark_line(color=GREY, strokeDash=[4, 4]) + measured).properties(width=WIDTH)


def _line(rows: Sequence[Mapping[str, Any]]) -> Chart:
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=[*rows]), width=WIDTH)
        .mark_line(color=BLUE, point=True)
        .encode(
            x=alt.X("confidence:Q", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("value:Q", title="%", scale=alt.Scale(domain=[0, 100])),
        )
    )


def _times(report: Report) -> Chart:
    rows = [{"milliseconds": one["milliseconds"]} for one in report["cases"] if one["warm"] and one["error"] is None]
    if not rows:
        return None
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=rows), width=WIDTH)
        .mark_bar(color=BLUE)
        .encode(x=alt.X("milliseconds:Q", bin=alt.Bin(maxbins=30)), y=alt.Y("count()", title="cases"))
    )


def _svg(chart: Chart) -> str:
    import vl_convert

    # The converter may fetch data by default; a page about private documents must not.
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg
