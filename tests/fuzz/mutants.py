"""Which mutants the fuzzer finds by itself, in memory and virtual time: `python -m tests.fuzz.mutants [WORD...]`.

A line for each: the requirement of the first fault and the messages until then. A fault counts where the mutant
declares to break its requirement; one of another requirement is shown, and does not.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign
from conformance.fuzz.dialects import DIALECTS
from conformance.fuzz.dice import PROFILE
from conformance.starting import Source
from schemas import topology as topologies
from tests.fuzz.hard_to_find import HARD
from tests.mutants.runner import Mutant, mutants


@dataclass(frozen=True)
class Hunt:
    """What a campaign saw of a mutant: the first fault of a declared requirement, and what else it said."""

    mutant: Mutant
    found: str
    after: int
    seconds: float
    besides: tuple[str, ...]
    error: str = ""

    def line(self) -> str:
        """The hunt in a line."""
        besides = f"; besides {', '.join(self.besides)}" if self.besides else ""
        if self.error:
            return f"ERROR  {self.mutant.name}: {self.error}"
        if not self.found and self.besides:
            return f"seen   {self.mutant.name} ({', '.join(sorted(self.mutant.breaks))}) as {', '.join(self.besides)}"
        if not self.found:
            return f"MISSED {self.mutant.name} ({', '.join(sorted(self.mutant.breaks))}) {self.after}{besides}"
        return f"found  {self.mutant.name}: {self.found} after {self.after} messages, {self.seconds:.1f} s{besides}"


class First(Campaign):
    """Ends at the first fault of a declared requirement; makes nothing small."""

    def hunt(self, mutant: Mutant) -> Hunt:
        """Plays until the fault is found or the budget is used up."""
        besides: dict[str, None] = {}
        batch = 0
        while not self._is_over():
            for program in self.drawn(batch, self.report.coverage.copy()):
                (played,) = self.arena.play([program])
                self.report.messages = self.arena.messages
                self.report.coverage.reached(sorted(played.reached))
                said = {
                    f"{fault.requirement} {fault.kind}": fault.requirement in mutant.breaks for fault in played.faults
                }
                for wanted in [each for each, declared in said.items() if declared]:
                    return Hunt(mutant, wanted, self.report.messages, self._passed(), tuple(besides))
                besides |= dict.fromkeys(said)
                if self._is_over():
                    break
            batch += 1
        return Hunt(mutant, "", self.report.messages, self._passed(), tuple(besides))


def hunt(mutant: Mutant, seconds: float, seed: int) -> Hunt:
    """One mutant's campaign; what goes wrong in it is an own fault, and shown as such."""
    try:
        source = Source(topologies.load(mutant.topology), mutant.address)
        return First(TargetArena(source, seed, time.process_time), seed, Budget(seconds=seconds)).hunt(mutant)
    except Exception as error:
        return Hunt(mutant, "", 0, 0.0, (), f"{error!r} {traceback.format_exc()[-600:]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunts the mutants; 0 where all are found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.mutants", description=str(__doc__).partition("\n")[0])
    parser.add_argument("part", nargs="*", help="only mutants whose name has one of these words in it")
    parser.add_argument("--seconds", type=float, default=60, help="of processor time, for each mutant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--profile", choices=tuple(DIALECTS), default=PROFILE, help="only mutants of this profile")
    parser.add_argument("--one-in", type=int, default=1, help="a sample of them")
    parser.add_argument("--write", type=Path, help="the page to write")
    options = parser.parse_args(arguments)
    spoken = [each for each in mutants() if topologies.load(each.topology).profile == options.profile]
    chosen = [each for each in spoken if not options.part or any(part in each.name for part in options.part)]
    chosen = chosen[:: options.one_in]
    os.nice(5)
    hunts = []
    with ProcessPoolExecutor(options.processes) as pool:
        for seen in pool.map(partial(hunt, seconds=options.seconds, seed=options.seed), chosen):
            print(seen.line(), flush=True)
            hunts.append(seen)
            if options.write:
                options.write.write_text(page(hunts, len(spoken), options), encoding="utf-8")
    found = sum(bool(each.found) for each in hunts)
    print(f"{len(chosen)} mutants, {found} found")
    return 0 if found == len(chosen) else 1


def page(hunts: Sequence[Hunt], total: int, options: argparse.Namespace) -> str:
    """The page on what was found, and what was not, in Markdown; `total`: how many mutants the profile has."""
    found = [each for each in hunts if each.found]
    seen = [each for each in hunts if not each.found and each.besides]
    missed = [each for each in hunts if not each.found and not each.besides]
    quick = sorted(each.seconds for each in found)
    middle = f"half of them within {quick[len(quick) // 2]:.1f} s" if quick else "none"
    lines = [
        f"# Mutants of {options.profile.replace('-', ' ')} and the fuzzer",
        "",
        f"Made by `python -m tests.fuzz.mutants{_words(options)}`: a campaign of its own against each mutant, in "
        f"memory and virtual time, seed {options.seed}, {options.seconds:g} s of one processor each. No case of the "
        "suite takes part. It ends with the first fault whose requirement the mutant declares to break.",
        "",
        f"{len(hunts)} of {total} mutants were tried: {len(found)} found, {middle}; "
        f"{len(seen)} seen by another requirement only; {len(missed)} not seen.",
        "",
        "## Seen by another requirement",
        "",
        "| mutant | breaks | seen as | why |",
        "|---|---|---|---|",
        *(f"| {_short(each)} | {_breaks(each)} | {', '.join(each.besides)} | {_why(each)} |" for each in seen),
        "",
        "## Not seen in that time",
        "",
        "| mutant | breaks | what is wrong with it | why it is not seen |",
        "|---|---|---|---|",
        *(
            f"| {_short(each)} | {_breaks(each)} | {' '.join(each.mutant.fault.split())} | {_why(each)} |"
            for each in missed
        ),
        "",
    ]
    return "\n".join(lines)


def _words(options: argparse.Namespace) -> str:
    """The options that make the page."""
    words = {"--profile": options.profile, "--seconds": f"{options.seconds:g}", "--one-in": options.one_in}
    return "".join(f" {name} {value}" for name, value in {**words, "--write": options.write}.items())


def _short(hunt: Hunt) -> str:
    return hunt.mutant.name.removeprefix("tests.mutants.")


def _why(hunt: Hunt) -> str:
    return HARD.get(_short(hunt), "")


def _breaks(hunt: Hunt) -> str:
    return ", ".join(sorted(hunt.mutant.breaks))


if __name__ == "__main__":
    sys.exit(main())
