"""The two validators agree, on any value, and no value makes them raise."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import rules, validation
from tests.schemas import message_corpus

MESSAGES = ("routing_update", "routes", "ilp_address", "liquidity_curve", "quote_response", "non_negative_duration")
CORNERS: list[Any] = [
    *message_corpus.ADDRESSES, *message_corpus.BAD_ADDRESSES, *message_corpus.DURATIONS, *message_corpus.BAD_DURATIONS,
    *message_corpus.STRANGE, "\ud800", "g.\udfff", Decimal("1.0"), Decimal("1e3"), Decimal("1e1000"),
    Decimal("-1e-1000"), 10**999, -(10**999), 2**64, -1, Decimal("-0.0"), "100", "0",
    "NoRouteFoundError", "broadcast_routes", "incoming",
]  # fmt: skip
NAMES = sorted(
    {name for each in validation.names() for name in validation.schema(each).get("properties", {})}
    | set(validation.schema("routes")["items"]["properties"])
    | {"method", "extra", "__proto__", ""}
)
VALUES = st.recursive(
    st.sampled_from(CORNERS) | st.text(max_size=5) | st.integers() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=12,
)


@given(st.sampled_from(validation.names()), VALUES)
def test_both_validators_agree_on_any_value(name: str, value: Any) -> None:
    assert validation.is_valid(name, value) == (not validation.errors(name, value))


@pytest.mark.parametrize("name", MESSAGES)
def test_both_validators_agree_on_near_misses(name: str) -> None:
    for value in message_corpus.some_messages(name, 7, 300):
        assert validation.is_valid(name, value) == (not validation.errors(name, value)), value


@pytest.mark.parametrize("corner", CORNERS, ids=lambda each: repr(each)[:20])
def test_both_validators_agree_on_every_corner_at_every_place(corner: Any) -> None:
    """One place of a good update at a time."""
    route = {"source_ledger": "g.a.", "destination_ledger": "g.b.", "source_account": "g.a.b", "min_message_window": 1}
    update = {"hold_down_time": 1, "unreachable_through_me": ["g.c."], "new_routes": [{**route, "points": [[0, 0]]}]}
    for path in message_corpus.places(update):
        value = message_corpus.with_replaced(update, path, corner)
        assert validation.is_valid("routing_update", value) == (not validation.errors("routing_update", value)), path


def test_a_pattern_ends_at_the_very_end() -> None:
    """Python's `$` also matches before a final newline, through references too."""
    assert not validation.is_valid("ilp_address", "g.a\n")
    assert validation.errors("ilp_address", "g.a\n")
    update = {"hold_down_time": 1, "unreachable_through_me": ["g.a\n"], "new_routes": []}
    assert not validation.is_valid("routing_update", update)
    assert [rule.keyword for rule in rules.broken("routing_update", update)] == ["pattern"]


@pytest.mark.parametrize("name", validation.names())
def test_the_schemas_obey_draft_04_and_keep_to_what_languages_agree_on(name: str) -> None:
    """No `format`, and no class in a pattern (`\\d`, `\\w`, `\\s`), which differ from language to language."""
    schema = validation.schema(name)
    validation.check_schema(name)
    text = json.dumps(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert '"format": "' not in text
    assert not [each for each in ("\\\\d", "\\\\w", "\\\\s", "\\\\b") if each in text]


def test_an_explanation_says_where_and_what() -> None:
    route = {"source_ledger": "g.a.", "destination_ledger": "g.b.", "source_account": "g.a.b", "min_message_window": 1}
    update = {"hold_down_time": 0, "unreachable_through_me": [], "new_routes": [{**route, "points": []}]}
    first, second = validation.explain("routing_update", update)
    assert first.startswith("hold_down_time: 0 is less than the minimum")
    assert second.startswith("new_routes[0].points: []")
    assert validation.explain("routing_update", [])[0].startswith("value: ")


HOSTILE: list[Any] = [
    10**5000, -(10**5000), Decimal("1e999999999"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), float("nan"),
    float("inf"), "\ud800", "x" * 1_000_000, b"bytes", object(), (1,), {1: 2}, {"a": b"x"}, {"\ud800": 1},
]  # fmt: skip


@pytest.mark.parametrize("name", validation.names())
@pytest.mark.parametrize("value", HOSTILE, ids=lambda each: str(type(each)))
def test_no_value_makes_validation_raise(name: str, value: Any) -> None:
    for each in (value, [value], {"hold_down_time": value, "data": value, "points": [[value, value]], "x": [value]}):
        sentences = validation.explain(name, each)
        assert bool(sentences) != validation.is_valid(name, each)
        assert all(len(sentence) <= validation.SENTENCE for sentence in sentences)


@pytest.mark.parametrize("name", validation.names())
@pytest.mark.parametrize("opening", ["list", "object"])
def test_deep_nesting_is_judged(name: str, opening: str) -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep] if opening == "list" else {"new_routes": deep}
    assert not validation.is_valid(name, deep) or not validation.explain(name, deep)
    assert validation.explain(name, {"data": deep, "new_routes": [deep], "points": deep, "ledger": [deep]})


def test_a_deep_member_that_a_schema_lets_pass_is_valid() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert validation.is_valid("error", {"id": "E", "message": "", "deep": deep})
    assert validation.explain("error", {"id": "", "message": "", "deep": deep}) != []
