"""What a connector must not lose by and by: memory to messages that leave nothing behind, speed to many routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from conformance.harness.peer import Peer
from conformance.harness.wirelog import Exchange
from conformance.harness.worth import ample
from conformance.profiles.incoming import Kind
from conformance.verdicts import Inconclusive, Violation
from schemas import json_text

LARGE = 512 * 1024  # bytes of a large message: few are needed, and little else grows beside them
AT_A_TIME = 16  # messages between two looks at the memory
MUCH = (
    384 * 1024 * 1024
)  # bytes of growth: no warm-up takes so much, and no collector waits so long with so few objects
MIB = 1024 * 1024

PREFIXES, IN_ONE = 1500, 250  # announced, and of these in one update
ASKED = 12  # quotes for one look at the speed; of these the fourth best counts
TIMES, LONG = 10, 250  # so many times slower than with few routes, and slower than so many ms
BUSY = 50  # ms by which the harness was late, above which its times say nothing


def _broken(peer: Peer) -> object:
    return peer.message({"padding": "x" * LARGE})


def _errors(peer: Peer) -> object:
    data = {"code": "F00", "name": "Bad Request", "message": "x" * LARGE, "id": "InvalidBodyError"}
    return peer.message({"id": peer.new_id(), "method": Kind.ERROR.value, "data": data})


BODIES: dict[str, Callable[[Peer], object]] = {"large broken messages": _broken, "large errors": _errors}
ROUTES = "many routes"
STRAINS = (*BODIES, ROUTES)


def strain(peer: Peer, kind: str, stem: str) -> None:
    """Judges what the strain (of `STRAINS`) does to the target. Raises Violation, or Inconclusive where it can't."""
    if kind == ROUTES:
        quotes_stay_quick(peer, stem)
    else:
        memory_has_an_end(peer, kind)


def memory_has_an_end(peer: Peer, kind: str) -> None:
    """RS-4: memory stops growing while messages come that leave nothing behind.

    A warm-up, or garbage that is not collected yet, ends; what keeps the messages takes their size each time.
    """
    world, body = peer.world, json_text.write([BODIES[kind](peer)])
    first = before = _memory(peer)
    sent = 0
    while before - first < MUCH:
        calls = [peer.post_body(body) for _ in range(AT_A_TIME)]
        if not world.wait(partial(_answered, calls), world.call_limit):
            raise Inconclusive("the target is slow with large messages", ("RS-1",))
        sent += len(calls)
        now = _memory(peer)
        if now - before < AT_A_TIME * len(body) // 2:
            return
        before = now
    raise Violation(
        f"memory that stops growing while a peer sends {kind}",
        f"it grew by {(before - first) // MIB} MiB with {sent} messages of {len(body) // 1024} KiB, and went on",
        [call.seq for call in calls[-1:]],
    )


def _answered(calls: list[Exchange]) -> bool:
    return all(call.answer is not None for call in calls)


def _memory(peer: Peer) -> int:
    """What the target's processes take in memory (bytes)."""
    found = peer.world.memory()
    if found is None:
        raise Inconclusive("the memory of the target's process can't be seen")
    return found


def quotes_stay_quick(sender: Peer, stem: str) -> None:
    """RS-4: quotes come about as soon with many routes as with few, before them and after them."""
    world = sender.world
    if "http" not in world.binding.features:
        raise Inconclusive("time is not the target's own in this binding")
    pairs = [pair for pair in world.topology.pairs if sender.ledger.prefix not in (pair.source, pair.destination)]
    steady = {peer.ledger.prefix: peer for peer in world.peers.values() if not peer.spare}
    asked = next(((steady[pair.source], steady[pair.destination]) for pair in pairs), None)
    if asked is None:
        raise Inconclusive("no two other ledgers of which one is traded to the other")
    began, names = world.now(), [f"{stem}place{number}." for number in range(PREFIXES)]
    few = _quickly(*asked)
    for start in range(0, PREFIXES, IN_ONE):
        sender.broadcasts(*names[start : start + IN_ONE])
    world.settle(sender)
    many, seqs = _looked(*asked)
    for start in range(0, PREFIXES, IN_ONE):
        sender.withdraws(*names[start : start + IN_ONE])
    world.settle(sender)
    few = max(few, _quickly(*asked))
    if world.lateness(began) > BUSY:
        raise Inconclusive(f"the harness itself was {world.lateness(began)} ms late")
    if many > max(LONG, TIMES * few):
        expected = f"a quote within {max(LONG, TIMES * few)} ms, as one takes {few} ms with few routes"
        raise Violation(expected, f"it takes {many} ms with {PREFIXES} routes", seqs)


def _quickly(asker: Peer, other: Peer) -> int:
    return _looked(asker, other)[0]


def _looked(asker: Peer, other: Peer) -> tuple[int, tuple[int, ...]]:
    """How long (ms) a quote over the own rate takes when nothing comes in between, and the calls that show it."""
    answers = [asker.asks(other.account, source_amount=ample(asker, other)) for _ in range(ASKED)]
    if any(answer.quote is None for answer in answers):
        raise Inconclusive("a quote over the own rate was refused", ("QT-1",))
    took = sorted(answers, key=lambda answer: answer.took)[ASKED // 4]
    return took.took, took.seqs
