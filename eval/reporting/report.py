"""A run -> JSON-ready values: what was measured, on what, with what, without secrets; kept beside the last ones.

Knows nothing of the screen. Everything else that shows a run (page, comparison, the chat's quality screen) reads these
values.
"""

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.cases import CaseError
from eval.confidence import confidence_numbers
from eval.running import Outcome, Results, Summary
from eval.scores import MEASURES, Score, Scored, by_document, by_type, scores
from index.reading import find_files
from index.settings import PROJECT

SCHEMA = 2  # 2: scores with intervals, by document, attribution, retrieval, follow-ups alone, digest of the code
KEPT = 20  # reports


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was of."""

    suite: str
    engine: str
    judge: str
    settings: Mapping[str, Any]
    cases_file: Path
    documents: Path


def report(asked: Asked, results: Results, scored: Sequence[Scored], *, shortfalls: Sequence[str]) -> dict[str, Any]:
    """Return the run as JSON-ready values: what was measured, on what, with what."""
    return {
        "schema": SCHEMA,
        "suite": asked.suite,
        "engine": asked.engine,
        "judge": asked.judge,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        **made_of(asked),
        "summary": _numbers(results.overall),
        "scores": _scores(scores(scored)),
        "labels": {name: measure.label for name, measure in MEASURES.items()},
        "shortfalls": list(shortfalls),
        "types": {
            type_: _numbers(results.by_type[type_]) | {"scores": _scores(found)}
            for type_, found in by_type(scored).items()
        },
        "by_document": {name: {"scores": _scores(found)} for name, found in by_document(scored).items()},
        "confidence": confidence_numbers(results.outcomes),
        "cases": [_case(one) for one in scored],
    }


def made_of(asked: Asked) -> dict[str, Any]:
    """Return what the answers depend on: settings, packages, code and documents, with their digests."""
    return {
        "settings": without_secrets(asked.settings),
        "packages": packages(),
        "code": _code_sha256(),
        "cases_file": {"name": asked.cases_file.name, "sha256": _sha256(asked.cases_file)},
        "documents": {
            path.relative_to(asked.documents).as_posix(): _sha256(path) for path in find_files(asked.documents)
        },
    }


def stamped(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return any other measurement with what it was measured with."""
    return {"schema": SCHEMA, "packages": packages(), **values}


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write the values to a file; raises CaseError where that cannot be."""
    write_text(path, json.dumps(values, ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text to a file; raises CaseError where that cannot be."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise CaseError(f"{str(path)!r} cannot be written: {exc.strerror}.", hint="Choose another file.") from exc


def keep(values: Mapping[str, Any], folder: Path) -> Path:
    """Write a report into the folder of the last ones, NAME-TIME.json; the oldest beyond 20 go. Returns its path."""
    moment = datetime.fromisoformat(values["when"]).strftime("%Y%m%dT%H%M%S")
    path = folder / f"{run_name(values['suite'], values['engine'])}-{moment}.json"
    folder.mkdir(parents=True, exist_ok=True)
    write_json(path, values)
    reports = sorted(folder.glob("*.json"), key=lambda one: one.stem.rsplit("-", 1)[-1])
    for old in reports[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def run_name(suite: str, engine: str) -> str:
    """Return what the files of such a run are called."""
    return suite if engine == "footnote" else f"{suite}-{engine}"


def load_report(path: Path) -> dict[str, Any]:
    """Read a report that was written before; raises CaseError for what is none."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise CaseError(
            f"The report {str(path)!r} cannot be read: {exc}.", hint="Name a file of `run --json`."
        ) from exc
    if not isinstance(values, dict) or values.get("schema") != SCHEMA or "scores" not in values:
        raise CaseError(f"{path.name!r} is no report of this version.", hint="Run the cases again with --json.")
    return values


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


def _code_sha256() -> str:
    """Return one digest of the modules that make an answer: the version alone does not change with every edit."""
    digest = hashlib.sha256()
    for path in sorted(path for package in ("index", "app") for path in (PROJECT / package).rglob("*.py")):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _numbers(summary: Summary) -> dict[str, Any]:
    return asdict(summary) | summary.percents


def _scores(found: Mapping[str, Score]) -> dict[str, Any]:
    return {name: asdict(score) for name, score in found.items()}


def _case(one: Scored) -> dict[str, Any]:
    return _outcome(one.outcome) | {
        "all_reasons": list(one.reasons),
        "attributed": [asdict(sentence) | {"reason": sentence.reason} for sentence in one.attributed],
        "found": one.found and asdict(one.found) | {"reason": one.found.reason},
        "alone": one.alone and _outcome(one.alone),
        "parts": {name: measure.part(one) for name, measure in MEASURES.items()},
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    answer, judgement = outcome.answer, outcome.judgement
    return {
        "case": asdict(outcome.case),
        "right": outcome.right,
        "abstained": judgement is not None and judgement.abstained,
        "error": outcome.error,
        "milliseconds": round(outcome.milliseconds, 2),
        "warm": outcome.warm,
        "answer": answer and answer.to_dict(),
        "checks": [asdict(check) for check in judgement.checks] if judgement else [],
        "reasons": list(outcome.reasons),
    }
