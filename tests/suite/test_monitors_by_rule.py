"""Each rule of form, broken by as little as possible in what a target sends, makes the monitor of its kind complain."""

from __future__ import annotations

import pytest

from conformance.generate import Neighbour, neighbours
from conformance.generate.neighbours import FULL
from tests.docs import schema_rules_page
from tests.docs.rule_ledger import KINDS, exercised, watchers

ALL = [each for kind in KINDS for each in neighbours(kind)]


@pytest.mark.parametrize("neighbour", ALL, ids=lambda each: f"{each.kind}-{each.name}")
def test_a_monitor_complains_of_the_broken_one_and_not_of_the_other(neighbour: Neighbour) -> None:
    """A rule that no monitor judges has a written reason, and only such a rule."""
    assert watchers(neighbour, invalid=False) == []
    reason = schema_rules_page.reason(schema_rules_page.NO_MONITOR, neighbour)
    assert bool(watchers(neighbour)) != bool(reason)


@pytest.mark.parametrize("kind", list(FULL))
def test_each_rule_is_exercised_by_a_case_or_has_a_reason(kind: str) -> None:
    """What a target is sent: every rule of every schema, one at a time."""
    lacking = [
        each.name
        for each in neighbours(kind)
        if not exercised()[kind, each.rule] and not schema_rules_page.reason(schema_rules_page.NO_CASE, each)
    ]
    assert lacking == []
