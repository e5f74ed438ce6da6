"""What comes in, read and judged against RoutingUpdate.json, Routes.json and Quote.json, each rule by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.second_connector.curves import Points

ADDRESS = re.compile(r"[a-zA-Z0-9._~-]+")
AMOUNT = re.compile(r"[1-9][0-9]{0,19}")
DURATION = re.compile(r"(0|[1-9][0-9]{0,11})([.][0-9]{1,9})?")
LONGEST_WINDOW = 10**6  # seconds; a route that needs more is of no use
MEMBERS = {"source_ledger", "destination_ledger", "source_account", "min_message_window", "points"}
EXTRA = {"destination_account", "destination_precision", "destination_scale", "paths"}


Path = tuple[str, ...]


class Bad(ValueError):
    """A message that breaks a rule; the text says which."""


@dataclass(frozen=True)
class Announcement:
    """A route as a peer announced it; the window is in seconds. No points: the peer has to be asked."""

    ledger: str
    sender: str
    prefix: str
    points: Points | None
    window: Fraction
    paths: tuple[Path, ...] = ((),)


@dataclass(frozen=True)
class Update:
    """A routing update: `routes` as they stand in it, those in another's name too."""

    hold_down_time: int
    gone: tuple[str, ...]
    routes: tuple[Announcement, ...]


@dataclass(frozen=True)
class Question:
    """A quote request: one of the two amounts is None. Durations in seconds."""

    source: str
    destination: str
    source_amount: int | None
    destination_amount: int | None
    hold: Fraction | None


def read_update(data: Any, strict: bool, read_route: Callable[[Any], Announcement] | None = None) -> Update:
    """The update; Bad for what is none. `strict`: a curve that is no function costs all, else its own route."""
    if not isinstance(data, dict) or set(data) != {"hold_down_time", "unreachable_through_me", "new_routes"}:
        raise Bad("an update has three members")
    hold, gone, rows = data["hold_down_time"], data["unreachable_through_me"], data["new_routes"]
    if not _is_int(hold) or hold < 1:
        raise Bad("hold_down_time")
    if not isinstance(gone, list) or not all(map(is_address, gone)):
        raise Bad("unreachable_through_me")
    if not isinstance(rows, list):
        raise Bad("new_routes")
    routes = [(read_route or _route)(row) for row in rows]
    broken = [route for route in routes if not _is_function(route.points or ())]
    if broken and strict:
        raise Bad(f"the curve to {broken[0].prefix}")
    return Update(hold, tuple(gone), tuple(route for route in routes if route not in broken))


def _route(row: Any) -> Announcement:
    if not isinstance(row, dict) or not MEMBERS <= set(row) <= MEMBERS | EXTRA:
        raise Bad("the members of a route")
    return announcement(row, _points(row["points"]))


def announcement(row: dict[str, Any], points: Points | None, paths: tuple[Path, ...] = ((),)) -> Announcement:
    """The route in a row that has the right members; Bad where one of them is wrong."""
    names = ("source_ledger", "source_account", "destination_ledger")
    if not all(is_address(row[name]) for name in (*names, *({"destination_account"} & set(row)))):
        raise Bad("an address of a route")
    window = row["min_message_window"]
    numbers = [window] + [row[name] for name in ("destination_precision", "destination_scale") if name in row]
    if not all(_is_int(number) or isinstance(number, Decimal) for number in numbers) or window < 0:
        raise Bad("a number of a route")
    ledger, sender, prefix = (row[name] for name in names)
    return Announcement(ledger, sender, prefix, points, Fraction(min(window, LONGEST_WINDOW)), paths)


def _points(rows: Any) -> Points:
    if not isinstance(rows, list) or not rows:
        raise Bad("points")
    for row in rows:
        if not isinstance(row, list) or len(row) != 2 or not all(_is_int(each) and each >= 0 for each in row):
            raise Bad("a point")
    return tuple((x, y) for x, y in rows)


def _is_function(points: Points) -> bool:
    return all(x0 < x1 and y0 <= y1 for (x0, y0), (x1, y1) in pairwise(points))


def read_question(data: Any, ledger: str) -> Question:
    """The request that came over the ledger. Bad where there is nothing to be quoted; wishes of no sense are ignored.

    The slippage that a request may name is not obeyed: the topology's counts.
    """
    if not isinstance(data, dict):
        raise Bad("a request is an object")
    given = {name: value for name, value in data.items() if value is not None}
    source, destination = given.get("source_address"), given.get("destination_address")
    if not isinstance(source, str) or not isinstance(destination, str) or not destination:
        raise Bad("source_address and destination_address are strings")
    if not source.startswith(ledger):
        raise Bad(f"the source is not on {ledger}")
    if ("source_amount" in given) == ("destination_amount" in given):
        raise Bad("one of the amounts is needed")
    wish = given.get("destination_expiry_duration")
    hold = Fraction(str(wish)) if is_duration(wish) else None
    return Question(source, destination, _amount(given, "source_amount"), _amount(given, "destination_amount"), hold)


def _amount(data: Mapping[str, Any], name: str) -> int | None:
    if name not in data:
        return None
    amount = read_amount(str(data[name]) if _is_int(data[name]) else data[name])
    if amount is None:
        raise Bad(name)
    return amount


def read_amount(value: Any) -> int | None:
    """The positive integer of up to 64 bits in a string, None for anything else."""
    if not isinstance(value, str) or not AMOUNT.fullmatch(value) or int(value) >= 2**64:
        return None
    return int(value)


def is_duration(value: Any) -> bool:
    """Whether the value is a NonNegativeDuration."""
    return isinstance(value, str) and DURATION.fullmatch(value) is not None


def is_address(value: Any) -> bool:
    """Whether the value has the form that the schemas ask of addresses."""
    return isinstance(value, str) and ADDRESS.fullmatch(value) is not None


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def decimal(value: Fraction) -> str:
    """A decimal of at most 9 places, rounded up."""
    whole = -(-value.numerator * 10**9 // value.denominator)
    return f"{whole // 10**9}.{whole % 10**9:09d}".rstrip("0").rstrip(".")
