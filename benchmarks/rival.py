"""Schemathesis as a contestant: a run against a connector that is up, and what it showed that a correct one doesn't."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.description import openapi
from schemas.topology import Topology

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "negative_data_rejection", "positive_data_acceptance", "unsupported_method", "ignored_auth",
)  # fmt: skip
PATIENCE = 5  # s until a call counts as not answered
ROOT = Path(__file__).parents[1]
Failure = tuple[str, str, str]  # operation, kind, what tells it from others of the kind


@dataclass(frozen=True)
class Shown:
    """What a run showed first, and after how many s from its process' start; None: nothing. `over`: when it ended."""

    seen: float | None
    over: float
    what: str = ""


@dataclass(frozen=True)
class Run:
    """How it is run: its command, for at most so many s from its start on, the seed, where, with how many threads."""

    command: str
    seconds: int
    seed: int
    folder: Path
    workers: int = 1

    def failures(self, address: str, topology: Topology) -> set[Failure]:
        """All that it shows of a correct connector: what is described more strictly than it has to be."""
        return {failure for _, failure, _ in self._shown(address, topology, None)}

    def first(self, address: str, topology: Topology, dropped: Collection[Failure]) -> Shown:
        """What it shows first that is not among those that are dropped; it ends with that."""
        began = time.time()
        news = [(at, failure) for at, failure, is_news in self._shown(address, topology, dropped) if is_news]
        over = time.time() - began
        at, failure = min(news, default=(None, ("", "", "")))
        return Shown(None if at is None else at - began, over, " ".join(failure).strip())

    def _shown(
        self, address: str, topology: Topology, dropped: Collection[Failure] | None
    ) -> Iterator[tuple[float, Failure, bool]]:
        """When (s since 1970) it showed what, and whether that counts."""
        description, notes, events = (self.folder / name for name in ("openapi.json", "notes.jsonl", "events.ndjson"))
        description.write_text(json.dumps(openapi(topology)), encoding="utf-8")
        for file in (notes, events):
            file.unlink(missing_ok=True)
        environment = {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "benchmarks.hooks", "C2C_FAILURES": str(notes)}
        environment["PYTHONHASHSEED"] = "0"  # the same seed, the same calls
        if dropped is not None:
            environment["C2C_DROPPED"] = json.dumps(sorted(dropped))
        words = [self.command, "run", str(description), "--url", f"http://{address}", "--max-time", str(self.seconds)]
        words += ["--seed", str(self.seed), "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"]
        words += [
            "--workers",
            str(self.workers),
            "--max-failures",
            "1",
            "--request-timeout",
            str(PATIENCE),
            "--generation-database",
            "none",
        ]
        words += ["--report", "ndjson", "--report-ndjson-path", str(events), *_token(topology)]
        subprocess.run(
            words,
            cwd=self.folder,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=self.seconds + 60,
            check=False,
        )
        if not events.exists():
            raise RuntimeError(f"{self.command} did not run")
        yield from _failures(notes)
        yield from ((at, error, error not in (dropped or ())) for at, error in _errors(events))


def _token(topology: Topology) -> list[str]:
    """The header that opens ledgers with a token; the others don't look at it."""
    tokens = [ledger.token for ledger in topology.ledgers if ledger.token is not None]
    return ["-H", f"Authorization: Bearer {tokens[0]}"] if tokens else []


def _failures(notes: Path) -> Iterator[tuple[float, Failure, bool]]:
    for line in notes.read_text(encoding="utf-8").splitlines() if notes.exists() else ():
        at, operation, kind, key, is_news = json.loads(line)
        yield at, (operation, kind, key), is_news


def _errors(events: Path) -> Iterator[tuple[float, Failure]]:
    """Calls that were not answered: no failures to Schemathesis, but it reports them likewise."""
    for line in events.read_text(encoding="utf-8").splitlines():
        error = json.loads(line).get("NonFatalError")
        if error is not None:
            yield error["timestamp"], (error["label"], "error", error["value"]["type"])
