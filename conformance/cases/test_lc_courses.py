"""Courses of announcements and withdrawals: the curve of parallel routes after each step."""

from conformance import requirement, rows
from conformance.harness.course import Course
from conformance.harness.course_book import judging
from conformance.harness.courses import Player


@requirement("LC-6", "LC-7")
@rows(*judging("LC-6"))
def test_parallel_routes_promise_no_more_than_the_best(row: Course, player: Player) -> None:
    """At no input more than the best single one that is left gives."""
    player.plays(row, "LC-6")


@requirement("LC-12")
@rows(*judging("LC-12"))
def test_parallel_routes_promise_no_less_than_the_best(row: Course, player: Player) -> None:
    """At every input what the best single one gives, within the allowance."""
    player.plays(row, "LC-12")
