"""Looks closer at a fault: makes its program small, and sees how often it shows again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from conformance.fuzz.faults import Fault
from conformance.fuzz.player import Played
from conformance.fuzz.reduce import Enough, reduced
from conformance.fuzz.report import Finding
from conformance.fuzz.steps import Program
from conformance.harness.wirelog import Exchange

CONFIRMING = 3  # plays of the shrunk program
SHRINKING = 400  # plays that one fault's shrinking may take
RENEWING = 60  # the same where each is on a fresh target


class Ground(Protocol):
    """Where programs are played again."""

    can_restart: bool
    gone: str

    def renew(self) -> None:
        """A fresh target where it can be started anew."""


class Examination:
    """Of one fault in one program. `finding` holds what is known so far, also where it is broken off.

    `before` is the program that was played before it on the same target, and may have a part in it.
    """

    def __init__(
        self,
        ground: Ground,
        play: Callable[[Program], Played],
        is_over: Callable[[], bool],
        fault: Fault,
        program: Program,
        exchanges: tuple[Exchange, ...],
        before: Program,
    ) -> None:
        self._ground, self._play, self._is_over, self._before = ground, play, is_over, before
        self.finding = Finding(fault, program, exchanges, 0, 0, ground.can_restart)

    def run(self) -> Finding:
        """The finding: shrunk, and played again on a fresh target, where there is one."""
        original = self._confirmed(self.finding.program)
        if not original.seen_again and self._before.steps:
            both = self._confirmed(Program(self._before.steps + self.finding.program.steps))
            original = both if both.seen_again else original
        if not original.seen_again:
            self.finding = original
            return original
        self.finding = replace(original, program=reduced(original.program, self._shows, SHRINKING))
        shrunk = self._confirmed(self.finding.program)
        if not shrunk.seen_again and self._ground.can_restart:  # it had shown on a target that was damaged already
            smallest = reduced(original.program, self._shows_on_a_fresh_one, RENEWING)
            shrunk = self._confirmed(smallest)
        self.finding = shrunk if shrunk.seen_again else original
        return self.finding

    def _confirmed(self, program: Program) -> Finding:
        """The finding after some more plays of the program; what was said is of the last one that showed it."""
        found = replace(self.finding, program=program, confirmed=0, tried=0)
        for _ in range(CONFIRMING):
            if self._ground.gone:
                break
            self._ground.renew()
            played = self._play(program)
            shown = self._fault_in(played)
            found = replace(found, tried=found.tried + 1)
            if shown is not None:
                found = replace(found, fault=shown, exchanges=played.exchanges, confirmed=found.confirmed + 1)
        return found

    def _shows(self, program: Program) -> bool:
        if self._is_over() or self._ground.gone:
            raise Enough
        return self._fault_in(self._play(program)) is not None

    def _shows_on_a_fresh_one(self, program: Program) -> bool:
        self._ground.renew()
        return self._shows(program)

    def _fault_in(self, played: Played) -> Fault | None:
        signature = self.finding.fault.signature
        return next((each for each in played.faults if each.signature == signature), None)
