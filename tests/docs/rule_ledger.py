"""Which cases exercise a rule of a schema, in what a target is sent, and which monitors in what it sends itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from conformance.generate import Fixture, Neighbour
from conformance.harness.watching import CHECKS, Seen
from conformance.profiles.incoming import Incoming, Kind
from conformance.registry import discover
from schemas import topology as topologies
from schemas.rules import Rule

KINDS = {
    "routing_update": Kind.BROADCAST,
    "quote_request": Kind.QUOTE_REQUEST,
    "quote_response": Kind.QUOTE_RESPONSE,
    "error": Kind.ERROR,
}
PROFILE = "gratuity-quoting"


@cache
def exercised() -> dict[tuple[str, Rule], Counter[str]]:
    """By kind and rule: the cases whose row is a message that breaks just that rule, counted by function."""
    found: dict[tuple[str, Rule], Counter[str]] = defaultdict(Counter)
    for case in discover():
        if PROFILE not in case.profiles:
            continue
        for kind, rule in _broken(case.row.value if case.row else None):
            found[kind, rule][case.id.rsplit("/", 1)[0]] += 1
    return found


def watchers(neighbour: Neighbour, invalid: bool = True) -> list[str]:
    """The monitors that complain when the target sends the neighbour's invalid (or else its valid) message."""
    if neighbour.kind not in KINDS:
        return []
    ledger = topologies.load("default").ledgers[0]
    kind, data = KINDS[neighbour.kind], neighbour.invalid if invalid else neighbour.valid
    envelope = {"ledger": ledger.prefix, "from": ledger.account, "to": ledger.steady[0]}
    data = _as_own(data, ledger.account)
    incoming = Incoming(kind, ledger.prefix, ledger.account, ledger.steady[0], "id", data, 1, 0, wire=data)
    seen = Seen(topologies.load("default"), incoming, [envelope], None)
    return [check.name for check in CHECKS if kind in check.kinds and check.name in RULED and check.problem(seen)]


RULED = (  # the monitors that judge form; the others judge what it means, in the topology's own names
    "every_update_is_a_valid_routing_update",
    "every_quote_has_the_required_form",
    "optional_members_of_quotes_have_the_schemas_form",
    "every_error_has_the_required_form",
    "every_request_to_a_next_hop_has_the_required_form",
)


def _broken(value: Any) -> Iterator[tuple[str, Rule]]:
    if isinstance(value, Neighbour | Fixture) and value.rule is not None:
        yield value.kind, value.rule
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _broken(each)


def _as_own(data: Any, account: str) -> Any:
    """A request's source address as the target's own, where it is the reference message's."""
    if isinstance(data, dict) and data.get("source_address") == "test1.ant.alice":
        return {**data, "source_address": account}
    return data
