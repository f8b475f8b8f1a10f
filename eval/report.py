"""A run -> JSON-ready values: what was measured, on what, with what, without secrets. Knows nothing of the screen."""

import hashlib
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.confidence import confidence_numbers
from eval.running import Outcome, Results, Summary
from index.reading import find_files

SCHEMA = 1


def report(results: Results, *, settings: Mapping[str, Any], cases_file: Path, documents: Path) -> dict[str, Any]:
    """Return the run as JSON-ready values: what was measured, on what, with what."""
    return {
        "schema": SCHEMA,
        "settings": without_secrets(settings),
        "packages": packages(),
        "cases_file": {"name": cases_file.name, "sha256": _sha256(cases_file)},
        "documents": {path.relative_to(documents).as_posix(): _sha256(path) for path in find_files(documents)},
        "summary": _numbers(results.overall),
        "types": {type_: _numbers(summary) for type_, summary in results.by_type.items()},
        "confidence": confidence_numbers(results.outcomes),
        "cases": [_as_dict(outcome) for outcome in results.outcomes],
    }


def stamped(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return any other measurement with what it was measured with."""
    return {"schema": SCHEMA, "packages": packages(), **values}


def packages() -> dict[str, str]:
    """Return the versions of Python, of this project and of the packages it requires."""
    found = {"python": platform.python_version()}
    try:
        required = metadata.requires("footnote") or []
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return found
    names = ["footnote", *(re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line)]
    return found | {name: metadata.version(name) for name in names}


def without_secrets(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings without keys, tokens and passwords, also those inside an address."""
    secret = re.compile(r"key|token|secret|password", re.IGNORECASE)
    return {
        name: re.sub(r"//[^/@]*@", "//", value) if isinstance(value, str) else value
        for name, value in settings.items()
        if not secret.search(name)
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _numbers(summary: Summary) -> dict[str, Any]:
    return asdict(summary) | summary.percents


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    answer, judgement = outcome.answer, outcome.judgement
    return {
        "case": asdict(outcome.case),
        "right": outcome.right,
        "abstained": judgement is not None and judgement.abstained,
        "error": outcome.error,
        "milliseconds": round(outcome.milliseconds, 2),
        "answer": answer and answer.to_dict(),
        "checks": [asdict(check) for check in judgement.checks] if judgement else [],
        "reasons": list(outcome.reasons),
    }
