"""Names that languages treat specially are names of ledgers and accounts like any other."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.special_names import (
    NUMBERS,
    OBJECTS,
    WORDS,
    are_asked_about,
    are_used_and_passed_on,
    has_no_effect_as_a_whole,
)

GROUPS = (("of_objects", OBJECTS), ("words", WORDS), ("numbers", NUMBERS))
ALL = OBJECTS + WORDS + NUMBERS


@requirement("RS-3")
@rows(*GROUPS)
def test_routes_to_special_names_are_used_and_passed_on(
    row: tuple[str, ...], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """Each as the last segment of a prefix, all in one update."""
    prefixes = [prefix[name] for name in row]
    bob.broadcasts(*prefixes)
    are_used_and_passed_on(prefixes, bob, alice)


@requirement("RS-3")
def test_routes_to_special_names_are_withdrawn(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """All but one of them, which stays; beside a plain name."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.plain, *(prefix[name] for name in ALL))
        are_used_and_passed_on([prefix.plain], bob, alice)
    bob.withdraws(*(prefix[name] for name in ALL[1:]))
    alice.has_no_route_to(*(prefix[name] for name in ALL[1:]))
    alice.has_route_to(prefix[ALL[0]], prefix.plain, via=bob)


@requirement("RS-3")
def test_addresses_with_special_names_are_asked_about_as_they_are(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Below a plain prefix: as a ledger's name, and as the receiver's."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
    are_asked_about([f"{prefix.known}{name}.{name}" for name in ALL], bob, alice)


@requirement("RS-3")
@rows(*((name, name) for name in ("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf")))
def test_nobody_has_a_route_to_a_special_name_by_itself(row: str, alice: Peer, prefix: Prefixes) -> None:
    """Where nobody announced it there is none: as a ledger's name, and as the receiver's."""
    for destination in (f"{prefix.stem}{row}.{row}", f"{prefix.stem}plain.{row}"):
        alice.has_no_way_to(destination)


@requirement("RS-3", alone=True)
def test_nobody_has_a_route_to_a_special_name_right_behind_the_scheme(alice: Peer) -> None:
    """Nor as the only segment; alone, as these names bear no mark of the case by which to tell its questions."""
    for name in OBJECTS:
        alice.has_no_way_to(f"g.{name}.carl")
        alice.has_no_way_to(f"g.{name}")


@requirement("RS-3")
def test_a_special_name_is_the_longer_prefix(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob has the plain prefix, Ben those with special names below it."""
    with given("RR-1"):
        bob.broadcasts(prefix.wide)
        alice.has_route_to(prefix.wide, via=bob)
    ben.broadcasts(*(f"{prefix.wide}{name}." for name in OBJECTS))
    alice.has_route_to(*(f"{prefix.wide}{name}." for name in OBJECTS), via=ben)
    alice.has_route_to(prefix.wide, f"{prefix.wide}plain.", via=bob)


@requirement("RS-3b", alone=True)
@rows(*((name, name) for name in ("__proto__", "constructor", "toString", "hasOwnProperty", "null", "0")))
def test_a_special_name_as_a_whole_prefix_or_address_harms_nobody(
    row: str, spare: Peer, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Announced, withdrawn and asked for by one peer; another's route, and its quotes, are as before."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
    has_no_effect_as_a_whole(row, spare, prefix.known, bob, alice, prefix.stem)
