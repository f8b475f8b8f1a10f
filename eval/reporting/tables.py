"""What was measured -> tables on the terminal; measures and judges nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from eval.cases import Case
from eval.confidence import Point, calibration, risk_coverage, roc_area
from eval.running import Outcome, Results, Summary
from eval.trials.ablation import Ablation
from eval.trials.bench import BASELINE, Bench
from eval.trials.growth import QUESTIONS, Size
from eval.trials.public import Entry
from eval.trials.weighing import Weighed
from eval.verifying.verification import MEASURES, Caught, JudgedSet
from index.terminal import out

POINTS = 5  # of a refusal curve that are shown


def show_run(results: Results) -> None:
    """Print the numbers of each type of case and of all, and what the confidence is worth."""
    shares = ("right\n%", "false\nabst.", "not\nsaid", "refu-\nsed%", "verb.\n%", "cited\n%")
    table = _table(["type"], ["said", *shares, "crash", "p50\nms", "p95\nms"])
    for type_, summary in results.by_type.items():
        table.add_row(type_, *_cells(summary))
    table.add_section()
    table.add_row("all", *_cells(results.overall), style="bold")
    out.print(table)
    out.print("said, not said: how many cases ask what the documents say, and what they do not", style="dim")
    _show_confidence({"all": results})


def show_ablation(rows: Sequence[Ablation]) -> None:
    """Print what the cases come to without one signal after another."""
    table = _table(["left out"], ["right %", "false abst. %", "refused %"])
    for row in rows:
        percents = row.summary.percents
        shares = (percents[name] for name in ("right_percent", "abstained_percent", "refused_percent"))
        table.add_row(row.left_out, *("-" if share is None else f"{share:.1f}" for share in shares))
    out.print(table)


def show_weighed(weighed: Weighed, *, examples: int) -> None:
    """Print the weights as the engine's table has them, the weightiest first, and what they are worth."""
    table = _table(["suite (cross-validated)"], ["right first %", "AUC said / not said"])
    for suite, (right, area) in weighed.suites.items():
        table.add_row(suite, f"{100 * right:.1f}", "-" if area is None else f"{area:.3f}")
    out.print(table)
    out.print(f"{examples} sentences; BIAS = {weighed.bias:.2f}")
    for name, weight in sorted(weighed.weights.items(), key=lambda item: -abs(weighed.effects[item[0]])):
        out.print(f'    "{name}": {weight:.2f},  # effect {weighed.effects[name]:+.2f}', highlight=False)


def show_failures(results: Results) -> None:
    """Print each case that fails, what it expects, what was given and why that is wrong."""
    for outcome in results.outcomes:
        if outcome.reasons:
            out.print(f"\n[bold]{escape(outcome.case.id)}[/]  {escape(outcome.case.question)}")
            out.print(f"  expected  {escape(_expected(outcome.case))}")
            out.print(f"  given     {escape(_given(outcome))}")
            for reason in outcome.reasons:
                out.print(f"  [red]because[/]   {escape(reason)}")


def show_public(entries: Sequence[Entry]) -> None:
    """Print a row for each file and engine, what each file costs against the first, and the first one's confidence."""
    table = _table(
        ["questions", "engine"],
        ["said", "gold\n%", "doc\n%", "false\nabst.", "not\nsaid", "refu-\nsed%", "words", "crash", "p50\nms"],
    )
    for entry in entries:
        percents = {name: _number(value, ".3g") for name, value in entry.score.percents.items()}
        summary = entry.score.summary
        table.add_row(
            Path(entry.file).stem,
            entry.engine,
            str(summary.answerable or "-"),
            percents["gold_percent"],
            percents["document_percent"],
            percents["abstained_percent"],
            str(summary.unanswerable or "-"),
            percents["refused_percent"],
            _number(entry.score.words, ".0f"),
            str(summary.crashes or "-"),
            _number(summary.p50_ms, ".0f"),
        )
    out.print(table)
    out.print(
        "gold: answered with the gold string in what is shown; doc: the right document cited, by a closest passage too",
        style="dim",
    )
    _show_losses(entries)
    first = entries[0].file
    _show_confidence({entry.engine: entry.results for entry in entries if entry.file == first})


def show_growth(sizes: Sequence[Size], *, words: int) -> None:
    """Print what each size of folder costs, times and memory beside the smallest one's as ratios."""
    costs = ("build\ns", "build\nMB", "p50\nms", "p95\nms", "p50\nratio", "ask\nMB", "MB\nratio")
    table = _table(["documents"], [*costs, "right\n%", "refu-\nsed%"])
    least = min(sizes, key=lambda size: size.documents)
    for size in sizes:
        table.add_row(
            f"{size.documents:,}",
            f"{size.build_seconds:.1f}",
            f"{size.build_mb:.0f}",
            f"{size.p50_ms:.0f}",
            f"{size.p95_ms:.0f}",
            f"{size.p50_ms / least.p50_ms:.2f}",
            f"{size.ask_mb:.0f}",
            f"{size.ask_mb / least.ask_mb:.2f}",
            _number(size.right_percent, ".3g"),
            _number(size.refused_percent, ".3g"),
        )
    out.print(table)
    out.print(
        f"The seeds and invented documents of about {words} words each; {QUESTIONS} questions about the seeds, warm.",
        style="dim",
    )


def show_caught(folders: Mapping[str, Sequence[Caught]], *, failures: bool) -> None:
    """Print for each folder and kind of false sentence how many were found out, and which true ones were."""
    table = _table(["sentences of", "made"], ["number", "found\nout", "%"])
    for folder, kinds in folders.items():
        for number, one in enumerate(kinds):
            name = "" if number else Path(folder).name
            table.add_row(name, one.kind or "reworded, true", str(one.made), str(one.found), f"{100 * one.share:.1f}")
    out.print(table)
    for one in (one for kinds in folders.values() for one in kinds) if failures else ():
        for claim in one.missed:
            out.print(f"[red]{one.kind or 'true'}[/]  {escape(claim.text)}\n  of  {escape(claim.quote)}")


def show_judged_sets(sets: Sequence[JudgedSet]) -> None:
    """Print what the verifier's score is worth on each set, beside the plain measures of the same run."""
    columns = [f"{measure}\n{what}" for measure in MEASURES for what in ("AUC", "acc.%")]
    table = _table(["set"], ["pairs", "carried", *columns, "p50\nms"])
    for one in sets:
        worth = [
            cell
            for measure in MEASURES
            for cell in (f"{one.worth[measure].area:.3f}", f"{100 * one.worth[measure].balanced:.1f}")
        ]
        table.add_row(one.name, str(one.pairs), str(one.carried), *worth, f"{one.p50_ms:.0f}")
    out.print(table)
    out.print(
        "acc.: balanced accuracy; the threshold chosen on one half of the pairs, applied to the other", style="dim"
    )


def show_bench(measured: Bench) -> None:
    """Print the commands' times and memory, the page's times, and the warm questions'."""
    table = Table("measured", "runs", "median s", "max s", "peak MB", "of baseline", box=box.SIMPLE, show_edge=False)
    for timing in measured.timings:
        seconds = (f"{timing.median:.2f}", f"{max(timing.seconds):.2f}")
        table.add_row(
            timing.name,
            str(len(timing.seconds)),
            *seconds,
            f"{timing.peak_mb:.0f}",
            f"{measured.ratio(timing.median):.2f}",
        )
    for step in measured.page.steps:
        ratio = None if step.median is None else measured.ratio(step.median)
        seconds = (_number(step.median, ".2f"), _number(max(step.seconds, default=None), ".2f"))
        table.add_row(step.name, str(len(step.seconds) or "-"), *seconds, "-", _number(ratio, ".2f"))
    out.print(table)
    if measured.page.missing:
        out.print(f"The page was not measured: {measured.page.missing}.", style="dim")
    p50, p95 = (f"{_number(value, '.0f')} ms" for value in (measured.warm_p50_ms, measured.warm_p95_ms))
    out.print(f"The baseline is a bare `{BASELINE}`; the machine's load was {measured.load:.1f}.")
    out.print(f"A warm question: p50 {p50}, p95 {p95} ({measured.questions} questions).")


def _table(left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, padding=0)
    for heading in left:
        table.add_column(heading, no_wrap=True)
    for heading in right:
        table.add_column(heading, justify="right", min_width=4)
    return table


def _cells(summary: Summary) -> list[str]:
    percents = {name: _number(value, ".3g") for name, value in summary.percents.items()}
    return [
        str(summary.answerable or "-"),
        percents["right_percent"],
        percents["abstained_percent"],
        str(summary.unanswerable or "-"),
        percents["refused_percent"],
        percents["verbatim_percent"],
        percents["cited_percent"],
        str(summary.crashes or "-"),
        *(_number(value, ".0f") for value in (summary.p50_ms, summary.p95_ms)),
    ]


def _show_losses(entries: Sequence[Entry]) -> None:
    losses = [(entry, entry.loss) for entry in entries if entry.loss]
    if not losses:
        return
    table = _table([f"against {Path(entries[0].file).stem}", "engine"], ["pairs", "lost", "won", "points\nlost"])
    for entry, loss in losses:
        counts = (str(loss.pairs), str(loss.lost), str(loss.won))
        table.add_row(Path(entry.file).stem, entry.engine, *counts, _number(loss.points, ".1f"))
    out.print(table)


def _show_confidence(named: Mapping[str, Results]) -> None:
    table = _table(["confidence"], ["AUC", "ECE", "shown\nfrom", "still\nansw.%", "right\n%", "refu-\nsed%"])
    for name, results in named.items():
        outcomes = results.outcomes
        worth = (_number(roc_area(outcomes), ".2f"), _number(calibration(outcomes).error, ".2f"))
        for point in _spread(risk_coverage(outcomes)):
            shares = (_percent(point.answered), _percent(point.right), _percent(point.refused))
            table.add_row(name, *worth, f"{point.threshold:.2f}", *shares)
            name, worth = "", ("", "")
    out.print(table)
    out.print(
        "AUC, ECE: of the confidence, answerable against not, and its calibration error; then what comes of showing "
        "just what has so much confidence: the answerable still answered, those right, the unanswerable refused",
        style="dim",
    )


def _spread(curve: Sequence[Point]) -> list[Point]:
    """Return a few points of the curve, from its first to its last."""
    places = dict.fromkeys(round(number * (len(curve) - 1) / (POINTS - 1)) for number in range(POINTS))
    return [curve[place] for place in places if curve]


def _percent(share: float | None) -> str:
    return _number(None if share is None else 100 * share, ".3g")


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _expected(case: Case) -> str:
    if not case.answerable:
        return "that the documents do not say"
    facts = [" or ".join(group) for group in case.must]
    sources = [*case.sources_all, *([case.sources] if case.sources else [])]
    return f"{', '.join(facts)}; from {' and '.join(' or '.join(group) for group in sources)}"


def _given(outcome: Outcome) -> str:
    return outcome.answer.text if outcome.answer else "nothing"
