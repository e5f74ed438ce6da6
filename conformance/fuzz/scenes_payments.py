"""Scenes of transfers: to own ledgers and beyond, enough and too little, late, with odd packets; and their ends."""

from __future__ import annotations

import math

from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.paid import ENDS, FORMS, GOOD_FORMS
from conformance.fuzz.scenes_routes import PART, PARTS, PLAIN_NAMES, TOP, Points, announced, shaped, withdrawn
from conformance.fuzz.steps import STEM, Look, Pay, Settles, Step
from conformance.oracle.rates import own_rate
from conformance.oracle.transfers import surely_enough_for, surely_too_much_for

ODD_NAMES = ("nowhere.", "A.", "ab.")
LEFT = (-3_600_000, -1000, -1, 100, 500, 900)  # ms


def payments_scene(dice: Dice) -> list[Step]:
    """Transfers one after the other, most of them ended in some way."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = dice.trade()
    names = dice.some(PLAIN_NAMES, 2)
    steps: list[Step] = []
    if not dice.chance(4):
        steps += [announced(dice, receiver, names, _comparable(dice, receiver)), Look()]
    if dice.chance(2):
        rival = dice.elsewhere(payer)
        steps += [announced(dice, rival, names, _comparable(dice, rival)), Look()]
    for _ in range(dice.number(2, 8)):
        steps.append(_pay(dice, payer, receiver, names))
        for _ in range(dice.number(0, 2)):
            steps.append(Settles(dice.rare("end", tuple(ENDS))))
        if dice.chance(4):
            change = withdrawn(dice, receiver, names) if dice.chance(2) else _better(dice, payer, names)
            steps += [change, Look()]
            steps += [Settles("sent again")] if dice.chance(2) else []
        if dice.chance(4) and dice.stage.topology.pair(receiver.ledger.prefix, payer.ledger.prefix):
            payer, receiver = receiver, payer
    return steps


def _comparable(dice: Dice, player: Player) -> Points | None:
    """A curve that can be compared with another's, mostly."""
    return shaped(dice.pick(tuple(PARTS)), player.ledger.capacity) if not dice.chance(3) else None


def _better(dice: Dice, payer: Player, names: list[str]) -> Step:
    """Somebody on another ledger offers far more."""
    other = dice.elsewhere(payer)
    return announced(dice, other, names, ((0, 0), (other.ledger.capacity, 2**53)))


def _pay(dice: Dice, payer: Player, receiver: Player, names: list[str]) -> Pay:
    form = dice.rare("transfer", FORMS) if dice.chance(3) else dice.pick(tuple(GOOD_FORMS))
    left = dice.pick(LEFT) if form in GOOD_FORMS and dice.chance(3) else None
    beyond = dice.chance(2) and bool(dice.routes)
    amount = _amount(dice, payer, receiver)
    if beyond:
        destination = f"{STEM}{dice.pick(names if not dice.chance(4) else ODD_NAMES)}carl"
        deliver = dice.pick((1, 1, 2, TOP // 10_000, TOP // 100, TOP // 10))
    else:
        destination = dice.pick((receiver.account, receiver.ledger.prefix + "zoe", receiver.account + ".invoice.7"))
        deliver = 1 if left is not None else _deliver(dice, payer, receiver, amount)
    return Pay(payer.account, destination, amount, deliver, left, form)


def _amount(dice: Dice, payer: Player, receiver: Player) -> int:
    own = own_rate(dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix)
    end, least = min(MOST, math.floor(own.domain_end)), math.ceil(own.inverse(100)) + 1
    kind = dice.below(4)
    if kind == 0:
        return end
    if kind == 1:
        return min(end, max(least, end // PART // dice.pick((1, 2, 3, 10, 1000))))
    return min(end, max(least, dice.amount(end)))


def _deliver(dice: Dice, payer: Player, receiver: Player, amount: int) -> int:
    """A packet's amount: for which the amount surely does, just does, just does not, or is far from it."""
    topology, source, destination = dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix
    enough = surely_enough_for(topology, source, destination, amount)
    least = surely_too_much_for(topology, source, destination, amount)
    exact = math.floor(own_rate(topology, source, destination).value(amount))
    chosen = dice.pick((1, enough, enough // 2, exact, exact, least, least + least // 1000, 2 * least, 2**63, MOST))
    return min(max(1, chosen), MOST)
