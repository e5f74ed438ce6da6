"""Scenes that liquidity routing alone has: routes of all lengths, next hops that are asked, curves asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from conformance.fuzz.dice import MOST, Dice, Player
from conformance.fuzz.liquidity.manners import Paths, odd_paths
from conformance.fuzz.liquidity.scenes_bad import SOURCES, bad_scene, bytes_scene
from conformance.fuzz.liquidity.translating import in_this_form
from conformance.fuzz.liquidity.ways import ERRING_WAYS, RIGHT_WAYS, WAYS
from conformance.fuzz.scenes_corners import acts_scene, alone_scene, depth_scene, large_scene, twice_scene
from conformance.fuzz.scenes_many import scenes_of_many
from conformance.fuzz.scenes_names import configured_scene, scheme_scene, somebodys_scene
from conformance.fuzz.scenes_payments import beyond_scene, payments_scene
from conformance.fuzz.scenes_quotes import FLOODS, crowd, hanging, rates_scene
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
from conformance.fuzz.steps import (
    STEM,
    Ask,
    AskCurve,
    AtOnce,
    Bad,
    Flood,
    Look,
    Offered,
    Passes,
    Pay,
    Replies,
    Settles,
    Step,
    Update,
)
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate

SIDES = ("source_amount", "destination_amount")
WIDE: Mapping[str, Callable[[int], Points]] = {
    "no double holds it": lambda end: ((0, 0), (end // 3, MOST // 5), (end - 1, MOST - 7), (end, MOST)),
    "empty low words": lambda end: ((0, 0), (end // 2, 3 << 57), (end, 5 << 58)),
    "dear units": lambda end: ((0, 0), (end // 6, 80_000), (end // 3, 80_000), (end // 2, 160_000)),
    "dear units, level at the end": lambda end: ((0, 0), (end // 6, 10_000), (end // 2, 10_000)),
    "dear units, level at first": lambda end: ((end // 12, 10_000), (end // 4, 10_000), (end // 2, 20_000)),
    "empty high words": lambda end: ((0, 0), (end // 2, 2**31), (end, 2**32 - 1)),
    "each byte another": lambda end: ((0, 0), (end // 2, 0x0102030405060708), (end, 0x1112131415161718)),
    "above the signed ones": lambda end: ((0, 0), (end // 2, 2**63 - 1), (end, 2**63 + 1)),
    "above 2^53": lambda end: ((0, 0), (end // 2, 2**53 - 1), (end, 2**54 + 1)),
}
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


def paths_scene(dice: Dice) -> list[Step]:
    """Each name announced once, by paths of all kinds, with and without curve; then otherwise."""
    names = [f"{dice.pick(PLAIN_NAMES)}p{number}." for number in range(dice.number(2, 5))]
    steps: list[Step] = []
    for _ in range(dice.number(1, 2)):
        for name in names:
            player = dice.steady()
            points = shaped("good", player.ledger.capacity)
            steps.append(said(dice, player, name, points, odd_paths(dice, player, name), dice.chance(3)))
        steps.append(Look())
    return [*steps, asked(dice, dice.pick(names))]


def answers_scene(dice: Dice) -> list[Step]:
    """One peer announces a route without curve and answers in several ways, one after the other."""
    player, name = dice.steady(), dice.pick(PLAIN_NAMES)
    points = (0, 0), (player.ledger.capacity // PART, TOP)
    steps: list[Step] = [said(dice, player, name, points, silent=True), Look()]
    for _ in range(dice.number(2, 7)):
        way = dice.rare("answer", tuple(dice.pick((RIGHT_WAYS, ERRING_WAYS, WAYS, WAYS))))
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
    if dice.chance(2):
        points = WIDE[dice.rare("wide curve", tuple(WIDE))](player.ledger.capacity)
    elif dice.chance(2):
        points = _arched(player.ledger.capacity, dice.pick((5, 6, 7, 8)))
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
    steps.append(AskCurve(asker.account, f"{STEM}{name}carl"))
    if dice.chance(3):
        steps += [said(dice, player, name, points, silent=True), Look(), asked(dice, name)]
    return steps


def _arched(capacity: int, count: int) -> Points:
    """A curve of so many parts that grows ever less."""
    end, top = capacity // PART, TOP
    return tuple((end * n // count, top * (count * count - (count - n) ** 2) // count**2) for n in range(count + 1))


def _below(dice: Dice, name: str) -> list[Step]:
    """A route below the name, by another curve."""
    other = dice.steady()
    points = shaped(dice.pick(tuple(PARTS)), other.ledger.capacity)
    return [said(dice, other, f"{name}b.", points), Look(), asked(dice, f"{name}b.")]


def local_curves_scene(dice: Dice) -> list[Step]:
    """The curves to own ledgers."""
    asker, receiver = dice.trade()
    return [AskCurve(asker.account, receiver.account)]


def dear_scene(dice: Dice) -> list[Step]:
    """Transfers beyond a curve's announcer: for what the amount gives, a little more, far more."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = dice.trade()
    name = dice.pick(PLAIN_NAMES)
    points = shaped(dice.rare("curve to pay along", tuple(PARTS)), receiver.ledger.capacity)
    steps: list[Step] = [said(dice, receiver, name, points), Look()]
    own = own_rate(dice.stage.topology, payer.ledger.prefix, receiver.ledger.prefix)
    join = Join(own, Curve(points))
    for _ in range(dice.number(2, 5)):
        end = math.floor(join.owed_end)
        amount = dice.pick((end // 3, dice.amount(end)))
        most, least = math.ceil(join.best(amount)), math.floor(join.least(amount))
        deliver = dice.pick((least, least, least // 2, most + 2, most + 2, 2 * most, 1))
        steps.append(Pay(payer.account, f"{STEM}{name}carl", amount, min(MOST, max(1, deliver))))
        steps += [Settles("fulfilled")] if dice.chance(3) else []
    return steps


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
    destination, peers = crowd(dice, asker, receiver)
    if peers:
        steps.append(AtOnce(tuple(peers * dice.number(1, 3)), destination, dice.pick((10**8, 123_456_789))))
    steps += hanging(dice, _silently) if dice.chance(2) else []
    if dice.stage.spare and dice.chance(2):
        kind = dice.rare("flood", FLOODS)
        steps += [Look(), Flood(dice.pick(dice.stage.spare).account, kind, 320), Look()]
    return steps


def _silently(dice: Dice, player: Player, name: str) -> Step:
    return said(dice, player, name, shaped("good", player.ledger.capacity), silent=True)


def as_there(scene: Callable[[Dice], list[Step]]) -> Callable[[Dice], list[Step]]:
    """A scene of the other profile, with its messages said in this one."""
    return lambda dice: [in_this_form(step) if isinstance(step, Bad) else step for step in scene(dice)]


SCENES: Mapping[str, Callable[[Dice], list[Step]]] = {
    "routes": routes_scene,
    "lengths": lengths_scene,
    "paths": paths_scene,
    "answers": answers_scene,
    "curves": curves_scene,
    "curves to own ledgers": local_curves_scene,
    "rates": rates_scene,
    "payments": payments_scene,
    "payments beyond": beyond_scene,
    "bad": bad_scene,
    "worse": bad_scene,
    "bytes": bytes_scene,
    **scenes_of_many(SOURCES),
    "more routes": routes_scene,
    "more curves": curves_scene,
    "yet more curves": curves_scene,
    "more answers": answers_scene,
    "yet more answers": answers_scene,
    "more lengths": lengths_scene,
    "dear": dear_scene,
    "gathering": gathering_scene,
    "silence": silence_scene,
    "failing": failing_scene,
    "crowd": crowd_scene,
    "configured": configured_scene,
    "somebody's": somebodys_scene,
    "scheme": as_there(scheme_scene),
    "alone": alone_scene,
    "depth": depth_scene,
    "acts": as_there(acts_scene),
    "large": large_scene,
    "twice": twice_scene,
}
