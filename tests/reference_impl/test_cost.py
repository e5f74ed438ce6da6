"""What an update costs does not depend on how many prefixes are known: counted in calls, not in time."""

import sys
from typing import Any

from tests.reference_impl.door import Door, route

BOB, ALICE = "test1.west.bob", "test1.east.alice"


def calls(work: Any) -> int:
    """How many Python and C functions the work calls."""
    counted = 0

    def count(frame: Any, event: Any, argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def known(number: int) -> Door:
    door = Door()
    for start in range(0, number, 500):
        door.broadcast(BOB, *(route(BOB, f"g.known.n{n}.") for n in range(start, start + 500)), hold=10**9)
    return door


def test_adoption_withdrawal_and_quotes_cost_the_same_with_a_hundred_times_the_prefixes() -> None:
    few, many = known(50), known(5000)
    for step in (
        lambda door: door.broadcast(BOB, route(BOB, "g.new.", (0, 0), (10**6, 10**6))),
        lambda door: door.quote(ALICE, "g.known.n7.x", source_amount="1000"),
        lambda door: door.broadcast(BOB, gone=("g.new.",)),
        lambda door: door.broadcast(BOB),
    ):
        small, large = calls(lambda step=step: step(few)), calls(lambda step=step: step(many))
        assert large <= small + 20
