"""A connector that takes prefixes without their final period, and then matches them letter by letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference_impl.addresses import is_prefix
from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.network import Peer
from reference_impl.routes import Route, RoutingTable
from schemas.topology import Ledger


class WithoutPeriod(RoutingTable):
    def is_to_a_prefix(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return is_prefix(announced["destination_ledger"].removesuffix(".") + ".")


class LetterByLetter(Hops):
    def find(self, source: Ledger, address: str) -> Ledger | Sequence[Route]:
        found = super().find(source, address)
        if isinstance(found, Ledger) or found:
            return found
        for prefix in self.offers.table.prefixes():
            if not prefix.endswith(".") and address.startswith(prefix):
                return list(self.offers.usable(source, prefix))
        return ()


class APrefixWithoutPeriodMatchesAnyBeginning(Connector):
    """A prefix that has no final period is taken, and matches half segments."""

    breaks = ("QT-11b",)
    table_class = WithoutPeriod
    hops_class = LetterByLetter
