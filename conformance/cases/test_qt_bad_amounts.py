"""Quotes: what is no amount in base units, though some reader or other would take it for one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from conformance import Row, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.refusing import quotes_in_form_or_refuses, refuses_the_amount

NO_AMOUNTS: tuple[tuple[str, Any], ...] = (
    ("digits_of_full_width", "１００００"),  # that they look alike is the point
    ("arabic_indic_digits", "١٠٠٠٠"),
    ("a_superscript_digit", "1000²"),
    ("a_number_with_letters_behind_it", "10000abc"),
    ("a_fraction_of_two_numbers", "20001/2"),
    ("an_exponent_that_leaves_a_fraction", "1e-1"),
    ("a_fraction_that_no_double_sees", "10000000.0000000001"),
    ("less_than_one_by_less_than_a_double_sees", "0.99999999999999999999"),
    ("minus_zero", "-0"),
    ("zero_with_an_exponent", "0e5"),
    ("infinity_as_other_languages_write_it", "inf"),
    ("only_a_blank", " "),
    ("a_list_of_two", ["10000", "10000"]),
    ("an_object_that_reads_as_a_number", {"valueOf": "10000", "toString": "10000", "length": 10_000}),
    ("a_json_number_of_zero", 0),
    ("a_fractional_json_number", Decimal("10000.5")),
)
WRITTEN_OTHERWISE: tuple[tuple[str, Any], ...] = (
    ("underscores_between_digits", "10_000_000"),
    ("a_no_break_space_before_it", "\u00a010000000"),
    ("an_exponent_of_zero", "10000000e0"),
    ("an_exponent_that_no_double_holds", "1e400"),
    ("octal", "0o303240"),
    ("lists_in_a_list", [[["10000000"]]]),
)
REMOTE = ("arabic_indic_digits", "a_fraction_that_no_double_sees")


@requirement("QT-6")
@rows(*NO_AMOUNTS, *(Row(name, value, "QT-6b") for name, value in WRITTEN_OTHERWISE))
def test_what_looks_like_an_amount_is_refused(row: object, alice: Peer, bob: Peer) -> None:
    """By source and by destination amount, between own ledgers."""
    refuses_the_amount(alice, bob.account, row)


@requirement("QT-6")
@rows(*(each for each in NO_AMOUNTS if each[0] in REMOTE))
def test_what_looks_like_an_amount_is_refused_beyond_the_next_hop_too(
    row: object, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The next hop would answer whatever it is asked."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    refuses_the_amount(alice, prefix.far + "carl", row)


@requirement("QT-1")
@rows(("30_digits", "9" * 30), ("5000_digits", "1" + "0" * 4999))
def test_what_nobody_can_pay_gets_no_odd_quote(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Between own ledgers and beyond the next hop: an error, or amounts that are whole numbers to the last digit."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        quotes_in_form_or_refuses(alice, destination, row)
