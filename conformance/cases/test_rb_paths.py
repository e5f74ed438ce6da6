"""Paths told: along none of them a ledger occurs twice."""

from __future__ import annotations

from collections.abc import Callable

from conformance import requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.paths import has_paths_without_loops
from conformance.harness.peer import Peer


@requirement("RB-11")
@rows(
    ("the_first_ledger", lambda bee, far: [bee]),
    ("the_destination", lambda bee, far: ["g.mid.", far]),
    ("one_twice", lambda bee, far: ["g.mid.", "g.other.", "g.mid."]),
    ("the_first_ledger_last", lambda bee, far: ["g.mid.", "g.other.", bee]),
    ("the_destination_first", lambda bee, far: [far, "g.mid."]),
)
def test_a_path_with_a_loop_is_not_passed_on(
    row: Callable[[str, str], list[str]], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Beside one that has none; a connector may take the route without that path, or not at all."""
    looped = row(bob.ledger.prefix, prefix.far)
    bob.broadcasts(bob.route(prefix.far, paths=[looped, ["g.mid."]]))
    has_paths_without_loops(alice, prefix.far, bob)


@requirement("RB-11")
def test_the_paths_told_have_no_loops(alice: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes) -> None:
    """Of one route with several paths, of parallel ones, and of one over another ledger."""
    bob.broadcasts(bob.route(prefix.far, paths=[["g.mid.", "g.other."], ["g.other.", "g.mid."]]))
    ben.broadcasts(ben.route(prefix.far, paths=[["g.third.", "g.mid."]]))
    carol.broadcasts(carol.route(prefix.far, paths=[[bob.ledger.prefix, "g.mid."]]))
    has_paths_without_loops(alice, prefix.far, bob, ben, carol)
