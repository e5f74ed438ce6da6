"""The reference connector's own rules against the JSON Schemas, for right messages broken at one place."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_impl.messages import MessageRules
from schemas import json_text
from schemas.validation import is_valid
from tests.reference_impl.door import route

RULES = MessageRules()
SCHEMAS = {
    "update": "routing_update", "route": "routes", "quote_request": "quote_request",
    "quote_response": "quote_response",
}  # fmt: skip
QUOTE: dict[str, Any] = {
    "source_ledger": "test1.a.", "destination_ledger": "test1.b.", "source_amount": "1", "destination_amount": "2",
    "source_expiry_duration": "6", "destination_expiry_duration": "5.5", "liquidity_curve": [[0, 0], [1, 1]],
    "source_connector_account": "test1.a.conn", "additional_info": {},
}  # fmt: skip
RIGHT: dict[str, Any] = {
    "update": {
        "hold_down_time": 1, "unreachable_through_me": ["g.x."],
        "new_routes": [route("test1.a.b", "g.y.", destination_account="test1.a.c", destination_scale=2)],
    },
    "quote_request": {
        "source_address": "test1.a.b", "destination_address": "test1.b.c", "source_amount": "10", "slippage": "0.1",
        "destination_expiry_duration": "5",
    },
    "quote_response": QUOTE,
}  # fmt: skip
WRONG: st.SearchStrategy[Any] = st.sampled_from([
    None, True, False, 0, -1, 1, 7, "", "a", "g.x.", "ü", "a b", "1", "0", "01", "1.5", "-1", "1e3", "5.", "١",
    "g.x.\n", "1\n", [], [[]], [[1]], [[1, 2]], [[1, 2, 3]], [[-1, 2]], [["1", 2]], [[0.5, 1]], [[True, 1]],
    ["g.x."], [1], {}, {"a": 1}, 0.5, 10**30,
])  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """All places in a value."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from places(below, (*path, step))


@pytest.mark.parametrize("form", sorted(RIGHT))
def test_right_messages_break_no_rule(form: str) -> None:
    assert RULES.problem(form, RIGHT[form]) is None
    assert is_valid(SCHEMAS[form], RIGHT[form])


@pytest.mark.parametrize("form", sorted(RIGHT))
@settings(max_examples=400, deadline=None)
@given(st.data())
def test_rules_and_schemas_agree_on_a_message_broken_at_one_place(form: str, data: Any) -> None:
    message = copy.deepcopy(RIGHT[form])
    path = data.draw(st.sampled_from([each for each in places(message) if each]))
    action = data.draw(st.sampled_from(["replace", "remove", "add"]))
    holder = message
    for step in path[:-1]:
        holder = holder[step]
    if action == "replace":
        holder[path[-1]] = data.draw(WRONG)
    elif action == "remove":
        del holder[path[-1]]
    elif isinstance(holder, dict):
        holder["other"] = 1
    else:
        holder.append(data.draw(WRONG))
    if form == "quote_request" and not {"source_amount", "destination_amount"} & message.keys():
        return  # `oneOf` is a check of the quoter's
    as_read = json_text.read(json.dumps(message).encode())
    assert (RULES.problem(form, as_read) is None) == is_valid(SCHEMAS[form], message), (path, action, message)


def test_numbers_that_are_no_integers_are_numbers() -> None:
    assert RULES.is_number(Decimal("0.5"))
    assert not RULES.is_whole(Decimal("1.0"))
    assert not RULES.is_number(True)
