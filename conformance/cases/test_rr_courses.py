"""Courses of announcements and withdrawals: what each peer is told, and what not, after every step."""

from collections.abc import Mapping

from conformance import requirement, rows
from conformance.generate.pairwise import all_pairs
from conformance.harness.course import Course
from conformance.harness.course_book import SLOW, judging
from conformance.harness.course_pairs import TOLD, told
from conformance.harness.courses import Player
from conformance.harness.peer import Peer


@requirement("RR-2")
@rows(*judging("RR-2"))
def test_each_peer_is_told_of_a_route_that_it_may_be_offered(row: Course, player: Player) -> None:
    """After each step, each peer that may be offered a route to a prefix holds one."""
    player.plays(row, "RR-2")


@requirement("RR-2")
@rows(*all_pairs(**TOLD))
def test_whatever_comes_together_is_told(row: Mapping[str, str], player: Player) -> None:
    """All pairs of: who announces, below or above another prefix, which curve, which rival, which order, and then."""
    player.plays(told(row), "RR-2")


@requirement("RR-3")
@rows(*judging("RR-3"))
def test_no_promise_outgrows_its_route(row: Course, player: Player) -> None:
    """What each peer holds is never better than the route behind it, replaced as it may be."""
    player.plays(row, "RR-3")


@requirement("RR-4")
@rows(*judging("RR-4"))
def test_no_promise_falls_short_of_its_route(row: Course, player: Player) -> None:
    """What each peer holds is within the allowance of the one route behind it."""
    player.plays(row, "RR-4")


@requirement("RR-5")
@rows(*judging("RR-5"))
def test_the_route_last_announced_is_used(row: Course, player: Player) -> None:
    """Of several announcements of a peer for a prefix the last one decides who is asked."""
    player.plays(row, "RR-5")


@requirement("RR-6")
@rows(*judging("RR-6"))
def test_each_peer_is_told_of_another_curve(row: Course, player: Player) -> None:
    """Where the best changes, by an announcement or a withdrawal, each peer is told of it."""
    player.plays(row, "RR-6")


@requirement("RR-7")
@rows(*judging("RR-7"))
def test_nobody_is_asked_who_has_withdrawn(row: Course, player: Player) -> None:
    """After each step those only are asked who stand for a route."""
    player.plays(row, "RR-7")


@requirement("RR-8")
@rows(*judging("RR-8"))
def test_what_was_not_withdrawn_stays(row: Course, player: Player) -> None:
    """Other prefixes and other senders: told and asked as before."""
    player.plays(row, "RR-8")


@requirement("RR-9")
@rows(*judging("RR-9"))
def test_each_peer_is_told_when_no_route_is_left(row: Course, player: Player) -> None:
    """After the step that takes the last route a peer may be offered, it is told so."""
    player.plays(row, "RR-9")


@requirement("RR-10")
@rows(*judging("RR-10"))
def test_no_peer_is_told_gone_while_a_route_is_left(row: Course, player: Player) -> None:
    """Not even for a moment, in whatever order the routes came and go."""
    player.plays(row, "RR-10")


@requirement("RR-21")
@rows(*judging("RR-21"))
def test_the_window_covers_each_route_in_the_curve(row: Course, player: Player) -> None:
    """Of a curve made of several routes, after each step."""
    player.plays(row, "RR-21")


@requirement("RR-2")
@rows(*judging("RR-2", SLOW))
def test_a_slow_peer_is_told_of_the_routes_that_stand_at_the_end(row: Course, player: Player, spare_near: Peer) -> None:
    """Updates come while one is being sent to it, and go on to the others at once."""
    player.plays(row, "RR-2", slow=spare_near)


@requirement("RR-6")
@rows(*judging("RR-6", SLOW))
def test_a_slow_peer_is_told_of_the_curve_that_stands_at_the_end(row: Course, player: Player, spare_near: Peer) -> None:
    """Replaced, or changed by a withdrawal, while an update was being sent to it."""
    player.plays(row, "RR-6", slow=spare_near)


@requirement("RR-9")
@rows(*judging("RR-9", SLOW))
def test_a_slow_peer_is_told_of_the_routes_that_are_gone_at_the_end(
    row: Course, player: Player, spare_near: Peer
) -> None:
    """Withdrawn while an update was being sent to it."""
    player.plays(row, "RR-9", slow=spare_near)
