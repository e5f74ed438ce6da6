"""What a case that touches the whole target leaves behind: others' quotes and routes before it and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.harness.expecting import AGAIN
from conformance.harness.worth import ample
from conformance.oracle.quotes import local_by_source
from conformance.verdicts import Inconclusive
from schemas import json_text

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World


@dataclass(frozen=True)
class State:
    """What steady peers see: the amount quoted from one ledger to the next (-1: none), the routes that each was told.

    Routes under the run's own tag are left out: cases announce them, and withdraw them in their own time.
    """

    quotes: Mapping[tuple[str, str], int]
    routes: Mapping[str, Mapping[str, str]]


def quotes_of(world: World) -> dict[tuple[str, str], int]:
    """Quotes between the first steady peers of the ledgers, each to the next one's; the first silence ends it."""
    peers = first_peers(world)
    found = {}
    for asker, other in zip(peers, [*peers[1:], peers[0]], strict=True):
        if world.topology.pair(asker.ledger.prefix, other.ledger.prefix) is None:
            continue
        answer = asker.asks(other.account, source_amount=ample(asker, other))
        found[asker.account, other.account] = answer.amount("destination_amount")
        if answer.quote is None and answer.error is None:
            break
    return found


def routes_of(world: World) -> dict[str, dict[str, str]]:
    """The routes that stand for each steady peer: prefix and curve."""
    return {
        peer.account: {
            told.prefix: json_text.write((told.route or {}).get("points")).decode()
            for told in peer.mailbox.routes()
            if f".{world.tag}." not in told.prefix
        }
        for peer in world.peers.values()
        if not peer.spare
    }


def state_of(world: World) -> State:
    """The state as it is now."""
    return State(quotes_of(world), routes_of(world))


def difference(world: World, before: State, curves: bool = True) -> str | None:
    """In what the state differs from before, when it has had time to come back; None: in nothing.

    Without `curves` a route may have another curve: RR-6 judges whether a peer is told again of one that changed back.
    """
    world.wait(lambda: not _other_route(world, before, curves), world.topology.patience)
    other = _other_route(world, before, curves)
    if other is not None:
        return other
    end = world.now() + world.topology.patience
    while (quote := _other_quote(world, before)) is not None and world.now() < end:
        world.wait(lambda: False, AGAIN)
    return quote


def _other_quote(world: World, before: State) -> str | None:
    quotes = quotes_of(world)
    for (asker, other), amount in before.quotes.items():
        present = quotes.get((asker, other), -1)
        if present != amount and not _is_right(world, asker, other, present):
            return f"the quote for {asker} to {other} was {amount}, and is {present}"
    return None


def _other_route(world: World, before: State, curves: bool) -> str | None:
    """A route to an own ledger of the target's that changed or is gone, or a new one to anything else.

    Others may lapse meanwhile: whose they are has its own cause.
    """
    own = {ledger.prefix for ledger in world.topology.ledgers}
    for account, routes in routes_of(world).items():
        were = before.routes[account]
        for prefix in sorted((routes.keys() - were.keys()) | (own & were.keys())):
            if routes.get(prefix) != were.get(prefix) and (curves or prefix not in routes or prefix not in were):
                was, present = were.get(prefix, "no route"), routes.get(prefix, "no route")
                return f"for {account} the route to {prefix} was {was}, and is {present}"
    return None


class Guard:
    """Watches over the cases that must be alone: what follows one that left something behind can't be judged."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before: State | None = None
        self._left: tuple[str, list[str], str] | None = None
        self._inside: set[str] = set()
        self._been: dict[str, str] = {}  # requirements by the names of those that were inside together

    def enter(self, name: str, requirement: str) -> None:
        """Before the case of that name. Inconclusive where the state is still not what it was before an earlier one.

        The state that the last one left, where that was as before it, is looked at once.
        """
        if self._left is not None and self._before is not None:
            names, requirements, what = self._left
            if difference(self._world, self._before, curves=False) is not None:
                raise Inconclusive(f"the target's state is not back after {names}: {what}", tuple(requirements))
            self._before = None
        self._left = None
        self._inside.add(name)
        self._been[name] = requirement
        if self._before is None:
            self._before = state_of(self._world)

    def leave(self, name: str) -> None:
        """After that case; nothing where it never entered, or could not. Of several inside the last one looks."""
        if name not in self._inside:
            return
        self._inside.remove(name)
        if self._inside or self._before is None:
            return
        been, self._been = self._been, {}
        what = difference(self._world, self._before, curves=False)
        if what is not None:
            self._left = " and ".join(been), list(been.values()), what


def first_peers(world: World) -> list[Peer]:
    """The first steady peer of each ledger."""
    firsts = {peer.ledger.prefix: peer for peer in reversed(list(world.peers.values())) if not peer.spare}
    return list(firsts.values())


def _is_right(world: World, asker: str, other: str, amount: int) -> bool:
    """Whether the quote is within the bounds: a target may round otherwise the next time."""
    source, destination = world.peers[asker], world.peers[other]
    wanted = ample(source, destination)
    return local_by_source(world.topology, source.ledger.prefix, destination.ledger.prefix, wanted).allows(amount)
