"""`python -m benchmarks.counted CLASS FILE [CALLS]`: a connector as a process that counts the calls it gets.

The file (in a folder: one named after the port) gets three numbers: how many calls there were, and when the first and
the last one came (s). CALLS gets the calls themselves, a line of JSON each: when (ms since the start), method, prefix,
authorization, the body in base64.
"""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from reference_impl.server import Message, serve
from schemas import topology as topologies

SELDOM = 50  # calls between two times that the file is written


class Counted:
    """A connector with a count around it; `calls`: where these are kept, if anywhere."""

    def __init__(self, core: Any, file: Path, calls: Path | None = None) -> None:
        self._core, self._file = core, file
        self._calls = calls.open("w", encoding="utf-8") if calls else None
        self._began = time.monotonic()
        self._count, self._first, self._last = 0, 0.0, 0.0
        self.next_tick = core.next_tick

    def receive(self, message: Message, now: int) -> list[Message]:
        """Counts a peer's call."""
        if message["kind"] == "request":
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._count += 1
            if self._count % SELDOM == 0:
                self._write()
            self._keep(message)
        found: list[Message] = self._core.receive(message, now)
        return found

    def tick(self, now: int) -> list[Message]:
        """Writes the count, which is so at most a broadcast interval old."""
        self._write()
        found: list[Message] = self._core.tick(now)
        return found

    def _write(self) -> None:
        self._file.write_text(f"{self._count} {self._first} {self._last}", encoding="utf-8")
        if self._calls:
            self._calls.flush()

    def _keep(self, message: Message) -> None:
        if self._calls:
            row: list[Any] = [message[name] for name in ("method", "prefix", "authorization")]
            body = base64.b64encode(message["body"]).decode()
            self._calls.write(json.dumps([int((self._last - self._began) * 1000), *row, body]) + "\n")


def main() -> int:
    """Serves until it is ended."""
    module, _, name = sys.argv[1].partition(":")
    core = getattr(importlib.import_module(module), name)(topologies.load(os.environ["C2C_TOPOLOGY"]).to_json())
    file, *calls = map(Path, sys.argv[2:])
    counted = Counted(core, file / os.environ["C2C_PORT"] if file.is_dir() else file, *calls)
    asyncio.run(serve(counted, core.broadcaster.delivery_timeout(), "127.0.0.1", int(os.environ["C2C_PORT"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
