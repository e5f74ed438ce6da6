"""What a hostile peer says that the schemas allow: in others' names, unasked, in loops, too much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.fuzz.dice import Player
from conformance.fuzz.steps import STEM

Act = Callable[[Player, Player, str, str], list[Any]]  # who acts, whom it is about, a prefix, a fresh id
HOLD = 3000  # ms


def wrapped(player: Player, kind: str, message: Any, id: str) -> list[Any]:
    """The parameters of the call that carries a message of that kind; broadcasts have no id."""
    method = {"routing_update": "broadcast_routes"}.get(kind, kind)
    payload: dict[str, Any] = {"method": method, "data": message}
    if method != "broadcast_routes":
        payload["id"] = id
    return [envelope(player, payload)]


def envelope(player: Player, payload: Any, **members: Any) -> dict[str, Any]:
    """A message from the player to the connector; members override."""
    return {
        "ledger": player.ledger.prefix,
        "from": player.account,
        "to": player.ledger.account,
        "data": payload,
        **members,
    }


def update_of(player: Player, prefix: str, **members: Any) -> dict[str, Any]:
    """An update with a splendid route to the prefix; members of the route override."""
    end = min(player.ledger.capacity, 2**50)
    route = {
        "source_ledger": player.ledger.prefix, "destination_ledger": prefix, "source_account": player.account,
        "min_message_window": 1, "points": [[0, 0], [end, 2**52]], **members,
    }  # fmt: skip
    return {"hold_down_time": HOLD, "unreachable_through_me": [], "new_routes": [route]}


def _update(change: Callable[[Player, Player, str], dict[str, Any]]) -> Act:
    return lambda me, victim, prefix, id: wrapped(me, "routing_update", change(me, victim, prefix), id)


def _with_id(change: Callable[[Player, Player, str], Any]) -> Act:
    """A broadcast that carries an id."""
    return lambda me, victim, prefix, id: [
        envelope(me, {"method": "broadcast_routes", "id": id, "data": change(me, victim, prefix)})
    ]


def _named(account: Callable[[Player, Player], str]) -> Act:
    """A route in another account's name."""
    return _update(lambda me, victim, prefix: update_of(me, prefix, source_account=account(me, victim)))


def _over(ledger: Callable[[Player], str]) -> Act:
    """A route over another ledger."""
    return _update(lambda me, victim, prefix: update_of(me, prefix, source_ledger=ledger(me)))


def _sent_by(sender: Callable[[Player], str]) -> Act:
    """An update in the name of somebody who is no peer, all of it."""

    def act(me: Player, victim: Player, prefix: str, id: str) -> list[Any]:
        account = sender(me)
        update = update_of(me, prefix, source_account=account)
        return [envelope(me, {"method": "broadcast_routes", "data": update}, **{"from": account})]

    return act


def _curve(points: Callable[[int], list[list[int]]]) -> Act:
    """A route whose curve is no function, beside a withdrawal."""
    return _update(lambda me, victim, prefix: update_of(me, prefix, points=points(min(me.ledger.capacity, 2**50))))


def _among(place: int) -> Act:
    """Two routes that are good, and at that place one whose curve is none."""

    def change(me: Player, victim: Player, prefix: str) -> dict[str, Any]:
        made = update_of(me, prefix + "p.")
        made["new_routes"] += update_of(me, prefix + "q.")["new_routes"]
        broken = update_of(me, prefix + "r.", points=[[0, 0], [100, 80], [200, 60], [2**40, 2**40]])
        made["new_routes"].insert(place, broken["new_routes"][0])
        return made

    return _update(change)


def _beside(me: Player, victim: Player, prefix: str) -> dict[str, Any]:
    made = update_of(me, prefix + "own.")
    foreign = update_of(me, prefix + "theirs.", source_account=victim.account)
    made["new_routes"].insert(len(prefix) % 2, foreign["new_routes"][0])
    return made


def _method(name: Any) -> Act:
    """A good update under another method, or none."""

    def act(me: Player, victim: Player, prefix: str, id: str) -> list[Any]:
        update = {**update_of(me, prefix), "unreachable_through_me": []}
        payload = {"method": name, "data": update}
        return [envelope(me, {key: value for key, value in payload.items() if value is not None})]

    return act


def _withdrawal_under(name: Any) -> Act:
    def act(me: Player, victim: Player, prefix: str, id: str) -> list[Any]:
        update = {"hold_down_time": HOLD, "unreachable_through_me": [prefix], "new_routes": []}
        return [envelope(me, {"method": name, "data": update})]

    return act


def _unasked(method: str, data: Any) -> Act:
    """An answer that nobody waits for."""
    return lambda me, victim, prefix, id: [envelope(me, {"method": method, "id": id, "data": data})]


def _request(change: Callable[[Player, Player, str], dict[str, Any]]) -> Act:
    def act(me: Player, victim: Player, prefix: str, id: str) -> list[Any]:
        plain = {"source_address": me.account, "destination_address": prefix + "carl", "source_amount": "10000000"}
        return wrapped(me, "quote_request", {**plain, **change(me, victim, prefix)}, id)

    return act


def _data(payload: Any) -> Act:
    """A message whose data says nothing."""
    return lambda me, victim, prefix, id: [envelope(me, payload)]


def _flood(me: Player, victim: Player, prefix: str) -> dict[str, Any]:
    update = update_of(me, prefix)
    update["new_routes"] = [update_of(me, f"{STEM}wild.flood{number}.")["new_routes"][0] for number in range(60)]
    return update


def _to(name: str) -> Act:
    """A route to a bare name, which is no prefix."""
    return _update(lambda me, victim, prefix: update_of(me, name))


def _as_theirs(change: Callable[[Player, str], dict[str, Any]]) -> Act:
    """An update that is the other's in all that it says, and is sent over the own ledger."""
    return lambda me, victim, prefix, id: wrapped(victim, "routing_update", change(victim, prefix), id)


def _always(name: str) -> Callable[[Player, Player, str], str]:
    return lambda me, victim, prefix: name


def _withdrawals(*change: Callable[[Player, Player, str], str]) -> Act:
    return _update(
        lambda me, victim, prefix: {
            "hold_down_time": HOLD,
            "unreachable_through_me": [each(me, victim, prefix) for each in change],
            "new_routes": [],
        }
    )


BARE = ("__proto__", "constructor", "toString", "hasOwnProperty")
HALF = "a route to a prefix without its period"
QUOTE = {"source_ledger": "g.far.", "destination_ledger": "g.farther.", "source_connector_account": "g.far.connector",
         "source_amount": "100", "destination_amount": "100", "source_expiry_duration": "6",
         "destination_expiry_duration": "5"}  # fmt: skip
NO_DATA: tuple[Any, ...] = (None, {}, [], "broadcast_routes", 1, {"data": {}})
ACTS: dict[str, Act] = {
    "a route in a neighbour's name": _named(lambda me, victim: victim.account),
    "a route in the connector's name": _named(lambda me, victim: me.ledger.account),
    "a route in a longer name": _named(lambda me, victim: me.account + "x"),
    "a route in the name of an account below": _named(lambda me, victim: me.account + ".x"),
    "a route in a shorter name": _named(lambda me, victim: me.account[:-1]),
    "a route over a ledger of nobody": _over(lambda me: "g.elsewhere."),
    "a route over the ledger around": _over(lambda me: me.ledger.prefix.partition(".")[0] + "."),
    "a route over a ledger like it": _over(lambda me: me.ledger.prefix[:-1] + "x."),
    "an update of a stranger": _sent_by(lambda me: me.ledger.prefix + "stranger"),
    "an update of the connector itself": _sent_by(lambda me: me.ledger.account),
    "x stays": _curve(lambda end: [[0, 0], [0, 10], [end, end]]),
    "x stays at the end": _curve(lambda end: [[0, 0], [end, end // 2], [end, end]]),
    "x falls by one": _curve(lambda end: [[0, 0], [end // 2, end // 2], [end // 2 - 1, end]]),
    "points in reverse": _curve(lambda end: [[end, end], [0, 0]]),
    "y falls by one": _curve(lambda end: [[0, 0], [end // 2, end], [end, end - 1]]),
    "y falls in the middle": _curve(lambda end: [[0, 0], [end // 4, end // 2], [end // 2, end // 4], [end, end]]),
    "a broken curve between two good ones": _among(1),
    "a broken curve before two good ones": _among(0),
    "a broken curve behind two good ones": _among(2),
    "a neighbour's route beside an own one": _update(_beside),
    "another's route withdrawn": _withdrawals(lambda me, victim, prefix: prefix),
    "an account withdrawn": _withdrawals(lambda me, victim, prefix: victim.account),
    "what lies around and below withdrawn": _withdrawals(
        lambda me, victim, prefix: STEM, lambda me, victim, prefix: prefix + "below."
    ),
    "an own ledger withdrawn": _withdrawals(
        lambda me, victim, prefix: victim.ledger.prefix, lambda me, victim, prefix: me.ledger.prefix
    ),
    HALF: _update(lambda me, victim, prefix: update_of(me, prefix.removesuffix("."))),
    **{f"a route to {name} alone": _to(name) for name in BARE},
    **{f"{name} alone withdrawn": _withdrawals(_always(name)) for name in BARE},
    "an update under no method": _method(None),
    **{f"an update under {name!r}": _method(name) for name in (
        "broadcast_route", "Broadcast_Routes", "broadcast_routes ", "", "__proto__", "broadcast_routes2")},
    **{f"a withdrawal under {name!r}": _withdrawal_under(name) for name in ("broadcast_route", "BROADCAST_ROUTES", "")},
    **{f"data that is {payload!r}": _data(payload) for payload in NO_DATA},
    "a quote nobody waits for": _unasked("quote_response", QUOTE),
    "an error nobody waits for": _unasked("error", {"id": "InternalError", "message": "something went wrong"}),
    "an error without data": _unasked("error", None),
    "an error whose data is a list": _unasked("error", [{"id": "InternalError", "message": "no"}]),
    "an error whose data is empty": _unasked("error", []),
    "a quote that is none": _unasked("quote_response", "no"),
    "a broken update with an id": _with_id(lambda me, victim, prefix: {**update_of(me, prefix), "hold_down_time": -1}),
    "a broken withdrawal": _update(lambda me, victim, prefix: {
        "hold_down_time": -1, "unreachable_through_me": [prefix], "new_routes": []}),
    "a withdrawal beside a broken route": _update(lambda me, victim, prefix: {
        **update_of(me, prefix + "x.", points=[]), "unreachable_through_me": [prefix]}),
    "a broken route behind a good one": _update(lambda me, victim, prefix: {
        **update_of(me, prefix), "new_routes": [*update_of(me, prefix)["new_routes"], {"source_ledger": 1}]}),
    "a member more that is null": _update(lambda me, victim, prefix: {
        **update_of(me, prefix), "new_routes": [
            *update_of(me, prefix)["new_routes"], *update_of(me, prefix + "z.", more=None)["new_routes"]]}),
    "a request in a neighbour's name": _request(lambda me, victim, prefix: {"source_address": victim.account}),
    "a request from another ledger": _request(lambda me, victim, prefix: {"source_address": "g.elsewhere.alice"}),
    "a request from a ledger like it": _request(
        lambda me, victim, prefix: {"source_address": me.ledger.prefix[:-1] + "x.alice"}),
    "a request for nowhere": _request(lambda me, victim, prefix: {"destination_address": STEM + "nowhere.carl"}),
    "a request for a private address": _request(
        lambda me, victim, prefix: {"destination_address": "private." + STEM + "nowhere.carl"}),
    "a prefix flood": _update(_flood),
}  # fmt: skip
FOREIGN: dict[str, Act] = {  # the other is a peer on another ledger
    "a route of another ledger's peer": _as_theirs(update_of),
    "a withdrawal of another ledger's peer": _as_theirs(
        lambda victim, prefix: {"hold_down_time": HOLD, "unreachable_through_me": [prefix], "new_routes": []}
    ),
}
OWN_LEDGERS = "all own ledgers withdrawn"
AGAINST_ALL = {  # acts against others, or against the connector: by which requirement nothing may come of them
    "an account withdrawn": "RS-5",
    "an own ledger withdrawn": "RS-5",
    OWN_LEDGERS: "RS-5",
    **{f"a route to {name} alone": "RS-3b" for name in BARE},
    **{f"{name} alone withdrawn": "RS-3b" for name in BARE},
}
