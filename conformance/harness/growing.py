"""Quotes for many amounts in a row: whether more gives more, and whether there and back loses no more than it may."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.harness.quoting import EITHER_OTHER
from conformance.oracle.quotes import there_and_back
from conformance.oracle.rates import own_rate
from conformance.verdicts import Inconclusive, Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Peer


def amounts_up_to(most: int) -> list[int]:
    """Amounts beside each other and far apart: around each power of ten and of two on the way, and odd ones between."""
    edges = [10**power for power in range(19)] + [2**power for power in (16, 31, 32, 53)]
    around = {edge + step for edge in edges for step in (-1, 0, 1)}
    between = {edge * factor + 7 for edge in edges[:19] for factor in (5,)}
    return sorted(amount for amount in around | between if 0 < amount <= most)


def more_gives_more(asker: Peer, destination: str, name: str, amounts: Iterable[int]) -> None:
    """QT-13: of the quotes for the amounts, in growing order, none has less of the other amount than one before."""
    quoted = [answer for amount in amounts if (answer := asker.asks(destination, **{name: amount})).quote is not None]
    other = EITHER_OTHER[name]
    for less, more in pairwise(quoted):
        if more.amount(other) < less.amount(other):
            raise Violation(f"no less {other} than in {less.said}", more.said, less.seqs + more.seqs)
    if not quoted:
        raise Inconclusive("none of the amounts was quoted", ("QT-9",))


def comes_back(asker: Peer, receiver: Peer, amounts: Iterable[int]) -> None:
    """QT-12: for each destination amount, the source amount quoted for it gives it again, less what is granted."""
    topology = asker.world.topology
    rate = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix)
    for amount in amounts:
        if not 1 <= rate.inverse(2 * amount) <= rate.domain_end:
            continue  # the source amount might not fit; of less than one unit nothing can be said
        with given("QT-9"):
            there = asker.is_quoted(receiver.account, destination_amount=amount)
            back = asker.asks(receiver.account, source_amount=there.amount("source_amount"))
        least = there_and_back(topology, amount)
        if back.quote is None and amount > 1:
            with given("QT-9"):
                asker.got_quote(back)
        elif back.quote is not None and back.amount("destination_amount") < least:
            expected = f"at least {least} for {there.amount('source_amount')}, which was to be paid for {amount}"
            raise Violation(expected, back.said, there.seqs + back.seqs)
