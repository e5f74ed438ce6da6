"""How messages travel and how time passes: the records that every binding speaks in, and the table of bindings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from schemas.topology import Topology


@dataclass(frozen=True)
class Call:
    """An RPC call, either way: method and ledger prefix as in the URL, the authorization header, the body's bytes."""

    key: int
    method: str | None
    prefix: str | None
    authorization: str | None
    body: bytes


@dataclass(frozen=True)
class Reply:
    """How a call was answered; status None: no answer (refused, broken, timed out).

    `delay`: ms before it is given; None: never. `endless`: it begins and never ends. `refused`: nobody listens there.
    `held`: another one takes its place, which `Binding.respond` gives. `account`: of the peer that answers badly.
    """

    status: int | None
    body: bytes = b"true"
    delay: int | None = 0
    refused: bool = False
    endless: bool = False
    held: bool = False
    account: str = ""


@dataclass(frozen=True)
class Arrived:
    """The target called: stamped when it came in, and how it was answered at once."""

    at: int
    call: Call
    reply: Reply


@dataclass(frozen=True)
class Answered:
    """The target answered (or failed to answer) the call with that key."""

    at: int
    key: int
    reply: Reply


Event = Arrived | Answered


class TargetCrashed(Exception):
    """A target in this process let an exception escape: what a process would have ended by. The text names it."""


Reception = Callable[[Call], Reply]


class Binding(Protocol):
    """A way to reach a target. Times are ms since the binding began."""

    features: frozenset[str]
    address: str

    def now(self) -> int:
        """The present moment in ms."""

    def clock(self) -> int:
        """The same as ms since 1970, by the clock that the target has too."""

    def lateness(self, since: int) -> int:
        """How late, in ms, the harness itself was at worst since that moment (ms)."""

    def post(self, call: Call, timeout: int) -> None:
        """Sends a call to the target without waiting; its answer comes as an event."""

    def respond(self, key: int, reply: Reply) -> None:
        """Answers a call of the target's that was held; a second time, or too late, it has no effect."""

    def let_go(self, account: str) -> None:
        """Breaks off the calls to which the account's replies never come to an end."""

    def next_event(self, until: int) -> Event | None:
        """The next event, waited for up to the moment `until` (ms); None when that has come first."""

    def raw(self, data: bytes, timeout: int) -> bytes:
        """Sends bytes on a connection of their own and gives what came back; only where features has `sockets`."""

    def close(self) -> None:
        """Lets go of sockets and threads."""


def open_binding(address: str, topology: Topology, reception: Reception, listener: object = None) -> Binding:
    """The binding for an address: `memory:package.module:Class`, host:port or an http URL."""
    if address.startswith("memory:"):
        from conformance.bindings.memory import MemoryBinding

        return MemoryBinding(address, topology, reception)
    from conformance.bindings.plugin_rpc import Listener, PluginRpcBinding

    if listener is not None and not isinstance(listener, Listener):
        raise TypeError("a listener of this binding is needed")
    return PluginRpcBinding(address, topology, reception, listener)
