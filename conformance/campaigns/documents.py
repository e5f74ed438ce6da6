"""A finding as a JSON document: what replay needs of it, and what a reader wants to know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.engine import Outcome
from conformance.fuzz.campaign import Stored
from conformance.fuzz.report import Finding
from conformance.fuzz.steps import Program, ProgramError
from conformance.verdicts import UsageError
from schemas.topology import Topology

FORMAT = 1
PROGRAM = "program.json"


@dataclass(frozen=True)
class Document:
    """A finding as it is stored: `topology` is the name or file that it was found with."""

    requirement: str
    signature: str
    topology: str
    program: Program

    @property
    def stored(self) -> Stored:
        """What a campaign is told of it."""
        return Stored(self.signature, self.program)

    def to_json(self) -> dict[str, Any]:
        """The document as JSON."""
        return {
            "format": FORMAT,
            "requirement": self.requirement,
            "signature": self.signature,
            "topology": self.topology,
            "program": self.program.to_json(),
        }

    @staticmethod
    def from_json(value: object) -> Document:
        """The finding in a document. ProgramError where it is none."""
        if not isinstance(value, Mapping) or value.get("format") != FORMAT:
            raise ProgramError(f"not a finding of format {FORMAT}")
        requirement, signature, topology = (value.get(name) for name in ("requirement", "signature", "topology"))
        if not (isinstance(requirement, str) and isinstance(signature, str) and isinstance(topology, str)):
            raise ProgramError("requirement, signature and topology are strings")
        return Document(requirement, signature, topology, Program.from_json(value.get("program")))


def of(finding: Finding, topology: str) -> Document:
    """The document of a finding."""
    return Document(finding.fault.requirement, finding.fault.signature, topology, finding.program)


def read(path: Path) -> Document:
    """The finding in a file, or in the folder of one. UsageError where there is none."""
    file = path / PROGRAM if path.is_dir() else path
    try:
        return Document.from_json(json.loads(file.read_bytes()))
    except OSError as error:
        raise UsageError(f"{file}: can't be read: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from None


def verdict_of(finding: Finding, outcome: Outcome, topology: Topology) -> dict[str, Any]:
    """What a reader wants to know of a finding."""
    requirement = outcome.requirement
    return {
        "id": outcome.id,
        "verdict": outcome.verdict.value,
        "requirement": requirement.id,
        "level": requirement.level(topology.profile).value,
        "summary": requirement.summary,
        "source": requirement.source,
        "kind": finding.fault.kind,
        "expected": finding.fault.expected,
        "observed": finding.fault.observed,
        "note": finding.note,
        "steps": len(finding.program.steps),
        "confirmed": finding.confirmed,
        "plays": finding.tried,
        "fresh_target": finding.fresh,
        "after_damage": finding.after_damage,
        "excused_by": outcome.excused_by,
    }
