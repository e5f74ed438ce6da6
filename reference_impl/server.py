"""The thin HTTP shell: brings calls and the time to a connector, and posts what it gives. Loopback by default."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any, Protocol
from urllib.parse import parse_qs

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from reference_impl.postman import Broken, Postman

HEAD_LIMIT = 500_000  # bytes of a call's head
BODY_LIMIT = 4_000_000  # bytes of a call's body
DRAIN_LIMIT = 64_000_000  # bytes read, and thrown away, of a larger one, so that its sender reads the answer
ANSWER_LIMIT = 65_536  # bytes read of the answer to an own call
AT_ONCE = 32  # calls open to one receiver, updates apart
BACKLOG = 5_000  # calls waiting for one receiver; what comes on top is dropped
PATHS = ("/rpc", "/rpc/")

Message = dict[str, Any]
Scope = dict[str, Any]


class Core(Protocol):
    """What is behind the shell."""

    def receive(self, message: Message, now: int) -> list[Message]: ...

    def tick(self, now: int) -> list[Message]: ...

    def next_tick(self) -> int | None: ...


class TooLarge(Exception):
    """A body above the limit."""


class CutOff(Exception):
    """The caller went before the whole body had come."""


class Shell:
    """An ASGI application around a connector; `timeout` in ms is how long a peer may take to answer."""

    def __init__(self, core: Core, timeout: int) -> None:
        self._core = core
        self._timeout = timeout / 1000
        self._began = time.time() - time.monotonic()
        self._keys = count(1)
        self._open: dict[int, asyncio.Future[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gates: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._backlog: dict[str, int] = defaultdict(int)
        self._timer: asyncio.TimerHandle | None = None
        self._postman = Postman(ANSWER_LIMIT)

    async def __aenter__(self) -> Shell:
        self._tick()
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._postman.close()

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """One HTTP exchange."""
        if scope["type"] != "http":
            return
        status, body = await self._exchange(scope, receive)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if status == 413:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _exchange(self, scope: Scope, receive: Callable[[], Awaitable[Message]]) -> tuple[int, bytes]:
        if scope["path"] not in PATHS:
            return 404, b'{"id":"NotFoundError","message":"no such path"}'
        if scope["method"] != "POST":
            return 405, b'{"id":"MethodNotAllowedError","message":"only POST"}'
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=20)
            body = await read_body(receive)
        except ValueError:
            return 400, b'{"id":"InvalidUriParameterError","message":"the query is malformed"}'
        except CutOff:
            return 400, b'{"id":"InvalidBodyError","message":"the body is cut off"}'
        except TooLarge:
            return 413, b'{"id":"InvalidBodyError","message":"the body is too large"}'
        key = next(self._keys)
        answer = asyncio.get_running_loop().create_future()
        self._open[key] = answer
        call = {
            "kind": "request",
            "key": key,
            "method": query.get("method", [None])[0],
            "prefix": query.get("prefix", [None])[0],
            "authorization": _header(scope, b"authorization"),
            "body": body,
        }
        try:
            self._send(self._core.receive(call, self._now()))
        except Exception:
            del self._open[key]
            traceback.print_exc(file=sys.stderr)
            return 500, b'{"id":"InternalError","message":"internal error"}'
        message = await answer
        return message["status"], message["body"]

    def _now(self) -> int:
        """ms since 1970, on a clock that never goes back."""
        return int((self._began + time.monotonic()) * 1000)

    def _send(self, messages: list[Message]) -> None:
        for message in messages:
            if message["kind"] == "response":
                answer = self._open.pop(message["key"], None)
                if answer is not None and not answer.done():
                    answer.set_result(message)
            else:
                task = asyncio.get_running_loop().create_task(self._deliver(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        self._wait_for_next_tick()

    def _wait_for_next_tick(self) -> None:
        due = self._core.next_tick()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if due is not None:
            delay = max(0.0, due / 1000 - self._began - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(delay + 0.001, self._tick)

    def _tick(self) -> None:
        try:
            self._send(self._core.tick(self._now()))
        except Exception:
            traceback.print_exc(file=sys.stderr)
            self._wait_for_next_tick()

    async def _deliver(self, message: Message) -> None:
        """Posts an own call and brings its answer back. Updates wait for no other call."""
        receiver, lane, _ = message["key"].rsplit("#", 2)
        if lane == "routes":
            status, body = await self._post(message)
        elif self._backlog[receiver] >= BACKLOG:
            status, body = None, b""
        else:
            self._backlog[receiver] += 1
            try:
                async with self._gates[receiver]:
                    status, body = await self._post(message)
            finally:
                self._backlog[receiver] -= 1
        answer = {"kind": "response", "key": message["key"], "status": status, "body": body}
        self._send(self._core.receive(answer, self._now()))

    async def _post(self, message: Message) -> tuple[int | None, bytes]:
        headers = {"content-type": "application/json"}
        if message["authorization"] is not None:
            headers["authorization"] = message["authorization"]
        parameters = {"method": message["method"], "prefix": message["prefix"]}
        try:
            async with asyncio.timeout(self._timeout):
                return await self._postman.post(message["url"], parameters, headers, message["body"])
        except (Broken, TimeoutError):
            return None, b""


class Connection(HttpToolsProtocol):
    """One that a peer opened; it is closed when the head of a call grows without end."""

    head = 0  # bytes of a head that is not whole yet

    def on_headers_complete(self) -> None:
        self.head = -1
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        self.head = 0
        super().on_message_begin()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.head >= 0:
            self.head += len(data)
        if self.head > HEAD_LIMIT:
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn, ending with exit code 0 at SIGTERM and SIGINT."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True


async def serve(core: Core, timeout: int, host: str, port: int) -> None:
    # Named, since asyncio switches Nagle off only on sockets whose protocol says TCP.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        bound = listener.getsockname()
        async with Shell(core, timeout) as shell:
            config = uvicorn.Config(
                shell,
                interface="asgi3",
                proxy_headers=False,
                http=Connection,
                ws="none",
                lifespan="off",
                log_level="critical",
                access_log=False,
                timeout_keep_alive=60,
                timeout_graceful_shutdown=1,
            )
            print(f"listening on http://{bound[0]}:{bound[1]}/rpc", flush=True)
            await Server(config).serve(sockets=[listener])


async def read_body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    """The body of a call. Raises TooLarge, or CutOff."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= BODY_LIMIT:
            parts.append(chunk)
        if size > DRAIN_LIMIT or (size > BODY_LIMIT and not message.get("more_body", False)):
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
