"""What a correct connector was told in the suite and what it said, in parts; and which parts a mutant has to be run in.

Each part of the suite is a whole life of a target. A mutant that says the same to the same has the harness do the same,
step by step, so in such a part its verdicts are the correct connector's, which are all good: it needs no run there, and
nothing is left out that could show anything. Whether it says the same is seen by telling it; of most mutants it is seen
before, while the correct connector alone is told (`following`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any
from unittest import mock

from conformance.bindings import Reception
from conformance.bindings.memory import MemoryBinding
from conformance.engine import Outcome, Run, run_all
from conformance.harness.world import World
from conformance.registry import Case, discover
from conformance.verdicts import Verdict
from reference_impl.connector import Connector
from reference_impl.core import Core
from reference_impl.liquidity.connector import LiquidityConnector
from schemas import topology as topologies
from schemas.topology import Topology
from tests.mutants.following.shadows import Followed
from tests.mutants.reach import called_in, replaced

GOOD = {Verdict.PASS, Verdict.INFO, Verdict.NOT_APPLICABLE}
LENGTH = 12  # cases of a part: with fewer a fault that shows beside others may be laid to another requirement
CORRECT: dict[str, type[Core]] = {
    "gratuity-quoting": Connector,
    "liquidity-routing": LiquidityConnector,
}
Step = tuple[str, tuple[Any, ...], Any]  # a method of the target's, what it was given, what it gave


@contextmanager
def same_lot() -> Iterator[None]:
    """A connector draws a part of its ids by lot; here all lives draw the same, or none would say the same."""
    with mock.patch("reference_impl.remote_quotes.secrets.token_hex", lambda size: "5" * 2 * size):
        yield


@dataclass(frozen=True)
class Part:
    """Some cases of the suite, by their ids, on a topology, in an order of the seed's."""

    topology: str
    seed: int
    cases: frozenset[str]


@dataclass(frozen=True)
class Recording:
    """All that went to a correct connector and came from it while a part was run, from its first breath on."""

    part: Part
    steps: tuple[Step, ...]
    called: frozenset[str] | None = None  # names of functions; None: that was not looked at

    def reaches(self, others: frozenset[str] | None) -> bool:
        """Whether any of these functions, or of None whatever it may be, can have been called."""
        return others is None or self.called is None or not self.called.isdisjoint(others)

    @same_lot()
    def is_said_by(self, connector: type[Any]) -> bool:
        """Whether a connector of the class, told all that was recorded, gives what was recorded."""
        try:
            target = connector(document(self.part.topology))
            return all(getattr(target, method)(*given) == gave for method, given, gave in self.steps)
        except Exception:  # whatever escapes from a mutant: the correct one let nothing escape
            return False


class Recorder(MemoryBinding):
    """The door in memory, with a record of what goes through it."""

    def __init__(self, address: str, topology: Topology, reception: Reception) -> None:
        self.steps: list[Step] = []
        super().__init__(address, topology, reception)

    def _asked(self, method: Callable[..., Any], *arguments: Any) -> Any:
        gave = super()._asked(method, *arguments)
        self.steps.append((method.__name__, arguments, gave))
        return gave


_recorded: dict[tuple[str, int], list[Recording]] = {}


def recordings(topology: str, seed: int) -> list[Recording]:
    """The recordings of all parts of the suite, made when first asked for."""
    if (topology, seed) not in _recorded:
        if topology in _following:
            follow(topology, seed)
        else:
            _recorded[topology, seed] = list(map(record, parts(topology, seed)))
    return _recorded[topology, seed]


_following: dict[str, Followed] = {}  # by topology; processes that follow inherit it
_stayed: dict[tuple[str, int], list[frozenset[type[Any]]]] = {}  # in each recording, who said the same all the way


def prepare_to_follow(topology: str, connectors: Iterable[type[Any]]) -> None:
    """Has connectors of these classes followed when recordings are made, here and in processes begun from here on."""
    _following[topology] = Followed()
    for connector in connectors:
        _following[topology].add(correct_for(topology), connector)


def follow(topology: str, seed: int, executor: Executor | None = None) -> None:
    """Makes the recordings, and follows the connectors through them; those that stay need not be told these again."""
    found = list((executor.map if executor else map)(_followed, parts(topology, seed)))
    _recorded[topology, seed] = [recording for recording, _ in found]
    _stayed[topology, seed] = [stayed for _, stayed in found]


def _followed(part: Part) -> tuple[Recording, frozenset[type[Any]]]:
    recording, followed = recorded(part), _following[part.topology]
    said: list[bool] = []
    lost = followed.lost_while(lambda: said.append(recording.is_said_by(correct_for(part.topology))))
    if not said[0]:
        raise ValueError(f"the bundled connector said the same in other words, or was disturbed: {sorted(part.cases)}")
    return recording, followed.mutants - lost


def parts_that_differ(
    connector: type[Any], topology: str, seed: int, wanted: Callable[[Part], bool] = lambda part: True
) -> list[Part]:
    """The parts (of those that are wanted) in which a connector of the class gives anything else than the correct one.

    In the others it calls no method that it has of its own, or gives the same when told the same.
    """
    others, told = replaced(correct_for(topology), connector), recordings(topology, seed)
    stayed = _stayed.get((topology, seed), ())
    return [
        each.part
        for number, each in enumerate(told)
        if wanted(each.part)
        and each.reaches(others)
        and not (stayed and connector in stayed[number])
        and not each.is_said_by(connector)
    ]


def record(part: Part) -> Recording:
    """A recording of the part that knows what was called.

    ValueError where a verdict is not good, or where the connector said something else when told the same once more.
    """
    recording = recorded(part)
    said: list[bool] = []
    called = called_in(lambda: said.append(recording.is_said_by(correct_for(part.topology))))
    if not said[0]:
        raise ValueError(f"the bundled connector said the same another time in other words: {sorted(part.cases)}")
    return replace(recording, called=called)


@same_lot()
def recorded(part: Part) -> Recording:
    """Runs the part against a correct connector. ValueError where a verdict is not good."""
    loaded, correct = load(part.topology), correct_for(part.topology)
    binding: list[Recorder] = []

    def connect(world: World) -> Recorder:
        binding.append(Recorder(f"memory:{correct.__module__}:{correct.__qualname__}", loaded, world.reception))
        return binding[0]

    bad = [each.id for each in run_cases(loaded, connect, part.seed, part.cases) if each.verdict not in GOOD]
    if bad:
        raise ValueError(f"the bundled connector has verdicts that are not good: {', '.join(bad)}")
    return Recording(part, tuple(binding[0].steps))


def correct_for(topology: str) -> type[Core]:
    """The class of the bundled connector that speaks the topology's profile."""
    return CORRECT[load(topology).profile]


def parts(topology: str, seed: int) -> Iterator[Part]:
    """The suite divided, so that cases of one file, which one fault mostly shows in, are together."""
    cases = cases_of(load(topology))
    for _, same_file in groupby(cases, key=lambda case: case.function.__module__):
        ids = [case.id for case in same_file]
        for first in range(0, len(ids), LENGTH):
            yield Part(topology, seed, frozenset(ids[first : first + LENGTH]))


@cache
def load(topology: str) -> Topology:
    """The bundled topology of that name, read once."""
    return topologies.load(topology)


@cache
def document(topology: str) -> dict[str, Any]:
    """The same in its JSON form, which connectors read and leave as it is."""
    return load(topology).to_json()


def cases_of(topology: Topology) -> list[Case]:
    """The cases of the topology's profile."""
    return [case for case in discover() if topology.profile in case.profiles]


def run_cases(
    topology: Topology, connect: Callable[[World], MemoryBinding], seed: int, only: Collection[str] | None = None
) -> list[Outcome]:
    """The outcomes of the suite (or the cases with these ids) in one life of a target, in an order of the seed's."""
    run = Run(topology, connect, seed=seed)
    try:
        run.wait_until_ready()
        chosen = [case for case in cases_of(topology) if only is None or case.id in only]
        return run_all(run, chosen, random.Random(seed))
    finally:
        run.close()
