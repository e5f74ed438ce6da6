"""Liquidity requests and what is answered: a curve, the prefix it is for, until when it holds."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.harness.calls import waited
from conformance.harness.needs import only_where
from conformance.harness.packets import packet_in_answer, sends_as_it_is
from conformance.oracle.addresses import matches
from conformance.oracle.curves import Curve
from conformance.oracle.points import broken_rule
from conformance.oracle.rates import own_rate
from conformance.verdicts import HarnessError, Violation, given
from schemas import packets
from schemas.packets import LiquidityRequest, LiquidityResponse, PacketError

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

HOLD = 5000  # ms
Answered = tuple[LiquidityResponse, int]  # and the exchange


def asks_for_a_curve(asker: Peer, address: str) -> Answered:
    """The answer to a liquidity request; NotApplicable where the target does not serve them (QT-2 has that)."""
    packet = packets.to_base64(packets.write(LiquidityRequest(address, HOLD)))
    exchange = sends_as_it_is(asker, {**asker.message({}), "ilp": packet})
    with given("MSG-1"):
        waited(asker, exchange)
    answer = packet_in_answer(exchange) or b""
    only_where(answer[:1] == bytes([packets.LIQUIDITY_RESPONSE]), "the target answers no liquidity requests")
    try:
        read = packets.read(answer)
    except PacketError as problem:
        raise Violation("a liquidity response", f"{problem}: {answer.hex()}", [exchange.seq]) from None
    if not isinstance(read, LiquidityResponse):
        raise HarnessError("a packet of type 3 that is no liquidity response")
    return read, exchange.seq


def is_a_sound_answer(asker: Peer, address: str, answered: Answered) -> None:
    """QT-22: the curve is one, its prefix is the address or covers it, and it holds for a while."""
    response, seq = answered
    broken = broken_rule(response.liquidity_curve)
    if broken is not None:
        raise Violation(f"a curve in which {broken.rule.text}", broken.sentence, [seq])
    if not covers(response, address):
        raise Violation(f"a prefix of {address}, or that address", response.applies_to_prefix, [seq])
    expires = datetime.strptime(response.expires_at, "%Y%m%d%H%M%S.%fZ").replace(tzinfo=UTC)
    if expires.timestamp() * 1000 <= asker.world.clock():
        raise Violation("an expiry ahead", response.expires_at, [seq])


def covers(response: LiquidityResponse, address: str) -> bool:
    """Whether the answer says that it holds for the address."""
    return address == response.applies_to_prefix or matches(response.applies_to_prefix, address)


def gives_what_quotes_give(asker: Peer, via: Peer, address: str, answered: Answered) -> None:
    """QT-22: by source amount quotes for the address give what the curve does, within the allowance.

    That is a unit of each ledger: the asker's, that of `via`, and the destination.
    """
    response, seq = answered
    curve = Curve(response.liquidity_curve)
    own = own_rate(asker.world.topology, asker.ledger.prefix, via.ledger.prefix)
    units = 1 + math.ceil(own.inverse(1))
    for left, right in pairwise(curve.breakpoints):
        for x in (left + (right - left) // 3, right - units):
            value, before = curve.value_at(x), curve.value_at(x - units)
            if value is None or before is None or before < 2:
                continue
            answer = asker.asks(address, source_amount=x)
            if answer.quote is None and answer.error is None:
                asker.is_answered()
            if abs(answer.amount("destination_amount") - value) > value - before + 2:
                expected = f"about {math.floor(value)} for {x}, as the curve to {response.applies_to_prefix} gives"
                raise Violation(expected, answer.said, [seq, *answer.seqs])
