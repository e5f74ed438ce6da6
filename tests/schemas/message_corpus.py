"""Messages for tests of the schemas: valid ones from a seeded generator, and the same ones broken here and there."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

ADDRESSES = ("g.a", "g.fixture.one.", "test1.bee.bob", "a", "~", "peer.x_Y-z.0.", "-.-", "__proto__", "g." + "x" * 1021)
BAD_ADDRESSES = ("", "g a", "g.a\n", "\ng.a", "g.é", "g.a\u2028", "g/a", "g.a\u0000", "g.a\r", "g:a")
DURATIONS = ("0", "1", "5", "10", "999999999999", "0.5", "6.000000001", "0.0")
BAD_DURATIONS = ("", "-1", "01", "1.", ".5", "1e3", "1000000000000", "1.0000000001", "1\n", "+1", "0x1", " 1", "1,5")
AMOUNTS = ("1", "100", "18446744073709551615", "9" * 40)
BAD_AMOUNTS = ("", "0", "-1", "1.5", "01", "1e3", "1\n", "+1", "Infinity", "NaN", " 1", "1 ", "\u0661")
WINDOWS = (0, 1, 2, Decimal("0.5"), Decimal("1e-7"), 86400)
BAD_NUMBERS = (-1, Decimal("-0.5"), "1", None, True)
POINTS = (0, 1, 10, 2**53, 2**63, 2**64, Decimal("0.25"))
CURVES = (
    "",
    "A" * 21 + "g==",
    "A" * 43 + "=",
    "AAAAAAAAAAAAAAAAAAAAAP////////////////////8=",
    "+/+/",
    "AAAA\nAAAA",
    "AAA=",
)
BAD_CURVES = (
    "A",
    "AA",
    "AAAAA",
    "=",
    "AAA-",
    "AA_A",
    "AAA==",
    "AAA=\n",
    "AA\nAA",
    " AAAA",
    "AAAA\n\nAAAA",
    "AAAA\u2028",
)
PATHS: tuple[Any, ...] = ([], [[]], [["g.a."]], [["g.a.", "test1.bee."], ["peer.x."]], [["g.a.", "g.a."]], [["", "!"]])
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, Decimal("0.5"), Decimal("-1.5"), 2**53 + 1, 10**30, "", "g.a", "1", "\u2028", "😀", [],
    [0], [[0, 0]], [[]], {}, {"id": "g.a"}, {"length": 1}, [None],
)  # fmt: skip
NEW_NAMES = ("paths", "proto", "", "destination_scales", "Points", "id")


def some_messages(schema: str, seed: int, count: int) -> Iterator[Any]:
    """Messages of a kind, about a third of them valid; the same ones for the same seed."""
    random = Random(f"{schema} {seed}")
    for _ in range(count):
        message = MAKERS[schema](random)
        for _ in range(random.choice((0, 1, 1, 1, 2))):
            message = _changed(random, message)
        yield message


def _address(random: Random) -> Any:
    return random.choice(ADDRESSES)


def _duration(random: Random) -> Any:
    return random.choice(DURATIONS)


def _curve(random: Random) -> Any:
    return [[random.choice(POINTS), random.choice(POINTS)] for _ in range(random.randint(1, 3))]


def _route(random: Random) -> Any:
    route: dict[str, Any] = {
        "source_ledger": _address(random),
        "destination_ledger": _address(random),
        "source_account": _address(random),
        "min_message_window": random.choice(WINDOWS),
        "points": _curve(random),
    }
    if random.random() < 0.4:
        route["destination_account"] = _address(random)
        route["destination_precision"] = random.choice((0, 10, -3, Decimal("2.5")))
        route["destination_scale"] = random.choice((0, 2, 9))
    return route


def _routes(random: Random) -> Any:
    return [_route(random) for _ in range(random.randint(0, 2))]


def _update(random: Random) -> Any:
    return {
        "hold_down_time": random.choice((1, 1000, 45000, 2**40, 2**70)),
        "unreachable_through_me": [_address(random) for _ in range(random.randint(0, 2))],
        "new_routes": _routes(random),
    }


def _base64(random: Random) -> Any:
    return random.choice(CURVES)


def _liquidity_route(random: Random) -> Any:
    route = {name: member for name, member in _route(random).items() if not name.startswith(("points", "destination_"))}
    route["destination_ledger"] = _address(random)
    if random.random() < 0.7:
        route["points"] = _base64(random)
    if random.random() < 0.7:
        route["paths"] = copy.deepcopy(random.choice(PATHS))
    if random.random() < 0.3:
        route["destination_account"] = _address(random)
    return route


def _liquidity_routes(random: Random) -> Any:
    return [_liquidity_route(random) for _ in range(random.randint(0, 2))]


def _liquidity_update(random: Random) -> Any:
    return {**_update(random), "new_routes": _liquidity_routes(random)}


def _quote(random: Random) -> Any:
    quote: dict[str, Any] = {
        "source_ledger": _address(random),
        "destination_ledger": _address(random),
        "source_amount": random.choice(AMOUNTS),
        "destination_amount": random.choice(AMOUNTS),
        "source_expiry_duration": _duration(random),
        "destination_expiry_duration": _duration(random),
    }
    if random.random() < 0.5:
        quote["source_connector_account"] = _address(random)
        quote["liquidity_curve"] = _curve(random)
        quote["additional_info"] = random.choice(({}, {"rate": 1}, {"deep": [[[{}]]]}))
    return quote


MAKERS: dict[str, Callable[[Random], Any]] = {
    "routing_update": _update,
    "routes": _routes,
    "ilp_address": _address,
    "liquidity_curve": _curve,
    "quote_response": _quote,
    "non_negative_duration": _duration,
    "liquidity_routing_update": _liquidity_update,
    "liquidity_routes": _liquidity_routes,
    "base64": _base64,
}


def _changed(random: Random, message: Any) -> Any:
    """The message with one thing changed, at a place drawn from all of its places."""
    path = () if random.random() < 0.05 else random.choice(list(places(message)))
    if not path:
        return _replaced(random, message)
    message = copy.deepcopy(message)
    holder = message
    for step in path[:-1]:
        holder = holder[step]
    kind = random.random()
    if kind < 0.2:
        del holder[path[-1]]
    elif kind < 0.35:
        _add(random, holder)
    else:
        holder[path[-1]] = _replaced(random, holder[path[-1]])
    return message


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to the value itself and to all that is in it."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from places(below, (*path, step))


def with_replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of the value with something else at that path."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = with_replaced(value[path[0]], path[1:], new)
    return changed


def _add(random: Random, holder: Any) -> None:
    if isinstance(holder, dict):
        holder[random.choice(NEW_NAMES)] = random.choice(STRANGE)
    else:
        holder.append(random.choice((*STRANGE, *holder)))


def _replaced(random: Random, value: Any) -> Any:
    """Something else: mostly a near miss, sometimes a thing of another kind."""
    if random.random() < 0.3:
        return random.choice(STRANGE)
    if isinstance(value, str):
        return random.choice(BAD_ADDRESSES + BAD_DURATIONS + BAD_AMOUNTS + BAD_CURVES)
    if isinstance(value, int | Decimal):
        return random.choice(BAD_NUMBERS)
    return random.choice(STRANGE)
