"""How long the chat takes in a real browser: from starting the app to its first page, from Enter to an answer.

Knows nothing of what the answers say. The browser, started before the clock, is driven by Playwright, a dev extra.
"""

import importlib.util
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import FootnoteError
from index.settings import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing but our own page is opened, so the sandbox, which root and most containers lack, is not needed.
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
STEPS = ("page: to its first paint", "page: first answer", "page: second answer")
RUNS = 3
WAIT = 180  # seconds for one step, on a machine that does other work too
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ANSWERED = "details.fn-why"  # the end of a finished answer; a draft has none


class PageError(FootnoteError):
    """The page that is measured does not come up, or does not answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """The runs of one step in seconds; none where there is no browser."""

    name: str
    seconds: tuple[float, ...] = ()

    @property
    def median(self) -> float | None:
        """The middle run."""
        return statistics.median(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class PageTimes:
    """The page's steps as STEPS names them, and what is missing where they have no times."""

    steps: tuple[Step, ...] = tuple(map(Step, STEPS))
    missing: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the times as JSON-ready values."""
        steps = {
            one.name: {
                "seconds": [round(value, 4) for value in one.seconds],
                "median": None if one.median is None else round(one.median, 4),
            }
            for one in self.steps
        }
        return {"steps": steps, "missing": self.missing}


def measure_page(questions: tuple[str, str], *, environment: Mapping[str, str]) -> PageTimes:
    """Start the app anew for each run, wait for its page, ask it two questions.

    `environment` names the documents and a data folder where the index is built. Raises PageError where the app ends,
    or a step takes longer than WAIT.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if importlib.util.find_spec("playwright") is None:
        return PageTimes(missing="Playwright, of the dev extra, is not installed")
    if path is None:
        return PageTimes(missing="there is no Chromium on the PATH")
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=OPTIONS)
        try:
            runs = [_run(browser, questions, environment) for _ in range(RUNS)]
        except Error as exc:
            message = f"the page was not measured: {exc.message.splitlines()[0]}"
            raise PageError(message, hint="Start `footnote ui` and ask by hand to see why.") from exc
        finally:
            browser.close()
    return PageTimes(tuple(Step(name, seconds) for name, seconds in zip(STEPS, zip(*runs, strict=True), strict=True)))


def _run(browser: "Browser", questions: Sequence[str], environment: Mapping[str, str]) -> tuple[float, ...]:
    """Return the seconds of each step."""
    page = browser.new_page()  # with a cache and a session of its own
    page.set_default_timeout(WAIT * 1000)
    port = _free_port()
    began = time.perf_counter()
    with _serving(port, environment):
        page.goto(f"http://127.0.0.1:{port}")
        field = page.get_by_test_id("stChatInputTextArea")
        field.wait_for()
        seconds = [time.perf_counter() - began]
        for number, question in enumerate(questions):
            page.locator(IDLE).wait_for()  # as a reader does, who asks when the page has come to rest
            field.fill(question)
            began = time.perf_counter()
            field.press("Enter")
            page.locator(ANSWERED).nth(number).wait_for()
            seconds.append(time.perf_counter() - began)
        page.close()
    return tuple(seconds)


@contextmanager
def _serving(port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Start the app as users start it, go on when it listens, stop it in every case."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "ui", "--no-browser", "--port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_listening(server, port)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_listening(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + WAIT
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    what = f"did not listen after {WAIT} s" if server.poll() is None else f"ended with {server.returncode}"
    raise PageError(f"`footnote ui` {what}", hint="Run it by hand to see why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
