"""The mutant matrix: a line for each faulty connector, last `N mutants, N caught`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.mutants.runner import mutants, try_out


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries all mutants, as many at a time as there are processors; 0 where all are caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="The suite against faulty connectors.")
    parser.add_argument("part", nargs="*", help="only mutants whose name has one of these words in it")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the cases")
    parser.add_argument(
        "--share",
        type=int,
        default=1,
        help="N: of the cases of requirements that a mutant does not declare to break only one in N is run",
    )
    options = parser.parse_args(arguments)
    found = [each for each in mutants() if not options.part or any(part in each.name for part in options.part)]
    caught = 0
    with ProcessPoolExecutor() as pool:
        for trial in pool.map(partial(try_out, seed=options.seed, share=options.share), found):
            print(trial.line(), flush=True)
            caught += trial.caught
    print(f"{len(found)} mutants, {caught} caught")
    return 0 if found and caught == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
