"""Looks closer at a fault: makes its program small, and sees how often it shows again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from conformance.fuzz.faults import ENDED, Fault
from conformance.fuzz.player import Played
from conformance.fuzz.reduce import Enough, Reduction
from conformance.fuzz.report import Finding
from conformance.fuzz.silence import SILENCE
from conformance.fuzz.steps import Passes, Program
from schemas.topology import Topology

CONFIRMING = 3  # plays of the shrunk program
SHRINKING = 400  # programs that one fault's shrinking may try
ENDING = 4  # the same of one that is a single step, and ends the target
RENEWING = 60  # the same where each is on a fresh target
ANSWERS = ("MSG-", "RS-1", "RS-2", "QT-")  # requirements that hold for the answer to a call
LATE = 1000  # ms that a target may take to end after what it ends by


class Ground(Protocol):
    """Where programs are played again. `width`: how many side by side; `gone`: why it can't be used any more."""

    topology: Topology
    can_restart: bool
    gone: str
    width: int

    def renew(self) -> None:
        """A fresh target where it can be started anew."""


@dataclass(frozen=True)
class Patience:
    """How long may be looked: `shrinking` and `looking` say whether the time for that is over."""

    shrinking: Callable[[], bool]
    looking: Callable[[], bool]


class Examination:
    """Of one fault. `finding` holds what is known so far, also where it is broken off.

    `suspects`: the program it was seen in, then those that were played beside it; `before`: one played before these;
    `last`: the last steps of all before the target was lost, where it was.
    `play` is told which fault is sought, and may break off with it: what comes after it mostly waits for what it cost.
    """

    def __init__(
        self,
        ground: Ground,
        play: Callable[[Sequence[Program], Callable[[Fault], bool]], list[Played]],
        patience: Patience,
        finding: Finding,
        suspects: Sequence[Program],
        before: Program,
        last: Program | None = None,
    ) -> None:
        self._ground, self._play, self._patience = ground, play, patience
        self._suspects, self._before, self._last = suspects, before, last
        self.finding = finding

    def run(self) -> Finding:
        """The finding: shrunk, and played again on a fresh target, where there is one."""
        if self._is_of_an_answer():
            small = self._shown_at_once()
            if small is not None and small.seen_again:
                self.finding = small
                return self.finding
        for program in self._candidates():
            self.finding = self._played_again(replace(self.finding, program=program))
            if self.finding.seen_again:
                self.finding = self._shrunk(self.finding)
                return self.finding
        self.finding = replace(self.finding, program=self._suspects[0])
        return self.finding

    def _is_of_an_answer(self) -> bool:
        """Whether what is answered to a call shows it, which hangs on that call mostly, not on the target's life."""
        fault = self.finding.fault
        return self._ground.width > 1 and fault.requirement.startswith(ANSWERS) and fault.kind != ENDED

    def _shown_at_once(self) -> Finding | None:
        """The finding where a single step shows it, on the target as it is, and then on a fresh one; else None.

        To start a target takes longer than all else here, so only what is small already is shown on a fresh one.
        """
        steps = [Program((each,)) for each in dict.fromkeys(self._suspects[0].steps)]
        try:
            for start in range(0, len(steps), self._ground.width):
                place = self._first(steps[start : start + self._ground.width])
                if place is not None:
                    reduction = Reduction(steps[start + place], self._first, SHRINKING, self._ground.width)
                    return self._confirmed(reduction.run())
        except Enough:
            pass
        return None

    def _candidates(self) -> Iterator[Program]:
        """What may have brought it about, the likeliest first; its own program some times, since it may be flaky."""
        suspects = [self._with_an_end(each) for each in self._suspects]
        if self.finding.fault.kind == ENDED and len(suspects) > 1:
            yield from self._single_steps()
            yield self._narrowed_down(suspects)
        yield from suspects
        yield from [suspects[0]] * (CONFIRMING - 1)
        if self._before.steps:
            yield Program(self._before.steps + suspects[0].steps)

    def _single_steps(self) -> Iterator[Program]:
        """Steps that may end the target by themselves: the last ones of all are played in a row."""
        if not self._last or self._patience.looking():
            return
        self._ground.renew()
        (played,) = self._play([self._with_an_end(self._last)], self._is_it)
        if self._fault_in(played) is not None and played.last:
            singly = [self._with_an_end(Program((each,))) for each in played.last.steps]
            yield singly[-1]
            if len(singly) > 1:
                yield self._narrowed_down(singly)

    def _with_an_end(self, program: Program) -> Program:
        """The program; where the target ends by it, with time for that, as no other one is under way meanwhile."""
        return Program((*program.steps, Passes(LATE))) if self.finding.fault.kind == ENDED else program

    def _narrowed_down(self, suspects: Sequence[Program]) -> Program:
        """The one that probably ends the target: half of them are played together, then half of those that may be it.

        Each time takes a fresh target, so that to try one after the other would take too long.
        """
        left = list(suspects)
        while len(left) > 1 and not (self._patience.looking() or self._ground.gone):
            half = len(left) // 2
            self._ground.renew()
            plays = self._play(left[:half], self._is_it)
            shown = any(self._fault_in(played) for played in plays)
            left = left[:half] if shown else left[half:]
        return left[0]

    def _shrunk(self, found: Finding) -> Finding:
        """The finding with the smallest program that shows it on a fresh target, else as it was found."""
        program = self._lasting(found.program)
        width = self._ground.width
        if width > 1 and self.finding.fault.kind == ENDED and len(program.steps) <= 2:  # each try costs a life
            reduction = Reduction(program, self._first, ENDING)
        else:
            reduction = Reduction(program, self._first, SHRINKING, width)
        shrunk = self._confirmed(reduction.run())
        if not shrunk.seen_again and self._ground.can_restart:  # it had shown on a target that was damaged already
            shrunk = self._confirmed(Reduction(program, self._first_on_fresh_ones, RENEWING).run())
        if shrunk.seen_again:
            return shrunk
        again = self._confirmed(program)
        return again if again.seen_again else replace(found, confirmed=1, tried=1 + again.tried)

    def _lasting(self, program: Program) -> Program:
        """The program; where a silence shows it, with time for that at its end, which fewer steps would not take."""
        if self.finding.fault.kind != SILENCE:
            return program
        topology = self._ground.topology
        longer = Program((*program.steps, Passes(topology.hold_down_time + 2 * topology.broadcast_interval)))
        played = replace(self.finding, program=longer, confirmed=0, tried=0)
        return longer if self._played_again(played).seen_again else program

    def _confirmed(self, program: Program) -> Finding:
        """The finding after some more plays of the program: one on a fresh target, then under fresh names.

        Where fresh names are not enough, as for what shows when a target has just begun, it is a fresh one each time.
        """
        found = self._played_again(replace(self.finding, program=program, confirmed=0, tried=0))
        for _ in range(CONFIRMING - 1):
            again = self._played_again(found, on_a_fresh_one=False)
            if again.confirmed == found.confirmed and self._ground.can_restart:
                again = self._played_again(found)
            found = again
        return found

    def _played_again(self, found: Finding, on_a_fresh_one: bool = True) -> Finding:
        """The finding after one more play, if there is time; what was said is of the last one that showed it."""
        if on_a_fresh_one and not (self._patience.looking() or self._ground.gone):
            self._ground.renew()
        if self._patience.looking() or self._ground.gone:
            return found
        (played,) = self._play([found.program], self._is_it)
        shown, tried = self._fault_in(played), found.tried + 1
        if shown is None:
            return replace(found, tried=tried)
        return replace(found, fault=shown, exchanges=played.exchanges, confirmed=found.confirmed + 1, tried=tried)

    def _first(self, programs: Sequence[Program]) -> int | None:
        """Which of the programs shows it first; one that is unsure, since others ran beside it, is tried alone."""
        if self._patience.shrinking() or self._ground.gone:
            raise Enough
        for place, played in enumerate(self._play(programs, self._is_it)):
            fault = self._fault_in(played)
            if fault is not None and fault.signature in played.unsure:
                (played,) = self._play([programs[place]], self._is_it)
            if self._fault_in(played) is not None:
                return place
        return None

    def _first_on_fresh_ones(self, programs: Sequence[Program]) -> int | None:
        self._ground.renew()
        return self._first(programs)

    def _fault_in(self, played: Played) -> Fault | None:
        return next(filter(self._is_it, played.faults), None)

    def _is_it(self, fault: Fault) -> bool:
        return fault.signature == self.finding.fault.signature
