"""`python -m benchmarks.sought CLASS SECONDS memory|http`: seeks a connector's first fault, as a process of its own.

It prints a line for each thing that happens: `target` and how long its start took (s); `seen` and when a judgement
failed (s since 1970); `confirmed` and when the first finding was made small and had shown again on a fresh target.
"""

from __future__ import annotations

import sys
import time

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign, Watching
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Finding
from conformance.starting import Source
from schemas import topology as topologies


class Found(BaseException):
    """A fault was seen again: enough. No Exception, so that a campaign does not take it for its own."""


def seen(fault: Fault) -> None:
    """A judgement has failed."""
    print("seen", time.time(), flush=True)


def found(finding: Finding) -> None:
    """A fault was looked at; ends the campaign where it showed again."""
    if finding.seen_again:
        print("confirmed", time.time(), flush=True)
        raise Found


def main() -> int:
    """Seeks until there is a finding, or the time is over."""
    connector, seconds, where = sys.argv[1:]
    topology = topologies.load("default")
    serve = f"{sys.executable} -m tests.mutants.serve {connector}"
    source = Source(topology, f"memory:{connector}") if where == "memory" else Source(topology, None, serve)
    began = time.time()
    arena = TargetArena(source, 1, time.monotonic)
    print("target", time.time() - began, flush=True)
    try:
        Campaign(arena, 1, Budget(seconds=float(seconds)), watching=Watching(seen=seen, found=found)).run()
    except Found:
        pass
    finally:
        arena.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
