"""Each rule of a schema has a name, and a broken message is named by the rules it breaks."""

from __future__ import annotations

import pytest

from schemas import validation
from schemas.rules import Rule, broken, rules
from tests.schemas import message_corpus

ROUTE = {
    "source_ledger": "g.a.",
    "destination_ledger": "g.b.",
    "source_account": "g.a.b",
    "min_message_window": 1,
    "points": [[0, 0]],
}
KINDS = ("routing_update", "routes", "ilp_address", "liquidity_curve", "quote_response", "non_negative_duration")


def _update(**route: object) -> dict[str, object]:
    return {"hold_down_time": 1, "unreachable_through_me": [], "new_routes": [{**ROUTE, **route}]}


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (7, Rule("routing_update", "", "type")),
        ({**_update(), "a": 1, "b": 2}, Rule("routing_update", "", "additionalProperties")),
        ({**_update(), "hold_down_time": 0}, Rule("routing_update", "hold_down_time", "minimum")),
        ({"hold_down_time": 1, "new_routes": []}, Rule("routing_update", "unreachable_through_me", "required")),
        ({**_update(), "unreachable_through_me": [1, 2]}, Rule("ilp_address", "unreachable_through_me[]", "type")),
        (_update(extra=1), Rule("routes", "new_routes[]", "additionalProperties")),
        (_update(points=[]), Rule("liquidity_curve", "new_routes[].points", "minItems")),
        (_update(points=[[0, 0, 0]]), Rule("liquidity_curve", "new_routes[].points[]", "maxItems")),
        (_update(points=[[0, -1]]), Rule("liquidity_curve", "new_routes[].points[][]", "minimum")),
        (_update(source_ledger="g a"), Rule("ilp_address", "new_routes[].source_ledger", "pattern")),
    ],
)
def test_a_broken_rule_is_named_with_its_file_and_place(message: object, rule: Rule) -> None:
    assert broken("routing_update", message) == [rule]
    assert rule in rules("routing_update")


def test_members_missing_together_are_named_each() -> None:
    missing = [rule.place for rule in broken("routing_update", {})]
    assert missing == ["hold_down_time", "new_routes", "unreachable_through_me"]


@pytest.mark.parametrize("kind", KINDS)
def test_only_rules_that_a_schema_has_are_broken(kind: str) -> None:
    known = set(rules(kind))
    for message in message_corpus.some_messages(kind, 11, 300):
        found = broken(kind, message)
        assert set(found) <= known
        assert bool(found) != validation.is_valid(kind, message)


@pytest.mark.parametrize("name", [name for name in validation.names() if name not in ("results", "topology")])
def test_no_keyword_of_the_schemas_is_unknown_to_the_rules(name: str) -> None:
    """A keyword that `rules` does not know would be a rule without a name."""
    known = {"$schema", "title", "description", "required", "properties", "items", "definitions", "$ref", "not"}
    for keyword in validation.schema(name):
        assert keyword in known | {"type", "pattern", "minItems", "additionalProperties", "anyOf"}
