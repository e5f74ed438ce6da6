"""Scenes of transfers: to own ledgers and beyond, enough and too little, late, with odd packets; and their ends."""

from __future__ import annotations

import math

from conformance.fuzz.calls import TOKENS
from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.paid import ACCOUNT_NAMED, ENDS, FORMS, GOOD_FORMS
from conformance.fuzz.scenes_quotes import traders
from conformance.fuzz.scenes_routes import PART, PARTS, PLAIN_NAMES, Points, announced, joins_to, shaped, withdrawn
from conformance.fuzz.steps import STEM, Look, Pay, Settles, Step
from conformance.oracle.rates import own_rate
from conformance.oracle.transfers import surely_enough_for, surely_too_much_for

ODD_NAMES = ("nowhere.", "A.", "ab.")
LEFT = (-3_600_000, -1000, -1, 100, 500, 900)  # ms


def payments_scene(dice: Dice) -> list[Step]:
    """Transfers to own ledgers, one after the other, most of them ended in some way."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = traders(dice)
    steps: list[Step] = []
    for _ in range(dice.number(2, 8)):
        steps.append(payment(dice, payer, receiver))
        for _ in range(dice.number(0, 2)):
            steps.append(_end(dice))
        if dice.chance(3):
            payer, receiver = traders(dice)
    return steps


def beyond_scene(dice: Dice) -> list[Step]:
    """Transfers over the routes of one or two peers, which come and go meanwhile."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = traders(dice)
    rival = dice.elsewhere(payer) if dice.chance(2) else dice.meddler() if dice.chance(6) else None
    names = dice.some(PLAIN_NAMES, 2)
    steps: list[Step] = [announced(dice, receiver, names, _comparable(dice, receiver))]
    steps += [announced(dice, rival, names, _comparable(dice, rival))] if rival else []
    steps.append(Look())
    for _ in range(dice.number(3, 7)):
        steps.append(_pay_beyond(dice, payer, names))
        steps += [_end(dice)] if dice.chance(2) else []
        if dice.chance(3):
            steps += [_change(dice, payer, receiver, rival, names), Look()]
            steps += [Settles("sent again")] if dice.chance(2) else []
    return steps


def _end(dice: Dice) -> Settles:
    """Half of those that are ended are simply fulfilled."""
    return Settles("fulfilled" if dice.chance(2) else dice.rare("end", tuple(ENDS)))


def _change(dice: Dice, payer: Player, receiver: Player, rival: Player | None, names: list[str]) -> Step:
    how = dice.rare("change", ("withdrawn", "better", "another curve", "announced"))
    if how == "withdrawn":
        return withdrawn(dice, receiver, names)
    if how == "better":
        return _better(dice, payer, names)
    return announced(dice, rival or receiver, names, _comparable(dice, rival or receiver))


def _pay_beyond(dice: Dice, payer: Player, names: list[str]) -> Pay:
    """An amount that the best of the curves takes, and a packet's amount that it gives; at times to nowhere."""
    name = dice.pick(names) if not dice.chance(6) else dice.pick(ODD_NAMES)
    joins = joins_to(dice, payer, name)
    end = max((math.floor(join.owed_end) for join in joins), default=payer.ledger.capacity)
    least = min((math.ceil(join.own.inverse(100)) for join in joins), default=1)
    corner = dice.rare("amount beyond", ("all", "half", "a part", "a little", "any"))
    part = {"all": end, "half": end // 2, "a part": end // 1000 + dice.below(10), "a little": least + dice.below(100)}
    amount = max(1, min(MOST, part.get(corner) or dice.amount(end)))
    best = max((math.floor(join.least(amount)) for join in joins), default=1)
    deliver = max(1, best // dice.pick((1, 1, 2, 1000)) if not dice.chance(3) else 1)
    form = dice.pick(tuple(GOOD_FORMS)) if dice.chance(3) else "plain"
    left = dice.pick(LEFT) if dice.chance(8) else None
    return Pay(payer.account, f"{STEM}{name}{dice.pick(('carl', 'carl', 'x.y'))}", amount, deliver, left, form)


def _comparable(dice: Dice, player: Player) -> Points | None:
    """A curve that can be compared with another's, mostly."""
    return shaped(dice.pick(tuple(PARTS)), player.ledger.capacity) if not dice.chance(3) else None


def _better(dice: Dice, payer: Player, names: list[str]) -> Step:
    """Somebody on another ledger offers far more."""
    other = dice.elsewhere(payer)
    return announced(dice, other, names, ((0, 0), (min(other.ledger.capacity, 2**53), 2**53)))


def payment(dice: Dice, payer: Player, receiver: Player, one_in: int = 3) -> Pay:
    """A transfer to an own ledger; one in so many in any form of packet."""
    form = (
        dice.rare("transfer", FORMS) if one_in == 1 or dice.chance(one_in) else dice.pick((*GOOD_FORMS, ACCOUNT_NAMED))
    )
    left = dice.pick(LEFT) if form in GOOD_FORMS and dice.chance(5) else None
    amount = _amount(dice, payer, receiver)
    ends = (receiver.account, receiver.ledger.prefix + "zoe", receiver.account + ".invoice.7")
    deliver = 1 if left is not None else _deliver(dice, payer, receiver, amount)
    token = "right"
    if payer.ledger.token is not None and form in GOOD_FORMS and dice.chance(5):
        token = dice.rare("transfer's token", tuple(TOKENS))
    return Pay(payer.account, dice.pick(ends), amount, deliver, left, form, token)


def _amount(dice: Dice, payer: Player, receiver: Player) -> int:
    own = own_rate(dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix)
    end, least = min(MOST, math.floor(own.domain_end)), math.ceil(own.inverse(100)) + 1
    kind = dice.rare("amount paid", ("the most", "a part", "large", "any", "any other"))
    if kind == "the most":
        return end
    if kind == "large":
        return dice.number(end // 2, end)
    if kind == "a part":
        return min(end, max(least, end // PART // dice.pick((1, 2, 3, 10, 1000))))
    return min(end, max(least, dice.amount(end)))


def _deliver(dice: Dice, payer: Player, receiver: Player, amount: int) -> int:
    """A packet's amount: for which the amount surely does, just does, just does not, or is far from it."""
    topology, source, destination = dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix
    enough = surely_enough_for(topology, source, destination, amount)
    least = surely_too_much_for(topology, source, destination, amount)
    exact = math.floor(own_rate(topology, source, destination).value(amount))
    amounts = {
        "one": 1, "enough": enough, "half": enough // 2 + 1, "a part": 1 + dice.below(max(1, enough)), "exact": exact,
        "too much": least, "more": least + least // 1000, "twice": 2 * least, "2^63": 2**63, "the most": MOST,
    }  # fmt: skip
    return min(max(1, amounts[dice.rare("deliver", tuple(amounts))]), MOST)
