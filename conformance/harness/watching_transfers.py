"""The monitors of transfers: what holds for each one that a target sends on, and for each rejection of its own.

They judge what follows from a transfer of the harness' that was good, or broken in its packet only.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.harness.reasons import Reason
from conformance.harness.transfers import Prepared, Sent, Transfers, iso
from conformance.oracle.errors import problem_of_a_code
from conformance.oracle.rates import NotTraded
from conformance.oracle.transfers import surely_too_much_for
from conformance.profiles.incoming import Incoming, Kind
from schemas.topology import Topology


@dataclass(frozen=True)
class SeenTransfer:
    """A call of the target's about a transfer; `sent` where it is one, `causes`: what the harness had prepared."""

    topology: Topology
    transfers: Transfers
    incoming: Incoming
    sent: Sent | None
    causes: tuple[Prepared, ...]


@dataclass(frozen=True)
class TransferCheck:
    """One monitor: its requirement, its name, the kind of call it looks at, what is expected in words, and the look."""

    requirement: str
    name: str
    kind: Kind
    expected: str
    problem: Callable[[SeenTransfer], str | None]


def form_of_a_transfer(seen: SeenTransfer) -> str | None:
    """FW-1: the members of IL-RFC 21's example, each in the form of IL-RFC 4; the names beside them are right."""
    data, sent = seen.incoming.data, seen.sent
    if sent is None or not isinstance(data, dict):
        return f"the transfer {data!r}"
    for name, value in (
        ("amount", sent.amount),
        ("expiresAt", sent.expires_at),
        ("executionCondition", sent.condition if len(sent.condition or b"") == 32 else None),
        ("ilp", data.get("ilp") if isinstance(data.get("ilp"), str) else None),
        ("id", sent.id if _is_uuid(sent.id) else None),
    ):
        if value is None:
            return f"{name} {data.get(name)!r}"
    return _names(seen, data)


def _names(seen: SeenTransfer, data: Mapping[str, Any]) -> str | None:
    ledger = next((each for each in seen.topology.ledgers if each.prefix == seen.incoming.ledger), None)
    if ledger is None:
        return f"a transfer over {seen.incoming.ledger!r}, no ledger of the topology"
    right = {"ledger": (ledger.prefix, ledger.prefix.removesuffix(".")), "from": (ledger.account,)}
    for name, values in right.items():
        if data.get(name, values[0]) not in values:
            return f"{name} {data[name]!r} over {ledger.prefix}"
    receiver = seen.incoming.receiver
    if receiver is None:
        return "no receiver, on a ledger of several" if len(ledger.peers) > 1 else None
    if not receiver.startswith(ledger.prefix) or receiver == ledger.account:
        return f"the receiver {receiver!r} over {ledger.prefix}"
    return None


def expiry(seen: SeenTransfer) -> str | None:
    """FW-2."""
    window = 1000 * seen.topology.message_window
    latest = max(each.expires_at for each in seen.causes) - window
    if seen.sent is None or seen.sent.expires_at is None or seen.sent.expires_at <= latest:
        return None
    return f"{iso(seen.sent.expires_at)}, for one that expires at {iso(int(latest + window))}"


def within_the_own_rate(seen: SeenTransfer) -> str | None:
    """FW-4: not beyond what the amount that came in is worth, with all allowance."""
    sent = seen.sent
    if sent is None or sent.amount is None:
        return None
    for cause in seen.causes:
        try:
            too_much = surely_too_much_for(seen.topology, cause.peer.ledger.prefix, sent.ledger, cause.amount)
        except NotTraded:
            continue
        if sent.amount >= too_much:
            return f"{sent} for {cause}"
    return None


def paid_once(seen: SeenTransfer) -> str | None:
    """FW-8: as many transfers out as in, and what has one id is one transfer. What was given back does not count."""
    sent, transfers = seen.sent, seen.transfers
    if sent is None:
        return None
    others = [each for each in transfers.sent_for(seen.causes[0]) if each.key not in transfers.given_back]
    for other in others:
        if other.key == sent.key and (other.amount, other.receiver) != (sent.amount, sent.receiver):
            return f"{other}, and {sent} with the same id"
    ids = {(each.peer.ledger.prefix, each.id.lower()) for each in seen.causes}
    if len({each.key for each in others}) > len(ids):
        return f"{others[0]}, and {sent} with another id"
    return None


def code_of_the_table(seen: SeenTransfer) -> str | None:
    """FW-10: an error that the connector did not get from the next hop."""
    incoming, transfers = seen.incoming, seen.transfers
    reason = Reason.of(incoming.data[0] if incoming.data else None)
    passed_on = any(sent.key in transfers.given_back for cause in seen.causes for sent in transfers.sent_for(cause))
    return None if reason.code is None or passed_on else problem_of_a_code(reason.code, reason.name)


TRANSFER_CHECKS = (
    TransferCheck(
        "FW-1",
        "every_transfer_sent_has_the_required_form",
        Kind.TRANSFER,
        "id, amount, ilp, executionCondition and expiresAt in their form, from the own account",
        form_of_a_transfer,
    ),
    TransferCheck(
        "FW-2",
        "every_transfer_sent_on_expires_earlier",
        Kind.TRANSFER,
        "an expiry earlier by the own window at least",
        expiry,
    ),
    TransferCheck(
        "FW-4",
        "no_more_is_paid_on_than_came_in",
        Kind.TRANSFER,
        "no more than what came in is worth by the own rate",
        within_the_own_rate,
    ),
    TransferCheck(
        "FW-8",
        "nothing_is_paid_on_twice",
        Kind.TRANSFER,
        "one transfer for one that came in",
        paid_once,
    ),
    TransferCheck(
        "FW-10",
        "own_errors_have_codes_of_the_table",
        Kind.REJECTION,
        "a code of the table in IL-RFC 3 draft 1",
        code_of_the_table,
    ),
)


def causes_of(transfers: Transfers, incoming: Incoming, sent: Sent | None) -> tuple[Prepared, ...]:
    """What the harness prepared that the call is about."""
    if sent is not None:
        return tuple(transfers.causes(sent))
    return tuple(
        each
        for each in transfers.prepared
        if (each.peer.ledger.prefix, each.id) == (incoming.ledger, incoming.id) and each.calls
    )


def _is_uuid(id: str) -> bool:
    try:
        return len(id) == 36 and bool(uuid.UUID(id))
    except ValueError:
        return False
