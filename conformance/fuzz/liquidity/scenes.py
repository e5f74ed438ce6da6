"""Scenes that liquidity routing alone has: routes of all lengths, next hops that are asked, curves asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.liquidity.manners import Paths
from conformance.fuzz.liquidity.scenes_bad import bad_scene
from conformance.fuzz.liquidity.ways import RIGHT_WAYS, WAYS
from conformance.fuzz.scenes_payments import beyond_scene, payments_scene
from conformance.fuzz.scenes_quotes import FLOODS, rates_scene
from conformance.fuzz.scenes_routes import (
    PART,
    PARTS,
    PLAIN_NAMES,
    TOP,
    Points,
    asked,
    enough,
    routes_scene,
    shaped,
    wishes,
    withdrawn,
)
from conformance.fuzz.scenes_time import failing_scene, silence_scene
from conformance.fuzz.steps import STEM, Ask, AskCurve, AtOnce, Flood, Look, Offered, Passes, Replies, Step, Update

SIDES = ("source_amount", "destination_amount")
LENGTHS = (0, 0, 1, 1, 2, 3, 5)


def said(dice: Dice, player: Player, name: str, points: Points, paths: Paths = ((),), silent: bool = False) -> Update:
    """An update with one route."""
    dice.routes.setdefault(name, set()).add(player.account)
    return Update(player.account, (Offered(STEM + name, points, 1, paths, silent),))


def lengths_scene(dice: Dice) -> list[Step]:
    """Several peers announce one name by ways of different lengths, and change them; quotes and looks after each."""
    name = dice.pick(PLAIN_NAMES)
    people = dice.some(dice.stage.steady, 3)
    steps: list[Step] = []
    for _ in range(dice.number(2, 6)):
        player = dice.pick(people)
        if player.account in dice.routes.get(name, ()) and dice.chance(4):
            steps.append(withdrawn(dice, player, [name]))
        else:
            points = shaped(dice.rare("curve of a length", tuple(PARTS)), player.ledger.capacity)
            length = dice.pick(LENGTHS)
            steps.append(said(dice, player, name, points, (tuple(f"g.mid{n}." for n in range(length)),)))
        steps.append(Look())
        steps += [asked(dice, name) for _ in range(dice.number(1, 2))]
    return steps


def answers_scene(dice: Dice) -> list[Step]:
    """One peer announces a route without curve and answers in several ways, one after the other."""
    player, name = dice.steady(), dice.pick(PLAIN_NAMES)
    points = (0, 0), (player.ledger.capacity // PART, TOP)
    steps: list[Step] = [said(dice, player, name, points, silent=True), Look()]
    for _ in range(dice.number(2, 7)):
        way = dice.rare("answer", tuple(RIGHT_WAYS) if dice.chance(4) else tuple(WAYS))
        steps.append(Replies(player.account, STEM + name, way))
        asker = dice.elsewhere(player)
        for side in dice.some(SIDES, 2):
            end = TOP // 2 if side == "destination_amount" else asker.ledger.capacity // (2 * PART)
            amount = max(dice.amount(end), enough(dice, asker, player))
            steps.append(Ask(asker.account, f"{STEM}{name}bob", side, amount, wishes(dice)))
    steps.append(Replies(player.account, STEM + name, "rightly"))
    if dice.chance(2):
        steps += [said(dice, player, name, points, silent=not dice.chance(2)), Look(), asked(dice, name)]
    return steps


def curves_scene(dice: Dice) -> list[Step]:
    """Quotes along one curve: at its points, beside them, between and beyond; and the curve itself."""
    player, name = dice.steady(), dice.pick(PLAIN_NAMES)
    points = shaped(dice.rare("curve to ask along", tuple(PARTS)), player.ledger.capacity)
    if dice.chance(3):
        end = player.ledger.capacity
        points = (0, 0), (end // 3, MOST // 5), (end - 1, MOST - 7), (end, MOST)  # no double holds these
    steps: list[Step] = [said(dice, player, name, points), Look()]
    asker = dice.elsewhere(player)
    for _ in range(dice.number(2, 6)):
        _, y = dice.pick(points)
        amount = max(1, min(MOST, y + dice.pick((-1, 0, 1, -1000, 1000)))) if dice.chance(2) else None
        if amount is not None:
            steps.append(Ask(asker.account, f"{STEM}{name}carl", "destination_amount", amount))
        else:
            steps.append(asked(dice, name))
    if dice.chance(2):
        steps += _below(dice, name)
    return [*steps, AskCurve(asker.account, f"{STEM}{name}carl")]


def _below(dice: Dice, name: str) -> list[Step]:
    """A route below the name, by another curve."""
    other = dice.steady()
    points = shaped(dice.pick(tuple(PARTS)), other.ledger.capacity)
    return [said(dice, other, f"{name}b.", points), Look(), asked(dice, f"{name}b.")]


def local_curves_scene(dice: Dice) -> list[Step]:
    """The curves to own ledgers."""
    asker, receiver = dice.trade()
    return [AskCurve(asker.account, receiver.account)]


def gathering_scene(dice: Dice) -> list[Step]:
    """News in a row, at once or a little apart: each peer is told of them in one update an interval."""
    player = dice.steady()
    name = dice.pick(PLAIN_NAMES)
    pause = dice.pick((0, 20, 60, 100))
    steps: list[Step] = []
    for _ in range(dice.pick((6, 12, 24))):
        points = shaped(dice.pick(tuple(PARTS)), player.ledger.capacity)
        steps.append(said(dice, player, dice.pick((name, f"{name}b.", f"{name}c.")), points))
        steps += [Passes(pause)] if pause else []
    return [*steps, Look()]


def crowd_scene(dice: Dice) -> list[Step]:
    """Several peers ask for the same at once; at times a peer floods the target."""
    asker, receiver = dice.trade()
    steps: list[Step] = []
    if dice.chance(2):
        name = dice.pick(PLAIN_NAMES)
        points = (0, 0), (receiver.ledger.capacity, TOP)
        steps.append(said(dice, receiver, name, points, silent=not dice.chance(3)))
        way = dice.pick(("late", "late, the last first", "not at all", "rightly"))
        steps += [Look(), Replies(receiver.account, STEM + name, way)]
    known = [STEM + name + "bob" for name, owners in dice.routes.items() if owners - {asker.account}]
    destination = dice.pick([receiver.account, *known])
    peers = [each.account for each in dice.some(dice.stage.steady, 4) if not destination.startswith(each.ledger.prefix)]
    if peers:
        steps.append(AtOnce(tuple(peers * dice.number(1, 3)), destination, dice.pick((10**8, 123_456_789))))
    if dice.stage.spare and dice.chance(2):
        kind = dice.rare("flood", FLOODS)
        steps += [Look(), Flood(dice.pick(dice.stage.spare).account, kind, 320), Look()]
    return steps


SCENES: Mapping[str, Callable[[Dice], list[Step]]] = {
    "routes": routes_scene,
    "lengths": lengths_scene,
    "answers": answers_scene,
    "curves": curves_scene,
    "curves to own ledgers": local_curves_scene,
    "rates": rates_scene,
    "payments": payments_scene,
    "payments beyond": beyond_scene,
    "bad": bad_scene,
    "worse": bad_scene,
    "more routes": routes_scene,
    "more curves": curves_scene,
    "gathering": gathering_scene,
    "silence": silence_scene,
    "failing": failing_scene,
    "crowd": crowd_scene,
}
