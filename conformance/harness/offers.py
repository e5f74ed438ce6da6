"""What an update says of a route, member by member: verbs for routes that a peer has been told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.harness.exhibits import of_route, of_schema
from conformance.oracle.points import broken_rule
from conformance.verdicts import Violation, given

if TYPE_CHECKING:
    from conformance.harness.mailbox import Told
    from conformance.harness.peer import Peer


def told_of(peer: Peer, prefix: str) -> Told:
    """The route that the peer is told of; that it is told at all is RR-2's, or for a ledger of the target's RB-5's."""
    with given("RR-1", "RR-2", "RB-5"):
        return peer.is_told(prefix)


def is_told_validly(peer: Peer, prefix: str) -> None:
    """RB-1: the update that tells the peer of the prefix is a valid RoutingUpdate."""
    told = told_of(peer, prefix)
    update = next(each for each in peer.mailbox.updates if each.seq == told.seq)
    problems = peer.world.profile.problems_of_update(update.wire)
    if problems:
        fields = of_schema(told.seq, problems[0])
        raise Violation("an update that is a valid RoutingUpdate", problems[0], [told.seq], fields)


def is_told_a_curve(peer: Peer, prefix: str, requirement: str) -> None:
    """RB-3, RB-4: the points told for the prefix break none of that requirement's rules of a curve."""
    told = told_of(peer, prefix)
    broken = broken_rule((told.route or {}).get("points"))
    if broken is not None and broken.rule.requirement == requirement:
        expected = f"points in which {broken.rule.text}"
        raise Violation(expected, broken.sentence, [told.seq], of_route(told, "points", expected))


def is_told_members(peer: Peer, prefix: str, **members: Any) -> None:
    """RB-2, RB-16: of these members those that the route has are as given; None: the route has no such member."""
    told = told_of(peer, prefix)
    route: Mapping[str, Any] = told.route or {}
    for name, value in members.items():
        if name in route and route[name] != value:
            expected = f"no {name}" if value is None else f"{name} {value!r}, or none"
            fields = of_route(told, name, expected)
            raise Violation(f"{expected}, in a route to {prefix}", f"{route[name]!r}", [told.seq], fields)


def are_told_the_same(peers: list[Peer], prefix: str, name: str) -> None:
    """RB-16: all that were told a value of this member for one of the target's own ledgers were told the same."""
    told = [each for peer in peers for each in peer.mailbox.about(prefix) if each.route and name in each.route]
    values = [(each.route or {})[name] for each in told]
    if any(value != values[0] for value in values):
        other = next(each for each in told if (each.route or {})[name] != values[0])
        observed = f"{values[0]!r} and {(other.route or {})[name]!r}"
        fields = of_route(told[0], name, "the same for all") + of_route(other, name, "the same for all")
        raise Violation(f"one {name} of {prefix} for all peers", observed, [told[0].seq, other.seq], fields)
