"""Meddling: what one peer says of routes, ledgers and accounts that are not its own changes nothing for the others."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.meddling import (
    Act,
    announces_and_withdraws,
    falls_silent_at_once,
    is_not_answered_for,
    is_still_asked,
    never_loses,
    sends_a_broken_withdrawal,
    smuggles,
    trades_as_ever,
    withdraws_around,
    withdraws_in_one_update,
)
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.harness.worth import ample

ACTS = (
    ("withdrawals_of_it_and_around_it", withdraws_around),
    ("the_same_prefix_announced_and_withdrawn", announces_and_withdraws),
    ("withdrawn_and_announced_in_one_update", withdraws_in_one_update),
    ("a_withdrawal_beside_a_route_in_anothers_name", smuggles),
    ("a_withdrawal_in_a_broken_update", sends_a_broken_withdrawal),
    ("the_same_prefix_for_a_millisecond", falls_silent_at_once),
)


@requirement("RS-5")
@rows(*ACTS)
def test_another_peers_route_stays_as_it_is(row: Act, spare: Peer, bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """On the same ledger; Alice is quoted through Bob as before, and is not told that his route is gone."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
        alice.is_told(prefix.known)
    since = alice.mailbox.mark()
    row(spare, bob, prefix.known)
    is_still_asked(bob, prefix.known, alice, after=spare)
    never_loses(alice, prefix.known, since)


@requirement("RS-5")
@rows(*ACTS)
def test_a_route_on_another_ledger_stays_as_it_is(
    row: Act, spare_near: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """The meddler is on Alice's ledger; Carol is quoted through Bob as before, and is not told that it is gone."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.known)
        carol.has_route_to(prefix.known, via=bob, source_amount=ample(carol, bob))
        carol.is_told(prefix.known)
    since = carol.mailbox.mark()
    row(spare_near, bob, prefix.known)
    is_still_asked(bob, prefix.known, carol, after=spare_near)
    never_loses(carol, prefix.known, since)


@requirement("RS-5")
@rows("to_an_own_ledger", "beyond_a_next_hop", "nowhere")
def test_a_request_in_anothers_name_is_no_message_to_it(
    row: str, spare: Peer, ben: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """The source address is Ben's, on the same ledger; he hears nothing of it."""
    with given("RR-1"):
        alice.broadcasts(prefix.far)
        ben.has_route_to(prefix.far, source_amount=ample(ben, alice))
    destinations = {"to_an_own_ledger": alice.account, "beyond_a_next_hop": prefix.far + "carl"}
    is_not_answered_for(spare, ben, destinations.get(row, prefix.nowhere + "carl"))


@requirement("RS-5", alone=True)
@rows("the_own_ledgers", "their_accounts", "around_everything", "all_at_once")
def test_nobody_withdraws_what_is_the_connectors_own(
    row: str, spare: Peer, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """Its ledgers' prefixes, its accounts, and what lies around them; others' routes are not touched either."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
    since = alice.mailbox.mark()
    ledgers, accounts = ([getattr(each, name) for each in world.topology.ledgers] for name in ("prefix", "account"))
    around = ["g.", "g", "test1.", f"g.{world.tag}.", ".", "peer."]
    spare.withdraws(
        *{"the_own_ledgers": ledgers, "their_accounts": accounts, "around_everything": around}.get(
            row, [*ledgers, *accounts, *around]
        )
    )
    is_still_asked(bob, prefix.known, alice, after=spare)
    trades_as_ever(world)
    for own in (*ledgers, prefix.known):
        never_loses(alice, own, since)


@requirement("RS-5", alone=True)
def test_a_default_route_leaves_better_known_ones_alone(
    spare: Peer, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """One peer announces a splendid route to all of `g.`, and withdraws it; Bob's route and the own rates stay."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
    most = spare.ledger.capacity
    spare.broadcasts(spare.route("g.", points=[[0, 0], [most // 1000, most]]))
    is_still_asked(bob, prefix.known, alice, after=spare)
    trades_as_ever(world)
    spare.withdraws("g.")
    is_still_asked(bob, prefix.known, alice, after=spare)
    trades_as_ever(world)
