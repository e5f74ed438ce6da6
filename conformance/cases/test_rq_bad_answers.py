"""Remote quoting: a next hop that answers badly, falsely or not at all. Side by side, as a target may wait long."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from conformance import Row, given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.misanswering import AMOUNT, badly_answered
from conformance.harness.peer import Peer, Replier
from conformance.harness.quoting import last_said
from conformance.harness.refusing import is_in_form
from conformance.harness.replies import erring, forged, overlaid, renamed, reply_to, silence
from conformance.harness.world import World
from conformance.oracle.quotes import remote_answer_by_destination, remote_answer_by_source
from schemas.topology import Topology

BAD = fixtures("quote_response", "RQ-4", valid=False)
NEVER = [(name, row) for name, row in BAD if "never a quote" in row.description]
MAYBE = [(name, row) for name, row in BAD if "never a quote" not in row.description]


@requirement("RQ-4")
@rows(*NEVER)
def test_by_source_an_answer_without_sound_amounts_gives_an_error(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Each row breaks one rule; all else in the answer is right."""
    yield world.now()
    replier = overlaid(recast(row.message, names(prefix.stem, alice, bob)))
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.one), replier))


@requirement("RQ-4")
@rows(*NEVER)
def test_by_destination_an_answer_without_sound_amounts_gives_an_error(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Each row breaks one rule; all else in the answer is right."""
    yield world.now()
    replier = overlaid(recast(row.message, names(prefix.stem, alice, bob)))
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.one), replier, destination_amount=AMOUNT))


@requirement("RQ-4")
@rows(*MAYBE)
def test_an_answer_with_another_fault_gives_an_error_or_a_right_quote(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Each row breaks one rule; the amounts are right."""
    yield world.now()
    one = bob.way_to(prefix.one)
    answer = badly_answered(alice, bob, one, overlaid(recast(row.message, names(prefix.stem, alice, bob))))
    is_in_form(alice, answer)
    alice.got_nothing_but(remote_answer_by_source(topology, last_said(bob, one, "destination_amount")), answer)


@requirement("RQ-4")
@rows(
    ("an_error", erring("NoRouteFoundError")),
    ("an_error_of_another_name", erring("__proto__")),
    ("an_error_without_data", erring(None)),
    ("silence", silence),
    Row("a_quote_under_another_id", renamed(lambda id: f"{id}0"), needs=("message ids",)),
    Row("a_quote_under_no_id", renamed(lambda id: None), needs=("message ids",)),
    Row("a_quote_under_the_id_in_a_list", renamed(lambda id: [id]), needs=("message ids",)),
)
def test_without_a_quote_from_the_next_hop_there_is_an_error(
    row: Replier, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """In bounded time: the patience and the declared time-out of remote quotes."""
    yield world.now()
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.far), row))


@requirement("RQ-4", needs=("answers as messages",))
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_a_false_answer_in_the_next_hops_place_gives_an_error(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Ben, on the same ledger, answers the request that Bob leaves unanswered, with its id."""
    yield world.now()
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.far), forged(ben, right=False), **{row: AMOUNT}))


@requirement("RQ-4", needs=("answers as messages",))
def test_a_false_answer_from_another_ledger_gives_an_error(
    alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Carol answers over her ledger the request that Bob leaves unanswered, with its id."""
    yield world.now()
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.far), forged(carol, right=False)))


@requirement("RQ-4", needs=("answers as messages",))
def test_a_false_answer_before_the_next_hops_is_not_used_by_source(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Ben promises more than Bob, a moment earlier."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, forged(ben))
    said = last_said(bob, far, "destination_amount", reply_to)
    alice.got_within(remote_answer_by_source(topology, said), answer)


@requirement("RQ-4", needs=("answers as messages",))
def test_a_false_answer_before_the_next_hops_is_not_used_by_destination(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Ben asks for less than Bob, a moment earlier."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, forged(ben), destination_amount=AMOUNT)
    said = last_said(bob, far, "source_amount", reply_to)
    alice.got_within(remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said), answer)


@requirement("RQ-4", needs=("answers as messages",))
def test_a_false_error_before_the_next_hops_answer_is_not_used(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Ben sends an error with the id of Bob's request, a moment earlier than Bob his quote."""
    yield world.now()
    alice.got_quote(badly_answered(alice, bob, bob.way_to(prefix.far), forged(ben, error=True)))


@requirement("RQ-5", needs=("choice by curves",))
def test_a_second_route_when_the_best_hop_is_silent(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> Generator[int, None, str]:
    """Whether it is tried is reported."""
    yield world.now()
    bob.replies(prefix.far, silence)
    with given("RR-1", "RQ-1"):
        ben.broadcasts(ben.route(prefix.far, points=[[0, 0], [ben.ledger.capacity, ben.ledger.capacity // 2]]))
        alice.asks_through(ben, prefix.far + "carl", source_amount=AMOUNT)
        asked = len(ben.asked_for(prefix.far))
        bob.broadcasts(prefix.far)
        answer = alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT)
    tried = "is asked" if len(ben.asked_for(prefix.far)) > asked else "is not asked"
    return f"the second hop {tried}; the asker gets {answer.said}"


@requirement("RQ-6")
@rows("own_rate", "another_hop", "the_same_hop")
def test_while_one_remote_quote_hangs_others_are_answered(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Asked by the same peer, after the next hop has got the request that it leaves unanswered."""
    yield world.now()
    bob.replies(prefix.silent, silence)
    other = {"own_rate": bob.account, "another_hop": prefix.ben + "carl", "the_same_hop": prefix.bob + "carl"}[row]
    with given("RR-1"):
        bob.broadcasts(prefix.silent, prefix.bob)
        ben.broadcasts(prefix.ben)
        alice.has_route_to(prefix.bob, prefix.ben)
        hanging = alice.asks_meanwhile(prefix.silent + "carl", via=bob, source_amount=AMOUNT)
    alice.is_quoted_before([hanging], other, source_amount=AMOUNT)


@requirement("RQ-6")
def test_many_hanging_remote_quotes_leave_others_answered(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Twenty of one peer's requests hang at the next hop; a quote by the own rate comes meanwhile."""
    yield world.now()
    bob.replies(prefix.silent, silence)
    with given("RR-1"):
        bob.broadcasts(prefix.silent)
        alice.follows(bob, prefix.later)
        hanging = [
            alice.asks_meanwhile(f"{prefix.silent}carl{n}", via=bob, source_amount=AMOUNT + n) for n in range(20)
        ]
    alice.is_quoted_before(hanging, bob.account, source_amount=AMOUNT)
