"""A mutant of each area, hunted over HTTP as `c2c-conformance fuzz` would: a process of its own, and a campaign."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign, Watching
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Finding
from conformance.starting import Source
from schemas import topology as topologies
from tests.mutants.runner import Mutant, mutants

OF_AREAS = {
    "MSG": "msg_calls:AnswersWith201",
    "RB": "rb_routes:LeavesOutAnEmptyList",
    "RR": "rr_adoption:AWindowOfZeroIsTakenForNone",
    "LC": "lc_shapes:ASimplerCurveIsRoundedUp",
    "QT": "qt_answers:RoundsTheDestinationAmountUp",
    "RQ": "rq_remote:AsksInTheNextHopsName",
    "FW": "fw_paying:KeepsTheExpiryOnTheLastLedger",
    "RS": "rs_bad_messages:AnswersBrokenUnicodeWith500",
}


class Enough(KeyboardInterrupt):
    """What a campaign is ended by: what was looked for is found."""


@dataclass(frozen=True)
class Caught:
    """What a campaign over HTTP found of a mutant: a declared fault of the area, seen again when it was played again.

    `seen`: the s until it showed the first time, `seconds`: until it was a finding, made small and confirmed.
    """

    area: str
    mutant: Mutant
    found: str
    seen: float
    seconds: float
    messages: int
    note: str

    def line(self) -> str:
        """It in a line."""
        if not self.found:
            return f"MISSED {self.area} {self.mutant.name} after {self.messages} messages, {self.seconds:.1f} s"
        return (
            f"found  {self.area} {self.mutant.name}: {self.found} after {self.messages} messages, "
            f"seen in {self.seen:.1f} s, a finding in {self.seconds:.1f} s ({self.note})"
        )

    def row(self) -> str:
        """It in a row of the table."""
        name, fault = self.mutant.name.removeprefix("tests.mutants."), " ".join(self.mutant.fault.split())
        found, seen = (self.found, f"{self.seen:.1f} s") if self.found else ("not found", "-")
        return f"| {self.area} | {name} | {fault} | {found} | {seen} | {self.seconds:.1f} s | {self.messages} |"


def hunt(area: str, mutant: Mutant, seconds: float, seed: int) -> Caught:
    """Starts the mutant, and runs the campaign until a fault that it declares is found, of the area (or areas)."""
    wanted = {id for id in mutant.breaks if id.partition("-")[0] in area.split()}
    command = f"{shlex.quote(sys.executable)} -m tests.mutants.serve {mutant.name}"
    arena = TargetArena(Source(topologies.load(mutant.topology), command=command), seed, time.monotonic)
    began, first, got = time.monotonic(), list[float](), list[Finding]()

    def seen(fault: Fault) -> None:
        if fault.requirement in wanted:
            first.append(time.monotonic() - began)

    def found(finding: Finding) -> None:
        if finding.fault.requirement in wanted and finding.seen_again:
            got.append(finding)
            raise Enough

    try:
        report = Campaign(arena, seed, Budget(seconds=seconds), watching=Watching(found=found, seen=seen)).run()
    finally:
        arena.close()
    in_time = bool(got) and report.seconds <= seconds  # a play that is under way is brought to its end
    what = f"{got[0].fault.requirement} {got[0].fault.kind}" if in_time else ""
    note = got[0].note if got else report.ended
    return Caught(area, mutant, what, first[0] if first else 0.0, report.seconds, report.exchanged, note)


def main(words: Sequence[str], seconds: float, seed: int, write: Path | None) -> int:
    """Hunts the mutants of the table, or those with one of the words in their names; 0 where all are found."""
    chosen = list(_named(words) if words else _of_areas())
    caught = []
    for area, mutant in chosen:
        caught.append(hunt(area, mutant, seconds, seed))
        print(caught[-1].line(), flush=True)
    print(f"{len(caught)} mutants, {sum(bool(each.found) for each in caught)} found")
    if write:
        write.write_text(page(caught, seconds, seed), encoding="utf-8")
    return 0 if all(each.found for each in caught) else 1


def _of_areas() -> list[tuple[str, Mutant]]:
    every = {each.name: each for each in mutants()}
    return [(area, every[f"tests.mutants.{name}"]) for area, name in OF_AREAS.items()]


def _named(words: Sequence[str]) -> list[tuple[str, Mutant]]:
    """Those with one of the words in their names, each for all areas of what it breaks."""
    chosen = [each for each in mutants() if any(word in each.name for word in words)]
    return [(" ".join(sorted({id.partition("-")[0] for id in each.breaks})), each) for each in chosen]


def page(caught: Sequence[Caught], seconds: float, seed: int) -> str:
    """The table, in Markdown."""
    lines = [
        "# A mutant of each area, over HTTP",
        "",
        f"Made by `python -m tests.fuzz.mutants --http --seconds {seconds:g} --seed {seed} --write "
        "docs/fuzzing-mutants-http.md`: each mutant is started as a process of its own, as with `--target-cmd`, and a "
        f"campaign of {seconds:g} s with seed {seed} looks for it, over HTTP and by the clock on the wall, one after "
        "the other. It ends with the first finding of a requirement of the area that the mutant declares to break: "
        "one that was made small and showed again on a target started anew. No case of the suite takes part.",
        "",
        f"{sum(bool(each.found) for each in caught)} of {len(caught)} were found.",
        "",
        "| area | mutant | what is wrong with it | found as | seen after | a finding after | messages until then |",
        "|---|---|---|---|---|---|---|",
        *(each.row() for each in caught),
        "",
    ]
    return "\n".join(lines)
