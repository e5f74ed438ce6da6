"""A campaign: programs drawn and played batch by batch; each fault they show is shrunk, confirmed and kept once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.draw import Stage, programs
from conformance.fuzz.faults import Fault
from conformance.fuzz.player import Played, Player
from conformance.fuzz.reduce import reduced
from conformance.fuzz.steps import Program
from conformance.harness.world import World

BATCH = 25  # programs
SHRINKING = 400  # plays that one fault's shrinking may take
CONFIRMING = 3  # plays of the shrunk program


class Arena(Protocol):
    """Where programs are played: a target, reached through a world."""

    world: World
    can_restart: bool

    def renew(self) -> None:
        """A fresh target where it can be started anew, else only fresh names."""

    def is_dead(self) -> bool:
        """Whether the target ended."""

    def seconds(self) -> float:
        """A clock for the budget."""


@dataclass(frozen=True)
class Budget:
    """When a campaign ends: after so many seconds, or messages; None: no limit of that kind."""

    seconds: float | None = None
    messages: int | None = None


@dataclass(frozen=True)
class Finding:
    """A fault with the smallest program that shows it, and how often it showed again."""

    fault: Fault
    program: Program
    wire: tuple[dict[str, object], ...]
    confirmed: int
    tried: int
    fresh: bool
    after_damage: bool = False

    @property
    def flaky(self) -> bool:
        """Whether it did not show each time."""
        return self.confirmed < self.tried


@dataclass
class Report:
    """What a campaign did and found."""

    seed: int
    findings: list[Finding] = field(default_factory=list)
    programs: int = 0
    messages: int = 0
    seconds: float = 0.0
    hits: dict[str, int] = field(default_factory=dict)
    broken_off: int = 0
    interrupted: bool = False
    ended: str = "the budget is used up"
    coverage: Coverage = field(default_factory=Coverage)


class Campaign:
    """One target, one seed, one budget. `known` are signatures that are counted and passed over."""

    def __init__(
        self,
        arena: Arena,
        number: int,
        budget: Budget,
        stored: Sequence[Program] = (),
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.arena, self.seed, self.budget, self.stored, self.tell = arena, number, budget, stored, tell
        self.report = Report(number)
        self._stage = Stage.of(arena.world.topology)
        self._began = arena.seconds()
        self._plays = 0
        self._damaged = False

    def run(self) -> Report:
        """Stored programs first, then drawn ones, until the budget is used up, the target is gone, or ctrl-C."""
        try:
            for program in (Program(()), *self.stored):  # what shows without any message is nobody's fault
                self._try(program)
            batch = 0
            while not self._is_over():
                self._batch(batch)
                batch += 1
        except KeyboardInterrupt:
            self.report.interrupted, self.report.ended = True, "interrupted"
        except TargetGone as gone:
            self.report.ended = str(gone)
        self.report.seconds = self.arena.seconds() - self._began
        return self.report

    # -- batches -------------------------------------------------------------------------------------------------

    def _batch(self, batch: int) -> None:
        before = self.report.coverage.copy()
        for program in self.drawn(batch, before):
            if self._is_over():
                return
            self._try(program)

    def drawn(self, batch: int, before: Coverage) -> list[Program]:
        """The programs of a batch: the same for the same seed, batch and coverage."""
        found: list[Program] = []
        self._hypothesis(
            batch, programs(self._stage, before, self.report.coverage.drew), found.append, (Phase.generate,)
        )
        return found[:BATCH]

    def _try(self, program: Program) -> None:
        played = self._play(program)
        self.report.programs += 1
        self.report.broken_off += bool(played.broken_off)
        self.report.coverage.reached(sorted(played.reached))
        for fault in played.faults:
            known = fault.signature in self.report.hits
            self.report.hits[fault.signature] = self.report.hits.get(fault.signature, 0) + 1
            if not known:
                self._keep(fault, program)

    def _play(self, program: Program) -> Played:
        self._plays += 1
        played = Player(self.arena.world, self._plays).play(program)
        self.report.messages += played.messages
        if self.arena.is_dead():
            played.faults.append(Fault("RS-1", "the target ended", "a target that goes on serving", "it ended", ()))
            if not self.arena.can_restart:
                self._damaged = True
                raise TargetGone("the target ended, and can't be started again")
            self.arena.renew()
        return played

    def _is_over(self) -> bool:
        seconds, messages = self.budget.seconds, self.budget.messages
        return (seconds is not None and self.arena.seconds() - self._began >= seconds) or (
            messages is not None and self.report.messages >= messages
        )

    # -- findings ------------------------------------------------------------------------------------------------

    def _keep(self, fault: Fault, program: Program) -> None:
        self.tell(f"found: {fault.signature}")
        smallest = self._smallest(fault, program)
        self.arena.renew()
        confirmed = 0
        shown = fault
        wire: tuple[dict[str, object], ...] = ()
        for _ in range(CONFIRMING):
            first = len(self.arena.world.log)
            again = [each for each in self._play(smallest).faults if each.signature == fault.signature]
            confirmed += bool(again)
            if again:
                shown = again[0]
                wire = tuple(each.row(each.seq in shown.seqs) for each in self.arena.world.log.exchanges[first:])
        self.report.findings.append(
            Finding(shown, smallest, wire, confirmed, CONFIRMING, self.arena.can_restart, self._damaged)
        )

    def _smallest(self, fault: Fault, program: Program) -> Program:
        """The smallest program found that shows the same fault."""

        def shows(candidate: Program) -> bool:
            return any(each.signature == fault.signature for each in self._play(candidate).faults)

        return reduced(program, shows, SHRINKING)

    def _hypothesis(
        self,
        batch: int,
        strategy: SearchStrategy[Program],
        function: Callable[[Program], None],
        phases: Sequence[Phase],
    ) -> None:
        @seed(self.seed * 1_000_003 + batch)
        @settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=tuple(phases),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        @given(strategy)
        def each(program: Program) -> None:
            function(program)

        each()


class TargetGone(Exception):
    """The target ended and can't be started again."""
