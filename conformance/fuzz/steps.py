"""What a program consists of: steps that peers take, as data that can be written down, read back and replayed.

All prefixes and ids of a program begin with STEM; a play puts a fresh name in its place, in raw bodies too.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

STEM = "g.fuzz."


class ProgramError(ValueError):
    """A document that is no program; the text says what is wrong with it."""


@dataclass(frozen=True)
class Offered:
    """A route as a program's update has it; `window` in seconds, a decimal as text where it is not whole.

    Under liquidity routing also its `paths`, and whether it is `silent`: announced without curve, of which the peer
    answers by the points.
    """

    prefix: str
    points: tuple[tuple[int, int], ...]
    window: int | str = 1
    paths: tuple[tuple[str, ...], ...] = ((),)
    silent: bool = False


@dataclass(frozen=True)
class Update:
    """A peer broadcasts a valid update; `hold` in ms, None: the topology's."""

    peer: str
    routes: tuple[Offered, ...] = ()
    gone: tuple[str, ...] = ()
    hold: int | None = None


@dataclass(frozen=True)
class Look:
    """What peers were told of all prefixes is looked at, when what was sent has taken effect."""


@dataclass(frozen=True)
class Ask:
    """A peer asks for a quote; `side` is source_amount or destination_amount, `wishes` are optional members."""

    peer: str
    destination: str
    side: str
    amount: int
    wishes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AskCurve:
    """A peer asks for the curve to a destination (liquidity routing alone)."""

    peer: str
    destination: str


@dataclass(frozen=True)
class AtOnce:
    """Several peers ask for the same destination before any is answered, by source amount, each for another one.

    `under_one_id`: those of different accounts use the same id.
    """

    peers: tuple[str, ...]
    destination: str
    amount: int
    under_one_id: bool = False


@dataclass(frozen=True)
class OutOfOrder:
    """Peers ask at once for addresses below a prefix, which `via` has announced and answers in another order.

    `order` is a key of `crowds.ORDERS`; `under_one_id`: all ask under the same id.
    """

    peers: tuple[str, ...]
    prefix: str
    via: str
    order: str
    under_one_id: bool = False


@dataclass(frozen=True)
class Meanwhile:
    """While a peer's question for a destination hangs at `via`, it asks for a quote by the own rate, to `local`."""

    peer: str
    destination: str
    via: str
    local: str
    amount: int


@dataclass(frozen=True)
class Flood:
    """A peer sends so many messages of a kind (a key of `crowds.KINDS`) without waiting."""

    peer: str
    kind: str
    count: int


@dataclass(frozen=True)
class Strain:
    """A peer sends what takes a connector's memory or speed by and by (a key of `strains.STRAINS`)."""

    peer: str
    kind: str


@dataclass(frozen=True)
class Raw:
    """A peer sends an update with a route to the prefix in a form of HTTP that is a key of `raw.FORMS`."""

    peer: str
    form: str
    prefix: str


@dataclass(frozen=True)
class Pay:
    """A peer prepares a transfer of `amount`; its packet asks for `deliver`. `left`: ms until it expires.

    `form` is a key of `paid.FORMS`: how its packet is written, or broken. `token`: right, or a key of `calls.TOKENS`.
    """

    peer: str
    destination: str
    amount: int
    deliver: int
    left: int | None = None
    form: str = "plain"
    token: str = "right"


@dataclass(frozen=True)
class Settles:
    """What was sent on for the last transfer is ended, in a way that is a key of `paid.ENDS`; or sent once more."""

    how: str


@dataclass(frozen=True)
class Replies:
    """From now on a peer answers quote requests under the prefix in that way (a key of `player.WAYS`)."""

    peer: str
    prefix: str
    way: str


@dataclass(frozen=True)
class Bad:
    """A peer sends a body that is wrong or malicious. `source` and `flaw` say where it comes from and what is wrong.

    `was` and `became`: what stood at the flaw's place, where one rule of a schema is broken.
    `token`: right, or a key of `calls.TOKENS`. `ledger` None: the right prefix in the URL.
    """

    peer: str
    body: bytes
    source: str
    flaw: str
    method: str | None = None
    ledger: str | None = None
    token: str = "right"
    was: str = ""
    became: str = ""


@dataclass(frozen=True)
class Deliveries:
    """A spare peer answers the target's calls with this status from now on; 200: well again; 0: not at all."""

    peer: str
    status: int


@dataclass(frozen=True)
class Passes:
    """Time passes, in ms; steady peers go on sending heartbeats, spare ones are silent."""

    ms: int


Step = (
    Update
    | Look
    | Ask
    | Meanwhile
    | AskCurve
    | AtOnce
    | OutOfOrder
    | Flood
    | Strain
    | Raw
    | Replies
    | Bad
    | Pay
    | Settles
    | Deliveries
    | Passes
)
KINDS: dict[str, type[Any]] = {
    "update": Update, "look": Look, "ask": Ask, "meanwhile": Meanwhile, "ask for a curve": AskCurve,
    "at once": AtOnce, "out of order": OutOfOrder, "flood": Flood, "strain": Strain, "raw": Raw,
    "replies": Replies, "bad": Bad, "pay": Pay, "settles": Settles, "deliveries": Deliveries, "passes": Passes,
}  # fmt: skip
NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Program:
    """Steps in their order."""

    steps: tuple[Step, ...]

    @cached_property
    def waits(self) -> int:
        """For how long time passes in it, in ms."""
        return sum(step.ms for step in self.steps if isinstance(step, Passes))

    def to_json(self) -> list[dict[str, Any]]:
        """The program as JSON; bodies as text where they are UTF-8, else as base64."""
        return [_step_to_json(step) for step in self.steps]

    @staticmethod
    def from_json(document: object) -> Program:
        """The program in a document. Raises ProgramError."""
        if not isinstance(document, list):
            raise ProgramError("a program is a list of steps")
        return Program(tuple(_step_from_json(each, number) for number, each in enumerate(document, start=1)))


def announces_everybodys(step: Step) -> bool:
    """Whether a valid update names a prefix that is not the program's alone, so that others would see of it."""
    return isinstance(step, Update) and any(STEM not in each for each in (*step.gone, *(r.prefix for r in step.routes)))


def _step_to_json(step: Step) -> dict[str, Any]:
    row: dict[str, Any] = {"step": NAMES[type(step)]}
    for field in fields(step):
        value = getattr(step, field.name)
        if isinstance(value, bytes):
            row.update(_body_to_json(value))
        elif field.name == "routes":
            row["routes"] = [_route_to_json(each) for each in value]
        elif field.name == "wishes":
            row.update({"wishes": dict(value)} if value else {})
        elif value is not None:
            row[field.name] = list(value) if isinstance(value, tuple) else value
    return row


def _route_to_json(route: Offered) -> dict[str, Any]:
    row: dict[str, Any] = {"prefix": route.prefix, "points": [list(each) for each in route.points]}
    row["window"] = route.window
    if route.paths != ((),):
        row["paths"] = [list(path) for path in route.paths]
    return {**row, "silent": True} if route.silent else row


def _route_from_json(row: Mapping[str, Any]) -> Offered:
    paths = tuple(tuple(path) for path in row.get("paths", ((),)))
    points = tuple((x, y) for x, y in row["points"])
    return Offered(row["prefix"], points, row["window"], paths, bool(row.get("silent")))


def _body_to_json(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body64": base64.b64encode(body).decode("ascii")}


def _step_from_json(row: object, number: int) -> Step:
    if not isinstance(row, Mapping) or row.get("step") not in KINDS:
        raise ProgramError(f"step {number}: its `step` is one of {', '.join(KINDS)}")
    members = {name: value for name, value in row.items() if name != "step"}
    try:
        if "routes" in members:
            members["routes"] = tuple(_route_from_json(each) for each in members["routes"])
        for name in {"gone", "peers"} & set(members):
            members[name] = tuple(members[name])
        if "wishes" in members:
            members["wishes"] = tuple(members["wishes"].items())
        if "body64" in members:
            members["body"] = base64.b64decode(members.pop("body64"), validate=True)
        elif "body" in members:
            members["body"] = members["body"].encode("utf-8")
        step: Step = KINDS[row["step"]](**members)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ProgramError(f"step {number}: {error}") from None
    return step
