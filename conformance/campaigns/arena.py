"""Where a campaign's programs are played: a target that is watched over, and started anew where it can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from conformance.bindings import TargetCrashed
from conformance.campaigns.wave import Play, Wave
from conformance.engine import TargetMute
from conformance.fuzz.campaign import nothing_is_new
from conformance.fuzz.faults import ENDED, Fault
from conformance.fuzz.player import BrokenOff, Played
from conformance.fuzz.spreading import spread_out
from conformance.fuzz.steps import Program
from conformance.harness.calls import RAW
from conformance.harness.wirelog import Exchange, TooManyCalls
from conformance.harness.world import World
from conformance.starting import Reached, Source

WIDTH = 16  # programs side by side over HTTP, since most of the time is waiting
LOOK = 250  # ms between two looks at a target during a play
UNANSWERED = 6  # calls in a row without an answer, after which a target is said to hang
FULL = 60_000  # calls, after which what was said before is forgotten
FLOOD, FAIR = 5_000, 100  # calls of the target's: so many, and so many more for each of ours, are too many
ERROR_LINE = re.compile(r"^\s*\S*(?:Error|Exception|panic)\b.*", re.MULTILINE)


class TargetArena:
    """A target of whatever source. `gone` says why it can't be used any more; empty as long as it can."""

    def __init__(self, source: Source, seed: int, clock: Callable[[], float]) -> None:
        self.topology, self.can_restart = source.topology, source.can_restart
        self.seconds = clock
        self.end: float | None = None
        self.gone = ""
        self._source, self._seed, self._numbers, self._lives, self._forgotten = source, seed, 0, 1, 0
        self._watched: Wave | None = None
        self._is_fresh = True  # whether nothing was played since the target began
        self._retired: Reached | None = None  # the target before, which is ending
        self._reached = Reached(source, seed)
        self.width = WIDTH if "http" in self.world.binding.features else 1  # in memory waiting costs nothing

    @property
    def world(self) -> World:
        """The world of the present run."""
        return self._reached.run.world

    @property
    def address(self) -> str:
        """Where the target is reached."""
        return self.world.binding.address

    @property
    def messages(self) -> int:
        """How many calls there were up to now, either way."""
        return self._forgotten + len(self.world.log)

    def play(self, programs: Sequence[Program], is_new: Callable[[Fault], bool] = nothing_is_new) -> list[Played]:
        """Plays the programs side by side, each under fresh names; what came of each.

        With the first fault that `is_new` likes, plays that are not over are put off. Where the target ended or hangs,
        that is the one fault of each of them.
        """
        first, plays = self._numbers + 1, dict[int, Played]()
        if len(self.world.log) > FULL:
            self._forget()
        source = iter(spread_out(self.topology, programs))
        for play in self._wave(source, is_new, lambda play: plays.update({play.number: play.played})):
            plays[play.number] = play.played
        return [plays.get(first + place) or Played(put_off=True) for place in range(len(programs))]

    def play_on(
        self,
        source: Iterator[Program],
        is_new: Callable[[Fault], bool],
        ended: Callable[[Program, Played], None],
    ) -> list[tuple[Program, Played]]:
        """Plays what the source gives, as many side by side as may be, as long as it gives some and nothing is new.

        `ended` is told of each play that came to its end meanwhile; the others come back, in their order.
        """
        self._let_go()
        while True:
            left = self._wave(self._until_full(source), is_new, lambda play: ended(play.program, play.played))
            if left or len(self.world.log) <= FULL:
                return [(play.program, play.played) for play in left]
            self._forget()

    def _until_full(self, source: Iterator[Program]) -> Iterator[Program]:
        while len(self.world.log) <= FULL and (program := next(source, None)) is not None:
            yield program

    def _wave(
        self, source: Iterator[Program], is_new: Callable[[Fault], bool], ended: Callable[[Play], None]
    ) -> list[Play]:
        self._is_fresh = False
        wave = self._watched = Wave(self.world, self._numbered(source), self.width, is_new, ended)
        crash = self._run(wave)
        self._watched = None
        ending = crash or self._ending(wave.exchanges, is_flood(*wave.calls))
        if ending is None:
            return wave.left()
        left = wave.lost(ending)
        self._revive(ending)
        return left

    def _numbered(self, programs: Iterator[Program]) -> Iterator[tuple[int, Program]]:
        for program in programs:
            self._numbers += 1
            yield self._numbers, program

    def _run(self, wave: Wave) -> Fault | None:
        """Runs the plays; the fault of a target in this process that crashed meanwhile."""
        self.world.later(LOOK, partial(self._look, wave))
        try:
            wave.run()
        except TargetCrashed as crash:
            return _ended(f"it ended: {crash}")
        except (BrokenOff, TooManyCalls):  # what of it is the target's fault is found out now
            return None
        return None

    def renew(self) -> None:
        """A fresh target where it can be started anew; else nothing, since each play has names of its own."""
        if not self.can_restart or self.gone or self._is_fresh:
            return
        self._forgotten += len(self.world.log)
        self._let_go()
        self._reached.retires()
        self._retired = self._reached
        if self.width == 1:
            self._let_go()
        self._lives += 1
        try:
            self._reached = Reached(self._source, self._seed + self._lives)
            self._is_fresh = True
        except TargetMute as error:
            self.gone = f"the target could not be started anew: {error}"

    def close(self) -> None:
        """Lets go of the target."""
        self._let_go()
        if not self.gone or not self.can_restart:
            self._reached.close()

    def _let_go(self) -> None:
        """Of the target before. It ends while the next one begins and is looked at, which takes half of the time."""
        retired, self._retired = self._retired, None
        if retired is not None:
            retired.close()

    # -- watching over it ----------------------------------------------------------------------------------------

    def _look(self, wave: Wave) -> None:
        """Breaks the wave off where it makes no sense to go on; looks again in a moment."""
        if wave is not self._watched:
            return
        self.world.later(LOOK, partial(self._look, wave))
        if is_flood(*wave.calls):
            raise BrokenOff("the target floods its peers")
        if self._reached.has_ended() or hangs(wave.exchanges):
            raise BrokenOff("the target answers no more")
        if self.end is not None and self.seconds() > self.end:
            raise BrokenOff("the time is over")
        wave.look()

    def _ending(self, exchanges: Sequence[Exchange], floods: bool) -> Fault | None:
        """The fault of a target that ended or hangs; None where it lives."""
        process = self._reached.process
        if any(each.outgoing and each.failed and each.method != RAW for each in exchanges):  # bytes need no answer
            self._reached.comes_to_end()
        if process is not None and process.died is not None:
            return _ended(f"it ended with status {process.died}: {error_line(process.last_output())}")
        if hangs(exchanges):
            refused = next(each.refused for each in reversed(exchanges) if each.outgoing and each.failed)
            seqs = tuple(each.seq for each in exchanges if each.outgoing and each.failed)[:1]
            return _ended("nobody listens there any more" if refused else "it answers no call any more", seqs)
        if floods:
            return Fault("RS-1", "a flood", "a connector that goes on serving", "it floods its peers")
        return None

    def _revive(self, ending: Fault) -> None:
        if self.can_restart:
            self.renew()
        else:
            self.gone = f"{ending.observed}, and the target can't be started again"

    def _forget(self) -> None:
        """Begins a new run with the same target, so that what is remembered of the old one takes no more memory."""
        world = self.world
        for peer in world.peers.values():
            if not peer.spare:
                peer.heartbeat_now()  # withdraws what plays have left behind
        world.wait(lambda: not world.open_calls(), self.topology.patience)
        self._forgotten += len(world.log)
        self._lives += 1
        self._reached.begin_anew(self._seed + self._lives)


def hangs(exchanges: Sequence[Exchange]) -> bool:
    """Whether the last calls to the target were all left without an answer."""
    over = list(islice((each for each in reversed(exchanges) if each.outgoing and each.answer is not None), UNANSWERED))
    return len(over) == UNANSWERED and all(each.failed for each in over)


def is_flood(made: int, got: int) -> bool:
    """Whether the target calls its peers much more often than they call it; `made`: calls to it, `got`: by it."""
    return got > FLOOD + FAIR * made


def error_line(output: str) -> str:
    """The line of a program's last output that says why it ended: the last one that names an error, else the last."""
    named = ERROR_LINE.findall(output)
    lines = output.strip().splitlines()
    return str(named[-1]).strip() if named else lines[-1].strip() if lines else "it printed nothing"


def _ended(how: str, seqs: tuple[int, ...] = ()) -> Fault:
    return Fault("RS-1", ENDED, "a connector that goes on serving", how, seqs)
