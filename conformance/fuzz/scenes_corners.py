"""Scenes of what seldom comes by chance: a curve alone, prefixes around prefixes, acts one by one, much at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from conformance.fuzz.crowds import ORDERS
from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.malice import ACTS, FOREIGN
from conformance.fuzz.paid import ENDS
from conformance.fuzz.scenes_many import plainly_offered
from conformance.fuzz.scenes_quotes import traders
from conformance.fuzz.scenes_routes import CHAIN, PARTS, TOP, Points, asked, shaped, withdrawn
from conformance.fuzz.steps import STEM, Ask, Bad, Look, Offered, OutOfOrder, Passes, Pay, Settles, Step, Update
from conformance.oracle.rates import OwnRate, own_rate
from schemas import json_text

SMALL = 2000  # a destination amount that every pair of ledgers gives
HUGE = 2**52
FINE = "0.000244140625"  # s: of more digits than a quote's duration may have, and doubles add it up exactly
TWICE = tuple(how for how in ENDS if how.startswith(("followed", "sent again")))
ALIKE = (("1.", "01."), ("a.7.", "a.007."), ("00.", "0."), ("a.", "A."), ("a.b.", "a.B."), ("ab.", "a.b."))


# -- a curve alone -----------------------------------------------------------------------------------------------


def alone_scene(dice: Dice) -> list[Step]:
    """A few curves, each the only one to a name of its own, whose shapes show best alone; and quotes along them.

    At last a neighbour offers one of them as well.
    """
    asker, player = traders(dice)
    own = own_rate(dice.stage.topology, asker.ledger.prefix, player.ledger.prefix)
    names, routes = list[str](), list[Offered]()
    for _ in range(dice.number(2, 5)):
        points = ALONE[dice.rare("curve alone", tuple(ALONE))](dice, own, player.ledger.capacity)
        names.append(dice.fresh("alone").removeprefix(STEM) + ".")
        routes += plainly_offered(dice, player, names[-1], points).routes
    routes += [Offered(f"{STEM}window.", ((0, 0), (8, 8)), FINE)] if dice.chance(3) else []
    steps: list[Step] = [Update(player.account, tuple(routes)), Look(), *(asked(dice, name) for name in names)]
    for other in dice.near(player)[:1]:
        name = dice.pick(names)
        steps += [plainly_offered(dice, other, name, dice.curves[player.account, name]), Look()]
    return steps


def _point(dice: Dice, own: OwnRate, capacity: int) -> Points:
    """One point that a whole input of the asker's gives exactly, where there is one."""
    unit = own.slope.denominator * dice.number(1, 10_000)
    x = int(own.slope * unit)
    if unit > own.domain_end or not 1 <= x <= min(capacity, HUGE):
        return ((capacity // 8, capacity // 8),)
    return ((x, unit),)


def _to_the_capacity(dice: Dice, own: OwnRate, capacity: int) -> Points:
    """Four points whose end lies beyond what others can send, as far as their capacities and the own rate go."""
    end, top = min(capacity, 2 * HUGE), 4 * 10**12 + dice.below(10**12)
    return (0, 0), (end // 4, top // 5), (end // 2, top // 2), (end, top)


ALONE: Mapping[str, Callable[[Dice, OwnRate, int], Points]] = {
    "a point": _point,
    "four points to the capacity": _to_the_capacity,
    "half a billion at the end": lambda dice, own, capacity: (
        (0, 0), (min(capacity, HUGE) // dice.number(4, 9), 5 * 10**8 + dice.below(10**7) - dice.below(10**7))),
    "little at the end": lambda dice, own, capacity: ((0, 0), (min(capacity, HUGE) // 4, dice.number(10, 10**6))),
    "four points": lambda dice, own, capacity: _to_the_capacity(dice, own, capacity // 4),
}  # fmt: skip


def level_scene(dice: Dice) -> list[Step]:
    """Two neighbours offer a name; what one's level part gives is asked for: the other's is dearer, but for its end."""
    pairs = [(each, other) for each in dice.stage.steady for other in dice.near(each)]
    if not pairs:
        return alone_scene(dice)
    (first, rival), name = dice.pick(pairs), dice.fresh("level").removeprefix(STEM) + "."
    points = shaped("steps", first.ledger.capacity)
    steps: list[Step] = [plainly_offered(dice, first, name, points)]
    steps += [plainly_offered(dice, rival, name, shaped("early", rival.ledger.capacity)), Look()]
    asker, output = dice.elsewhere(first), points[1][1]
    for less in range(4):
        steps.append(Ask(asker.account, f"{STEM}{name}carl", "destination_amount", output - less))
    return steps


# -- prefixes around prefixes ------------------------------------------------------------------------------------


def depth_scene(dice: Dice) -> list[Step]:
    """Prefixes around one address, two peers by turns, with one taken out of their midst; or names that are alike."""
    player = dice.steady()
    if dice.chance(3):
        known, other = dice.pick(ALIKE)
        offered = plainly_offered(dice, player, known, shaped("good", player.ledger.capacity))
        ask = Ask(dice.elsewhere(player).account, f"{STEM}{other}carl", "destination_amount", SMALL)
        return [offered, Look(), ask]
    people = (player, dice.pick(dice.near(player) or [dice.elsewhere(player)]))
    chain = CHAIN[: dice.number(4, len(CHAIN))]
    steps: list[Step] = [
        plainly_offered(dice, people[n % 2], name, shaped(dice.pick(tuple(PARTS)), people[n % 2].ledger.capacity))
        for n, name in enumerate(chain)
    ]
    steps += [Look(), asked(dice, chain[-1]), *(asked(dice, name) for name in dice.some(chain, 2))]
    place = dice.number(1, len(chain) - 1)
    steps += [asked(dice, chain[place]), withdrawn(dice, people[place % 2], [chain[place]])]
    steps += [Look()] if dice.chance(2) else []
    return [*steps, *(_below(dice, people, chain[place]) for _ in range(2))]


def _below(dice: Dice, people: tuple[Player, Player], name: str) -> Ask:
    """A quote for what lies directly below the name."""
    asker = dice.elsewhere(dice.pick(people))
    return Ask(asker.account, f"{STEM}{name}carl", "destination_amount", SMALL)


# -- acts one by one ---------------------------------------------------------------------------------------------


def acts_scene(dice: Dice) -> list[Step]:
    """What a hostile peer does, one act after the other, each about a name of its own."""
    steps: list[Step] = []
    acts = {**ACTS, **FOREIGN}
    for _ in range(dice.number(8, 16)):
        player = dice.meddler() if not dice.chance(3) else dice.steady()
        act, name = dice.rare("act alone", tuple(acts)), dice.fresh("act") + "."
        victim = dice.elsewhere(player) if act in FOREIGN else dice.pick(dice.near(player) or [dice.elsewhere(player)])
        body = json_text.write(acts[act](player, victim, name, dice.fresh("q")))
        steps.append(Bad(player.account, body, "malice", act))
    return [*steps, Look()]


# -- transfers that are nearly one -------------------------------------------------------------------------------


def twice_scene(dice: Dice) -> list[Step]:
    """A transfer that is surely paid on, and then one that only its id, its condition or its ledger tell from it."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = traders(dice)
    own = own_rate(dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix)
    amount = min(math.floor(own.domain_end), math.ceil(own.inverse(SMALL)) + dice.below(1000))
    pay = Pay(payer.account, receiver.account, amount, max(1, math.floor(own.value(amount)) // 2))
    return [pay, Settles(dice.rare("twice", TWICE))]


# -- much at once ------------------------------------------------------------------------------------------------


def order_scene(dice: Dice) -> list[Step]:
    """Questions beyond one next hop, all under way before it answers any, in another order."""
    asker, via = traders(dice)
    if via.ledger.capacity > 2 * HUGE:
        asker, via = via, asker
    name = dice.fresh("order").removeprefix(STEM) + "."
    order, near = dice.rare("order", tuple(ORDERS)), dice.near(asker)
    one = bool(near) and dice.chance(2)
    peers = (asker.account, dice.pick(near).account) if one else (asker.account,) * dice.number(3, 8)
    points = (0, 0), (min(via.ledger.capacity, 2 * HUGE), TOP)
    steps: list[Step] = [plainly_offered(dice, via, name, points), Look()]
    return [*steps, OutOfOrder(peers, STEM + name, via.account, order, one)]


def large_scene(dice: Dice) -> list[Step]:
    """Very many routes in one update, and a silence longer than their time; it costs much, and is seldom drawn."""
    if not dice.chance(3):
        return depth_scene(dice)
    player = dice.steady()
    names = [f"large{number}." for number in range(dice.number(251, 300))]
    update = Update(player.account, tuple(
        route for name in names for route in plainly_offered(dice, player, name, ((0, 0), (8, 8))).routes))  # fmt: skip
    pause = dice.stage.topology.hold_down_time + 2 * dice.stage.topology.broadcast_interval
    return [update, Passes(pause), withdrawn(dice, player, names)]
