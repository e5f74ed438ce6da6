"""A campaign against a correct connector, recorded program by program: a mutant is hunted where it differs.

Each program is a whole life of a target. A mutant that says the same to the same has the player do the same, step
by step, so there a campaign would see of it what it sees of the correct connector, which is no fault.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from unittest import mock

from conformance.bindings import Reception
from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import NOTHING, Budget, Campaign
from conformance.fuzz.steps import Program
from conformance.starting import Source
from schemas.topology import Topology
from tests.mutants.reach import called_in
from tests.mutants.recording import Part, Recorder, Recording, correct_for, load, same_lot


@dataclass(frozen=True)
class Stretch:
    """A program of a campaign, in a life of its own. `began`: after so many s of the campaign, and `messages`."""

    program: Program
    recording: Recording
    began: float
    messages: int


RECORDED: dict[tuple[str, int], list[Stretch]] = {}  # by topology and seed; processes that hunt inherit it


def record(topology: str, seed: int, seconds: float) -> None:
    """Records the campaign for all hunts that follow."""
    RECORDED[topology, seed] = list(recorded(topology, seed, seconds))


def arena(topology: str, address: str, seed: int) -> TargetArena:
    """A life of the target at an address in memory."""
    return TargetArena(Source(load(topology), address), seed, time.process_time)


def recorded(topology: str, seed: int, seconds: float) -> Iterator[Stretch]:
    """The stretches of the campaign's first seconds (of processor time, drawing included, lives' beginnings not).

    ValueError where a correct connector shows a fault, or says something else when it is told the same once more.
    """
    correct = correct_for(topology)
    address = f"memory:{correct.__module__}:{correct.__qualname__}"
    drawing = Campaign(arena(topology, address, seed), seed, Budget(seconds=seconds))
    passed, messages = 0.0, 0
    for program, taken in drawn(drawing):
        if passed >= seconds:
            return
        recording, said, played = _recording(topology, address, seed, program)
        yield Stretch(program, recording, passed, messages)
        passed, messages = passed + taken + played, messages + said


def drawn(campaign: Campaign) -> Iterator[tuple[Program, float]]:
    """Its programs, from the empty one on, and the processor time that drawing each took."""
    yield NOTHING, 0.0
    for batch in count():
        began = time.process_time()
        programs = campaign.drawn(batch, campaign.report.coverage.copy())
        taken = (time.process_time() - began) / len(programs)
        yield from ((program, taken) for program in programs)


@same_lot()
def _recording(topology: str, address: str, seed: int, program: Program) -> tuple[Recording, int, float]:
    """The recording of the program, how many messages there were, and the processor time that it took."""
    with _recorders() as made:
        target = arena(topology, address, seed)
        before, began = target.messages, time.process_time()
        (played,) = target.play([program])
        taken = time.process_time() - began
        target.close()
    if played.faults:
        raise ValueError(f"a correct connector shows {played.faults}: {program.to_json()}")
    part = Part(topology, seed, frozenset())
    recording = Recording(part, tuple(step for each in made for step in each.steps), frozenset())
    said: list[bool] = []
    called = called_in(lambda: said.append(recording.is_said_by(correct_for(topology))))
    if not said[0]:
        raise ValueError("the correct connector said the same another time in other words")
    return Recording(part, recording.steps, called), target.messages - before, taken


@contextmanager
def _recorders() -> Iterator[list[Recorder]]:
    """Doors in memory that are opened meanwhile keep a record."""
    made: list[Recorder] = []

    def opened(address: str, topology: Topology, reception: Reception, listener: object) -> Recorder:
        made.append(Recorder(address, topology, reception))
        return made[-1]

    with mock.patch("conformance.starting.open_binding", opened):
        yield made
