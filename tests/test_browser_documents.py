"""Documents, quality, settings and the door in a real browser; nothing may leave this machine."""

import os
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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.accounts.passwords import set_password
from app.settings import AppSettings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
WAIT = 60_000  # milliseconds, for a machine that does other work too

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

LIGHTHOUSE = "The lighthouse on Gannet Rock is 38 metres tall."
FILLER = "The boats were painted.\n\n" * 150 + "The red boat sank.\n\n"  # few different sentences: quickly indexed
FERRY = "The ferry to Gannet Rock sails 6 times a day, said Bo Dahl.\n"
HOSTILE = (
    "The Kestrel bridge is painted <script>document.title='taken'</script> ![x](http://example.invalid/x.png) "
    f"$x^2$ :red[a] :smile: `code` </div></details> <img src=http://example.invalid/y.png> in blue. {'endless' * 500}"
)
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.browser


def pdf(*pages: str) -> bytes:
    """Return a PDF with a line of text a page."""
    contents = [f"BT /F1 14 Tf 60 760 Td ({line}) Tj ET".encode() for line in pages]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Contents %d 0 R >>" % (resources, 5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    written, places = b"%PDF-1.4\n", []
    for numbered in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % numbered
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        written, size, table, size, len(written),
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long document, a printed one, and one that would like to be more than text."""
    path = tmp_path_factory.mktemp("app") / "documents"
    path.mkdir()
    (path / "lighthouse.txt").write_text(f"{FILLER}{LIGHTHOUSE} It was built in 1854.\n\n{FILLER}")
    (path / "bridge.txt").write_text(f"The Kestrel bridge\n\n{HOSTILE}\n")
    (path / "quay.pdf").write_bytes(pdf("The old quay is made of oak.", "The new quay is 240 metres long."))
    return path


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """Start the app as users start it."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "ui", "--no-browser", "--port", str(port), *options],
        cwd=ROOT,
        env=os.environ | {"FOOTNOTE_DOCUMENTS": str(folder), "FOOTNOTE_DATA": str(folder.parent / "data")},
    )
    try:
        wait_until_healthy(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def tabs(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser of its own, which has asked for nothing outside when the test is over."""
    with watched(browser, address) as context:
        yield context


@contextmanager
def watched(
    browser: Browser, address: str, *, width: int = 1200, height: int = 850, dark: bool = False, scale: float = 1
) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=scale,
    )
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    requested: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    context.on("page", lambda page: page.on("websocket", lambda opened: requested.append(opened.url)))
    yield context
    context.close()
    host = address.removeprefix("http://")
    assert requested
    assert [
        url for url in requested if not url.startswith((f"http://{host}/", f"ws://{host}/", "data:", "blob:"))
    ] == []


def visit(tabs: BrowserContext, address: str) -> Page:
    page = tabs.new_page()
    page.goto(address)
    page.get_by_role("link", name="Settings").or_(page.get_by_test_id("stExpandSidebarButton")).first.wait_for()
    return page


def ask(page: Page, question: str) -> None:
    answers = page.get_by_text("Why this answer").count()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.get_by_text("Why this answer").nth(answers).wait_for()


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(
        page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".every(element => element.scrollWidth <= element.clientWidth)"
        )
    )


def test_a_quote_is_opened_in_its_document_and_stands_in_sight(
    tabs: BrowserContext, address: str, tmp_path: Path
) -> None:
    chat = visit(tabs, address)
    ask(chat, "How tall is the lighthouse on Gannet Rock?")
    chat.locator("a.fn-cite").first.click()
    with tabs.expect_page() as opened:
        chat.get_by_role("link", name="Open in document").first.click()
    page = opened.value
    cited = page.locator("#here.fn-cited")
    expect(cited).to_be_in_viewport()
    assert cited.text_content() == LIGHTHOUSE
    page.screenshot(path=tmp_path / "cited.png")
    page.get_by_label("Search within").fill("red  BOAT")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 places")).to_be_visible()
    page.get_by_role("button", name="Page 2").click()
    place = page.locator("mark.fn-here")
    expect(place).to_be_in_viewport()
    assert place.text_content() == "red boat"
    expect(page.get_by_text("2 places")).to_be_in_viewport()  # the way to the next place goes along
    page.screenshot(path=tmp_path / "found.png")
    chat.bring_to_front()
    expect(chat.locator("mark").first).to_be_visible()  # the conversation is where it was


def test_a_file_is_uploaded_asked_about_and_deleted(
    tabs: BrowserContext, address: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "ferry.txt").write_text(FERRY)
    (tmp_path / "scan.pdf").write_bytes(pdf())
    page = visit(tabs, f"{address}/documents")
    page.get_by_text("Add documents").click()
    dropzone = page.get_by_test_id("stFileUploaderDropzoneInput")
    dropzone.set_input_files([tmp_path / "ferry.txt", tmp_path / "scan.pdf"])
    page.get_by_test_id("stFileChip").nth(1).wait_for()
    page.screenshot(path=tmp_path / "upload.png")
    page.get_by_role("button", name="Add to the folder").click()
    expect(page.get_by_text("'ferry.txt' was added.")).to_be_visible()
    expect(page.locator(".fn-error")).to_contain_text("'scan.pdf'")
    page.screenshot(path=tmp_path / "added.png")
    assert (folder / "ferry.txt").read_text() == FERRY

    page.get_by_role("link", name="Ask").click()
    question = "How many times a day does the ferry to Gannet Rock sail?"
    ask(page, question)
    expect(page.get_by_text("sails 6 times a day").first).to_be_visible()

    page.get_by_role("link", name="Documents").first.click()
    page.get_by_role("link", name="ferry.txt").click()
    expect(page.get_by_text("Cited for 1 question")).to_be_visible()
    page.get_by_role("button", name="Delete this document").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("deleted from the folder for good")
    page.wait_for_timeout(500)  # it moves in
    page.screenshot(path=tmp_path / "delete.png")
    dialog.get_by_role("button", name="Delete the file").click()
    expect(page.get_by_text("'ferry.txt' was deleted.")).to_be_visible()
    assert not (folder / "ferry.txt").exists()

    page.get_by_role("link", name="Ask").click()
    expect(page.get_by_text("This file has changed or is gone since").first).to_be_attached()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("a.fn-cite")).to_have_count(0)
    ask(page, question)
    expect(page.locator(".fn-reason")).to_contain_text("The documents do not answer this.")
    assert page.get_by_text("ferry.txt, characters").count() == 0


def test_a_hostile_document_is_shown_letter_by_letter(tabs: BrowserContext, address: str, tmp_path: Path) -> None:
    page = visit(tabs, f"{address}/documents")
    # By keyboard alone.
    page.get_by_role("link", name="The Kestrel bridge").focus()
    page.keyboard.press("Enter")
    text = page.locator(".fn-text")
    expect(text).to_contain_text("in blue.")
    assert HOSTILE in str(text.text_content())
    assert page.locator(".fn-text :is(img, script, mark), .katex").count() == 0
    assert page.title() == "Footnote"
    assert is_as_wide_as_the_screen(page)
    page.screenshot(path=tmp_path / "hostile.png")
    page.get_by_role("link", name="All documents").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Find a document")).to_be_visible()


def test_a_printed_page_is_shown_as_it_is(tabs: BrowserContext, address: str, tmp_path: Path) -> None:
    page = visit(tabs, f"{address}/documents?document=quay.pdf&start=35&end=45")
    expect(page.get_by_text("on page 2")).to_be_visible()
    page.get_by_text("As printed").click()
    expect(page.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(2_000)  # it is painted
    page.screenshot(path=tmp_path / "printed.png")


def test_settings_reach_the_chat(tabs: BrowserContext, address: str, tmp_path: Path) -> None:
    page = visit(tabs, f"{address}/settings")
    page.get_by_label("Only these documents").click()
    page.get_by_role("option", name="quay.pdf").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 of 3 documents will be asked.")).to_be_visible()
    page.screenshot(path=tmp_path / "settings.png")
    page.get_by_role("link", name="Ask").click()
    expect(page.get_by_text("Asked: only 1 document")).to_be_visible()
    ask(page, "How tall is the lighthouse on Gannet Rock?")
    expect(page.locator(".fn-reason")).to_contain_text("Only 1 of 3 documents were asked.")


@pytest.mark.parametrize("path", ["documents", "documents?document=bridge.txt", "quality", "settings"])
def test_on_a_phone_nothing_has_to_be_scrolled_sideways(
    browser: Browser, address: str, tmp_path: Path, path: str
) -> None:
    with watched(browser, address, width=375, height=720, dark=True) as tabs:
        page = visit(tabs, f"{address}/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        page.wait_for_timeout(1_000)
        assert is_as_wide_as_the_screen(page)
        page.screenshot(path=tmp_path / "phone.png")


def test_opened_to_others_it_asks_for_the_password(browser: Browser, folder: Path, tmp_path: Path) -> None:
    settings = AppSettings.load(documents=folder, data=folder.parent / "data")
    set_password(settings, PASSWORD)
    with served(folder, "--address", "0.0.0.0") as address, watched(browser, address) as tabs:
        page = tabs.new_page()
        page.goto(f"{address}/documents?document=bridge.txt")
        page.get_by_role("textbox", name="Password").fill("wrong horse battery")
        page.keyboard.press("Enter")
        expect(page.get_by_text("That is not the password.")).to_be_visible()
        assert "Kestrel" not in page.content()
        page.screenshot(path=tmp_path / "password.png")
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The Kestrel bridge")).to_be_visible()  # what was wanted
        other = tabs.new_page()  # and in another tab of this browser nothing is asked
        other.goto(f"{address}/documents")
        expect(other.get_by_label("Find a document")).to_be_visible()
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("textbox", name="Password")).to_be_visible()
        with watched(browser, address) as strangers:
            stranger = strangers.new_page()
            stranger.goto(address)
            expect(stranger.get_by_role("textbox", name="Password")).to_be_visible()
