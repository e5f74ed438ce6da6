"""The mutant matrix: a line for each faulty connector, last `N mutants, N caught`."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor

from tests.mutants.runner import mutants, try_out


def main() -> int:
    """Tries all mutants, as many at a time as there are processors; 0 where all are caught."""
    found = mutants()
    with ProcessPoolExecutor() as pool:
        trials = list(pool.map(try_out, found))
    for trial in trials:
        print(trial.line())
    caught = sum(trial.caught for trial in trials)
    print(f"{len(trials)} mutants, {caught} caught")
    return 0 if caught == len(trials) else 1


if __name__ == "__main__":
    sys.exit(main())
