"""Parallel routes: curves that cross, touch, coincide, begin late and end early, over one ledger and over two."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.promising import announced, are_promised_no_more, come_to_be_promised_enough

Points = list[list[int]]
PARTS = 60  # all curves below are drawn on 60 parts of a length

TWO: tuple[tuple[str, list[Points]], ...] = (
    ("meeting_at_the_end", [[[0, 0], [60, 60]], [[0, 0], [30, 10], [60, 60]]]),
    ("one_beginning_late_and_higher", [[[0, 0], [60, 30]], [[30, 50], [60, 55]]]),
    ("one_beginning_at_the_very_end", [[[0, 0], [60, 30]], [[59, 60], [60, 60]]]),
    ("nothing_below_both", [[[20, 10], [60, 60]], [[30, 30], [60, 40]]]),
    ("the_same_twice", [[[0, 0], [20, 40], [60, 60]], [[0, 0], [20, 40], [60, 60]]]),
)
THREE: tuple[tuple[str, list[Points]], ...] = (
    ("each_the_best_somewhere", [[[0, 0], [10, 30], [60, 31]], [[0, 0], [60, 60]], [[0, 0], [40, 10], [60, 100]]]),
    (
        "the_third_in_the_middle",
        [[[0, 0], [20, 20], [60, 20]], [[0, 0], [40, 0], [60, 60]], [[10, 5], [30, 35], [50, 35]]],
    ),
    ("the_third_coinciding_for_a_while", [[[0, 0], [60, 60]], [[0, 0], [60, 20]], [[0, 0], [30, 30], [60, 40]]]),
    ("the_third_touching", [[[0, 0], [60, 60]], [[0, 0], [60, 20]], [[0, 0], [20, 5], [30, 30], [60, 31]]]),
    ("one_beginning_after_the_other", [[[5, 5], [60, 20]], [[15, 30], [60, 35]], [[40, 50], [60, 60]]]),
    ("one_ending_after_the_other", [[[0, 0], [10, 30]], [[0, 0], [30, 45]], [[0, 0], [60, 50]]]),
    (
        "level_parts_and_a_step",
        [[[0, 0], [10, 20], [40, 20], [60, 60]], [[0, 0], [60, 45]], [[0, 0], [15, 0], [16, 30], [60, 30]]],
    ),
)


@requirement("LC-6", "LC-7")
@rows(*TWO)
def test_of_two_routes_no_more_than_the_better_one_is_passed_on(
    row: list[Points], bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Over one ledger, to all peers on the others."""
    heard = announced(prefix.far, (bob, ben), drawn(row, (bob, ben)))
    are_promised_no_more(heard, prefix.far, after=ben)


@requirement("LC-12", "LC-7")
@rows(*TWO)
def test_of_two_routes_no_less_than_the_better_one_is_passed_on(
    row: list[Points], bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Over one ledger, to all peers on the others."""
    come_to_be_promised_enough(announced(prefix.far, (bob, ben), drawn(row, (bob, ben))), prefix.far)


@requirement("LC-6", "LC-7")
@rows(*THREE)
def test_of_three_routes_no_more_than_the_best_one_is_passed_on(
    row: list[Points], bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """The third lies over another ledger, of another scale."""
    heard = announced(prefix.far, (bob, ben, carol), drawn(row, (bob, ben, carol)))
    are_promised_no_more(heard, prefix.far, after=carol)


@requirement("LC-12", "LC-7")
@rows(*THREE)
def test_of_three_routes_no_less_than_the_best_one_is_passed_on(
    row: list[Points], bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """The third lies over another ledger, of another scale."""
    peers = (bob, ben, carol)
    come_to_be_promised_enough(announced(prefix.far, peers, drawn(row, peers)), prefix.far)


def drawn(curves: list[Points], peers: tuple[Peer, ...]) -> list[Points]:
    """The curves in base units: x in those of the announcing peer's ledger, so that one part is worth the same to all.

    A part is as long as the scales allow without any number above 2^53.
    """
    first = peers[0].ledger
    finest = max(peer.ledger.scale for peer in peers)
    part = min(first.capacity // 2, 2**50 // 10 ** (finest - first.scale)) // PARTS
    part -= part % 10 ** max(first.scale - min(peer.ledger.scale for peer in peers), 0)
    units = [(peer.ledger.scale - first.scale) for peer in peers]
    return [[[moved(x * part, unit), y * part] for x, y in points] for points, unit in zip(curves, units, strict=True)]


def moved(amount: int, digits: int) -> int:
    """The amount on a ledger of a scale larger (smaller) by that many digits."""
    return amount * int(10**digits) if digits >= 0 else amount // int(10**-digits)
