"""Finds the mutants and runs the suite against each, in memory and virtual time."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from conformance.bindings import open_binding
from conformance.engine import Outcome, Run, run_all
from conformance.registry import discover
from conformance.verdicts import Verdict
from schemas import topology as topologies


@dataclass(frozen=True)
class Mutant:
    """A faulty connector: where it is, what it declares to break, on which topology it shows."""

    name: str
    breaks: frozenset[str]
    topology: str
    fault: str

    @property
    def address(self) -> str:
        """Its door in memory."""
        return f"memory:{self.name}"


@dataclass(frozen=True)
class Trial:
    """What the suite said of a mutant: requirements seen broken, and what should not have been said."""

    mutant: Mutant
    broken: frozenset[str]
    unexplained: tuple[str, ...]
    whole: bool = True

    @property
    def caught(self) -> bool:
        """Whether exactly the declared requirements were seen broken, and nothing else was said without a reason.

        Where only a part of the suite ran: declared ones only, at least one of them.
        """
        if self.unexplained:
            return False
        breaks = self.mutant.breaks
        return self.broken == breaks if self.whole else bool(self.broken) and self.broken <= breaks

    def line(self) -> str:
        """The trial in a line."""
        if self.caught:
            return f"caught   {self.mutant.name}: {', '.join(sorted(self.broken))}"
        missed = ", ".join(sorted(self.mutant.breaks - self.broken)) or "nothing"
        more = ", ".join([*sorted(self.broken - self.mutant.breaks), *self.unexplained]) or "nothing"
        return f"NOT CAUGHT {self.mutant.name}: missed {missed}; said besides {more}"


def mutants() -> list[Mutant]:
    """All classes in this folder that declare what they break."""
    found = []
    for module_info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module_info.name in ("runner", "serve", "http", "__main__") or module_info.name.startswith("test_"):
            continue
        module = importlib.import_module(f"tests.mutants.{module_info.name}")
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__ and "breaks" in vars(value):
                found.append(_mutant(module.__name__, name, value))
    return found


def suite_against(
    address: str, topology: str = "default", seed: int = 0, only: Collection[str] | None = None
) -> list[Outcome]:
    """The outcomes of the whole suite (or the cases with these ids) in memory, in an order of the seed's."""
    loaded = topologies.load(topology)
    run = Run(loaded, lambda world: open_binding(address, loaded, world.reception), seed=seed)
    try:
        run.wait_until_ready()
        cases = [case for case in discover() if loaded.profile in case.profiles]
        chosen = cases if only is None else [case for case in cases if case.id in only]
        return run_all(run, chosen, random.Random(seed))
    finally:
        run.close()


def part_for(mutant: Mutant, share: int) -> list[str]:
    """The ids of the cases of the requirements that the mutant breaks, and one in `share` of all others."""
    return [
        case.id
        for case in discover()
        if case.requirement.id in mutant.breaks or crc32(f"{mutant.name} {case.id}".encode()) % share == 0
    ]


def try_out(mutant: Mutant, seed: int = 1, share: int = 1) -> Trial:
    """Runs the suite against a mutant; with a share above 1 only the part of it that `part_for` names.

    What that part does not show as declared, the whole suite decides.
    """
    only = None if share == 1 else set(part_for(mutant, share))
    outcomes = suite_against(mutant.address, mutant.topology, seed, only)
    unexplained = [f"{each.id} ({each.reason})" for each in outcomes if each.verdict is Verdict.HARNESS_ERROR]
    unexplained += [
        f"{each.id} inconclusive, resting on {', '.join(each.rests_on) or 'nothing'}"
        for each in outcomes
        if each.verdict is Verdict.INCONCLUSIVE and not mutant.breaks & set(each.rests_on)
    ]
    broken = frozenset(each.requirement.id for each in outcomes if each.broken)
    trial = Trial(mutant, broken, tuple(unexplained), whole=share == 1)
    return trial if trial.whole or trial.caught else try_out(mutant, seed)


def _mutant(module: str, name: str, value: Any) -> Mutant:
    topology = getattr(value, "topology_name", "default")
    return Mutant(f"{module}:{name}", frozenset(value.breaks), topology, (value.__doc__ or "").strip())
