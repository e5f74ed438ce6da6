"""What a campaign did and found, as records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.faults import Fault
from conformance.fuzz.steps import Program
from conformance.harness.wirelog import Exchange


@dataclass(frozen=True)
class Finding:
    """A fault with the smallest program that shows it, what was said then, and how often it showed again.

    `fresh`: the first time on a target started anew, else only under fresh names. `after_damage`: the target had lost
    its state before, and could not be started anew.
    """

    fault: Fault
    program: Program
    exchanges: tuple[Exchange, ...]
    confirmed: int
    tried: int
    fresh: bool
    after_damage: bool = False
    known: bool = False  # a stored one, which is there still

    @property
    def seen_again(self) -> bool:
        """Whether it showed again at all."""
        return self.confirmed > 0

    @property
    def flaky(self) -> bool:
        """Whether it did not show each time."""
        return self.confirmed < self.tried

    @property
    def note(self) -> str:
        """How sure it is, in words."""
        if self.known:
            return "known, and still there"
        if not self.tried:
            sure = "not played again, as the campaign ended"
        elif not self.seen_again:
            sure = f"not seen again in {self.tried} plays"
        else:
            sure = f"{'flaky: ' if self.flaky else ''}seen again in {self.confirmed} of {self.tried} plays"
            sure += ", the first on a fresh target" if self.fresh else ", under fresh names on the same target"
        return f"{sure}; the target had lost its state before" if self.after_damage else sure


@dataclass
class Report:
    """What a campaign did and found. `hits`: how many programs showed each signature; `cured`: known ones now gone."""

    seed: int
    findings: list[Finding] = field(default_factory=list)
    programs: int = 0
    messages: int = 0  # calls either way, in the programs drawn
    exchanged: int = 0  # the same in all plays: stored, drawn, shrunk and confirmed ones
    seconds: float = 0.0
    hits: Counter[str] = field(default_factory=Counter)
    cured: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  # signatures that other campaigns found meanwhile
    broken_off: int = 0
    interrupted: bool = False
    gone: str = ""  # why the target could not be used any longer
    failure: str = ""  # a fault of ours that ended it
    ended: str = "the budget is used up"
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def rate(self) -> float:
        """Calls either way in a second."""
        return self.exchanged / self.seconds if self.seconds else 0.0

    def add(self, other: Report) -> None:
        """Takes in what another worker did beside this one; each signature once, the surer and then the smaller."""
        for name in ("programs", "messages", "exchanged", "broken_off"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.seconds = max(self.seconds, other.seconds)
        self.hits.update(other.hits)
        self.coverage.flaws.update(other.coverage.flaws)
        self.coverage.states.update(other.coverage.states)
        self.interrupted = self.interrupted or other.interrupted
        self.gone, self.failure = self.gone or other.gone, self.failure or other.failure
        best: dict[str, Finding] = {}
        for finding in sorted([*self.findings, *other.findings], key=_worth):
            best.setdefault(finding.fault.signature, finding)
        self.findings = list(best.values())
        self.cured = sorted({*self.cured, *other.cured} - best.keys())
        self.elsewhere = sorted({*self.elsewhere, *other.elsewhere} - best.keys())


def _worth(finding: Finding) -> tuple[bool, int, int]:
    """The surest and smallest first."""
    return not finding.seen_again, finding.tried - finding.confirmed, len(finding.program.steps)
