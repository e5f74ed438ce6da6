"""How much a target takes: searched upwards to a bound, which keeps the search short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from conformance.harness.worth import ample
from schemas import json_text

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

KIB = 1024
SIZES = tuple(KIB * 2**power for power in (4, 7, 9, 10, 11))  # bytes of an update, to 2 MiB
DEPTHS = tuple(2**power for power in range(4, 18, 2))  # brackets, to 65,536
ROUTES = (100, 800)


def most_taken(steps: Sequence[int], takes: Callable[[int], bool]) -> str:
    """The largest of the steps, in their order, that was taken before one that was not, in words."""
    taken = 0
    for step in steps:
        if not takes(step):
            return f"{taken:,} taken, {step:,} not"
        taken = step
    return f"{taken:,} taken; no more was tried"


def takes_an_update_of(sender: Peer, asker: Peer, stem: str, size: int) -> bool:
    """Whether a route is used that stands in an update of that many bytes, the rest of it withdrawals of nothing."""
    prefix = f"{stem}size{size}."
    filler = [f"{stem}{number:0120}." for number in range(size // (len(stem) + 124))]
    call = sender.post_update(sender.update(prefix, unreachable=filler))
    sender.world.wait(lambda: call.answer is not None, sender.world.call_limit + 500)
    return call.status == 200 and _comes_to_be_quoted(asker, prefix, ample(asker, sender))


def takes_a_depth_of(sender: Peer, asker: Peer, depth: int) -> bool:
    """Whether a quote request is quoted one of whose members is so many lists in each other."""
    data = sender.request(asker.account, source_amount=ample(sender, asker), more=1)
    id = sender.new_id()
    body = json_text.write([sender.message(sender.world.profile.quote_request(id, data))])
    nested = body.replace(b'"more":1', b'"more":' + b"[" * depth + b"]" * depth)
    call = sender.post_body(nested)
    sender.world.wait(lambda: call.answer is not None, sender.world.topology.patience)
    return call.status == 200 and sender.answer(id, call, sender.world.topology.patience).quote is not None


def holds_routes(sender: Peer, asker: Peer, stem: str, count: int) -> bool:
    """Whether of so many routes of one peer's the first, the last and one between are used."""
    prefixes = [f"{stem}held{count}.place{number}." for number in range(count)]
    poor = [[0, 0], [sender.ledger.capacity, sender.ledger.capacity]]
    for first in range(0, count, 400):
        part = prefixes[first : first + 400]
        sender.broadcasts(*(sender.route(each, points=poor) for each in part))
    amount = ample(asker, sender)
    return all(_comes_to_be_quoted(asker, prefixes[place], amount) for place in (0, count // 2, -1))


def _comes_to_be_quoted(asker: Peer, prefix: str, amount: int) -> bool:
    """Asked again for two broadcast intervals, as a target may take its time."""
    world = asker.world
    end = world.now() + 2 * world.topology.broadcast_interval
    while asker.asks(prefix + "carl", source_amount=amount).quote is None:
        if world.now() >= end:
            return False
        world.wait(lambda: False, 100)
    return True
