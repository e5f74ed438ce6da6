"""The records of a results stream, and their JSON form; whoever writes and whoever reads results shares these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

FORMAT = 1
VERDICTS = (
    "pass", "fail", "warning", "info", "inconclusive", "not applicable", "expected deviation", "harness error",
)  # fmt: skip


@dataclass(frozen=True)
class Suite:
    """The suite that ran."""

    name: str
    version: str


@dataclass(frozen=True)
class Target:
    """The connector under test: what it is, and where it was reached."""

    description: str
    address: str


@dataclass(frozen=True)
class LeftOut:
    """A case that was not run, as it waits for timers of the target: its id, and for how long (ms)."""

    id: str
    lasts: int


@dataclass(frozen=True)
class Selection:
    """What was selected: the whole suite, or which part of it in words, and which cases the tier has no time for."""

    whole: bool
    description: str
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class RequirementRow:
    """A row of the catalogue as it stood in the run, at the level of the run's profile."""

    id: str
    level: str
    area: str
    basis: str
    source: str
    quote: str
    summary: str
    why: str


@dataclass(frozen=True)
class ExpectedDeviation:
    """A deviation that the run was told of; `id` is a requirement's or a case's, `expires` an ISO date.

    `owner`: who looks after it; empty where nobody is named.
    """

    id: str
    reason: str
    evidence: str | None = None
    expires: str | None = None
    sometimes: bool = False
    owner: str = ""


@dataclass(frozen=True)
class Header:
    """The first line. `topology` is its JSON form without tokens, `started` ISO 8601 with the zone.

    `strict`: a broken SHOULD fails the run.
    """

    started: str
    suite: Suite
    target: Target
    topology: Mapping[str, Any]
    profile: str
    versions: Mapping[str, str]
    seed: int | None
    run_tag: str
    selection: Selection
    requirements: tuple[RequirementRow, ...]
    expected_deviations: tuple[ExpectedDeviation, ...] = ()
    strict: bool = False


@dataclass(frozen=True)
class Evidence:
    """Why a verdict is what it is; what does not apply is left empty."""

    expected: str = ""
    observed: str = ""
    reason: str = ""
    rests_on: tuple[str, ...] = ()
    excused_by: str = ""


@dataclass(frozen=True)
class Exchange:
    """A message of the wire log. `at` in ms since the run's start, `account` the peer's."""

    seq: int
    at: int
    direction: str
    ledger: str
    account: str
    method: str
    status: int | None
    body: str
    judged: bool = False


@dataclass(frozen=True)
class WireSpan:
    """Where the whole traffic of a case stands: the wire log's file, the first and last number in it."""

    file: str
    first: int
    last: int


@dataclass(frozen=True)
class Record:
    """One case or monitor and its verdict (one of VERDICTS). `at` in ms since the run's start, `took` in ms."""

    id: str
    requirement: str
    area: str
    level: str
    verdict: str
    title: str
    evidence: Evidence = Evidence()
    exchanges: tuple[Exchange, ...] = ()
    wire: WireSpan | None = None
    at: int = 0
    took: int = 0
    rerun: str = ""


@dataclass(frozen=True)
class Footer:
    """The last line. `totals` by verdict; `conformant` is None where the run can't say; `answer` is one sentence.

    `late`: judgements of time that were left out, as the harness itself was late.
    """

    complete: bool
    ended: str
    totals: Mapping[str, int]
    exit_code: int
    conformant: bool | None
    answer: str
    late: int = 0


def to_json(line: Header | Record | Footer) -> dict[str, Any]:
    """The JSON form of one line of the stream."""
    kind = type(line).__name__.lower()
    form = {"format": FORMAT} if isinstance(line, Header) else {}
    return {"kind": kind, **form, **_plain(line)}


def from_json(value: Mapping[str, Any]) -> Header | Record | Footer:
    """The record of one line, which obeys results.schema.json (KeyError, TypeError where it does not)."""
    rest = {key: each for key, each in value.items() if key not in ("kind", "format")}
    if value["kind"] == "footer":
        return Footer(**rest)
    if value["kind"] == "record":
        return _record(rest)
    rest["suite"] = Suite(**rest["suite"])
    rest["target"] = Target(**rest["target"])
    selection = rest["selection"]
    left_out = tuple(LeftOut(**each) for each in selection.get("left_out", ()))
    rest["selection"] = Selection(**{**selection, "left_out": left_out})
    rest["requirements"] = tuple(RequirementRow(**each) for each in rest["requirements"])
    rest["expected_deviations"] = tuple(ExpectedDeviation(**each) for each in rest["expected_deviations"])
    return Header(**rest)


def _record(rest: dict[str, Any]) -> Record:
    evidence = rest["evidence"]
    rest["evidence"] = Evidence(**{**evidence, "rests_on": tuple(evidence.get("rests_on", ()))})
    rest["exchanges"] = tuple(Exchange(**each) for each in rest["exchanges"])
    rest["wire"] = None if rest["wire"] is None else WireSpan(**rest["wire"])
    return Record(**rest)


def _plain(value: Any) -> Any:
    if isinstance(value, Evidence):
        return {each.name: _plain(found) for each in fields(value) if (found := getattr(value, each.name))}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
