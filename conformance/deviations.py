"""Expected deviations: what is known of a target, with reasons; never a change of what is sent."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.engine import Outcome
from conformance.requirements import load as load_requirements
from conformance.verdicts import UsageError, Verdict

BROKEN = (Verdict.FAIL, Verdict.WARNING)
FIELDS = {"id", "reason", "evidence", "expires", "sometimes"}


@dataclass(frozen=True)
class Deviation:
    """An entry: a requirement's or a case's id, reason, evidence, expiry (None: never), the race that makes it rare."""

    id: str
    reason: str
    evidence: str
    expires: datetime.date | None
    sometimes: str

    def covers(self, case_id: str, requirement: str) -> bool:
        """Whether the entry speaks of that case."""
        return self.id in (requirement, case_id) or case_id.startswith(self.id + "/")


def load(path: str, today: datetime.date) -> tuple[Deviation, ...]:
    """The entries of a TOML file, and of those it extends, that have not expired. UsageError for what can't be used."""
    entries = _read(Path(path), ())
    return tuple(entry for entry in entries if entry.expires is None or entry.expires >= today)


def _read(path: Path, through: tuple[Path, ...]) -> list[Deviation]:
    """All entries of the file, its own first; an id stands once, in whatever file."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"--expected-deviations {path}: {error}") from None
    unknown = set(document) - {"deviation", "extends"}
    if unknown:
        raise UsageError(f"{path}: unknown member {', '.join(sorted(unknown))}")
    entries = [entry for row in document.get("deviation", []) for entry in _entries(row, path)]
    for name in _strings(document.get("extends", []), f"{path}: extends"):
        other = (path.parent / name).resolve()
        if other in through:
            raise UsageError(f"{path}: it extends {name}, which extends it")
        entries += _read(other, (*through, path.resolve()))
    doubled = {entry.id for entry in entries if [each.id for each in entries].count(entry.id) > 1}
    if doubled:
        raise UsageError(f"{path}: {', '.join(sorted(doubled))} stands twice")
    return entries


def excuse(outcome: Outcome, deviations: Sequence[Deviation]) -> Outcome:
    """The outcome, as an expected deviation where an entry covers it or what it rests on."""
    if outcome.verdict in BROKEN:
        for entry in deviations:
            if entry.covers(outcome.id, outcome.requirement.id):
                return replace(outcome, verdict=Verdict.EXPECTED_DEVIATION, excused_by=entry.id, reason=entry.reason)
    if outcome.verdict is Verdict.INCONCLUSIVE and outcome.rests_on:
        known = {entry.id.partition("/")[0]: entry for entry in deviations}
        excused = [known[id] for id in outcome.rests_on if id in known]
        if excused:
            return replace(outcome, verdict=Verdict.EXPECTED_DEVIATION, excused_by=excused[0].id)
    return outcome


def _entries(row: Any, path: Path) -> list[Deviation]:
    """The entry, once for each of its ids."""
    ids = _strings(row.get("id") if isinstance(row, dict) else None, f"{path}: each [[deviation]] needs an id;")
    where = f"{path}, {', '.join(ids)}"
    unknown = set(row) - FIELDS
    if unknown:
        raise UsageError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    if any(id.partition("/")[0] not in load_requirements() for id in ids):
        raise UsageError(f"{where}: the catalogue has no requirement of this id")
    for field in ("reason", "evidence"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise UsageError(f"{where}: {field} is missing")
    expires = row.get("expires")
    if expires != "never" and not isinstance(expires, datetime.date):
        raise UsageError(f'{where}: expires must be a date (2030-01-31) or "never"')
    sometimes = row.get("sometimes", "")
    if not isinstance(sometimes, str):
        raise UsageError(f"{where}: sometimes names, in a sentence, the race that makes it so")
    end = None if expires == "never" else expires
    return [Deviation(id, row["reason"], row["evidence"], end, sometimes) for id in ids]


def _strings(value: Any, where: str) -> list[str]:
    """A string or a list of strings, as a list."""
    strings = [value] if isinstance(value, str) else value
    if not isinstance(strings, list) or not all(isinstance(each, str) for each in strings):
        raise UsageError(f"{where} it is a string or a list of strings")
    return strings
