"""Plays a stored finding again: is it still there, fixed, or has it changed?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest

from conformance import options as run_options
from conformance.answer import BROKEN, DOWN, GOOD, UNCLEAR
from conformance.campaigns import documents
from conformance.campaigns.arena import TargetArena
from conformance.campaigns.documents import Document
from conformance.engine import TargetMute
from conformance.fuzz.faults import Fault
from conformance.fuzz.steps import ProgramError
from conformance.starting import Source
from conformance.terminal import printable
from conformance.verdicts import UsageError
from schemas import topology as topologies

TRIES = 3  # plays until it shows
CHANGED = 8  # exit code: it is gone, and something else is wrong now


class Again(Enum):
    """What came of a replay, with the exit code."""

    STILL_THERE = ("still there", BROKEN)
    FIXED = ("fixed", GOOD)
    CHANGED = ("changed", CHANGED)
    UNCLEAR = ("not judged", UNCLEAR)

    @property
    def code(self) -> int:
        """The exit code."""
        return int(self.value[1])


@dataclass(frozen=True)
class Replayed:
    """What a replay showed: the faults of the last play, and why it was broken off, if it was."""

    again: Again
    faults: tuple[Fault, ...]
    broken_off: str
    plays: int

    def text(self, document: Document) -> str:
        """The same for people."""
        lines = [f"{self.again.value[0]}: {document.requirement}, after {self.plays} plays"]
        lines += [
            printable(f"  {each.requirement} {each.kind}: expected {each.expected}; observed {each.observed}")
            for each in self.faults
        ]
        if self.broken_off:
            lines.append(printable(f"  the play was broken off: {self.broken_off}"))
        return "\n".join(lines)


def replay(document: Document, source: Source, clock: Callable[[], float]) -> Replayed:
    """Plays the finding's program, some times over where it does not show at once. UsageError: not with this topology.

    Raises TargetMute where the target does not answer to begin with.
    """
    check_topology(document, source)
    arena = TargetArena(source, 1, clock)
    try:
        for number in range(1, TRIES + 1):
            (played,) = arena.play([document.program])
            faults = tuple(played.faults)
            if any(each.signature == document.signature for each in faults):
                return Replayed(Again.STILL_THERE, faults, played.broken_off, number)
            if faults or arena.gone:
                break
            arena.renew()
    finally:
        arena.close()
    gone = Again.CHANGED if faults else Again.UNCLEAR if played.broken_off else Again.FIXED
    return Replayed(gone, faults, played.broken_off or arena.gone, number)


def check_topology(document: Document, source: Source) -> None:
    """UsageError where the program speaks of accounts that the topology does not have, or is of another profile."""
    if document.topology in topologies.names():
        profile = topologies.load(document.topology).profile
        if profile != source.topology.profile:
            raise UsageError(f"the topology {source.topology.name} is not one of {profile}, as the finding is")
    accounts = {account for ledger in source.topology.ledgers for account in ledger.peers}
    missing = {each for step in document.program.steps if (each := getattr(step, "peer", None))} - accounts
    if missing:
        raise UsageError(
            f"the topology {source.topology.name} has no peer {', '.join(sorted(missing))}; "
            f"the finding is of the topology {document.topology}"
        )


def replay_file(
    path: str, target: str | None, command: str | None, topology: str | None, clock: Callable[[], float]
) -> tuple[str, int]:
    """Replays the finding in a file or folder: the text to print, and the exit code. UsageError for bad options."""
    document = documents.read(Path(path))
    try:
        replayed = replay(document, _source(target, command, topology or document.topology), clock)
    except TargetMute as error:
        return f"no target: {error}", DOWN
    return replayed.text(document), replayed.again.code


def replay_in_pytest(finding: object, config: pytest.Config) -> None:
    """Fails the test where the finding is still there, or has changed; skips it where there is no target."""
    target, command = config.getoption("--target"), config.getoption("--target-cmd")
    if not (target or command):
        pytest.skip("give the connector: --target=HOST:PORT, or --target-cmd=CMD")
    try:
        document = Document.from_json(finding)
        named = config.getoption("--topology")
        topology = document.topology if named == run_options.DEFAULT else named
        replayed = replay(document, _source(target, command, topology), time.monotonic)
    except (UsageError, ProgramError, TargetMute) as error:
        pytest.fail(str(error), pytrace=False)
    if replayed.again is not Again.FIXED:
        pytest.fail(replayed.text(document), pytrace=False)


def _source(target: str | None, command: str | None, topology: str) -> Source:
    if not (target or command):
        raise UsageError("give the connector: --target HOST:PORT, or --target-cmd CMD")
    run = run_options.read(target=target, command=command, topology=topology, report="")
    return Source(run.topology, run.target, run.command)
