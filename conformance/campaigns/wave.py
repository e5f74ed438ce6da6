"""Programs played side by side: whoever waits lets the others go on; afterwards each gets what is its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from conformance.campaigns.spreading import floods_in, spares_in, spread_out
from conformance.fuzz.faults import Fault
from conformance.fuzz.player import BrokenOff, Played, Player
from conformance.fuzz.steps import Program
from conformance.harness.tasks import Job, Pool
from conformance.harness.wirelog import CASE, Exchange
from conformance.harness.world import World

IsNew = Callable[[Fault], bool]


class Wave:
    """Some programs under numbers of their own, `width` of them under way at a time.

    Two that use the same spare peer are never under way together: what one has it do is no matter of the other's. As
    far as there are enough, each gets spare peers of its own. One that floods the target has it for itself. The wave
    ends with the first play that `is_new` likes: plays that are not over then are put off.
    """

    def __init__(self, world: World, programs: Mapping[int, Program], width: int, is_new: IsNew) -> None:
        self._world, self._first, self._is_new = world, len(world.log), is_new
        self._under_way: set[int] = set()
        self._begun: set[int] = set()
        self._ended: set[int] = set()
        self._is_over = False
        moved = dict(zip(programs, spread_out(world.topology, list(programs.values())), strict=True))
        self._spares = {number: set(spares_in(world.topology, program)) for number, program in moved.items()}
        self._floods = {number for number, program in moved.items() if floods_in(program)}
        self._players = {number: Player(world, number) for number in moved}
        jobs = [
            Job(partial(self._play, number, program), partial(self._may_begin, number), self._weight(number, program))
            for number, program in moved.items()
        ]
        self._pool = Pool(world, jobs, width)

    def run(self) -> None:
        """Plays them all. Where anything is raised, whoever is under way ends at once, and no other begins."""
        try:
            self._pool.finish()
        except _SomethingNew as reason:
            self._is_over = True
            self._pool.break_off(reason)
        except BaseException as error:
            self._is_over = True
            self._pool.break_off(error if isinstance(error, BrokenOff) else BrokenOff("the others ended"))
            raise

    def look(self) -> None:
        """Ends the wave where a play under way has shown something new already."""
        faults = [fault for number in self._under_way for fault in self._players[number].played.faults]
        if any(self._is_new(fault) for fault in faults):
            raise _SomethingNew("a play showed something new")

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
        for number, played in plays.items():
            played.put_off = number not in self._ended and not played.faults
        return plays

    def lost(self, ending: Fault) -> dict[int, Played]:
        """The same where the target was lost: that is the one fault of all that had begun."""
        plays = {number: player.played for number, player in self._players.items()}
        for number, played in plays.items():
            played.exchanges = tuple(self.exchanges)
            played.broken_off = played.broken_off or "the target was lost"
            played.faults[:] = [ending] if number in self._begun else []
            played.unsure = {ending.signature} if len(self._begun) > 1 else set()
            played.put_off = number not in self._begun
        return plays

    def _give(self, fault: Fault, plays: Mapping[int, Played]) -> None:
        shown = [self._world.log.exchanges[seq] for seq in fault.seqs]
        callers = [number for number in plays if any(each.case == number for each in shown)]
        texts = [f"{fault.expected} {fault.observed}".encode(), b"".join(each.body for each in shown)]
        by_text = ([each for each in plays if is_named(each, text)] for text in texts)
        named = callers or next((found for found in by_text if found), [])
        owners = named if len(named) == 1 else list(plays)
        for played in (plays[number] for number in owners):
            if all(fault.signature != other.signature for other in played.faults):
                played.faults.append(fault)
                played.exchanges = (*(each for each in shown if each.seq < self._first), *played.exchanges)
            if len(owners) > 1:
                played.unsure.add(fault.signature)

    def _play(self, number: int, program: Program) -> None:
        self._begun.add(number)
        self._under_way.add(number)
        CASE.set(number)
        try:
            played = self._players[number].play(program)
        finally:
            self._under_way.discard(number)
        if self._is_over:
            return
        self._ended.add(number)
        if any(self._is_new(fault) for fault in played.faults):
            raise _SomethingNew("another play showed something new")

    def _weight(self, number: int, program: Program) -> int:
        """The longest begin first; those beside which nothing runs come last."""
        return -1 if number in self._floods else program.waits

    def _may_begin(self, number: int) -> bool:
        if self._under_way & self._floods or (self._under_way and number in self._floods):
            return False
        return not any(self._spares[number] & self._spares[other] for other in self._under_way)


def is_named(number: int, text: bytes) -> bool:
    """Whether the text has a prefix of the play with that number in it, or the id of a request of its peers'."""
    return f".f{number}.".encode() in text or f".{number}.q".encode() in text


class _SomethingNew(BrokenOff):
    """A play showed what is to be looked at now."""
