"""Programs made smaller: as few steps as can be, the simplest of each, and never more plays than allowed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.fuzz.reduce import Reduction
from conformance.fuzz.simpler import simpler_steps
from conformance.fuzz.steps import STEM, Ask, Bad, Offered, Passes, Program, Update

BOB = "test1.bee.bob"
ROUTES = (Offered(STEM + "a.", ((0, 0), (5, 5), (9, 9)), 3), Offered(STEM + "b.", ((1, 1),)))
UPDATE = Update(BOB, ROUTES, (STEM + "gone.",), 500)
ASK = Ask("test1.ant.alice", STEM + "a.bob", "source_amount", 10**12)
BAD = Bad(
    BOB, b'[{"data":{"id":"' + b"x" * 500 + b'","deep":[1,[2]]},"from":"me"}]', "rule", "a flaw", "", token="wrong"
)
LONG = Program((Passes(600), UPDATE, Passes(10), ASK, UPDATE, BAD, Passes(1200)))


class Shows:
    """Says of each program whether it has what shows the fault, and counts those it was asked about."""

    def __init__(self, *needles: object) -> None:
        self.needles, self.asked, self.widest = needles, 0, 0

    def first(self, programs: Sequence[Program]) -> int | None:
        self.asked += len(programs)
        self.widest = max(self.widest, len(programs))
        shown = (place for place, each in enumerate(programs) if all(str(part) in str(each) for part in self.needles))
        return next(shown, None)


@pytest.mark.parametrize("width", [1, 4])
def test_only_what_shows_the_fault_is_left(width: int) -> None:
    """One update with one route of one point, and the question; the same however many are tried at a time."""
    shows = Shows("a.'", "Ask")
    smallest = Reduction(LONG, shows.first, 400, width).run()
    update = Update(BOB, (Offered(STEM + "a.", ((9, 9),)),))
    assert smallest.steps == (update, Ask("test1.ant.alice", STEM + "a.bob", "source_amount", 1))
    assert shows.widest <= width


def test_members_are_made_simple() -> None:
    """A window, a hold and a point more than are needed go; the amount is small."""
    smallest = Reduction(Program((UPDATE, ASK)), Shows("b.'", "bob").first, 400).run()
    assert smallest.steps == (Update(BOB, (Offered(STEM + "b.", ((1, 1),)),)),)


def test_a_body_is_made_simple_and_keeps_its_label() -> None:
    """What is no part of the fault is left out of the JSON; source and flaw say where it came from."""
    (step,) = Reduction(Program((BAD,)), Shows("deep").first, 400).run().steps
    assert isinstance(step, Bad)
    assert (step.body, step.source, step.flaw) == (b'[{"data":{"deep":[]}}]', "rule", "a flaw")
    assert (step.method, step.token) == (None, "right")


def test_bytes_that_are_no_json_are_cut() -> None:
    """Down to what shows it."""
    (step,) = (
        Reduction(Program((Bad(BOB, b"\xff" + b"y" * 99 + b"!", "operator", "bytes"),)), Shows("!").first, 99)
        .run()
        .steps
    )
    assert isinstance(step, Bad)
    assert step.body == b"!"


def test_no_more_programs_are_tried_than_may_be() -> None:
    """The best up to then counts."""
    shows = Shows("Ask")
    smallest = Reduction(LONG, shows.first, 3).run()
    assert shows.asked == 3
    assert len(smallest.steps) < len(LONG.steps)


@pytest.mark.parametrize("step", [Passes(10), Update(BOB), Ask(BOB, "g.x.y", "source_amount", 1)])
def test_what_is_simple_stays(step: Update | Ask | Passes) -> None:
    """There is nothing left to make simpler."""
    assert list(simpler_steps(step)) == []


def test_a_simpler_update_is_still_one() -> None:
    """No curve loses its last point."""
    updates = [each for each in simpler_steps(UPDATE) if isinstance(each, Update)]
    assert updates
    assert all(route.points for each in updates for route in each.routes)
