"""A target that the run starts itself: its process, its ports, its last output."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from conformance.harness import guard
from conformance.verdicts import UsageError
from schemas.topology import Topology

END_LIMIT = 5  # seconds from SIGTERM to SIGKILL
SESSION, PAGES = 3, 21  # places in /proc/PID/stat behind the command: its session, its resident pages
TAIL = 4000  # bytes of output that are shown


class TargetProcess:
    """A started connector: finds its port in C2C_PORT, the topology as JSON with this run's ports in C2C_TOPOLOGY."""

    def __init__(self, command: str, topology: Topology) -> None:
        self.command, self.topology = command, topology
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.folder = tempfile.TemporaryDirectory(prefix="c2c-target-")
        self.output = Path(self.folder.name) / "output.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the command; UsageError where it can't be started."""
        file = Path(self.folder.name) / "topology.json"
        file.write_text(json.dumps(self.topology.to_json()), encoding="utf-8")
        environment = {**os.environ, "C2C_PORT": str(self.port), "C2C_TOPOLOGY": str(file)}
        words = [sys.executable, "-m", "reference_impl"] if self.command == "reference" else shlex.split(self.command)
        try:
            with self.output.open("ab") as output:
                self._process = subprocess.Popen(
                    words,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
        except (OSError, IndexError) as error:
            raise UsageError(f"--target-cmd {self.command!r} can't be started: {error}") from None
        # A target that outlives its run would send its updates to whoever listens on this run's port next.
        self._guard = subprocess.Popen(
            [sys.executable, "-S", guard.__file__, str(self._process.pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def died(self) -> int | None:
        """The exit status of a target that has ended by itself, else None."""
        return None if self._process is None else self._process.poll()

    def memory(self) -> int | None:
        """The resident memory (bytes) of the process and its children; None where the system does not tell it."""
        return None if self._process is None else resident_memory(self._process.pid)

    def waited(self) -> int:
        """How long (ms) in all the process had work and no processor to do it on; 0 where the system does not tell."""
        return 0 if self._process is None else waited(self._process.pid)

    def last_output(self) -> str:
        """The end of what the target printed."""
        if not self.output.exists():
            return ""
        return self.output.read_bytes()[-TAIL:].decode("utf-8", "backslashreplace").strip()

    def asks_to_end(self) -> None:
        """Tells the process group to end, and waits for nothing: `stop` does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def stop(self) -> None:
        """Ends the process group that was started here."""
        process, self._process = self._process, None
        if process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
            except ProcessLookupError:
                break
            try:
                process.wait(END_LIMIT)
                break
            except subprocess.TimeoutExpired:
                continue
        process.wait(END_LIMIT)
        if self._guard is not None:
            self._guard.communicate(b"ended", timeout=END_LIMIT)

    def close(self) -> None:
        """Ends the target and removes its files."""
        self.stop()
        self.folder.cleanup()


def resident_memory(session: int) -> int | None:
    """The resident memory (bytes) of all processes of the session; None without /proc, or where there are none."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[SESSION]) == session:
            found.append(int(fields[PAGES]) * os.sysconf("SC_PAGE_SIZE"))
    return sum(found) if found else None


def waited(process: int) -> int:
    """How long (ms) the process' first thread has waited for a processor; 0 without /proc, or where it has ended."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[1]) // 10**6
    except (OSError, IndexError, ValueError):
        return 0


def free_port() -> int:
    """A port of the loopback that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
