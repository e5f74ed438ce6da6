"""What a curve means, seen in what is passed on of it and in the hop that it makes the best."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.routing import promise_in
from conformance.harness.world import World
from conformance.harness.worth import is_plain
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.promises import underpromise
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

Points = list[list[int]]
LENGTH = 10**12  # of a section, in base units of the second ledger


def join(topology: Topology, asker: Peer, hop: Peer, points: Points) -> Join:
    """What the points are worth to the asker."""
    return Join(own_rate(topology, asker.ledger.prefix, hop.ledger.prefix), Curve.of(points))


@requirement("LC-1")
@rows(("the_lines_middle_is_better", True), ("the_lines_middle_is_worse", False))
def test_the_best_hop_is_picked_between_two_points(
    row: bool, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Half-way along Bob's one section, Ben's curve has a point with twice, or half, of what the line gives there."""
    end = min(bob.ledger.capacity, LENGTH)
    bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [end, end]]))
    middle = end // 8 if row else end - end // 8
    ben.broadcasts(ben.route(prefix.far, points=[[0, 0], [end // 2, middle], [end, end]]))
    alice.follows(bob, prefix.bob)
    alice.follows(ben, prefix.ben)
    amount = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix).inverse(end // 2)
    alice.asks_best(bob if row else ben, prefix.far + "carl", source_amount=int(amount))


@requirement("LC-1")
def test_between_two_points_no_more_is_passed_on_than_the_line_gives(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Two sections of different slope."""
    end = min(bob.ledger.capacity, LENGTH)
    points = [[0, 0], [end // 3, end // 9], [end, end // 2]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    with given("RR-2"):
        alice.is_told(prefix.far)
    alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))


@requirement("LC-3")
@rows(("some", 100), ("most", 2), ("all_but_a_little", 1))
def test_below_the_first_point_nothing_is_passed_on(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The curve begins far from zero, with an output above zero; it may be of one point."""
    end = min(bob.ledger.capacity, LENGTH)
    points = [[end // row, end // row]] + ([[end, end]] if row > 1 else [])
    bob.broadcasts(bob.route(prefix.far, points=points))
    alice.world.settle(bob, alice)
    if row > 1:
        with given("RR-2"):
            alice.is_told(prefix.far)
    if alice.mailbox.told(prefix.far):  # of a curve that is one point no whole amount may be left
        alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))


@requirement("LC-3b")
def test_by_destination_below_the_first_points_output(alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """What is answered is reported."""
    end = min(bob.ledger.capacity, LENGTH)
    bob.broadcasts(bob.route(prefix.far, points=[[end // 2, end // 2], [end, end]]))
    alice.follows(bob, prefix.later)
    return alice.asks(prefix.far + "carl", destination_amount=end // 4).said


@requirement("LC-4")
@rows(("as_much_as_the_capacity", 1), ("little", 1000))
def test_no_more_than_the_last_points_output_is_passed_on(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """At no input."""
    end = min(bob.ledger.capacity, LENGTH)
    points = [[0, 0], [end // row, end // row // 2]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    with given("RR-2"):
        alice.is_told(prefix.far)
    alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))


@requirement("LC-5")
def test_an_input_above_the_last_point(alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> str:
    """What is answered is reported."""
    bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [LENGTH, LENGTH]]))
    alice.follows(bob, prefix.later)
    amount = int(own_rate(topology, alice.ledger.prefix, bob.ledger.prefix).inverse(2 * LENGTH))
    answer = alice.asks(prefix.far + "carl", source_amount=amount)
    asked = [each.data.get("source_amount") for each in bob.asked_for(prefix.far)]
    return f"asked for {amount}: {answer.said}; the next hop is asked for {', '.join(map(str, asked)) or 'nothing'}"


PARALLEL = (
    ("crossing_once", ([[0, 0], [1, 2], [4, 3]], [[0, 0], [4, 4]])),
    ("crossing_twice", ([[0, 0], [1, 2], [2, 2], [4, 6]], [[0, 0], [4, 5]])),
    ("one_better_throughout", ([[0, 0], [4, 4]], [[0, 0], [4, 2]])),
    ("one_beginning_later", ([[0, 0], [4, 2]], [[2, 1], [4, 8]])),
    ("one_ending_earlier", ([[0, 0], [4, 4]], [[0, 0], [2, 1]])),
)


@requirement("LC-6", "LC-7")
@rows(*PARALLEL)
def test_parallel_routes_give_no_more_than_the_best_of_them(
    row: tuple[Points, Points], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """Bob and Ben announce the prefix; at no input the promise is above both."""
    joins = [join(topology, alice, hop, scaled(points)) for hop, points in zip((bob, ben), row, strict=True)]
    with given("RR-2"):
        for hop, points in zip((bob, ben), row, strict=True):
            hop.broadcasts(hop.route(prefix.far, points=scaled(points)))
            alice.is_told(prefix.far)
    world.settle(ben)
    alice.is_promised_no_more(prefix.far, *joins)


@requirement("LC-12", "LC-7")
@rows(*PARALLEL)
def test_parallel_routes_give_no_less_than_the_best_of_them(
    row: tuple[Points, Points], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """Bob and Ben announce the prefix; the promise comes to be nowhere below both by more than the allowance."""
    joins = [join(topology, alice, hop, scaled(points)) for hop, points in zip((bob, ben), row, strict=True)]
    for hop, points in zip((bob, ben), row, strict=True):
        hop.broadcasts(hop.route(prefix.far, points=scaled(points)))
    with given("RR-2"):
        alice.is_told(prefix.far)

    def enough() -> bool:
        told = alice.mailbox.told(prefix.far)
        return told is not None and underpromise(promise_in(told, at_most=True), joins) is None

    world.wait(enough, topology.patience)
    alice.is_promised_no_less(prefix.far, *joins)


def scaled(points: Points) -> Points:
    """The points in units of a section's length."""
    return [[x * LENGTH // 4, y * LENGTH // 4] for x, y in points]


@requirement("LC-8b")
@rows(("odd_above_2_53", 2**53 + 3), ("near_2_64", 2**64 - 5))
def test_points_above_2_53_are_exact(row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> None:
    """Of a destination that the connector has no capacity for: it promises no more than the join."""
    points = [[0, 0], [bob.ledger.capacity // 7, row]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    with given("RR-2"):
        alice.is_told(prefix.far)
    alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))
    alice.is_promised_no_less(prefix.far, join(topology, alice, bob, points))


@requirement("LC-9")
@rows(("bending_up", 2), ("bending_up_sharply", 5), ("bending_down", 0))
def test_a_curve_of_many_points_promises_no_more_when_it_is_made_simpler(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Forty points, where connectors of the day broadcast ten."""
    step = LENGTH // 40
    heights = [n**row if row else n * (81 - n) // 41 for n in range(41)]
    points = [[n * step, height * step * 40 // heights[-1]] for n, height in enumerate(heights)]
    bob.broadcasts(bob.route(prefix.far, points=points))
    with given("RR-2"):
        alice.is_told(prefix.far)
    alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))


@requirement("LC-11")
def test_each_side_of_a_curve_is_in_its_own_ledgers_base_unit(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """What is passed on from a ledger of another scale gives no more than the join, and half of it at least."""
    only_where(alice.ledger.scale != bob.ledger.scale, "needs two ledgers of different scales")
    points = [[0, 0], [LENGTH, LENGTH]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    with given("RR-2"):
        alice.is_told(prefix.far)
    alice.is_promised_no_more(prefix.far, join(topology, alice, bob, points))
    alice.is_promised_no_less(prefix.far, join(topology, alice, bob, [[0, 0], [LENGTH, LENGTH // 2]]))


@requirement("LC-11")
def test_the_own_rate_converts_by_the_difference_of_scales(
    alice: Peer, bob: Peer, carol: Peer, topology: Topology
) -> None:
    """The routes between the connector's own ledgers, from each of three; whether they are told is RB-5's affair."""
    for asker in (alice, bob, carol):
        for other in {alice.ledger.prefix, bob.ledger.prefix, carol.ledger.prefix} - {asker.ledger.prefix}:
            only_where(asker.mailbox.told(other), "the peers were told of the own ledgers before this run")
            own = Join(own_rate(topology, asker.ledger.prefix, other))
            if is_plain(own):  # else LC-8b
                asker.is_promised_no_more(other, own)
