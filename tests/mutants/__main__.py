"""The mutant matrix: a line for each faulty connector, last `N mutants, N caught`."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.mutants.recording import CORRECT, follow, load
from tests.mutants.runner import Mutant, Trial, mutants, prepare, try_out, try_whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries all mutants, as many at a time as there are processors; 0 where all are caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="The suite against faulty connectors.")
    parser.add_argument("part", nargs="*", help="only mutants whose name has one of these words in it")
    parser.add_argument("--profile", choices=tuple(CORRECT), help="only mutants of this profile (both)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the cases")
    parser.add_argument(
        "--share",
        type=int,
        default=1,
        help="N: of the parts of the suite without cases of what a mutant declares to break only one in N is looked at",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="run the whole suite too against each: both ways have to say the same (hours)",
    )
    options = parser.parse_args(arguments)
    found = [
        each
        for each in mutants()
        if (not options.part or any(part in each.name for part in options.part))
        and options.profile in (None, load(each.topology).profile)
    ]
    forking = multiprocessing.get_context("fork")  # the order in sets of texts, and so what is said, is a process's own
    topologies = prepare(found)
    with ProcessPoolExecutor(mp_context=forking) as pool:
        for topology in topologies:
            follow(topology, options.seed, pool)
    gc.freeze()  # what all processes share is not looked through in each
    gc.set_threshold(100_000)  # a life's records stay until it ends: to look through them often took a quarter of it
    caught = 0
    with ProcessPoolExecutor(mp_context=forking) as pool:
        for trial, fault in pool.map(
            partial(_tried, seed=options.seed, share=options.share, whole=options.whole), found
        ):
            print(fault or trial.line(), flush=True)
            caught += trial.caught and not fault
    print(f"{len(found)} mutants, {caught} caught")
    return 0 if found and caught == len(found) else 1


def _tried(mutant: Mutant, seed: int, share: int, whole: bool) -> tuple[Trial, str]:
    """The trial, and what the whole suite says otherwise, where that was asked for."""
    trial = try_out(mutant, seed, share)
    other = try_whole(mutant, seed) if whole else trial
    differs = sorted(trial.broken ^ other.broken)
    return trial, f"DIFFERS  {mutant.name}: the whole suite disagrees on {', '.join(differs)}" if differs else ""


if __name__ == "__main__":
    sys.exit(main())
