"""Transfers within the curve that the payer was last told: they are not refused for their amount."""

from __future__ import annotations

from fractions import Fraction

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.paying import is_not_refused_for_its_amount
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares
from conformance.harness.routing import promise_in
from conformance.harness.world import World
from conformance.harness.worth import is_owed
from conformance.oracle.transfers import promised

TRANSFERS = ("transfers",)
MOST = 12  # payments of one case
Shape = tuple[tuple[int, Fraction], ...]
SHAPES: tuple[tuple[str, Shape], ...] = (
    ("straight", ((1, Fraction(1)),)),
    ("with_steps", ((1, Fraction(3)), (1, Fraction(0)), (2, Fraction(1, 3)))),
    ("steep_and_long", ((1, Fraction(1, 100)), (5, Fraction(7)))),
)


def keeps_its_promise(payer: Peer, prefix: str, destination: str) -> None:
    """FW-11: payments at each point of the curve last told, and between, for all that it says is reached."""
    told = payer.mailbox.told(prefix)
    only_where(told, f"{payer} holds no route to {prefix}")
    if told is None:
        return
    payments = promised(promise_in(told))
    only_where(payments, "the curve promises nothing")
    for amount, deliver in payments[:: max(1, len(payments) // MOST)] + payments[-1:]:
        only_fits = deliver < 2**64
        if only_fits:
            is_not_refused_for_its_amount(prepares(payer, destination, amount, deliver), told.seq)


@requirement("FW-11", needs=TRANSFERS)
def test_payments_to_an_own_ledger_are_as_the_curve_says(alice: Peer, bob: Peer) -> None:
    """In both directions, from the first point to the last."""
    for payer, receiver in ((alice, bob), (bob, alice)):
        with given("RB-5"):
            payer.is_told(receiver.ledger.prefix)
        keeps_its_promise(payer, receiver.ledger.prefix, receiver.account)


@requirement("FW-11", needs=TRANSFERS)
def test_payments_between_all_own_ledgers_are_as_the_curve_says(alice: Peer, bob: Peer, carol: Peer) -> None:
    """Each pair has scales of its own; amounts above 2^53 too, where the capacities are so large."""
    for payer, receiver in ((alice, carol), (carol, alice), (bob, carol), (carol, bob)):
        with given("RB-5"):
            payer.is_told(receiver.ledger.prefix)
        keeps_its_promise(payer, receiver.ledger.prefix, receiver.account)


@requirement("FW-11", needs=TRANSFERS)
@rows(*SHAPES)
def test_payments_over_a_learnt_route_are_as_the_curve_says(
    row: Shape, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """At each point of what was passed on, and between."""
    points = shaped(bob, row)
    only_where(is_owed(alice, bob, points), "of this route nothing is owed")
    with given("RR-2"):
        bob.broadcasts(bob.route(prefix.far, points=points))
        alice.is_told(prefix.far)
    keeps_its_promise(alice, prefix.far, prefix.far + "carl")


@requirement("FW-11", needs=TRANSFERS)
def test_payments_over_parallel_routes_are_as_the_curve_says(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> None:
    """Bob's curve is better at first, Ben's goes further; what is passed on of them is to be kept."""
    near, far = shaped(bob, ((1, Fraction(3)),)), shaped(ben, ((5, Fraction(1)),))
    only_where(is_owed(alice, bob, near) and is_owed(alice, ben, far), "of these routes nothing is owed")
    with given("RR-2"):
        bob.broadcasts(bob.route(prefix.far, points=near))
        alice.is_told(prefix.far)
        ben.broadcasts(ben.route(prefix.far, points=far))
        world.settle(ben)
    keeps_its_promise(alice, prefix.far, prefix.far + "carl")


@requirement("FW-11", needs=TRANSFERS)
def test_payments_as_the_curve_says_after_it_has_changed(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """What was told last counts: a route that reaches further than before, and gives more."""
    before, after = shaped(bob, ((1, Fraction(1, 2)),)), shaped(bob, ((4, Fraction(2)),))
    only_where(is_owed(alice, bob, before), "of this route nothing is owed")
    with given("RR-2"):
        bob.broadcasts(bob.route(prefix.far, points=before))
        alice.is_told(prefix.far)
        bob.broadcasts(bob.route(prefix.far, points=after))
        world.settle(bob)
    keeps_its_promise(alice, prefix.far, prefix.far + "carl")


def shaped(peer: Peer, shape: Shape) -> list[list[int]]:
    """A curve from [0, 0] on with a section for each (length in twentieths of the capacity, rate)."""
    points = [[0, 0]]
    for length, rate in shape:
        x, y = points[-1]
        step = length * (peer.ledger.capacity // 20)
        points.append([x + step, y + int(rate * step)])
    return points
