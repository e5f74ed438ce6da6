"""A campaign: stored programs, then drawn ones, batch by batch; each fault they show is made small and kept once."""

from __future__ import annotations

import gc
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.draw import Stage, programs
from conformance.fuzz.examination import Examination, Ground, Patience
from conformance.fuzz.faults import Fault
from conformance.fuzz.player import Played
from conformance.fuzz.report import Finding, Report
from conformance.fuzz.spreading import Spreading, floods_in, spares_in, waits_in
from conformance.fuzz.steps import Program
from conformance.fuzz.sweep import swept

BATCH = 6  # programs, after which steering looks anew at what was drawn
SHARE = 10  # one fault's shrinking may take this part of the time; and so much is kept for what comes last
NOTHING = Program(())
RATION = 8  # programs that wait, of which one is played over HTTP; for each spare peer that they keep meanwhile
LONELY = (
    8  # the same of those that nothing may run beside, as all others end before; of those that also wait, still fewer
)
PLAYS = 6  # of a program that waits, at least, to make it small
PLACES = 5  # of a traceback that are shown
SELDOM = 20_000  # new objects, after which Python's collector looks for garbage: most are records that stay
EXAMINED = 3  # times that a fault which does not show again is looked at


def nothing_is_new(fault: Fault) -> bool:
    """For plays that are to be brought to their end, whatever they show."""
    return False


class Arena(Ground, Protocol):
    """Where programs are played: a target, reached through a world. `gone`: why it can't be used any more, else empty.

    A target that ends or hangs is a fault of that play; it is started anew where that can be done.
    """

    end: float | None  # when, by its clock, plays are broken off

    @property
    def messages(self) -> int:
        """How many calls there were up to now, either way."""

    def play(self, programs: Sequence[Program], is_new: Callable[[Fault], bool] = nothing_is_new) -> list[Played]:
        """Plays the programs side by side, each under fresh names; with what `is_new` likes the others are put off."""

    def play_on(
        self,
        source: Iterator[Program],
        is_new: Callable[[Fault], bool],
        ended: Callable[[Program, Played], None],
    ) -> list[tuple[Program, Played]]:
        """Plays what the source gives until that ends or something is new; the plays of which `ended` was not told."""

    def seconds(self) -> float:
        """A clock for the budget."""


@dataclass(frozen=True)
class Budget:
    """When a campaign ends: after so many seconds, or messages in the programs drawn; None: no limit of that kind."""

    seconds: float | None = None
    messages: int | None = None


@dataclass(frozen=True)
class Stored:
    """A finding of an earlier campaign: it is played first, counted, and passed over."""

    signature: str
    program: Program


class Library(Protocol):
    """What other campaigns found, and are told."""

    def news(self) -> list[Stored]:
        """Findings of others that were not there the last time."""

    def programs(self) -> list[Program]:
        """Programs that reached something new."""

    def tell(self, finding: Finding) -> None:
        """A finding of this campaign's own."""

    def keep(self, program: Program) -> None:
        """A program that reached something new."""


@dataclass(frozen=True)
class Watching:
    """Who is told while a campaign runs: how far it is, what it makes of a fault, what it sees first."""

    played: Callable[[Report], None] = lambda report: None
    found: Callable[[Finding], None] = lambda finding: None
    seen: Callable[[Fault], None] = lambda fault: None


class TargetGone(Exception):
    """The target can't be used any more."""


class Campaign:
    """One target, one seed, one budget."""

    def __init__(
        self,
        arena: Arena,
        number: int,
        budget: Budget,
        stored: Sequence[Stored] = (),
        watching: Watching | None = None,
        library: Library | None = None,
    ) -> None:
        self.arena, self.seed, self.budget, self.stored = arena, number, budget, stored
        self.watching, self.library = watching or Watching(), library
        self.report = Report(number)
        self._stage = Stage.of(arena.topology)
        self._began = arena.seconds()
        self._known: set[str] = set()
        self._looks: Counter[str] = Counter()
        self._damaged = False
        self._costly = Counter[int]()
        self._counted = 0
        self._before = NOTHING
        self._at_rest: set[str] = set()

    def run(self) -> Report:
        """Stored programs first, then drawn ones, until the budget is used up, the target is gone, or ctrl-C."""
        with _seldom_collected():
            self._run()
        self.report.seconds = self._passed()
        return self.report

    def _run(self) -> None:
        try:
            if self.budget.seconds is not None:
                self.arena.end = self._began + self.budget.seconds
            self._try(NOTHING)  # what shows without a message is no message's fault
            self._at_rest = set(self.report.hits)
            self._try_stored()
            for program in self.library.programs() if self.library else ():
                self._try(program)
            self._flow()
        except KeyboardInterrupt:
            self.report.interrupted, self.report.ended = True, "interrupted"
        except TargetGone as gone:
            self.report.gone = self.report.ended = str(gone)
        except Exception as error:
            self.report.failure = "".join(traceback.format_exception(error)[-PLACES:])
            self.report.ended = f"an error of the fuzzer itself: {type(error).__name__}: {error}"

    def drawn(self, batch: int, before: Coverage) -> list[Program]:
        """The programs of a batch: the same for the same seed, batch and coverage."""
        found: list[Program] = []

        @seed(self.seed * 1_000_003 + batch)
        @settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        @given(programs(self._stage, before, self.report.coverage.drew))
        def each(program: Program) -> None:
            found.append(program)

        each()
        return found[:BATCH]

    # -- plays ---------------------------------------------------------------------------------------------------

    def _try_stored(self) -> None:
        self._known.update(stored.signature for stored in self.stored)
        for stored in self.stored:
            self._try(stored.program)
            if stored.signature not in self.report.hits:
                self.report.cured.append(stored.signature)

    def _hear_of_others(self) -> None:
        """What others have found meanwhile is known from now on."""
        for stored in self.library.news() if self.library else ():
            if stored.signature not in self._known:
                self._known.add(stored.signature)
                self.report.elsewhere.append(stored.signature)

    def _rationed(self, drawn: Sequence[Program]) -> list[Program]:
        """Where waiting takes real time, one of some programs that wait or want the target for themselves.

        Which, hangs on their order alone.
        """
        if self.arena.width == 1:
            return list(drawn)
        kept = []
        for program in drawn:
            if floods_in(program):
                one_in = LONELY * (LONELY if waits_in(program) else 1)
            else:
                one_in = RATION * max(1, len(spares_in(self.arena.topology, program))) if program.waits else 1
            self._costly[one_in] += 1
            if self._costly[one_in] % one_in == 0:
                kept.append(program)
        return kept

    def _flow(self) -> None:
        """Plays drawn programs, each as soon as there is room; what shows something new is looked at in between."""
        upcoming, drawn = deque[Program](), self._programs()

        def following() -> Iterator[Program]:
            while not self._is_over():
                yield upcoming.popleft() if upcoming else next(drawn)

        while not self._is_over():
            self._count()
            left = self.arena.play_on(following(), self._is_new, self._ended)
            self._count(drawn=True)
            upcoming.extendleft(program for program, played in reversed(left) if played.put_off)
            over = [each for each in left if not each[1].put_off]
            self.report.programs += len(over)
            self._look_at(over)

    def _programs(self) -> Iterator[Program]:
        """The programs of the seed, without an end."""
        spreading = Spreading(self.arena.topology)
        if self.arena.width > 1:
            yield from swept(self._stage, self.seed)
        for batch in count():
            self._hear_of_others()
            for program in self._rationed(self.drawn(batch, self.report.coverage.copy())):
                yield spreading.spread(program)

    def _ended(self, program: Program, played: Played) -> None:
        """A play of a drawn program is over, and nothing about it is new."""
        self.report.programs += 1
        self._count(drawn=True)
        self._look_at([(program, played)])

    def _count(self, drawn: bool = False) -> None:
        """Counts the calls since the last time."""
        made = self.arena.messages - self._counted
        self._counted += made
        self.report.exchanged += made
        self.report.messages += made * drawn
        self.report.seconds = self._passed()
        self.watching.played(self.report)

    def _try(self, program: Program) -> None:
        """Plays one program and keeps what is new in it."""
        self._look_at([(program, played) for played in self._play([program])])

    def _look_at(self, plays: Sequence[tuple[Program, Played]]) -> None:
        for program, played in plays:
            self.report.broken_off += bool(played.broken_off)
            if self.library and program.steps and not played.reached <= self.report.coverage.states.keys():
                self.library.keep(program)
            self.report.coverage.reached(sorted(played.reached))
            for fault in played.faults:
                self._meet(fault, program, played)
            self._before = program
        if self.arena.gone:
            raise TargetGone(self.arena.gone)

    def _is_new(self, fault: Fault) -> bool:
        """Whether it is worth a closer look."""
        return fault.signature not in self._known and self._looks[fault.signature] < EXAMINED

    def _meet(self, fault: Fault, program: Program, played: Played) -> None:
        """Counts the fault, and looks closer where it is new."""
        signature = fault.signature
        self.report.hits[signature] += 1
        finding = Finding(fault, program, played.exchanges, 0, 0, self.arena.can_restart)
        if self.report.hits[signature] == 1 and any(signature == stored.signature for stored in self.stored):
            self._file(replace(finding, confirmed=1, tried=1, known=True))
        if not self._is_new(fault):
            return
        if not self._looks[signature]:
            self.watching.seen(fault)
        self._looks[signature] += 1
        beside = played.beside if signature in played.unsure else ()
        self._keep(finding, [program, *beside], played.last)

    def _play(self, programs: Sequence[Program], is_sought: Callable[[Fault], bool] = nothing_is_new) -> list[Played]:
        plays = self.arena.play(programs, is_sought)
        self._count()
        return plays

    def _keep(self, finding: Finding, suspects: Sequence[Program], last: Program | None) -> None:
        patience = Patience(self._shrinking(suspects[0]), self._is_time_up)
        examination = Examination(self.arena, self._play, patience, finding, suspects, self._before, last)
        try:
            examination.run()
        finally:
            self._file(replace(examination.finding, after_damage=self._damaged))
        self._look_for_damage()

    def _file(self, finding: Finding) -> None:
        """Keeps the finding; one that was not seen again gives way to one that was."""
        signature = finding.fault.signature
        if finding.seen_again:
            self._known.add(signature)
            if self.library:
                self.library.tell(finding)
        others = [each for each in self.report.findings if each.fault.signature != signature]
        self.report.findings = [*others, finding]
        self.watching.found(finding)

    def _look_for_damage(self) -> None:
        """Whether there are faults now without any message: later ones would come of that."""
        if self.arena.gone or self._is_time_up() or self._damaged:
            return
        (played,) = self._play([NOTHING])
        if any(fault.signature not in self._at_rest for fault in played.faults):
            self.arena.renew()
            self._damaged = not self.arena.can_restart

    # -- the budget ----------------------------------------------------------------------------------------------

    def _passed(self) -> float:
        return self.arena.seconds() - self._began

    def _is_time_up(self) -> bool:
        return self.budget.seconds is not None and self._passed() >= self.budget.seconds

    def _is_over(self) -> bool:
        """Whether no more programs are to be drawn: a part of the time is kept for what the last ones show."""
        seconds, messages = self.budget.seconds, self.budget.messages
        return (seconds is not None and self._passed() >= seconds * (SHARE - 1) / SHARE) or (
            messages is not None and self.report.messages >= messages
        )

    def _shrinking(self, program: Program) -> Callable[[], bool]:
        """Says whether one fault's shrinking has had its share of the time; some is left to play it again.

        A program that waits for long has a longer share: it is to be played a few times at least.
        """
        seconds = self.budget.seconds
        if seconds is None:
            return lambda: False
        share = max(seconds / SHARE, PLAYS * program.waits / 1000)
        end = min(self._passed() + share, seconds * (2 * SHARE - 1) / (2 * SHARE))
        return lambda: self._passed() >= end


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Python's collector does not look through what was there before, and seldom through what comes."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
