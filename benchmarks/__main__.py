"""`python -m benchmarks`: rates side by side in one run, as ratios, then the time to the first fault of mutants."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import contestants
from benchmarks.contestants import Rate, Tools

REFERENCE = "reference_impl.connector:Connector"
SAMPLE = (
    "tests.campaigns.connectors:BlamesItself",
    "tests.campaigns.connectors:TrustsItsPeers",
    "tests.mutants.rs_bad_messages:AnswersBrokenUnicodeWith500",
    "tests.mutants.rb_routes:OffersPeerPrefixes",
)


def rates(tools: Tools, seconds: int, folder: Path) -> Iterator[str]:
    """The table of rates, a line of Markdown each."""
    beside = contestants.schemathesis(tools, REFERENCE, seconds, folder / "schemathesis") or Rate(0, 0)
    made = {
        "autocannon, 10 connections, one request over and over": contestants.load_tool(
            tools, REFERENCE, seconds, folder / "autocannon"
        ),
        "c2c-conformance fuzz, over HTTP": contestants.fuzzer(REFERENCE, seconds, folder / "fuzzer"),
        "Schemathesis, over HTTP": beside,
        "c2c-conformance fuzz, in memory": contestants.fuzzer_in_memory(REFERENCE, seconds),
    }
    yield "| | calls a second | beside Schemathesis |"
    yield "|---|---|---|"
    for name, rate in made.items():
        ratio = rate.a_second / beside.a_second if beside.a_second else 0
        yield f"| {name} | {rate.a_second:.0f} | {ratio:.1f} |"


def mutants(tools: Tools, seconds: int, folder: Path, sample: tuple[str, ...]) -> Iterator[str]:
    """The table of mutants: seconds to the first fault, `-` where there was none in the time."""
    yield "| mutant | over HTTP: seen | confirmed | in memory: seen | confirmed | Schemathesis: seen |"
    yield "|---|---|---|---|---|---|"
    for name in sample:
        beside = contestants.schemathesis(tools, name, seconds, folder / "mutant", until_found=True)
        found = [contestants.until_found(name, seconds, where) for where in ("http", "memory")]
        times = [*(each for pair in found for each in (pair.seen, pair.confirmed)), beside.seconds if beside else None]
        shown = " | ".join("-" if each is None else f"{each:.1f} s" for each in times)
        yield f"| {name.rpartition(':')[2]} | {shown} |"


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--tools", type=Path, default=Path(".cache/benchmarks"), help="where the others are installed")
    parser.add_argument("--seconds", type=int, default=20, help="for each of the rates")
    parser.add_argument("--mutant-seconds", type=int, default=60, help="for each tool with each mutant")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="c2c-benchmarks-") as folder:
        tools = Tools(options.tools.resolve())
        for line in rates(tools, options.seconds, Path(folder)):
            print(line, flush=True)
        print()
        for line in mutants(tools, options.mutant_seconds, Path(folder), SAMPLE):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
