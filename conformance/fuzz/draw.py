"""Draws programs: everything up front, nothing that depends on an answer of the target's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.dice import PROFILE, Dice, Player, Stage, plainly
from conformance.fuzz.liquidity import manners
from conformance.fuzz.liquidity import scenes as liquidity
from conformance.fuzz.scenes_bad import SOURCES, bad_scene, raw_scene, requests_scene, valid_scene
from conformance.fuzz.scenes_corners import (
    acts_scene,
    alone_scene,
    depth_scene,
    large_scene,
    level_scene,
    order_scene,
    twice_scene,
)
from conformance.fuzz.scenes_many import scenes_of_many
from conformance.fuzz.scenes_names import configured_scene, scheme_scene, somebodys_scene
from conformance.fuzz.scenes_payments import beyond_scene, payments_scene
from conformance.fuzz.scenes_quotes import crowd_scene, rates_scene
from conformance.fuzz.scenes_routes import answers_scene, routes_scene
from conformance.fuzz.scenes_time import failing_scene, silence_scene, under_way_scene
from conformance.fuzz.steps import Program, Step

SCENES: Mapping[str, Callable[[Dice], list[Step]]] = {
    "routes": routes_scene,
    "answers": answers_scene,
    "more answers": answers_scene,
    "rates": rates_scene,
    "payments": payments_scene,
    "bad": bad_scene,
    "worse": bad_scene,
    "more routes": routes_scene,
    "payments beyond": beyond_scene,
    "silence": silence_scene,
    "more silence": silence_scene,
    "failing": failing_scene,
    "more failing": failing_scene,
    "crowd": crowd_scene,
    "requests": requests_scene,
    "more requests": requests_scene,
    **scenes_of_many(SOURCES),
    "valid": valid_scene,
    "raw": raw_scene,
    "configured": configured_scene,
    "somebody's": somebodys_scene,
    "scheme": scheme_scene,
    "alone": alone_scene,
    "depth": depth_scene,
    "acts": acts_scene,
    "level": level_scene,
    "order": order_scene,
    "under way": under_way_scene,
    "twice": twice_scene,
    "large": large_scene,
}
MOST = 4  # scenes of a program


def programs(stage: Stage, coverage: Coverage, seen: Callable[[str, str], None]) -> SearchStrategy[Program]:
    """Programs for the topology, steered by what was drawn before; `seen` is told of each flaw and shape drawn."""
    of_packets = stage.topology.profile != PROFILE
    scenes, manner = (liquidity.SCENES, manners.manner) if of_packets else (SCENES, plainly)

    @st.composite
    def program(draw: DrawFn) -> Program:
        dice = Dice(draw, stage, coverage, seen, manner=manner)
        drawn = [dice.rare("scene", tuple(scenes)) for _ in range(dice.number(1, MOST))]
        return Program(tuple(chain.from_iterable(scenes[each](dice) for each in drawn)))

    return program()


__all__ = ["Player", "Stage", "programs"]
