"""Who plays in a case: its arguments by name, found in the topology by what they have to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from conformance.harness.configured import Way
from conformance.harness.courses import Player
from conformance.harness.leases import Leases, Wanted
from conformance.harness.peer import Peer
from conformance.verdicts import NotApplicable
from schemas.topology import Configured, Ledger, Topology

if TYPE_CHECKING:
    from conformance.harness.world import World


class Prefixes:
    """Fresh prefixes of one case: `prefix.good` is one under the run's and the case's own tag."""

    def __init__(self, stem: str) -> None:
        self.stem = stem

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return f"{self.stem}{name}."

    def __getitem__(self, name: object) -> str:
        return f"{self.stem}{name}."


class Cast:
    """The arguments of one case, made when they are asked for."""

    def __init__(self, world: World, leases: Leases, case: int) -> None:
        self.world, self.leases = world, leases
        self.stem = f"g.{world.tag}.{case}."
        self.leased: list[Peer] = []
        self.spares: dict[str, Peer] = {}

    def play(self, name: str) -> Any:
        """The argument of that name; NotApplicable where the topology has nobody for it."""
        return ROLES[name](self)

    def reserve(self, wants: Iterable[str]) -> None:
        """Leases all spare peers among the arguments; NotApplicable where the topology has too few."""
        wanted = wanted_spares(self.world.topology, wants)
        self.leased = self.leases.take(list(wanted.values()))
        self.spares = dict(zip(wanted, self.leased, strict=True))

    def dismiss(self) -> None:
        """Gives the leased peers back."""
        while self.leased:
            self.leases.give_back(self.leased.pop())

    def steady(self, ledger: int, index: int) -> Peer:
        """A steady peer on the first (0), second (1) or third (2) open ledger."""
        accounts = self.ledger(ledger).steady
        if len(accounts) <= index:
            raise NotApplicable(f"needs {index + 1} steady accounts on one ledger of the topology")
        return self.world.peers[accounts[index]]

    def spare(self, name: str) -> Peer:
        """A spare peer that was reserved."""
        if name not in self.spares:
            raise NotApplicable("needs spare accounts on two open ledgers that trade with one another")
        return self.spares[name]

    def configured(self, index: int, spare: bool) -> Way:
        """The first (0) or second (1) configured route to a steady peer, or to a spare one, which was reserved."""
        ways = configured_ways(self.world.topology, spare)
        if len(ways) <= index:
            raise NotApplicable("the topology has no such configured route")
        return Way(self.world.peers[ways[index].peer], ways[index].prefix)

    def ledger(self, index: int) -> Ledger:
        """The open ledgers in the order in which the cast stands on them."""
        ledgers = stage(self.world.topology)
        if len(ledgers) <= index:
            raise NotApplicable(f"needs {index + 1} open ledgers that trade with one another")
        return ledgers[index]

    def closed(self) -> Peer:
        """A steady peer on a ledger with a token, whose routes concern the peers on the first two open ledgers."""
        topology = self.world.topology
        for ledger in topology.ledgers:
            if ledger.token is not None and ledger.steady and trades_with(topology, ledger, stage(topology)[:2]):
                return self.world.peers[ledger.steady[0]]
        raise NotApplicable("the topology has no ledger with a token, a steady account and trade with the open ledgers")


@lru_cache(maxsize=8)
def stage(topology: Topology) -> tuple[Ledger, ...]:
    """The ledgers of the cast: no `peer.` ones, with steady accounts, traded both ways; the second has two if any."""
    able = [ledger for ledger in topology.ledgers if ledger.steady and not ledger.prefix.startswith("peer.")]
    able.sort(key=lambda ledger: len(ledger.steady) > 1)
    both = [(one, two) for two in able[::-1] for one in able[::-1] if one != two and trades_with(topology, one, [two])]
    if not both:
        return tuple(able[:1])
    chosen = list(both[0])
    for ledger in able:
        if ledger not in chosen and trades_with(topology, ledger, chosen):
            chosen.append(ledger)
    return tuple(chosen)


def trades_with(topology: Topology, ledger: Ledger, others: Iterable[Ledger]) -> bool:
    """Whether the ledger is traded with each of the others, both ways."""
    ends = [(ledger.prefix, other.prefix) for other in others]
    return all(topology.pair(one, other) and topology.pair(other, one) for one, other in ends)


# The ledger on which each stands: that of Alice (0) or of Bob (1).
SPARES = {"spare": 1, "second_spare": 1, "spare_near": 0, "second_spare_near": 0}
CONFIGURED_SPARES = {"configured_spare": 0, "other_configured_spare": 1}


def configured_ways(topology: Topology, spare: bool) -> list[Configured]:
    """The configured routes to steady or to spare peers, default routes excepted."""
    spares = {account for ledger in topology.ledgers for account in ledger.spare}
    return [each for each in topology.routes if (each.peer in spares) == spare and each.prefix]


def wanted_spares(topology: Topology, wants: Iterable[str]) -> dict[str, Wanted]:
    """The spare peers among a case's arguments, by name, as far as the topology's ledgers go."""
    ledgers, ways = stage(topology), configured_ways(topology, spare=True)
    homes = {account: ledger.prefix for ledger in topology.ledgers for account in ledger.spare}
    wanted = {}
    for name in wants:
        if SPARES.get(name, len(ledgers)) < len(ledgers):
            wanted[name] = Wanted(ledgers[SPARES[name]].prefix)
        elif CONFIGURED_SPARES.get(name, len(ways)) < len(ways):
            account = ways[CONFIGURED_SPARES[name]].peer
            wanted[name] = Wanted(homes[account], account)
    return wanted


def _spare(name: str, cast: Cast) -> Peer:
    return cast.spare(name)


ROLES: dict[str, Callable[[Cast], Any]] = {
    "alice": lambda cast: cast.steady(0, 0),
    "amy": lambda cast: cast.steady(0, 1),
    "bob": lambda cast: cast.steady(1, 0),
    "ben": lambda cast: cast.steady(1, 1),
    "carol": lambda cast: cast.steady(2, 0),
    "dave": lambda cast: cast.closed(),
    **{name: partial(_spare, name) for name in SPARES},
    "configured": lambda cast: cast.configured(0, spare=False),
    "configured_spare": lambda cast: cast.configured(0, spare=True),
    "other_configured_spare": lambda cast: cast.configured(1, spare=True),
    "player": lambda cast: Player(cast),
    "prefix": lambda cast: Prefixes(cast.stem),
    "world": lambda cast: cast.world,
    "topology": lambda cast: cast.world.topology,
    "leases": lambda cast: cast.leases,
}
