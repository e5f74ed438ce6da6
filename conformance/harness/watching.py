"""The single checks of the monitors: each looks at one message and says what is wrong with it, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conformance.harness.watching_packets import (
    an_answer_to_the_question,
    curves_of_whole_points,
    form_of_an_error_packet,
    paths_without_loops,
)
from conformance.oracle.points import broken_rule
from conformance.profiles import profile_named
from conformance.profiles.incoming import Incoming, Kind
from schemas import validation
from schemas.topology import Topology

if TYPE_CHECKING:
    from conformance.harness.peer import Peer


@dataclass(eq=False)
class Seen:
    """A message of the target's with what judging it needs: topology, the call's parameters, the peer it went to."""

    topology: Topology
    incoming: Incoming
    params: Any
    peer: Peer | None
    announcers: Mapping[str, set[str]] = field(default_factory=dict)  # prefix -> the accounts that ever announced it

    @cached_property
    def routes(self) -> list[Mapping[str, Any]]:
        """The routes of an update, as far as they are objects."""
        update = self.incoming.data if isinstance(self.incoming.data, dict) else {}
        rows = update.get("new_routes")
        return [row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict)]


def valid_update(seen: Seen) -> str | None:
    """RB-1."""
    problems = profile_named(seen.topology.profile).problems_of_update(seen.incoming.wire)
    # A member's number that is whole but written 1.0 or 1e3 breaks draft-04's integer only.
    return problems[0] if problems else None


def own_ledger_and_account(seen: Seen) -> str | None:
    """RB-2."""
    ledger = seen.incoming.ledger
    account = next((each.account for each in seen.topology.ledgers if each.prefix == ledger), None)
    for route in seen.routes:
        if route.get("source_ledger") != ledger or route.get("source_account") != account:
            return f"source_ledger {route.get('source_ledger')!r}, source_account {route.get('source_account')!r}"
    return None


def integer_points(seen: Seen) -> str | None:
    """RB-3: 1.0 and 1e3 are integers."""
    for route in seen.routes:
        points = route.get("points")
        for point in points if isinstance(points, list) else []:
            for number in point if isinstance(point, list) else []:
                if type(number) is not int and _is_no_integer(number):
                    return f"the point {_shown(point)} in the route to {route.get('destination_ledger')}"
    return None


def _is_no_integer(number: Any) -> bool:
    return isinstance(number, str | bool | None | list | dict) or number != int(number)


def growing_curves(seen: Seen) -> str | None:
    """RB-4."""
    for route in seen.routes:
        broken = broken_rule(route.get("points"))
        if broken is not None and broken.rule.requirement == "RB-4":
            return f"in the route to {route.get('destination_ledger')}: {broken.sentence}"
    return None


def not_back(seen: Seen) -> str | None:
    """RB-7: the ledger itself, or a prefix that nobody but this peer has ever announced."""
    receiver = seen.incoming.receiver
    for route in seen.routes:
        if route.get("destination_ledger") == seen.incoming.ledger:
            return f"a route to {seen.incoming.ledger}, the ledger it was sent on"
        prefix = str(route.get("destination_ledger"))
        if seen.announcers.get(prefix) == {receiver} and not _is_own(seen.topology, prefix):
            return f"a route to {prefix} for {receiver}, which alone had announced it"
    return None


def _is_own(topology: Topology, prefix: str) -> bool:
    return prefix in {each.prefix for each in topology.ledgers} | {each.prefix for each in topology.routes}


def no_peer_prefix(seen: Seen) -> str | None:
    """RB-8."""
    for route in seen.routes:
        if str(route.get("destination_ledger")).startswith("peer."):
            return f"a route to {route.get('destination_ledger')}"
    return None


def to_a_declared_peer(seen: Seen) -> str | None:
    """RB-15."""
    incoming = seen.incoming
    ledger = next((each for each in seen.topology.ledgers if each.prefix == incoming.ledger), None)
    if ledger is None:
        return f"a broadcast on {incoming.ledger!r}, no ledger of the topology"
    if incoming.sender != ledger.account or incoming.receiver not in ledger.peers:
        return f"a broadcast from {incoming.sender} to {incoming.receiver} on {ledger.prefix}"
    named = seen.params[0].get("ledger")
    if named not in (ledger.prefix, ledger.prefix.removesuffix(".")):
        return f"ledger {named!r} in a broadcast on {ledger.prefix}"
    return None


def destination_members(seen: Seen) -> str | None:
    """RB-16."""
    own = {ledger.prefix: ledger for ledger in seen.topology.ledgers}
    for route in seen.routes:
        ledger = own.get(str(route.get("destination_ledger")))
        account = route.get("destination_account")
        if account is not None and (ledger is None or account != ledger.account):
            return f"destination_account {account} in the route to {route.get('destination_ledger')}"
        scale = route.get("destination_scale")
        if scale is not None and ledger is not None and scale != ledger.scale:
            return f"destination_scale {scale} in the route to {ledger.prefix}, whose scale is {ledger.scale}"
        digits = route.get("destination_precision")
        if None not in (digits, ledger and ledger.precision) and ledger is not None and digits != ledger.precision:
            return (
                f"destination_precision {digits} in the route to {ledger.prefix}, whose precision is {ledger.precision}"
            )
    return None


def not_through_itself(seen: Seen) -> str | None:
    """RQ-7."""
    if seen.incoming.receiver in {ledger.account for ledger in seen.topology.ledgers}:
        return f"a quote request to {seen.incoming.receiver}, the connector itself"
    return None


def answered_on_its_ledger(seen: Seen) -> str | None:
    """MSG-4."""
    incoming = seen.incoming
    envelope = seen.params[0] if isinstance(seen.params[0], dict) else {}
    if envelope.get("ledger") not in (incoming.ledger, incoming.ledger.removesuffix(".")):
        return f"ledger {envelope.get('ledger')!r} in a message on {incoming.ledger}"
    if seen.peer is None or seen.peer.ledger.prefix != incoming.ledger:
        return f"an answer to {incoming.receiver} on {incoming.ledger}"
    may_be_left_out = seen.topology.profile == LIQUIDITY and incoming.sender is None
    if incoming.sender != seen.peer.ledger.account and not may_be_left_out:
        return f"an answer from {incoming.sender} on {incoming.ledger}"
    return None


def form_of_a_quote(seen: Seen) -> str | None:
    """QT-1, without the optional members (QT-21)."""
    return problem_of_a_quote(seen.incoming.data)


def problem_of_a_quote(data: Any) -> str | None:
    """What is wrong with the required members of a quote response's data, None where nothing is."""
    problems = validation.explain("quote_response", required_members(data))
    return problems[0] if problems else None


def required_members(data: Any) -> Any:
    """A quote response's data without its optional members; what is no object, as it is."""
    known = set(validation.schema("quote_response")["required"])
    return {name: value for name, value in data.items() if name in known} if isinstance(data, dict) else data


def optional_members_of_a_quote(seen: Seen) -> str | None:
    """QT-21."""
    data = seen.incoming.data
    if not isinstance(data, dict) or form_of_a_quote(seen):
        return None
    problems = validation.explain("quote_response", data)
    if problems:
        return problems[0]
    for point in data.get("liquidity_curve", []):
        if any(number != int(number) for number in point):
            return f"the point {_shown(point)} in liquidity_curve"
    return None


def form_of_an_error(seen: Seen) -> str | None:
    """QT-20."""
    if seen.topology.profile == LIQUIDITY:
        return form_of_an_error_packet(seen)
    problems = validation.explain("error", seen.incoming.data)
    return problems[0] if problems else None


def form_of_a_request(seen: Seen) -> str | None:
    """RQ-8."""
    data, incoming = seen.incoming.data, seen.incoming
    if not isinstance(data, dict):
        return f"the data {data!r}"
    account = next((each.account for each in seen.topology.ledgers if each.prefix == incoming.ledger), None)
    if data.get("source_address") != account or incoming.sender != account:
        return f"source_address {data.get('source_address')!r} in a request from {incoming.sender!r}"
    for name in ("source_amount", "destination_amount"):
        value = data.get(name)
        if value is not None and not (isinstance(value, str) and value.isascii() and value.isdigit()):
            return f"{name} {value!r}"
    for name in ("source_expiry_duration", "destination_expiry_duration", "slippage"):
        if data.get(name) is not None and not isinstance(data[name], str):
            return f"{name} {data[name]!r}"
    return None


def _shown(point: Any) -> str:
    return "[" + ", ".join(map(str, point)) + "]"


@dataclass(frozen=True)
class Check:
    """One monitor: the requirement, its name in the record's id, the kinds it looks at, what is expected in words."""

    requirement: str
    name: str
    kinds: tuple[Kind, ...]
    problem: Callable[[Seen], str | None]
    expected: str


LIQUIDITY = "liquidity-routing"
UPDATES, QUOTES, ERRORS = (Kind.BROADCAST,), (Kind.QUOTE_RESPONSE,), (Kind.ERROR,)
ANSWERS, REQUESTS = (Kind.QUOTE_RESPONSE, Kind.ERROR), (Kind.QUOTE_REQUEST,)
CHECKS = (
    Check(
        "RB-1",
        "every_update_is_a_valid_routing_update",
        UPDATES,
        valid_update,
        "an update that is a valid RoutingUpdate",
    ),
    Check(
        "RB-2",
        "routes_start_on_the_ledger_and_at_the_account_they_come_from",
        UPDATES,
        own_ledger_and_account,
        "the ledger it is sent on and the connector's account there",
    ),
    Check(
        "RB-3",
        "points_are_integers",
        UPDATES,
        integer_points,
        "points that are integers",
    ),
    Check(
        "RB-4",
        "curves_grow",
        UPDATES,
        growing_curves,
        "curves in which x strictly increases and y never decreases",
    ),
    Check(
        "RB-7",
        "no_route_leads_back",
        UPDATES,
        not_back,
        "no route to the ledger the update is sent on, and none that only the peer itself offers",
    ),
    Check(
        "RB-8",
        "no_route_to_a_peer_prefix",
        UPDATES,
        no_peer_prefix,
        "no route to a peer. prefix",
    ),
    Check(
        "RB-15",
        "updates_go_from_the_own_account_to_declared_peers",
        UPDATES,
        to_a_declared_peer,
        "updates from the connector's account to declared peers only",
    ),
    Check(
        "RB-16",
        "destination_members_describe_the_own_ledger",
        UPDATES,
        destination_members,
        "destination members in local routes only, and right",
    ),
    Check(
        "MSG-4",
        "answers_go_back_on_the_same_ledger",
        ANSWERS,
        answered_on_its_ledger,
        "an answer from the account asked to the account that asked, on its ledger",
    ),
    Check(
        "QT-2",
        "every_question_has_its_type_of_answer",
        (Kind.QUOTE_RESPONSE, Kind.ERROR, Kind.NO_ANSWER),
        an_answer_to_the_question,
        "a packet of the type that answers the question's, or an error packet",
    ),
    Check(
        "LC-10",
        "curves_are_whole_points",
        UPDATES,
        curves_of_whole_points,
        "points in padded base64, sixteen bytes each",
    ),
    Check(
        "RB-11",
        "no_path_has_a_loop",
        UPDATES,
        paths_without_loops,
        "paths along which no ledger occurs twice",
    ),
    Check(
        "QT-1",
        "every_quote_has_the_required_form",
        QUOTES,
        form_of_a_quote,
        "a quote with all required members in their form",
    ),
    Check(
        "QT-20",
        "every_error_has_the_required_form",
        ERRORS,
        form_of_an_error,
        "an error with data.id and data.message, or an error packet with a code of a known class",
    ),
    Check(
        "QT-21",
        "optional_members_of_quotes_have_the_schemas_form",
        QUOTES,
        optional_members_of_a_quote,
        "optional members of the schema's form, and no others",
    ),
    Check(
        "RQ-7",
        "the_connector_asks_never_itself",
        REQUESTS,
        not_through_itself,
        "requests to other connectors only",
    ),
    Check(
        "RQ-8",
        "every_request_to_a_next_hop_has_the_required_form",
        REQUESTS,
        form_of_a_request,
        "the connector's own address, amounts and durations as strings",
    ),
)
