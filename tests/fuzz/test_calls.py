"""What a call is: said of every body, whatever stands in it."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from conformance.fuzz.calls import law_of, names_in, prefixes_in, sent_by_nobody
from conformance.fuzz.liquidity.calls import law_of as law_of_packets
from conformance.fuzz.steps import Bad
from schemas import json_text
from schemas.topology import load

LEDGER = load("plain").ledgers[0]
ACCOUNT = LEDGER.peers[0]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
UPDATES = st.fixed_dictionaries({"new_routes": VALUES, "unreachable_through_me": VALUES, "hold_down_time": VALUES})
METHODS = st.sampled_from(["broadcast_routes", "quote_request", "quote_response", "error", "other"])


@given(method=METHODS, content=VALUES | UPDATES)
def test_a_message_with_anything_in_it_has_a_law(method: str, content: Any) -> None:
    """Of the profile's methods and others; nothing that a program may send ends a campaign."""
    data = {"method": method, "data": content}
    body = json_text.write([{"ledger": LEDGER.prefix, "from": ACCOUNT, "to": LEDGER.account, "data": data}])
    law_of(Bad(ACCOUNT, body, "tests", "anything"), body, ACCOUNT, LEDGER)


RIGHT = {"ledger": LEDGER.prefix, "from": ACCOUNT, "to": LEDGER.account}
CONTENTS = VALUES | st.fixed_dictionaries({"method": METHODS, "data": VALUES | UPDATES})
ENVELOPES = st.tuples(
    st.sets(st.sampled_from(sorted(RIGHT))),
    st.dictionaries(st.sampled_from(["data", "custom", "ilp", "from", "to", "more"]), CONTENTS, max_size=2),
)


@example(({"ledger", "to"}, {"custom": {}}))
@given(ENVELOPES)
def test_an_envelope_without_any_of_its_members_has_a_law(parts: tuple[set[str], dict[str, Any]]) -> None:
    """In both profiles; and it is said who sent it, and which prefixes it names."""
    kept, others = parts
    body = json_text.write([{**{name: RIGHT[name] for name in kept}, **others}])
    for law in (law_of, law_of_packets):
        law(Bad(ACCOUNT, body, "tests", "anything"), body, ACCOUNT, LEDGER)
    sent_by_nobody(body, ACCOUNT)
    assert not (prefixes_in(body) & names_in(body))
