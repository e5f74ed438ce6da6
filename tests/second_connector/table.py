"""The routing table: a list of what peers announced, gone through from its beginning for each question."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from schemas.topology import Topology
from tests.second_connector.curves import Points, Way, told_curve
from tests.second_connector.habits import Habits
from tests.second_connector.messages import Announcement, Path, Update

MARGIN = Fraction(1, 4)  # seconds on top of the own window
Offer = tuple[Points | None, Fraction, tuple[Path, ...]]  # curve, window (seconds), paths
Offers = dict[str, Offer]  # by prefix


@dataclass(frozen=True)
class Candidate:
    """A way to a prefix: over ledger `ledger`, to the peer `hop` (None: the ledger itself)."""

    prefix: str
    ledger: str
    hop: str | None
    way: Way
    window: Fraction
    paths: tuple[Path, ...] = ((),)


@dataclass
class Table:
    """All that was announced and still counts."""

    topology: Topology
    habits: Habits
    rows: list[Announcement] = field(default_factory=list)
    fresh_until: dict[str, tuple[int, int]] = field(default_factory=dict)  # sender -> until when (ms), hold-down time
    waiting: list[tuple[str, int]] = field(default_factory=list)  # updates not yet taken: sender, when they came
    changes: int = 0
    legs: dict[tuple[str, str], Way | None] = field(default_factory=dict)
    made: dict[tuple[str, str], tuple[int, Offers]] = field(default_factory=dict)  # the number of changes, the offers

    # -- what peers say ------------------------------------------------------------------------------------------

    def take(self, ledger: str, sender: str, update: Update, at: int) -> None:
        """A valid update that came at the moment `at` (ms)."""
        self.refresh(sender, at, update.hold_down_time)
        for prefix in update.gone:
            self._drop(sender, prefix)
        taken: set[str] = set(update.gone) if self.habits.withdrawal_wins else set()
        for row in update.routes:
            if row.prefix not in taken and self._may_take(ledger, sender, row):
                taken.add(row.prefix)
                self._drop(sender, row.prefix)
                if sum(each.sender == sender for each in self.rows) < self.habits.most_routes:
                    self.rows.append(row)
        self.changes += bool(update.gone or update.routes)

    def refresh(self, sender: str, at: int, hold_down_time: int | None = None) -> None:
        """The sender was heard; without a time of its own the last one counts."""
        hold = self.fresh_until.get(sender, (0, 0))[1] if hold_down_time is None else hold_down_time
        self.fresh_until[sender] = (at + hold, hold)

    def forget_stale(self, now: int, granted: int) -> None:
        """Drops the routes of whoever was silent too long, `granted` ms more."""
        for sender, (until, _) in self.fresh_until.items():
            in_time = any(each == sender and came < until + granted for each, came in self.waiting)
            if now >= until + granted and not in_time and any(row.sender == sender for row in self.rows):
                self.rows = [row for row in self.rows if row.sender != sender]
                self.changes += 1

    def _drop(self, sender: str, prefix: str) -> None:
        self.rows = [row for row in self.rows if (row.sender, row.prefix) != (sender, prefix)]

    def _may_take(self, ledger: str, sender: str, row: Announcement) -> bool:
        """In the sender's own name, over this ledger, and to nothing that is the connector's or another account's."""
        if (row.ledger, row.sender) != (ledger, sender):
            return False
        if row.prefix.startswith(sender + "."):
            return True
        own = [each.prefix for each in self.topology.ledgers]
        return not any(row.prefix.startswith(prefix) or row.prefix + "." == prefix for prefix in own)

    # -- what follows from it ------------------------------------------------------------------------------------

    def leg(self, source: str, destination: str) -> Way | None:
        """The own rate from ledger to ledger; None where it is not traded."""
        if (source, destination) not in self.legs:
            self.legs[source, destination] = self._leg(source, destination)
        return self.legs[source, destination]

    def _leg(self, source: str, destination: str) -> Way | None:
        here, there = self.topology.ledger(source), self.topology.ledger(destination)
        if source == destination:
            return Way(Fraction(1), Fraction(here.capacity)) if self.habits.same_ledger else None
        pair = self.topology.pair(source, destination)
        if pair is None or not pair.rate:
            return None
        rate = pair.rate * (1 - self.topology.spread) * Fraction(10) ** (there.scale - here.scale)
        return Way(rate, min(Fraction(here.capacity), there.capacity / rate))

    def candidates(self, source: str, asker: str) -> list[Candidate]:
        """All ways from the ledger, none of them the asker's own."""
        found = []
        for ledger in self.topology.ledgers:
            leg = self.leg(source, ledger.prefix)
            if leg is not None and ledger.prefix != source:
                found.append(Candidate(ledger.prefix, ledger.prefix, None, leg, Fraction(0)))
        found += self._configured(source, asker)
        settled = {each.prefix for each in found}
        for row in self.rows:
            leg = self.leg(source, row.ledger)
            if leg is not None and row.sender != asker and row.prefix not in settled:
                way = Way(leg.rate, leg.end, row.points)
                found.append(Candidate(row.prefix, row.ledger, row.sender, way, row.window, row.paths))
        return found

    def _configured(self, source: str, asker: str) -> list[Candidate]:
        """The ways that are configured, which count for more than what is announced; their peers know the curve."""
        found = []
        for route in self.topology.routes:
            for ledger in self.topology.ledgers:
                leg = self.leg(source, ledger.prefix) if route.peer in ledger.peers else None
                if leg is not None and route.peer != asker:
                    found.append(Candidate(route.prefix, ledger.prefix, route.peer, leg, Fraction(0)))
        return found

    def ways_to(self, source: str, asker: str, address: str) -> list[Candidate]:
        """The ways under the longest prefix that covers the address."""
        covering = [each for each in self.candidates(source, asker) if covers(each.prefix, address)]
        longest = max((len(each.prefix) for each in covering), default=0)  # a default route's is empty
        return [each for each in covering if len(each.prefix) == longest]

    def offers(self, source: str, peer: str) -> Offers:
        """What the peer is to know; made anew after each change of anything."""
        changes, offers = self.made.get((source, peer), (-1, {}))
        if changes != self.changes:
            offers = self._offers(source, peer)
            self.made[source, peer] = self.changes, offers
        return offers

    def _offers(self, source: str, peer: str) -> Offers:
        parallel: dict[str, list[Candidate]] = {}
        for each in reversed(self.candidates(source, peer)):
            if each.prefix not in ("", source) and not each.prefix.startswith("peer."):
                parallel.setdefault(each.prefix, []).append(each)
        return {prefix: self._offer(ways) for prefix, ways in parallel.items()}

    def _offer(self, candidates: list[Candidate]) -> Offer:
        curve = told_curve(tuple(each.way for each in candidates), self.habits.pessimistic, self.habits.most_points)
        window = max(each.window for each in candidates)
        return curve, window + self.topology.message_window + MARGIN, ((),)


def covers(prefix: str, address: str) -> bool:
    """Whole segments only, also for a prefix without final period. The empty one covers all."""
    if not prefix:
        return True
    return address.startswith(prefix) if prefix.endswith(".") else f"{address}.".startswith(prefix + ".")


def best_by_source(ways: Iterable[Candidate], amount: int) -> list[Candidate]:
    """Those that take the amount, the one that gives most first."""
    known = [(each.way.value(amount), each) for each in ways if each.way.first <= amount <= each.way.last]
    return [each for _, each in sorted(known, key=lambda pair: -(pair[0] or 0))]


def best_by_destination(ways: Iterable[Candidate], amount: int) -> list[Candidate]:
    """Those that can give the amount, the one that asks least first."""
    known = [(each.way.input_for(amount), each) for each in ways]
    able = [(x, each) for x, each in known if x is not None]
    return [each for _, each in sorted(able, key=lambda pair: pair[0])]


def most_taken(ways: Iterable[Candidate]) -> int:
    """The largest whole input that one of the ways takes."""
    return max((math.floor(each.way.last) for each in ways), default=0)
