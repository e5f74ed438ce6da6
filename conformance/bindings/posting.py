"""Posts calls over kept HTTP connections: h11 between a pair of streams, and little else, since it is done so often."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlencode, urlsplit

import h11

READ_AT_ONCE = 65_536  # bytes
MOST_IDLE = 32  # connections that are kept
Exchanged = tuple[int, bytes, bool]


class NoAnswer(Exception):
    """Nothing that is an HTTP response came; the text says what happened instead."""


class Refused(NoAnswer):
    """Nobody listens there."""


class Post:
    """Posts to one URL; of an answer's body at most `limit` bytes are read."""

    def __init__(self, url: str, limit: int) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._netloc, self._path = parts.netloc, parts.path or "/"
        self._limit = limit
        self._idle: list[_Connection] = []

    async def send(self, query: dict[str, str], headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; NoAnswer, or Refused, where there is none. The caller sets the time limit.

        A kept connection that the target closed in the same moment counts for nothing: the call goes over another one.
        """
        try:
            request = h11.Request(
                method="POST",
                target=f"{self._path}?{urlencode(query)}",
                headers=[("Host", self._netloc), ("Content-Length", str(len(body))), *headers.items()],
            )
            while self._idle:
                kept = self._idle.pop()
                try:
                    return await self._over(kept, request, body)
                except (OSError, h11.ProtocolError):
                    if kept.heard:
                        raise
            return await self._over(await self._connected(), request, body)
        except h11.ProtocolError as error:
            raise NoAnswer(f"no HTTP: {error}") from None
        except OSError as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from None

    async def close(self) -> None:
        """Closes the connections that are kept; they are closed when it returns."""
        while self._idle:
            await self._idle.pop().closed()

    async def _connected(self) -> _Connection:
        try:
            return _Connection(*await asyncio.open_connection(self._host, self._port))
        except OSError as error:
            raise Refused(f"can't connect: {error}") from None

    async def _over(self, connection: _Connection, request: h11.Request, body: bytes) -> tuple[int, bytes]:
        reusable = False
        try:
            status, answer, reusable = await connection.exchange(request, body, self._limit)
        finally:
            if reusable and len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
            else:
                connection.close()
        return status, answer


class _Connection:
    """One connection, with one exchange at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.CLIENT)
        self.heard = False  # whether anything of the present answer came

    def close(self) -> None:
        self._writer.close()

    async def closed(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def exchange(self, request: h11.Request, body: bytes, limit: int) -> Exchanged:
        """Status, the body's first `limit` bytes, and whether the connection can be used again."""
        self.heard = False
        parts = (request, h11.Data(data=body), h11.EndOfMessage())
        self._writer.write(b"".join(self._http.send(part) or b"" for part in parts))
        await self._writer.drain()
        status, answer = 0, bytearray()
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                answer += event.data
                if len(answer) > limit:
                    return status, bytes(answer[:limit]), False
            elif isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError("closed without an answer")
        reusable = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if reusable:
            self._http.start_next_cycle()
        return status, bytes(answer), reusable

    async def _event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._reader.read(READ_AT_ONCE)
            self.heard = self.heard or bool(data)
            self._http.receive_data(data)
        return event
