"""Which mutants the fuzzer finds by itself, in memory and virtual time: `python -m tests.fuzz.mutants [WORD...]`.

A line for each: the requirement of the first fault and the messages until then. A fault counts where the mutant
declares to break its requirement; one of another requirement is shown, and does not. With `--again` those that were
missed are hunted for longer when all have had their turn; with `--keep` a run goes on where the one before ended.
With `--http` one of each area is started as a process, and hunted by a campaign as a user would run it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from conformance.fuzz.dialects import DIALECTS
from conformance.fuzz.dice import PROFILE
from schemas import topology as topologies
from tests.fuzz import over_http
from tests.fuzz.hunting import Memory, hunt
from tests.fuzz.mutants_page import page
from tests.fuzz.recorded import record
from tests.mutants.runner import Mutant, mutants

SHARED = 5  # mutants on a topology from which on the campaign is recorded, once for all of them
ORDER = 1  # the seed of the order in which they are hunted


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunts the mutants; 0 where all are found."""
    options = _options(arguments)
    if options.http:
        return over_http.main(options.part, options.seconds, options.seed, options.write)
    spoken = [each for each in mutants() if topologies.load(each.topology).profile == options.profile]
    chosen = [each for each in spoken if not options.part or any(part in each.name for part in options.part)]
    chosen = chosen[:: options.one_in]
    random.Random(ORDER).shuffle(chosen)  # so that what is known half-way is true of the rest
    memory = Memory(options.keep)
    os.nice(5)
    longest = max(options.seconds, options.again or 0)
    wanted = {each.topology for each in chosen if memory.wants(each, longest, options.seed)}
    for topology, count in Counter(each.topology for each in chosen).items():
        if count >= SHARED and topology in wanted:
            record(topology, options.seed, longest)
    for seconds in sorted({options.seconds, options.again or options.seconds}):
        _pass(chosen, seconds, memory, options, len(spoken))
    found = sum(bool(last and last.found) for last in (memory.of(each.name, options.seed) for each in chosen))
    print(f"{len(chosen)} mutants, {found} found")
    return 0 if found == len(chosen) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.mutants", description=str(__doc__).partition("\n")[0])
    parser.add_argument("part", nargs="*", help="only mutants whose name has one of these words in it")
    parser.add_argument("--seconds", type=float, default=60, help="of processor time, for each mutant")
    parser.add_argument(
        "--again", type=float, help="of processor time, for each that is missed in that, from its begin"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--profile", choices=tuple(DIALECTS), default=PROFILE, help="only mutants of this profile")
    parser.add_argument("--one-in", type=int, default=1, help="a sample of them")
    parser.add_argument("--keep", type=Path, help="a file of hunts: what is in it is not hunted again")
    parser.add_argument("--http", action="store_true", help="over HTTP and real time: without a word, one of each area")
    parser.add_argument("--write", type=Path, help="the page to write")
    return parser.parse_args(arguments)


def _pass(chosen: Sequence[Mutant], seconds: float, memory: Memory, options: argparse.Namespace, total: int) -> None:
    """Hunts each for so long that was neither found nor hunted for as long."""
    wanted = [each for each in chosen if memory.wants(each, seconds, options.seed)]
    one = partial(hunt, seconds=seconds, seed=options.seed)
    tasks = [(each, memory.of(each.name, options.seed)) for each in wanted]
    with ProcessPoolExecutor(options.processes) as pool:
        for mutant, seen in zip(wanted, pool.map(one, tasks), strict=True):
            memory.add(seen)
            print(seen.line(mutant.breaks), flush=True)
            if options.write:
                options.write.write_text(page(chosen, memory, total, options), encoding="utf-8")
    if options.write:
        options.write.write_text(page(chosen, memory, total, options), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
