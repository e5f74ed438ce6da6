"""Plugin RPC over HTTP (IL-RFC 21): the harness posts to the target; a thread listens, stamps and answers at once."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Coroutine
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httptools

from conformance.bindings import Answered, Arrived, Call, Event, Reception, Reply
from conformance.bindings.posting import NoAnswer, Post, Refused
from conformance.bindings.serving import BODY_LIMIT, Asked, Connection, Door
from conformance.verdicts import UsageError
from schemas.topology import Topology

BACKLOG = 1024  # connections that wait until they are taken
ENDLESS_STEP = 0.1  # seconds between two parts of an answer that never ends
KNOWN = 256  # URLs whose meaning is kept
LAG_PROBE = 0.05  # seconds between two looks at the thread's own lateness


class Listener:
    """The socket on which the target's calls arrive, opened before the target starts.

    With `alone` the path must be this one: calls to others come from a stranger, who knew an earlier listener here.
    """

    def __init__(self, host: str, port: int, path: str = "/rpc", alone: bool = False) -> None:
        self.path = path if alone else None
        # Named, since asyncio switches Nagle off only on sockets whose protocol says TCP.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.socket.bind((host, port))
        except OSError as error:
            self.socket.close()
            raise UsageError(
                f"can't listen on {host}:{port}, where the topology's rpc_url has the target call its peers: {error}. "
                "Free the port, or give a topology with another rpc_url."
            ) from None
        self.socket.listen(128)
        self.url = f"http://{host}:{self.socket.getsockname()[1]}{path}"


class PluginRpcBinding:
    """A target behind HTTP: one thread with one event loop does all input and output."""

    features: frozenset[str] = frozenset({"http", "sockets"})

    def __init__(
        self, address: str, topology: Topology, reception: Reception, listener: Listener | None = None
    ) -> None:
        self.address = target_url(address)
        self._reception = reception
        self._events: deque[Event] = deque()
        self._calls_out: queue.SimpleQueue[None] = queue.SimpleQueue()  # wakes who waits for an event
        self._is_about_to_call = False
        self._began = time.monotonic()
        self._held: dict[int, asyncio.Future[Reply]] = {}
        self._hanging: dict[str, asyncio.Event] = {}  # what ends the replies of that account which have no end
        self._outgoing: deque[tuple[Call, float]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._lags: list[tuple[int, int]] = []
        self._key = 0
        own = listener or _listener_of(topology)
        self._path = own.path
        self._loop = asyncio.new_event_loop()
        self._door = Door(self._served)
        self._closing = asyncio.Event()
        self._post_office = Post(self.address, BODY_LIMIT)
        self._thread = threading.Thread(target=self._run, args=(own.socket,), name="plugin-rpc", daemon=True)
        self._thread.start()

    def now(self) -> int:
        return int((time.monotonic() - self._began) * 1000)

    def clock(self) -> int:
        return int(time.time() * 1000)

    def lateness(self, since: int) -> int:
        first = bisect_left(self._lags, (since, 0))
        return max((lag for _, lag in self._lags[first:]), default=0)

    def post(self, call: Call, timeout: int) -> None:
        self._outgoing.append((call, timeout / 1000))
        if len(self._outgoing) == 1:  # else the loop is about to take it along
            self._loop.call_soon_threadsafe(self._post_all)

    def respond(self, key: int, reply: Reply) -> None:
        self._loop.call_soon_threadsafe(self._release, key, reply)

    def _release(self, key: int, reply: Reply) -> None:
        waiting = self._held.get(key)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    async def _until_released(self, key: int, connection: Connection) -> Reply | None:
        """The reply that takes a held one's place; None where the caller has gone, or the binding ends before."""
        waiting = self._held[key]
        ended = asyncio.ensure_future(self._closing.wait())
        await asyncio.wait([waiting, connection.gone, ended], return_when=asyncio.FIRST_COMPLETED)
        del self._held[key]
        ended.cancel()
        return waiting.result() if waiting.done() else None

    def let_go(self, account: str) -> None:
        self._loop.call_soon_threadsafe(lambda: self._end_of(account).set())

    def _end_of(self, account: str) -> asyncio.Event:
        """For the replies under way; later ones have another end."""
        end = self._hanging.get(account)
        if end is None or end.is_set():
            end = self._hanging[account] = asyncio.Event()
        return end

    def next_event(self, until: int) -> Event | None:
        while not self._events:
            left = (until - self.now()) / 1000
            try:
                self._calls_out.get(timeout=left) if left > 0 else self._calls_out.get_nowait()
            except queue.Empty:
                break
        return self._events.popleft() if self._events else None

    def raw(self, data: bytes, timeout: int) -> bytes:
        parts = urlsplit(self.address)
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=timeout / 1000) as connection:
            connection.sendall(data)
            received = b""
            try:
                while len(received) < BODY_LIMIT and (chunk := connection.recv(65536)):
                    received += chunk
            except OSError:  # a time-out or a reset ends the answer
                pass
            return received

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(timeout=10)

    def _run(self, listening: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main(listening))
        finally:
            self._loop.close()
            listening.close()

    async def _main(self, listening: socket.socket) -> None:
        serving = await self._loop.create_server(self._door, sock=listening, backlog=BACKLOG)
        watching = asyncio.create_task(self._watch_lag())
        await self._closing.wait()
        watching.cancel()
        serving.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._door.close()
        await self._post_office.close()

    async def _watch_lag(self) -> None:
        """Measures how late this thread runs; judgements of time look at it."""
        while not self._closing.is_set():
            before = self._loop.time()
            await self._pause(LAG_PROBE)
            late = int((self._loop.time() - before - LAG_PROBE) * 1000)
            self._lags.append((self.now(), late))
            self._door.sweep()

    async def _pause(self, seconds: float | None, *ends: asyncio.Event) -> None:
        """Lets time pass, but not beyond the binding's end, or one of these."""
        waits = [asyncio.ensure_future(each.wait()) for each in (self._closing, *ends)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _post_all(self) -> None:
        while self._outgoing:
            call, timeout = self._outgoing[0]
            self._start(self._post(call, timeout))
            self._outgoing.popleft()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins what goes on for a while."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _happened(self, event: Event) -> None:
        """Notes the event; who waits is woken once for all of this round of the loop: each time threads change."""
        self._events.append(event)
        if not self._is_about_to_call:
            self._is_about_to_call = True
            self._loop.call_soon(self._call_out)

    def _call_out(self) -> None:
        self._is_about_to_call = False
        if self._calls_out.empty():
            self._calls_out.put(None)

    async def _post(self, call: Call, timeout: float) -> None:
        query = {name: value for name, value in (("method", call.method), ("prefix", call.prefix)) if value is not None}
        headers = {"Content-Type": "application/json"}
        if call.authorization is not None:
            headers["Authorization"] = call.authorization
        try:
            async with asyncio.timeout(timeout):
                reply = Reply(*await self._post_office.send(query, headers, call.body))
        except TimeoutError:
            reply = Reply(None, b"no answer in time")
        except (NoAnswer, ValueError) as error:
            reply = Reply(None, str(error).encode(errors="replace"), refused=isinstance(error, Refused))
        self._happened(Answered(self.now(), call.key, reply))

    def _served(self, asked: Asked, connection: Connection) -> None:
        """A call of the target's: the event, and the answer, at once where it is a plain one."""
        try:
            path, method, prefix = _asked_of(asked.url)
        except (httptools.HttpParserError, ValueError):
            connection.refuse()
            return
        if self._path is not None and path.rstrip("/") != self._path:
            connection.answer(404, b"")
            return
        self._key += 1
        call = Call(self._key, method, prefix, asked.authorization, asked.body)
        reply = self._reception(call)
        if reply.held:
            self._held[call.key] = self._loop.create_future()
        self._happened(Arrived(self.now(), call, reply))
        if reply.status is not None and reply.delay == 0 and not (reply.held or reply.endless):
            connection.answer(reply.status, reply.body)
        else:
            self._start(self._answer_otherwise(call.key, reply, connection))

    async def _answer_otherwise(self, key: int, reply: Reply, connection: Connection) -> None:
        """Gives an answer that comes later, never, or without end."""
        if reply.held:
            released = await self._until_released(key, connection)
            if released is None:
                return
            reply = released
        if reply.delay is None:
            await self._pause(None, self._end_of(reply.account))
            reply = replace(reply, status=None)
        elif reply.delay != 0:
            await self._pause(reply.delay / 1000)
        if reply.endless:
            await self._go_on_for_ever(connection, self._end_of(reply.account))
        elif reply.status is None:
            connection.breaks_off(len(reply.body))
        else:
            connection.answer(reply.status, reply.body)

    async def _go_on_for_ever(self, connection: Connection, end: asyncio.Event) -> None:
        """An answer's body that never ends, until the caller has gone or is let go."""
        connection.begins()
        while not connection.gone.done() and not self._closing.is_set() and not end.is_set():
            connection.goes_on(b" " * 64)
            await asyncio.wait([connection.gone], timeout=ENDLESS_STEP)
        connection.close()


@lru_cache(maxsize=KNOWN)
def _asked_of(url: bytes) -> tuple[str, str | None, str | None]:
    """The path, the method and the ledger prefix in a call's URL. HttpParserError or ValueError where it is none."""
    parts = httptools.parse_url(url)
    found = parse_qs((parts.query or b"").decode("latin-1"), keep_blank_values=True)
    method, prefix = (found.get(name, [None])[0] for name in ("method", "prefix"))
    return unquote((parts.path or b"").decode("ascii")), method, prefix


def target_url(address: str) -> str:
    """The URL of a target given as host:port or http URL; UsageError for anything else."""
    url = address if "://" in address else f"http://{address}"
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme != "http" or not parts.hostname or port is None:
        raise UsageError(f"--target {address}: give host:port or an http URL with a port, like 127.0.0.1:7700")
    return url if parts.path not in ("", "/") else f"http://{parts.netloc}/rpc"


def _listener_of(topology: Topology) -> Listener:
    urls = {ledger.rpc_url for ledger in topology.ledgers}
    if len(urls) > 1:
        raise UsageError(
            f"the topology names {len(urls)} rpc_urls; this harness listens on one: {', '.join(sorted(urls))}"
        )
    parts = urlsplit(urls.pop())
    if parts.hostname is None or parts.port is None:
        raise UsageError("the topology's rpc_url needs a host and a port, like http://127.0.0.1:7701/rpc")
    return Listener(parts.hostname, parts.port, parts.path or "/rpc")
