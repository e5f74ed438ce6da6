"""Transfers under liquidity routing: before the last ledger the curve says whether an amount is enough."""

from __future__ import annotations

from conformance.fuzz.paid import Paying
from conformance.fuzz.steps import Pay
from conformance.harness import paying
from conformance.harness.transfers import Prepared
from conformance.oracle.hops import join_of
from conformance.oracle.routing import Route
from conformance.oracle.shortest import is_open


class LiquidPaying(Paying):
    """As in the other profile, where routes and their curves leave no doubt."""

    def _is_good(self, prepared: Prepared, destination: str, step: Pay) -> None:
        source = prepared.peer.ledger.prefix
        if not is_open(self.topology, self.model.table, source, destination, self.world.now()):
            super()._is_good(prepared, destination, step)

    def _beyond(self, prepared: Prepared, routes: tuple[Route, ...], step: Pay) -> None:
        source = prepared.peer.ledger.prefix
        joins = [join_of(self.topology, source, route) for route in routes if not route.silent]
        if joins and len(joins) == len(routes) and max(join.best(step.amount) for join in joins) + 1 < step.deliver:
            with self.notes.about("FW-4c", "too little by the curve"):
                paying.is_rejected(prepared)
            return
        super()._beyond(prepared, routes, step)
