"""Serving over HTTP: how calls may be written, and what their callers hear."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from conformance.bindings.serving import Asked, Connection, Door

CALL = b"POST /rpc?n=%d HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n[]"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Serving = Callable[[Asked, Connection], None]


class _Kept(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)


def _run(served: Serving, work: Callable[[Streams, Door], Awaitable[None]]) -> None:
    async def main() -> None:
        door = Door(served)
        server = await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0)
        streams = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            async with asyncio.timeout(10):
                await work(streams, door)
        finally:
            streams[1].close()
            server.close()
            await door.close()

    asyncio.run(main())


def _echo(asked: Asked, connection: Connection) -> None:
    connection.answer(200, b"%b %b %b" % (asked.url, asked.body, (asked.authorization or "-").encode()))


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return head, await reader.readexactly(length)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (CALL % 1, b"/rpc?n=1 [] -"),
        (b"GET /rpc HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\nAUTHORIZATION: b\r\n\r\n", b"/rpc  b"),
        (
            b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n",
            b"/ [] -",
        ),
        (b"POST / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n", b"/  -"),
    ],
)
def test_a_call_is_taken_however_its_bytes_come(call: bytes, answer: bytes) -> None:
    async def main() -> None:
        connection, kept = Door(_echo)(), _Kept()
        connection.connection_made(kept)
        for place in range(len(call)):
            assert not kept.written
            connection.data_received(call[place : place + 1])
        assert kept.written.startswith(b"HTTP/1.1 200 OK\r\n")
        assert kept.written.endswith(b"\r\n\r\n" + answer)

    asyncio.run(main())


def test_calls_that_come_at_once_are_answered_in_their_order() -> None:
    """Also where one has to wait: those behind it are not looked at before."""
    waiting: list[Connection] = []

    def served(asked: Asked, connection: Connection) -> None:
        if asked.url.endswith(b"=3"):
            waiting.append(connection)
        else:
            _echo(asked, connection)

    async def work(streams: Streams, door: Door) -> None:
        reader, writer = streams
        writer.write(b"".join(CALL % number for number in range(3000)))
        for number in range(3):
            assert (await _answer(reader))[1] == b"/rpc?n=%d [] -" % number
        assert len(waiting) == 1
        waiting[0].answer(202, b"late")
        assert (await _answer(reader))[1] == b"late"
        for number in range(4, 3000):
            assert (await _answer(reader))[1] == b"/rpc?n=%d [] -" % number

    _run(served, work)


def test_who_waits_for_a_word_before_he_sends_the_body_gets_it() -> None:
    async def work(streams: Streams, door: Door) -> None:
        reader, writer = streams
        writer.write(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"{}")
        assert (await _answer(reader))[1] == b"/ {} -"

    _run(_echo, work)


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (b"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", b"200 OK"),
        (b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", b"200 OK"),
        (b"nothing that is HTTP\r\n\r\n", b"400 Bad Request"),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", b"400 Bad Request"),
    ],
)
def test_the_connection_is_closed_after_what_asks_for_that_and_what_is_no_http(call: bytes, status: bytes) -> None:
    async def work(streams: Streams, door: Door) -> None:
        reader, writer = streams
        writer.write(call)
        assert (await reader.read()).startswith(b"HTTP/1.1 " + status)

    _run(_echo, work)


def test_a_connection_that_nobody_uses_is_closed_and_one_with_a_call_under_way_is_not() -> None:
    waiting: asyncio.Queue[Connection] = asyncio.Queue()

    async def work(streams: Streams, door: Door) -> None:
        reader, writer = streams
        writer.write(CALL % 1)
        connection = await waiting.get()
        connection.used -= 3600
        door.sweep()
        connection.answer(200, b"true")
        assert (await _answer(reader))[1] == b"true"
        door.sweep()
        connection.used -= 3600
        door.sweep()
        assert await reader.read() == b""

    _run(lambda asked, connection: waiting.put_nowait(connection), work)
