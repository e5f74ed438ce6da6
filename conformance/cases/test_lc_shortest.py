"""Parallel routes of different lengths: only those as short as the shortest count, however cheap a longer one is."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.shortest import Announced, goes_by_the_shortest

PATHS: tuple[list[str], ...] = ([], ["g.mid."], ["g.mid.", "g.other."], ["g.a.", "g.b.", "g.c.", "g.d."])
LENGTHS = (
    ("none_and_one", (0, 1)),
    ("one_and_two", (1, 2)),
    ("none_and_two", (0, 2)),
    ("two_and_four", (2, 3)),
)


@requirement("LC-7")
@rows(*LENGTHS)
def test_the_shorter_route_counts_though_it_is_dearer(
    row: tuple[int, int], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """The longer one gives four times as much, and comes last."""
    routes = [Announced(bob, PATHS[row[0]], 1), Announced(ben, PATHS[row[1]], 4)]
    goes_by_the_shortest(alice, prefix, routes)


@requirement("LC-7")
@rows(*LENGTHS)
def test_a_shorter_route_displaces_a_cheaper_one(
    row: tuple[int, int], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """The shorter one comes last, and gives a quarter of what the other one does."""
    routes = [Announced(ben, PATHS[row[1]], 4), Announced(bob, PATHS[row[0]], 1)]
    goes_by_the_shortest(alice, prefix, routes)


@requirement("LC-7")
def test_over_another_ledger_the_shorter_route_counts(alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes) -> None:
    """Each over a ledger of its own."""
    goes_by_the_shortest(alice, prefix, [Announced(carol, PATHS[2], 4), Announced(bob, PATHS[1], 1)])


@requirement("LC-7")
def test_of_two_as_short_as_the_shortest_the_cheaper_one_counts(
    alice: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Two of length one, and a still cheaper one of length two."""
    routes = [Announced(bob, ["g.mid."], 1), Announced(ben, ["g.other."], 2), Announced(carol, PATHS[2], 8)]
    goes_by_the_shortest(alice, prefix, routes)


@requirement("LC-7")
@rows("withdrawn", "become_longer")
def test_when_the_shortest_goes_the_next_one_counts(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Bob's route was the shortest; it goes, or comes to be longer than Ben's."""
    with given("LC-7"):
        goes_by_the_shortest(alice, prefix, [Announced(ben, PATHS[1], 4), Announced(bob, PATHS[0], 1)])
    if row == "withdrawn":
        bob.withdraws(prefix.far)
        left = [Announced(ben, PATHS[1], 4)]
    else:
        left = [Announced(ben, PATHS[1], 4), Announced(bob, PATHS[2], 1)]
    goes_by_the_shortest(alice, prefix, left)


@requirement("LC-7b")
@rows(
    ("several_paths", {"paths": [["g.mid."], ["g.a.", "g.b.", "g.c."]]}),
    ("no_paths", {"paths": None}),
    ("an_empty_list_of_paths", {"paths": []}),
)
def test_how_long_a_route_of_no_single_length_is(
    row: dict[str, object], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> str:
    """Beside one of length two, which is cheaper: whose curve the quote follows is reported."""
    odd = Announced(bob, PATHS[0], 1)
    bob.broadcasts(bob.route(prefix.far, **{"points": odd.points, **row}))
    return goes_by_the_shortest(alice, prefix, [Announced(ben, PATHS[2], 4)], judged=False)
