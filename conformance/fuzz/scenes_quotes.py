"""Scenes of quotes between own ledgers: amounts near each other, at the ends, with wishes, many at once."""

from __future__ import annotations

import math
from collections.abc import Callable

from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.scenes_routes import PLAIN_NAMES, announced, shaped, wishes
from conformance.fuzz.steps import STEM, Ask, AtOnce, Flood, Look, Meanwhile, Replies, Step, Strain
from conformance.fuzz.strains import STRAINS
from conformance.oracle.rates import OwnRate, own_rate

SIDES = ("source_amount", "destination_amount")


def rates_scene(dice: Dice) -> list[Step]:
    """Quotes between two own ledgers: a few amounts, and those beside them."""
    steps: list[Step] = []
    for _ in range(dice.number(3, 12)):
        asker, receiver = traders(dice)
        own = own_rate(dice.stage.topology, asker.ledger.prefix, receiver.ledger.prefix)
        side = dice.pick(SIDES)
        corner = dice.rare(f"amount {side}", tuple(CORNERS))
        amount = max(1, CORNERS[corner](dice, own, side == "source_amount"))
        beside = (
            range(amount, amount + 8) if corner == "small" else (amount - 1, amount + 1, amount + dice.number(2, 9))
        )
        extra, to = wishes(dice, 1) if corner == "wishes" else (), _address(dice, receiver)
        for each in sorted({amount, *beside}):
            if 1 <= each <= MOST:
                steps.append(Ask(asker.account, to, side, each, extra))
    return steps


def traders(dice: Dice) -> tuple[Player, Player]:
    """Two steady peers whose ledgers are traded, mostly ones that were seldom drawn."""
    pairs = {f"{pair.source} {pair.destination}": pair for pair in dice.stage.topology.pairs}
    pair = pairs[dice.rare("pair", tuple(pairs))]
    by_ledger = [
        [each for each in dice.stage.steady if each.ledger.prefix == prefix]
        for prefix in (pair.source, pair.destination)
    ]
    return (dice.pick(by_ledger[0]), dice.pick(by_ledger[1])) if all(by_ledger) else dice.trade()


def _least(own: OwnRate, by_source: bool) -> int:
    """The smallest amount of which something is left."""
    return math.ceil(own.inverse(1) if by_source else own.value(1))


def _most(own: OwnRate, by_source: bool) -> int:
    """The largest amount that the capacities take."""
    return math.floor(own.domain_end if by_source else own.value(own.domain_end))


def _small(dice: Dice, own: OwnRate, by_source: bool) -> int:
    return _least(own, by_source) + dice.below(12)


def _large(dice: Dice, own: OwnRate, by_source: bool) -> int:
    """Above 2^53, where the capacities reach so far."""
    most = _most(own, by_source)
    return dice.number(min(2**53 + 1, most), most)


def _other_is_large(dice: Dice, own: OwnRate, by_source: bool) -> int:
    """So that the other amount is around 2^53, or twice as much, or as large as the capacities take."""
    most = math.floor(own.value(own.domain_end) if by_source else own.domain_end)
    other = 2 ** dice.pick((53, 54)) + dice.number(0, 2**20)
    if most > 2**53 and dice.chance(2):
        other = dice.number(2**53, most)
    return math.ceil(own.inverse(other) if by_source else own.value(other))


def _power_of_ten(dice: Dice, own: OwnRate, by_source: bool) -> int:
    power: int = 10 ** dice.below(len(str(_most(own, by_source))))
    return max(power, _least(own, by_source))


CORNERS: dict[str, Callable[[Dice, OwnRate, bool], int]] = {
    "small": _small,
    "the least": lambda dice, own, by_source: _least(own, by_source) - dice.below(2),
    "the most": lambda dice, own, by_source: _most(own, by_source) - dice.below(2),
    "large": _large,
    "2^63": lambda dice, own, by_source: min(2**63, _most(own, by_source)),
    "the other large": _other_is_large,
    "a power of ten": _power_of_ten,
    "wishes": lambda dice, own, by_source: max(_least(own, by_source), _most(own, by_source) // 100),
    "any": lambda dice, own, by_source: dice.amount(_most(own, by_source)),
}


def _address(dice: Dice, receiver: Player) -> str:
    return dice.pick((receiver.account, receiver.ledger.prefix + "zoe", receiver.account + ".invoice.7"))


def crowd(dice: Dice, asker: Player, receiver: Player) -> tuple[str, list[str]]:
    """A destination, and the accounts of some steady peers on other ledgers that ask for it at once."""
    known = [STEM + name + "bob" for name, owners in dice.routes.items() if owners - {asker.account}]
    destination = dice.pick([receiver.account, *known])
    peers = [each.account for each in dice.some(dice.stage.steady, 4) if not destination.startswith(each.ledger.prefix)]
    return destination, peers


def crowd_scene(dice: Dice) -> list[Step]:
    """Several peers ask for the same at once; at times a peer floods the target."""
    asker, receiver = dice.trade()
    steps: list[Step] = []
    if dice.chance(2):
        name = dice.pick(PLAIN_NAMES)
        steps.append(announced(dice, receiver, [name], shaped("good", receiver.ledger.capacity)))
        way = dice.pick(("late", "late, the last first", "not at all", "rightly"))
        steps += [Look(), Replies(receiver.account, STEM + name, way)]
    destination, peers = crowd(dice, asker, receiver)
    if peers:
        amount = dice.pick((10**8, 123_456_789))
        steps.append(AtOnce(tuple(peers * dice.number(1, 3)), destination, amount, dice.chance(3)))
    steps += hanging(dice, _plainly) if dice.chance(2) else []
    if dice.stage.spare and dice.chance(2):
        kind = dice.rare("flood", FLOODS)
        steps += [Look(), Flood(dice.pick(dice.stage.spare).account, kind, 320), Look()]
    if dice.stage.spare and dice.chance(4):
        steps.append(Strain(dice.pick(dice.stage.spare).account, dice.rare("strain", STRAINS)))
    return steps


def hanging(dice: Dice, announcing: Callable[[Dice, Player, str], Step]) -> list[Step]:
    """A next hop does not answer; meanwhile others ask for quotes by the own rate.

    `announcing`: how a player says a route to a name of which it is asked.
    """
    asker, via = traders(dice)
    own = own_rate(dice.stage.topology, asker.ledger.prefix, via.ledger.prefix)
    name = dice.fresh("hangs").removeprefix(STEM) + "."
    amount = min(math.floor(own.domain_end), math.ceil(own.inverse(1000)) + dice.below(1000))
    return [
        announcing(dice, via, name), Look(), Replies(via.account, STEM + name, "not at all"),
        Meanwhile(asker.account, f"{STEM}{name}carl", via.account, via.account + ".x", amount),
    ]  # fmt: skip


def _plainly(dice: Dice, player: Player, name: str) -> Step:
    return announced(dice, player, [name], shaped("good", player.ledger.capacity))


FLOODS = (
    "updates", "prefixes", "local requests", "requests without a route", "requests that hang", "broken updates",
)  # fmt: skip
