"""The `footnote` command: ask, chat, ui, sync, status. Shows answers and errors; decides nothing."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.answers import Answer
from app.chain import answer, check_question, ready_library
from app.settings import AppSettings
from index.errors import FootnoteError
from index.ingest import build_index
from index.terminal import errors_shown, load_settings, out, plain, progress_bar, show_error, show_report, show_status

ANSWERED, NOT_SAID = 0, 1  # and 2 for an error, as grep has it

cli = typer.Typer(
    name="footnote",
    help="Ask a folder of documents; every sentence of the answer carries its exact source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Documents = Annotated[
    Path | None,
    typer.Option("--documents", "-d", help="The folder of documents.  [default: $FOOTNOTE_DOCUMENTS or seeds/]"),
]


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help='The question; "-" reads it from standard input.')],
    documents: Documents = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show ranks, what was dropped and why.")] = False,
) -> None:
    """Answer one question. Exit code 0: answered; 1: the documents do not say; 2: something went wrong."""
    question = sys.stdin.read() if question == "-" else question
    settings = load_settings(AppSettings, documents=documents)
    check_question(question)
    with progress_bar() as progress:
        ready_library(settings, progress=progress)
    given = answer(question, settings=settings)
    if as_json:
        out.out(json.dumps(given.to_dict(), ensure_ascii=False, indent=2), highlight=False)
    else:
        _show(given, explain=explain)
    raise typer.Exit(ANSWERED if given.answered else NOT_SAID)


@cli.command()
def chat(documents: Documents = None) -> None:
    """Ask one question after another; follow-ups are understood. Ends with an empty line or Ctrl-D."""
    settings = load_settings(AppSettings, documents=documents)
    with progress_bar() as progress:
        ready_library(settings, progress=progress)
    history: list[tuple[str, str]] = []
    while question := _read_line():
        try:
            given = answer(question, history, settings=settings)
        except FootnoteError as error:
            show_error(error)
            continue
        _show(given, explain=False)
        history += [("user", question), ("assistant", given.text)]


@cli.command()
def ui(
    documents: Documents = None,
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8501,
    address: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Index the folder where needed and open the chat in a browser."""
    settings = load_settings(AppSettings, documents=documents)
    with progress_bar() as progress:
        ready_library(settings, progress=progress)
    page = Path(__file__).with_name("ui.py")
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": str(not (browser and _has_display())).lower(),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(page), *(f"--{k}={v}" for k, v in options.items())]
    environment = os.environ | {"FOOTNOTE_DOCUMENTS": str(settings.documents), "FOOTNOTE_DATA": str(settings.data)}
    out.print(f"The chat is at http://{address}:{port} (Ctrl-C ends it).")
    # From the project's folder, where .streamlit/config.toml lies.
    os.chdir(page.parent.parent)
    os.execve(sys.executable, command, environment)


@cli.command()
def sync(
    documents: Documents = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the whole index anew.")] = False,
) -> None:
    """Make the index equal to the folder."""
    settings = load_settings(AppSettings, documents=documents)
    with progress_bar() as progress:
        report = build_index(settings, rebuild=rebuild, progress=progress)
    show_report(report)


@cli.command()
def status(documents: Documents = None) -> None:
    """Show the settings, the index, and how the folder differs from it."""
    settings = load_settings(AppSettings, documents=documents)
    for name, value in settings.model_dump().items():
        out.print(plain(f"{name:>14}  {value if value is not None else 'default'}"), markup=False)
    show_status(settings)


def main() -> None:
    """Run the command line; an error of ours is shown as message and hint."""
    with errors_shown():
        cli()


# ---------------------------------------------------------------------------------------------------------------------


def _show(given: Answer, *, explain: bool) -> None:
    if given.continues:
        out.print(plain(f"Understood as: {given.standalone}"), markup=False, style="dim")
    out.print(f"\n{plain(given.text)}", markup=False, style="" if given.answered else "yellow")
    for citation in given.citations:
        place = f"page {citation.page}, " if citation.page else ""
        about = plain(", ".join(filter(None, [citation.title, citation.date])))
        where = f"    {citation.source}, {place}characters {citation.start}-{citation.end}"
        out.print(f"\n[bold]\\[{citation.number}][/bold] {escape(about)}")
        out.print(plain(where), markup=False, style="dim", soft_wrap=True)
        out.print(f"    “{plain(' '.join(citation.quote.split()))}”", markup=False)
    if given.answered and given.note:
        out.print(plain(f"\nNote: {given.note}"), markup=False, style="yellow")
    if explain:
        _show_explanation(given)


def _show_explanation(given: Answer) -> None:
    out.print("\n[bold]Why this answer[/bold]")
    for line in given.explanation:
        out.print(f"  {plain(line)}", markup=False, style="dim")
    out.print("[bold]Passages found[/bold]")
    for place, hit in enumerate(given.hits[:10], 1):
        ranks = ", ".join(f"{name} {rank}" for name, rank in sorted(hit.ranks.items()))
        out.print(plain(f"  {place}. {hit.passage.id} ({ranks}; {hit.score:.4f})"), markup=False, style="dim")


def _read_line() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
