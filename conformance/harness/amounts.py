"""Amounts at which a rate is worth looking at: its ends, where rounding turns, powers of two, and some by chance."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from conformance.oracle.quotes import local_by_destination, local_by_source
from conformance.oracle.rates import OwnRate, own_rate
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer

CHANCES = 3  # amounts drawn for a pair of ledgers, with the run's seed
LARGE = 2**53  # above it a double has no odd integers


def source_amounts(own: OwnRate, dice: random.Random) -> list[int]:
    """Amounts in base units of the source ledger: 1 and 2, the first with an output, the ends and beyond, chances."""
    end, first = math.floor(own.domain_end), math.ceil(own.inverse(1))
    known = {1, 2, first - 1, first, first + 1, math.floor(own.inverse(LARGE)), LARGE, LARGE + 1, end - 1, end, end + 1}
    return chosen(known, end, dice)


def destination_amounts(own: OwnRate, dice: random.Random) -> list[int]:
    """The same in base units of the destination ledger."""
    end, first = math.floor(own.value(own.domain_end)), math.ceil(own.value(1))
    return chosen({1, 2, first - 1, first, first + 1, LARGE, LARGE + 1, end - 1, end, end + 1}, end, dice)


def chosen(known: set[int], end: int, dice: random.Random) -> list[int]:
    """Those that are amounts, and some of any size up to the end, in order."""
    drawn = {dice.randint(1, max(1, end >> dice.randint(0, end.bit_length()))) for _ in range(CHANCES)}
    return sorted(amount for amount in known | drawn if 0 < amount < 2**64)


def is_quoted_by_source_at_ends(asker: Peer, receiver: Peer, large: bool = False) -> None:
    """Each amount that has its result up to 2^53 (`large`: above) is quoted within the bounds of the own rate."""
    topology, ends = asker.world.topology, (asker.ledger.prefix, receiver.ledger.prefix)
    own, dice = own_rate(topology, *ends), random.Random(f"{asker.world.tag} {ends}")
    for amount in source_amounts(own, dice):
        if (amount > LARGE or own.value(amount) > LARGE) is large:
            bounds = local_by_source(topology, *ends, amount)
            answer = asker.is_quoted_within(bounds, receiver.account, source_amount=amount)
            if amount > LARGE and not bounds.may_refuse and answer.amount("source_amount") != amount:
                raise Violation(f"source_amount {amount}", answer.said, answer.seqs)


def is_quoted_by_destination_at_ends(asker: Peer, receiver: Peer, large: bool = False) -> None:
    """The same by destination amount."""
    topology, ends = asker.world.topology, (asker.ledger.prefix, receiver.ledger.prefix)
    own, dice = own_rate(topology, *ends), random.Random(f"{asker.world.tag} {ends}")
    for amount in destination_amounts(own, dice):
        if (amount > LARGE or own.inverse(amount) > LARGE) is large:
            bounds = local_by_destination(topology, *ends, amount)
            answer = asker.is_quoted_within(bounds, receiver.account, destination_amount=amount)
            if amount > LARGE and not bounds.may_refuse and answer.amount("destination_amount") != amount:
                raise Violation(f"destination_amount {amount}", answer.said, answer.seqs)


def quoted_at(asker: Peer, receiver: Peer, name: str) -> list[Answer]:
    """The quotes for these amounts of that name (source_amount, destination_amount), in order; errors left out."""
    own = own_rate(asker.world.topology, asker.ledger.prefix, receiver.ledger.prefix)
    dice = random.Random(f"{asker.world.tag} {asker} {receiver}")
    amounts = source_amounts(own, dice) if name == "source_amount" else destination_amounts(own, dice)
    answers = [asker.asks(receiver.account, **{name: amount}) for amount in amounts]
    return [answer for answer in answers if answer.quote is not None]
