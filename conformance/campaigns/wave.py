"""Programs played side by side: whoever waits lets the others go on; afterwards each gets what is its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial

from conformance.fuzz.faults import Fault
from conformance.fuzz.player import BrokenOff, Played, Player
from conformance.fuzz.steps import Program
from conformance.harness.tasks import Job, Pool
from conformance.harness.wirelog import CASE, Exchange
from conformance.harness.world import World


class Wave:
    """Some programs under numbers of their own, `width` of them under way at a time.

    Two that use the same spare peer are never under way together: what one has it do is no matter of the other's.
    """

    def __init__(self, world: World, programs: Mapping[int, Program], width: int) -> None:
        self._world, self._first = world, len(world.log)
        self._spares = {number: set(spares_in(world, program)) for number, program in programs.items()}
        self._under_way: set[int] = set()
        self.begun: set[int] = set()
        self._players = {number: Player(world, number) for number in programs}
        jobs = [
            Job(partial(self._play, number, program), partial(self._may_begin, number))
            for number, program in programs.items()
        ]
        self._pool = Pool(world, jobs, width)

    def run(self) -> None:
        """Plays them all. Where anything is raised, whoever is under way ends at once, and no other begins."""
        try:
            self._pool.finish()
        except BaseException as error:
            self._pool.break_off(error if isinstance(error, BrokenOff) else BrokenOff("the others ended"))
            raise

    @property
    def exchanges(self) -> list[Exchange]:
        """All that was said meanwhile."""
        return self._world.log.exchanges[self._first :]

    def plays(self) -> dict[int, Played]:
        """What came of each program; what a monitor saw belongs to the play that it speaks of.

        Where it speaks of none of them, or of several, it is each one's, and unsure.
        """
        plays = {number: player.played for number, player in self._players.items()}
        monitors = self._world.monitors.watches
        seen = [fault for played in plays.values() for fault in played.faults if fault.kind in monitors]
        for number, played in plays.items():
            played.exchanges = tuple(
                each for each in self.exchanges if each.case == number or is_named(number, each.body)
            )
            played.faults[:] = [fault for fault in played.faults if fault not in seen]
        for fault in seen:
            self._give(fault, plays)
        return plays

    def lost(self, ending: Fault) -> dict[int, Played]:
        """The same where the target was lost: that is the one fault of all that had begun."""
        plays = {number: player.played for number, player in self._players.items()}
        for number, played in plays.items():
            played.exchanges = tuple(self.exchanges)
            played.broken_off = played.broken_off or "the target was lost"
            played.faults[:] = [ending] if number in self.begun else []
            played.unsure = {ending.signature} if len(self.begun) > 1 else set()
        return plays

    def _give(self, fault: Fault, plays: Mapping[int, Played]) -> None:
        shown = [self._world.log.exchanges[seq] for seq in fault.seqs]
        texts = [f"{fault.expected} {fault.observed}".encode(), b"".join(each.body for each in shown)]
        named = next((found for text in texts if (found := [each for each in plays if is_named(each, text)])), [])
        owners = named if len(named) == 1 else list(plays)
        for played in (plays[number] for number in owners):
            if all(fault.signature != other.signature for other in played.faults):
                played.faults.append(fault)
                played.exchanges = (*(each for each in shown if each.seq < self._first), *played.exchanges)
            if len(owners) > 1:
                played.unsure.add(fault.signature)

    def _play(self, number: int, program: Program) -> None:
        self.begun.add(number)
        self._under_way.add(number)
        CASE.set(number)
        try:
            self._players[number].play(program)
        finally:
            self._under_way.discard(number)

    def _may_begin(self, number: int) -> bool:
        return not any(self._spares[number] & self._spares[other] for other in self._under_way)


def is_named(number: int, text: bytes) -> bool:
    """Whether the text has a prefix of the play with that number in it."""
    return f".f{number}.".encode() in text


def spares_in(world: World, program: Program) -> Iterator[str]:
    """The spare peers that take part in a program."""
    for step in program.steps:
        for member in fields(step):
            value = getattr(step, member.name)
            for account in value if isinstance(value, tuple) else (value,):
                if isinstance(account, str) and account in world.peers and world.peers[account].spare:
                    yield account
