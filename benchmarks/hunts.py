"""All mutants that may show anything in answers, hunted by Schemathesis and by the fuzzer in turn, over HTTP."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import contestants
from benchmarks.kept import Row, Rows, state
from benchmarks.rival import Run
from benchmarks.subjects import REFERENCE, Sieve, Subject
from conformance.starting import Reached, Source
from schemas import topology as topologies

RIVAL, FUZZER, SIEVE = "Schemathesis", "fuzzer", "sieve"


@dataclass(frozen=True)
class Terms:
    """How long (s) each may seek a fault, and with which seeds."""

    rival_seconds: int = 30
    fuzzer_seconds: int = 60
    seeds: tuple[int, ...] = (1,)


class Hunts:
    """`folder` keeps results and the calls of Schemathesis'; `is_time_up`: whether to stop where it can be gone on."""

    def __init__(self, command: str, folder: Path, terms: Terms, is_time_up: Callable[[], bool]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.rows, self.terms = Rows(folder / "results.jsonl"), terms
        self._command, self._folder, self._is_time_up = command, folder, is_time_up

    def run(self, subjects: Iterable[Subject]) -> Iterator[Row]:
        """Does what is not done yet, as far as the time goes; a row for each thing that was done."""
        subjects = list(subjects)
        for topology in dict.fromkeys(each.topology for each in subjects):
            self.control(topology)
        yield from self._sift(subjects)
        for subject in sorted(filter(self.is_tried, subjects), key=self._is_silent):
            for seed in self.terms.seeds:
                for tool in (RIVAL, FUZZER):
                    if not self._is_time_up() and not self.row(subject, tool, seed):
                        yield self.rows.add(self.hunt(subject, tool, seed))

    def control(self, topology: str) -> None:
        """Schemathesis against a correct connector: which calls it makes, and which failures are no news."""
        for seed in self.terms.seeds:
            self._control(topology, seed)

    def hunt(self, subject: Subject, tool: str, seed: int) -> Row:
        """One run of a tool; Schemathesis needs the control of the topology before."""
        return (self._by_the_rival if tool == RIVAL else self._by_the_fuzzer)(subject, seed)

    def row(self, subject: Subject, tool: str, seed: int) -> Row | None:
        """What is known of it."""
        seconds = {RIVAL: self.terms.rival_seconds, FUZZER: self.terms.fuzzer_seconds, SIEVE: len(self.terms.seeds)}
        return self.rows.of(subject.name, tool, seed, seconds[tool])

    def is_tried(self, subject: Subject) -> bool:
        """Whether it may show anything in answers, as far as is known."""
        row = self.row(subject, SIEVE, 0)
        return subject.is_always_tried or bool(row and row.seen is not None)

    def is_done(self, subject: Subject) -> bool:
        """Whether all that is to be known of it is known."""
        runs = (self.row(subject, tool, seed) for tool in (RIVAL, FUZZER) for seed in self.terms.seeds)
        return self.row(subject, SIEVE, 0) is not None and (not self.is_tried(subject) or all(runs))

    def _is_silent(self, subject: Subject) -> bool:
        """Whether it answered as a correct one; those whose shell does not are not in the sieve's calls."""
        row = self.row(subject, SIEVE, 0)
        return not subject.is_of_a_shell and (row is None or row.seen is None)

    # -- one thing each --------------------------------------------------------------------------------------------

    def _control(self, topology: str, seed: int) -> None:
        calls, failures = self._files(topology, seed)
        if failures.exists() and json.loads(failures.read_text())["state"] == self._state:
            return
        loaded = topologies.load(topology)
        counting = contestants.command(REFERENCE, self._folder / "count")
        with served(topology, f"{counting} {calls}") as reached:
            found = self._run(seed).failures(_address(reached), loaded)
            world = reached.run.world
            world.pause_until(world.now() + 2 * loaded.broadcast_interval)  # the last calls are written
        failures.write_text(json.dumps({"state": self._state, "failures": sorted(found)}), encoding="utf-8")

    def _sift(self, subjects: Iterable[Subject]) -> Iterator[Row]:
        """Finds out who answers Schemathesis' calls, those of all seeds, in another way than a correct connector."""
        keys = {each.topology for each in subjects}
        sieve = Sieve([(name, self._files(name, seed)[0]) for name in sorted(keys) for seed in self.terms.seeds])
        for subject in subjects:
            if not self._is_time_up() and not self.row(subject, SIEVE, 0):
                seen = 0.0 if sieve.keeps(subject) else None  # it shows at all
                yield self.rows.add(self._row(subject, SIEVE, 0, len(self.terms.seeds), seen, None))

    def _by_the_rival(self, subject: Subject, seed: int) -> Row:
        loaded = topologies.load(subject.topology)
        texts = [self._files(subject.topology, each)[1].read_text(encoding="utf-8") for each in self.terms.seeds]
        dropped = {tuple(failure) for text in texts for failure in json.loads(text)["failures"]}
        load = os.getloadavg()[0]
        with served(subject.topology, f"{sys.executable} -m tests.mutants.serve {subject.name}") as reached:
            shown = self._run(seed).first(_address(reached), loaded, dropped)
        over = None if shown.seen is None else shown.over
        return self._row(subject, RIVAL, seed, self.terms.rival_seconds, shown.seen, over, shown.what, load)

    def _by_the_fuzzer(self, subject: Subject, seed: int) -> Row:
        seconds, load = self.terms.fuzzer_seconds, os.getloadavg()[0]
        found = contestants.until_found(subject.name, seconds, "http", seed, subject.topology, subject.breaks)
        return self._row(subject, FUZZER, seed, seconds, found.seen, found.confirmed, found.what, load)

    def _row(
        self, subject: Subject, tool: str, seed: int, seconds: int,
        seen: float | None, confirmed: float | None, what: str = "", load: float = 0.0,
    ) -> Row:  # fmt: skip
        return Row(subject.name, tool, seed, seconds, state(subject.name, tool), load, seen, confirmed, what)

    def _run(self, seed: int) -> Run:
        return Run(self._command, self.terms.rival_seconds, seed, self._folder)

    @property
    def _state(self) -> str:
        return f"{state(REFERENCE, RIVAL)} {self.terms.rival_seconds}"

    def _files(self, topology: str, seed: int) -> tuple[Path, Path]:
        """Where the calls are kept that Schemathesis makes with that seed, and what it says of a correct connector."""
        stem = self._folder / f"{topology}-{seed}"
        return stem.with_suffix(".calls"), stem.with_suffix(".failures")


@contextmanager
def served(topology: str, command: str) -> Iterator[Reached]:
    """A connector whose calls to its peers are answered."""
    reached = Reached(Source(topologies.load(topology), None, command), 1)
    try:
        yield reached
    finally:
        reached.close()


def _address(reached: Reached) -> str:
    return reached.process.address if reached.process else ""
