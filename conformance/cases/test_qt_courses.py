"""Courses of announcements and withdrawals of prefixes below one another: who is asked for a quote."""

from conformance import requirement, rows
from conformance.harness.course import Course
from conformance.harness.course_book import judging
from conformance.harness.courses import Player


@requirement("QT-10")
@rows(*judging("QT-10"))
def test_the_longest_prefix_wins_after_each_step(row: Course, player: Player) -> None:
    """Of those that stand, in whatever order they came and go."""
    player.plays(row, "QT-10")
