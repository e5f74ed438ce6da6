"""What a program brought to light, and the signature by which the same fault is known again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.verdicts import Inconclusive, Violation

_STEMS = re.compile(r"\bg\.[A-Za-z0-9_~-]+\.[A-Za-z0-9._~-]*")
_ACCOUNTS = re.compile(r"\b(?:test[123]|peer|private|example)\.[A-Za-z0-9._~-]*")
_QUOTED = re.compile(r"'[^']{0,400}'|\"[^\"]{0,400}\"|\{[^{}]{0,400}\}")
_NUMBERS = re.compile(r"(?:\d+ )?\d+/\d+|-?\d[\d_.]*(?:[eE][+-]?\d+)?")  # fractions, too, as reports write them
ENDED = "the target ended"  # the kind of a fault that took the target with it


@dataclass(frozen=True)
class Fault:
    """A requirement seen broken: the kind of judgement, expected and observed, numbers of exchanges that show it."""

    requirement: str
    kind: str
    expected: str
    observed: str
    seqs: tuple[int, ...] = ()

    @property
    def signature(self) -> str:
        """Equal for faults that differ in names, amounts and times only."""
        return f"{self.requirement} {self.kind}: {normalised(self.observed)}"

    @property
    def digest(self) -> str:
        """A short name of the signature."""
        return hashlib.sha256(self.signature.encode("utf-8", "backslashreplace")).hexdigest()[:10]

    @property
    def id(self) -> str:
        """A name for folders: the requirement, and the signature's short name."""
        return f"{self.requirement}-{self.digest}"


@dataclass
class Notes:
    """The faults of a play, each signature once; and why judgements could not be made.

    `rows`: the requirements that the profile has in the place of others.
    """

    faults: list[Fault] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    rows: Mapping[str, str] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Notes a fault."""
        fault = replace(fault, requirement=self.rows.get(fault.requirement, fault.requirement))
        if all(fault.signature != known.signature for known in self.faults):
            self.faults.append(fault)

    @contextmanager
    def about(self, requirement: str, kind: str) -> Iterator[None]:
        """A judgement of that requirement: a Violation inside is a fault, what is inconclusive is noted as such."""
        try:
            yield
        except Violation as broken:
            self.add(Fault(requirement, kind, broken.expected, broken.observed, tuple(broken.seqs)))
        except Inconclusive as reason:
            self.unclear.append(reason.reason)


def normalised(text: str) -> str:
    """The text with addresses, quoted parts and numbers replaced by what they are."""
    for pattern, word in ((_STEMS, "ADDRESS"), (_ACCOUNTS, "ADDRESS"), (_QUOTED, "TEXT"), (_NUMBERS, "N")):
        text = pattern.sub(word, text)
    return re.sub(r"\s+", " ", text).strip()[:300]
