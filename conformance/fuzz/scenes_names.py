"""Scenes of names that are somebody's: configured routes, own ledgers, accounts, a whole scheme."""

from __future__ import annotations

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.malice import HALF, update_of, wrapped
from conformance.fuzz.scenes_routes import PLAIN_NAMES, announced, asked, routes_scene, shaped
from conformance.fuzz.scenes_time import after
from conformance.fuzz.steps import STEM, Ask, Bad, Deliveries, Look, Offered, Passes, Step, Update
from schemas import json_text

SMALL = 2000  # a destination amount that every pair of ledgers gives
SHORT = 500  # ms, a hold-down time


def configured_scene(dice: Dice) -> list[Step]:
    """The peer to whom a configured route leads says this and that, or falls silent; the route is used all the same."""
    routes = {each.prefix: each.peer for each in dice.stage.topology.routes if each.prefix}
    if not routes:
        return routes_scene(dice)
    prefix = dice.rare("configured route", tuple(routes))
    player = next(each for each in (*dice.stage.steady, *dice.stage.spare) if each.account == routes[prefix])
    steps: list[Step] = []
    for _ in range(dice.number(1, 3)):
        kinds = ("a heartbeat", "others", "withdrawn", "announced", "silence", "failure")
        steps += _to_a_configured_one(dice, player, prefix, dice.rare("configured", kinds[: 6 if player.spare else 4]))
        asker = dice.elsewhere(player)
        steps.append(Ask(asker.account, f"{prefix}carl", "destination_amount", SMALL))
    return steps


def _to_a_configured_one(dice: Dice, player: Player, prefix: str, how: str) -> list[Step]:
    new, gone = _offers(player, prefix), Update(player.account, (), (prefix,))
    if how == "a heartbeat":
        return [Update(player.account)]
    if how == "others":
        return [announced(dice, player, ["a."]), Update(player.account, (), (f"{STEM}a.",))]
    if how == "withdrawn":
        return [gone]
    if how == "announced":
        return [new, Look(), gone]
    if how == "silence":
        offered = new.routes if dice.chance(2) else ()
        return [Update(player.account, offered, (), SHORT), Passes(SHORT + after(dice)), gone]
    return [
        Deliveries(player.account, 500), announced(dice, dice.elsewhere(player), ["a."]), Passes(1500),
        Deliveries(player.account, 200), Update(player.account), Passes(1100),
    ]  # fmt: skip


def _offers(player: Player, prefix: str) -> Update:
    return Update(player.account, (Offered(prefix, shaped("good", player.ledger.capacity)),))


def somebodys_scene(dice: Dice) -> list[Step]:
    """A peer announces what lies below an account, its own or another's, or a ledger of the connector."""
    player = dice.steady()
    others = [each for each in dice.stage.steady if each.account != player.account]
    names = {
        "its own account": f"{player.account}.{STEM}",
        "a neighbour's account": f"{dice.pick(dice.near(player) or others).account}.{STEM}",
        "an account elsewhere": f"{dice.elsewhere(player).account}.{STEM}",
        "nobody's account": f"{player.ledger.prefix}{STEM}",
        "the connector's account": f"{player.ledger.account}.{STEM}",
        "another ledger": dice.elsewhere(player).ledger.prefix,
        "the ledger itself": player.ledger.prefix,
    }
    name = names[dice.rare("somebody's", tuple(names))]
    asker = dice.elsewhere(player)
    steps: list[Step] = [_offers(player, name), Look()]
    for end in dice.some(("carl", "x.y", "zoe"), 2):
        steps.append(Ask(asker.account, name + end, "source_amount", 10**7 + dice.below(1000)))
    return [*steps, Update(player.account, (), (name,)), Look()]


def scheme_scene(dice: Dice) -> list[Step]:
    """A route to a whole scheme beside others, or one without a final period: neither covers what is not below it."""
    if dice.chance(2):
        player, name = dice.steady(), dice.fresh("half").removeprefix(STEM)
        body = json_text.write(wrapped(player, "routing_update", update_of(player, STEM + name), ""))
        ends = ("x.bob", "0.bob", "-.bob")
        asker = dice.elsewhere(player)
        asks = [Ask(asker.account, f"{STEM}{name}{end}", "destination_amount", SMALL) for end in dice.some(ends, 2)]
        return [Bad(player.account, body, "malice", HALF), Look(), *asks]
    names = dice.some(PLAIN_NAMES, 2)
    whole, other = dice.steady(), dice.steady()
    steps: list[Step] = [announced(dice, other, names), _offers(whole, "g."), Look()]
    steps += [asked(dice, name) for name in (*names, "never.")]
    return [*steps, Update(whole.account, (), ("g.",)), Look()]
