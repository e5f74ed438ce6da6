"""The verbs of transfers on their way there: one is paid on, rejected, or must not be paid on; and how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conformance.harness.exhibits import member
from conformance.harness.needs import only_where
from conformance.harness.preparing import prepares
from conformance.harness.transfers import Prepared, Rejected, Sent, iso
from conformance.oracle.errors import ABOUT_THE_AMOUNT, NAMES, is_known_as, problem_of_a_code
from conformance.verdicts import Inconclusive, Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.oracle.quotes import Bounds

AGAIN = 100  # ms until a transfer like the one before is tried again


# -- paid on -----------------------------------------------------------------------------------------------------


def is_paid_on(prepared: Prepared, to: Peer | None = None) -> Sent:
    """A transfer for it goes out (to that peer)."""
    peer, transfers = prepared.peer, prepared.peer.world.transfers
    expected = f"{prepared} paid on" + (f" to {to}" if to else "")
    wait_for_an_end(prepared)
    sent = transfers.sent_for(prepared)
    if not sent:
        rejected = transfers.rejections_of(prepared)
        if not rejected:
            peer.is_answered()
        observed = f"rejected, with {rejected[0].reason}" if rejected else "nothing came of it"
        raise Violation(expected, observed, seqs_of(prepared, rejected))
    if to is not None and sent[0].receiver != to.account:
        raise Violation(expected, str(sent[0]), seqs_of(prepared, sent))
    return sent[0]


def is_paid_on_once(prepared: Prepared, to: Peer | None = None) -> Sent:
    """The same; and when a later request of the peer's is answered, that one transfer is all that went out."""
    first = is_paid_on(prepared, to)
    prepared.peer.is_answered()
    different = [each for each in prepared.peer.world.transfers.sent_for(prepared) if each.key != first.key]
    if different:
        seqs = seqs_of(prepared, [first, *different])
        raise Violation(f"one transfer for {prepared}", f"{first}, and {different[0]}", seqs)
    return first


def is_paid_on_the_same(prepared: Prepared) -> None:
    """FW-8: when a later request of the peer's is answered, all sent for it has one id, amount and receiver."""
    world = prepared.peer.world
    world.wait(lambda: not any(call.open for call in prepared.calls), world.topology.patience)  # may take longer
    prepared.peer.is_answered()
    sent = world.transfers.sent_for(prepared)
    for other in sent[1:]:
        first = sent[0]
        if (other.key, other.amount, other.receiver) != (first.key, first.amount, first.receiver):
            observed = f"{first} with the id {first.id}, and {other} with {other.id}"
            raise Violation(f"{prepared} paid on once", observed, seqs_of(prepared, sent))


def are_both_paid_on(first: Prepared, second: Prepared) -> None:
    """Two transfers that only their ids tell apart lead to two transfers."""
    world = first.peer.world
    world.wait(lambda: len({each.key for each in world.transfers.sent_for(first)}) > 1, world.topology.patience)
    sent = world.transfers.sent_for(first)
    if len({each.key for each in sent}) < 2:
        second.peer.is_answered()
        rejected = world.transfers.rejections_of(second)
        observed = f"the second rejected, with {rejected[0].reason}" if rejected else "one for the first only"
        raise Violation("two transfers sent on", observed, [*first.seqs, *seqs_of(second, [*sent, *rejected])])


def are_different(prepared: Prepared, one: Sent, other: Sent) -> None:
    """Two transfers of the target's are not one to their ledger."""
    if one.key == other.key:
        seqs = [*seqs_of(prepared, [one]), other.seq]
        raise Violation("two transfers, each with an id of its own", f"both have the id {one.id}", seqs)


def carries_the_same(prepared: Prepared, sent: Sent) -> None:
    """FW-1: condition and packet of the transfer sent on are those of the one that came in, byte for byte."""
    for name, got, wanted in (
        ("executionCondition", sent.condition, prepared.condition),
        ("ilp", sent.ilp, prepared.ilp),
    ):
        if got != wanted:
            observed = f"{got.hex() if got is not None else 'none'} in {sent}"
            fields = [member(sent.seq, name, "the same as in the transfer that came in", observed)]
            raise Violation(f"the {name} {(wanted or b'').hex()}", observed, seqs_of(prepared, [sent]), fields)


def carries(prepared: Prepared, sent: Sent, amount: int, account: str) -> None:
    """FW-3: that amount, to that account (on whose ledger the packet's address may lie below it)."""
    expected = f"a transfer of {amount} to {account}"
    if sent.amount != amount or not (account == sent.receiver or account.startswith(f"{sent.receiver}.")):
        fields = [member(sent.seq, "amount", amount, sent.amount)] if sent.amount != amount else []
        raise Violation(expected, str(sent), seqs_of(prepared, [sent]), fields)


def carries_within(prepared: Prepared, sent: Sent, bounds: Bounds) -> None:
    """FW-2: its amount is within the bounds."""
    if sent.amount is None or not bounds.allows(sent.amount):
        expected = bounds.sentence().replace("the destination amount", "the amount sent on")
        fields = [member(sent.seq, "amount", expected, sent.amount)]
        raise Violation(expected, str(sent), seqs_of(prepared, [sent]), fields)


def expires_earlier(prepared: Prepared, sent: Sent) -> None:
    """FW-2: its expiry is earlier than the incoming one by at least the own window."""
    window = prepared.peer.world.topology.message_window
    latest = prepared.expires_at - 1000 * window
    if sent.expires_at is None or sent.expires_at > latest:
        expected = f"an expiry at least {float(window):g} s before {iso(prepared.expires_at)}"
        observed = "no time" if sent.expires_at is None else iso(sent.expires_at)
        fields = [member(sent.seq, "expiresAt", expected, observed)]
        raise Violation(expected, observed, seqs_of(prepared, [sent]), fields)


def wait_for_an_end(prepared: Prepared) -> None:
    """Lets time pass until it is paid on or rejected, or the patience is over."""
    world = prepared.peer.world
    transfers = world.transfers
    world.wait(
        lambda: transfers.sent_for(prepared) or transfers.rejections_of(prepared),
        world.topology.patience,
    )


# -- not paid on -------------------------------------------------------------------------------------------------


def is_rejected(prepared: Prepared) -> Rejected:
    """It is rejected, and nothing is sent on, then or later."""
    peer, transfers = prepared.peer, prepared.peer.world.transfers
    peer.world.wait(lambda: transfers.rejections_of(prepared), peer.world.topology.patience)
    is_not_paid_on(prepared)
    rejected = transfers.rejections_of(prepared)
    if not rejected:
        raise Violation(f"{prepared} rejected", "nothing came of it", prepared.seqs)
    return rejected[0]


def is_known_by(prepared: Prepared, rejected: Rejected, code: str) -> None:
    """The error is told by its code or its name to be that one of IL-RFC 3."""
    if not is_known_as(rejected.reason.code, rejected.reason.name, code):
        raise Violation(f"{code} {NAMES[code]}", str(rejected.reason), seqs_of(prepared, [rejected]))


def comes_to_be_rejected(peer: Peer, destination: str, amount: int) -> None:
    """Transfers to the destination are rejected, each a fresh one, at the latest when the patience is over."""
    world, tried = peer.world, []
    end = world.now() + world.limited(world.topology.patience)
    while True:
        tried.append(prepares(peer, destination, amount))
        wait_for_an_end(tried[-1])
        if world.transfers.rejections_of(tried[-1]):
            return is_not_paid_on(tried[-1])
        if world.now() >= end:
            break
        world.wait(lambda: False, AGAIN)
    peer.is_answered()
    sent = world.transfers.sent_for(tried[-1])
    observed = str(sent[0]) if sent else "nothing came of it"
    raise Violation(f"{tried[-1]} rejected", observed, seqs_of(tried[-1], sent))


def is_not_paid_on(prepared: Prepared) -> None:
    """When a later request of the peer's is answered nothing was sent on; what comes later is a record of its own."""
    transfers = prepared.peer.world.transfers
    prepared.peer.is_answered()
    sent = transfers.sent_for(prepared)
    if sent:
        raise Violation(f"nothing sent on for {prepared}", str(sent[0]), seqs_of(prepared, sent))
    forbid(prepared)


def forbid(prepared: Prepared) -> None:
    """Nothing may be sent on for it from now on; a hit is a record of the running case's requirement."""
    from conformance.harness.world import CASE

    prepared.peer.world.transfers.forbidden[prepared] = CASE.get()


def seqs_of(prepared: Prepared, others: Sequence[Sent | Rejected]) -> list[int]:
    """The numbers of the exchanges that show a transfer and what came of it."""
    return sorted({*prepared.seqs, *(each.seq for each in others)})


def has_a_code_of_the_table(prepared: Prepared, rejected: Rejected) -> None:
    """FW-10: the error's code is one of IL-RFC 3; NotApplicable where it has none."""
    code, name = rejected.reason.code, rejected.reason.name
    only_where(code is not None, "the rejection names no code")
    problem = problem_of_a_code(code or "", name)
    if problem:
        expected = "a code of the table in IL-RFC 3 draft 1"
        fields = [member(rejected.seq, "code", expected, code)]
        raise Violation(expected, problem, seqs_of(prepared, [rejected]), fields)


def outcome(prepared: Prepared) -> str:
    """What came of a transfer, in words: for what no document settles."""
    wait_for_an_end(prepared)
    transfers = prepared.peer.world.transfers
    sent, rejected = transfers.sent_for(prepared), transfers.rejections_of(prepared)
    if sent:
        return f"{sent[0]} was sent on"
    return f"rejected, with {rejected[0].reason}" if rejected else "nothing came of it"


def is_not_refused_for_its_amount(prepared: Prepared, told: int) -> None:
    """FW-11: it is paid on, or rejected for something else than its amount; `told`: the exchange of the promise."""
    wait_for_an_end(prepared)
    transfers = prepared.peer.world.transfers
    rejected = transfers.rejections_of(prepared)
    if transfers.sent_for(prepared) and not rejected:
        return
    with given("FW-1"):
        if not rejected:
            is_paid_on(prepared)
    reason = rejected[0].reason
    seqs = [told, *seqs_of(prepared, rejected)]
    if (reason.code, reason.name) == (None, None) or is_known_as(reason.code, reason.name, *ABOUT_THE_AMOUNT):
        raise Violation(f"{prepared}, within the curve it was told, paid on", f"rejected, with {reason}", seqs)
    raise Inconclusive(f"rejected for something else: {reason}", ("FW-1",), seqs)
