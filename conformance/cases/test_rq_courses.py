"""Courses of announcements and withdrawals of parallel routes: who is asked for a quote."""

from collections.abc import Mapping

from conformance import requirement, rows
from conformance.generate.pairwise import all_pairs
from conformance.harness.course import Course
from conformance.harness.course_book import judging
from conformance.harness.course_pairs import ASKED, asked
from conformance.harness.courses import Player


@requirement("RQ-1", "LC-7")
@rows(*judging("RQ-1"))
def test_the_best_of_those_that_are_left_is_asked(row: Course, player: Player) -> None:
    """After each step, for the amount asked."""
    player.plays(row, "RQ-1")


@requirement("RQ-1", "LC-7")
@rows(*all_pairs(**ASKED))
def test_whatever_comes_together_the_best_is_asked(row: Mapping[str, str], player: Player) -> None:
    """All pairs of: how many routes, which curves, the best first or last, by which amount, how large, and then."""
    player.plays(asked(row), "RQ-1")
