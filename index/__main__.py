"""`python -m index build | status | search "..."`: the index without the answers."""

from pathlib import Path
from typing import Annotated

import typer

from index.ingest import build_index
from index.opening import open_library
from index.settings import IndexSettings
from index.terminal import errors_shown, load_settings, out, plain, progress_bar, show_report, show_status

cli = typer.Typer(
    name="index",
    help="Build, inspect and search the index of a folder of documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Documents = Annotated[Path | None, typer.Option("--documents", "-d", help="The folder; default FOOTNOTE_DOCUMENTS.")]


@cli.command()
def build(
    documents: Documents = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the whole index anew.")] = False,
) -> None:
    """Make the index equal to the folder."""
    settings = load_settings(IndexSettings, documents=documents)
    with progress_bar() as progress:
        report = build_index(settings, rebuild=rebuild, progress=progress)
    show_report(report)


@cli.command()
def status(documents: Documents = None) -> None:
    """Show what the index holds and how the folder differs from it."""
    show_status(load_settings(IndexSettings, documents=documents))


@cli.command()
def search(
    query: str,
    documents: Documents = None,
    k: Annotated[int, typer.Option(help="How many passages.", min=1, max=200)] = 5,
) -> None:
    """Show the passages that a query finds, with their rank in each retriever."""
    library = open_library(load_settings(IndexSettings, documents=documents))
    hits = library.search(query, k)
    for place, hit in enumerate(hits, 1):
        ranks = ", ".join(f"{name} {rank}" for name, rank in sorted(hit.ranks.items()))
        out.print(plain(f"\n{place}. {hit.passage.id}  ({ranks}; score {hit.score:.4f})"), markup=False, style="bold")
        out.print(plain(" ".join(hit.passage.text.split())), markup=False)
    if not hits:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    with errors_shown():
        cli()


if __name__ == "__main__":
    main()
