"""Route broadcasts received: what a connector does with the routes that its peers send it."""

from conformance import given, requirement
from conformance.generate import route


@requirement("RR-1")
def test_a_valid_route_is_used(alice, bob, prefix):
    """A quote for an address under its prefix is answered through the peer that announced it."""
    bob.broadcasts(prefix.new)
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-14")
def test_a_route_in_another_accounts_name_is_not_used(alice, bob, ben, prefix):
    """Bob and Ben share a ledger; the route in Ben's name that Bob sends is never quoted."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
    bob.broadcasts(prefix.good, route(prefix.bad, source_account=ben.account))
    alice.never_has_route_to(prefix.bad, after=bob)


@requirement("RR-11")
def test_routes_of_a_silent_peer_lapse(spare, alice, prefix, topology, world):
    """The update's own hold-down time counts, for both routes."""
    with given("RR-1"):
        spare.broadcasts(prefix.one, prefix.two, hold_down_time=1500)
        alice.has_route_to(prefix.one, prefix.two)
    yield world.now() + 1500 + topology.broadcast_interval
    alice.has_no_route_to(prefix.one, prefix.two)
