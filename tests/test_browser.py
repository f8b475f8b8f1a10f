"""The whole app in a real browser: started as users start it, asked, clicked; nothing may leave this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
WAIT = 60_000  # milliseconds, for a machine that does other work too

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

FACTORIES = "How many green factories are there?"
QUESTION = "What is the global market share of solar cell modules?"
QUOTE = "Solar cell modules account for 71% of the global market share."
HOSTILE = (
    "The Kestrel bridge is painted <script>document.title='taken'</script> ![x](http://example.invalid/x.png) "
    "$x^2$ :red[a] :smile: `code` </div></details> <img src=http://example.invalid/y.png> in blue."
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, on the seeds and one document that would like to be more than text."""
    folder = tmp_path_factory.mktemp("app") / "documents"
    shutil.copytree(seeds, folder)
    endless = f"The toll of the Kestrel bridge is listed as {'x' * 200}."
    (folder / "bridge.txt").write_text(f"The Kestrel bridge\n\n{HOSTILE}\n\n{endless}\n")
    with serving(folder) as address:
        yield address


@pytest.fixture
def silent_model(folder: Path) -> Iterator[str]:
    """The address of the app with a model whose server takes every call and never says a word."""
    (folder / "bridge.txt").write_text("The Kestrel bridge\n\nThe Kestrel bridge is painted in blue.\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        model = {"FOOTNOTE_MODEL": "openai:silent", "OPENAI_BASE_URL": base, "OPENAI_API_KEY": "none"}
        with serving(folder, **model) as address:
            yield address


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """Run the app on a folder of documents, as users start it."""
    port = free_port()
    own = {"FOOTNOTE_DOCUMENTS": str(folder), "FOOTNOTE_DATA": str(folder.parent / "data")}
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "ui", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | own | settings,
    )
    try:
        wait_until_healthy(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        yield started
        started.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the app ended instead of starting"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the app was not healthy after {START_SECONDS} s")


def open_page(
    browser: Browser, address: str, *, width: int = 1200, height: int = 850, dark: bool = False
) -> tuple[Page, list[str]]:
    """Open the app; return the page and the list of all that it will have requested."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("websocket", lambda opened: requested.append(opened.url))
    page.goto(address)
    page.get_by_test_id("stChatInputTextArea").wait_for()
    return page, requested


def ask(page: Page, question: str) -> None:
    answers = page.get_by_text("Why this answer").count()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.get_by_text("Why this answer").nth(answers).wait_for()


def outside(requested: list[str], address: str) -> list[str]:
    port = address.removeprefix("http://")
    own = (f"http://{port}/", f"ws://{port}/", "data:", "blob:")
    return [url for url in requested if not url.startswith(own)]


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(
        page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".every(element => element.scrollWidth <= element.clientWidth)"
        )
    )


def test_the_first_page_shows_what_is_there_and_what_can_be_asked(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page, requested = open_page(browser, address)
    expect(page.get_by_text("Ask about 6 documents")).to_be_visible()
    first = page.locator(".fn-stack tbody tr").first
    expect(first).to_contain_text("2024-02-01")
    starter = page.get_by_role("button", name=FACTORIES)
    expect(starter).to_be_visible()
    expect(page.get_by_role("heading", name="Footnote")).to_be_in_viewport()  # the page begins at its beginning
    page.screenshot(path=tmp_path / "welcome.png")
    starter.click()
    expect(page.locator(".fn-short")).to_have_text("5,095")
    page.close()
    assert requested
    assert outside(requested, address) == []


def test_a_question_an_answer_and_its_exact_quote(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address)
    ask(page, QUESTION)
    quote = page.locator("mark")
    assert quote.is_hidden()
    page.locator("a.fn-cite").first.click()
    expect(quote.first).to_be_visible()
    assert quote.first.text_content() == QUOTE
    text = (ROOT / "seeds" / "004_0dd695d491d43cd8.txt").read_bytes().decode()
    start = text.index(QUOTE)
    expect(
        page.get_by_text(f"004_0dd695d491d43cd8.txt, characters {start}-{start + len(QUOTE)}", exact=True)
    ).to_be_visible()
    page.screenshot(path=tmp_path / "answer.png")
    page.get_by_text("Why this answer").click()
    expect(page.get_by_text("Passages found")).to_be_visible()
    page.screenshot(path=tmp_path / "why.png")

    ask(page, "Who won the chess olympiad in Reykjavik?")
    expect(quote.first).to_be_attached()
    assert quote.first.is_visible()  # what was opened stays open
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("Ask about 6 documents")).to_be_visible()
    assert page.locator("mark").count() == 0
    page.close()
    assert outside(requested, address) == []


def test_a_quote_opens_its_document_beside_the_conversation(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address)
    ask(page, QUESTION)
    page.locator("a.fn-cite").first.click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open in document").first.click()
    document = opened.value
    expect(document.locator("mark").first).to_contain_text(QUOTE)
    document.screenshot(path=tmp_path / "document.png")
    document.close()
    expect(page.locator(".fn-short").first).to_be_visible()
    page.close()
    assert outside(requested, address) == []


def test_an_answer_is_read_from_its_beginning_however_long_it_is(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page, _ = open_page(browser, address, width=390, height=640)
    ask(page, QUESTION)
    ask(page, FACTORIES)
    expect(page.locator(".fn-short").nth(1)).to_be_in_viewport()
    expect(page.locator(".fn-question").nth(1)).to_be_in_viewport()
    page.screenshot(path=tmp_path / "figures-phone.png")
    rows = page.locator("table.fn-stack tbody tr")
    assert rows.count() == 2
    page.close()


def test_a_follow_up_is_understood_and_kept_over_a_reload(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address)
    ask(page, "How many new energy vehicles were sold in the first quarter?")
    ask(page, "And in 2022?")
    understood = page.get_by_text("Understood as: ")
    expect(understood).to_be_visible()
    shown = understood.text_content()
    page.reload()
    expect(page.get_by_text(str(shown))).to_be_visible()
    expect(page.get_by_text("every quote was compared with its file again")).to_be_visible()
    page.screenshot(path=tmp_path / "reloaded.png")

    page.get_by_role("link", name="History").click()
    page.get_by_placeholder("Words of questions and answers").fill("sold 2022")
    found = page.locator(".fn-title").filter(has_text="How many new energy vehicles were sold in the first quarter?")
    expect(found).to_have_count(1)
    expect(page.locator(".fn-title")).to_have_count(1)
    page.screenshot(path=tmp_path / "history.png")
    page.get_by_role("button", name="Open", exact=True).first.click()
    expect(page.get_by_text(str(shown))).to_be_visible()
    page.close()
    assert outside(requested, address) == []


def test_a_conversation_is_taken_away_and_an_answer_copied(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="Export").click()
    for form, begins in (("Markdown", f"# {QUESTION}"), ("HTML", "<!doctype html>"), ("JSON", "{")):
        with page.expect_download() as taken:
            page.get_by_role("button", name=form, exact=True).click()
        taken.value.save_as(tmp_path / form)
        exported = (tmp_path / form).read_text()
        assert exported.startswith(begins)
        assert QUOTE in exported
    page.screenshot(path=tmp_path / "export.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy").first.click()
    code = page.get_by_test_id("stCode")
    code.hover()
    code.get_by_role("button").first.click()
    page.screenshot(path=tmp_path / "copy.png")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{QUOTE}[1]" in copied
    assert "[1] 004_0dd695d491d43cd8.txt" in copied
    page.close()
    assert outside(requested, address) == []


def test_an_answer_is_judged_and_its_question_edited(browser: Browser, address: str, tmp_path: Path) -> None:
    page, _ = open_page(browser, address)
    ask(page, QUESTION)
    page.get_by_role("radio", name="Thumbs down").click()
    expect(page.get_by_text("Kept as an evaluation case")).to_be_visible()
    page.get_by_text("Should have refused").click()
    page.screenshot(path=tmp_path / "feedback.png")
    page.get_by_role("button", name="Edit").click()
    typed = page.get_by_test_id("stChatInputTextArea")
    expect(typed).to_have_value(QUESTION)
    page.screenshot(path=tmp_path / "edit.png")
    typed.fill(FACTORIES)
    page.keyboard.press("Enter")
    expect(page.locator(".fn-short").first).to_have_text("5,095")
    expect(page.locator(".fn-question")).to_have_count(1)
    page.close()


def test_an_answer_that_is_long_in_coming_can_be_stopped(browser: Browser, silent_model: str, tmp_path: Path) -> None:
    page, _ = open_page(browser, silent_model)
    page.get_by_test_id("stChatInputTextArea").fill("What colour is the Kestrel bridge painted?")
    page.keyboard.press("Enter")
    stop = page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop")
    stop.wait_for()
    page.screenshot(path=tmp_path / "writing.png")
    stop.click()
    expect(page.get_by_text("Stopped before the answer was complete.")).to_be_visible()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    page.screenshot(path=tmp_path / "stopped.png")
    page.close()


def test_what_the_documents_do_not_say_comes_with_the_reason(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address, dark=True)
    ask(page, "Who won the chess olympiad in Reykjavik?")
    reason = page.locator(".fn-reason")
    expect(reason).to_contain_text("The documents do not answer this.")
    assert len(reason.locator("p").all_text_contents()) == 2
    page.screenshot(path=tmp_path / "refusal-dark.png")
    page.close()
    assert outside(requested, address) == []


def test_a_hostile_document_is_shown_letter_by_letter(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address)
    ask(page, "What colour is the Kestrel bridge painted, <img src=http://example.invalid/z.png> or $y$?")
    page.get_by_text("Why this answer").click()
    # By keyboard alone.
    page.locator("a.fn-cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_be_visible()
    assert HOSTILE in str(page.locator("blockquote").first.text_content())
    expect(page.get_by_text("<img src=http://example.invalid/z.png> or $y$?").first).to_be_visible()
    assert page.locator(".fn :is(img, script, .katex), [data-testid=stMarkdown] .katex").count() == 0
    page.screenshot(path=tmp_path / "hostile.png")
    assert page.title() == "Footnote"
    page.close()
    assert outside(requested, address) == []


def test_on_a_phone_nothing_has_to_be_scrolled_sideways(browser: Browser, address: str, tmp_path: Path) -> None:
    page, requested = open_page(browser, address, width=390, height=720)
    expect(page.get_by_text("Ask about 6 documents")).to_be_visible()
    assert is_as_wide_as_the_screen(page)
    ask(page, QUESTION)
    page.locator("a.fn-cite").first.click()
    page.get_by_text("Why this answer").click()
    expect(page.locator("mark").first).to_be_visible()
    assert is_as_wide_as_the_screen(page)
    page.screenshot(path=tmp_path / "phone.png")
    ask(page, "What is the toll of the Kestrel bridge listed as?")
    page.locator("a.fn-cite").last.click()
    expect(page.locator("mark").last).to_be_visible()
    assert "xxxx" in str(page.locator("mark").last.text_content())
    assert is_as_wide_as_the_screen(page)
    page.close()
    assert outside(requested, address) == []
