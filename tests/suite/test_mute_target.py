"""A target that answers nobody for a while: what the others' cases saw then is no verdict of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance import requirement
from conformance.bindings import open_binding
from conformance.engine import Run
from conformance.harness.calls import outlives
from conformance.harness.peer import Peer
from conformance.registry import cases_of
from conformance.verdicts import Verdict
from reference_impl.connector import Connector
from schemas.topology import load

STALL = 6_000  # ms, longer than the patience


class Stalls(Connector):
    """Works for seconds on a message with `heavy` in it, and takes in nothing meanwhile."""

    busy_until = 0

    def receive(self, message: dict[str, Any], now: int) -> list[dict[str, Any]]:
        if now < self.busy_until:
            return []
        if b"heavy" in message["body"]:
            self.busy_until = now + STALL
        return super().receive(message, now)


def verdicts_of(*functions: Any) -> list[Verdict]:
    """Of the cases, which run side by side."""
    topology = load("plain")
    run = Run(topology, lambda world: open_binding(f"memory:{__name__}:Stalls", topology, world.reception))
    try:
        run.wait_until_ready()
        return [outcome.verdict for outcome in run.run_side_by_side([cases_of(each)[0] for each in functions])]
    finally:
        run.close()


@requirement("RS-1")
def heavy(alice: Peer, bob: Peer) -> Iterator[int]:
    """Sends the heavy message, and says whether the target outlives it."""
    yield alice.world.now()
    outlives(alice, alice.post({"method": "heavy", "data": {}}), bob)


@requirement("RS-1")
def light(alice: Peer, bob: Peer) -> Iterator[int]:
    """The same with a message that does no harm, a little later."""
    yield alice.world.now() + 10
    outlives(bob, bob.post({"method": "light", "data": {}}), alice)


def test_only_the_case_that_does_it_fails() -> None:
    """The other one is run again when nobody else is under way."""
    assert verdicts_of(heavy, light) == [Verdict.FAIL, Verdict.PASS]
