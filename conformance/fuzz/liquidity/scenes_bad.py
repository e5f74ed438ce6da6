"""Scenes of bad messages under liquidity routing: broken packets, curves in wrong bytes, paths that are none."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.liquidity.translating import in_this_form, said
from conformance.fuzz.malice import envelope, update_of
from conformance.fuzz.scenes_bad import NEARLY, WILD, bad_steps, shown, target_name
from conformance.fuzz.scenes_bad import SOURCES as OTHER_SOURCES
from conformance.fuzz.steps import STEM, Bad, Look, Step
from conformance.generate import Fixture, fixtures, ilqp, names, recast
from conformance.generate.mutations import OPERATORS, REWRITINGS, spliced
from conformance.generate.neighbours import breaches
from conformance.generate.requests import recast_request
from conformance.profiles import liquidity_routing
from conformance.verdicts import HarnessError
from schemas import curves, json_text, packets, rules
from schemas.validation import is_valid

KIND = "liquidity_routing_update"
REQUEST = "liquidity_request"
HOLD = 5000  # ms
LARGEST = 2**64 - 1
CURVES: dict[str, Callable[[bytes], bytes | str]] = {
    "fifteen bytes": lambda data: data[:15],
    "a byte more": lambda data: data + b"\0",
    "a byte less": lambda data: data[:-1],
    "half a point more": lambda data: data + data[:8],
    "a word more": lambda data: data + data[:4],
    "the low words first": lambda data: _swapped(curves.encode(((2, 1), (2**32, 2**32))), 8, 4),
    "the low words first, as it was": lambda data: _swapped(data, 8, 4),
    "the bytes of words turned": lambda data: _turned(data, 4),
    "the bytes of numbers turned": lambda data: _turned(data, 8),
    "y before x": lambda data: _swapped(data, 16, 8),
    "the last point twice": lambda data: data + data[-16:],
    "the first point last": lambda data: data[16:] + data[:16],
    "y falls at last": lambda data: data[:-16] + _raised(data[-32:-24]) + _lowered(data[-24:-16]),
    "no padding": lambda data: base64.b64encode(data).decode().rstrip("="),
    "too much padding": lambda data: base64.b64encode(data).decode() + "=",
    "the URL alphabet": lambda data: base64.urlsafe_b64encode(data + b"\xfb\xef\xbe\xff" * 4).decode(),
    "a blank": lambda data: " " + base64.b64encode(data).decode(),
    "a final newline": lambda data: base64.b64encode(data).decode() + "\n",
    "hexadecimal": lambda data: data.hex(),
    "JSON in a string": lambda data: "[[0,0],[1,1]]",
    "a letter beyond ASCII": lambda data: base64.b64encode(data).decode()[:-1] + "é",
}
PATHS: dict[str, Any] = {
    "a string": "g.mid.",
    "a list of strings": ["g.mid."],
    "a number": 7,
    "null": None,
    "an object": {"0": ["g.mid."]},
    "a path that is null": [None, ["g.mid."]],
    "a path with a number": [["g.mid.", 7]],
    "a path with null": [[], ["g.mid.", None]],
    "a path with a list": [[["g.mid."]]],
    "a path that is an object": [["g.mid."], {"0": "g.mid."}],
}  # fmt: skip


def bad_scene(dice: Dice) -> list[Step]:
    """Routes of a few peers, and between looks messages that may have no effect on them."""
    return bad_steps(dice, SOURCES, in_this_form)


def bytes_scene(dice: Dice) -> list[Step]:
    """A few updates with curves in wrong bytes, to names of their own, and a look."""
    player = dice.meddler()
    return [*(_curve(dice, player) for _ in range(dice.number(2, 4))), Look()]


# -- messages to break -------------------------------------------------------------------------------------------


def _update(dice: Dice, player: Player, fresh: bool = False) -> dict[str, Any]:
    """A valid update as it travels, with all members, to be broken; `fresh`: to names that nobody has announced."""
    names = [dice.fresh("bad") + "." if fresh else target_name(dice) for _ in range(3)]
    first, second, gone = names
    made = update_of(player, first, paths=[["g.mid."], ["g.here.", "g.there."]], destination_account=f"{first}conn")
    made["new_routes"] += update_of(player, second + "x.", paths=[[], ["g.mid."]], destination_account=first + "conn")[
        "new_routes"
    ]
    made["unreachable_through_me"] = [STEM + "nothing.", gone + "y." if gone in (first, second) else gone]
    return dict(liquidity_routing.broadcast(made)["data"])


def _custom(player: Player, update: Any, **members: Any) -> dict[str, Any]:
    """The message that carries an update as it travels."""
    message: dict[str, Any] = said(envelope(player, {"method": "broadcast_routes", "data": update, **members}))
    return message


def _packet(dice: Dice, player: Player) -> bytes:
    """A question: for another ledger, or for something that was announced."""
    known = [STEM + name + "carl" for name in dice.routes]
    address, amount = dice.pick([dice.elsewhere(player).account, *known]), 10_000_000 + dice.below(1000)
    kind = dice.below(5)
    if kind == 0:
        return packets.write(packets.LiquidityRequest(address, HOLD))
    if kind < 3:
        return packets.write(packets.BySourceRequest(address, amount, HOLD))
    return packets.write(packets.ByDestinationRequest(address, amount, HOLD))


def _asking(player: Player, packet: bytes) -> dict[str, Any]:
    message = envelope(player, None)
    del message["data"]
    return {**message, "ilp": packets.to_base64(packet)}


def _rows(valid: bool) -> dict[str, Fixture]:
    """The reference updates and requests of this profile."""
    found = [*fixtures(KIND, valid=valid), *fixtures(REQUEST, valid=valid)]
    return {row.name: row for _, row in found if row.text is None}


def _cast(dice: Dice, player: Player, row: Fixture) -> Any:
    """A reference message, as a whole message from the player."""
    table = names(STEM + WILD, dice.elsewhere(player), player)
    if row.kind == REQUEST:
        return recast_request(row.message, names(STEM + WILD, player, dice.elsewhere(player)))
    return _custom(player, recast(row.message, table))


def _any_message(dice: Dice, player: Player) -> Any:
    """A right message: one of this program's, or a reference."""
    kind = dice.below(3)
    if kind == 0:
        return _custom(player, _update(dice, player))
    if kind == 1:
        return _asking(player, _packet(dice, player))
    return _cast(dice, player, dice.pick(list(_rows(valid=True).values())))


# -- what is wrong with them -------------------------------------------------------------------------------------


def _valid(dice: Dice, player: Player) -> Bad:
    """A valid message, written otherwise than most do; or a valid reference message."""
    if dice.chance(3):
        rows = _rows(valid=True)
        row = rows[dice.rare("valid reference", tuple(rows))]
        return Bad(player.account, json_text.write([_cast(dice, player, row)]), "valid", row.name)
    how = dice.rare("rewriting", tuple(REWRITINGS))
    return Bad(player.account, REWRITINGS[how]([_any_message(dice, player)], dice.below), "valid", how)


def _broken_rule(dice: Dice, player: Player) -> Bad:
    """One rule of the update's schema broken, and nothing else."""
    every = {f"{rule.place} {rule.keyword}": rule for rule in rules.rules(KIND)}
    made = breaches(KIND, every[dice.rare("rule", tuple(every))], _update(dice, player))
    if not made:
        return _reference(dice, player)
    breach = dice.rarest("breach", {f"{each.name} {shown(each.became)}": each for each in made})
    if is_valid(KIND, breach.message):
        raise HarnessError(f"{breach.name} is meant to be broken, and is not")
    message = envelope(player, None)
    del message["data"]
    message["custom"] = {"method": "broadcast_routes", "data": breach.message}
    was, became = shown(breach.was), shown(breach.became)
    return Bad(player.account, json_text.write([message]), "rule", breach.name, was=was, became=became)


def _reference(dice: Dice, player: Player) -> Bad:
    """A reference message that is meant to be broken."""
    rows = _rows(valid=False)
    row = rows[dice.rare("reference", tuple(rows))]
    return Bad(player.account, json_text.write([_cast(dice, player, row)]), "reference", row.name)


def _damaged(dice: Dice, player: Player) -> Bad:
    by_name = {each.name: each for each in OPERATORS}
    operator = by_name[dice.rare("operator", tuple(by_name))]
    body = operator.apply([_any_message(dice, player)], dice.below)
    return Bad(player.account, body, "operator", operator.name)


def _nearly(dice: Dice, player: Player) -> Bad:
    """A good update whose text is nearly a call's, and is none."""
    body, which = json_text.write([_custom(player, _update(dice, player))]), dice.rare("nearly", tuple(NEARLY))
    return Bad(player.account, NEARLY[which](body), "nearly", which)


def _spliced(dice: Dice, player: Player) -> Bad:
    one, other = [_any_message(dice, player)], [_any_message(dice, player)]
    return Bad(player.account, json_text.write(spliced(one, other, dice.below)), "splice", "two messages in one")


def _broken_packet(dice: Dice, player: Player) -> Bad:
    """A question whose packet is broken."""
    every = {**ilqp.BROKEN, **ilqp.READABLE}
    flaw = dice.rare("packet", tuple(every))
    body = json_text.write([_asking(player, every[flaw](_packet(dice, player)))])
    return Bad(player.account, body, "packet", flaw)


def _odd_packet(dice: Dice, player: Player) -> Bad:
    """A question about nothing, or about all there is; an answer, an error or a payment that nobody asked for."""
    address = dice.elsewhere(player).account
    odd: dict[str, packets.Packet] = {
        "nothing by source": packets.BySourceRequest(address, 0, HOLD),
        "nothing by destination": packets.ByDestinationRequest(address, 0, HOLD),
        "all by source": packets.BySourceRequest(address, LARGEST, HOLD),
        "all by destination": packets.ByDestinationRequest(address, LARGEST, HOLD),
        "the longest hold": packets.BySourceRequest(address, 10**7, 2**32 - 1),
        "no hold": packets.BySourceRequest(address, 10**7, 0),
        "an unknown destination": packets.BySourceRequest(STEM + "nowhere.carl", 10**7, HOLD),
        "a curve to nowhere": packets.LiquidityRequest(STEM + "nowhere.carl", HOLD),
        "a quote by source": packets.BySourceResponse(100, HOLD),
        "a quote by destination": packets.ByDestinationResponse(100, HOLD),
        "a curve": packets.LiquidityResponse(((0, 0), (9, 9)), STEM + "a.", HOLD, "20300101000000.000Z"),
        "an error": packets.Error("T00", "Internal Error", player.account, (), "20170728120000.000Z", b"no"),
        "a forwarded error": packets.Error(
            "F02", "Unreachable", "g.far.conn", (player.account,), "20170728120000.000Z", b""),
        "a payment": packets.Payment(address, 10**7, b"pay"),
    }  # fmt: skip
    flaw = dice.rare("odd packet", tuple(odd))
    return Bad(player.account, json_text.write([_asking(player, packets.write(odd[flaw]))]), "odd packet", flaw)


def _curve(dice: Dice, player: Player) -> Bad:
    """An update with a route whose points are no curve, or no base64."""
    flaw = dice.rare("curve bytes", tuple(CURVES))
    update = _update(dice, player, fresh=True)
    row = update["new_routes"][dice.below(2)]
    points = CURVES[flaw](base64.b64decode(row["points"]))
    row["points"] = points if isinstance(points, str) else base64.b64encode(points).decode()
    return Bad(player.account, json_text.write([_custom(player, update)]), "curve", flaw)


def _path(dice: Dice, player: Player) -> Bad:
    """An update with a route whose paths are none."""
    flaw = dice.rare("paths of the wrong form", tuple(PATHS))
    update = _update(dice, player)
    update["new_routes"][dice.below(2)]["paths"] = PATHS[flaw]
    return Bad(player.account, json_text.write([_custom(player, update)]), "path", flaw)


def _as_there(source: str) -> Callable[[Dice, Player], Bad]:
    """What is drawn for the other profile, said in this one."""
    return lambda dice, player: in_this_form(OTHER_SOURCES[source](dice, player))


SOURCES: dict[str, Callable[[Dice, Player], Bad]] = {
    "valid": _valid, "rule": _broken_rule, "more rules": _broken_rule, "reference": _reference,
    "operator": _damaged, "splice": _spliced, "nearly": _nearly,
    "packet": _broken_packet, "odd packet": _odd_packet, "curve": _curve, "path": _path,
    "transfer": OTHER_SOURCES["transfer"], "malice": _as_there("malice"), "envelope": _as_there("envelope"),
}  # fmt: skip


# -- bytes of curves ---------------------------------------------------------------------------------------------


def _swapped(data: bytes, size: int, half: int) -> bytes:
    """In each part of that size the second half first."""
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(part[half:] + part[:half] for part in parts)


def _turned(data: bytes, size: int) -> bytes:
    return b"".join(data[at : at + size][::-1] for at in range(0, len(data), size))


def _raised(number: bytes) -> bytes:
    ((value, _),) = curves.decode(number + bytes(8))
    return curves.encode(((value + 1, 0),))[:8]


def _lowered(number: bytes) -> bytes:
    ((value, _),) = curves.decode(number + bytes(8))
    return curves.encode(((max(0, value - 1), 0),))[:8]
