"""Drawn programs find a mutant of each area but RS over HTTP too, by a requirement that it declares to break."""

from __future__ import annotations

import shlex
import sys
import time

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign
from conformance.starting import Source
from schemas import topology as topologies
from tests.mutants.runner import mutants

MOST = 8000  # messages of the programs drawn
FOUND = (
    "msg_calls:AnswersWith201",
    "rb_routes:LeavesOutAnEmptyList",
    "rr_adoption:AWindowOfZeroIsTakenForNone",
    "lc_curves:MistakesAScale",
    "qt_answers:RoundsTheDestinationAmountUp",
    "rq_remote:AsksInTheNextHopsName",
    "fw_paying:KeepsTheExpiryOnTheLastLedger",
)


class Ends(Campaign):
    """Ends with the wave that showed a fault of a declared requirement; makes nothing small."""

    def sees(self, breaks: frozenset[str]) -> set[str]:
        """The declared requirements that were seen broken."""
        batch = 0
        while self.report.messages < MOST:
            programs = self._rationed(self.drawn(batch, self.report.coverage.copy()))
            before, batch = self.arena.messages, batch + 1
            plays = self.arena.play(programs)
            self.report.messages += self.arena.messages - before
            seen = {fault.requirement for played in plays for fault in played.faults} & breaks
            if seen or self.arena.gone:
                return seen
        return set()


@pytest.mark.parametrize("name", FOUND, ids=lambda name: name.rpartition(":")[2])
def test_a_mutant_is_found_over_http(name: str) -> None:
    """It is started as a process; programs are played side by side, until one shows it."""
    mutant = next(each for each in mutants() if each.name == f"tests.mutants.{name}")
    command = f"{shlex.quote(sys.executable)} -m tests.mutants.serve {mutant.name}"
    arena = TargetArena(Source(topologies.load(mutant.topology), command=command), 1, time.monotonic)
    try:
        assert Ends(arena, 1, Budget(messages=MOST)).sees(mutant.breaks)
    finally:
        arena.close()
