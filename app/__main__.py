"""The `footnote` command: ask, batch, chat, ui, mcp, sync, status. Shows answers and errors; decides nothing."""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from app.accounts.access import check_open
from app.accounts.passwords import set_password
from app.answers import Answer
from app.batch import answer_many
from app.chain import answer
from app.integrations.mcp_server import serve
from app.llm import check_model
from app.questions import check_question
from app.searching import ready_library
from app.settings import AppSettings
from index.errors import FootnoteError, ModelUnavailable, QuestionError
from index.ingest import build_index
from index.terminal import (
    FAILED,
    err,
    errors_shown,
    load_settings,
    out,
    plain,
    progress_bar,
    show_error,
    show_report,
    show_status,
)

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
def batch(
    questions: Annotated[
        Path, typer.Argument(help='A file with a question a line; "-" reads standard input.', allow_dash=True)
    ],
    documents: Documents = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line: an answer or an error.")] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="How many questions at a time.")] = 4,
) -> None:
    """Answer many questions, in their order. Exit code 0: all are answered; 1: some are not said; 2: some failed."""
    asked = _read_questions(questions)
    settings = load_settings(AppSettings, documents=documents)
    with progress_bar() as progress:
        ready_library(settings, progress=progress)
    with err.status("Answering") as shown:
        answers = answer_many(
            asked,
            concurrency=concurrency,
            settings=settings,
            on_error="return",
            progress=lambda done, total: shown.update(f"{done} of {total} answered"),
        )
    for question, given in zip(asked, answers, strict=True):
        _show_one_of_many(question, given, as_json=as_json)
    failed = any(isinstance(given, FootnoteError) for given in answers)
    said = all(isinstance(given, Answer) and given.answered for given in answers)
    raise typer.Exit(FAILED if failed else ANSWERED if said else NOT_SAID)


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
    address: Annotated[
        str, typer.Option(help="The address to listen on; one that others reach asks them to sign in.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Index the folder where needed and open the chat in a browser."""
    settings = load_settings(AppSettings, documents=documents)
    check_open(settings, address)
    with progress_bar() as progress:
        ready_library(settings, progress=progress)
    page = Path(__file__).with_name("ui.py")
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": str(not (browser and _has_display())).lower(),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        # Its own greeting asks an outside server by which address this machine is known.
        "logger.hideWelcomeMessage": "true",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(page), *(f"--{k}={v}" for k, v in options.items())]
    environment = os.environ | {"FOOTNOTE_DOCUMENTS": str(settings.documents), "FOOTNOTE_DATA": str(settings.data)}
    host = socket.gethostname() if address in ("0.0.0.0", "::") else address
    out.print(f"The chat is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C ends it).")
    # From the project's folder, where .streamlit/config.toml lies.
    os.chdir(page.parent.parent)
    os.execve(sys.executable, command, environment)


@cli.command()
def mcp(documents: Documents = None) -> None:
    """Serve an assistant's calls (ask, search, read) by the Model Context Protocol on standard input and output."""
    serve(load_settings(AppSettings, documents=documents))


@cli.command()
def password() -> None:
    """Set the password that the chat asks for where others can reach it; from a pipe, its first line is read."""
    settings = load_settings(AppSettings)
    if sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        given = sys.stdin.readline().rstrip("\n")
    set_password(settings, given)
    out.print("The password is set; `footnote ui --address 0.0.0.0` asks for it.")


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
    if settings.model:
        _show_model(settings)
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


def _show_one_of_many(question: str, given: Answer | FootnoteError, *, as_json: bool) -> None:
    if isinstance(given, FootnoteError):
        values: dict[str, Any] = {"question": question, "error": given.message, "hint": given.hint}
    else:
        values = given.to_dict()
    if as_json:
        out.out(json.dumps(values, ensure_ascii=False), highlight=False)
        return
    out.print(plain(f"\n> {question}"), markup=False, style="bold")
    if isinstance(given, FootnoteError):
        show_error(given)
    else:
        _show(given, explain=False)


def _read_questions(file: Path) -> list[str]:
    """Return the lines of a file that are not blank; raises QuestionError where it cannot be read."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as exc:
        raise QuestionError(
            f"The questions in {str(file)!r} cannot be read: {exc}.",
            hint="Name a text file in UTF-8, a question a line.",
        ) from exc
    return [line.strip() for line in text.splitlines() if line.strip()]


def _show_model(settings: AppSettings) -> None:
    try:
        said = check_model(settings)
    except ModelUnavailable as error:
        show_error(error)
    else:
        out.print(plain(said), markup=False)


def _show_explanation(given: Answer) -> None:
    out.print("\n[bold]Why this answer[/bold]")
    out.print(plain(f"  answered by: {given.engine}"), markup=False, style="dim")
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
