"""Remote quoting: answers that a careless reader would take, and those that come twice, late or under another id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.misanswering import (
    AMOUNT,
    about,
    badly_answered,
    both_badly_answered,
    first_then,
    has_one_answer,
    is_no_better,
    reworded,
    with_payload,
)
from conformance.harness.peer import Peer, Replier
from conformance.harness.quoting import last_said
from conformance.harness.refusing import is_in_form
from conformance.harness.replies import DOUBLE, HALF, altered, erring, renamed, reply_to, scaled, silence
from conformance.harness.world import World
from conformance.oracle.quotes import remote_answer_by_source
from schemas.topology import Topology

ARABIC, FULL_WIDTH = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"))


@requirement("RQ-4", needs=("members of quotes",))
@rows(
    ("arabic_indic_digits", lambda amount: amount.translate(ARABIC)),
    ("digits_of_full_width", lambda amount: amount.translate(FULL_WIDTH)),
    ("a_leading_zero", lambda amount: "0" + amount),
    ("a_plus_sign", lambda amount: "+" + amount),
    ("a_blank_before_it", lambda amount: " " + amount),
    ("letters_behind_it", lambda amount: amount + "abc"),
    ("hexadecimal", lambda amount: hex(int(amount))),
    ("an_underscore", lambda amount: amount[:1] + "_" + amount[1:]),
    ("a_fraction_that_no_double_sees", lambda amount: amount + ".0000000000000001"),
    ("true", lambda amount: True),
)
def test_an_amount_written_otherwise_gives_an_error(
    row: Callable[[str], object], alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """By source and by destination amount; all else in the answer is right."""
    yield world.now()
    for answer in both_badly_answered(alice, bob, bob.way_to(prefix.far), reworded(row)):
        alice.got_error(answer)


@requirement("RQ-4", needs=("members of quotes",))
@rows(
    ("by_source_for_twice_as_much", ("source_amount", DOUBLE)),
    ("by_destination_for_half_as_much", ("destination_amount", HALF)),
    ("by_destination_for_one_unit_less", ("destination_amount", Fraction(AMOUNT - 1, AMOUNT))),
)
def test_an_answer_for_another_amount_is_not_taken_for_the_right_one(
    row: tuple[str, Fraction], alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """The next hop's quote is right, but for an amount that was not asked about."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, about(row[1]), **{row[0]: AMOUNT})
    is_no_better(alice, bob, far, answer, row[0])


@requirement("RQ-4", needs=("members of quotes",))
@rows("source_ledger", "destination_ledger", "source_connector_account", "twelve_digits", "5000_digits")
def test_an_answer_with_odd_members_gives_an_error_or_a_right_quote(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Another's ledger or account; holds as long as can be written; an amount longer than anybody can pay."""
    yield world.now()
    longest = "999999999999"
    odd: dict[str, dict[str, Any]] = {
        "source_ledger": {row: alice.ledger.prefix},
        "destination_ledger": {row: "g.elsewhere."},
        "source_connector_account": {row: ben.account},
        "twelve_digits": {"source_expiry_duration": longest, "destination_expiry_duration": "1"},
        "5000_digits": {"destination_amount": "9" * 5000},
    }
    answer = badly_answered(alice, bob, far := bob.way_to(prefix.far), altered(**odd[row]))
    is_in_form(alice, answer)
    if row != "5000_digits":
        alice.got_nothing_but(remote_answer_by_source(topology, last_said(bob, far, "destination_amount")), answer)


@requirement("RQ-4", needs=("message ids",))
@rows(
    ("a_blank_behind_it", lambda id: f"{id} "),
    ("its_beginning", lambda id: f"{id}"[:-1]),
    ("in_an_object", lambda id: {"id": id}),
)
def test_an_id_that_is_nearly_right_is_wrong(
    row: Callable[[object], object], alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """The next hop's quote is right, and nothing else follows: an error in bounded time."""
    yield world.now()
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.far), renamed(row)))


@requirement("RQ-4", needs=("message ids",))
def test_the_id_of_an_earlier_request_is_wrong(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> Iterator[int]:
    """Which was answered long ago, about the same address and amount."""
    yield world.now()
    far = bob.way_to(prefix.far)
    with given("RQ-3"):
        alice.got_quote(badly_answered(alice, bob, far, reply_to))
    earlier = bob.asked_for(far)[-1].id
    alice.got_error(badly_answered(alice, bob, far, renamed(lambda id: earlier)))


@requirement("RQ-4")
@rows(
    ("without_data", with_payload(data=None)),
    ("under_another_method", with_payload(method="quote_answer")),
    ("as_a_request", with_payload(method="quote_request")),
)
def test_a_payload_that_is_no_answer_gives_an_error(
    row: Replier, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """With the right id; nothing else follows."""
    yield world.now()
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.far), row))


@requirement("RQ-4", needs=("second answers",))
@rows(("a_better_quote", scaled(destination=DOUBLE)), ("an_error", erring("NoRouteFoundError")))
def test_after_the_right_answer_nothing_counts(
    row: Replier, alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Alice gets one answer, the right one. What comes later is sent when she has it: messages may overtake another."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, reply_to)
    alice.got_within(remote_answer_by_source(topology, last_said(bob, far, "destination_amount", reply_to)), answer)
    bob.sends(row(bob, bob.asked_for(far)[-1]))
    yield world.now() + 500
    has_one_answer(alice, answer, [bob])


@requirement("RQ-4", needs=("second answers",))
def test_an_answer_under_another_id_does_not_hide_the_right_one(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Alice gets one answer, the right one."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, first_then(renamed(lambda id: f"{id}0"), reply_to))
    alice.got_within(remote_answer_by_source(topology, last_said(bob, far, "destination_amount", reply_to)), answer)
    yield world.now() + 500
    has_one_answer(alice, answer, [bob])


@requirement("RQ-4", needs=("second answers",))
def test_after_an_error_a_quote_counts_no_more(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> Iterator[int]:
    """Alice gets the error, and nothing more."""
    yield world.now()
    far = bob.way_to(prefix.far)
    answer = badly_answered(alice, bob, far, erring("NoRouteFoundError"))
    alice.got_error(answer)
    bob.sends(reply_to(bob, bob.asked_for(far)[-1]))
    yield world.now() + 500
    has_one_answer(alice, answer, [bob])


@requirement("RQ-4", needs=("answers as messages",))
def test_an_answer_after_the_time_is_up_counts_no_more(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Alice has had her error; nothing more follows for her, and her next request gets its own answer."""
    yield world.now()
    far = bob.way_to(prefix.far)
    late = badly_answered(alice, bob, far, silence)
    alice.got_error(late)
    bob.sends(scaled(destination=DOUBLE)(bob, bob.asked_for(far)[-1]))
    has_one_answer(alice, late, [bob])
    alice.got_error(badly_answered(alice, bob, far, erring("NoRouteFoundError")))
    has_one_answer(alice, late, [bob])
