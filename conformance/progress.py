"""The line of progress while a run goes on: how much is done, the time left, what does not hold, each area's count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from conformance.engine import GROUPS, TIMED_WIDTH
from conformance.harness.cast import CONFIGURED_SPARES, SPARES, wanted_spares
from conformance.registry import Case
from conformance.requirements import AREAS
from schemas.topology import Topology

SPOKEN_OF = ("fail", "harness error", "warning", "inconclusive", "expected deviation")
PACES = {"ordinary": 0, "quiet": 0, "alone": 100}  # ms that a case of the group takes, as long as none was seen
TENTHS = 10
REDRAWN = 100  # ms between two of a terminal's


class Terminal(Protocol):
    """What pytest's terminal reporter has for this."""

    isatty: bool

    def rewrite(self, line: str, **markup: bool) -> None:
        """Writes over the line that the cursor stands in."""

    def write_line(self, line: str) -> None:
        """Writes a line of its own."""


class Progress:
    """Counts a run's cases as their records come. Times are in ms, and given by the caller.

    `waits`: timers of the target take their time. `clock`: what a clock shows after so many ms.
    """

    def __init__(
        self, cases: Sequence[Case], topology: Topology, waits: bool, now: int, clock: Callable[[int], str]
    ) -> None:
        self._groups = {case.id: case.group for case in cases}
        self._sizes = Counter(case.requirement.area for case in cases)
        self._done: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()
        self._left = Counter(self._groups.values())
        self._ran: Counter[str] = Counter()
        self._spent: Counter[str] = Counter()
        self._timers = timers_take(cases, topology) if waits else 0
        silent = [case.mark.lasts.within(topology) for case in cases if case.group == "silent"]
        self._silence = max(silent, default=0) if waits else 0
        self._last = now
        self._clock = clock

    def add(self, row: Mapping[str, Any], now: int) -> None:
        """Takes a record in; one of no case, or of a case that was there before, does not count."""
        group = self._groups.pop(row["id"], None)
        if group is None:
            return
        self._verdicts[row["verdict"]] += 1
        self._done[row["area"]] += 1
        self._left[group] -= 1
        self._ran[group] += 1
        self._spent[group] += now - self._last
        self._last = now

    @property
    def tenths(self) -> int:
        """How many tenths of the cases are done."""
        total = self._sizes.total()
        return TENTHS * (total - len(self._groups)) // max(1, total)

    @property
    def left(self) -> int | None:
        """About how long (ms) the rest takes; None where nothing can be said yet."""
        if not self._ran:
            return None
        times = {group: self._spent[group] // self._ran[group] for group in GROUPS if self._ran[group]}
        rest = sum(self._left[group] * times.get(group, least) for group, least in PACES.items())
        rest += max(0, self._timers - self._spent["timed"]) if self._left["timed"] else 0
        return rest + (max(0, self._silence - self._spent["silent"]) if self._left["silent"] else 0)

    @property
    def line(self) -> str:
        """The whole in one line, what matters most first; areas under way go before those that are done."""
        total = self._sizes.total()
        parts = [f"{total - len(self._groups)}/{total} cases"]
        if self._groups and self.left is not None:
            parts.append(f"about {max(1, round(self.left / 1000))} s left, until {self._clock(self.left)}")
        if wrong := [f"{self._verdicts[each]} {each}" for each in SPOKEN_OF if self._verdicts[each]]:
            parts.append(", ".join(wrong))
        begun = [area for area in AREAS if self._done[area]]
        under_way = [f"{area} {self._done[area]}/{self._sizes[area]}" for area in begun if not self._is_done(area)]
        return " | ".join([*parts, "  ".join([*under_way, *(f"{area} done" for area in begun if self._is_done(area))])])

    def _is_done(self, area: str) -> bool:
        return self._done[area] == self._sizes[area]


def timers_take(cases: Sequence[Case], topology: Topology) -> int:
    """About how long (ms) the timed cases take: as long as the longest, or in waves where spare peers are few."""
    timed = [case for case in cases if case.group == "timed" and _has_peers(case, topology)]
    if not timed:
        return 0
    lasts = [case.mark.lasts.within(topology) for case in timed]
    spares = [len(wanted_spares(topology, case.wants)) for case in timed]
    accounts = sum(len(ledger.spare) for ledger in topology.ledgers)
    waves = sum(wanted * time for wanted, time in zip(spares, lasts, strict=True)) // max(1, accounts)
    return max(*lasts, waves, sum(lasts) // TIMED_WIDTH)


def _has_peers(case: Case, topology: Topology) -> bool:
    """Whether the topology has the spare peers that the case is about; else it is not applicable, and takes no time."""
    named = {name for name in case.wants if name in SPARES or name in CONFIGURED_SPARES}
    wanted = wanted_spares(topology, case.wants)
    on = Counter(each.ledger for each in wanted.values())
    enough = all(on[ledger.prefix] <= len(ledger.spare) for ledger in topology.ledgers)
    return enough and named <= wanted.keys()


class ProgressLine:
    """Shows it: on a terminal in one line that is written over, elsewhere a line at each tenth."""

    def __init__(self, terminal: Terminal, width: Callable[[], int], progress: Progress) -> None:
        self._terminal, self._width, self._progress = terminal, width, progress
        self._shown = 0
        self._drawn = 0

    def show(self, now: int) -> None:
        """Writes what there is to be said at this time (ms)."""
        done = self._progress.tenths
        if self._terminal.isatty:
            if done == TENTHS or now - self._drawn >= REDRAWN:
                self._drawn = now
                self._terminal.rewrite(self._progress.line[: self._width() - 1], erase=True)
        elif done > self._shown:
            self._shown = done
            self._terminal.write_line(self._progress.line)
