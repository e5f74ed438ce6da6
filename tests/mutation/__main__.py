"""Changes the reference connector's core in small ways, one at a time, and lists what the suite does not notice.

`python -m tests.mutation` tries all; `--sample 200 --seed 7` some of them; `--module quotes` those of one module.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from conformance.registry import discover
from tests.mutation.operators import Change, changes
from tests.mutation.trial import ROOT, Found, try_out

SHELL = ("server", "postman", "__main__", "__init__")  # sockets; no part of the state machine
TOPOLOGIES = ("plain", "default")  # the quicker one first
NOTICED = ("broken", "died", "unclear", "slow")


def all_changes(*modules: str) -> list[Change]:
    """Those of all modules of the core, or of these."""
    paths = sorted((ROOT / "reference_impl").glob("*.py"))
    chosen = [path for path in paths if path.stem not in SHELL and path.stem in (modules or [path.stem])]
    return [
        each for path in chosen for each in changes(f"reference_impl.{path.stem}", path.read_text(encoding="utf-8"))
    ]


def main() -> int:
    """Tries the changes one after the other; prints a line for each that nobody notices, last the score."""
    options = _options()
    chosen = all_changes(*options.module)
    if options.sample:
        chosen = random.Random(options.seed).sample(chosen, min(options.sample, len(chosen)))
    discover()
    noticing: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for number, change in enumerate(chosen, 1):
        found = try_out(change, [id for id, _ in noticing.most_common()], TOPOLOGIES)
        kinds[found.kind] += 1
        noticing[found.by] += 1
        if found.kind not in NOTICED or options.verbose:
            print(f"{number}/{len(chosen)} {_line(change, found)}", flush=True)
    noticed = sum(kinds[kind] for kind in NOTICED)
    print(f"{len(chosen)} changes, {noticed} noticed: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}")
    return 0


def _line(change: Change, found: Found) -> str:
    return f"{found.kind}: {change.id}" + (f"  [{found.by}, {found.topology}]" if found.by else "")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many changes instead of all")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--module", action="append", default=[], help="only those of reference_impl/MODULE.py, ...")
    parser.add_argument("--verbose", action="store_true", help="a line for each change")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
