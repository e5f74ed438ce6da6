"""What a campaign over HTTP begins with: wrong calls, bad messages of all kinds, many in a row, each judged by itself.

What answers one bad message with a 5xx status, or serves nobody after it, shows so within seconds; no route is needed
for that, and no barrier. First of all a route is announced and withdrawn as most would write it. Then come some good
messages, and wrong calls, each once: another token, ledger or method, what is nearly JSON, each form in the bytes of
HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from hypothesis.strategies import SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.dice import BLOCK_SIZE, PROFILE, Dice, Player, Stage
from conformance.fuzz.liquidity import scenes_bad as liquidity
from conformance.fuzz.liquidity.translating import in_this_form
from conformance.fuzz.malice import update_of, wrapped
from conformance.fuzz.raw import FORMS
from conformance.fuzz.scenes_bad import ENVELOPES, NEARLY, SOURCES
from conformance.fuzz.spreading import keeps_routes
from conformance.fuzz.steps import Bad, Program, Raw
from conformance.generate.mutations import REWRITINGS
from schemas import json_text

PROGRAMS = 12
MESSAGES = 20  # of each
DAMAGE = "operator"  # the source of every second one: who can't read a body fails at once
CALLS = {"valid": len(REWRITINGS), "envelope": len(ENVELOPES), "nearly": len(NEARLY)}  # sources, and kinds of each
AT_A_TIME = 10  # such calls of a program: few, so that all are made soon, as programs run side by side


class ByTurns(Dice):
    """Draws nothing a second time before all of its kind were drawn."""

    def rare(self, source: str, names: Sequence[str]) -> str:
        """One of those drawn least often."""
        name = self.pick(self.coverage.least(source, names, names))
        self.seen(source, name)
        self.coverage.drew(source, name)
        return name


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

    def fresh() -> ByTurns:
        return ByTurns(draw, stage, coverage, coverage.drew)

    def program(dice: Dice, kinds: Sequence[str]) -> Program:
        player = dice.steady()
        drawn = [sources[kind](dice, player) for kind in kinds]
        return Program(tuple(step for step in drawn if keeps_routes(step, stage.topology)))

    calls = [kind for kind, count in CALLS.items() if kind in sources for _ in range(count)]
    found = [program(fresh(), calls[first : first + AT_A_TIME]) for first in range(0, len(calls), AT_A_TIME)]
    found += _raw(fresh())
    for dice in (fresh() for _ in range(PROGRAMS)):
        found.append(program(dice, [_kind(dice, tuple(sources)) for _ in range(MESSAGES)]))
    return [_plain(fresh()), *found]


def _plain(dice: Dice) -> Program:
    """An update with a route, and one that withdraws it."""
    player, prefix = dice.steady(), f"{dice.fresh('plain')}."
    announces = update_of(player, prefix, destination_account=f"{prefix}conn")
    withdraws = {**announces, "new_routes": [], "unreachable_through_me": [prefix]}
    steps = [
        Bad(player.account, json_text.write(wrapped(player, "routing_update", message, "")), "valid", flaw)
        for message, flaw in ((announces, "a route"), (withdraws, "a withdrawal"))
    ]
    return Program(tuple(steps if dice.stage.topology.profile == PROFILE else map(in_this_form, steps)))


def _kind(dice: Dice, sources: Sequence[str]) -> str:
    return DAMAGE if dice.chance(2) else dice.rare("swept", sources)


def _raw(dice: Dice) -> Iterator[Program]:
    """Each form of HTTP once, by a spare peer for each program, as a connector may do anything with some of them."""
    count = -(-len(FORMS) // AT_A_TIME)
    spare, turn, holder = dice.stage.spare or dice.stage.steady, dice.below(100), dice.holder()
    for first in range(count):
        player = spare[(turn + first) % len(spare)]
        forms = tuple(FORMS)[first::count]
        senders = [holder if holder and FORMS[form].needs_token else player for form in forms]
        pairs = zip(senders, forms, strict=True)
        yield Program(tuple(Raw(each.account, form, f"{dice.fresh('raw')}.") for each, form in pairs))
