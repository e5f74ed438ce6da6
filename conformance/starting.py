"""Reaches a target: one that runs already, one that is started for it with ports of its own, or one in memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from conformance.bindings import Binding, Call, Reply, open_binding
from conformance.bindings.plugin_rpc import Listener
from conformance.engine import READY_LIMIT, Run, TargetMute
from conformance.harness.target import TargetProcess
from conformance.harness.world import World
from schemas.topology import Topology

LAST_MOMENT = 500  # ms until a process that no longer answers is seen to have ended
RUNNING_LIMIT = 5_000  # ms a target that is said to run already may take until it answers


@dataclass(frozen=True)
class Source:
    """Where a target comes from: an address, or the command that starts it."""

    topology: Topology
    address: str | None = None
    command: str | None = None

    @property
    def can_restart(self) -> bool:
        """Whether there can be a fresh one at any time."""
        return self.address is None or self.address.startswith("memory:")


class Reached:
    """A target and the run that reaches it. Raises TargetMute where it does not answer, with its last output."""

    def __init__(self, source: Source, seed: int) -> None:
        self.process: TargetProcess | None = None
        self._topology, listener, address = source.topology, None, source.address
        if address is None:
            listener = Listener("127.0.0.1", 0, f"/{secrets.randbits(48):x}/rpc", alone=True)
            self._topology = source.topology.with_rpc_url(listener.url)
            self.process = TargetProcess(source.command or "reference", self._topology)
            address = self.process.address

        def connect(world: World) -> Binding:
            self._world = world
            binding = open_binding(address, self._topology, self._reception, listener)
            if self.process is not None:
                self.process.start()
            return binding

        self.run = Run(self._topology, connect, seed)
        self.run.world.from_the_start = source.can_restart
        self._watch_process()
        try:
            self.run.wait_until_ready(READY_LIMIT if self.process else RUNNING_LIMIT)
        except TargetMute as error:
            words = self.process.last_output() if self.process else ""
            self.close()
            raise TargetMute(f"{error}" + (f"\nIts last output:\n{words}" if words else "")) from None

    def begin_anew(self, seed: int) -> None:
        """A new run over the same binding: nothing is remembered of what was said before."""
        binding = self.run.world.binding

        def connect(world: World) -> Binding:
            self._world = world
            return binding

        self.run = Run(self._topology, connect, seed)
        self._watch_process()

    def _watch_process(self) -> None:
        if self.process is not None:
            self.run.world.memory = self.process.memory
            self.run.world.excuses.waited = self.process.waited

    def has_ended(self) -> bool:
        """Whether a target that was started here has ended by itself."""
        return self.process is not None and self.process.died is not None

    def comes_to_end(self) -> bool:
        """The same, seen for a moment longer: a process closes its sockets before it has ended."""
        return self.process is not None and self.run.world.wait(self.has_ended, LAST_MOMENT)

    def retires(self) -> None:
        """Tells a target that was started here to end, while another one may begin already; `close` is still due."""
        if self.process is not None:
            self.process.asks_to_end()

    def close(self) -> None:
        """Lets go of the target, and ends it where it was started here."""
        self.run.close()
        if self.process is not None:
            self.process.close()

    def _reception(self, call: Call) -> Reply:
        return self._world.reception(call)
