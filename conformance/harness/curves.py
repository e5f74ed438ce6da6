"""Quotes beside curves, at all places that matter: at points, one unit beside them, and between."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.harness.hops import gives
from conformance.harness.needs import only_where
from conformance.harness.routing import promise_in
from conformance.harness.worth import is_owed, join_for
from conformance.oracle.curves import Curve
from conformance.oracle.quotes import by_curve_by_destination, by_curve_by_source
from conformance.oracle.rates import own_rate
from conformance.verdicts import Inconclusive, Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

Points = list[list[int]]
PARTS = 24  # in which curves are drawn
BENT: Points = [[0, 0], [3, 9], [8, 9], [9, 20], [20, 31], [24, 32]]
CURVES: tuple[tuple[str, Points], ...] = (
    ("bent", BENT),
    ("beginning_late", [[6, 3], [12, 20], [24, 24]]),
    ("beginning_with_something", [[6, 12], [24, 24]]),
    ("level_in_the_middle", [[0, 0], [6, 12], [18, 12], [24, 36]]),
    ("steep", [[0, 0], [1, 240], [24, 241]]),
)


def places(peer: Peer, points: list[list[int]]) -> list[list[int]]:
    """A curve drawn in parts, in base units of the peer's ledger: no numbers above 2^53."""
    part = min(peer.ledger.capacity // 4, 2**40) // PARTS
    return [[x * part, y * part] for x, y in points]


def follows_the_curve(asker: Peer, via: Peer, prefix: str, points: list[list[int]], by_source: bool) -> None:
    """Quotes are what the curve gives, within the allowance: at its points, beside and between them."""
    join, curve = join_for(asker, via, points), Curve.of(points)
    if by_source:
        middles = [(a + b) // 2 for a, b in pairwise(curve.breakpoints)]
        amounts = {math.ceil(join.own.inverse(x)) + step for x in (*curve.breakpoints, *middles) for step in (-1, 0, 1)}
    else:
        outputs = sorted({y for _, y in curve.points})
        middles = [(a + b) // 2 for a, b in pairwise(outputs)]
        amounts = {y + step for y in (*outputs, *middles) for step in (-1, 0, 1)}
    name = "source_amount" if by_source else "destination_amount"
    bounds_of = by_curve_by_source if by_source else by_curve_by_destination
    for amount in sorted(each for each in amounts if each > 0):
        if not by_source and amount < curve.first[1]:
            continue  # LC-3b: what can be sent there is open
        asker.is_quoted_within(bounds_of(join, amount), prefix + "carl", **{name: amount})


def asks_nobody(via: Peer, prefix: str) -> None:
    """QT-17: no quote under the prefix was asked of the peer whose route it is."""
    asked = via.asked_for(prefix)
    if asked:
        raise Violation(f"no request to {via}, whose route has a curve", f"{asked[0].data}", [asked[0].seq])


def is_no_worse_than_told(asker: Peer, prefix: str, destination: str, other: Peer) -> None:
    """QT-26: by source amount, at the points told and between them, no less than the curve told, but the allowance.

    The allowance is a unit of each ledger: of the asker's, of the one in between, of the destination.
    """
    told = asker.mailbox.told(prefix)
    if told is None:
        raise Inconclusive(f"{asker} holds no route to {prefix}", ("RR-2",))
    curve = promise_in(told)
    own = own_rate(asker.world.topology, asker.ledger.prefix, other.ledger.prefix)
    for x in sorted({*curve.breakpoints, *((a + b) // 2 for a, b in pairwise(curve.breakpoints))}):
        value = curve.value_at(x - 1 - own.inverse(1)) if x > curve.first[0] else None
        least = math.floor(value) - 1 if value is not None else 0
        if least < 1:
            continue
        answer = asker.asks(destination, source_amount=x)
        if answer.amount("destination_amount") < least:
            expected = f"at least {least} for {x}, as {asker} was told"
            raise Violation(expected, answer.said, [told.seq, *answer.seqs])


def names_the_lowest(asker: Peer, via: Peer, prefix: str, points: Points) -> None:
    """LC-2: for the output of a level part the lowest input is named, within a unit of each ledger on the way there.

    Who keeps a unit of the destination in hand, as is granted, names the part's end. Whether the target does, another
    output shows, of which a unit costs much: where it does there is nothing to judge.
    """
    join = join_for(asker, via, points)
    slack = join.own.inverse(1) + 2
    for level in [y for (_, y), (_, same) in pairwise(points) if y == same]:
        beside = level - 1 if level > points[0][1] else level + 1
        exact, lowest = join.lowest_input(beside), join.lowest_input(level)
        if exact is None or lowest is None:
            continue
        with given("QT-17"):
            named = asker.is_quoted(prefix + "carl", destination_amount=beside).amount("source_amount")
        only_where(named <= exact + slack, "the target keeps a unit of the destination in hand, as it may")
        answer = asker.is_quoted(prefix + "carl", destination_amount=level)
        if answer.amount("source_amount") > lowest + slack:
            expected = f"{math.ceil(lowest)} for {level}, the lowest of the inputs that give it"
            raise Violation(expected, answer.said, answer.seqs)


def are_promised_just_that(announcer: Peer, prefix: str, points: Points) -> None:
    """On each other ledger the first peer is told what the curve gives it, to a unit of each ledger.

    A plain route that is announced later, and told, shows that the announcer's routes are passed on.
    """
    plain = f"{prefix}plain."
    announcer.broadcasts(plain)
    listeners = {peer.ledger.prefix: peer for peer in reversed(announcer.world.watchers(announcer))}
    for listener in listeners.values():
        if is_owed(listener, announcer, points):
            join = join_for(listener, announcer, points)
            with given("RR-2", "RR-30"):
                listener.is_told(plain)
            listener.is_told(prefix)
            listener.is_promised_no_more(prefix, join)
            listener.is_promised_no_less(prefix, join)


def is_read_rightly(asker: Peer, via: Peer, prefix: str, points: Points) -> None:
    """LC-10: between two points, and shortly before the second, the quote is about what they say; QT-17 judges it."""
    own = join_for(asker, via, points).own
    for (left, _), (right, y) in pairwise(points):
        for amount in (math.floor(own.inverse((left + right) // 2)), math.floor(own.inverse(right)) - 1):
            if amount <= own.inverse(left) or y < 1:
                continue
            answer = asker.asks(prefix + "carl", source_amount=amount)
            if not gives(via, asker, prefix + "carl", answer):
                expected = f"what the points to [{right}, {y}] say for {amount}"
                raise Violation(expected, answer.said, answer.seqs)
