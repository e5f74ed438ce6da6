"""Updates that are none: nothing in them counts, and their sender is told."""

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.generate.updates import announced, withdrawn
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer

SMALL = 2000  # a destination amount that the curves of the rows give
BROKEN = fixtures("routing_update", "RR-16", valid=False)
LENIENT = fixtures("routing_update", "RR-26", valid=False)


def withdrawing(all_rows: list[tuple[str, Fixture]]) -> list[tuple[str, Fixture]]:
    """The rows of updates that would withdraw a prefix."""
    return [(name, row) for name, row in all_rows if withdrawn(row.message)]


@requirement("RR-16")
@rows(*BROKEN)
def test_nothing_of_a_broken_update_is_used(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Neither what is broken in it nor the good route beside that."""
    bob.sends_broken_update(recast(row.message, names(prefix.stem, alice, bob)))
    alice.gets_nothing_of(prefix.one, prefix.two, after=bob, destination_amount=SMALL)


@requirement("RR-16")
@rows(*withdrawing(BROKEN))
def test_nothing_is_withdrawn_by_a_broken_update(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The routes that the update would withdraw stay."""
    update = recast(row.message, names(prefix.stem, alice, bob))
    stands(alice, bob, withdrawn(update))
    bob.sends_broken_update(update)
    alice.keeps_route_to(*withdrawn(update), after=bob, via=bob)


@requirement("RR-16")
@rows("routes_that_are_null", "a_hold_down_time_of_zero", "a_route_in_place_of_the_known_one")
def test_known_routes_outlast_a_broken_update(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """What was valid stays as it was."""
    stands(alice, bob, [prefix.known])
    replaced = {**bob.update(prefix.known), "unreachable_through_me": None}
    broken = {
        "routes_that_are_null": {**bob.update(), "new_routes": None},
        "a_hold_down_time_of_zero": bob.update(hold_down_time=0),
        "a_route_in_place_of_the_known_one": replaced,
    }
    bob.sends_broken_update(broken[row])
    alice.keeps_route_to(prefix.known, after=bob, via=bob)


@requirement("RR-17")
@rows(
    *[
        (name, row)
        for name, row in BROKEN
        if name
        in {
            "a_hold_down_time_that_is_a_string",
            "an_update_without_hold_down_time",
            "an_update_that_is_a_list",
            "a_new_routes_that_is_null",
            "a_route_without_points",
            "a_source_account_with_a_blank",
            "points_that_are_an_empty_list",
            "a_withdrawn_ledger_that_is_a_number",
        }
    ]
)
def test_a_broken_update_is_answered_with_an_error(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A broadcast carries no id."""
    bob.is_told_of_an_error(bob.world.profile.broadcast(recast(row.message, names(prefix.stem, alice, bob))))


@requirement("RR-17")
def test_the_error_has_the_id_of_the_broken_update(alice: Peer, bob: Peer) -> None:
    """Where it had one."""
    broken = {**bob.update(), "new_routes": None}
    bob.is_told_of_an_error({"id": bob.new_id(), **bob.world.profile.broadcast(broken)})


@requirement("RR-26")
@rows(*LENIENT)
def test_nothing_is_used_of_an_update_that_a_lenient_reader_takes(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """A member that the schema does not know, or a list left out, leaves the update without effect."""
    update = recast(row.message, names(prefix.stem, alice, bob))
    stands(alice, bob, withdrawn(update))
    bob.sends_broken_update(update)
    alice.gets_nothing_of(*announced(update), after=bob, destination_amount=SMALL)
    alice.has_route_to(*withdrawn(update), via=bob)


@requirement("RR-26b")
@rows(*fixtures("routing_update", "RR-26b"))
def test_whether_an_update_with_paths_is_taken(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """The next version has this member."""
    update = recast(row.message, names(prefix.stem, alice, bob))
    bob.sends_odd_update(update)
    bob.world.settle(bob)
    taken = [each for each in announced(update) if alice.has_use_of(each, destination_amount=SMALL)]
    return "the update is taken" if taken == announced(update) else "a part of it is" if taken else "it is not taken"


def stands(alice: Peer, bob: Peer, prefixes: list[str]) -> None:
    """Bob has announced these, and Alice is quoted over them."""
    with given("RR-1"):
        bob.broadcasts(*prefixes)
        alice.has_route_to(*prefixes, via=bob)
