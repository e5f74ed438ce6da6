"""Routes at the very limits of what is valid, and valid updates written in other ways: all are used."""

from collections.abc import Callable, Iterator

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas import json_text
from schemas.topology import Topology

LONGEST = 1023  # characters of an address (IL-RFC 15)
SMALL = 2000  # a destination amount that the curves give
END = 1_000_000  # their last x, in base units
Points = list[list[int]]


def padded(stem: str) -> str:
    """A prefix under which the address of `receiver` has as many characters as an address may have."""
    return stem + "x" * (LONGEST - len(stem) - len(".receiver")) + "."


@requirement("RR-1")
@rows(
    ("all_characters", lambda stem: f"{stem}ABCMXYZ.abcmxyz.0189.-_~."),
    ("segments_of_one_character", lambda stem: f"{stem}a.Z.0.-._.~."),
    ("the_longest_address", padded),
)
def test_a_prefix_at_the_limits_of_an_address_is_used(
    row: Callable[[str], str], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """What IL-RFC 15 allows."""
    destination = row(prefix.stem)
    bob.broadcasts(destination)
    alice.has_route_to(destination, via=bob)


@requirement("RR-1")
@rows(
    ("x_grows_by_one", lambda end: [[0, 0], [end - 1, end - 2], [end, end]]),
    ("y_stays_at_the_end", lambda end: [[0, 0], [end - 1, end], [end, end]]),
    ("y_stays_at_zero", lambda end: [[0, 0], [1, 0], [end, end]]),
)
def test_a_curve_that_only_just_grows_is_used(
    row: Callable[[int], Points], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """x grows strictly, y never falls."""
    bob.broadcasts(bob.route(prefix.new, points=row(END)))
    alice.has_route_to(prefix.new, via=bob, destination_amount=SMALL)


@requirement("RR-1")
@rows("members_in_reverse", "with_blanks", "with_escapes")
def test_an_update_written_in_another_way_is_used(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """The same JSON value."""
    update = bob.update(prefix.new)
    update["new_routes"] = [dict(reversed(route.items())) for route in update["new_routes"]]
    update = dict(reversed(update.items())) if row == "members_in_reverse" else bob.update(prefix.new)
    body = json_text.write([bob.message(world.profile.broadcast(update))])
    spaced = body.replace(b":", b" : ").replace(b",", b"\r\n\t, ") if row == "with_blanks" else body
    escaped = spaced.replace(b'"g.', b'"\\u0067\\u002E').replace(b'"new_', b'"n\\u0065w_')
    bob.stands_for(update)
    bob.says(prefix.new)
    bob.delivered(bob.post_body(escaped if row == "with_escapes" else spaced))
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-11")
def test_a_hold_down_time_of_one_millisecond_counts(
    spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """The least that the schema allows: a heartbeat with it ends what an earlier update would have kept."""
    with given("RR-1"):
        spare.broadcasts(prefix.one, hold_down_time=topology.hold_down_time)
        alice.has_route_to(prefix.one)
    spare.heartbeats(hold_down_time=1)
    yield world.now() + 1 + topology.broadcast_interval
    alice.has_no_route_to(prefix.one, within=topology.broadcast_interval // 2)
