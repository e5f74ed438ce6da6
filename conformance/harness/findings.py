"""What was found while a course of announcements was played: by requirement, the first of each counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance.verdicts import Inconclusive, NotApplicable, Violation

if TYPE_CHECKING:
    from conformance.harness.monitors import Monitors

JUDGED = (
    "RB-7", "RR-1", "RR-2", "RR-3", "RR-4", "RR-5", "RR-6", "RR-7", "RR-8", "RR-9", "RR-10", "RR-21", "LC-6", "LC-12",
    "LC-7", "QT-8", "QT-10", "QT-17", "RQ-1",
)  # fmt: skip
COURSES = "what_follows_as_routes_come_and_go"


def name_of(requirement: str) -> str:
    """The key of the watch that counts a requirement's judgements in courses."""
    return f"{COURSES}_{requirement}"


@dataclass(frozen=True)
class Finding:
    """A requirement seen broken at a point of a course; `known`: as often before, so that it was given little time."""

    requirement: str
    violation: Violation
    known: bool = False


@dataclass
class Played:
    """What came of a course: judgements and findings by requirement; those that a case has read already."""

    findings: dict[str, Finding] = field(default_factory=dict)
    judged: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)
    stopped: Inconclusive | None = None
    over: bool = False

    def note(self, finding: Finding) -> None:
        """Keeps the first finding of its requirement."""
        self.judged[finding.requirement] += 1
        self.findings.setdefault(finding.requirement, finding)

    def named_by(self, rows: Mapping[str, str]) -> None:
        """Calls what was found by the rows that stand for those of another profile."""
        for id, row in rows.items():
            if id in self.findings:
                found = replace(self.findings.pop(id), requirement=row)
                self.findings.setdefault(row, found)
            if id in self.judged:
                self.judged[row] += self.judged.pop(id)

    def count_in(self, monitors: Monitors, cases: tuple[str, ...]) -> None:
        """What no case of its own judges goes to the run's monitors."""
        for requirement in sorted(set(self.judged) - set(cases)):
            found = self.findings.get(requirement)
            if (found is None or not found.known) and name_of(requirement) in monitors.watches:
                monitors.watches[name_of(requirement)].note(found.violation if found else None)

    def read_for(self, requirement: str) -> None:
        """What the course says of one requirement: Violation, Inconclusive, NotApplicable; nothing where it holds."""
        self.read.add(requirement)
        finding = self.findings.get(requirement)
        if finding is not None and finding.known:
            raise Inconclusive(f"seen to be broken before: {finding.violation}", (requirement,), finding.violation.seqs)
        if finding is not None:
            raise finding.violation
        if self.stopped is not None:
            raise self.stopped
        if self.judged[requirement]:
            return
        if self.findings:
            first = next(iter(self.findings.values()))
            raise Inconclusive(f"{first.requirement} did not hold: {first.violation}", tuple(self.findings))
        raise NotApplicable("in this topology the course has nothing of it to judge")
