"""Who is measured: the fuzzer, Schemathesis, and autocannon, an HTTP load tool, each against a connector of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rival import Run
from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign
from conformance.starting import Reached, Source
from schemas import topology as topologies

TOPOLOGY = topologies.load("default")
CONNECTIONS = 10  # of the load tool


@dataclass(frozen=True)
class Tools:
    """Where the others are installed: the folder that `make benchmarks` filled."""

    folder: Path

    @property
    def schemathesis(self) -> str:
        """Its command."""
        return str(self.folder / "venv" / "bin" / "schemathesis")

    @property
    def autocannon(self) -> str:
        """Its command."""
        return str(self.folder / "node_modules" / ".bin" / "autocannon")


@dataclass(frozen=True)
class Rate:
    """Calls that reached the connector, and the seconds from the first to the last."""

    calls: int
    seconds: float

    @property
    def a_second(self) -> float:
        """Calls in a second."""
        return self.calls / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Times:
    """Seconds until a judgement failed, and until that was a finding; None: not in the time. `what`: its signature."""

    seen: float | None
    confirmed: float | None
    what: str = ""


def command(connector: str, file: Path) -> str:
    """The command that starts a connector that counts its calls."""
    return f"{sys.executable} -m benchmarks.counted {connector} {file}"


@contextmanager
def serving(connector: str, file: Path) -> Iterator[str]:
    """A connector whose calls to its peers are answered; its address."""
    reached = Reached(Source(TOPOLOGY, None, command(connector, file)), 1)
    before = counted(file)
    file.with_suffix(".before").write_text(str(before.calls), encoding="utf-8")
    try:
        yield reached.process.address if reached.process else ""
        reached.run.world.pause_until(reached.run.world.now() + 2 * TOPOLOGY.broadcast_interval)  # the last count
    finally:
        reached.close()


def counted(file: Path) -> Rate:
    """What the connector has counted."""
    count, first, last = file.read_text(encoding="utf-8").split()
    return Rate(int(count), float(last) - float(first))


def load_tool(tools: Tools, connector: str, seconds: int, file: Path) -> Rate:
    """The same valid quote request over and over: what the endpoint bears at most."""
    ledger = TOPOLOGY.ledgers[0]
    data = {"source_address": ledger.steady[0], "destination_address": f"{TOPOLOGY.ledgers[1].prefix}bob"}
    quote = {"id": "q", "method": "quote_request", "data": {**data, "source_amount": "1000000"}}
    body = json.dumps([{"ledger": ledger.prefix, "from": ledger.steady[0], "to": ledger.account, "data": quote}])
    with serving(connector, file) as address:
        url = f"http://{address}/rpc?method=send_message&prefix={ledger.prefix}"
        words = [tools.autocannon, "--json", "-m", "POST", "-H", "Content-Type=application/json", "-b", body]
        made = _run([*words, "-c", str(CONNECTIONS), "-d", str(seconds), url], seconds, file.parent)
    answered = json.loads(made.stdout)
    return Rate(int(answered["2xx"]), float(answered["duration"]))


def schemathesis(tools: Tools, connector: str, seconds: int, file: Path, workers: int = 1) -> Rate:
    """Against a correct connector, whatever it says of it."""
    with serving(connector, file) as address:
        Run(tools.schemathesis, seconds, 1, file.parent, workers).failures(address, TOPOLOGY)
    return counted(file)


def fuzzer(connector: str, seconds: int, file: Path) -> Rate:
    """A campaign over HTTP, as the command runs it."""
    arena = TargetArena(Source(TOPOLOGY, None, command(connector, file)), 1, time.monotonic)
    try:
        Campaign(arena, 1, Budget(seconds=seconds)).run()
    finally:
        arena.close()
    return counted(file)


def fuzzers(connector: str, seconds: int, folder: Path, workers: int) -> Rate:
    """The command with several workers, each with a target of its own; `folder` is new."""
    counts = folder / "counts"
    counts.mkdir(parents=True)
    words = [sys.executable, "-m", "conformance.cli", "fuzz", "--target-cmd", command(connector, counts), "--seed", "1"]
    made = _run([*words, "-n", str(workers), "--time", str(seconds), "--output", str(folder / "found")], seconds, None)
    if made.returncode != 0:
        raise RuntimeError(f"the fuzzer ended with {made.returncode}: {made.stdout[-1000:]}{made.stderr[-1000:]}")
    each = [file.read_text(encoding="utf-8").split() for file in counts.iterdir()]
    times = [float(moment) for _, first, last in each for moment in (first, last) if float(moment)]
    return Rate(sum(int(count) for count, _, _ in each), max(times) - min(times))


def fuzzer_in_memory(connector: str, seconds: int) -> Rate:
    """The same without sockets, in virtual time: calls of the peers'."""
    arena = TargetArena(Source(TOPOLOGY, f"memory:{connector}"), 1, time.monotonic)
    report = Campaign(arena, 1, Budget(seconds=seconds)).run()
    sent = sum(each.outgoing for each in arena.world.log.exchanges) / max(1, len(arena.world.log))
    return Rate(int(report.exchanged * sent), report.seconds)


def until_found(
    connector: str, seconds: int, where: str, seed: int = 1, topology: str = "default", wanted: Collection[str] = ()
) -> Times:
    """The fuzzer's times to a fault of a requirement that is wanted, if any are named; `where` is memory or http.

    Its own start counts, the target's does not. Where it confirms one of other requirements only, that is in `what`.
    """
    words = [sys.executable, "-m", "benchmarks.sought", connector, str(seconds), where, str(seed), topology]
    began = time.time()
    made = _run([*words, ",".join(sorted(wanted))], seconds, Path.cwd())
    if not made.stdout:
        raise RuntimeError(f"{connector}: {made.stderr}")
    start, *said = map(json.loads, made.stdout.splitlines())
    began += start["target"]
    confirmed = [each for each in said if "confirmed" in each]
    found = [each for each in confirmed if not wanted or each["requirement"] in wanted]
    if not found:
        return Times(None, None, f"only {confirmed[0]['fault']}" if confirmed else "")
    seen = next(each["seen"] for each in said if "seen" in each and each["fault"] == found[0]["fault"])
    return Times(seen - began, found[0]["confirmed"] - began, found[0]["fault"])


def _run(words: list[str], seconds: int, folder: Path | None) -> subprocess.CompletedProcess[str]:
    """Runs a tool in the folder, where it may leave its caches; None: where this one runs."""
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=seconds + 120, check=False)
