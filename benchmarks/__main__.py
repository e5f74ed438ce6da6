"""`python -m benchmarks`: rates side by side in one run, as ratios, then the time to the first fault of mutants.

With `--mutants all` that time alone, of all mutants that may show anything in answers, as a page.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import contestants
from benchmarks.contestants import Tools
from benchmarks.hunts import RIVAL, SIEVE, Hunts, Terms
from benchmarks.page import page
from benchmarks.subjects import REFERENCE, Subject, subjects

PAGE = Path("docs/beside-schemathesis.md")
SAMPLE = (
    "tests.campaigns.connectors:BlamesItself",
    "tests.campaigns.connectors:TrustsItsPeers",
    "tests.mutants.rs_bad_messages:AnswersBrokenUnicodeWith500",
    "tests.mutants.rb_routes:OffersPeerPrefixes",
)


def rates(tools: Tools, seconds: int, folder: Path) -> Iterator[str]:
    """The table of rates, a line of Markdown each."""
    beside = contestants.schemathesis(tools, REFERENCE, seconds, folder / "schemathesis")
    made = {
        "autocannon, 10 connections, one request over and over": contestants.load_tool(
            tools, REFERENCE, seconds, folder / "autocannon"
        ),
        "c2c-conformance fuzz, over HTTP": contestants.fuzzer(REFERENCE, seconds, folder / "fuzzer"),
        "c2c-conformance fuzz -n 2, over HTTP": contestants.fuzzers(REFERENCE, seconds, folder / "fuzzers", 2),
        "Schemathesis, over HTTP": beside,
        "Schemathesis --workers 2, over HTTP": contestants.schemathesis(
            tools, REFERENCE, seconds, folder / "schemathesis2", 2
        ),
        "c2c-conformance fuzz, in memory": contestants.fuzzer_in_memory(REFERENCE, seconds),
    }
    yield "| | calls a second | beside Schemathesis |"
    yield "|---|---|---|"
    for name, rate in made.items():
        ratio = rate.a_second / beside.a_second if beside.a_second else 0
        yield f"| {name} | {rate.a_second:.0f} | {ratio:.1f} |"


def mutants(tools: Tools, seconds: int, folder: Path, sample: tuple[str, ...]) -> Iterator[str]:
    """The table of mutants: seconds to the first fault, `-` where there was none in the time."""
    hunts = Hunts(tools.schemathesis, folder / "hunts", Terms(seconds, seconds), lambda: False)
    hunts.control("default")
    yield "| mutant | over HTTP: seen | confirmed | in memory: seen | confirmed | Schemathesis: seen |"
    yield "|---|---|---|---|---|---|"
    for name in sample:
        beside = hunts.hunt(Subject(name, "default", frozenset(), ""), RIVAL, 1)
        found = [contestants.until_found(name, seconds, where) for where in ("http", "memory")]
        times = [*(each for pair in found for each in (pair.seen, pair.confirmed)), beside.seen]
        yield f"| {name.rpartition(':')[2]} | {' | '.join(map(_told, times))} |"


def all_mutants(hunts: Hunts, file: Path, words: list[str]) -> Iterator[str]:
    """A line for each run, last what is left; the page is written after each, of those with a word in their names."""
    chosen = [each for each in subjects() if not words or any(word in each.name for word in words)]
    for row in hunts.run(chosen):
        if row.tool != SIEVE:
            yield f"{row.name} {row.tool} {row.seed}: {_told(row.seen)} {_told(row.confirmed)} {row.what}"
            file.write_text(page(chosen, hunts), encoding="utf-8")
    file.write_text(page(chosen, hunts), encoding="utf-8")
    left = [each for each in chosen if not hunts.is_done(each)]
    yield f"{len(left)} left; the same command goes on" if left else f"all done: {file}"


def _told(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.1f} s"


def main() -> int:
    """Prints the tables."""
    options = _options()
    tools = Tools(options.tools.resolve())
    if options.mutants == "all":
        end = time.monotonic() + 60 * options.minutes
        terms = Terms(options.rival_seconds, options.mutant_seconds, tuple(range(1, options.seeds + 1)))
        hunts = Hunts(tools.schemathesis, options.keep.resolve(), terms, lambda: time.monotonic() > end)
        _print(all_mutants(hunts, options.write, options.only))
        return 0
    with TemporaryDirectory(prefix="c2c-benchmarks-") as folder:
        _print(rates(tools, options.seconds, Path(folder)))
        print()
        _print(mutants(tools, options.mutant_seconds, Path(folder), SAMPLE))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--tools", type=Path, default=Path(".cache/benchmarks"), help="where the others are installed")
    parser.add_argument("--seconds", type=int, default=20, help="for each of the rates")
    parser.add_argument("--mutant-seconds", type=int, default=60, help="for the fuzzer with each mutant")
    parser.add_argument("--mutants", choices=("sample", "all"), default="sample", help="all: no rates, but a page")
    parser.add_argument("--rival-seconds", type=int, default=30, help="with all: for Schemathesis with each mutant")
    parser.add_argument("--seeds", type=int, default=1, help="with all: how many seeds each is given")
    parser.add_argument("--minutes", type=float, default=28, help="with all: when to stop; the next run goes on there")
    parser.add_argument("--keep", type=Path, default=Path(".cache/benchmarks-all"), help="with all: what was done")
    parser.add_argument("--write", type=Path, default=PAGE, help="with all: the page")
    parser.add_argument("--only", nargs="*", default=[], help="with all: only mutants with such a word in their names")
    return parser.parse_args()


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
