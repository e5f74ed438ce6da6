"""What a connector answers to calls that were kept, in memory and virtual time: who answers all as a correct one does
shows nothing to a tool that looks at answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from conformance.bindings import Answered, Call, Reply, TargetCrashed
from conformance.bindings.memory import MemoryBinding
from schemas.topology import Topology

TIMEOUT = 5_000  # ms until a call counts as not answered


@dataclass(frozen=True)
class Kept:
    """A call, and when it came, in ms since the connector's start."""

    at: int
    call: Call


@dataclass(frozen=True)
class Answer:
    """Which call it answers, status (None: no answer) and body."""

    key: int
    status: int | None
    body: bytes


CRASH = Answer(-1, None, b"an exception escaped")


def read(file: Path) -> list[Kept]:
    """The calls in a file that `benchmarks.counted` wrote."""
    found = []
    for key, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        at, method, prefix, authorization, body = json.loads(line)
        found.append(Kept(at, Call(key, method, prefix, authorization, base64.b64decode(body))))
    return found


def answers(connector: str, topology: Topology, calls: Sequence[Kept]) -> Iterator[Answer]:
    """The answers of a fresh connector `package.module:Class`, in the order in which they come.

    Its own calls to its peers are all answered well, and no peer says anything besides.
    """
    try:
        binding = MemoryBinding(f"memory:{connector}", topology, lambda call: Reply(200))
        for each in calls:
            yield from _up_to(binding, each.at)
            binding.post(each.call, TIMEOUT)
        yield from _up_to(binding, binding.now() + TIMEOUT)
    except TargetCrashed:
        yield CRASH


def differ(connector: str, correct: Sequence[Answer], topology: Topology, calls: Sequence[Kept]) -> bool:
    """Whether the connector gives any other answer than the correct one did, or gives it in another order."""
    return any(one != other for one, other in zip_longest(answers(connector, topology, calls), correct))


def _up_to(binding: MemoryBinding, moment: int) -> Iterator[Answer]:
    while (event := binding.next_event(moment)) is not None:
        if isinstance(event, Answered):
            yield Answer(event.key, event.reply.status, event.reply.body)
