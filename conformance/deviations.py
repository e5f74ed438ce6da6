"""Expected deviations: what is known of a target, with reasons; never a change of what is sent."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from conformance.engine import Outcome
from conformance.harness.monitors import Monitors
from conformance.registry import discover
from conformance.requirements import load as load_requirements
from conformance.verdicts import UsageError, Verdict
from schemas import topology as topologies

BROKEN = (Verdict.FAIL, Verdict.WARNING)
SETTLED = ("pass", "expected deviation", "fail", "warning", "info", "not applicable")
FIELDS = {"id", "reason", "evidence", "owner", "expires", "sometimes"}
DEATHS = "RS-1/monitor_the_target_stays_alive"  # its records are named after the case, one for each death


@dataclass(frozen=True)
class Deviation:
    """An entry: a requirement's or a case's id, reason, evidence, expiry (None: never), the race that makes it rare.

    `owner`: who looks after it, empty where nobody is named. `expired`: it excuses nothing any more.
    """

    id: str
    reason: str
    evidence: str
    owner: str
    expires: datetime.date | None
    sometimes: str
    expired: bool

    def covers(self, case_id: str, requirement: str) -> bool:
        """Whether the entry speaks of that case."""
        return self.id in (requirement, case_id) or case_id.startswith(self.id + "/")


def load(path: str, today: datetime.date) -> tuple[Deviation, ...]:
    """The entries of a TOML file, and of those it extends. UsageError for what can't be used."""
    return tuple(_read(Path(path), (), today))


def excuse(outcome: Outcome, deviations: Sequence[Deviation]) -> Outcome:
    """The outcome, as an expected deviation where an entry covers it or what it rests on.

    Where the entry has expired the verdict stays, and the outcome says why.
    """
    current = [entry for entry in deviations if not entry.expired]
    if outcome.verdict in BROKEN:
        for entry in [*current, *(entry for entry in deviations if entry.expired)]:
            if entry.covers(outcome.id, outcome.requirement.id):
                return _excused(outcome, entry)
    if outcome.verdict is Verdict.INCONCLUSIVE and outcome.rests_on:
        known = {entry.id.partition("/")[0]: entry for entry in current}
        excused = [known[id] for id in outcome.rests_on if id in known]
        if excused:
            return replace(outcome, verdict=Verdict.EXPECTED_DEVIATION, excused_by=excused[0].id)
    return outcome


def stale(deviations: Iterable[Deviation], rows: Iterable[Mapping[str, Any]], whole: bool, profile: str) -> list[str]:
    """The ids of the entries that no longer occur, by a run's records in their JSON form.

    That is said of an entry only where all that it covers was judged: each of its cases ran and was clear, and its
    monitors saw the traffic of a whole run. One that depends on a race is never stale.
    """
    records = {row["id"]: row for row in rows}
    cases = [case for case in discover() if profile in case.profiles]
    found = []
    for entry in deviations:
        covered = [row for id, row in records.items() if entry.covers(id, row["requirement"])]
        clear = all(row["verdict"] in SETTLED and not row["evidence"].get("rests_on") for row in covered)
        left_out = any(case.id not in records for case in cases if entry.covers(case.id, case.requirement.id))
        watched = any("/monitor_" in row["id"] for row in covered)
        judged = any(row["verdict"] != "not applicable" for row in covered)
        seen = any(row["evidence"].get("excused_by") == entry.id for row in covered)
        unsure = entry.expired or entry.sometimes or left_out or (watched and not whole)
        if judged and clear and not seen and not unsure:
            found.append(entry.id)
    return found


def _excused(outcome: Outcome, entry: Deviation) -> Outcome:
    if not entry.expired:
        return replace(outcome, verdict=Verdict.EXPECTED_DEVIATION, excused_by=entry.id, reason=entry.reason)
    owner = f"; its owner is {entry.owner}" if entry.owner else ""
    return replace(outcome, reason=f"the expected deviation {entry.id} has expired, on {entry.expires}{owner}")


def _read(path: Path, through: tuple[Path, ...], today: datetime.date) -> list[Deviation]:
    """All entries of the file, its own first; an id stands once, in whatever file."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"--expected-deviations {path}: {error}") from None
    unknown = set(document) - {"deviation", "extends", "owner"}
    if unknown:
        raise UsageError(f"{path}: unknown member {', '.join(sorted(unknown))}")
    rows = document.get("deviation", [])
    if not isinstance(rows, list):
        raise UsageError(f"{path}: an entry begins with [[deviation]], in two brackets")
    owner = document.get("owner", "")
    entries = [entry for row in rows for entry in _entries(row, path, owner, today)]
    for name in _strings(document.get("extends", []), f"{path}: extends"):
        other = (path.parent / name).resolve()
        if other in through:
            raise UsageError(f"{path}: it extends {name}, which extends it")
        entries += _read(other, (*through, path.resolve()), today)
    doubled = {entry.id for entry in entries if [each.id for each in entries].count(entry.id) > 1}
    if doubled:
        raise UsageError(f"{path}: {', '.join(sorted(doubled))} stands twice")
    return entries


def _entries(row: Any, path: Path, owner: Any, today: datetime.date) -> list[Deviation]:
    """The entry, once for each of its ids. `owner`: of the file, where the entry names none."""
    ids = _strings(row.get("id") if isinstance(row, dict) else None, f"{path}: each [[deviation]] needs an id;")
    where = f"{path}, {', '.join(ids)}"
    unknown = set(row) - FIELDS
    if unknown:
        raise UsageError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    _check_ids(ids, where)
    for field in ("reason", "evidence"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise UsageError(f"{where}: {field} is missing")
    expires = row.get("expires")
    if expires != "never" and type(expires) is not datetime.date:  # a moment is no date
        raise UsageError(f'{where}: expires must be a date (2030-01-31) or "never"')
    sometimes = row.get("sometimes", "")
    if not isinstance(sometimes, str):
        raise UsageError(f"{where}: sometimes names, in a sentence, the race that makes it so")
    owner = row.get("owner", owner)
    if not isinstance(owner, str):
        raise UsageError(f"{where}: owner says in words who looks after the entry")
    end = None if expires == "never" else expires
    expired = end is not None and end < today
    return [Deviation(id, row["reason"], row["evidence"], owner, end, sometimes, expired) for id in ids]


def _check_ids(ids: Iterable[str], where: str) -> None:
    """UsageError for an id that no record of this version can have: its entry would never excuse anything."""
    known = load_requirements()
    for id in ids:
        requirement, _, name = id.partition("/")
        if requirement not in known:
            raise UsageError(f"{where}: the catalogue has no requirement of this id")
        if name and id.removesuffix("/late") not in _named() and not id.startswith(DEATHS):
            raise UsageError(
                f"{where}: there is no case {id}; c2c-conformance list {requirement} shows those there are"
            )


@cache
def _named() -> frozenset[str]:
    """The ids of all cases, of their functions, and of the monitors."""
    cases = {case.id for case in discover()}
    watches = Monitors(topologies.load("default")).watches.values()
    monitors = {f"{each.requirement}/monitor_{each.name}" for each in watches}
    return frozenset(cases | {"/".join(id.split("/")[:2]) for id in cases} | monitors)


def _strings(value: Any, where: str) -> list[str]:
    """A string or a list of strings, as a list."""
    strings = [value] if isinstance(value, str) else value
    if not isinstance(strings, list) or not all(isinstance(each, str) for each in strings):
        raise UsageError(f"{where} it is a string or a list of strings")
    return strings
