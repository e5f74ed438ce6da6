"""One faulty connector and a campaign: whether it shows a fault that the mutant declares, and what else it says."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from conformance.fuzz.campaign import Arena, Budget, Campaign
from conformance.fuzz.steps import Program
from tests.fuzz.recorded import RECORDED, Stretch, arena, drawn
from tests.mutants.reach import replaced
from tests.mutants.recording import Recording, correct_for
from tests.mutants.runner import Mutant, class_of

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


class Hunting:
    """A mutant's hunt: plays programs against it until one shows a fault that it declares."""

    def __init__(self, mutant: Mutant, seconds: float, seed: int, besides: tuple[str, ...] = ()) -> None:
        """`besides`: what was said of it before."""
        self.mutant, self.seconds, self.seed = mutant, seconds, seed
        self._besides = dict.fromkeys(besides)

    def among(self, stretches: Sequence[Stretch], since: float) -> Hunt:
        """In a recorded campaign, from that second on: it is played where it says anything else than a correct one."""
        others = replaced(correct_for(self.mutant.topology), class_of(self.mutant))
        for stretch in stretches:
            if not since <= stretch.began < self.seconds or not self._differs(stretch.recording, others):
                continue
            target = arena(self.mutant.topology, self.mutant.address, self.seed)
            before, began = target.messages, time.process_time()
            found = self._said(target, stretch.program)
            taken, said = time.process_time() - began, target.messages - before
            target.close()
            if found:
                return self._over(found, stretch.messages + said, stretch.began + taken)
        tried = [stretch for stretch in stretches if stretch.began < self.seconds]
        return self._over("", tried[-1].messages, min(self.seconds, tried[-1].began))

    def in_a_campaign(self) -> Hunt:
        """In a campaign of its own, all in one life of it."""
        campaign = Unrecorded(self.mutant, self.seconds, self.seed)
        found = ""
        while not found and not campaign.is_over and (program := campaign.following()) is not None:
            found = self._said(campaign.arena, program)
        return self._over(found, campaign.arena.messages, campaign.passed)

    def failed(self, error: Exception) -> Hunt:
        """An own fault."""
        return replace(self._over("", 0, 0.0), error=f"{error!r} {traceback.format_exc()[-600:]}")

    def _differs(self, recording: Recording, others: frozenset[str] | None) -> bool:
        if not recording.reaches(others):
            return False
        return not recording.is_said_by(class_of(self.mutant))

    def _said(self, target: Arena, program: Program) -> str:
        """The first fault of a declared requirement that the program shows."""
        (played,) = target.play([program])
        said = {f"{fault.requirement} {fault.kind}": fault.requirement in self.mutant.breaks for fault in played.faults}
        wanted = next((each for each, declared in said.items() if declared), "")
        if not wanted:
            self._besides |= dict.fromkeys(said)
        return wanted

    def _over(self, found: str, after: int, seconds: float) -> Hunt:
        mutant, besides = self.mutant, tuple(self._besides)
        return Hunt(mutant.name, found, after, seconds, besides, self.seconds, self.seed, state(mutant.topology))


class Unrecorded:
    """A campaign's programs, for a mutant on a topology that few share."""

    def __init__(self, mutant: Mutant, seconds: float, seed: int) -> None:
        self.arena = arena(mutant.topology, mutant.address, seed)
        self._seconds, self._began = seconds, time.process_time()
        self._programs = (program for program, _ in drawn(Campaign(self.arena, seed, Budget(seconds=seconds))))

    def following(self) -> Program | None:
        """The next program."""
        return next(self._programs, None)

    @property
    def passed(self) -> float:
        """The processor time since it began, in s."""
        return time.process_time() - self._began

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.passed >= self._seconds


def hunt(task: tuple[Mutant, Hunt | None], seconds: float, seed: int) -> Hunt:
    """A mutant's hunt, that goes on where the last one ended, if there was one; what goes wrong is an own fault."""
    mutant, last = task
    goes_on = last is not None and not last.error and last.state == state(mutant.topology)
    hunting = Hunting(mutant, seconds, seed, last.besides if last and goes_on else ())
    try:
        stretches = RECORDED.get((mutant.topology, seed))
        if stretches is None:
            return hunting.in_a_campaign()
        return hunting.among(stretches, last.budget if last and goes_on else 0.0)
    except Exception as error:
        return hunting.failed(error)


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
