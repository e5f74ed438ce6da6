"""What a campaign over HTTP begins with: bad messages of all kinds, many in a row, each judged by itself.

What answers one bad message with a 5xx status, or serves nobody after it, shows so within seconds; no route is needed
for that, and no barrier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from hypothesis.strategies import SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.dice import BLOCK_SIZE, PROFILE, Dice, Player, Stage
from conformance.fuzz.liquidity import scenes_bad as liquidity
from conformance.fuzz.scenes_bad import SOURCES
from conformance.fuzz.spreading import keeps_routes
from conformance.fuzz.steps import Bad, Program

PROGRAMS = 12
MESSAGES = 20  # of each
DAMAGE = "operator"  # the source of every second one: who can't read a body fails at once


def swept(stage: Stage, seed: int) -> list[Program]:
    """Programs of messages after which the sender still has his routes, so that all run side by side.

    Each goes on where the one before ended, which Hypothesis does not know; so they are drawn without it.
    """
    sources: Mapping[str, Callable[[Dice, Player], Bad]] = (
        SOURCES if stage.topology.profile == PROFILE else liquidity.SOURCES
    )
    chance, coverage = Random(seed), Coverage()

    def draw(strategy: SearchStrategy[bytes]) -> bytes:
        return chance.randbytes(BLOCK_SIZE)

    def program() -> Program:
        dice = Dice(draw, stage, coverage, coverage.drew)
        player = dice.steady()
        kinds = [DAMAGE if dice.chance(2) else dice.rare("swept", tuple(sources)) for _ in range(MESSAGES)]
        drawn = [sources[kind](dice, player) for kind in kinds]
        return Program(tuple(step for step in drawn if keeps_routes(step, stage.topology)))

    return [program() for _ in range(PROGRAMS)]
