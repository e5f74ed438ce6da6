"""The records of a results stream, and their JSON form; whoever writes and whoever reads results shares these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

FORMAT = 1
LATER = {"answer", "answered_at", "long", "long_answer", "files"}  # members of format 1 that older files lack
EMPTY: tuple[Any, ...] = (None, "", ())
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
class FieldJudged:
    """A member of a message that the verdict rests on: the exchange's number, the steps to it from the message's data.

    No steps: the data as a whole. `expected` and `observed` are said as in JSON, or in words.
    """

    seq: int
    path: tuple[str | int, ...]
    expected: str
    observed: str


@dataclass(frozen=True)
class CurveJudged:
    """A promised curve and what it is held to: the first input `at` which it `said` what is not within the bound `due`.

    `bound`: "most" or "least". `routes`: what each route behind the promise gives, as points (x, y). Base units; what
    may lie between integers is written as a fraction: "12", "25/2".
    """

    seq: int
    prefix: str
    bound: str
    promised: tuple[tuple[int, int], ...]
    routes: tuple[tuple[tuple[str, str], ...], ...]
    at: int
    said: str
    due: str


@dataclass(frozen=True)
class Evidence:
    """Why a verdict is what it is; what does not apply is left empty."""

    expected: str = ""
    observed: str = ""
    reason: str = ""
    rests_on: tuple[str, ...] = ()
    excused_by: str = ""
    fields: tuple[FieldJudged, ...] = ()
    curve: CurveJudged | None = None


@dataclass(frozen=True)
class Long:
    """What is too long to be whole in a result: its bytes, their SHA-256, and the file beside the results with it.

    `whole` is false where the sender was not read to the end; `file` is empty where nothing was kept.
    """

    bytes: int
    sha256: str
    file: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Exchange:
    """A message of the wire log. `at` in ms since the run's start, `account` the peer's.

    `answer` is that of the call, where it was another than `true`, `answered_at` (ms) its moment. `long` and
    `long_answer` are there where body or answer stand here with their head and tail only.
    """

    seq: int
    at: int
    direction: str
    ledger: str
    account: str
    method: str
    status: int | None
    body: str
    judged: bool = False
    answer: str = ""
    answered_at: int | None = None
    long: Long | None = None
    long_answer: Long | None = None


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
class Kept:
    """A file beside the results: its name, bytes and SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Footer:
    """The last line. `totals` by verdict; `conformant` is None where the run can't say; `answer` is one sentence.

    `late`: judgements of time that were left out, as the harness itself was late. `files`: the wire logs.
    """

    complete: bool
    ended: str
    totals: Mapping[str, int]
    exit_code: int
    conformant: bool | None
    answer: str
    late: int = 0
    files: tuple[Kept, ...] = ()


def to_json(line: Header | Record | Footer) -> dict[str, Any]:
    """The JSON form of one line of the stream."""
    kind = type(line).__name__.lower()
    form = {"format": FORMAT} if isinstance(line, Header) else {}
    return {"kind": kind, **form, **_plain(line)}


def from_json(value: Mapping[str, Any]) -> Header | Record | Footer:
    """The record of one line, which obeys results.schema.json (KeyError, TypeError where it does not)."""
    rest = {key: each for key, each in value.items() if key not in ("kind", "format")}
    if value["kind"] == "footer":
        return Footer(**{**rest, "files": tuple(Kept(**each) for each in rest.get("files", ()))})
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
    rest["evidence"] = _evidence(rest["evidence"])
    rest["exchanges"] = tuple(_exchange(each) for each in rest["exchanges"])
    rest["wire"] = None if rest["wire"] is None else WireSpan(**rest["wire"])
    return Record(**rest)


def _evidence(value: Mapping[str, Any]) -> Evidence:
    judged = tuple(FieldJudged(**{**each, "path": tuple(each["path"])}) for each in value.get("fields", ()))
    curve = value.get("curve")
    drawn = None
    if curve is not None:
        routes = tuple(tuple((x, y) for x, y in route) for route in curve["routes"])
        drawn = CurveJudged(**{**curve, "promised": tuple((x, y) for x, y in curve["promised"]), "routes": routes})
    rests_on = tuple(value.get("rests_on", ()))
    return Evidence(**{**value, "rests_on": rests_on, "fields": judged, "curve": drawn})


def _exchange(value: Mapping[str, Any]) -> Exchange:
    long = {name: Long(**value[name]) for name in ("long", "long_answer") if value.get(name)}
    return Exchange(**{**value, **long})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if value is None or isinstance(value, int):
        return value
    if is_dataclass(value):
        members = ((name, getattr(value, name)) for name in _names(value.__class__))
        return {name: _plain(each) for name, each in members if each not in EMPTY or _is_said(value, name)}
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


@cache
def _names(record: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(record))


def _is_said(record: Any, name: str) -> bool:
    """Whether a member is written that is empty: not those of evidence, and those that came to this format later."""
    return not (isinstance(record, Evidence) or name in LATER)
