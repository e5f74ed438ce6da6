"""Scenes of many messages of one kind, so that a short campaign passes all forms of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.scenes_payments import payment
from conformance.fuzz.scenes_quotes import traders
from conformance.fuzz.scenes_routes import PLAIN_NAMES, announced, asked
from conformance.fuzz.steps import Bad, Look, Step

Sources = Mapping[str, Callable[[Dice, Player], Bad]]


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
        return [*steps, Look(), asked(dice, dice.pick(names))]

    return scene


def packets_scene(dice: Dice) -> list[Step]:
    """Transfers between two own ledgers whose packets are good and broken in many forms, one after the other."""
    if "transfers" in dice.stage.topology.lacks:
        return []
    payer, receiver = traders(dice)
    return [payment(dice, payer, receiver, one_in=1) for _ in range(dice.number(10, 30))]
