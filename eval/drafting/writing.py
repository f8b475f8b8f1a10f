"""Drafted cases -> a JSON-lines file that the loader of cases reads; a file that is there is never written over."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, asdict, fields
from pathlib import Path

from eval.cases import Case, CaseError

_DEFAULTS = {one.name: one.default for one in fields(Case) if one.default is not MISSING}


def write_cases(path: Path, cases: Sequence[Case]) -> None:
    """Write one case a line, what has its default left out; raises CaseError where that cannot be."""
    rows = ({name: value for name, value in asdict(case).items() if _DEFAULTS.get(name) != value} for case in cases)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as exc:
        raise CaseError(f"{str(path)!r} is there already.", hint="Name another file with --out.") from exc
    except OSError as exc:
        raise CaseError(f"{str(path)!r} cannot be written: {exc}.", hint="Name another file with --out.") from exc
