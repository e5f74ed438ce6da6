"""The HTTP client against peers that answer rightly, wrongly, endlessly or not at all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from reference_impl.postman import Broken, Postman

LIMIT = 1000
RIGHT = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue"


async def served(answers: list[bytes], work: Callable[[str], Awaitable[None]]) -> int:
    """Runs the work against a peer that gives each request the next answer and closes after the last; connections."""
    connections = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while answers and await reader.readuntil(b"\r\n\r\n[]"):
            writer.write(answers.pop(0))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        await work(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/rpc")
    return connections


def outcomes(answers: list[bytes], number: int) -> tuple[list[object], int]:
    """What that many calls came to, and over how many connections."""
    found: list[object] = []

    async def work(url: str) -> None:
        postman = Postman(LIMIT)
        for _ in range(number):
            try:
                found.append(await postman.post(url, {"method": "m", "prefix": "g.x."}, {}, b"[]"))
            except Broken:
                found.append(None)
        postman.close()

    return found, asyncio.run(asyncio.wait_for(served(answers, work), 20))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (RIGHT, (200, b"true")),
        (b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", (500, b"no")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 5000, (200, b"x" * LIMIT)),
        (b"garbage\r\n\r\n", None),
        (b"", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntr", None),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, None),
    ],
)
def test_answers(answer: bytes, expected: object) -> None:
    assert outcomes([answer], 1)[0] == [expected]


def test_a_connection_is_kept() -> None:
    assert outcomes([RIGHT] * 3, 3) == ([(200, b"true")] * 3, 1)
