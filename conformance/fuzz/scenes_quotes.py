"""Scenes of quotes between own ledgers: amounts near each other, at the ends, with wishes, many at once."""

from __future__ import annotations

import math

from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.scenes_routes import PLAIN_NAMES, TOP, announced, wishes
from conformance.fuzz.steps import STEM, Ask, AtOnce, Flood, Look, Replies, Step
from conformance.oracle.rates import OwnRate, own_rate

SIDES = ("source_amount", "destination_amount")


def rates_scene(dice: Dice) -> list[Step]:
    """Quotes between two own ledgers: a few amounts, and those beside them."""
    steps: list[Step] = []
    for _ in range(dice.number(2, 6)):
        asker, receiver = dice.trade()
        own = own_rate(dice.stage.topology, asker.ledger.prefix, receiver.ledger.prefix)
        side = dice.pick(SIDES)
        amount = _amount(dice, own, side)
        extra = wishes(dice)
        for beside in sorted({amount, max(1, amount - 1), amount + 1, amount + dice.number(2, 9)}):
            steps.append(Ask(asker.account, _address(dice, receiver), side, min(beside, MOST), extra))
    return steps


def _amount(dice: Dice, own: OwnRate, side: str) -> int:
    end = math.floor(own.domain_end if side == "source_amount" else own.value(own.domain_end))
    first = math.ceil(own.inverse(1) if side == "source_amount" else own.value(1))
    corner = dice.pick((first - 1, first, end - 1, end, end + 1, math.floor(own.inverse(2**53)), 2**53 + 1, 2**63))
    return max(1, corner) if dice.chance(3) else dice.amount(max(1, end))


def _address(dice: Dice, receiver: Player) -> str:
    return dice.pick((receiver.account, receiver.ledger.prefix + "zoe", receiver.account + ".invoice.7"))


def crowd_scene(dice: Dice) -> list[Step]:
    """Several peers ask for the same at once; at times a peer floods the target."""
    asker, receiver = dice.trade()
    steps: list[Step] = []
    if dice.chance(2):
        name = dice.pick(PLAIN_NAMES)
        steps.append(announced(dice, receiver, [name], ((0, 0), (receiver.ledger.capacity, TOP))))
        way = dice.pick(("late", "late, the last first", "not at all", "rightly"))
        steps += [Look(), Replies(receiver.account, STEM + name, way)]
    known = [STEM + name + "bob" for name, owners in dice.routes.items() if owners - {asker.account}]
    destination = dice.pick([receiver.account, *known])
    peers = [each.account for each in dice.some(dice.stage.steady, 4) if not destination.startswith(each.ledger.prefix)]
    if peers:
        amount = dice.pick((10**8, 123_456_789))
        steps.append(AtOnce(tuple(peers * dice.number(1, 3)), destination, amount, dice.chance(3)))
    if dice.stage.spare and dice.chance(2):
        kind = dice.rare("flood", FLOODS)
        steps += [Look(), Flood(dice.pick(dice.stage.spare).account, kind, 320), Look()]
    return steps


FLOODS = (
    "updates", "prefixes", "local requests", "requests without a route", "requests that hang", "broken updates",
)  # fmt: skip
