"""Each rule of each schema of messages has its two nearest messages, and they lie where they are meant to lie."""

from __future__ import annotations

import pytest

from conformance.generate.neighbours import FULL, Neighbour, neighbours
from schemas import rules, validation

ALL = [each for kind in FULL for each in neighbours(kind)]


@pytest.mark.parametrize("kind", list(FULL))
def test_every_rule_has_its_neighbours_under_a_name_of_its_own(kind: str) -> None:
    """In the order of the rules."""
    found = neighbours(kind)
    assert [each.rule for each in found] == rules.rules(kind)
    assert len({each.name for each in found}) == len(found)


@pytest.mark.parametrize("neighbour", ALL, ids=lambda each: f"{each.kind}-{each.name}")
def test_one_keeps_the_schema_and_the_other_breaks_the_one_rule(neighbour: Neighbour) -> None:
    """Both libraries agree."""
    assert validation.explain(neighbour.kind, neighbour.valid) == []
    assert not validation.is_valid(neighbour.kind, neighbour.invalid)
    assert rules.broken(neighbour.kind, neighbour.invalid) == [neighbour.rule]


def test_the_fault_lies_in_the_last_entry_of_lists() -> None:
    """Of a route after a good one, in the last of its points."""
    found = {each.name: each for each in neighbours("routing_update")}
    good, bad = found["new_routes_entry_points_entry_entry_minimum"].invalid["new_routes"]
    assert validation.is_valid("routes", [good])
    assert len(bad["points"]) > 10
    assert validation.is_valid("liquidity_curve", bad["points"][:-1])


def test_limits_are_met_to_the_last_unit() -> None:
    """One and zero, one point and none, two numbers and three."""
    found = {each.name: each for each in neighbours("routing_update")}
    hold, points = found["hold_down_time_minimum"], found["new_routes_entry_points_minItems"]
    assert (hold.valid["hold_down_time"], hold.invalid["hold_down_time"]) == (1, 0)
    assert [len(each["new_routes"][-1]["points"]) for each in (points.valid, points.invalid)] == [1, 0]
    pair = found["new_routes_entry_points_entry_maxItems"]
    assert [len(each["new_routes"][-1]["points"][-1]) for each in (pair.valid, pair.invalid)] == [2, 3]


@pytest.mark.parametrize(
    ("place", "steps"),
    [("", []), ("a", ["a"]), ("a.b", ["a", "b"]), ("[][]", [None, None]), ("a[].b[][]", ["a", None, "b", None, None])],
)
def test_a_place_is_read_step_by_step(place: str, steps: list[str | None]) -> None:
    """An entry of a list is None."""
    assert rules.steps(place) == steps
