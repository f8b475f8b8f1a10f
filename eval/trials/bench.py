"""How long and how much memory: the product's own commands as whole processes, its page, and warm questions here.

Measured beside a bare `import sentence_transformers` in the same run, since a busy machine slows everything alike.
Knows nothing of whether the answers are right. POSIX only.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, Read
from eval.reporting.report import packages
from eval.running import Ask, percentile, run_cases
from eval.trials.page_bench import PageTimes, measure_page
from index.errors import FootnoteError
from index.settings import PREFIX, PROJECT

QUESTION = "What market share did new energy vehicles reach in the first quarter?"
SECOND_QUESTION = "How many green factories are there?"
WARM_ROUNDS = 3
# What is measured as a whole process, with its number of runs; `build` starts from an empty folder each time.
COMMANDS: dict[str, tuple[tuple[str, ...], int]] = {
    "build": (("-m", "index", "build"), 3),
    "ask": (("-m", "app", "ask", QUESTION), 5),
    "import app": (("-c", "import app"), 5),
    "python -c pass": (("-c", "pass"), 5),
    "import sentence_transformers": (("-c", "import sentence_transformers"), 3),
}
BASELINE = "import sentence_transformers"


class BenchError(FootnoteError):
    """A command that is measured does not work."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The runs of one command: wall time in seconds, and the most memory one of them took in MB."""

    name: str
    seconds: tuple[float, ...]
    peak_mb: float

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)


@dataclass(frozen=True, slots=True)
class Bench:
    """One measurement of everything."""

    timings: tuple[Timing, ...]
    page: PageTimes
    questions: int
    warm_p50_ms: float | None
    warm_p95_ms: float | None
    load: float  # runnable processes of the machine before it began: what the times are worth

    def ratio(self, median: float) -> float:
        """Return this time, in seconds, in units of the baseline's."""
        return median / next(one.median for one in self.timings if one.name == BASELINE)

    def to_dict(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready values."""
        return {
            "schema": 1,
            "packages": packages(),
            "load": self.load,
            "commands": {
                one.name: {
                    "seconds": [round(value, 4) for value in one.seconds],
                    "median": round(one.median, 4),
                    "max": round(max(one.seconds), 4),
                    "peak_mb": round(one.peak_mb, 1),
                    "of_baseline": round(self.ratio(one.median), 3),
                }
                for one in self.timings
            },
            "page": self.page.to_dict(),
            "warm": {"questions": self.questions, "p50_ms": self.warm_p50_ms, "p95_ms": self.warm_p95_ms},
        }


def measure(
    cases: Sequence[Case],
    *,
    documents: Path,
    read: Read,
    open_ask: Callable[[Path], Ask],
    announce: Callable[[str], None] = lambda name: None,
) -> Bench:
    """Measure the commands over a folder of documents, its page in a browser, then the cases warm.

    `open_ask` makes of a data folder what answers them; `announce` hears what is being measured. Raises BenchError
    where a command fails, PageError where the page does.
    """
    load = os.getloadavg()[0]
    timings = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for name, (arguments, runs) in COMMANDS.items():
            announce(name)
            timings.append(_time(name, arguments, runs, documents=documents, data=data))
        announce("the page")
        page = measure_page((QUESTION, SECOND_QUESTION), environment=_environment(documents, data / "0"))
        announce("warm questions")
        times = _warm(cases, open_ask(data / "0"), read)
    return Bench(tuple(timings), page, len(times), percentile(times, 50), percentile(times, 95), load)


def _time(name: str, arguments: Sequence[str], runs: int, *, documents: Path, data: Path) -> Timing:
    measured = []
    for run in range(runs):
        # Each build has a folder of its own; the first one serves the commands that need an index.
        own = data / (str(run) if name == "build" else "0")
        measured.append(run_process(arguments, environment=_environment(documents, own)))
    return Timing(name, tuple(seconds for seconds, _ in measured), max(peak for _, peak in measured))


def _environment(documents: Path, data: Path) -> dict[str, str]:
    return os.environ | {f"{PREFIX}DOCUMENTS": str(documents), f"{PREFIX}DATA": str(data)}


# A small process between this one and the measured one: on Linux a child's peak starts at its parent's size.
_LAUNCHER = """
import json, os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
began = time.perf_counter()
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(json.dumps([time.perf_counter() - began, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))
"""


def run_process(
    arguments: Sequence[str], *, environment: Mapping[str, str], accept: Sequence[int] = (0,)
) -> tuple[float, float]:
    """Run Python with these arguments; return its wall seconds and peak memory in MB.

    Raises BenchError where it ends with a code that is not accepted.
    """
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *arguments]
    done = subprocess.run(launcher, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    seconds, peak, code = json.loads(done.stdout)
    if code not in accept:
        last = (done.stderr.strip().splitlines() or ["(no message)"])[-1]
        command = " ".join(["python", *arguments])
        raise BenchError(f"`{command}` ended with {code}: {last}", hint="Run it by hand to see why.")
    # Kilobytes, but bytes on macOS.
    return seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _warm(cases: Sequence[Case], ask: Ask, read: Read) -> list[float]:
    """Return the median milliseconds of each question that never crashed, after one round that is not counted."""
    rounds = [run_cases(cases, ask, read=read).outcomes for _ in range(WARM_ROUNDS + 1)][1:]
    return [
        statistics.median(one.milliseconds for one in outcomes)
        for outcomes in zip(*rounds, strict=True)
        if all(one.error is None for one in outcomes)
    ]
