"""Seeks a connector's fault: `python -m benchmarks.sought CLASS SECONDS memory|http [SEED [TOPOLOGY [REQUIREMENTS]]]`.

A process of its own, that prints a line of JSON for each thing that happens: how long the start of the target took (s),
and of each fault its signature, its requirement, when a judgement failed first and when it was made small and had shown
again on a fresh target (s since 1970). It ends with the first that has, of one of the requirements (with commas between
them) if any are given.
"""

from __future__ import annotations

import json
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


class Seeking:
    """What is told of a campaign that seeks faults of these requirements; of any where there are none."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted

    def seen(self, fault: Fault) -> None:
        """A judgement has failed."""
        self._say("seen", fault)

    def found(self, finding: Finding) -> None:
        """A fault was looked at; ends the campaign where it showed again."""
        if finding.seen_again:
            self._say("confirmed", finding.fault)
            if not self._wanted or finding.fault.requirement in self._wanted:
                raise Found

    def _say(self, what: str, fault: Fault) -> None:
        say({what: time.time(), "fault": fault.signature, "requirement": fault.requirement})


def say(what: dict[str, object]) -> None:
    """Prints it, at once."""
    print(json.dumps(what), flush=True)


def main(words: list[str]) -> int:
    """Seeks until there is a finding, or the time is over."""
    connector, seconds, where, seed, topology_name, requirements = [*words, *("1", "default", "")[len(words) - 3 :]]
    topology = topologies.load(topology_name)
    serve = f"{sys.executable} -m tests.mutants.serve {connector}"
    source = Source(topology, f"memory:{connector}") if where == "memory" else Source(topology, None, serve)
    seeking = Seeking(frozenset(requirements.split(",") if requirements else ()))
    watching = Watching(seen=seeking.seen, found=seeking.found)
    began = time.time()
    arena = TargetArena(source, int(seed), time.monotonic)
    say({"target": time.time() - began})
    try:
        report = Campaign(arena, int(seed), Budget(seconds=float(seconds)), watching=watching).run()
        say({"ended": report.ended, "messages": report.messages})
    except Found:
        pass
    finally:
        arena.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
