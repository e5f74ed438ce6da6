"""Plugin RPC over HTTP (IL-RFC 21): the harness posts to the target; a thread listens, stamps and answers at once."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
import time
from bisect import bisect_left
from collections import deque
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn

from conformance.bindings import Answered, Arrived, Call, Event, Reception, Reply
from conformance.bindings.heads import BoundedHeads
from conformance.bindings.posting import NoAnswer, Post, Refused
from conformance.verdicts import UsageError
from schemas.topology import Topology

BODY_LIMIT = 4 * 1024 * 1024  # bytes read of one body, either way
ENDLESS_STEP = 0.1  # seconds between two parts of an answer that never ends
AUTH = b"authorization"
KNOWN = 256  # queries whose meaning is kept
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
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._began = time.monotonic()
        self._held: dict[int, asyncio.Future[Reply]] = {}
        self._hanging: dict[str, asyncio.Event] = {}  # what ends the replies of that account which have no end
        self._outgoing: deque[tuple[Call, float]] = deque()
        self._posting: set[asyncio.Task[None]] = set()
        self._lags: list[tuple[int, int]] = []
        self._key = 0
        own = listener or _listener_of(topology)
        self._path = own.path
        self._loop = asyncio.new_event_loop()
        config = uvicorn.Config(
            self._serve,
            interface="asgi3",
            proxy_headers=False,
            lifespan="off",
            log_level="critical",
            access_log=False,
            http=BoundedHeads,
            loop="none",
            ws="none",
        )
        self._server = uvicorn.Server(config)
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

    async def _until_released(self, key: int, receive: Any) -> Reply | None:
        """The reply that takes a held one's place; None where the caller has gone, or the binding ends before."""
        waiting = self._held[key]
        gone, ended = (asyncio.ensure_future(each) for each in (receive(), self._closing.wait()))
        await asyncio.wait([waiting, gone, ended], return_when=asyncio.FIRST_COMPLETED)
        del self._held[key]
        gone.cancel()
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
        left = (until - self.now()) / 1000
        try:
            return self._events.get(timeout=left) if left > 0 else self._events.get_nowait()
        except queue.Empty:
            return None

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
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)

    def _run(self, listening: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main(listening))
        finally:
            self._loop.close()
            listening.close()

    async def _main(self, listening: socket.socket) -> None:
        serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        watching = asyncio.create_task(self._watch_lag())
        await self._closing.wait()
        watching.cancel()
        await asyncio.gather(serving, watching, return_exceptions=True)
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._post_office.close()

    async def _watch_lag(self) -> None:
        """Measures how late this thread runs; judgements of time look at it."""
        while not self._closing.is_set():
            before = self._loop.time()
            await self._pause(LAG_PROBE)
            late = int((self._loop.time() - before - LAG_PROBE) * 1000)
            self._lags.append((self.now(), late))

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
            posting = self._loop.create_task(self._post(call, timeout))
            self._posting.add(posting)
            posting.add_done_callback(self._posting.discard)
            self._outgoing.popleft()

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
        self._events.put(Answered(self.now(), call.key, reply))

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        """The ASGI application behind which the peers live."""
        if scope["type"] != "http":
            return
        if self._path is not None and scope["path"].rstrip("/") != self._path:
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        authorization = next((value.decode("latin-1") for name, value in scope["headers"][::-1] if name == AUTH), None)
        body = b""
        while True:
            part = await receive()
            if part["type"] != "http.request":
                return
            body = (body + part.get("body", b""))[:BODY_LIMIT]
            if not part.get("more_body"):
                break
        self._key += 1
        call = Call(self._key, *_asked_of(scope["query_string"]), authorization, body)
        reply = self._reception(call)
        if reply.held:
            self._held[call.key] = self._loop.create_future()
        self._events.put(Arrived(self.now(), call, reply))
        if reply.held:
            released = await self._until_released(call.key, receive)
            if released is None:
                return
            reply = released
        if reply.delay is None:
            await self._pause(None, self._end_of(reply.account))
            reply = replace(reply, status=None)
        elif reply.delay != 0:
            await self._pause(reply.delay / 1000)
        content = [(b"content-type", b"application/json")]
        if reply.endless:
            await send({"type": "http.response.start", "status": 200, "headers": content})
            await self._go_on_for_ever(receive, send, self._end_of(reply.account))
            return
        content.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status or 200, "headers": content})
        if reply.status is not None:  # else the connection is closed before the answer's body
            await send({"type": "http.response.body", "body": reply.body})

    async def _go_on_for_ever(self, receive: Any, send: Any, end: asyncio.Event) -> None:
        """An answer's body that never ends, until the caller has gone or is let go."""
        gone = asyncio.ensure_future(receive())
        while not gone.done() and not self._closing.is_set() and not end.is_set():
            await send({"type": "http.response.body", "body": b" " * 64, "more_body": True})
            await asyncio.wait([gone], timeout=ENDLESS_STEP)
        gone.cancel()


@lru_cache(maxsize=KNOWN)
def _asked_of(query: bytes) -> tuple[str | None, str | None]:
    """The method and the ledger prefix in a call's query."""
    found = parse_qs(query.decode("latin-1"), keep_blank_values=True)
    method, prefix = (found.get(name, [None])[0] for name in ("method", "prefix"))
    return method, prefix


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
