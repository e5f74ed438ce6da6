"""One faulty connector and a campaign: whether it shows a fault that the mutant declares, and what else it says."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import NOTHING, Budget, Campaign
from conformance.fuzz.player import Played
from conformance.fuzz.steps import Program
from conformance.starting import Source
from schemas import topology as topologies
from tests.mutants.runner import Mutant

ROOT = Path(__file__).parents[2]
CODE = ("conformance", "fixtures", "reference_impl", "schemas", "tests/mutants")


@dataclass(frozen=True)
class Hunt:
    """What a campaign saw of a mutant: the first fault of a declared requirement, and what else it said.

    `budget`: the processor time, in s, that it was given; `state`: that of the code, as `state` says it.
    """

    name: str
    found: str
    after: int
    seconds: float
    besides: tuple[str, ...]
    budget: float
    seed: int
    state: str
    error: str = ""

    def line(self, breaks: frozenset[str]) -> str:
        """The hunt in a line; `breaks`: what the mutant declares."""
        besides = f"; besides {', '.join(self.besides)}" if self.besides else ""
        if self.error:
            return f"ERROR  {self.name}: {self.error}"
        if not self.found and self.besides:
            return f"seen   {self.name} ({', '.join(sorted(breaks))}) as {', '.join(self.besides)}"
        if not self.found:
            return f"MISSED {self.name} ({', '.join(sorted(breaks))}) {self.after} in {self.budget:g} s"
        return f"found  {self.name}: {self.found} after {self.after} messages, {self.seconds:.1f} s{besides}"


class First(Campaign):
    """Ends at the first fault of a declared requirement; makes nothing small."""

    def hunt(self, mutant: Mutant) -> Hunt:
        """Plays until the fault is found or the budget is used up."""
        besides: dict[str, None] = {}
        found = self._said(NOTHING, mutant, besides)
        batch = 0
        while not found and not self._is_over():
            for program in self.drawn(batch, self.report.coverage.copy()):
                found = found or self._said(program, mutant, besides)
                if found or self._is_over():
                    break
            batch += 1
        seconds, budget = self._passed(), self.budget.seconds or 0
        return Hunt(
            mutant.name, found, self.arena.messages, seconds, tuple(besides), budget, self.seed, state(mutant.topology)
        )

    def _is_over(self) -> bool:
        """Nothing of the time is kept for small programs."""
        return self._is_time_up()

    def _said(self, program: Program, mutant: Mutant, besides: dict[str, None]) -> str:
        """The first fault of a declared requirement that the program shows; others are put into `besides`."""
        played: Played
        (played,) = self.arena.play([program])
        self.report.messages = self.arena.messages
        self.report.coverage.reached(sorted(played.reached))
        said = {f"{fault.requirement} {fault.kind}": fault.requirement in mutant.breaks for fault in played.faults}
        wanted = next((each for each, declared in said.items() if declared), "")
        if not wanted:
            besides |= dict.fromkeys(said)
        return wanted


def hunt(mutant: Mutant, seconds: float, seed: int) -> Hunt:
    """One mutant's campaign; what goes wrong in it is an own fault, and shown as such."""
    try:
        source = Source(topologies.load(mutant.topology), mutant.address)
        return First(TargetArena(source, seed, time.process_time), seed, Budget(seconds=seconds)).hunt(mutant)
    except Exception as error:
        shown = f"{error!r} {traceback.format_exc()[-600:]}"
        return Hunt(mutant.name, "", 0, 0.0, (), seconds, seed, state(mutant.topology), shown)


@cache
def state(topology: str) -> str:
    """A short name of the code as it is, of the suite, the connectors and the mutants."""
    digest = hashlib.sha256(topology.encode())
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".json", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class Memory:
    """Hunts of earlier runs, a line of JSON for each in a file; without a file those of this run alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._hunts: dict[tuple[str, int], Hunt] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path and path.exists() else ():
            row = json.loads(line)
            self._remember(Hunt(**{**row, "besides": tuple(row["besides"])}))

    def add(self, hunt: Hunt) -> None:
        """Keeps the hunt."""
        self._remember(hunt)
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(hunt)) + "\n")

    def of(self, name: str, seed: int) -> Hunt | None:
        """The last hunt of the mutant with that seed."""
        return self._hunts.get((name, seed))

    def wants(self, mutant: Mutant, seconds: float, seed: int) -> bool:
        """Whether the mutant is still to be hunted for so long: never found, and not for as long with this code."""
        last = self.of(mutant.name, seed)
        if last is None or last.error:
            return True
        return not last.found and (last.budget < seconds or last.state != state(mutant.topology))

    def _remember(self, hunt: Hunt) -> None:
        before = self.of(hunt.name, hunt.seed)
        if before is None or not before.found or hunt.found:
            self._hunts[hunt.name, hunt.seed] = hunt
