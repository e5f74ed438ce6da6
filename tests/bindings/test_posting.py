"""Posting over HTTP: kept connections, limits, and what is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from conformance.bindings.posting import NoAnswer, Post, Refused

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _with_server(handler: Handler, work: Callable[[Post], Awaitable[None]], limit: int = 1000) -> None:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    post = Post(f"http://127.0.0.1:{port}/rpc", limit)
    try:
        async with asyncio.timeout(10):
            await work(post)
    finally:
        await post.close()
        server.close()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=10)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return head + await reader.readexactly(length)


def _answering(*answers: bytes, seen: list[bytes] | None = None) -> Handler:
    """Gives these answers on a connection, one after the other, then closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for answer in answers:
                request = await _request(reader)
                if seen is not None:
                    seen.append(request)
                writer.write(answer)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        writer.close()
        await writer.wait_closed()

    return handle


def test_what_is_sent() -> None:
    seen: list[bytes] = []

    async def work(post: Post) -> None:
        assert await post.send({"method": "send_message", "prefix": "g.a."}, {"Authorization": "Bearer t"}, b"[1]") == (
            200,
            b"true",
        )

    asyncio.run(_with_server(_answering(OK, seen=seen), work))
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /rpc?method=send_message&prefix=g.a. HTTP/1.1\r\n")
    assert b"authorization: bearer t" in head.lower()
    assert body == b"[1]"


def test_a_connection_is_kept_and_one_that_was_closed_meanwhile_counts_for_nothing() -> None:
    seen: list[bytes] = []

    async def work(post: Post) -> None:
        for _ in range(5):
            assert (await post.send({}, {}, b"[]"))[0] == 200

    asyncio.run(_with_server(_answering(OK, OK, seen=seen), work))
    assert len(seen) == 5


def test_an_answer_is_read_up_to_the_limit() -> None:
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"ff\r\n" + b"x" * 255 + b"\r\n"

    async def work(post: Post) -> None:
        assert await post.send({}, {}, b"[]") == (200, b"x" * 100)

    asyncio.run(_with_server(_answering(endless), work, limit=100))


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ntrue", b"", b"HTTP/1.1 200 OK\r\n"],
    ids=["no_http", "cut_body", "nothing", "cut_head"],
)
def test_what_is_no_answer(answer: bytes) -> None:
    async def work(post: Post) -> None:
        with pytest.raises(NoAnswer):
            await post.send({}, {}, b"[]")

    asyncio.run(_with_server(_answering(answer), work))


def test_where_nobody_listens() -> None:
    async def work(post: Post) -> None:
        with pytest.raises(Refused):
            await Post("http://127.0.0.1:1/rpc", 10).send({}, {}, b"[]")

    asyncio.run(_with_server(_answering(OK), work))
