"""Courses of announcements and withdrawals in which a peer has a route of its own beside others'."""

from conformance import requirement, rows
from conformance.harness.course import Course
from conformance.harness.course_book import judging
from conformance.harness.courses import Player


@requirement("RB-7")
@rows(*judging("RB-7"))
def test_ones_own_route_never_comes_back(row: Course, player: Player) -> None:
    """Whatever others announce and withdraw, a peer is told of their routes only."""
    player.plays(row, "RB-7")
