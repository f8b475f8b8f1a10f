"""How well it answers: the last evaluation in numbers and plots, each case that fails, two runs side by side."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app.records.evaluations import Flip, Judged, Run, Score, Tried, changes, flips, load_run, reports
from app.screens import markup
from app.settings import AppSettings
from index.errors import FootnoteError

if TYPE_CHECKING:
    import altair as alt

CASES = 10  # shown at once
NOTHING_YET = (
    "Nothing has been evaluated here yet.",
    "Run `footnote-eval run`: it asks the questions whose answers are known, and its report appears here.",
)


def show() -> None:
    """Draw the page."""
    st.html(markup.STYLE)
    st.title("Quality", anchor=False)
    try:
        paths = reports(AppSettings.load())
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
        return
    if not paths:
        st.html(markup.notice_html(*NOTHING_YET))
        return
    chosen = st.selectbox("Evaluation", paths, format_func=_named, key="run")
    run = _load(chosen)
    if run is None:
        return
    st.html(
        markup.quiet_html(
            f"{markup.count(len(run.cases), 'question')}, answered by {run.engine}, asked "
            f"{markup.local_time(run.when)}. Whether quotes carry their sentences: judged by {run.judge}."
        )
    )
    if run.shortfalls:
        st.html(markup.block(markup.box("error", "Below the gate:", *run.shortfalls)))
    _show_scores(run)
    _show_judged(run.judged)
    _show_failures(run)
    _show_comparison(run, [path for path in paths if path != chosen])


# ---------------------------------------------------------------------------------------------------------------------


def _named(path: Path) -> str:
    """Return a report's suite and time, from its name: SUITE-20261121T081500."""
    name, _, moment = path.stem.rpartition("-")
    time = (
        f"{moment[:4]}-{moment[4:6]}-{moment[6:8]} {moment[9:11]}:{moment[11:13]} UTC" if len(moment) == 15 else moment
    )
    return f"{name}, {time}"


def _load(path: Path) -> Run | None:
    try:
        return _cached(str(path), path.stat().st_mtime_ns)
    except OSError:  # the oldest goes when a new one comes
        st.html(markup.error_html(f"The report {path.name!r} is gone.", "Choose another one."))
    except FootnoteError as error:
        st.html(markup.error_html(error.message, error.hint))
    return None


@st.cache_data(show_spinner=False, max_entries=10)
def _cached(path: str, modified: int) -> Run:
    return load_run(Path(path))


def _show_scores(run: Run) -> None:
    measured = [one for one in run.scores if one.value is not None]
    st.html(markup.block("<h2>Scores</h2>"))
    st.altair_chart(_bars(measured), width="stretch")
    st.html(_scores_html(measured))
    by_type, by_confidence = st.columns(2, gap="large")
    with by_type:
        st.html(markup.block("<h2>By kind of question</h2>", markup.quiet("Answered right, or rightly refused.")))
        st.altair_chart(_bars([one for one in run.types if one.value is not None]), width="stretch")
    with by_confidence:
        st.html(
            markup.block(
                "<h2>Confidence</h2>",
                markup.quiet("If only answers above a threshold were shown: how many, and how many of them right."),
            )
        )
        st.altair_chart(_curve(run), width="stretch")


def _bars(scores: Sequence[Score]) -> "alt.LayerChart":
    """Return a bar for each score, with its interval."""
    import altair as alt

    rows = [
        {"score": one.label, "percent": one.value, "low": one.low, "high": one.high, "of": one.cases} for one in scores
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("score:N", sort=None, title=None, axis=alt.Axis(labelLimit=330)),
        tooltip=[
            alt.Tooltip("score:N"),
            alt.Tooltip("percent:Q", format=".1f"),
            alt.Tooltip("low:Q", format=".1f", title="from"),
            alt.Tooltip("high:Q", format=".1f", title="to"),
            alt.Tooltip("of:Q", title="cases"),
        ],
    )
    scale = alt.Scale(domain=[0, 100])
    bars = base.mark_bar(opacity=0.75, height=10).encode(x=alt.X("percent:Q", scale=scale, title="percent"))
    spread = base.mark_rule(strokeWidth=2, color="gray").encode(
        x=alt.X("low:Q", scale=scale, title="percent"), x2="high:Q"
    )
    chart: alt.LayerChart = (bars + spread).properties(height=alt.Step(22))
    return chart


def _curve(run: Run) -> "alt.Chart":
    import altair as alt

    rows = [
        {"threshold": one.threshold, "percent": 100 * share, "share": name}
        for one in run.curve
        for name, share in (("answered", one.answered), ("of them right", one.right))
        if share is not None
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("threshold:Q", scale=alt.Scale(domain=[0, 1]), title="confidence of at least"),
            y=alt.Y("percent:Q", scale=alt.Scale(domain=[0, 100]), title="percent"),
            color=alt.Color("share:N", title=None, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("share:N", legend=None),
        )
        .properties(height=260)
    )
    return chart


def _scores_html(scores: Sequence[Score]) -> str:
    """Return the numbers behind the bars, for reading and for screen readers."""
    rows = [(f"{one.value:.1f} %", escape(_spread(one)), escape(one.label), f"{one.cases:,}") for one in scores]
    table = markup.table(("Score", "95 % interval", "", "Cases"), rows)
    return markup.block(f"<details><summary>The numbers</summary><div>{table}</div></details>")


def _spread(score: Score) -> str:
    return "–" if score.low is None or score.high is None else f"{score.low:.1f} to {score.high:.1f}"


def _show_judged(judged: Sequence[Judged]) -> None:
    if judged:
        st.html(markup.block("<h2>Scores of ragas</h2>", *map(_judged_html, judged)))


def _judged_html(judged: Judged) -> str:
    rows = [(_mean(one.value), f"{len(one.by_case):,}", f"{one.failed:,}", escape(one.label)) for one in judged.metrics]
    said = f"Judged by {judged.judge}; replies of it that could not be used: {judged.calls_failed:,}."
    return markup.table(("Mean", "Answers", "Failed", ""), rows) + markup.quiet(said)


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _show_failures(run: Run) -> None:
    failed = [one for one in run.cases if not one.right]
    st.html(markup.block(f"<h2>{markup.count(len(failed), 'case')} not right</h2>"))
    if not failed:
        return
    types = ["all", *dict.fromkeys(one.type for one in failed)]
    type_ = st.selectbox("Kind of question", types, key="failures of")
    shown = [one for one in failed if type_ in ("all", one.type)]
    first = 0
    if len(shown) > CASES:
        first = (st.pagination(-(-len(shown) // CASES), key=f"failures {run.when} {type_}") - 1) * CASES
    st.html(markup.block(*(_tried_html(one) for one in shown[first : first + CASES])))


def _show_comparison(run: Run, others: Sequence[Path]) -> None:
    if not others:
        return
    st.html(markup.block("<h2>Beside another run</h2>"))
    chosen = st.selectbox("The run before", others, index=None, format_func=_named, key="other run")
    other = _load(chosen) if chosen else None
    if other is None:
        return
    before = {one.label: one for one in other.scores}
    rows = [
        (f"{one.value - old.value:+.1f}", f"{old.value:.1f} %", f"{one.value:.1f} %", escape(one.label))
        for one in run.scores
        if (old := before.get(one.label)) and one.value is not None and old.value is not None
    ]
    changed = flips(other, run)
    won = sum(one.second.right for one in changed)
    st.html(
        markup.block(
            markup.table(("Change", "Before", "Now", ""), rows),
            _changes_html(other, run),
            markup.quiet(f"{markup.count(len(changed) - won, 'case')} lost, {won:,} won; the rest is as it was."),
            *(_flip_html(one) for one in changed),
        )
    )


def _changes_html(other: Run, run: Run) -> str:
    rows = [
        (
            f"{one.second - one.first:+.3f}",
            _mean(one.first),
            _mean(one.second),
            f"{one.answers:,}",
            escape(f"{one.label}; judged by {one.judge}"),
        )
        for one in changes(other, run)
    ]
    return markup.table(("Change", "Before", "Now", "Answers of both", "By ragas"), rows) if rows else ""


def _tried_html(one: Tried) -> str:
    before = f"<p>{markup.quiet('Said before')}{escape(' / '.join(one.before))}</p>" if one.before else ""
    return (
        f'<details><summary>{escape(one.question)} <span class="fn-quiet">{escape(one.type)}</span></summary><div>'
        f"{before}{_items('Expected', one.expected)}{_given(one, 'Given')}{_items('Why it is not right', one.reasons)}"
        f"{markup.quiet(f'{one.id}, {one.milliseconds:,.0f} ms')}</div></details>"
    )


def _flip_html(flip: Flip) -> str:
    what, why, wrong = ("lost", "Why it is not right", flip.second)
    if flip.second.right:
        what, why, wrong = ("won", "Why it was not right", flip.first)
    return (
        f'<details><summary>{escape(flip.second.question)} <span class="fn-quiet">{what}</span></summary><div>'
        f"{_items('Expected', flip.second.expected)}{_given(flip.first, 'Before')}{_given(flip.second, 'Now')}"
        f"{_items(why, wrong.reasons)}</div></details>"
    )


def _given(one: Tried, head: str) -> str:
    cited = markup.quiet(f"citing {', '.join(one.sources)}") if one.sources else ""
    return f"<dl class='fn-list'><dt>{head}</dt><dd>{escape(one.given)}</dd></dl>{cited}"


def _items(head: str, lines: Sequence[str]) -> str:
    items = "".join(f"<dd>{escape(line)}</dd>" for line in lines)
    return f"<dl class='fn-list'><dt>{head}</dt>{items}</dl>" if lines else ""
