"""Finds the mutants and runs the suite against each, in memory and virtual time, as far as it can show anything."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from conformance.bindings.memory import MemoryBinding
from conformance.engine import Outcome
from conformance.verdicts import Verdict
from tests.mutants.recording import Part, load, parts_that_differ, prepare_to_follow, run_cases

NO_MUTANTS = ("runner", "reach", "recording", "following", "serve", "http", "__main__")  # modules that have none


@dataclass(frozen=True)
class Mutant:
    """A faulty connector: where it is, what it declares to break, on which topology it shows.

    `in_some_orders`: what it breaks besides, where the order of the cases brings that about.
    """

    name: str
    breaks: frozenset[str]
    topology: str
    fault: str
    in_some_orders: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """All that it may break."""
        return self.breaks | self.in_some_orders

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

        Where only a part of the suite was looked at: declared ones only, at least one of them.
        """
        if self.unexplained:
            return False
        breaks, seen = self.mutant.breaks, self.broken - self.mutant.in_some_orders
        return seen == breaks if self.whole else bool(seen) and seen <= breaks

    def line(self) -> str:
        """The trial in a line."""
        if self.caught:
            return f"caught   {self.mutant.name}: {', '.join(sorted(self.broken))}"
        missed = ", ".join(sorted(self.mutant.breaks - self.broken)) or "nothing"
        more = ", ".join([*sorted(self.broken - self.mutant.known), *self.unexplained]) or "nothing"
        return f"NOT CAUGHT {self.mutant.name}: missed {missed}; said besides {more}"


def mutants() -> list[Mutant]:
    """All classes in this folder that declare what they break."""
    found = []
    for module_info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module_info.name in NO_MUTANTS or module_info.name.startswith("test_"):
            continue
        module = importlib.import_module(f"tests.mutants.{module_info.name}")
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__ and "breaks" in vars(value):
                found.append(_mutant(module.__name__, name, value))
    return found


def suite_against(
    address: str, topology: str = "default", seed: int = 0, only: Collection[str] | None = None
) -> list[Outcome]:
    """The outcomes of the suite (or the cases with these ids) in memory, in one life, in an order of the seed's."""
    loaded = load(topology)
    return run_cases(loaded, lambda world: MemoryBinding(address, loaded, world.reception), seed, only)


def prepare(found: Iterable[Mutant]) -> list[str]:
    """Has these mutants followed when recordings are made. The topologies that they show on."""
    of: dict[str, list[type[Any]]] = {}
    for mutant in found:
        of.setdefault(mutant.topology, []).append(class_of(mutant))
    for topology, classes in of.items():
        prepare_to_follow(topology, classes)
    return sorted(of)


def try_out(mutant: Mutant, seed: int = 1, share: int = 1) -> Trial:
    """Runs those parts of the suite against a mutant in which it says anything else than a correct connector.

    With a share above 1 only the parts with cases of what it declares to break are looked at, and one in `share` of all
    others; what these do not show as declared, all of them decide.
    """

    def is_wanted(part: Part) -> bool:
        ids = {id.partition("/")[0] for id in part.cases}
        return not ids.isdisjoint(mutant.breaks) or crc32(f"{mutant.name} {min(part.cases)}".encode()) % share == 0

    differing = parts_that_differ(class_of(mutant), mutant.topology, seed, is_wanted)
    cases = frozenset[str]().union(*(part.cases for part in differing))
    outcomes = suite_against(mutant.address, mutant.topology, seed, cases) if cases else []
    trial = judged(mutant, outcomes, whole=share == 1)
    return trial if trial.whole or trial.caught else try_out(mutant, seed)


def try_whole(mutant: Mutant, seed: int = 1) -> Trial:
    """Runs the whole suite against a mutant, in one life: what `try_out` says without running all of it."""
    return judged(mutant, suite_against(mutant.address, mutant.topology, seed))


def judged(mutant: Mutant, outcomes: Iterable[Outcome], whole: bool = True) -> Trial:
    """What these outcomes say of a mutant, of the whole suite or a part of it."""
    found = list(outcomes)
    unexplained = [f"{each.id} ({each.reason})" for each in found if each.verdict is Verdict.HARNESS_ERROR]
    unexplained += [
        f"{each.id} inconclusive, resting on {', '.join(each.rests_on) or 'nothing'}"
        for each in found
        if each.verdict is Verdict.INCONCLUSIVE and not mutant.known & set(each.rests_on)
    ]
    return Trial(mutant, frozenset(each.requirement.id for each in found if each.broken), tuple(unexplained), whole)


def class_of(mutant: Mutant) -> type[Any]:
    """Its class."""
    module, _, name = mutant.name.partition(":")
    found: type[Any] = getattr(importlib.import_module(module), name)
    return found


def _mutant(module: str, name: str, value: Any) -> Mutant:
    topology = getattr(value, "topology_name", "default")
    besides = frozenset(getattr(value, "in_some_orders", ()))
    return Mutant(f"{module}:{name}", frozenset(value.breaks), topology, (value.__doc__ or "").strip(), besides)
