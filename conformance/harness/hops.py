"""Whose curve gives a quote, where quotes come from curves: there nobody is asked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.harness.worth import join_for
from conformance.oracle.addresses import longest
from conformance.oracle.joins import Join
from conformance.oracle.quotes import Bounds, Side, by_curve_by_destination, by_curve_by_source
from conformance.oracle.rates import NotTraded
from conformance.profiles.routes import Tacit

NEAR = Fraction(1, 64)  # plain curves of two peers differ by more

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer
    from conformance.profiles.routes import Route


def gives(via: Peer, asker: Peer, destination: str, answer: Answer) -> bool:
    """Whether the answer is a quote that the curve of the peer's route to the destination gives."""
    return _gives(via.announced, via, asker, destination, answer)


def still_gives(via: Peer, asker: Peer, destination: str, answer: Answer) -> bool:
    """Whether what the peer announced once gives the quote, and nobody else's present curve does."""
    if not _gives(via.once, via, asker, destination, answer):
        return False
    others = [peer for peer in asker.world.peers.values() if peer is not via]
    return not any(_gives(peer.announced, peer, asker, destination, answer) for peer in others)


def bounds_of(join: Join, answer: Answer) -> Bounds | None:
    """What a quote may name for what was asked, by that curve; None where the question was none for one amount."""
    asks = getattr(answer.asked.payload, "asks", None) or {}
    if "source_amount" in asks:
        return by_curve_by_source(join, int(asks["source_amount"]))
    return by_curve_by_destination(join, int(asks["destination_amount"])) if "destination_amount" in asks else None


def is_given_by(join: Join, answer: Answer) -> bool:
    """Whether the answer is a quote that the curve gives, within the allowance."""
    bounds = bounds_of(join, answer)
    if answer.quote is None or bounds is None:
        return False
    return bounds.allows(answer.amount("destination_amount" if bounds.side is Side.DESTINATION else "source_amount"))


def _is_about(join: Join, answer: Answer) -> bool:
    """Whether the quote is what the curve gives or not far from it: whose it is, other requirements judge how good."""
    bounds = bounds_of(join, answer)
    if answer.quote is None or bounds is None or bounds.must_refuse:
        return False
    amount = answer.amount("destination_amount" if bounds.side is Side.DESTINATION else "source_amount")
    ends = sorted((bounds.best, bounds.best if bounds.worst is None else bounds.worst))
    return ends[0] * (1 - NEAR) <= amount <= ends[1] * (1 + NEAR)


def _gives(routes: dict[str, Route], via: Peer, asker: Peer, destination: str, answer: Answer) -> bool:
    """Whether one of the peer's routes, where it has told its curve, gives the quote."""
    prefix = longest(set(routes), destination) if asker.world.profile.QUOTES_FROM_CURVES else None
    if prefix is None or isinstance(routes[prefix].points, Tacit):
        return False
    try:
        return _is_about(join_for(asker, via, routes[prefix].points), answer)
    except (NotTraded, ValueError):
        return False
