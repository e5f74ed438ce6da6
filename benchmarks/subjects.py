"""Which faulty connectors there are to be found, and which of them may show anything to a tool that sees answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from benchmarks import answers
from benchmarks.answers import Answer, Kept
from conformance.fuzz.dice import PROFILE
from schemas import topology as topologies
from tests.mutants.http import dying, shells
from tests.mutants.runner import mutants

SHELLS = "tests.mutants.http."
ALWAYS = ("tests.mutants.msg_", "tests.mutants.rs_", SHELLS)  # of whom answers alone may tell
REFERENCE = "reference_impl.connector:Connector"


@dataclass(frozen=True)
class Subject:
    """A faulty connector, the topology that it shows on, the requirements that it breaks, and its fault in words."""

    name: str
    topology: str
    breaks: frozenset[str]
    fault: str

    @property
    def title(self) -> str:
        """Its name without what all have in front."""
        return self.name.removeprefix("tests.mutants.")

    @property
    def is_of_a_shell(self) -> bool:
        """Whether its fault is in HTTP, of which nothing is seen in memory."""
        return self.name.startswith(SHELLS)

    @property
    def is_always_tried(self) -> bool:
        """Whether it is tried however it answers: faults of single calls, of hostile peers, and of the shell."""
        return self.name.startswith(ALWAYS)


def subjects() -> list[Subject]:
    """All mutants of gratuity quoting, and those whose fault is in their HTTP shell."""
    found = [
        Subject(each.name, each.topology, each.breaks, each.fault)
        for each in mutants()
        if topologies.load(each.topology).profile == PROFILE
    ]
    return [*found, *_of_shells(shells), *_of_shells(dying)]


def _of_shells(module: ModuleType) -> list[Subject]:
    """Those of a module that need a shell; whose requirement is not told, they end (RS-1)."""
    return [
        Subject(f"{module.__name__}:{name}", "default", _broken_by(value), (value.__doc__ or "").strip())
        for name, value in vars(module).items()
        if isinstance(value, type) and "shell_class" in vars(value)
    ]


def _broken_by(value: type) -> frozenset[str]:
    return frozenset(getattr(value, "broken_over_http", ("RS-1",)))


@dataclass
class Sieve:
    """Keeps who answers a tool's calls, all or some, in another way than the correct connector does."""

    calls: Collection[tuple[str, Path]]  # topology and file, one for each seed that the tool was given
    _kept: dict[tuple[str, Path], tuple[list[Kept], list[Answer]]] = field(default_factory=dict)

    def keeps(self, subject: Subject) -> bool:
        """Whether it shows in any of the calls."""
        topology = topologies.load(subject.topology)
        return any(
            answers.differ(subject.name, correct, topology, kept) for kept, correct in self._of(subject.topology)
        )

    def _of(self, name: str) -> Sequence[tuple[list[Kept], list[Answer]]]:
        """The calls on that topology, and the correct connector's answers to them."""
        found = []
        for key in self.calls:
            if key[0] == name:
                if key not in self._kept:
                    calls = answers.read(key[1])
                    self._kept[key] = calls, list(answers.answers(REFERENCE, topologies.load(name), calls))
                found.append(self._kept[key])
        return found
