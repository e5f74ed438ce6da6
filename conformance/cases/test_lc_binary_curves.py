"""Curves in binary: read byte for byte as the documents have it, and refused where they are none."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.curves import are_promised_just_that, is_read_rightly
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.worth import is_owed

Points = list[list[int]]
SMALL = 2000  # a destination amount that the curves of the rows give
ROWS = fixtures("routing_update", "LC-10")
CURVES = [(name, row) for name, row in ROWS if "neither used" not in row.description]
NONE = [(name, row) for name, row in ROWS if "neither used" in row.description]
WORDS: tuple[tuple[str, Points], ...] = (
    ("beyond_the_low_word", [[0, 0], [2**32 - 1, 2**32 - 1], [2**32, 2**32 + 5], [2**33, 2**34]]),
    ("high_words_alone", [[0, 0], [2**32, 2**32], [3 * 2**32, 2 * 2**32]]),
    ("each_byte_another", [[0x0102, 0x0304], [0x0102_0304_05, 0x0001_0203_0405_0607]]),
    ("up_to_the_last_bit", [[0, 0], [2**40, 2**63], [2**41, 2**64 - 1]]),
)


@requirement("LC-10")
@rows(*NONE)
def test_bytes_that_are_no_curve_are_not_used(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Points that are not whole, or fall when they are read as the documents have it."""
    bob.sends_odd_update(recast(row.message, names(prefix.stem, alice, bob)))
    alice.gets_nothing_of(prefix.one, after=bob, destination_amount=SMALL)


@requirement("LC-10")
@rows(*CURVES)
def test_a_curve_of_large_numbers_is_read_word_by_word(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference curves: quotes follow them."""
    update = recast(row.message, names(prefix.stem, alice, bob))
    points = update["new_routes"][0]["points"]
    bob.delivered(bob.post_update(update))
    with given("RR-30"):
        alice.follows(bob, prefix.later)
    is_read_rightly(alice, bob, prefix.one, points)


@requirement("LC-10")
@rows(*WORDS)
def test_a_curve_is_written_word_by_word(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """What the peers of each ledger are told is what Bob's curve gives them, at every input."""
    only_where(row[-1][0] <= bob.ledger.capacity, "the ledger's capacity is too small")
    only_where(is_owed(alice, bob, row), "nothing whole is left of this curve on the first ledger")
    bob.broadcasts(bob.route(prefix.far, points=row))
    are_promised_just_that(bob, prefix.far, row)


@requirement("LC-8", profile="liquidity-routing")
@rows(*fixtures("routing_update", "LC-8"))
def test_points_above_what_a_double_holds_are_exact(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """In what is passed on: no more and, beyond the allowance, no less than the curve gives."""
    update = recast(row.message, names(prefix.stem, alice, bob))
    points = update["new_routes"][0]["points"]
    only_where(is_owed(alice, bob, points), "nothing whole is left of this curve on the first ledger")
    bob.delivered(bob.post_update(update))
    are_promised_just_that(bob, prefix.one, points)
