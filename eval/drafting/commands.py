"""The command that drafts cases from a folder."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cases import load_cases, open_documents
from eval.drafting import draft_cases
from eval.drafting.writing import write_cases
from index.reading import find_files
from index.terminal import out

commands = typer.Typer()


@commands.command(name="new-suite")
def new_suite(
    folder: Annotated[Path, typer.Argument(help="A folder of your own documents.")],
    to: Annotated[Path, typer.Option("--out", help="The JSON-lines file to write.")],
    cases: Annotated[int, typer.Option(min=4, help="Draft at most so many.")] = 60,
) -> None:
    """Draft cases from a folder's own sentences, a quarter of them unanswerable, for you to read and edit."""
    read = open_documents(folder)
    documents = [read(path.relative_to(folder).as_posix()) for path in find_files(folder)]
    drafted = draft_cases(documents, count=cases)
    write_cases(to, drafted)
    load_cases(to, folder)
    out.print(f"{len(drafted)} cases drafted in {to}: read each, mend or delete it, and take its `drafted` away.")
    out.print(f"Then: footnote-eval run --cases {to} --documents {folder} --failures", highlight=False)
