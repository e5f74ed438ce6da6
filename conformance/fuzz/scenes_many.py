"""Scenes of many things of one kind, so that a short campaign passes all forms of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.scenes_payments import payment
from conformance.fuzz.scenes_quotes import traders
from conformance.fuzz.scenes_routes import ODD_LETTERS, PARTS, PLAIN_NAMES, Points, announced, asked, shaped, withdrawn
from conformance.fuzz.steps import STEM, Bad, Look, Offered, Step, Update
from conformance.generate.realistic import special

NOBODYS = "nobodys."  # a name that nobody announces
Sources = Mapping[str, Callable[[Dice, Player], Bad]]


def scenes_of_many(sources: Sources) -> Mapping[str, Callable[[Dice], list[Step]]]:
    """The scenes by their names, in any profile; `sources`: its bad messages."""
    return {
        "many of a kind": many_of_a_kind(sources),
        "yet more of a kind": many_of_a_kind(sources),
        "packets": packets_scene,
        "crossing": crossing_scene,
        "odd names": odd_names_scene,
        "long": long_scene,
    }


def many_of_a_kind(sources: Sources) -> Callable[[Dice], list[Step]]:
    """A scene: a peer or two have a route, and bad messages of one source come one after the other."""

    def scene(dice: Dice) -> list[Step]:
        draw = sources[dice.rare("many of", tuple(sources))]
        names, people = dice.some(PLAIN_NAMES, 2), dice.some(dice.stage.steady, 2)
        steps: list[Step] = [*(announced(dice, each, names) for each in people), Look()]
        meddler = dice.meddler()
        for _ in range(dice.number(8, 20)):
            steps.append(draw(dice, meddler if not dice.chance(4) else dice.pick(people)))
            steps += [Look()] if dice.chance(5) else []
        return [*steps, Look(), asked(dice, dice.pick(names)), asked(dice, NOBODYS)]

    return scene


def packets_scene(dice: Dice) -> list[Step]:
    """Transfers between two own ledgers whose packets are good and broken in many forms, one after the other."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = traders(dice)
    return [payment(dice, payer, receiver, one_in=1) for _ in range(dice.number(10, 30))]


def crossing_scene(dice: Dice) -> list[Step]:
    """Two peers offer one name by curves that cross; quotes of all sizes, then one of them offers another curve."""
    first, name = dice.steady(), dice.pick(PLAIN_NAMES)
    near = dice.near(first)
    people = (first, dice.pick(near) if near and dice.chance(2) else dice.elsewhere(first))
    steps: list[Step] = [_offered(dice, each, name) for each in people]
    for _ in range(dice.number(1, 3)):
        steps += [Look(), *(asked(dice, name) for _ in range(dice.number(2, 5)))]
        steps.append(_offered(dice, dice.pick(people), name))
    return [*steps, Look(), asked(dice, name), asked(dice, name)]


def _offered(dice: Dice, player: Player, name: str) -> Update:
    """A plain route by a curve that can be compared with others."""
    points = shaped(dice.rare("curve that crosses", tuple(PARTS)), player.ledger.capacity)
    return plainly_offered(dice, player, name, points)


def plainly_offered(dice: Dice, player: Player, name: str, points: Points) -> Update:
    """An update with one route, in whatever profile the plainest: nothing between, and a curve."""
    dice.routes.setdefault(name, set()).add(player.account)
    dice.curves[player.account, name] = points
    return Update(player.account, (Offered(STEM + name, points),))


def odd_names_scene(dice: Dice) -> list[Step]:
    """Routes to names that languages, patterns and readers of numbers treat specially, and quotes for each."""
    player = dice.steady()
    every = (*(f"{each}." for each in special()), *ODD_LETTERS)
    names = list(dict.fromkeys(dice.rare("odd name", every) for _ in range(dice.number(3, 8))))
    steps: list[Step] = [announced(dice, player, names, shaped("good", player.ledger.capacity)), Look()]
    steps += [asked(dice, name) for name in names]
    gone = dice.some(names, len(names))
    steps += [withdrawn(dice, player, gone), Look(), *(asked(dice, name) for name in gone[:2])]
    return steps


def long_scene(dice: Dice) -> list[Step]:
    """One curve of very many points, and what is told of it."""
    player, name = dice.steady(), dice.fresh("long").removeprefix(STEM) + "."
    count = dice.pick((95, 150, 400)) if not dice.chance(5) else 2100
    step = max(1, min(1000, player.ledger.capacity // count))
    points = tuple((n * step, n * step // 2 + n * n * step // (4 * count)) for n in range(count))
    return [plainly_offered(dice, player, name, points), Look(), asked(dice, name)]
