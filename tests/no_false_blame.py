"""`python -m tests.no_false_blame`: correct connectors, run again and again in random orders on a busy machine.

Prints what was said as it comes, and at the end each case whose verdict was not the same in all runs, or that was
blamed. Exit code 1 then.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shlex
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from conformance import options
from conformance.engine import Outcome, in_order
from conformance.registry import discover
from conformance.session import Session
from conformance.verdicts import Verdict
from tests.mutants.runner import suite_against

REFERENCE = "reference_impl.connector:Connector"
SECOND = "tests.second_connector:Connector"
VARIANT = "tests.second_connector.variants:"
LIQUIDITY = "reference_impl.liquidity.connector:LiquidityConnector"
IN_MEMORY = (
    *[(name, topology) for name in (REFERENCE, SECOND) for topology in ("default", "plain", "wide", "default-route")],
    *[(VARIANT + name, "default") for name in ("Prompt", "Lenient", "Remembering")],
    *[(VARIANT + name, "plain") for name in ("Slow", "Guarded")],
    *[(LIQUIDITY, topology) for topology in ("liquidity", "liquidity-plain")],
    *[(VARIANT + "LiquidityConnector", topology) for topology in ("liquidity", "liquidity-plain")],
    *[(VARIANT + name, "liquidity") for name in ("LiquidityPrompt", "LiquidityLenient")],
)
OVER_HTTP = ((REFERENCE, "default"), (SECOND, "plain"))
COMMANDS = {REFERENCE: "reference", SECOND: f"{shlex.quote(sys.executable)} -m tests.second_connector"}
BLAME = {Verdict.FAIL, Verdict.WARNING, Verdict.HARNESS_ERROR}


@dataclass(frozen=True)
class Trip:
    """One run of the whole suite, in the order that the seed gives."""

    connector: str
    topology: str
    http: bool
    seed: int

    @property
    def way(self) -> str:
        """The connector, the topology and how it is reached, for people."""
        return f"{self.connector} {self.topology} {'over HTTP' if self.http else 'in memory'}"


@dataclass(frozen=True)
class Said:
    """What a run said: case -> verdict, and a sentence for each that is not fine."""

    trip: Trip
    verdicts: dict[str, Verdict]
    sentences: dict[str, str]


def plan(runs: int, http: int) -> list[Trip]:
    """So many runs, `http` of them over HTTP, in turn for each connector and topology; each with a seed of its own."""
    kinds = [(each, True) for each in islice(cycle(OVER_HTTP), http)]
    kinds += [(each, False) for each in islice(cycle(IN_MEMORY), runs - http)]
    return [Trip(*kind, over_http, seed) for seed, (kind, over_http) in enumerate(kinds, 1)]


def go(trip: Trip) -> Said:
    """Runs the suite once."""
    outcomes = _over_http(trip) if trip.http else suite_against(f"memory:{trip.connector}", trip.topology, trip.seed)
    bad = [each for each in outcomes if each.verdict in BLAME or each.verdict is Verdict.INCONCLUSIVE]
    return Said(
        trip,
        {each.id: each.verdict for each in outcomes},
        {each.id: f"{each.expected} / {each.observed} / {each.reason}" for each in bad},
    )


def _over_http(trip: Trip) -> list[Outcome]:
    with tempfile.TemporaryDirectory(prefix="c2c-no-false-blame-") as folder:
        asked = options.read(target=None, command=COMMANDS[trip.connector], topology=trip.topology, report=folder)
        cases = [case for case in discover() if asked.topology.profile in case.profiles]
        random.Random(trip.seed).shuffle(cases)
        chosen = in_order(cases)
        session = Session(asked)
        try:
            played = [session.play(case, partial(list, chosen[place:])) for place, case in enumerate(chosen)]
            return [outcome for outcomes in played for outcome in outcomes] + session.finish()
        finally:
            session.close()


def findings(saids: Iterable[Said]) -> list[str]:
    """A line for each case that was blamed, or whose verdict changed between runs of one connector and topology."""
    seen: dict[tuple[str, str], dict[Verdict, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for said in saids:
        for id, verdict in said.verdicts.items():
            if verdict is not Verdict.NOT_APPLICABLE:
                seen[f"{said.trip.connector} {said.trip.topology}", id][verdict].append(said)
    lines = []
    for (who, id), verdicts in sorted(seen.items()):
        if len(verdicts) > 1 or BLAME & set(verdicts):
            counts = ", ".join(f"{len(found)} {verdict.value}" for verdict, found in verdicts.items())
            odd = [found[0] for verdict, found in verdicts.items() if id in found[0].sentences]
            why = "".join(f"\n    {each.trip.way}, seed {each.trip.seed}: {each.sentences[id]}" for each in odd)
            lines.append(f"  {who}: {id}: {counts}{why}")
    return lines


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that do nothing but count, to the end of the block."""
    processes = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(count)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _spin() -> None:
    number = 0
    while True:
        number += 1


def main() -> int:
    """Makes all runs; 0 where nobody was blamed and no verdict changed."""
    parser = argparse.ArgumentParser(prog="tests.no_false_blame", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="runs of the whole suite in all (default: 100)")
    parser.add_argument("--http", type=int, default=6, help="how many of them over HTTP (default: 6)")
    parser.add_argument("--busy", type=int, default=2, help="processes that keep the machine busy (default: 2)")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time (default: 2)")
    asked = parser.parse_args()
    saids = []
    with busy(asked.busy), ProcessPoolExecutor(asked.jobs) as pool:
        for said in pool.map(go, plan(asked.runs, min(asked.http, asked.runs))):
            saids.append(said)
            counts = Counter(verdict.value for verdict in said.verdicts.values())
            text = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
            print(f"{len(saids):3} {said.trip.way}: {text}", flush=True)
            for id, sentence in said.sentences.items():
                print(f"    {id}: {sentence}", flush=True)
    found = findings(saids)
    print(*found, sep="\n")
    print(f"{len(saids)} runs, {sum(len(said.verdicts) for said in saids)} verdicts, {len(found)} blamed or changed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
