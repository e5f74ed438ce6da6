"""A lean HTTP/1.1 client for one kind of call: POST, over connections that are kept, answers read within a limit."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from urllib.parse import urlencode, urlsplit

import h11

READ_AT_ONCE = 65_536  # bytes
MOST_IDLE = 64  # connections kept for one receiving host
BROKEN = (OSError, h11.ProtocolError, ValueError, asyncio.IncompleteReadError)

Address = tuple[str, int]


class Broken(Exception):
    """No answer came: refused, broken off, or no HTTP."""


class Connection:
    """One connection with an exchange at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)
        self.heard = False  # whether anything of the present answer came

    def is_open(self) -> bool:
        return not (self._writer.is_closing() or self._reader.at_eof())

    def close(self) -> None:
        self._writer.close()

    async def exchange(self, request: h11.Request, body: bytes, limit: int) -> tuple[int, bytes, bool]:
        """Status, at most `limit` bytes of the answer's body, and whether the connection can be used again."""
        self.heard = False
        for part in (request, h11.Data(data=body), h11.EndOfMessage()):
            self._writer.write(self._http.send(part) or b"")
        await self._writer.drain()
        status, answer = 0, b""
        while True:
            event = await self._next_event()
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                answer += event.data
                if len(answer) > limit:
                    return status, answer[:limit], False
            elif isinstance(event, h11.EndOfMessage):
                break
            elif isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError
        reusable = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if reusable:
            self._http.start_next_cycle()
        return status, answer, reusable

    async def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._reader.read(READ_AT_ONCE)
            self.heard = self.heard or bool(data)
            self._http.receive_data(data)
        return event


class Postman:
    """Posts; `limit` is the most bytes read of an answer."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._idle: dict[Address, list[Connection]] = defaultdict(list)

    async def post(
        self, url: str, parameters: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises Broken. Sets no time limit: the caller cancels.

        A kept connection that the other side has closed meanwhile counts for nothing: the call goes over the next one.
        """
        try:
            parts = urlsplit(url)
            address = parts.hostname or "", parts.port or 80
            request = h11.Request(
                method="POST",
                target=f"{parts.path or '/'}?{urlencode(parameters)}",
                headers=[("host", parts.netloc), ("content-length", str(len(body))), *headers.items()],
            )
            while (kept := self._kept(address)) is not None:
                try:
                    return await self._use(address, kept, request, body)
                except BROKEN:
                    if kept.heard:
                        raise
            reader, writer = await asyncio.open_connection(*address)
            return await self._use(address, Connection(reader, writer), request, body)
        except BROKEN as error:
            raise Broken(str(error)) from None

    def close(self) -> None:
        """Closes the connections that are kept."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _kept(self, address: Address) -> Connection | None:
        idle = self._idle[address]
        while idle:
            connection = idle.pop()
            if connection.is_open():
                return connection
            connection.close()
        return None

    async def _use(
        self, address: Address, connection: Connection, request: h11.Request, body: bytes
    ) -> tuple[int, bytes]:
        reusable = False
        try:
            status, answer, reusable = await connection.exchange(request, body, self._limit)
        finally:
            if reusable and len(self._idle[address]) < MOST_IDLE:
                self._idle[address].append(connection)
            else:
                connection.close()
        return status, answer
