"""Follows a program: what valid updates put into the routing table, until when; and what nobody can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from conformance.harness.course import Say
from conformance.oracle.addresses import longest, matches
from conformance.oracle.curves import Curve
from conformance.oracle.routing import Route, Table
from schemas.topology import Topology

FOREVER = 10**12  # ms; steady peers send heartbeats by themselves
KEPT = 200  # ms after which a route that was adopted is lost, not refused
MARGIN = 100  # ms before the end of its time from which a route may be gone
PLAIN = 2**53  # above it JSON promises nothing


def granted(topology: Topology) -> int:
    """By how much routes may lapse late, in ms: an interval of the target, and something for its clock (RR-11)."""
    return topology.broadcast_interval * 3 // 2


class Model:
    """The table after what was sent so far. Times in ms; `lateness`: how late the harness itself is at present.

    `older` is the table with replaced routes as they were before; `says` what was sent since the last look; `refused`
    are prefixes that only ineffective messages announced, and `blamed` those that such ones named since the last look,
    each with the requirement by which nothing may come of it. `reserved` are prefixes that are nobody's to announce,
    `large` those with outputs above 2^53 (LC-8b), `untold` those of which it is open whether peers are told.
    `meddled`: by which requirement an act against all others may come to nothing; `halves` are prefixes without period.
    """

    def __init__(self, topology: Topology, lateness: Callable[[], int] = lambda: 0) -> None:
        self.topology, self._lateness = topology, lateness
        self.table = self.older = Table()
        self.says: list[Say] = []
        self.named: set[str] = set()
        self.open: set[str] = set()
        self.refused: dict[str, str] = {}
        self.blamed: dict[str, str] = {}
        self.lapsed: set[str] = set()
        self.ever_barred: dict[str, str] = {}
        self.ever_lapsed: set[str] = set()
        self.reserved: dict[str, str] = {}
        self.large: set[str] = set()
        self.untold: set[str] = set()
        self.halves: set[str] = set()
        self.meddled = ""
        self.beside: dict[str, Route] = {}  # routes in updates with one in another's name: RR-14b
        self.mixed: list[tuple[str, tuple[str, ...]]] = []  # the sender and good parts of updates with a broken curve
        self.scales: dict[str, set[Any]] = {}  # by prefix, where an update names it: RB-16
        self.withdrawn: set[str] = set()  # by updates, at any time
        self.unknown_gone = False  # whether something was withdrawn since the last look that its sender never announced
        self._since: dict[tuple[str, str], int] = {}  # (sender, prefix): when the route came
        self._configured = {route.prefix for route in topology.routes if route.prefix}
        self._spares = {account for ledger in topology.ledgers for account in ledger.spare}
        self._fresh: dict[str, tuple[int, int]] = {}  # until when a spare's routes surely and perhaps are used

    # -- what is sent --------------------------------------------------------------------------------------------

    def update(self, sender: str, ledger: str, update: Mapping[str, Any], at: int) -> list[str]:
        """A valid update of a declared peer, by the schema, answered at that moment; the prefixes it has routes to.

        Of an update with a curve that is none nobody can say whether the rest counts.
        """
        routes, foreign = [], False
        for row in update["new_routes"]:
            prefix = row["destination_ledger"]
            if row["source_account"] != sender or row["source_ledger"] != ledger:
                self.bars([prefix], "RR-14" if row["source_account"] != sender else "RR-15")
                foreign = True
                continue
            if prefix in self._configured or self._is_reserved(sender, prefix):
                continue
            route = self._route(sender, ledger, row)
            if route is None:
                others = [each["destination_ledger"] for each in update["new_routes"] if each is not row]
                if not any(each in self.named or each in self.open or each in self.ever_barred for each in others):
                    self.mixed.append((sender, tuple(others)))
                self.doubts(each for each in _prefixes(update) if each != prefix)  # RR-18b: all parts of it, or none
                self.bars([prefix], self._against_curve(row))
                self._heard(sender, None, at)
                return []
            routes.append(route)
            if "destination_scale" in row:
                self.scales.setdefault(prefix, set()).add(row["destination_scale"])
        gone = list(update["unreachable_through_me"])
        self.withdrawn.update(gone)
        self.unknown_gone |= any((sender, prefix) not in self.table.routes for prefix in gone)
        self._since |= {(sender, route.prefix): at for route in routes}
        self._take(sender, routes, gone, int(update["hold_down_time"]), at)
        if foreign:  # whether the others count is open (RR-14b)
            self.open.update(_prefixes(update))
            self.beside.update({route.prefix: route for route in routes})
        self.open.update({*gone, *_several(routes)} & {route.prefix for route in routes})  # RR-24
        self.open.update(route.prefix for route in routes if not self._is_plain(route))
        self.large.update(route.prefix for route in routes if self._is_large(route))
        return [route.prefix for route in routes]

    def _route(self, sender: str, ledger: str, row: Mapping[str, Any]) -> Route | None:
        """The route of a row; None where its curve is none."""
        curve = _curve(row["points"])
        window = Fraction(str(row["min_message_window"]))
        return None if curve is None else Route(sender, ledger, row["destination_ledger"], curve, window)

    def _against_curve(self, row: Mapping[str, Any]) -> str:
        """The requirement by which a row whose curve is none has no effect."""
        return "RR-18"

    def _is_plain(self, route: Route) -> bool:
        """Whether inputs are numbers that JSON promises to keep, within the capacity, and the window short (Terms)."""
        x = route.curve.last[0]
        held = route.window + self.topology.message_window < self.topology.maximum_hold
        return held and x <= PLAIN and x <= self.topology.ledger(route.ledger).capacity

    def _is_large(self, route: Route) -> bool:
        """Whether outputs are above what JSON promises to keep: how they are passed on is LC-8b's, the rest open."""
        return route.curve.last[1] > PLAIN

    def _is_reserved(self, sender: str, prefix: str) -> bool:
        """Whether it is no prefix of the sender's: a ledger of the connector (RR-19), another account (RR-28)."""
        own = longest({ledger.prefix for ledger in self.topology.ledgers}, prefix)
        if own is None:
            return False
        if prefix.startswith(sender + "."):
            self.untold.add(prefix)
            return False
        self.reserved[prefix] = "RR-19" if prefix == own else "RR-28"
        return True

    def bars(self, prefixes: Iterable[str], requirement: str) -> None:
        """A message that may have no effect, by that requirement, named these prefixes."""
        for prefix in prefixes:
            self.blamed[prefix] = self.ever_barred[prefix] = requirement
            if prefix not in self.named and prefix not in self.open:
                self.refused[prefix] = requirement

    def withdrawn_of_others(self, sender: str, update: Any) -> set[str]:
        """What an update that may have no effect withdraws, and others alone have announced."""
        gone = update.get("unreachable_through_me") if isinstance(update, Mapping) else None
        named = {each for each in gone if isinstance(each, str)} if isinstance(gone, list) else set()
        return {
            prefix for who, prefix in self.table.routes if prefix in named and (sender, prefix) not in self.table.routes
        }

    def blames(self, sender: str, requirement: str) -> None:
        """Should routes of that sender change now, it was that requirement: its last message may have no effect.

        Not those of which nobody has looked yet whether they were taken.
        """
        new = {name for say in self.says for name, _ in say.new}
        for who, prefix in self.table.routes:
            if who == sender and name_of(prefix) not in new:
                self.blamed.setdefault(prefix, requirement)

    def meddles(self, requirement: str) -> None:
        """Should anybody's routes change now, it was that requirement: somebody acted against all."""
        self.meddled = requirement
        for prefix in self.named:
            self.blamed.setdefault(prefix, requirement)

    def doubts(self, prefixes: Iterable[str]) -> None:
        """What came of a message that named these prefixes nobody can say."""
        for prefix in prefixes:
            self.open.add(prefix)
            self.refused.pop(prefix, None)

    def may_have_heard(self, sender: str, at: int) -> None:
        """The sender's message may count as a sign of life, or not."""
        self._heard(sender, None, at)

    # -- time ----------------------------------------------------------------------------------------------------

    def passes(self, now: int) -> None:
        """Takes out what has surely lapsed by that moment."""
        for sender, (_, perhaps) in list(self._fresh.items()):
            if now >= perhaps + granted(self.topology) + self._lateness():
                del self._fresh[sender]
                gone = [prefix for who, prefix in self.table.routes if who == sender]
                self.lapsed.update(gone)
                self.ever_lapsed.update(gone)
                self._apply(sender, [], gone)

    def is_sure(self, prefix: str, now: int) -> bool:
        """Whether it is certain what stands behind the prefix at that moment."""
        return prefix not in self.large and self.is_sure_to_peers(prefix, now)

    def is_sure_to_peers(self, prefix: str, now: int) -> bool:
        """The same, where points above 2^53 are taken as they are."""
        if prefix in self.open:
            return False
        senders = {route.sender for route in self.table.routes.values() if route.prefix == prefix}
        return all(self._is_fresh(sender, now) for sender in senders)

    def is_sure_around(self, address: str, now: int) -> bool:
        """The same of all prefixes that cover the address."""
        around = [each for each in {*self.named, *self.open, *self.refused} if matches(each, address)]
        return all(self.is_sure(prefix, now) for prefix in around)

    def kept_since(self, prefix: str, now: int) -> int | None:
        """When a spare peer's route came that stands, for a while already, by the time that the peer named (RR-13)."""
        keys = [key for key in self.table.routes if key[1] == prefix and key[0] in self._spares]
        return min((at for key in keys if now >= (at := self._since.get(key, now)) + KEPT), default=None)

    def ends(self, sender: str) -> int | None:
        """From when on it is not sure that the sender's routes are used; None: as long as it sends heartbeats."""
        return self._fresh[sender][0] if sender in self._fresh else None

    # -- inside --------------------------------------------------------------------------------------------------

    def looked(self) -> None:
        """What was sent up to now was looked at."""
        self.says.clear()
        self.blamed.clear()
        self.lapsed.clear()
        self.unknown_gone = False

    def _is_fresh(self, sender: str, now: int) -> bool:
        surely = self._fresh[sender][0] - self._lateness() if sender in self._fresh else 0
        return sender not in self._spares or now < surely

    def _heard(self, sender: str, hold: int | None, at: int) -> None:
        """A spare peer's update, with its time; None: it may have counted, with the time before."""
        if sender not in self._spares:
            return
        surely, perhaps = self._fresh.get(sender, (at, at))
        if hold is None:
            self._fresh[sender] = surely, max(perhaps, at + self.topology.hold_down_time)
        else:
            self._fresh[sender] = at + hold - MARGIN, at + hold

    def _take(self, sender: str, routes: list[Route], gone: list[str], hold: int, at: int) -> None:
        self.passes(at)
        if not self._is_fresh(sender, at) or (sender not in self._spares and hold < self.topology.hold_down_time):
            self.open.update(prefix for who, prefix in self.table.routes if who == sender)
        self._heard(sender, hold, at)
        self._apply(sender, routes, gone)

    def _apply(self, sender: str, routes: list[Route], gone: list[str]) -> None:
        old = self.table.routes
        replaced = [old[key] for route in routes if (key := (sender, route.prefix)) in old and old[key] != route]
        self.older = self.older.updated(sender, 0, FOREVER, [*routes, *replaced], gone)
        self.table = self.table.updated(sender, 0, FOREVER, routes, gone)
        self.named.update(route.prefix for route in routes)
        for route in routes:
            self.refused.pop(route.prefix, None)
        new = tuple((name_of(route.prefix), "") for route in routes)
        self.says.append(Say(sender, new, tuple(map(name_of, gone))))


def name_of(prefix: str) -> str:
    """A prefix without its scheme and the run's segment, and without its final period: as courses name theirs."""
    return prefix.split(".", 2)[-1].removesuffix(".")


def _prefixes(update: Mapping[str, Any]) -> list[str]:
    return [*update["unreachable_through_me"], *(row["destination_ledger"] for row in update["new_routes"])]


def _several(routes: Iterable[Route]) -> set[str]:
    """The prefixes to which there are several routes, unlike each other."""
    counts = Counter(route.prefix for route in set(routes))
    return {prefix for prefix, count in counts.items() if count > 1}


def _curve(points: Any) -> Curve | None:
    try:
        return Curve.of(points)
    except ValueError:
        return None
