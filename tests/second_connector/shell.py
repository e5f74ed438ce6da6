"""The second connector over HTTP: calls come in by uvicorn, own calls go out over a connection each."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, Protocol
from urllib.parse import parse_qs, quote, urlsplit

import uvicorn

LIMIT = 4_000_000  # bytes of a body
PATIENCE = 2  # seconds that the answer to an own call may take
LONGEST = 30  # seconds that a caller is kept waiting
CLOSED_AFTER = 40  # every so many answers the connection is closed

Message = dict[str, Any]


class Door(Protocol):
    """The memory door of a connector (docs/memory-door.md)."""

    def receive(self, message: Message, now: int) -> list[Message]: ...

    def tick(self, now: int) -> list[Message]: ...

    def next_tick(self) -> int | None: ...


class Shell:
    """Brings calls and the time (ms of the epoch) to a connector; all in one thread."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._began = time.time() - time.monotonic()
        self._keys = count(1)
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def serve(self, port: int) -> None:
        """Serves on the loopback until a signal ends it."""
        config = uvicorn.Config(
            self, "127.0.0.1", port, lifespan="off", log_level="error", timeout_graceful_shutdown=1, ws="none"
        )
        self._tick()
        await uvicorn.Server(config).serve()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """One call of a peer's."""
        status, body = await self._called(scope, receive)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if next(self._keys) % CLOSED_AFTER == 0:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _called(self, scope: Message, receive: Callable[[], Awaitable[Message]]) -> tuple[int, bytes]:
        body, more = b"", True
        while more:
            part = await receive()
            body += part.get("body", b"")
            more = part["type"] == "http.request" and part.get("more_body", False)
            if len(body) > LIMIT or part["type"] != "http.request":
                return 413, b'{"id":"TooLarge","message":"that is too large"}'
        if scope["path"] != "/rpc" or scope["method"] != "POST":
            return 404, b'{"id":"NotFound","message":"POST to /rpc"}'
        return await self._ask(scope, body)

    async def _ask(self, scope: Message, body: bytes) -> tuple[int, bytes]:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        method, prefix = (query.get(name, [None])[0] for name in ("method", "prefix"))
        header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), None)
        key = f"http-{next(self._keys)}"
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[key] = answer
        call = {"kind": "request", "key": key, "method": method, "prefix": prefix, "authorization": header}
        self._take(self._door.receive({**call, "body": body}, self._now()))
        try:
            said = await asyncio.wait_for(answer, LONGEST)
        except TimeoutError:
            return 503, b'{"id":"Busy","message":"later"}'
        finally:
            self._waiting.pop(key, None)
        return said["status"], said["body"]

    def _now(self) -> int:
        return int((self._began + time.monotonic()) * 1000)

    def _take(self, messages: list[Message]) -> None:
        """Gives answers to who waits for them, and makes the connector's calls."""
        for message in messages:
            if message["kind"] == "request":
                task = asyncio.get_running_loop().create_task(self._call(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            elif message["key"] in self._waiting and not self._waiting[message["key"]].done():
                self._waiting[message["key"]].set_result(message)
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        due = self._door.next_tick()
        if due is not None:
            delay = max(0, due - self._now()) / 1000
            self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def _tick(self) -> None:
        self._take(self._door.tick(self._now()))

    async def _call(self, message: Message) -> None:
        try:
            status, body = await asyncio.wait_for(_post(message), PATIENCE)
        except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
            status, body = None, b""
        answer = {"kind": "response", "key": message["key"], "status": status, "body": body}
        self._take(self._door.receive(answer, self._now()))


async def _post(message: Message) -> tuple[int | None, bytes]:
    """Posts a call over a connection of its own; the status, and the answer, or its beginning."""
    parts = urlsplit(message["url"])
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        lines = [
            f"POST {parts.path}?method={quote(message['method'])}&prefix={quote(message['prefix'])} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Content-Type: application/json; charset=utf-8",
            f"Content-Length: {len(message['body'])}",
            "Connection: close",
        ]
        if message["authorization"] is not None:
            lines.append(f"Authorization: {message['authorization']}")
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + message["body"])
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *([0-9]{1,7})", head)
        body = reader.readexactly(int(length[1])) if length else reader.read(LIMIT)
        return int(head.split(b" ", 2)[1]), await body
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
